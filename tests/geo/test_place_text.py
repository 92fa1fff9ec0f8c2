from __future__ import annotations

import pytest

from geo.place_text import mark_town, mend_ending, name_key, read_place, read_street, street_label, without_ending


def keys(text: str) -> list[str]:
    return [street.key for street in read_place(text).streets]


@pytest.mark.parametrize(
    ("text", "house_number", "street", "hints"),
    [
        ("139 Tremont St  Boston  MA  02108", 139, "tremont st", {"boston", "02108"}),
        ("70 Ceylon St, Dorchester, MA 02121", 70, "ceylon st", {"dorchester", "02121"}),
        ("145-151 Ipswich St  Boston  MA  02215", 145, "ipswich st", {"boston", "02215"}),
        ("537 -551 Tremont St  Boston  MA  02116", 537, "tremont st", {"boston", "02116"}),
        ("27hf Massachusetts Ave  Boston  MA  02215", 27, "massachusetts ave", {"boston", "02215"}),
        ("2 A-20 Worcester Sq  Roxbury  MA  02118", 2, "worcester sq", {"roxbury", "02118"}),
        ("40A-40 Revere St, Boston, MA 02114", 40, "revere st", {"boston", "02114"}),
        ("15 1/2 Boston Fish Pier   Boston  MA  02210", 15, "boston fish pier", {"boston", "02210"}),
        ("56 O St 1, South Boston, MA 02127", 56, "o st", {"south boston", "02127"}),
        ("845 Boylston St #3, Boston", 845, "boylston st", {"boston"}),
        ("12 Park St Apt 4", 12, "park st", set()),
        ("100 Pier 4 Blvd  Boston  MA  02210", 100, "pier 4 blvd", {"boston", "02210"}),
        ("139 Tremont St Boston MA 02108", 139, "tremont st", {"boston", "02108"}),
        ("10 E Seventh St South Boston MA 02127", 10, "e 7th st", {"south boston", "02127"}),
        ("123 Albany St at E Newton St", 123, "albany st", set()),
    ],
)
def test_the_citys_addresses_are_read_as_number_street_town_and_zip(text, house_number, street, hints):
    place = read_place(text)

    assert (place.kind, place.house_number, place.streets[0].key) == ("address", house_number, street)
    assert place.hints == hints


@pytest.mark.parametrize(
    "text",
    [
        "INTERSECTION of Harrison Ave & E Newton St  Roxbury  MA",
        "INTERSECTION Harrison Ave & E Newton St",
        "Harrison Ave &amp; E Newton St",
        "E Newton St & Harrison Ave, Roxbury, MA 02118",
        "corner of Harrison Avenue and East Newton Street",
        "the corner of harrison ave. @ e. newton st.",
        "Harrison Ave / E Newton St",
        "at Harrison Ave at E Newton St",
    ],
)
def test_every_spelling_of_a_corner_gives_the_same_two_streets_in_the_same_order(text):
    assert read_place(text).kind == "intersection"
    assert keys(text) == ["e newton st", "harrison ave"]


@pytest.mark.parametrize("text", ["near 780 Albany St", "behind 780 Albany St", "across from 780 Albany St"])
def test_a_text_that_says_near_is_vague_but_names_its_address(text):
    place = read_place(text)

    assert (place.is_vague, place.house_number, place.streets[0].key) == (True, 780, "albany st")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Ramsay Park",
        "between A St and B St",
        "145 & 147 Main St",
        "Washington St & Washington Street",
        "Main St & ...",
        "0 Main St  Charlestown  MA",
        "12 #4",
    ],
)
def test_what_is_no_address_and_no_corner_is_left_as_a_name(text):
    assert read_place(text).kind == "name"
    assert read_place(text).streets == ()


def test_a_street_named_after_a_town_keeps_its_name():
    assert keys("10 Roxbury St") == ["roxbury st"]
    assert keys("12 Hyde Park Ave Boston") == ["hyde park ave"]
    assert read_place("Hyde Park").head == "Hyde Park"
    assert read_place("Brookline Ave & Mattapan").hints == frozenset()


def test_what_stands_in_brackets_and_words_of_place_are_left_out_of_a_name():
    assert read_place("in front of the Ramsay Park (by the courts)").head == "Ramsay Park"


@pytest.mark.parametrize(
    ("said", "street"),
    [
        ("Mass Ave", "massachusetts ave"),
        ("Comm. Ave.", "commonwealth ave"),
        ("Dot Ave", "dorchester ave"),
        ("Mt Vernon St", "mount vernon st"),
        ("St James Street", "saint james st"),
        ("Cass Blvd", "melnea cass blvd"),
        ("Cass St", "cass st"),
        ("MLK Blvd", "martin luther king jr blvd"),
        ("West Third St", "w 3rd st"),
        ("St. Mary's St", "saint marys st"),
        ("Mass", "mass"),
    ],
)
def test_what_bostonians_say_is_the_street_the_city_writes(said, street):
    found = read_street(said)

    assert found is not None
    assert found.key == street


def test_a_text_without_a_word_is_no_street():
    assert read_street(" - ") is None


def test_labels_keep_the_citys_capitals_and_end_in_its_abbreviations():
    assert street_label("VFW Pkwy") == "VFW Pkwy"
    assert street_label("ARBORWAY SERVICE Rd") == "Arborway Service Rd"
    assert street_label("utica street") == "Utica St"
    assert street_label("Colonel Michael J. McDonough Way") == "Colonel Michael J. McDonough Way"
    assert street_label("Street") == "Street"
    assert street_label("") == ""


def test_only_an_ending_is_dropped_from_a_street():
    assert without_ending("albany st") == "albany"
    assert without_ending("w broadway") == "w broadway"
    assert without_ending("park") == "park"


def test_names_compare_without_points_apostrophes_and_the_article():
    assert name_key("The Peter's Pk.") == name_key("Peters Park")
    assert name_key("Mass & Cass") == name_key("mass and cass") == name_key("Mass/Cass")
    assert name_key("Andrew Sq.") == "andrew square"


def test_mass_after_a_number_or_a_join_is_a_street_and_not_the_state():
    assert read_place("1104 Mass").streets[0].key == "mass"
    assert [street.key for street in read_place("Albany & Mass").streets] == ["albany", "mass"]
    assert read_place("1104 Albany St Mass").streets[0].key == "albany st"


def test_two_blanks_part_the_town_only_where_a_town_follows():
    assert read_place("765  Saratoga St  East Boston  MA  02128").streets[0].key == "saratoga st"
    assert read_place("corner of  Albany  and   E Newton").kind == "intersection"
    assert read_place("139 Tremont St  Boston").hints == {"boston"}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("10 Arborway Jamaica Plain", "10 Arborway, Jamaica Plain"),
        ("10 Arborway  Jamaica Plain  MA  02130", "10 Arborway, Jamaica Plain MA 02130"),
        ("12 Everett St in East Boston", "12 Everett St, East Boston"),
        ("10 Arborway, Jamaica Plain", None),
        ("Jamaica Plain", None),
        ("10 Arborway", None),
    ],
)
def test_a_town_at_the_end_is_marked_once(text, marked):
    assert mark_town(text) == marked


def test_a_misspelled_ending_is_mended_and_a_short_or_right_one_left_alone():
    assert mend_ending("sewall streeet") == "sewall st"
    assert mend_ending("long avnue") == "long ave"
    assert mend_ending("long rd") == "long rd"
    assert mend_ending("long xt") == "long xt"
    assert mend_ending("streeet") == "streeet"

from __future__ import annotations

from datetime import date

import pytest

from dashboard.huddle.text_check import (
    FindingKind,
    StigmatisingWord,
    check_text,
    decided_fact,
    kept_kinds,
    stigmatising_words,
)
from geo.frames import row_dicts
from pipelines.settings import load_reference, project_paths

MORNING = date(2015, 11, 10)
ROWS = row_dicts(load_reference(project_paths({}).reference_dir, "stigmatising_words"))
WORDS = stigmatising_words(ROWS)


def found(text: str) -> list[tuple[str, str]]:
    """Return the kind and the words of each finding of a text."""
    return [(finding.kind.value, finding.found) for finding in check_text(text, huddle_date=MORNING, words=WORDS)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call 617-555-0123", "617-555-0123"),
        ("call (617) 555-0123", "(617) 555-0123"),
        ("call 617.555.0123 today", "617.555.0123"),
        ("call 6175550123", "6175550123"),
        ("call +1 617 555 0123", "+1 617 555 0123"),
        ("call 1-617-555-0123", "1-617-555-0123"),
        ("call 555-0123", "555-0123"),
        ("ring +44 20 7946 0958", "+44 20 7946 0958"),
    ],
)
def test_a_telephone_number_is_found_with_its_own_digits(text: str, number: str) -> None:
    assert found(text) == [("phone", number)]


def test_a_mail_address_is_found() -> None:
    assert found("write to jo.doe@example.org.") == [("mail", "jo.doe@example.org")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("DOB 3/14/85", "DOB 3/14/85"),
        ("d.o.b.: 14 March 1985", "d.o.b.: 14 March 1985"),
        ("date of birth 1985-03-14", "date of birth 1985-03-14"),
        ("born on March 14", "born on March 14"),
        ("seen 03/14/1985", "03/14/1985"),
        ("seen 1985-03-14", "1985-03-14"),
        ("seen 3/14/85", "3/14/85"),
        ("seen 14 March 1985", "14 March 1985"),
        ("seen March 14th, 1985", "March 14th, 1985"),
    ],
)
def test_a_date_of_birth_is_found_as_one_thing(text: str, told: str) -> None:
    assert found(text) == [("birth_date", told)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("client John Smith was there", "client John Smith"),
        ("Client: J. Smith", "Client: J. Smith"),
        ("client: j. smith", "client: j. smith"),
        ("pt. Maria declined transport", "pt. Maria"),
        ("Pt Maria O'Neil", "Pt Maria O'Neil"),
        ("guest Jean-Paul left at ten", "guest Jean-Paul"),
        ("The resident's name is on the list of resident Ana Lopez", "resident Ana Lopez"),
        ("a man named Frank", "man named Frank"),
        ("a woman named maria", "woman named maria"),
        ("a person by the name of Lee", "person by the name of Lee"),
        ("a guy called Sam asked for a bed", "guy called Sam"),
        ("client is Bob", "client is Bob"),
        ("spoke with Mr. Jones", "Mr. Jones"),
        ("client Ms. Jones", "client Ms. Jones"),
        ("told MR SMITH to call", "MR SMITH"),
        ("Ms. jones came in", "Ms. jones"),
        ("asked the client, Tom, for a time", "client, Tom"),
    ],
)
def test_a_name_after_a_word_for_a_person_is_found(text: str, told: str) -> None:
    assert found(text) == [("name_after_client", told)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Two addicts by the wall", "addicts"),
        ("a known drug abuser", "abuser"),
        ("JUNKIES again", "JUNKIES"),
        ("Vagrants in the doorway", "Vagrants"),
        ("Move the homeless along", "the homeless"),
        ("He is service-resistant", "service-resistant"),
        ("He is service resistant", "service resistant"),
        ("Resistant to all services", "Resistant to all services"),
        ("She refused a shelter bed", "refused a shelter"),
        ("Sweep of the encampment at six", "Sweep of the encampment"),
        ("The tents were swept: encampment sweep done", "encampment sweep"),
        ("They got clean in June", "got clean"),
        ("a dirty urine", "dirty urine"),
        ("two dirty needles", "dirty needles"),
        ("an ex-con", "ex-con"),
    ],
)
def test_a_stigmatising_word_is_found(text: str, told: str) -> None:
    assert found(text) == [("stigmatising", told)]


@pytest.mark.parametrize(
    "text",
    [
        "Case 101000295613 again",
        "Sweepers at 5 and at 17:30, 24 hours a day",
        "Reopened 11/09/2015, back on 2015-11-12",
        "Closed on 11/9/15, next look on 1/4/16",
        "Since 1 May 2014",
        "At 1010 Massachusetts Ave, 42.3312, -71.0716",
        "Budget 2015-2016, route 128, bus 47",
        "The airborne dust of 2 days",
        "3 sharps kiosks @ the bridge",
        "Client services open at nine",
        "Client Services open at nine",
        "Resident Parking sign is down",
        "Resident called Monday about the lot",
        "The client called Boston EMS",
        "Tell every guest. The van leaves at ten",
        "Thanks from many residents. Thank you",
        "Patient transport asked for twice",
        "Guest House on Boylston Street",
        "Resident Hyde Park Avenue asks again",
        "A man called 311 about it",
        "Clean up the park before noon",
        "The block is clean and dry",
        "Street sweeping near the tents on Tuesday",
        "The sweeper crew and two people of Parks",
        "Addiction services came with us",
        "Alcoholic beverage cans in the planter",
        "The homeless shelter has four beds",
        "Staff of the homeless outreach van",
        "Declined today: the shelter takes no dogs",
        "Stays clean of needles since the kiosk came",
        "The bumper of the truck is mended",
        "Bring the schedule of the psychology clinic",
        "Miss the morning rush, come at ten",
        "THE MS DELTA BLUES TRUCK",
        "",
    ],
)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_two_digits_of_a_year_that_a_due_date_reaches_into_are_no_birth_date() -> None:
    assert check_text("by 1/4/16", huddle_date=MORNING, words=()) == []
    assert [each.kind for each in check_text("by 1/4/17", huddle_date=MORNING, words=())] == [FindingKind.BIRTH_DATE]


def test_every_finding_says_what_to_do() -> None:
    findings = check_text("client John, 617-555-0123, an addict", huddle_date=MORNING, words=WORDS)

    assert [finding.advice.split(".")[0].split(":")[0] for finding in findings] == [
        "looks like a person's name",
        "looks like a telephone number",
        "say “person who uses drugs”",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["phrase"]).split("|", maxsplit=1)[0].strip("*"))
def test_each_reviewed_phrase_finds_itself_and_not_where_it_is_fine(row: dict[str, str]) -> None:
    word = stigmatising_words([row])

    for text in plain_texts(row["phrase"]):
        assert [each.found for each in check_text(text, huddle_date=MORNING, words=word)] == [text]
    for phrase in filter(None, row["fine_in"].split(";")):
        for text in plain_texts(phrase):
            assert check_text(text, huddle_date=MORNING, words=word) == []
    assert row["say_instead"]
    assert row["why"]
    assert row["source"] in {"field", "NIDA", "OASAS"}
    assert check_text(row["say_instead"], huddle_date=MORNING, words=WORDS) == []


def plain_texts(phrase: str) -> list[str]:
    """Return a phrase of the table as a person would write it, each of its words once in each of its forms."""
    places = [word.replace("*", "").split("|") for word in phrase.split() if word != "…"]
    longest = max(len(choices) for choices in places)
    return [" ".join(choices[n % len(choices)] for choices in places) for n in range(longest)]


def test_a_gap_holds_three_words_and_no_more() -> None:
    rows: list[StigmatisingWord] = list(
        stigmatising_words([{"phrase": "sweep … tent*", "say_instead": "x", "fine_in": "", "why": "y"}])
    )

    def n_found(text: str) -> int:
        return len(check_text(text, huddle_date=MORNING, words=rows))

    assert n_found("sweep tents") == 1
    assert n_found("sweep up all the tents") == 1
    assert n_found("sweep up all of the tents") == 0
    assert n_found("sweep. tents") == 0


@pytest.mark.parametrize(
    ("kept", "before", "fact"),
    [
        ((), (), {}),
        (("phone",), (), {"text_check": "kept:phone"}),
        ((), ("phone",), {"text_check": "changed:phone"}),
        (("stigmatising",), ("stigmatising", "phone"), {"text_check": "changed:phone kept:stigmatising"}),
        (("stigmatising", "mail"), ("mail",), {"text_check": "kept:mail,stigmatising"}),
    ],
)
def test_the_decision_is_told_by_kinds_alone(kept: tuple[str, ...], before: tuple[str, ...], fact: object) -> None:
    assert decided_fact(kept=kept, found_before=before) == fact


def test_what_was_kept_is_read_back_from_the_facts_and_an_unknown_kind_is_passed_over() -> None:
    assert kept_kinds({"text_check": "changed:phone kept:mail,stigmatising"}) == (
        FindingKind.MAIL,
        FindingKind.STIGMATISING,
    )
    assert kept_kinds({"text_check": "kept:of_a_later_version"}) == ()
    assert kept_kinds({"text_check": "changed:phone"}) == ()
    assert kept_kinds({}) == ()

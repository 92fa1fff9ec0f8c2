"""`crt locate`, as a person types it."""

from __future__ import annotations

import pytest

from tests.support.command_line import run_crt
from tests.support.published_build import write_published_build


@pytest.fixture
def city(data_dir):
    write_published_build(data_dir)
    return data_dir


def test_each_text_is_answered_in_order_as_the_contract_has_it(city, capsys):
    ran = run_crt(capsys, "locate", "mass and cass", "nowhere", "", "780 Albany", "--json")

    assert ran.exit_code == 0, ran.err
    assert [answer["query"] for answer in ran.json] == ["mass and cass", "nowhere", "", "780 Albany"]
    named, nowhere, empty, address = ran.json
    assert (nowhere["best"], nowhere["candidates"]) == (None, [])
    assert (empty["best"], empty["why"]) == (None, "the text is empty")
    assert named["best"]["label"] == "Mass & Cass"
    assert address["candidates"] == [address["best"]]
    assert address["best"] == {
        "lon": pytest.approx(-71.0728, abs=1e-5),
        "lat": pytest.approx(42.3336, abs=1e-5),
        "label": "780 Albany St",
        "town": "South End, Roxbury, 02118",
        "confidence": 90,
        "how": "address",
        "why": "the address is known; the street was said in short",
    }


def test_where_several_places_fit_it_asks_and_a_district_decides(city, capsys):
    asked = run_crt(capsys, "locate", "12 Everett St").out
    decided = run_crt(capsys, "locate", "12 Everett St", "--district", "a1", "--json").json[0]
    told = run_crt(capsys, "locate", "12 Everett St", "--json").json[0]

    assert told["best"] is None
    assert {place["town"] for place in told["candidates"]} == {"East Boston, 02128", "Dorchester, 02122"}
    assert asked.splitlines()[:2] == [
        "12 Everett St",
        "    several places: 2 places far apart fit; say the district or the ZIP",
    ]
    assert asked.count("    ? 12 Everett St (") == 2
    assert (decided["best"]["town"], decided["best"]["confidence"]) == ("East Boston, 02128", 100)


def test_what_is_found_is_told_in_words_with_its_confidence_and_reason(city, capsys):
    ran = run_crt(capsys, "locate", "corner of E Newton and Albany")

    heading, told = ran.out.splitlines()
    assert heading == "corner of E Newton and Albany"
    assert told == (
        "    Albany St & E Newton St (South End, Roxbury) at 42.33590, -71.07010; 90 of 100 sure: "
        "intersection, the corner is known; the street was said in short"
    )


def test_without_a_build_it_says_what_to_do(data_dir, capsys):
    ran = run_crt(capsys, "locate", "780 Albany St", "--json")

    assert ran.exit_code == 17
    assert ran.json["error"] == "there is no published build, so no places are known"
    assert "crt build" in ran.json["next_step"]
    assert not data_dir.exists()


def test_an_unknown_district_is_refused_with_the_known_ones(city, capsys):
    ran = run_crt(capsys, "locate", "780 Albany St", "--district", "Q-9")

    assert ran.exit_code == 22
    assert "no police district is called 'Q-9'; known are " in ran.err
    assert ran.out == ""


def test_without_a_text_it_refuses(city, capsys):
    assert run_crt(capsys, "locate").exit_code == 2

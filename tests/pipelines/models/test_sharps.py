"""Needles asked for and collected: what is known, what is known to be none, and what is not known."""

from __future__ import annotations

import pytest

from pipelines.steps.closings import ReadClosings
from tests.support.models import run_model
from tests.support.tables import table

FILES = """
    file_id | taken_at         | feed_code      | clock_regime
    early   | 2015-11-09 20:00 | city311_legacy | eastern_local
    late    | 2015-11-20 20:00 | city311_legacy | eastern_local
"""
TICKETS = """
    ticket_id | location_id | reporter_group | is_open | category_code | opened_at
    1         | L1          | residents      | no      | sharps        | 2015-11-01 10:00
    2         | L1          | staff          | no      | sharps        | 2015-11-01 10:00
    3         | L1          | residents      | no      | sharps        | 2015-11-01 10:00
    4         | L1          | residents      | yes     | sharps        | 2015-11-01 10:00
    5         | -           | residents      | no      | sharps        | 2015-11-01 10:00
    6         | L1          | residents      | no      | litter        | 2015-11-01 10:00
    7         | L1          | residents      | no      | sharps        | 2015-09-01 10:00
    8         | L2          | residents      | no      | sharps        | 2015-11-01 10:00
"""
CLOSINGS = """
    ticket_id | file_id | row_number | closing_text
    1         | early   | 1          | Recovered 3 syringes
    2         | early   | 2          | No needles found
    3         | early   | 3          | Crew attended
    4         | late    | 4          | Recovered 9 syringes
    5         | early   | 5          | Recovered 4 syringes
    8         | early   | 8          | Crew attended
"""


@pytest.fixture(scope="module")
def told():
    tickets = table(TICKETS, is_open="bool", opened_at="instant").assign(feed_code="city311_legacy")
    located = tickets.loc[tickets["location_id"].notna(), ["feed_code", "ticket_id", "location_id"]]
    tables = {
        "int_tickets__assigned": tickets,
        "int_tickets__located": located,
        "int_closings__newest": newest(CLOSINGS),
    }
    return run_model("int_sharps__told", tables)


def newest(closings):
    staged = table(closings, row_number="int").assign(feed_code="city311_legacy")
    staged["closing_text"] = staged["closing_text"].fillna("")
    (read,) = ReadClosings().run({"stg_city311__closings": staged})
    tables = {"int_closings__read": read, "stg_crt__files": table(FILES, taken_at="instant")}
    return run_model("int_closings__newest", tables)


def figures(told, location_id):
    places = table("location_id | number\nL1 | 1\nL2 | 2\nL3 | 3", number="int")
    made = run_model("location_sharps", {"int_locations__carried": places, "int_sharps__told": told})
    return made.set_index("location_id").loc[location_id]


def test_a_place_tells_what_was_asked_for_and_how_much_of_the_rest_is_known(told):
    assert figures(told, "L1").to_dict() == {
        "n_requested": 4,
        "n_requested_residents": 3,
        "n_open": 1,
        "n_with_sharps": 1,
        "n_with_none": 1,
        "n_not_told": 1,
        "n_collected": 3,
    }


def test_where_no_text_tells_a_number_what_was_collected_is_not_known_and_not_none(told):
    assert figures(told, "L2")[["n_requested", "n_not_told"]].tolist() == [1, 1]
    assert figures(told, "L2").isna()["n_collected"]
    assert figures(told, "L3")["n_requested"] == 0


def test_the_city_counts_tickets_off_the_list_too_and_every_one_is_read_in_some_way(told):
    (city,) = run_model("city_sharps", {"int_sharps__told": told}, build_id="b").to_dict("records")
    ways = table("how_code | how_words | gives_number | sort_no\ncollected | a | 1 | 1\nnone_found | b | 1 | 2\n"
                 "nothing_said | c | 0 | 3\nopen | d | 0 | 4\nno_text | e | 0 | 5")  # fmt: skip
    readings = run_model("closing_readings", {"ref_closing_readings": ways, "int_sharps__told": told})

    assert (city["n_requested"], city["n_collected"]) == (6, 7)
    assert dict(zip(readings["how_code"], readings["n_tickets"], strict=True)) == {
        "collected": 2, "none_found": 1, "nothing_said": 2, "open": 1, "no_text": 0,
    }  # fmt: skip


def test_what_a_later_snapshot_wrote_of_a_ticket_open_that_morning_is_not_known_to_it(told):
    assert told.set_index("ticket_id").loc["4", "how_code"] == "open"
    assert told.set_index("ticket_id").isna().loc["4", "n_collected"]


def test_of_two_snapshots_the_newest_before_the_morning_speaks_and_a_later_one_only_where_there_is_none():
    spoke = newest("""
        ticket_id | file_id | row_number | closing_text
        1         | early   | 1          | Recovered 3 syringes
        1         | late    | 1          | Recovered 5 syringes
        2         | late    | 2          | No needles found
    """)

    assert dict(zip(spoke["ticket_id"], spoke["n_collected"], strict=True)) == {"1": 3, "2": 0}


def test_no_text_goes_further_than_the_step_that_reads_it():
    (read,) = ReadClosings().run(
        {"stg_city311__closings": table(CLOSINGS, row_number="int").assign(feed_code="city311_legacy")}
    )

    assert list(read.columns) == ["file_id", "row_number", "feed_code", "ticket_id", "n_collected", "how_code"]
    assert not read.astype("str").apply(lambda cells: cells.str.contains("syringes")).to_numpy().any()

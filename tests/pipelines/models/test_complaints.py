from __future__ import annotations

from tests.support.models import run_model
from tests.support.tables import table

ZONED = """
    ticket_id | channel_name | reporter_group | is_ranked | opened_at        | lon
    1         | App          | residents      | yes       | 2015-11-01 10:00 | 1
    2         | App          | residents      | yes       | 2015-11-02 09:00 | 1
    3         | App          | residents      | yes       | 2015-11-03 08:59 | 1
    4         | App          | residents      | yes       | 2015-11-05 10:00 | 1
    5         | Call         | residents      | yes       | 2015-11-02 10:00 | 1
    6         | App          | staff          | yes       | 2015-11-02 10:00 | 1
    7         | App          | residents      | no        | 2015-11-02 10:00 | 1
    8         | App          | residents      | yes       | 2015-11-02 10:00 | -
"""
WALK = """
    ticket_id | channel_name | reporter_group | is_ranked | opened_at        | lon
    1         | App          | residents      | yes       | 2015-11-01 10:00 | 1
    2         | App          | residents      | yes       | 2015-11-01 10:20 | 2
    3         | App          | residents      | yes       | 2015-11-01 10:40 | 3
    4         | App          | residents      | yes       | 2015-11-01 11:01 | 4
"""


def gathered(rows, *, listed):
    zoned = table(rows, opened_at="instant", lon="float", is_ranked="bool").assign(
        feed_code="legacy", category_code="litter", category_name="Litter", lat=0.0, zone_id="N1"
    )
    located = (
        zoned[["feed_code", "ticket_id"]].assign(location_id="L1")
        if listed
        else zoned[["feed_code"]][:0].assign(ticket_id="", location_id="")
    )
    tables = {"int_tickets__zoned": zoned, "int_tickets__located": located}
    return run_model("int_complaints__gathered", tables)


def burst(complaints):
    return run_model("int_complaints__burst", {"int_complaints__gathered": complaints})


def test_what_staff_report_what_is_not_ranked_and_what_has_no_place_is_no_complaint():
    assert sorted(gathered(ZONED, listed=True)["ticket_id"]) == ["1", "2", "3", "4", "5"]


def test_tickets_from_one_address_by_one_channel_each_within_a_day_of_the_one_before_are_a_burst():
    found = burst(gathered(ZONED, listed=False))

    assert sorted(found["ticket_id"]) == ["1", "2", "3"]
    assert set(found["burst_kind"]) == {"address"}


def test_somebody_who_walks_by_and_reports_each_thing_is_a_burst_of_a_listed_place():
    found = burst(gathered(WALK, listed=True))

    assert sorted(found["ticket_id"]) == ["1", "2", "3"]
    assert set(found["burst_kind"]) == {"channel"}
    assert set(found["n_addresses"]) == {3}


def test_off_the_list_a_channel_alone_makes_no_burst():
    assert burst(gathered(WALK, listed=False)).empty


def test_a_burst_is_told_with_its_place_its_figures_and_its_days_and_without_its_address():
    complaints = gathered(ZONED, listed=True)
    (told,) = run_model("bursts", {"int_complaints__burst": burst(complaints)}).to_dict("records")

    assert (told["n_tickets"], told["n_addresses"], told["location_id"], told["zone_id"]) == (3, 1, "L1", "N1")
    assert str(told["first_at"].date()) == "2015-11-01"
    assert {"lon", "lat"}.isdisjoint(told)


def test_a_burst_that_lies_in_two_zones_has_that_of_its_first_complaint_in_whatever_order_they_come():
    complaints = gathered(WALK, listed=True)
    complaints["zone_id"] = complaints["ticket_id"].map({"1": "N2", "2": "N1", "3": "N1", "4": "N1"})
    found = burst(complaints)

    for rows in (found, found[::-1]):
        assert run_model("bursts", {"int_complaints__burst": rows})["zone_id"].tolist() == ["N2"]


def reports(complaints):
    carried = table("location_id | number\nL1 | 1\nL2 | 2", number="int")
    tables = {
        "int_complaints__gathered": complaints,
        "int_complaints__burst": burst(complaints),
        "int_locations__carried": carried,
    }
    return run_model("location_reports", tables).set_index("location_id")


def test_half_of_a_places_tickets_are_held_by_the_fewest_addresses_and_channels():
    made = reports(gathered(ZONED, listed=True))

    assert made.loc["L1"].to_dict() == {
        "n_tickets_residents": 5,
        "n_sources": 2,
        "n_sources_for_half": 1,
        "n_tickets_largest_source": 4,
        "largest_source_channel": "App",
        "n_tickets_in_bursts": 3,
    }
    assert reports(gathered(WALK, listed=True)).loc["L1", "n_sources_for_half"] == 2


def test_a_place_without_a_complaint_has_a_row_of_zeros():
    made = reports(gathered(ZONED, listed=True))

    assert made.loc["L2"].drop("largest_source_channel").tolist() == [0, 0, 0, 0, 0]


def caveats(*, streams):
    located = table(
        """
        location_id | feed_code | category_code | channel_name | is_ranked
        L1          | legacy    | litter        | App          | yes
        L2          | legacy    | needles       | Call         | yes
        L3          | new       | litter        | App          | yes
        L4          | legacy    | litter        | App          | no
        """,
        is_ranked="bool",
    )
    moved = table(
        """
        location_id | topic_name | note_text            | n_tickets
        L1          | Cans       | moved in April       | 2
        L1          | Debris     | moved in April       | 9
        L1          | Graffiti   | began in May         | 3
        """,
        n_tickets="int",
    )
    covered = table("feed_code | feed_name\nlegacy | Legacy system\nnew | 2025 system")
    tables = {
        "int_tickets__located": located,
        "int_locations__moved": moved[:0] if streams.size else moved,
        "int_streams__watched": streams,
        "int_feeds__covered": covered,
    }
    return run_model("location_caveats", tables)


STREAMS = table(
    """
    feed_code | stream_kind | stream_code | stream_name | status  | told_text
    legacy    | category    | litter      | Litter      | silent  | Silent since 3 November
    legacy    | channel     | Call        | Channel: C  | thinned | Thin since 4 November
    new       | feed        |             | All tickets | flowing | Flowing
    """
)


def test_topics_with_one_note_are_told_together_the_one_with_most_tickets_first():
    assert caveats(streams=STREAMS[:0])["caveat_text"].tolist() == [
        "Note: Debris, Cans moved in April",
        "Note: Graffiti began in May",
    ]


def test_a_silent_stream_is_noted_where_ranked_tickets_came_by_it_and_nowhere_else():
    made = caveats(streams=STREAMS)

    assert made[["location_id", "caveat_kind", "caveat_text"]].to_numpy().tolist() == [
        ["L1", "silent", "Note: Litter (Legacy system): silent since 3 November: a fall here can be the feed's"],
        ["L2", "silent", "Note: Channel: C (Legacy system): thin since 4 November: a fall here can be the feed's"],
    ]


def test_a_feed_that_is_silent_as_a_whole_is_noted_at_each_of_its_places():
    whole = STREAMS[STREAMS["stream_kind"] == "feed"].assign(status="silent", told_text="Silent since 3 November")

    assert caveats(streams=whole)["location_id"].tolist() == ["L3"]

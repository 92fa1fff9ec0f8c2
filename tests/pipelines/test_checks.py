from __future__ import annotations

import pandas as pd
import pytest

from pipelines.checks import Check, load_checks, run_checks
from pipelines.errors import PipelineError
from pipelines.warehouse import connect, store_frame
from tests.support.tables import table


def failing(name: str, **tables: pd.DataFrame) -> bool:
    check = next(check for check in load_checks() if check.name == name)
    with connect() as connection:
        for table_name, frame in tables.items():
            store_frame(connection, table_name, frame)
        return bool(run_checks(connection, [check])["is_failed"].iloc[0])


def test_every_check_says_what_is_wrong_and_what_to_do():
    checks = load_checks()

    assert len(checks) >= 10
    assert all(len(check.meaning) > 20 and len(check.next_step) > 20 for check in checks)


def test_a_check_without_a_next_step_is_refused(tmp_path):
    (tmp_path / "half.sql").write_text("-- severity: stop\n-- meaning: something\nselect 1", encoding="utf-8")

    with pytest.raises(PipelineError, match=r"half\.sql lacks next step"):
        load_checks(tmp_path)


FILE = "receipt_no | path | rows_read | n_accepted | n_set_aside | n_superseded\n"
COUNTS = dict.fromkeys(("receipt_no", "rows_read", "n_accepted", "n_set_aside", "n_superseded"), "int")


@pytest.mark.parametrize(
    ("counts", "is_failed"),
    [("1 | a | 10 | 7 | 2 | 1", False), ("1 | a | 10 | 7 | 2 | 0", True), ("1 | a | 10 | 11 | 0 | -1", True)],
)
def test_a_lost_or_doubled_row_stops_the_build(counts, is_failed):
    assert failing("rows_add_up", source_files=table(FILE + counts, **COUNTS)) is is_failed


@pytest.mark.parametrize(
    ("ages", "is_failed"),
    [("L1 | 3 | 1 | 4", False), ("L1 | 3 | 1 | 3", True), ("L2 | 3 | 1 | 4", True)],
    ids=["they add up", "one is lost", "a place has none"],
)
def test_open_tickets_that_their_ages_do_not_add_up_to_stop_the_build(ages, is_failed):
    names = ("n_open_under_3d", "n_open_3d_to_14d", "n_open_14d_or_more")
    by_age = table(f"location_id | {' | '.join(names)}\n{ages}", **dict.fromkeys(names, "int"))
    locations = pd.DataFrame({"location_id": ["L1"], "n_open_tickets": [8]})

    assert failing("open_ages_add_up", locations=locations, location_open_ages=by_age) is is_failed


@pytest.mark.parametrize(("numbers", "is_failed"), [("1 2 3", False), ("1 3", True), ("1 1 2", True)])
def test_a_gap_or_a_double_in_the_numbers_stops_the_build(numbers, is_failed):
    locations = pd.DataFrame({"number": [int(number) for number in numbers.split()]})

    assert failing("numbers_run_without_gap", locations=locations) is is_failed


@pytest.mark.parametrize(("lon", "is_failed"), [(-71.0587, True), (-71.0589, False)])
def test_a_location_on_the_city_halls_stand_in_coordinate_stops_the_build(lon, is_failed):
    locations = pd.DataFrame({"location_id": ["L1"], "lon": [lon], "lat": [42.3594]})
    sentinels = table("lon | lat | tolerance_deg\n-71.0587 | 42.3594 | 0.00001")

    assert failing("no_location_on_a_sentinel", locations=locations, ref_coordinate_sentinels=sentinels) is is_failed


@pytest.mark.parametrize(("contribution", "is_failed"), [(0.5, False), (0.4, True)])
def test_terms_that_do_not_add_up_stop_the_build(contribution, is_failed):
    locations = pd.DataFrame({"location_id": ["L1"], "score": [1.0]})
    terms = pd.DataFrame({"location_id": ["L1", "L1"], "contribution": [0.5, contribution]})

    assert failing("terms_add_up_to_the_score", locations=locations, location_terms=terms) is is_failed


def test_a_late_feed_is_a_warning_and_stops_nothing():
    check = next(check for check in load_checks() if check.name == "feeds_are_current")

    assert check.severity == "warn"
    assert failing("feeds_are_current", feeds=table("feed_code | status\noutreach | late"))
    assert not failing("feeds_are_current", feeds=table("feed_code | status\noutreach | not_collected"))


def test_a_passing_check_is_told_as_well():
    check = Check(name="fine", severity="warn", meaning="m", next_step="n", sql="select 1 where false")
    with connect() as connection:
        results = run_checks(connection, [check])

    assert results.to_dict("records") == [
        {
            "check_name": "fine",
            "severity": "warn",
            "meaning": "m",
            "next_step": "n",
            "n_rows": 0,
            "is_failed": False,
        }
    ]


def test_contact_numbers_that_start_anew_each_day_are_warned_about():
    head = "feed_code | record_id | opened_stamp\noutreach | 1 | 2026-10-08 09:00\n"
    again = table(f"{head}outreach | 1 | 2026-10-09 09:00", opened_stamp="instant")
    corrected = table(f"{head}outreach | 1 | 2026-10-08 09:30", opened_stamp="instant")

    assert failing("contact_numbers_are_not_used_again", stg_crt__records=again)
    assert not failing("contact_numbers_are_not_used_again", stg_crt__records=corrected)


@pytest.mark.parametrize(("repeats", "is_failed"), [("no", False), ("no yes", False), ("yes", True), ("no no", True)])
def test_a_file_has_one_first_receipt(repeats, is_failed):
    receipts = pd.DataFrame({"file_id": "f", "is_repeat": [word == "yes" for word in repeats.split()]})

    assert failing("one_file_one_receipt", raw_crt__receipts=receipts) is is_failed


def zone_tables(*, city=5, zones=(2, 3), places=(2,)):
    return {
        "city_outreach": pd.DataFrame({"measure_code": ["contacts"], "n_events": [city]}),
        "zone_outreach": pd.DataFrame({"zone_id": ["A", "B"], "measure_code": "contacts", "n_events": list(zones)}),
        "location_zones": pd.DataFrame({"location_id": ["L1", "L2"][: len(places)], "zone_id": "A"}),
        "location_outreach": pd.DataFrame(
            {"location_id": ["L1", "L2"][: len(places)], "measure_code": "contacts", "n_events": list(places)}
        ),
    }


@pytest.mark.parametrize(
    ("counts", "is_failed"),
    [
        ({}, False),
        ({"city": 6}, True),
        ({"zones": (2, 4)}, True),
        ({"places": (3,)}, True),
        ({"places": (1, 1)}, False),
    ],
    ids=["adds up", "city has more", "zone has more", "place has more than its zone", "two places"],
)
def test_zones_that_do_not_add_up_stop_the_build(counts, is_failed):
    assert failing("zones_add_up", **zone_tables(**counts)) is is_failed


@pytest.mark.parametrize(
    ("given", "is_failed"),
    [([("L1", "A")], False), ([], True), ([("L1", "A"), ("L1", "B")], True), ([("L1", "C")], True)],
)
def test_a_place_in_no_zone_or_in_two_stops_the_build(given, is_failed):
    locations = pd.DataFrame({"location_id": ["L1"]})
    zones = pd.DataFrame({"zone_id": ["A", "B"]})
    given = pd.DataFrame(given, columns=["location_id", "zone_id"], dtype="str")

    assert failing("every_place_has_one_zone", locations=locations, zones=zones, location_zones=given) is is_failed


@pytest.mark.parametrize(("n_tickets", "is_failed"), [(3, False), (4, True)])
def test_tickets_of_the_zones_that_are_not_those_of_the_city_stop_the_build(n_tickets, is_failed):
    city = pd.DataFrame({"category_code": ["litter"], "n_tickets": [n_tickets], "n_incidents": [2]})
    zones = pd.DataFrame({"category_code": ["litter"] * 2, "n_tickets": [1, 2], "n_incidents": [1, 1]})

    assert failing("zone_tickets_add_up", city_categories=city, zone_categories=zones) is is_failed


@pytest.mark.parametrize(("city", "is_failed"), [(5, False), (6, True)])
def test_outreach_parts_that_do_not_add_up_stop_the_build(city, is_failed):
    parts = pd.DataFrame({"measure_code": ["contacts", "contacts"], "n_events": [2, 3]})
    total = pd.DataFrame({"measure_code": ["contacts"], "n_events": [city]})

    assert failing("outreach_adds_up", city_outreach=total, location_outreach=parts) is is_failed


@pytest.mark.parametrize(
    ("value", "measure", "is_failed"), [(0.5, "pei", False), (0.7, "pei", True), (0.7, "hit_20", False)]
)
def test_a_list_that_beats_hindsight_is_told(value, measure, is_failed):
    rows = [("list", value), ("hindsight", 0.6)]
    record = pd.DataFrame(rows, columns=["method_code", "value"]).assign(
        category_code="all", horizon_days=7, measure_code=measure
    )

    assert failing("hindsight_is_never_beaten", track_record=record) is is_failed


@pytest.mark.parametrize(("code", "is_failed"), [("none", False), ("too_short", False), (None, True)])
def test_a_location_without_a_pattern_stops_the_build(code, is_failed):
    patterns = pd.DataFrame({"location_id": ["L1"], "pattern_code": pd.array([code], dtype="str")})

    assert failing("every_location_has_a_pattern", locations=LISTED, location_patterns=patterns) is is_failed


@pytest.mark.parametrize(
    ("ranges", "is_failed"),
    [
        ("L1 | all | 7 | 2\nL1 | all | 28 | 9\nL1 | litter | 7 | 1", False),
        ("L1 | all | 7 | 3\nL1 | all | 28 | 9", True),
        ("L1 | all | 7 | 2\nL1 | all | 28 | 8", True),
        ("L1 | all | 7 | 2\nL1 | litter | 28 | 9", True),
    ],
    ids=["the same", "another week", "another month", "none for the month"],
)
def test_a_range_of_another_count_than_the_one_shown_stops_the_build(ranges, is_failed):
    stated = table(
        f"location_id | category_code | window_days | n_incidents\n{ranges}", window_days="int", n_incidents="int"
    )
    builds = pd.DataFrame({"lookback_days": [28]})

    assert (
        failing("ranges_are_of_the_counts_shown", locations=LISTED, location_ranges=stated, builds=builds) is is_failed
    )


LISTED = pd.DataFrame({"location_id": ["L1"], "n_incidents_7d": [2], "n_incidents": [9]})

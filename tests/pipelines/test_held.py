"""What was held from yesterday and what changed since make the same morning as everything does."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.sources.landing import land_file
from tests.support import mornings
from tests.support.boundary_files import collection, feature
from tests.support.city_files import busy_corners, ticket

ZONE = ZoneInfo("America/New_York")
ROWS = busy_corners(first_day=datetime(2015, 9, 1), n_days=49)
FIRST, SECOND, THIRD = date(2015, 10, 20), date(2015, 10, 21), date(2015, 10, 22)


def at(day: int, hour: int) -> datetime:
    return datetime(2015, 10, day, hour, tzinfo=ZONE)


@pytest.fixture(scope="module")
def first_built(tmp_path_factory):
    """The first morning, built once: each test has a copy of its own."""
    folder = tmp_path_factory.mktemp("held") / "data"
    mornings.hand_in(folder, ROWS, name="all", taken_at=at(20, 5))
    mornings.build(folder, FIRST)
    return folder


@pytest.fixture
def folder(first_built, tmp_path):
    return shutil.copytree(first_built, tmp_path / "data")


def hand_in_outline(folder, *, east):
    west, south, north = -71.19, 42.25, 42.345
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    outline = folder.parent / "outline.geojson"
    outline.write_bytes(collection([feature({"type": "Polygon", "coordinates": [ring]}, CITY="Boston")]))
    land_file(
        outline,
        expected="boundaries",
        paths=mornings.data_folder(folder),
        taken_at=None,
        is_sample=False,
        landed_at=mornings.NOW,
    )


def hand_in_streets(folder, *, taken_at):
    lines = {"Oak St": [[-71.078, 42.34], [-71.074, 42.34]], "Tannery Ln": [[-71.0775, 42.34], [-71.0775, 42.343]]}
    streets = folder.parent / "streets.geojson"
    streets.write_bytes(
        collection([feature({"type": "LineString", "coordinates": line}, NAME=name) for name, line in lines.items()])
    )
    land_file(
        streets,
        expected="layer",
        layer_code="streets",
        paths=mornings.data_folder(folder),
        taken_at=taken_at,
        is_sample=False,
        landed_at=mornings.NOW,
    )


def was_brought_up(told):
    return any("the rest is held" in line for line in told)


def assert_same_as_from_everything(folder, morning, *, is_brought_up=True):
    told = mornings.build(folder, morning)
    assert was_brought_up(told) is is_brought_up, told
    found = mornings.published(folder)
    expected = mornings.built_from_everything(folder, morning, folder.parent / "scratch")
    assert mornings.differing(found, expected) == set()


def test_a_morning_without_a_new_file_is_the_same_as_from_everything(folder):
    assert_same_as_from_everything(folder, SECOND)


@pytest.mark.slow
def test_the_same_morning_again_is_the_same_as_from_everything(folder):
    assert_same_as_from_everything(folder, FIRST)


@pytest.mark.slow
def test_new_tickets_are_seen(folder):
    night = [ticket(900 + n, datetime(2015, 10, 20, 9 + n), lon=-71.0650) for n in range(4)]
    mornings.hand_in(folder, night, name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(folder, SECOND)
    assert any("'n_tickets_seen': 108" in row for row in mornings.published(folder)["builds"])


@pytest.mark.slow
def test_a_ticket_that_closes_moves_or_changes_its_type_is_seen_anew(folder):
    closed = ROWS[40] | {"CLOSED_DT": "10/20/2015 03:00:00 PM", "CASE_STATUS": "Closed"}
    moved = ROWS[41] | {"LONGITUDE": "-71.0600", "Location": "INTERSECTION of Cedar St & Elm St  Boston  MA  "}
    changed = ROWS[42] | {"TYPE": "Litter Basket Maintenance"}
    unplaced = ROWS[43] | {"LONGITUDE": "", "LATITUDE": ""}
    mornings.hand_in(folder, [closed, moved, changed, unplaced], name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(folder, SECOND)


STAND_IN = {"LONGITUDE": "-71.0587", "LATITUDE": "42.3594"}


def lost(number, place, *, day=19, **changes):
    return ticket(number, datetime(2015, 10, day, 9), place=f"{place}  Boston  MA  ") | STAND_IN | changes


def rescued(folder):
    (row,) = [eval(row) for row in mornings.published(folder)["rescued_tickets"]]  # noqa: S307 - our own repr
    return row["n_tickets"], row["n_put_back"]


@pytest.fixture(scope="module")
def houses_built(tmp_path_factory):
    """The first morning with two houses, and tickets at the stand-in: the first house, one between, neither."""
    folder = tmp_path_factory.mktemp("houses") / "data"
    houses = [
        ticket(600 + n, datetime(2015, 10, 5 + n, 9), lon=-71.0750 - 0.001 * n, place=f"{20 * n} Oak St  Boston  MA  ")
        for n in (1, 2)
    ]
    at_the_stand_in = [lost(610, "20 Oak St"), lost(611, "30 Oak St"), lost(612, "77 Nowhere Ln")]
    mornings.hand_in(folder, [*ROWS, *houses, *at_the_stand_in], name="all", taken_at=at(20, 5))
    mornings.build(folder, FIRST)
    assert rescued(folder) == (3, 2)
    return folder


@pytest.fixture
def with_houses(houses_built, tmp_path):
    return shutil.copytree(houses_built, tmp_path / "data")


@pytest.mark.slow
def test_a_house_that_becomes_known_moves_the_ticket_that_was_put_beside_it(with_houses):
    night = [ticket(620, datetime(2015, 10, 20, 9), lon=-71.0758, place="30 Oak St  Boston  MA  ")]
    mornings.hand_in(with_houses, night, name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(with_houses, SECOND)
    assert rescued(with_houses) == (3, 2)


@pytest.mark.slow
def test_tickets_put_back_that_close_get_a_coordinate_or_another_address_are_seen_anew(with_houses):
    closed = lost(610, "20 Oak St", CLOSED_DT="10/20/2015 03:00:00 PM", CASE_STATUS="Closed")
    placed = lost(611, "30 Oak St", LONGITUDE="-71.0766", LATITUDE="42.3400")
    found = lost(612, "40 Oak St")
    mornings.hand_in(with_houses, [closed, placed, found], name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(with_houses, SECOND)
    assert rescued(with_houses) == (2, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        lost(610, "77 Nowhere Ln"),
        lost(610, "20 Oak St", TYPE="Litter Basket Maintenance"),
        lost(610, "20 Oak St", LONGITUDE="-60.0"),
        lost(613, "20 Oak St", day=20),
    ],
    ids=["an address nobody knows", "another type", "a coordinate off the city", "a new one"],
)
def test_what_becomes_of_a_ticket_put_back_is_the_same_as_from_everything(with_houses, changed):
    mornings.hand_in(with_houses, [changed], name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(with_houses, SECOND)
    assert_same_as_from_everything(with_houses, date(2015, 10, 22))


@pytest.mark.slow
def test_words_that_come_to_stand_for_two_places_take_the_ticket_off_the_map(with_houses):
    far = [
        ticket(630 + n, datetime(2015, 10, 20, 9), lon=-71.12, lat=42.30, place="20 Oak St  Boston  MA  ")
        for n in range(3)
    ]
    mornings.hand_in(with_houses, far, name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(with_houses, SECOND)
    assert rescued(with_houses)[1] < 2


@pytest.mark.slow
def test_an_incident_that_loses_its_first_ticket_is_merged_anew(folder):
    day = datetime(2015, 10, 19, 8)
    burst = [ticket(700 + n, day + timedelta(hours=n), lon=-71.0620) for n in range(5)]
    mornings.hand_in(folder, burst, name="burst", taken_at=at(20, 5))
    mornings.build(folder, FIRST)
    mornings.hand_in(folder, [burst[0] | {"LONGITUDE": "-71.0600"}], name="night", taken_at=at(21, 5))

    assert_same_as_from_everything(folder, SECOND)


@pytest.mark.slow
def test_a_years_file_handed_in_again_writes_only_the_tickets_that_differ(folder):
    again = [*ROWS[:50], ROWS[50] | {"TYPE": "Litter Basket Maintenance"}, *ROWS[51:]]
    mornings.hand_in(folder, again, name="again", taken_at=at(21, 5))

    told = mornings.build(folder, SECOND)

    # The one that another type stands on, and one that was closed in the night.
    assert any(f"of {len(ROWS)} records" in line and "2 tickets did" in line for line in told)


@pytest.mark.slow
def test_a_ticket_missing_from_a_later_full_snapshot_is_gone(folder):
    mornings.hand_in(folder, [*ROWS[:10], *ROWS[11:]], name="snapshot", taken_at=at(21, 5))

    assert_same_as_from_everything(folder, SECOND)
    assert any("'n_gone': 1" in row for row in mornings.published(folder)["feeds"])


@pytest.mark.slow
def test_a_file_taken_after_the_morning_counts_from_the_morning_it_was_taken_before(folder):
    late = [ticket(800, datetime(2015, 10, 20, 9)), ROWS[44] | {"TYPE": "Litter Basket Maintenance"}]
    mornings.hand_in(folder, late, name="late", taken_at=at(22, 5))

    assert_same_as_from_everything(folder, SECOND)
    assert_same_as_from_everything(folder, date(2015, 10, 23))


@pytest.mark.slow
def test_a_file_taken_before_those_already_judged_makes_everything_be_made_anew(folder):
    mornings.hand_in(folder, ROWS[:20], name="older", taken_at=at(1, 5))

    assert_same_as_from_everything(folder, SECOND, is_brought_up=False)
    assert_same_as_from_everything(folder, date(2015, 10, 22))


@pytest.mark.slow
def test_an_earlier_morning_is_made_from_everything_and_leaves_what_is_held(folder):
    assert_same_as_from_everything(folder, date(2015, 10, 12), is_brought_up=False)
    assert_same_as_from_everything(folder, SECOND)


@pytest.mark.slow
def test_other_rules_make_everything_be_made_anew(folder, monkeypatch):
    monkeypatch.setattr("pipelines.held.digest_of_rules", lambda _reference_dir: "other rules")

    assert_same_as_from_everything(folder, SECOND, is_brought_up=False)


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["no database", "deleted"])
def test_a_damaged_or_deleted_file_is_made_anew(folder, damage):
    held = mornings.data_folder(folder).held_file
    if damage == "deleted":
        held.unlink()
    else:
        held.write_bytes(b"this is no database" * 1000)

    assert_same_as_from_everything(folder, SECOND, is_brought_up=False)
    assert_same_as_from_everything(folder, date(2015, 10, 22))


@pytest.mark.slow
def test_held_tables_without_their_key_are_not_believed(folder):
    # What a build leaves that dies while it puts rows in place.
    with duckdb.connect(str(mornings.data_folder(folder).held_file)) as connection:
        connection.execute((mornings.PROJECT_ROOT / "tests/support/forget_held_key.sql").read_text(encoding="utf-8"))

    assert_same_as_from_everything(folder, SECOND, is_brought_up=False)


@pytest.mark.slow
def test_a_build_that_died_before_it_kept_what_is_made_once_a_week_does_not_break_the_next_one(folder):
    with duckdb.connect(str(mornings.data_folder(folder).held_file)) as connection:
        connection.execute((mornings.PROJECT_ROOT / "tests/support/forget_held_week.sql").read_text(encoding="utf-8"))

    assert_same_as_from_everything(folder, SECOND)


@pytest.mark.slow
def test_an_overnight_report_changes_nothing_of_what_is_held_whatever_its_stamps(folder):
    report = folder.parent / "night.csv"
    lines = ["night_date,measure_code,value,as_at,source", "2015-10-19,beds_ats,4,2015-10-20T04:10-04:00,Bed list"]
    report.write_text("\n".join([*lines, ""]), encoding="utf-8")
    land_file(
        report,
        expected="overnight",
        paths=mornings.data_folder(folder),
        taken_at=None,
        is_sample=False,
        landed_at=mornings.NOW,
    )

    told = mornings.build(folder, SECOND)

    # Its stamp lies before that of the tickets' file: of any other feed that would make everything be made anew.
    assert was_brought_up(told), told
    assert any("'blank': 'late'" in row for row in mornings.published(folder)["overnight_conditions"])


@pytest.mark.slow
def test_new_lines_that_put_a_corner_outside_the_city_make_everything_be_made_anew(folder):
    hand_in_outline(folder, east=-71.0575)

    told = mornings.build(folder, SECOND)
    found = mornings.published(folder)

    assert any("outside_lines" in row for row in found["unplaced_tickets"])
    assert any("merge tickets to incidents" in line for line in told)
    expected = mornings.built_from_everything(folder, SECOND, folder.parent / "scratch")
    assert mornings.differing(found, expected) == set()
    assert_same_as_from_everything(folder, date(2015, 10, 22))


@pytest.mark.slow
def test_what_is_made_once_a_week_lasts_until_the_next_monday_or_until_lines_are_handed_in(tmp_path):
    rows = busy_corners(first_day=datetime(2015, 1, 1), n_days=290)
    folder = tmp_path / "data"
    mornings.hand_in(folder, rows, name="all", taken_at=at(19, 5))
    told = {day: mornings.build(folder, date(2015, 10, day)) for day in (20, 21)}
    hand_in_outline(folder, east=-71.0)
    told |= {day: mornings.build(folder, date(2015, 10, day)) for day in (22, 23, 26)}

    made = {20: True, 21: False, 22: True, 23: False, 26: True}
    for step in ("set the lines of the signals", "work district lines out", "judge the list"):
        assert {day: any(step in line for line in lines) for day, lines in told.items()} == made, step
    assert all(was_brought_up(told[day]) for day in (21, 22, 23, 26))
    assert any("'is_set': True" in row for row in mornings.published(folder)["signal_lines"])


@pytest.mark.slow
def test_what_is_held_for_a_week_and_made_anew_are_the_same_where_nothing_came_late(tmp_path):
    rows = busy_corners(first_day=datetime(2015, 1, 1), n_days=290)
    folder = tmp_path / "data"
    mornings.hand_in(folder, rows, name="all", taken_at=at(19, 5))
    mornings.build(folder, FIRST)
    mornings.build(folder, SECOND)

    found = mornings.published(folder)
    assert found == mornings.built_from_everything(folder, SECOND, tmp_path / "scratch")
    assert any("'is_set': True" in row for row in found["signal_lines"])
    assert found["track_record"]


@pytest.mark.slow
def test_a_layer_that_tells_a_corner_puts_its_ticket_back_from_the_morning_after_it_was_fetched(with_houses):
    at_a_corner = lost(614, "INTERSECTION of Oak St & Tannery Ln", day=20)
    mornings.hand_in(with_houses, [at_a_corner], name="night", taken_at=at(21, 5))
    assert_same_as_from_everything(with_houses, SECOND)
    assert rescued(with_houses) == (4, 2)

    hand_in_streets(with_houses, taken_at=at(21, 12))
    assert_same_as_from_everything(with_houses, SECOND)
    assert rescued(with_houses) == (4, 2)
    assert_same_as_from_everything(with_houses, THIRD)
    assert rescued(with_houses) == (4, 3)

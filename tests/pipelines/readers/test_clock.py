from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from pipelines.readers.clock import judge_clock, to_instant
from pipelines.readers.source_file import read_file
from pipelines.readers.stamps import STAMP_TYPE
from tests.pipelines.readers.files import LEGACY_B_HEADER, NEW_NAMES, as_file, legacy_b_line, new_line

NEW_YORK = ZoneInfo("America/New_York")
# A made-up day: quiet from 1 to 6, most tickets before noon, an evening that fades.
PER_HOUR = (9, 5, 4, 4, 5, 6, 15, 50, 97, 121, 125, 115, 98, 95, 105, 97, 66, 47, 40, 31, 26, 22, 16, 12)


def as_stamped(local, regime):
    """A local time as a file of that regime writes it."""
    offset = NEW_YORK.utcoffset(local)
    return {"eastern_local": local, "utc": local - offset, "eastern_minus_offset": local + offset}[regime]


def a_year_of_tickets(regime, n_rows=3000, note="Closed date : {:%Y-%m-%d %H:%M:%S}.24 Case Noted"):
    random = np.random.default_rng(311)
    hours = random.choice(24, n_rows, p=np.array(PER_HOUR) / sum(PER_HOUR))
    opened = [datetime(2024, 1, 1) + timedelta(days=i % 366, hours=int(hour)) for i, hour in enumerate(hours)]
    closed = [moment + timedelta(hours=7, seconds=13) for moment in opened]
    return (
        pa.array([as_stamped(moment, regime) for moment in opened], STAMP_TYPE),
        pa.array([as_stamped(moment, regime) for moment in closed], STAMP_TYPE),
        pa.array([note.format(moment) for moment in closed], pa.string()),
    )


@pytest.mark.parametrize("regime", ["eastern_local", "utc", "eastern_minus_offset"])
@pytest.mark.parametrize("note", ["Closed date : {:%Y-%m-%d %H:%M:%S}.24 Case Noted", "contacted at {:%I:%M%p} JP", ""])
def test_each_clock_is_told_by_closing_times_by_staffs_own_times_and_by_the_quiet_hours_alone(regime, note):
    verdict = judge_clock(*a_year_of_tickets(regime, note=note))

    assert verdict.regime == regime
    assert "Fewest tickets are opened from" in verdict.evidence


def test_a_file_in_chunks_has_the_clock_of_the_file_in_one():
    columns = together(a_year_of_tickets("eastern_local", 900), a_year_of_tickets("utc", 400))

    in_chunks = [pa.chunked_array([column[:700], column[700:700], column[700:]]) for column in columns]

    assert judge_clock(*in_chunks) == judge_clock(*columns)
    assert judge_clock(*in_chunks).is_mixed


def test_closing_times_in_words_count_as_well():
    opened, closed, _ = a_year_of_tickets("eastern_minus_offset", n_rows=60)
    local = [stamp - NEW_YORK.utcoffset(stamp) for stamp in closed.to_pylist()]
    notes = pa.array([f"Closed date : {moment:%a %b %d %H:%M:%S} EDT {moment:%Y} Noted" for moment in local])

    verdict = judge_clock(opened, closed, notes)

    assert verdict.regime == "eastern_minus_offset"
    assert "60 closing times stated in closing notes: the closed stamp is 5 h earlier in" in verdict.evidence


def test_too_few_rows_are_assumed_eastern_and_the_evidence_says_so():
    verdict = judge_clock(*a_year_of_tickets("utc", n_rows=2, note=""))

    assert verdict.regime == "eastern_local"
    assert verdict.evidence == "Assumed from the header: Eastern local time; 2 rows are too few to tell."


def test_a_flat_day_decides_nothing_and_the_evidence_says_so():
    hourly = pa.array([datetime(2024, 1, 1) + timedelta(hours=number) for number in range(2400)], STAMP_TYPE)
    nothing = pa.nulls(2400)

    verdict = judge_clock(hourly, nothing.cast(STAMP_TYPE), nothing.cast(pa.string()))

    assert verdict.regime == "eastern_local"
    assert verdict.evidence.startswith(
        "Assumed from the header: Eastern local time; what 2,400 rows show decides nothing."
    )


def test_the_hours_that_a_busy_afternoons_file_does_not_cover_are_not_its_quiet_hours():
    moments = [datetime(2026, 10, 16, 2) + timedelta(seconds=14 * row) for row in range(1_000)]
    stamps = pa.array(moments, STAMP_TYPE)

    verdict = judge_clock(stamps, stamps, pa.array([None] * len(moments), pa.string()))

    assert (verdict.regime, verdict.basis) == ("eastern_local", "assumed")


def test_evidence_that_does_not_agree_is_said():
    opened, _, _ = a_year_of_tickets("utc")
    _, closed, notes = a_year_of_tickets("eastern_local")

    verdict = judge_clock(opened, closed, notes)

    assert verdict.regime == "eastern_local"
    assert "do not agree" in verdict.evidence


def test_the_plus_zero_of_the_new_system_is_told_and_not_believed():
    opened, _, _ = a_year_of_tickets("eastern_local", n_rows=400)
    lines = [
        new_line(number, open_date=f"{stamp:%Y-%m-%d %H:%M:%S}+00", close_date="")
        for number, stamp in enumerate(opened.to_pylist())
    ]

    (result,) = read_file("new.csv", as_file(",".join(NEW_NAMES), lines))

    assert result.clock.regime == "eastern_local"
    assert "The stamps end in +00, which is not taken as evidence" in result.clock.evidence
    assert "Fewest tickets are opened from 01:00 to 06:00 as stamped" in result.clock.evidence


def test_a_legacy_file_states_its_closing_times():
    (result,) = read_file("b.csv", as_file(LEGACY_B_HEADER, [legacy_b_line(number) for number in range(50)]))

    assert result.clock.regime == "eastern_local"
    assert "50 closing times stated in closing notes: the closed stamp is the same in 50." in result.clock.evidence


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("regime", ["eastern_local", "utc", "eastern_minus_offset"])
def test_a_stamp_of_each_clock_means_the_same_instant_in_winter_and_in_summer(regime, month):
    local = datetime(2024, month, 9, 3, 45, 32)

    assert to_instant(as_stamped(local, regime), regime) == local.replace(tzinfo=NEW_YORK).astimezone(UTC)


def together(*parts):
    """Rows of several files as one file."""
    return tuple(pa.concat_arrays(list(arrays)) for arrays in zip(*parts, strict=True))


def with_fractions(columns):
    opened, closed, notes = columns
    return (pa.array([stamp.replace(microsecond=539_000) for stamp in opened.to_pylist()], STAMP_TYPE), closed, notes)


def test_rows_for_and_against_the_clock_are_counted_and_the_evidence_that_decided_is_named():
    verdict = judge_clock(*a_year_of_tickets("eastern_minus_offset"))

    assert (verdict.basis, verdict.n_for, verdict.n_against) == ("closing_times", 3000, 0)
    assert not verdict.is_mixed


@pytest.mark.parametrize(
    ("note", "basis"),
    [("Closed date : {:%Y-%m-%d %H:%M:%S}.24", "closing_times"), ("", "quiet_hours")],
)
def test_the_kind_of_evidence_that_decided_is_named(note, basis):
    assert judge_clock(*a_year_of_tickets("utc", note=note)).basis == basis


def test_times_that_staff_wrote_decide_where_there_is_nothing_else():
    verdict = judge_clock(*a_year_of_tickets("utc", n_rows=40, note="contacted at {:%I:%M%p} JP"))

    assert (verdict.regime, verdict.basis) == ("utc", "times_of_day")


def test_a_default_that_was_taken_without_evidence_is_not_verified():
    assert judge_clock(*a_year_of_tickets("utc", n_rows=2, note="")).basis == "assumed"


def test_closing_times_that_point_both_ways_make_a_file_mixed_and_most_of_them_decide():
    mixed = together(a_year_of_tickets("eastern_minus_offset", 900), a_year_of_tickets("eastern_local", 300))

    verdict = judge_clock(*mixed)

    assert verdict.is_mixed
    assert verdict.regime == "eastern_minus_offset"
    assert (verdict.n_for, verdict.n_against) == (900, 300)
    assert "of 1,200 closing times, 900 for Eastern local time with the UTC offset" in verdict.mixed_words
    assert verdict.mixed_words in verdict.evidence


def test_a_few_closing_times_that_differ_do_not_make_a_file_mixed():
    verdict = judge_clock(*together(a_year_of_tickets("eastern_local", 900), a_year_of_tickets("utc", 19)))

    assert not verdict.is_mixed
    assert (verdict.regime, verdict.n_against) == ("eastern_local", 19)


def test_stamps_with_fractions_that_follow_another_clock_than_those_without_make_a_file_mixed():
    mixed = together(
        with_fractions(a_year_of_tickets("eastern_local", 1500, note="")), a_year_of_tickets("utc", 600, note="")
    )

    verdict = judge_clock(*mixed)

    assert verdict.is_mixed
    assert "stamps with fractions of a second follow Eastern local time and those without follow UTC" in (
        verdict.mixed_words
    )


def test_stamps_with_and_without_fractions_of_one_clock_are_one_clock():
    both = together(with_fractions(a_year_of_tickets("eastern_local", 1500)), a_year_of_tickets("eastern_local", 600))

    assert not judge_clock(*both).is_mixed


def test_a_quarter_whose_quiet_hours_lie_four_or_five_hours_off_makes_a_file_mixed():
    opened, closed, notes = a_year_of_tickets("eastern_local", 4000, note="")
    local = opened.to_pylist()
    turned = [as_stamped(stamp, "utc") if stamp.month >= 10 else stamp for stamp in local]

    verdict = judge_clock(pa.array(turned, STAMP_TYPE), closed, notes)

    assert verdict.is_mixed
    assert "the tickets of quarter 4 of 2024 follow UTC" in verdict.mixed_words
    assert verdict.regime == "eastern_local"


@pytest.mark.parametrize("regime", ["eastern_local", "utc", "eastern_minus_offset"])
@pytest.mark.parametrize("n_rows", [300, 1300, 5000])
def test_a_file_of_one_clock_is_never_called_mixed(regime, n_rows):
    assert not judge_clock(*a_year_of_tickets(regime, n_rows, note="")).is_mixed
    assert not judge_clock(*a_year_of_tickets(regime, n_rows)).is_mixed

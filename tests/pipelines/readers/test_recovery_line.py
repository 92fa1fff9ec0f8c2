"""A log of calls to the recovery line: every row is taken or set aside with its line, and no person gets in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pipelines.errors import PolicyError, SourceFileError
from pipelines.readers.recovery_line_words import line_words
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import RECOVERY_LINE_HEADER, as_file, call_line, reasons

REFERENCE = project_paths({}).reference_dir
ROWS = load_reference(REFERENCE, "recovery_line_words").to_dict("records")
WORDS = line_words(ROWS)


def read_log(lines, *, header=RECOVERY_LINE_HEADER):
    (result,) = read_file("line.csv", as_file(header, lines), line_words=WORDS)
    return result


def test_a_call_is_landed_with_both_its_times_in_utc():
    result = read_log([call_line()])

    (row,) = result.accepted.to_pylist()
    assert (row["record_id"], row["opened_stamp"], row["closed_stamp"]) == (
        "RL-1", datetime(2026, 1, 5, 19, 5), datetime(2026, 1, 5, 19, 31),
    )  # fmt: skip
    assert (result.clock.regime, result.newest_stamp) == ("utc", datetime(2026, 1, 5, 19, 31))


def test_the_template_is_read_whole():
    (result,) = read_file("template.csv", (REFERENCE / "recovery_line_template.csv").read_bytes(), line_words=WORDS)

    assert (result.accepted.num_rows, result.set_aside.num_rows) == (3, 0)


def test_what_people_type_and_spreadsheets_do_does_no_harm():
    lines = [
        call_line(call_id="1", called_at="1/5/2026 2:05 PM", linked_at="1/5/2026 14:31"),
        call_line(call_id="2", channel="311 Phone", asked_for="Low-threshold shelter", warm_handoff="YES"),
        call_line(call_id="3", called_at="2026-01-05T14:05:30", linked_to="", linked_at="", warm_handoff=""),
        ",,,,,,,,",
        "",
    ]

    result = read_log(lines)

    told = [(row["channel"], row["asked_for"], row["opened_stamp"]) for row in result.accepted.to_pylist()]
    assert told == [
        ("311_phone", "ats", datetime(2026, 1, 5, 19, 5)),
        ("311_phone", "low_threshold_shelter", datetime(2026, 1, 5, 19, 5)),
        ("311_phone", "ats", datetime(2026, 1, 5, 19, 5, 30)),
    ]


NOT_LINKED = {"linked_to": "", "linked_at": "", "warm_handoff": ""}


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"call_id": ""}, "no_record_id", "call_id is empty"),
        ({"call_id": "617-555-0123"}, "bad_value", "names no person"),
        ({"call_id": "6175550123"}, "bad_value", "names no person"),
        ({"call_id": "a@b.org"}, "bad_value", "names no person"),
        ({"call_id": "1980-05-01"}, "bad_value", "birth date"),
        ({"call_id": "Maria"}, "bad_value", "no number of a call"),
        ({"call_id": "M Silva 3"}, "bad_value", "no number of a call"),
        ({"call_id": "=HYPERLINK(1)"}, "bad_value", "formula"),
        ({"channel": "=cmd|'/c calc'!A1"}, "bad_value", "formula"),
        ({"channel": ""}, "bad_value", "channel is empty"),
        ({"asked_for": "a bed for Maria"}, "bad_value", "asked_for holds a word that is not allowed"),
        ({"warm_handoff": "maybe"}, "bad_value", "allowed: yes, no or empty"),
        ({"city_full": "no", **NOT_LINKED, "not_linked_reason": "full"}, "bad_value", "city_full says no"),
        ({"called_at": ""}, "bad_opened_date", "called_at is empty"),
        ({"called_at": "2026-02-30 10:00"}, "bad_opened_date", "cannot be read"),
        ({"called_at": "30/1/2026 10:00"}, "bad_opened_date", "day first"),
        ({"called_at": "1926-01-05 14:05", **NOT_LINKED}, "impossible_date", "2008 to 2098"),
        ({"linked_at": "2026-01-05 14:04"}, "bad_link", "before called_at"),
        ({"linked_at": "2026-06-05 14:31"}, "bad_link", "90 days"),
        ({"linked_at": "soon"}, "bad_link", "cannot be read"),
        ({"linked_at": ""}, "bad_link", "both be filled in"),
        ({"linked_to": ""}, "bad_link", "both be filled in"),
        ({**NOT_LINKED, "warm_handoff": "yes"}, "bad_link", "linked to nothing"),
        ({"not_linked_reason": "waiting"}, "bad_link", "but the caller was linked"),
        ({"called_at": "2026-03-08 02:30", **NOT_LINKED}, "doubtful_hour", "repeats or skips"),
        ({"called_at": "2026-11-01 01:30", **NOT_LINKED}, "doubtful_hour", "2026-11-01 01:10-05:00"),
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_with_its_line_and_reason_and_without_its_text(changes, reason, words):
    result = read_log([call_line(call_id="first-1"), call_line(**changes)])

    (fault,) = result.set_aside.to_pylist()
    assert (fault["line_no"], fault["reason_code"], fault["row_text"]) == (3, reason, "")
    assert words in fault["detail"]
    assert result.rows_read == 2
    assert "Maria" not in fault["detail"]
    assert "0123" not in fault["detail"]


def test_every_reason_has_its_meaning_and_next_step_in_the_reviewed_table():
    known = set(load_reference(REFERENCE, "set_aside_reasons")["reason_code"])

    assert {"bad_link", "doubtful_hour"} <= known


def test_a_hand_off_across_the_hour_that_the_clock_repeats_is_as_long_as_it_was():
    (row,) = read_log(
        [call_line(called_at="2026-11-01 01:50-04:00", linked_at="2026-11-01 01:10-05:00")]
    ).accepted.to_pylist()

    assert row["closed_stamp"] - row["opened_stamp"] == timedelta(minutes=20)


def test_a_hand_off_across_the_hour_that_the_clock_skips_is_an_hour_shorter_than_it_looks():
    (row,) = read_log([call_line(called_at="2026-03-08 01:50", linked_at="2026-03-08 03:10")]).accepted.to_pylist()

    assert row["closed_stamp"] - row["opened_stamp"] == timedelta(minutes=20)


def test_a_number_used_again_is_a_duplicate_or_nobody_can_say_which_counts():
    result = read_log([call_line(), call_line(), call_line(asked_for="css")])

    assert result.accepted.num_rows == 1
    assert reasons(result) == {"duplicate": 1, "bad_value": 1}


def test_a_column_outside_the_template_is_refused_with_the_whole_file():
    with pytest.raises(SourceFileError, match="counts calls and never describes a person"):
        read_log([f"{call_line()},M. S."], header=f"{RECOVERY_LINE_HEADER},caller")


def test_rows_set_aside_come_back_as_they_were_downloaded():
    header = f"line_no,reason,{RECOVERY_LINE_HEADER}"

    assert read_log([f"3,bad_value,{call_line()}"], header=header).accepted.num_rows == 1


def test_one_mistyped_year_does_not_make_a_log_newer_than_its_corrections():
    lines = [call_line(call_id=f"RL-{number}") for number in range(5)]

    result = read_log([*lines, call_line(call_id="RL-9", called_at="2086-01-05 14:05", **NOT_LINKED)])

    assert result.newest_stamp == datetime(2026, 1, 5, 19, 31)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row for row in ROWS if row["code"] != "full"], "no word 'full'"),
        ([*ROWS, {"word_list": "person", "code": "name"}], "'person'"),
    ],
)
def test_a_damaged_table_of_words_is_said(rows, words):
    with pytest.raises(PolicyError, match=words):
        line_words(rows)

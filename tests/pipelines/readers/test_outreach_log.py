from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.layouts import OUTREACH_LOG, PATH_COLUMNS
from pipelines.readers.outreach_words import ALLOWED_WORDS, DECLINE_REASONS, PATH_WORDS, PROVIDERS
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import OUTREACH_NAMES, as_file, contact_line, outreach_file, reasons

PROJECT = Path(__file__).parents[3]


def read_log(lines):
    (result,) = read_file("log.csv", outreach_file(lines))
    return result


def test_contacts_are_taken_as_the_template_writes_them():
    result = read_log([contact_line(number) for number in range(5)])

    first = result.accepted.to_pylist()[0]
    assert (result.rows_read, result.accepted.num_rows) == (5, 5)
    assert (first["record_id"], first["opened_stamp"]) == ("C-00000", datetime(2026, 1, 5, 8, 0))
    assert (first["shelter_offer"], first["sharps_collected"]) == ("declined", "3")
    assert (first["lon"], first["lat"], first["referral_to"]) == (None, None, None)
    assert result.clock.regime == "eastern_local"


def test_what_a_spreadsheet_does_to_the_log_does_no_harm():
    lines = [
        contact_line(0, contact_at="1/5/2026 14:05"),
        contact_line(1, contact_at=" 1/5/2026 2:05 PM ", shelter_offer="Not offered", lead=" Police "),
        contact_line(2, sharps_collected="3.0", place_text="", lon="-71.07", lat="42.33"),
        "," * (len(OUTREACH_NAMES) - 1),
        "",
    ]

    (result,) = read_file("log.csv", b"\xef\xbb\xbf" + as_file(",".join(OUTREACH_NAMES), lines, end="\r\n"))

    rows = result.accepted.to_pylist()
    assert (result.rows_read, len(rows)) == (3, 3)
    assert rows[0]["opened_stamp"] == rows[1]["opened_stamp"] == datetime(2026, 1, 5, 14, 5)
    assert (rows[1]["shelter_offer"], rows[1]["lead"]) == ("not_offered", "police")
    assert (rows[2]["sharps_collected"], rows[2]["lon"], rows[2]["lat"]) == ("3", -71.07, 42.33)


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"contact_id": ""}, "no_record_id", "record number is missing"),
        ({"contact_at": ""}, "bad_opened_date", "contact_at is empty"),
        ({"contact_at": "yesterday"}, "bad_opened_date", "cannot be read"),
        ({"contact_at": "2026-01-05"}, "bad_opened_date", "cannot be read"),
        ({"contact_at": "25/1/2026 14:05"}, "bad_opened_date", "day first"),
        ({"contact_at": "1926-01-05 14:05"}, "impossible_date", "outside 2008 to 2098"),
        ({"place_text": ""}, "no_place", "place_text, lon and lat are all empty"),
        ({"lon": "-71.07"}, "bad_value", "lon and lat must both be numbers"),
        ({"lon": "42.33", "lat": "-71.07"}, "bad_value", "are they swapped?"),
        ({"lead": ""}, "bad_value", "lead is empty; allowed: outreach, clinician, police"),
        ({"shelter_offer": "maybe"}, "bad_value", "allowed: accepted, declined, unavailable, not_offered or empty"),
        (
            {"decline_reason": "told us about an illness"},
            "bad_value",
            "decline_reason holds a word that is not allowed",
        ),
        ({"referral_to": "hospital"}, "bad_value", "allowed: ats, css, tss, rrs"),
        ({"sharps_collected": "some"}, "bad_value", "sharps_collected is not a whole number"),
        ({"naloxone_doses": "-1"}, "bad_value", "naloxone_doses is not a whole number"),
        ({"team": "call 617-555-0100"}, "bad_value", "telephone number or a mail address"),
        ({"place_text": "x" * 201}, "bad_value", "longer than 200 characters"),
    ],
)
def test_a_row_that_breaks_the_template_is_set_aside_and_told_what_is_allowed(changes, reason, words):
    result = read_log([contact_line(0), contact_line(1, **changes), contact_line(2)])

    (row,) = result.set_aside.to_pylist()
    assert (row["line_no"], row["reason_code"]) == (3, reason)
    assert words in row["detail"]
    assert result.accepted.column("record_id").to_pylist() == ["C-00000", "C-00002"]


def test_what_was_written_about_a_person_is_kept_nowhere():
    result = read_log([contact_line(0, decline_reason="Jane Doe is ill", team="jane@example.org")])

    kept = str(result.set_aside.to_pylist()) + str(result.messages) + str(result.accepted.to_pylist())
    assert reasons(result) == {"bad_value": 1}
    assert "ill" not in kept
    assert "jane" not in kept.lower()


def test_a_contact_number_counts_once_a_repeat_and_a_second_use_are_told_apart():
    result = read_log([contact_line(0), contact_line(0), contact_line(0, team="Team 5")])

    assert reasons(result) == {"duplicate": 1, "bad_value": 1}
    assert result.set_aside.column("detail").to_pylist() == [
        "the row repeats line 2",
        "contact_id stands already on line 2, with other values",
    ]


def test_an_unclosed_quote_in_a_log_loses_only_its_row():
    broken = contact_line(1).replace("Example Square", '"Example Square')

    result = read_log([contact_line(0), broken, *(contact_line(number) for number in range(2, 9))])

    assert reasons(result) == {"unclosed_quote": 1}
    assert result.accepted.num_rows == 8


def test_a_place_that_spans_lines_is_one_contact():
    result = read_log([contact_line(0, place_text="Example Square,\nby the steps"), contact_line(1)])

    assert (result.rows_read, result.accepted.num_rows) == (2, 2)


def test_a_log_with_semicolons_is_refused_with_what_to_do():
    with pytest.raises(SourceFileError, match="separated by semicolons, not by commas"):
        read_file("log.csv", outreach_file([contact_line(0)]).replace(b",", b";"))


def test_the_template_that_is_shipped_can_be_handed_in_as_it_stands():
    template = PROJECT / "data" / "reference" / "outreach_template.csv"

    (result,) = read_file(template.name, template.read_bytes())

    assert result.set_aside.num_rows == 0
    with template.open(encoding="utf-8") as lines:
        assert next(csv.reader(lines)) == OUTREACH_NAMES


def test_the_page_for_supervisors_explains_every_column_and_every_word():
    page = (PROJECT / "docs" / "outreach-log.md").read_text(encoding="utf-8")

    words = {word for allowed in ALLOWED_WORDS.values() for word in allowed}
    missing = [name for name in {*OUTREACH_LOG.columns, *words} if f"`{name}`" not in page]
    assert not missing
    assert all(meaning in page for meaning in DECLINE_REASONS.values())


def test_a_log_of_before_the_path_of_help_is_taken_as_ever_and_says_nothing_of_it():
    names = [name for name in OUTREACH_NAMES if name not in PATH_COLUMNS]
    old = contact_line(0).split(",")[: len(names)]

    (result,) = read_file("log.csv", as_file(",".join(names), [",".join(old)]))

    (row,) = result.accepted.to_pylist()
    assert (result.rows_read, row["shelter_offer"]) == (1, "declined")
    assert {row[name] for name in PATH_COLUMNS} == {None}


@pytest.mark.parametrize("kept", [("engaged",), ("transport", "transport_provider"), PATH_COLUMNS[::-1]])
def test_a_log_may_have_any_of_the_columns_of_the_path_in_any_order(kept):
    names = [*(name for name in OUTREACH_NAMES if name not in PATH_COLUMNS), *kept]
    cells = contact_line(0).split(",")[: len(names) - len(kept)] + [PATH_WORDS[name][-1] for name in kept]

    (result,) = read_file("log.csv", as_file(",".join(names), [",".join(cells)]))

    (row,) = result.accepted.to_pylist()
    assert {name: row[name] for name in PATH_COLUMNS if row[name]} == {name: PATH_WORDS[name][-1] for name in kept}


@pytest.mark.parametrize("name", PATH_COLUMNS)
def test_a_word_that_a_column_of_the_path_does_not_know_sets_the_row_aside_and_is_kept_nowhere(name):
    result = read_log([contact_line(0, **{name: "with Jane Doe"}), contact_line(1)])

    (row,) = result.set_aside.to_pylist()
    assert f"{name} holds a word that is not allowed; allowed: {PATH_WORDS[name][0]}" in row["detail"]
    assert "Jane" not in str(result.set_aside.to_pylist())


def test_every_provider_of_the_log_has_its_row_in_the_reviewed_table():
    table = load_reference(project_paths({}).reference_dir, "providers")

    assert dict(zip(table["provider_code"], table["provider_words"], strict=True)) == {
        **PROVIDERS,
        "not_stated": "Provider not written down",
    }


def test_every_word_of_the_path_is_counted_as_one_measure_or_says_that_there_was_nothing_to_count():
    measures = load_reference(project_paths({}).reference_dir, "help_measures")

    counted = set(zip(measures["log_column"], measures["log_word"], strict=True))
    known = {(name, word) for name, words in PATH_WORDS.items() for word in words if not name.endswith("_provider")}
    assert counted == known - {("engaged", "no")}

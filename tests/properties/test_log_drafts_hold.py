"""Whatever stands in a log: every row ends accepted or set aside, whichever file it came in, and nothing of it runs."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.components.upload_rows import RowState, read
from dashboard.paper.rejects import COLUMNS, rejects_file
from pipelines.readers.form_cells import FORMULA_START
from pipelines.readers.log_draft import LOG_COLUMNS, confirmed_log, known_rows, open_log, read_draft
from pipelines.readers.source_file import read_file
from pipelines.readers.upload_limits import UploadLimits
from tests.support.workbooks import workbook

LIMITS = UploadLimits(max_mb=5, unpacked_max_mb=100, max_ratio=200, max_entries=50, max_rows=1_000)
# Words of any script, and signs that spreadsheets run; lines and blanks are what the two forms write apart.
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn", "Co"))
    | st.sampled_from("=+-@'\",;<>|"),
    max_size=12,
)
cells = {
    "contact_id": st.sampled_from(["C-1", "C-2", "C-3", "C-4", "C-5", "", "=A1", "'=1"]) | words,
    "contact_at": st.sampled_from(["2026-01-05 14:05", "1/5/2026 2:05 PM", "25/1/2026 9:00", "today", "", "=NOW()"]),
    "place_text": st.sampled_from(["Example Square", "@ Elm St", "=cmd|' /C calc'!A0", ""]) | words,
    "lon": st.sampled_from(["", "-71.07", "42.3", "-"]),
    "lat": st.sampled_from(["", "42.33", "-71.07"]),
    "team": words,
    "lead": st.sampled_from(["outreach", " Police ", "", "somebody"]),
    "shelter_offer": st.sampled_from(["", "Not offered", "declined", "maybe"]),
    "sharps_collected": st.sampled_from(["", "3", "3.0", "some", "-1"]),
}
rows = st.lists(
    st.fixed_dictionaries(cells).map(lambda row: [row.get(name, "") for name in LOG_COLUMNS]), min_size=1, max_size=8
)


def as_csv(table):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([LOG_COLUMNS, *table])
    return text.getvalue().encode()


def opened(content, name="log"):
    return open_log(name, content, limits=LIMITS)


def has_rows(table):
    return any(cell.strip() for row in table for cell in row)


@given(table=rows.filter(has_rows))
def test_every_row_ends_accepted_or_set_aside_and_the_states_add_up(table):
    draft = opened(as_csv(table))

    reading = read(draft, {}, known={})

    assert sum(reading.counts.values()) == draft.records.n_read == len(reading.states)
    assert reading.counts[RowState.ASIDE] == reading.result.set_aside.num_rows
    assert set(reading.wheres) == {line for line, state in reading.states.items() if state is not RowState.ASIDE}


@settings(max_examples=max(settings.default.max_examples // 5, 1))
@given(table=rows.filter(has_rows))
def test_a_workbook_and_a_csv_of_the_same_rows_read_the_same(table):
    of_csv = read_draft(opened(as_csv(table)), {})
    of_workbook = read_draft(opened(workbook({"Log": [LOG_COLUMNS, *table]})), {})

    assert confirmed_log(of_workbook) == confirmed_log(of_csv)
    columns = ["line_no", "reason_code"]
    assert of_workbook.set_aside.select(columns) == of_csv.set_aside.select(columns)


@given(table=rows.filter(has_rows))
def test_what_is_confirmed_is_accepted_again_row_by_row_and_known_then(table):
    result = read_draft(opened(as_csv(table)), {})
    if not result.accepted.num_rows:
        return

    (again,) = read_file("log", confirmed_log(result))

    assert again.set_aside.num_rows == 0
    assert list(known_rows(again).values()) == list(known_rows(result).values())
    assert confirmed_log(again) == confirmed_log(result)


@settings(max_examples=max(settings.default.max_examples // 2, 1))
@given(table=rows.filter(has_rows))
def test_the_rejects_run_in_no_spreadsheet_and_come_back_as_they_were(table):
    reading = read(opened(as_csv(table)), {}, known={})
    if not reading.reasons:
        return

    content = rejects_file([(line, reason, reading.cells(line)) for line, reason in reading.reasons.items()])

    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(header) == COLUMNS
    numbers = {"-71.07", "-1"}
    assert not [
        cell for line in lines for cell in line if FORMULA_START.match(cell) and cell[0] != "'" and cell not in numbers
    ]
    # Alone, a row is no longer a repeat of another; what is wrong with its own cells is wrong with them again.
    again = read(opened(content), {}, known={})
    assert again.result.rows_read == len(reading.reasons)
    own_fault = [line for line, reason in reading.reasons.items() if "line " not in reason]
    assert again.counts[RowState.ASIDE] >= len(own_fault)


@settings(max_examples=max(settings.default.max_examples // 5, 1))
@given(
    stamps=st.lists(
        st.datetimes(datetime(2026, 10, 31, 20), datetime(2026, 11, 1, 8))
        | st.datetimes(datetime(2026, 3, 7, 20), datetime(2026, 3, 8, 8)),
        min_size=1,
        max_size=8,
    ).map(lambda found: [stamp.replace(microsecond=0) for stamp in found])
)
def test_the_nights_on_which_the_clocks_change_read_the_same_in_every_form(stamps):
    def table(written):
        plain = {"place_text": "Example Square", "lead": "outreach"}
        return [
            [(plain | {"contact_id": f"C-{n}", "contact_at": each}).get(name, "") for name in LOG_COLUMNS]
            for n, each in enumerate(written)
        ]

    as_dates = read_draft(opened(workbook({"Log": [LOG_COLUMNS, *table(stamps)]})), {})
    as_texts = read_draft(opened(as_csv(table([f"{stamp:%Y-%m-%d %H:%M:%S}" for stamp in stamps]))), {})

    assert as_dates.accepted.column("opened_stamp").to_pylist() == stamps
    assert confirmed_log(as_dates) == confirmed_log(as_texts)


@given(content=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"]))
def test_any_bytes_are_read_or_refused_in_words(content, start):
    from pipelines.errors import SourceFileError  # noqa: PLC0415

    with pytest.raises(SourceFileError, match=r"log"):
        opened(start + content)

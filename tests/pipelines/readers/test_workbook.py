"""A spreadsheet is data: what it shows is read, what it could run is not, and a small one cannot grow large."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.errors import SourceFileError
from pipelines.readers.log_draft import open_log, read_draft
from pipelines.readers.source_file import read_file
from pipelines.readers.upload_limits import UploadLimits
from pipelines.readers.workbook import shown_name
from tests.pipelines.readers.files import NEW_NAMES, contact_line, outreach_file, zipped
from tests.support.workbooks import HEADER, log_cells, log_workbook, repacked, saved, workbook

LIMITS = UploadLimits(max_mb=5, unpacked_max_mb=100, max_ratio=200, max_entries=50, max_rows=1_000)


def read(content, name="log.xlsx"):
    return read_draft(open_log(name, content, limits=LIMITS), {})


def refusal(content, name="log.xlsx"):
    with pytest.raises(SourceFileError) as refused:
        open_log(name, content, limits=LIMITS)
    return str(refused.value)


def test_dates_numbers_and_words_of_a_sheet_are_read_as_a_person_sees_them():
    (row,) = read(
        log_workbook(
            log_cells(contact_id=1001, contact_at=datetime(2026, 1, 5, 14, 5), lon=-71.0748, lat=42.3357),
        )
    ).accepted.to_pylist()

    assert (row["record_id"], row["opened_stamp"]) == ("1001", datetime(2026, 1, 5, 14, 5))
    assert (row["lon"], row["lat"]) == (-71.0748, 42.3357)


def test_a_workbook_of_the_other_calendar_means_the_same_instants():
    rows = [HEADER, log_cells(contact_at=datetime(2026, 1, 5, 14, 5, 30))]

    (row,) = read(workbook({"Log": rows}, epoch=CALENDAR_MAC_1904)).accepted.to_pylist()

    assert row["opened_stamp"] == datetime(2026, 1, 5, 14, 5, 30)


def test_every_minute_of_a_day_survives_being_a_fraction_of_it():
    stamps = [datetime(2026, 11, 1, hour, minute) for hour in range(24) for minute in range(60)]
    content = log_workbook(
        *(log_cells(contact_id=f"C-{number}", contact_at=stamp) for number, stamp in enumerate(stamps))
    )

    result = read_draft(open_log("log.xlsx", content, limits=UploadLimits(5, 100, 200, 50, 2_000)), {})

    assert result.accepted.column("opened_stamp").to_pylist() == stamps


def test_a_date_without_a_time_of_day_is_set_aside_as_in_a_csv():
    result = read(log_workbook(log_cells(contact_at=date(2026, 1, 5))))

    assert result.set_aside.column("reason_code").to_pylist() == ["bad_opened_date"]


@pytest.mark.parametrize("column", ["contact_id", "place_text", "team", "lead", "sharps_collected", "lon"])
def test_a_formula_is_never_a_value_whatever_was_stored_as_its_result(column):
    content = repacked(
        log_workbook(log_cells(**{column: '=HYPERLINK("http://example.org","outreach")'}), log_cells(contact_id="C-2")),
        lambda name, text: text.replace(b"<v></v>", b"<v>outreach</v>").replace(b"<v />", b"<v>outreach</v>"),
    )

    result = read(content)

    (aside,) = result.set_aside.to_pylist()
    assert (aside["line_no"], result.accepted.column("record_id").to_pylist()) == (2, ["C-2"])
    assert f"{column} is a formula" in aside["detail"]


def test_line_numbers_are_the_sheets_own_row_numbers_with_empty_rows_between():
    book = Workbook()
    sheet = book.active
    for number, name in enumerate(HEADER, start=1):
        sheet.cell(3, number, name)
        sheet.cell(7, number, log_cells()[number - 1])
        sheet.cell(9, number, log_cells(contact_id="C-2", lead="nobody")[number - 1])

    result = read(saved(book))

    assert result.accepted.column("row_number").to_pylist() == [7]
    assert result.set_aside.column("line_no").to_pylist() == [9]


def test_rows_formatted_down_to_the_last_of_the_sheet_are_not_rows_of_the_log():
    book = Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append(log_cells())
    sheet.cell(1_048_576, 3).font = Font(bold=True)

    assert read(saved(book)).rows_read == 1


def test_something_written_far_below_the_log_refuses_it_and_names_the_row():
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(log_cells())
    book.active["XFD1048576"] = "x"

    assert "row 1,048,576: the sheet has more than 1,000 rows" in refusal(saved(book))


def test_hidden_rows_and_merged_cells_are_read_like_the_others():
    book = Workbook()
    sheet = book.active
    for row in (HEADER, log_cells(), log_cells(contact_id="C-2"), log_cells(contact_id="C-3")):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    lead = HEADER.index("lead") + 1
    sheet.merge_cells(start_row=2, end_row=4, start_column=lead, end_column=lead)

    result = read(saved(book))

    assert result.accepted.column("record_id").to_pylist() == ["C-1"]
    assert result.set_aside.column("line_no").to_pylist() == [3, 4]


def test_of_several_sheets_the_one_log_is_read_and_the_others_are_named():
    result = read(workbook({"Notes": [["hello"]], "Log": [HEADER, log_cells()]}))

    assert result.rows_read == 1
    assert "not read: 1 (“Notes”)" in " ".join(result.messages)


def test_two_logs_in_one_workbook_are_not_guessed_between():
    words = refusal(workbook({"Monday": [HEADER, log_cells()], "Tuesday": [HEADER, log_cells(contact_id="C-2")]}))

    assert "2 sheets have the header of an outreach log (“Monday”, “Tuesday”)" in words


def test_a_cell_beyond_the_header_sets_its_row_aside():
    result = read(log_workbook([*log_cells(), "a note"], log_cells(contact_id="C-2")))

    assert result.set_aside.column("line_no").to_pylist() == [2]
    assert result.accepted.column("record_id").to_pylist() == ["C-2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (repacked(log_workbook(log_cells()), lambda _, text: text, **{"xl/vbaProject.bin": b"x"}), "macros (.xlsm)"),
        (
            repacked(log_workbook(log_cells()), lambda _, text: text, **{"xl/workbook.bin": b"x"}),
            "binary workbook (.xlsb)",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook (.xls)"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (workbook({"Log": [list(NEW_NAMES)]}), "no sheet has the header of an outreach log"),
        (workbook({"Log": [[*HEADER, "name"], [*log_cells(), "Somebody"]]}), "columns outside the template: name"),
        (log_workbook(), "its header and no rows"),
        (log_workbook(log_cells())[:-200], "damaged"),
        (
            repacked(log_workbook(log_cells()), lambda name, text: None if name == "xl/workbook.xml" else text),
            "damaged or not as a spreadsheet program writes it",
        ),
        (
            repacked(
                log_workbook(log_cells()),
                lambda name, text: (
                    text.replace(b"<row", b'<!DOCTYPE a [<!ENTITY b "c">]><row', 1)
                    if name.startswith("xl/worksheets")
                    else text
                ),
            ),
            "damaged or not as a spreadsheet program writes it",
        ),
        (
            repacked(log_workbook(log_cells()), lambda _, text: text.replace(b'r="2"', b'r="1"')),
            "the rows stand in no order",
        ),
    ],
    ids=lambda each: "file" if isinstance(each, bytes) else each[:20],
)
def test_what_is_no_plain_workbook_is_refused_with_the_reason(content, words):
    assert words in refusal(content)


def test_entities_that_multiply_are_not_followed():
    laughs = b'<!DOCTYPE worksheet [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><worksheet'
    content = repacked(
        log_workbook(log_cells()),
        lambda name, text: text.replace(b"<worksheet", laughs, 1) if name.startswith("xl/worksheets") else text,
    )

    assert "damaged or not as a spreadsheet program writes it" in refusal(content)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"[Content_Types].xml": b"", "xl/a.xml": b"0" * 30_000_000}, "times its own size"),
        ({"log.csv": b"0" * 30_000_000}, "times its own size"),
        ({f"{number}.csv": b"a,b" for number in range(60)}, "holds 60 files; 50 is the most"),
        ({"log.zip": b"PK\x03\x04"}, "holds another zip"),
    ],
    ids=["workbook", "csv", "entries", "nested"],
)
def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(members, words, monkeypatch):
    content = zipped(members)
    for way_out in ("open", "read"):
        monkeypatch.setattr(zipfile.ZipFile, way_out, lambda *_args, **_more: pytest.fail("something was unpacked"))

    assert words in refusal(content)


def test_a_file_larger_than_the_limit_is_refused_as_it_comes():
    assert "6.0 MB; 5 MB is the most" in refusal(bytes(6_000_000))


@pytest.mark.parametrize(("n_lines", "words"), [(1_001, "more than 1,000 rows"), (4_000, "more than 1,000 rows")])
def test_a_log_with_more_rows_than_the_limit_is_refused(n_lines, words):
    assert words in refusal(outreach_file([contact_line(number) for number in range(n_lines)]))


def test_the_command_line_reads_the_same_workbook_by_the_same_rules():
    (result,) = read_file("log.xlsx", log_workbook(log_cells()), limits=LIMITS)

    assert (result.layout_name, result.accepted.num_rows) == ("outreach log", 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\monday.csv", "monday.csv"),
        ("log\u202evsc.exe", "log vsc.exe"),
        ("a\nb\x00c.csv", "a b c.csv"),
        ("x" * 300, "x" * 59 + "…"),
    ],
)
def test_a_file_name_is_shown_on_one_line_without_folders_and_signs_that_do_not_show(name, shown):
    assert shown_name(name) == shown

"""An HMIS export: counts by element, project and day; no row of it, nothing of a person, and nothing lost."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.hmis_elements import EVENT_FILES, READ_COLUMNS
from pipelines.readers.hmis_export import read_export
from pipelines.readers.upload_limits import UploadLimits
from tests.support.hmis_exports import HEADERS, export_row, pack, small_export, write_csv

if TYPE_CHECKING:
    from pipelines.readers.results import ReadResult

LIMITS = UploadLimits(max_mb=25, unpacked_max_mb=400, max_ratio=200, max_entries=500, max_rows=200_000)


def read(files: dict[str, bytes] | bytes, **limits: float) -> dict[str, ReadResult]:
    content = files if isinstance(files, bytes) else pack(files)
    results = read_export("oct.zip", content, limits=UploadLimits(**{**vars(LIMITS), **limits}))
    return {result.file_name.removeprefix("oct.zip: "): result for result in results}


def counted(results: dict[str, ReadResult]) -> dict[tuple[str, ...], int]:
    rows = [row for result in results.values() for row in result.accepted.to_pylist() if row["event_date"]]
    return {
        (row["project_code"], row["element_code"], row["outcome_code"], str(row["event_date"])): row["n_events"]
        for row in rows
    }


def reasons(result: ReadResult) -> dict[str, int]:
    return dict(Counter(result.set_aside.column("reason_code").to_pylist()))


def refused(files: Any, **limits: float) -> str:
    with pytest.raises(SourceFileError) as refusal:
        read(files, **limits)
    return str(refusal.value)


def contact(day: str = "2015-10-05", stay: str = "E1", **more: str) -> dict[str, str]:
    return {"EnrollmentID": stay, "InformationDate": day, **more}


def test_each_element_is_counted_by_project_and_day_and_every_row_is_accounted_for():
    results = read(small_export())

    assert counted(results) == {
        ("P1", "4.13", "", "2015-10-06"): 1,
        ("P1", "4.12", "", "2015-10-05"): 3,
        ("P1", "4.12", "", "2015-10-13"): 1,
        ("P1", "P1", "", "2015-10-07"): 1,
        ("P1", "P2", "attained", "2015-10-08"): 1,
        ("P1", "P2", "not_attained", "2015-10-08"): 1,
        ("P1", "P2", "unknown", "2015-10-08"): 1,
    }
    assert {name: (result.rows_read, result.n_accepted, reasons(result)) for name, result in results.items()} == {
        "Enrollment.csv": (2, 1, {"no_engagement_date": 1}),
        "CurrentLivingSituation.csv": (4, 4, {}),
        "Services.csv": (5, 4, {"other_element": 1}),
    }


def test_the_project_is_told_with_its_name_type_and_codes_of_its_place():
    row = read(small_export())["Enrollment.csv"].accepted.to_pylist()[0]

    assert (row["project_name"], row["project_type"], row["coc_code"], row["geocode"], row["zip_code"]) == (
        "Harbor Outreach", "4", "MA-500", "250282", "02118",
    )  # fmt: skip
    assert (row["first_date"], row["last_date"]) == (date(2015, 9, 1), date(2015, 10, 31))
    assert row["exported_at"] == datetime(2015, 11, 5, 9, 30)


def test_a_project_with_two_places_has_none():
    places = [{"ProjectID": "P1", "CoCCode": "MA-500", "ZIP": zip_code} for zip_code in ("02118", "02119")]

    row = read(small_export(ProjectCoC=places))["Enrollment.csv"].accepted.to_pylist()[0]

    assert (row["coc_code"], row["zip_code"]) == ("MA-500", "")


def test_a_name_that_reaches_a_person_is_not_taken():
    projects = [{"ProjectID": "P1", "ProjectName": "Ask J. on 617-555-0142", "ProjectType": "4"}]

    assert read(small_export(Project=projects))["Enrollment.csv"].accepted.to_pylist()[0]["project_name"] == ""


def test_an_export_speaks_for_each_project_with_a_stay_even_where_it_counts_nothing():
    results = read(small_export(CurrentLivingSituation=[], Services=[]))

    assert counted(results) == {("P1", "4.13", "", "2015-10-06"): 1}
    spoken = {(row["element_code"], row["n_events"]) for r in results.values() for row in r.accepted.to_pylist()}
    assert spoken == {("4.12", 0), ("4.13", 0), ("4.13", 1), ("P1", 0), ("P2", 0)}


def test_the_newest_record_is_the_last_day_told_and_never_the_day_of_an_event():
    stamps = {result.newest_opened_stamp for result in read(small_export(Services=[])).values()}

    assert stamps == {datetime(2015, 10, 31)}


def test_a_project_without_a_stay_is_not_spoken_for():
    projects = [{"ProjectID": code, "ProjectName": code, "ProjectType": "4"} for code in ("P1", "P2")]

    codes = read(small_export(Project=projects))["Enrollment.csv"].accepted.column("project_code").to_pylist()

    assert set(codes) == {"P1"}


@pytest.mark.parametrize(
    ("rows", "reason_code"),
    [
        ([contact(DateDeleted="2015-10-06 10:00:00")], "deleted"),
        ([contact("2015-08-31")], "outside_period"),
        ([contact("2015-11-01")], "outside_period"),
        ([contact("10/05/2015")], "bad_event_date"),
        ([contact("")], "bad_event_date"),
        ([contact("2015-02-30")], "bad_event_date"),
        ([contact(stay="E9")], "unknown_stay"),
        ([contact(stay="")], "unknown_stay"),
        ([contact(stay="E3")], "unknown_project"),
        ([contact(stay="E4")], "deleted"),
        ([contact(stay="E5")], "deleted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_that_cannot_be_counted_is_set_aside_with_its_reason(rows, reason_code):
    files = small_export(
        Project=[
            {"ProjectID": "P1", "ProjectName": "Harbor Outreach"},
            {"ProjectID": "P5", "ProjectName": "Closed", "DateDeleted": "2015-01-01 00:00:00"},
        ],
        Enrollment=[
            {"EnrollmentID": "E1", "ProjectID": "P1"},
            {"EnrollmentID": "E3", "ProjectID": "P3"},
            {"EnrollmentID": "E4", "ProjectID": "P1", "DateDeleted": "2015-10-01 00:00:00"},
            {"EnrollmentID": "E5", "ProjectID": "P5"},
        ],
        CurrentLivingSituation=[*rows, contact()],
    )

    result = read(files)["CurrentLivingSituation.csv"]

    assert reasons(result) == {reason_code: 1}
    assert result.set_aside.column("line_no").to_pylist() == [2]
    assert (result.rows_read, result.n_accepted) == (2, 1)


def test_a_day_is_told_only_once_it_is_over():
    files = small_export(
        Export=[export_row(ExportDate="2015-10-13 08:00:00")],
        CurrentLivingSituation=[contact("2015-10-12"), contact("2015-10-13")],
    )

    result = read(files)["CurrentLivingSituation.csv"]

    assert reasons(result) == {"outside_period": 1}
    assert result.accepted.column("last_date").to_pylist()[0] == date(2015, 10, 12)


def test_a_stay_on_two_lines_counts_once():
    stay = {"EnrollmentID": "7", "ProjectID": "P1", "DateOfEngagement": "2015-10-06"}
    other = {**stay, "ProjectID": "P2"}

    result = read(small_export(Enrollment=[stay, stay, other]))["Enrollment.csv"]

    assert (result.n_accepted, reasons(result)) == (1, {"duplicate": 1, "bad_value": 1})


def test_an_outcome_that_the_form_does_not_know_is_set_aside():
    service = {"EnrollmentID": "E1", "DateProvided": "2015-10-08", "RecordType": "161", "ReferralOutcome": "7"}

    assert reasons(read(small_export(Services=[service]))["Services.csv"]) == {"bad_value": 1}


def test_free_text_over_many_lines_derails_no_row():
    told = 'by the "old" gate,\r\n2015-10-05,E1,\n"", then\n\nE2,X2,P1,2015-10-09'
    rows = [contact(), contact(LocationDetails=told), contact("2015-10-13")]

    result = read(small_export(CurrentLivingSituation=rows))["CurrentLivingSituation.csv"]

    assert (result.rows_read, result.n_accepted, reasons(result)) == (3, 3, {})


def test_a_stray_quotation_mark_loses_its_own_row_alone():
    good = write_csv("CurrentLivingSituation.csv", [contact(), contact(), contact()], line_end="\n").split(b"\n")
    good[2] = good[2].replace(b"2015-10-05", b'"2015-10-05')

    result = read(small_export(CurrentLivingSituation=b"\n".join(good)))["CurrentLivingSituation.csv"]

    assert (result.rows_read, result.n_accepted, reasons(result)) == (3, 2, {"unclosed_quote": 1})


def test_a_row_with_too_few_cells_is_set_aside():
    content = write_csv("CurrentLivingSituation.csv", [contact()]) + b"E1,2015-10-05,Jane Roe\r\n\r\n,,,\r\n"

    result = read(small_export(CurrentLivingSituation=content))["CurrentLivingSituation.csv"]

    assert (result.rows_read, result.n_accepted) == (2, 1)
    assert reasons(result) == {"wrong_number_of_columns": 1}


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_byte_order_marks_and_ends_of_lines_do_not_matter(line_end):
    rows = [contact(), contact("2015-10-13")]
    content = b"\xef\xbb\xbf" + write_csv("CurrentLivingSituation.csv", rows, line_end=line_end)

    assert read(small_export(CurrentLivingSituation=content))["CurrentLivingSituation.csv"].n_accepted == 2


def test_columns_may_stand_in_any_order_and_the_form_may_grow():
    columns = (
        "LocationDetails",
        *reversed(HEADERS["CurrentLivingSituation.csv"][:-1][:12]),
        "DateDeleted",
        "NewColumn",
    )
    content = write_csv("CurrentLivingSituation.csv", [contact()], columns=columns)

    assert read(small_export(CurrentLivingSituation=content))["CurrentLivingSituation.csv"].n_accepted == 1


def test_a_folder_in_the_zip_and_capitals_do_not_matter():
    files = {name.upper(): content for name, content in small_export().items()}

    assert read(pack(files, folder="export 2015/../"))["Enrollment.csv"].n_accepted == 1


def test_the_same_export_reads_as_the_same_content_and_a_later_one_does_not():
    again = read(pack(small_export(), folder="again/"))
    later = read(small_export(Export=[export_row(ExportDate="2015-11-06 09:30:00")]))
    first = read(small_export())

    for name in EVENT_FILES:
        assert first[name].content_hash == again[name].content_hash != later[name].content_hash
    assert len({result.content_hash for result in first.values()}) == 3


def test_what_is_no_whole_export_is_refused_with_the_next_step():
    whole = small_export()

    assert "one zip" in refused(whole["CurrentLivingSituation.csv"])
    assert "Enrollment.csv is not in the zip" in refused(small_export(Enrollment=None))
    assert "Export.csv and Project.csv are not" in refused(small_export(Export=None, Project=None))
    assert "damaged" in refused(pack(whole)[:-200])
    assert "twice" in refused({**whole, "old\\Enrollment.csv": whole["Enrollment.csv"]})


def test_a_damaged_file_inside_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in small_export().items():
            archive.writestr(name, content)

    assert "damaged" in refused(packed.getvalue().replace(b"2015-10-13", b"2015-10-14"))


def test_a_file_left_out_is_told_and_nothing_is_told_of_it():
    results = read(small_export(CurrentLivingSituation=None, ProjectCoC=None))

    assert set(results) == {"Enrollment.csv", "Services.csv"}
    assert "nothing is told of contacts (4.12)" in " ".join(results["Enrollment.csv"].messages)


@pytest.mark.parametrize("stated", [{"ExportPeriodType": "1"}, {"ExportDirective": "1"}, {"ExportPeriodType": "4"}])
def test_an_export_of_changes_only_is_refused(stated):
    assert "'Reporting period' (3)" in refused(small_export(Export=[export_row(**stated)]))


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "one whole record"),
        ([export_row(), export_row()], "one whole record"),
        ([export_row(ExportDate="11/5/2015 9:30")], "no date as the form writes it"),
        ([export_row(ExportEndDate="")], "no date as the form writes it"),
        ([export_row(ExportDate="2015-09-01 08:00:00")], "no day of the export's period was over"),
    ],
)
def test_an_export_that_does_not_say_what_it_holds_is_refused(records, words):
    assert words in refused(small_export(Export=records))


def test_a_missing_or_doubled_column_is_refused_without_a_word_of_the_file():
    names = b"Roe,Jane,123-45-6789\r\nRoe,John,123-45-6780\r\n"
    doubled = write_csv("Services.csv", [], columns=(*HEADERS["Services.csv"], "RecordType"))

    said = refused(small_export(Enrollment=names))
    assert "line 1: the header has no EnrollmentID" in said
    assert "Roe" not in said
    assert "RecordType twice" in refused(small_export(Services=doubled))
    assert "cannot be read as CSV" in refused(small_export(Services=b'ServicesID,"Roe\r\n'))
    assert "the file is empty" in refused(small_export(Services=b"\r\n\r\n"))


def test_what_grows_far_or_holds_too_much_is_refused_before_it_is_unpacked():
    bomb = pack(small_export(Services=b"0" * 12_000_000))

    assert "Nothing of it was unpacked" in refused(bomb)
    assert "Nothing of it was unpacked" in refused(small_export(), unpacked_max_mb=0.001)
    assert "2 is the most" in refused(small_export(), max_entries=2)


def test_a_large_file_that_is_never_opened_does_not_matter():
    assert read(small_export(Client=b"0" * 12_000_000))["Enrollment.csv"].n_accepted == 1


def test_a_locked_zip_is_refused():
    locked = bytearray(pack(small_export()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 4)

    assert "password" in refused(bytes(locked))


def test_no_column_of_a_person_or_of_free_text_is_on_the_list_of_what_is_read():
    read_names = {name for columns in READ_COLUMNS.values() for name in columns}

    assert not read_names & {"PersonalID", "LocationDetails", "VerifiedBy", "CurrentLivingSituation", "TypeProvided"}
    assert all(set(columns) <= set(HEADERS[name]) for name, columns in READ_COLUMNS.items())

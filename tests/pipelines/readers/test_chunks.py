from __future__ import annotations

import threading

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pipelines.readers.chunks import filter_rows, map_cells, map_chunks, map_columns
from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import LEGACY_B_HEADER, as_file, legacy_b_line, reasons

LONGEST_WAIT_S = 30


@pytest.fixture
def two_cores():
    before = pa.cpu_count()
    pa.set_cpu_count(2)
    yield
    pa.set_cpu_count(before)


@pytest.fixture
def read_in_chunks(monkeypatch):
    def read(content, *, chunk_bytes):
        for module in ("lines", "records"):
            monkeypatch.setattr(f"pipelines.readers.{module}.CHUNK_BYTES", chunk_bytes)
        (result,) = read_file("file.csv", content)
        return result

    return read


@pytest.mark.usefixtures("two_cores")
def test_answers_stand_in_the_order_of_the_chunks_whichever_is_done_first():
    second_is_done = threading.Event()

    def answer(chunk):
        if chunk == "first":
            assert second_is_done.wait(LONGEST_WAIT_S), "the second chunk never came while the first was worked on"
        else:
            second_is_done.set()
        return f"{chunk} answered"

    assert map_chunks(answer, ["first", "second"]) == ["first answered", "second answered"]


@pytest.mark.parametrize("chunks", [[], ["only"]], ids=["none", "one"])
def test_a_file_of_one_chunk_starts_no_thread(chunks):
    assert map_chunks(lambda _: threading.current_thread(), chunks) == [threading.current_thread()] * len(chunks)


def test_what_goes_wrong_in_a_chunk_is_raised_of_the_first_chunk_where_it_does():
    def refuse_odd(number):
        if number % 2:
            raise ValueError(number)

    with pytest.raises(ValueError, match=r"^3$"):
        map_chunks(refuse_odd, [2, 3, 4, 5])


def test_columns_whose_chunks_end_at_different_rows_are_taken_by_row():
    letters = pa.chunked_array([["a", "b", "c"], ["d"]])
    numbers = pa.chunked_array([[1], [2, 3, 4]])

    rows = map_columns(lambda *columns: [column.to_pylist() for column in columns], letters, numbers)

    assert rows == [[["a"], [1]], [["b", "c"], [2, 3]], [["d"], [4]]]


@pytest.mark.parametrize(
    "column", [pa.array([], pa.string()), pa.chunked_array([], pa.string())], ids=["empty chunk", "no chunk"]
)
def test_a_column_without_rows_keeps_the_type_of_what_is_made_of_it(column):
    lengths = map_cells(pc.utf8_length, column)

    assert (len(lengths), lengths.type) == (0, pa.int32())


def test_rows_are_kept_across_chunks_and_a_chunk_that_keeps_all_is_not_copied():
    table = pa.table({"number": pa.chunked_array([[0, 1], [2, 3, 4], [5]])})

    kept = filter_rows(table, np.array([True, True, False, True, False, False]))

    assert kept.column("number").to_pylist() == [0, 1, 3]
    addresses = [column.chunk(0).buffers()[1].address for column in (table.column(0), kept.column(0))]
    assert addresses[0] == addresses[1]
    assert filter_rows(table, np.zeros(6, dtype=bool)).schema == table.schema
    assert filter_rows(table.slice(0, 0), np.zeros(0, dtype=bool)).num_rows == 0


WHOLE_LINES = [
    legacy_b_line(number, closure_reason='Said "no", \nthen\r\n\n101001240777 noted, "yes"\n' * (number % 4))
    for number in range(40)
]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n,,\n"], ids=["whole", "blank", "blanks"])
def test_quoted_texts_over_many_lines_are_read_alike_wherever_a_chunk_ends(read_in_chunks, end, tail):
    content = as_file(LEGACY_B_HEADER, WHOLE_LINES, end=end) + tail.encode()
    whole = read_in_chunks(content, chunk_bytes=len(content) + 1)

    # Lengths without a common measure, so that the ends fall into headers, quotes, line ends and numbers in turn.
    for chunk_bytes in range(1201, 3000, 211):
        result = read_in_chunks(content, chunk_bytes=chunk_bytes)
        assert result == whole
        assert result.rows_read == len(WHOLE_LINES)


@pytest.mark.parametrize("chunk_bytes", [1000, 1001, 1002])
def test_no_line_feed_is_lost_behind_a_carriage_return_within_a_text(read_in_chunks, chunk_bytes):
    note = "Noted, " + "\r\n\n" * 100
    lines = [legacy_b_line(number, closure_reason=note) for number in range(40)]

    result = read_in_chunks(as_file(LEGACY_B_HEADER, lines), chunk_bytes=chunk_bytes)

    assert result.accepted.column("closure_reason").to_pylist() == [note] * 40


def test_a_sound_file_of_many_chunks_is_still_read_by_column(read_in_chunks):
    result = read_in_chunks(as_file(LEGACY_B_HEADER, WHOLE_LINES), chunk_bytes=2000)

    assert result.accepted.column("record_id").num_chunks > 5


def test_a_last_chunk_that_is_empty_adds_no_row(read_in_chunks):
    line = legacy_b_line(0)
    content = as_file(LEGACY_B_HEADER, [line, line.replace("240000", "240001")])

    result = read_in_chunks(content, chunk_bytes=len(line) + 1)

    assert (result.rows_read, result.accepted.num_rows) == (2, 2)


def test_faults_repeats_and_days_written_first_are_found_across_chunks(read_in_chunks):
    lines = [legacy_b_line(number) for number in range(40)]
    lines += [lines[3], legacy_b_line(5, case_title="Another"), legacy_b_line(41, open_dt="31/01/2015 10:37:47 AM")]
    content = as_file(LEGACY_B_HEADER, [*lines, legacy_b_line(42, open_dt="01/31/2051 10:37:47 AM")])

    result = read_in_chunks(content, chunk_bytes=1500)

    assert result.accepted.column("record_id").num_chunks > 5
    assert reasons(result) == {"duplicate": 1, "bad_opened_date": 1, "impossible_date": 1}
    assert result.set_aside.column("line_no").to_pylist() == [42, 44, 45]
    assert result.set_aside.column("detail").to_pylist()[0] == "the row repeats line 5"
    assert "Case numbers on several rows that differ: 1; all of the rows are kept." in result.messages
    assert result == read_in_chunks(content, chunk_bytes=len(content) + 1)


def test_a_row_whose_stray_quotes_are_two_costs_itself_wherever_a_chunk_ends(read_in_chunks):
    lines = [legacy_b_line(number) for number in range(40)]
    lines[20] = lines[20].replace("Needle Program", 'Needle 5" Program').removesuffix('"')
    content = as_file(LEGACY_B_HEADER, lines)

    for chunk_bytes in (1, 200, 500, 700, 1100):
        result = read_in_chunks(content, chunk_bytes=chunk_bytes)
        assert (result.accepted.num_rows, reasons(result)) == (39, {"unclosed_quote": 1})


def test_one_stray_quote_in_a_file_of_many_chunks_costs_its_row_alone(read_in_chunks):
    lines = [legacy_b_line(number) for number in range(40)]
    lines[20] = lines[20].replace("Case Closed.", '"Case Closed.')

    result = read_in_chunks(as_file(LEGACY_B_HEADER, lines), chunk_bytes=1500)

    assert (result.accepted.num_rows, reasons(result)) == (39, {"unclosed_quote": 1})

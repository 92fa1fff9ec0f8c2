"""Whole columns of text at once: the files are written column by column, never row by row."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
# A pyarrow array of strings; pyarrow ships no types.
TextColumn: TypeAlias = Any


def pick(values: Sequence[str], index: IntArray) -> TextColumn:
    """Return one text per entry of `index`, taken from `values`."""
    return pa.array(list(values), pa.string()).take(pa.array(index))


def same(value: str, n_rows: int) -> TextColumn:
    """Return `value` in every row."""
    return pick([value], np.zeros(n_rows, dtype=np.int64))


def numbers(values: IntArray) -> TextColumn:
    """Return whole numbers as text."""
    return pc.cast(pa.array(values), pa.string())


def where(mask: BoolArray, yes: TextColumn | str, no: TextColumn | str) -> TextColumn:
    """Return `yes` where the mask holds and `no` elsewhere."""
    return pc.if_else(pa.array(mask), yes, no)


def joined(*parts: TextColumn | str) -> TextColumn:
    """Return the parts of each row run together."""
    return pc.binary_join_element_wise(*parts, "")


def quoted(cells: TextColumn) -> TextColumn:
    """Put cells that hold a comma between quotation marks, as the City's exports do; empty cells stay bare."""
    return pc.if_else(pc.match_substring(cells, ","), joined('"', cells, '"'), cells)


def csv_bytes(columns: Mapping[str, TextColumn]) -> bytes:
    """Return the rows as CSV text in UTF-8, without the header; cells must already be quoted where they need it."""
    lines = pc.binary_join_element_wise(*columns.values(), ",")
    ended = pc.binary_join_element_wise(lines, "\n", "")
    # The texts of a pyarrow string column lie end to end in one buffer: with line ends in them, that is the file.
    n_bytes = int(np.frombuffer(ended.buffers()[1], dtype=np.int32)[len(ended)]) if len(ended) else 0
    return bytes(ended.buffers()[2][:n_bytes]) if n_bytes else b""


def write_gzip(path: Path, header: str, blocks: Iterable[bytes]) -> None:
    """Write header and blocks as one gzip file that carries neither a time nor its own name, so that two runs agree."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0) as packed:
        packed.write(f"{header}\n".encode())
        for block in blocks:
            packed.write(block)

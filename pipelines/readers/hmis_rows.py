"""The rows of one file of an HMIS export: of each whole row the wanted cells are taken, the others are never kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError
from pipelines.readers.encoding import decode
from pipelines.readers.lines import LONGEST_ROW
from pipelines.readers.record_cutter import Fault, parse_record

if TYPE_CHECKING:
    from collections.abc import Sequence

# A quoted text over more lines than this is not believed; it bounds the work that one stray quote can make.
_MOST_LINES = 200
_BLANK_CELLS = ' ,"\t\r'


@dataclass(frozen=True)
class PickedRows:
    """Of each whole row the line it begins on (from 1) and its wanted cells, trimmed, in the order they were asked for.

    `faults` are the rows that are not whole; they hold no text. Every line that is not blank belongs to one of both.
    """

    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    messages: tuple[str, ...] = ()

    @property
    def n_read(self) -> int:
        """How many rows stand in the file."""
        return len(self.rows) + len(self.faults)


def pick_rows(name: str, content: bytes, *, columns: Sequence[str]) -> PickedRows:
    """Cut a file into rows, line by line, and take the cells of the wanted columns by the header's names.

    Parameters
    ----------
    name
        The file's name, for messages; these never hold a word of the file, not even of its header.
    content
        Its bytes.
    columns
        The names of the wanted columns; capitals do not matter, nor where they stand.

    Raises
    ------
    SourceFileError
        The file is empty, or a wanted column is missing or stands there twice.
    """
    decoded = decode(content, is_damaged=False)
    lines = decoded.text.decode("utf-8").split("\n")
    header_at = next((at for at, line in enumerate(lines) if not _is_blank(line)), None)
    if header_at is None:
        raise SourceFileError(f"{name}: the file is empty, it has no header. Export it again.")
    names = _parse(lines[header_at])
    if names is None:
        raise SourceFileError(f"{name}, line {header_at + 1}: the header cannot be read as CSV. Export it again.")
    header = [cell.strip().lower() for cell in names]
    places = _places(name, header, columns, line_no=header_at + 1)
    picked = PickedRows(messages=decoded.messages)
    at = header_at + 1
    while at < len(lines):
        if _is_blank(lines[at]):
            at += 1
            continue
        end, cells = _grow(lines, at, n_cells=len(header))
        if cells is None:
            picked.faults.append(_fault(lines[at], at + 1, n_cells=len(header)))
        else:
            picked.rows.append((at + 1, tuple(cells[place].strip() for place in places)))
        at = end + 1
    return picked


def _places(name: str, header: Sequence[str], columns: Sequence[str], *, line_no: int) -> list[int]:
    missing = [column for column in columns if column.lower() not in header]
    if missing:
        raise SourceFileError(
            f"{name}, line {line_no}: the header has no {', '.join(missing)}. Export it again as HMIS CSV (FY 2024 or "
            "later)."
        )
    twice = [column for column in columns if header.count(column.lower()) > 1]
    if twice:
        raise SourceFileError(f"{name}, line {line_no}: the header has {', '.join(twice)} twice. Export it again.")
    return [header.index(column.lower()) for column in columns]


def _grow(lines: Sequence[str], first: int, *, n_cells: int) -> tuple[int, list[str] | None]:
    """Return the last line of the row that begins on a line, and its cells; None where no row of that many is whole.

    A row goes on over lines only inside a quoted text, so where its own line reads whole it ends there.
    """
    alone = _parse(lines[first])
    if alone is not None:
        return first, alone if len(alone) == n_cells else None
    for last in range(first + 1, min(first + _MOST_LINES, len(lines))):
        if '"' not in lines[last]:
            continue
        cells = _parse("\n".join(lines[first : last + 1]))
        if cells is not None:
            return (last, cells) if len(cells) == n_cells else (first, None)
    return first, None


def _is_blank(line: str) -> bool:
    """Return whether a line holds empty cells and nothing else; a quotation mark alone opens a text and is no blank."""
    if line.strip(_BLANK_CELLS):
        return False
    cells = _parse(line)
    return cells is not None and not any(cell.strip() for cell in cells)


def _parse(text: str) -> list[str] | None:
    """Return the cells of exactly one row, or None; a carriage return within a cell is a blank, not a line's end."""
    return parse_record(text.rstrip("\r").replace("\r", " "))


def _fault(line: str, line_no: int, *, n_cells: int) -> Fault:
    """Say why a row is not whole, without a word of it: it may name a person."""
    alone = _parse(line)
    if alone is not None:
        detail = f"the row has {len(alone)} cells, the header {n_cells}"
        return Fault(line_no, "wrong_number_of_columns", detail, "")
    if len(line) > LONGEST_ROW:
        return Fault(line_no, "too_long", f"the row has more than {LONGEST_ROW:,} characters", "")
    return Fault(line_no, "unclosed_quote", "a quotation mark opens in the row and does not close", "")

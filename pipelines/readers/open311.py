"""Open311 GeoReport v2 requests, JSON or XML, to records: counted by their key in the text, not by the parser."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.readers.layouts import OPEN311
from pipelines.readers.open311_json import JsonRequests
from pipelines.readers.open311_xml import XmlRequests
from pipelines.readers.record_cutter import Fault
from pipelines.readers.records import NULL_TEXTS, Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.readers.open311_pieces import Piece
    from pipelines.readers.payloads import Payload

_CANONICAL = dict(zip(OPEN311.columns, OPEN311.canonical_names(list(OPEN311.columns)), strict=True))


def read_requests(payload: Payload) -> Records:
    """Read the requests of an Open311 page or of pages written one after another.

    A record begins where its `service_request_id` stands; these are counted in the text before any parser sees it. An
    object without one, and text that is no object, count one row each and are set aside. A request that is not whole
    loses only itself: the reader goes on at the next one.

    Parameters
    ----------
    payload
        A payload whose form is `json` or `xml`.

    Returns
    -------
    Records under the feed's column names; `line_nos` is the line on which each request's number stands.
    """
    text = payload.text.decode("utf-8")
    requests = JsonRequests(text) if payload.form == "json" else XmlRequests(text)
    table = _Table(_Lines(text), payload.not_text_lines)
    for piece in requests.pieces():
        table.take(piece)
    names = sorted(table.unknown)
    messages = [f"Columns that nothing reads were left out: {', '.join(names)}."] if names else []
    return Records(
        cells=pa.table({name: pa.array(cells, pa.string()) for name, cells in table.columns.items()}),
        line_nos=pa.array(table.line_nos, pa.int64()),
        n_read=len(requests.marks) + table.n_unmarked,
        faults=table.faults,
        messages=messages,
        is_cut_off=requests.is_cut_off,
    )


class _Lines:
    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def number(self, place: int) -> int:
        return bisect_left(self._ends, place) + 1

    def between(self, first: int, end: int) -> range:
        return range(self.number(first), self.number(max(first, end - 1)) + 1)


@dataclass
class _Table:
    """Requests as columns, and what could not be taken."""

    lines: _Lines
    not_text_lines: frozenset[int]
    columns: dict[str, list[str | None]] = field(default_factory=lambda: {name: [] for name in _CANONICAL.values()})
    line_nos: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    n_unmarked: int = 0

    def take(self, piece: Piece) -> None:
        line_no = self.lines.number(piece.marks[0] if piece.marks else piece.start)
        if piece.request is None:
            self._set_aside(piece, piece.reason_code, piece.detail)
        elif self.not_text_lines and self.not_text_lines.intersection(self.lines.between(piece.start, piece.end)):
            self._set_aside(piece, "not_text", "the request holds bytes that are not text")
        elif nested := [name for name in _CANONICAL if isinstance(piece.request.get(name), dict | list)]:
            self._set_aside(piece, "bad_value", f"{', '.join(nested)} holds several values where one must stand")
        else:
            self.unknown.update(piece.request.keys() - _CANONICAL.keys())
            self._append(piece.request)
            self.line_nos.append(line_no)

    def _append(self, request: Mapping[str, object]) -> None:
        for name, canonical in _CANONICAL.items():
            self.columns[canonical].append(_as_cell(request.get(name)))

    def _set_aside(self, piece: Piece, reason_code: str, detail: str) -> None:
        """Set a piece aside once per request number that stands in it, so that every number is accounted for."""
        self.n_unmarked += not piece.marks
        for place in piece.marks or (piece.start,):
            self.faults.append(Fault(self.lines.number(place), reason_code, detail, piece.text))


def _as_cell(value: object) -> str | None:
    if value is None:
        return None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # Half a surrogate pair (an emoji cut by the portal) and NUL are not text anywhere else.
    cell = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    return None if cell in NULL_TEXTS else cell

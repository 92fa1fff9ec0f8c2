"""Reads what a screen or a file tells: its tables cell by cell and its lines, out of HTML, tagged PDF or CSV."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from tests.support.printed import read_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINES = {"p", "li", "dt", "dd", "summary", "h1", "h2", "h3", "h4", "div", "ul", "ol", "br", "details", "dl", "caption"}
_KIND_ENDS = ": "


@dataclass(frozen=True)
class ToldTable:
    """A table: what stands over it, its column heads, and its rows; a row may be shorter than the heads."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> str:
        """All that names its figures: what stands over it, over its columns and before its rows."""
        return " · ".join([self.caption, *self.heads, *(row[0] for row in self.rows if row)])


@dataclass
class Told:
    """The tables and lines of one piece; of a kinds list a line is the kind, a colon and what is counted."""

    tables: list[ToldTable] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def add(self, other: Told) -> None:
        """Add what another piece tells."""
        self.tables += other.tables
        self.lines += other.lines
        self.addresses += other.addresses


def of_html(text: str) -> Told:
    """Return what a piece of HTML tells: text, and every attribute that is read aloud or leads somewhere."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_line()
    return reader.told


def of_csv(content: bytes, *, caption: str) -> Told:
    """Return what a CSV file tells: one table, and as lines what is prose in it."""
    heads, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    prose = [cell for row in rows for cell in row if " " in cell]
    return Told([ToldTable(caption, tuple(heads), tuple(tuple(row) for row in rows))], prose)


def of_pdf(content: bytes) -> Told:
    """Return what a tagged PDF tells: its tables under what stands before each, and all of its text as lines."""
    document = read_pdf(content)
    marked = {page.indirect_reference.idnum: _marked(page) for page in document.pages if page.indirect_reference}
    told, last = Told(), ""
    for kind, words in _pieces(document.trailer["/Root"]["/StructTreeRoot"], marked, None):
        if kind == "/Table":
            heads, *rows = words
            told.tables.append(ToldTable(last, tuple(heads), tuple(tuple(row) for row in rows)))
        else:
            last = words[0][0]
            told.lines.append(last)
    return told


class _Reader(HTMLParser):
    """Cuts HTML into tables and lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told = Told()
        self._line: list[str] = []
        self._caption = ""
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.told.addresses += [value for name in ("href", "src", "action") if (value := told.get(name))]
        self.told.lines += [value for name in ("alt", "title", "aria-label") if (value := told.get(name))]
        if tag == "table":
            self.end_line()
            self._rows, self._caption = [], ""
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th"):
            self._line = []
        elif tag in _LINES and not self._is_kind:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = self._words()
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(self._words())
        elif tag == "table" and self._rows:
            heads, *rows = (tuple(row) for row in self._rows)
            self.told.tables.append(ToldTable(self._caption, heads, tuple(rows)))
            self._rows = None
        elif tag == "span" and len(self._line) == 1:
            # The kind of a kinds list stands in a span of its own, before what is counted of it.
            self._line.append(_KIND_ENDS)
        elif tag in _LINES and not self._is_kind:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.cdata_elem != "style":
            self._line.append(data)

    @property
    def _is_kind(self) -> bool:
        return self._line[-1:] == [_KIND_ENDS]

    def end_line(self) -> None:
        """Note the line that was read, outside of a table."""
        if self._rows is None and (words := self._words().removesuffix(_KIND_ENDS.strip())):
            self.told.lines.append(words)

    def _words(self) -> str:
        words = " ".join("".join(self._line).split())
        self._line = []
        return words


def _marked(page: Any) -> dict[int, str]:
    """Return the text of each marked piece of a page by its number."""
    texts: dict[int, str] = defaultdict(str)
    within: list[int | None] = []

    def before(operator: bytes, operands: Any, *_where: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if operator == b"BDC" else None
            within.append(properties.get("/MCID") if hasattr(properties, "get") else None)
        elif operator == b"EMC" and within:
            within.pop()

    def seen(text: str, *_where: Any) -> None:
        number = next((each for each in reversed(within) if each is not None), None)
        if number is not None:
            texts[number] += text

    page.extract_text(visitor_operand_before=before, visitor_text=seen)
    return texts


def _pieces(node: Any, marked: dict[int, dict[int, str]], page: int | None) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each table with its rows of cells, and each other piece with its words, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _pieces(each, marked, page)
        return
    if not isinstance(node, dict):
        return
    page = node.raw_get("/Pg").idnum if "/Pg" in node else page
    kind = node.get("/S")
    if kind == "/Table":
        rows = [each for each in _within(node, page) if each[0] == "/TR"]
        yield kind, [[_text(cell, marked, at) for _, cell, at in _cells(row, own)] for _, row, own in rows]
    elif kind is not None and any(not isinstance(each, dict) for each in _kids(node)):
        yield kind, [[_text(node, marked, page)]]
    elif "/K" in node:
        yield from _pieces(node["/K"], marked, page)


def _kids(node: Any) -> list[Any]:
    kids = node["/K"].get_object() if "/K" in node else []
    return [each.get_object() for each in (kids if isinstance(kids, list) else [kids])]


def _within(node: Any, page: int | None) -> Iterator[tuple[str, Any, int | None]]:
    for each in _kids(node):
        if isinstance(each, dict) and "/S" in each:
            own = each.raw_get("/Pg").idnum if "/Pg" in each else page
            yield each["/S"], each, own
            yield from _within(each, own)


def _cells(row: Any, page: int | None) -> list[tuple[str, Any, int | None]]:
    return [each for each in _within(row, page) if each[0] in ("/TH", "/TD")]


def _text(node: Any, marked: dict[int, dict[int, str]], page: int | None) -> str:
    def words(each: Any, at: int | None) -> str:
        each = each.get_object()
        if isinstance(each, list):
            return "".join(words(one, at) for one in each)
        if isinstance(each, dict):
            at = each.raw_get("/Pg").idnum if "/Pg" in each else at
            if "/S" not in each and "/MCID" in each:
                return words(each["/MCID"], at)
            return words(each["/K"], at) if "/K" in each else ""
        return marked.get(at or -1, {}).get(int(each), "")

    return " ".join(words(node, page).split())

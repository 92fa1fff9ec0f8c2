"""XML to requests, each parsed alone: a broken request loses only itself, and no entity of a document type is known."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipelines.readers.lines import LONGEST_ROW
from pipelines.readers.open311_pieces import Piece, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"<service_request_id\b")
_START = re.compile(r"<request(?=[\s>])")
_END = re.compile(r"</request\s*>")
_ROOT = re.compile(r"<\?xml[^>]*\?>|</?(?:service_)?requests\b[^>]*>|<!--.*?-->", re.DOTALL)
_ROOT_END = re.compile(r"</(?:service_)?requests\s*>\s*\Z")


class XmlRequests:
    """Yields the pieces of an XML text; `is_cut_off` is known when all pieces have been yielded."""

    def __init__(self, text: str) -> None:
        self.marks = [match.start() for match in _MARK.finditer(text)]
        self._text = text
        self._starts = [match.start() for match in _START.finditer(text)]
        self.is_cut_off = not _ROOT_END.search(text)

    def pieces(self) -> Iterator[Piece]:
        """Yield each request, and each stretch that is none, in the order of the text."""
        ends = [*self._starts[1:], len(self._text)]
        yield from self._between(0, self._starts[0] if self._starts else len(self._text))
        for start, next_start in zip(self._starts, ends, strict=False):
            closing = _END.search(self._text, start, next_start)
            if closing is None:
                yield self._unclosed(start, next_start)
                continue
            yield self._parse(start, closing.end())
            yield from self._between(closing.end(), next_start)

    def _marks_in(self, start: int, end: int) -> tuple[int, ...]:
        return tuple(self.marks[bisect_left(self.marks, start) : bisect_left(self.marks, end)])

    def _between(self, start: int, end: int) -> Iterator[Piece]:
        text = self._text[start:end]
        marks = self._marks_in(start, end)
        if marks or _ROOT.sub("", text).strip():
            detail = "the text is no Open311 request"
            yield Piece(start, end, marks, reason_code="no_record_id", detail=detail, text=text)

    def _unclosed(self, start: int, end: int) -> Piece:
        text, marks = self._text[start:end], self._marks_in(start, end)
        if end == len(self._text):
            return Piece(start, end, marks, reason_code="cut_off", detail="the file ends in this request", text=text)
        detail = "the request is not closed before the next one begins"
        return Piece(start, end, marks, reason_code="not_whole", detail=detail, text=text)

    def _parse(self, start: int, end: int) -> Piece:
        text, marks = self._text[start:end], self._marks_in(start, end)
        if len(text) > LONGEST_ROW:
            return too_long(self._text, start, end, marks)
        try:
            # Each request is parsed by itself, without the document's head: no entity is known that could grow.
            element = ET.fromstring(text)  # noqa: S314
        except ET.ParseError as error:
            detail = f"the request is no whole XML element: {error}"
            return Piece(start, end, marks, reason_code="not_whole", detail=detail, text=text)
        numbers = element.findall("service_request_id")
        if len(marks) != 1 or len(numbers) != 1:
            reason_code = "not_whole" if len(marks) > 1 else "no_record_id"
            detail = f"the request holds {len(numbers)} request numbers of its own where one must stand"
            return Piece(start, end, marks, reason_code=reason_code, detail=detail, text=text)
        values: dict[str, object] = {child.tag: list(child) or child.text for child in element}
        return Piece(start, end, marks, request=values)

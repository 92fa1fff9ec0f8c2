"""JSON to requests: arrays, one object a line, or pages one after another; a broken request loses only itself."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from pipelines.readers.lines import LONGEST_ROW
from pipelines.readers.open311_pieces import Piece, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r'(?<!\\)"service_request_id"\s*:')
_OBJECT = re.compile(r'\{\s*"')
_FILLER = re.compile(r"[\s,\[\]]*")
_WRAPPER = re.compile(r'\s*\{\s*"\w+"\s*:\s*(?=\[\s*\{)')
# How many openings before a request's number are tried as the beginning of its object.
_MOST_OPENINGS = 8


class JsonRequests:
    """Yields the pieces of a JSON text; `is_cut_off` is known when all pieces have been yielded."""

    def __init__(self, text: str) -> None:
        self.marks = [match.start() for match in _MARK.finditer(text)]
        self._text = text
        wrapper = _WRAPPER.match(text)
        self._start = wrapper.end() if wrapper else 0
        self._end = len(text.rstrip().rstrip("}").rstrip()) if wrapper else len(text.rstrip())
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
        is_array = text.startswith("[", self._start) or bool(re.match(r"\s*\[", text[:100]))
        self.is_cut_off = is_array and not text[: self._end].endswith("]")

    def pieces(self) -> Iterator[Piece]:
        """Yield each request, and each stretch that is none, in the order of the text."""
        place = self._skip(self._start)
        while place < self._end:
            request, end, why = self._decode(place)
            if request is None:
                end = self._find_next(place)
                yield self._broken(place, end, why)
            else:
                yield self._whole(place, end, request)
            place = self._skip(end)

    def _skip(self, place: int) -> int:
        filler = _FILLER.match(self._text, place)
        return filler.end() if filler else place

    def _decode(self, place: int) -> tuple[dict[str, Any] | None, int, str]:
        """Decode the object at a place; None with the parser's words where there is no whole object."""
        if not self._text.startswith("{", place):
            return None, place, "the text is no Open311 request"
        try:
            value, end = self._decoder.raw_decode(self._text, place)
        except json.JSONDecodeError as error:
            return None, place, f"the request is no whole JSON object: {error.msg}"
        except RecursionError:
            return None, place, "the request is nested too deeply"
        return value, end, ""

    def _marks_in(self, start: int, end: int) -> tuple[int, ...]:
        return tuple(self.marks[bisect_left(self.marks, start) : bisect_left(self.marks, end)])

    def _whole(self, start: int, end: int, request: dict[str, Any]) -> Piece:
        marks = self._marks_in(start, end)
        if end - start > LONGEST_ROW and len(marks) == 1:
            return too_long(self._text, start, end, marks)
        if len(marks) == 1 and "service_request_id" in request:
            return Piece(start, end, marks, request=request)
        text = self._text[start:end]
        if len(marks) > 1:
            detail = f"{len(marks)} request numbers stand in one object"
            return Piece(start, end, marks, reason_code="not_whole", detail=detail, text=text)
        detail = "the object holds no service_request_id of its own"
        return Piece(start, end, marks, reason_code="no_record_id", detail=detail, text=text)

    def _broken(self, start: int, end: int, why: str) -> Piece:
        marks = self._marks_in(start, end)
        text = self._text[start:end]
        is_last = end >= self._end
        if is_last and self._text.startswith("{", start) and not text.rstrip().endswith(("}", "]")):
            self.is_cut_off = True
            return Piece(start, end, marks, reason_code="cut_off", detail="the file ends in this request", text=text)
        reason_code = "not_whole" if marks else "no_record_id"
        return Piece(start, end, marks, reason_code=reason_code, detail=why, text=text)

    def _find_next(self, place: int) -> int:
        """Return where the next whole request begins, or the end."""
        behind = place + 1
        for mark in self.marks[bisect_left(self.marks, place) :]:
            openings = [match.start() for match in _OBJECT.finditer(self._text, behind, mark + 1)]
            for opening in reversed(openings[-_MOST_OPENINGS:]):
                request, end, _ = self._decode(opening)
                if request is not None and self._marks_in(opening, end) == (mark,):
                    return opening
            behind = mark
        return self._end

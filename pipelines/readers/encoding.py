"""Bytes to UTF-8 text, whatever a spreadsheet or a portal made of them, and the lines that are text in no encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_LINES_NAMED = 5
_LOOKED_AT_BYTES = 4096
_MIN_NUL_SHARE = 0.35
_CHUNK_BYTES = 250_000
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF32_MARK = b"\xff\xfe\0\0"
_NOT_TEXT = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """UTF-8 text with lines ended by line feeds, the lines (from 1) that hold bytes which are no text, and messages."""

    text: bytes
    not_text_lines: frozenset[int] = frozenset()
    messages: tuple[str, ...] = ()


def decode(content: bytes, *, is_damaged: bool) -> Decoded:
    """Decode a file's bytes: UTF-8, else Windows-1252 line by line; UTF-16 where its mark or its zero bytes say so.

    Parameters
    ----------
    content
        The unpacked bytes.
    is_damaged
        True when the file was cut off, so that its last character may be cut in half.
    """
    utf16 = find_utf16(content)
    if utf16:
        return _decode_utf16(content, utf16)
    if is_damaged:
        # A character cut in half at the very end would make the whole file look like Windows-1252.
        content = content.rstrip(bytes(range(0x80, 0x100)))
    content = content.removeprefix(_UTF8_MARK)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    return Decoded(content) if _is_utf8(content) and b"\0" not in content else _decode_by_line(content)


def find_utf16(content: bytes) -> str:
    """Return the name of the UTF-16 a text is written in, told by its mark or its zero bytes; empty when it is not."""
    if content.startswith(_UTF32_MARK):
        return ""
    for mark, codec in _UTF16_MARKS.items():
        if content.startswith(mark):
            return codec
    start = content[:_LOOKED_AT_BYTES]
    n_even, n_odd = start[::2].count(0), start[1::2].count(0)
    enough = _MIN_NUL_SHARE * len(start)
    if n_odd > enough and not n_even:
        return "utf-16-le"
    return "utf-16-be" if n_even > enough and not n_odd else ""


def _is_utf8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8, decoding a little at a time: what is decoded is not needed and may be very long."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK_BYTES):
            decoder.decode(content[start : start + _CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decode_utf16(content: bytes, codec: str) -> Decoded:
    text = content.decode(codec, errors="replace").removeprefix("\ufeff").replace("\0", _NOT_TEXT)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if _NOT_TEXT in line]
    return Decoded(text.encode("utf-8"), frozenset(lines), ("The file is UTF-16 and was read as such.",))


def _decode_by_line(content: bytes) -> Decoded:
    """Decode line by line: one line of Windows-1252 must not turn every other line's accents into rubbish."""
    lines = content.split(b"\n")
    windows_lines: list[int] = []
    not_text_lines: list[int] = []
    for index, line in enumerate(lines):
        try:
            line.decode("utf-8")
            is_utf8 = True
        except UnicodeDecodeError:
            is_utf8 = False
        if is_utf8 and b"\0" not in line:
            continue
        decoded = line.decode("utf-8" if is_utf8 else "cp1252", errors="replace").replace("\0", _NOT_TEXT)
        (not_text_lines if _NOT_TEXT in decoded else windows_lines).append(index + 1)
        lines[index] = decoded.encode("utf-8")
    messages: tuple[str, ...] = ()
    if windows_lines:
        named = ", ".join(str(line_no) for line_no in windows_lines[:_LINES_NAMED])
        messages = (f"Lines that are not UTF-8, read as Windows-1252: {len(windows_lines):,} (first: {named}).",)
    return Decoded(b"\n".join(lines), frozenset(not_text_lines), messages)

"""A file of free texts, one a line, from bytes to the texts in their order."""

from __future__ import annotations

import re

from pipelines.errors import SourceFileError, TextsFileError
from pipelines.readers.encoding import decode
from pipelines.readers.unpacking import GZIP_MAGIC, ZIP_MAGICS, gunzip

LARGEST_TEXTS_BYTES = 200_000_000
# A stray byte in a text is read as a blank; of a picture or a program more than a tenth is no text.
_MOST_ODD_SHARE = 0.08
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read_texts(name: str, content: bytes) -> list[str]:
    """Return the texts of a file, one for each of its lines; an empty line is an empty text.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes, plain or gzip; UTF-8, Windows-1252 or UTF-16.

    Raises
    ------
    TextsFileError
        The file is empty, larger than `LARGEST_TEXTS_BYTES`, a zip, a damaged gzip, or no text (with the line).
    """
    if content.startswith(GZIP_MAGIC):
        try:
            content, damage = gunzip(name, content, limit_bytes=LARGEST_TEXTS_BYTES)
        except SourceFileError as error:
            raise TextsFileError(str(error)) from error
        if damage:
            raise TextsFileError(f"{name}: {damage.partition(';')[0]}; no text of it was read")
    if content.startswith(ZIP_MAGICS):
        raise TextsFileError(
            f"{name}: it is a zip or a workbook and not a text file; unpack it, or save one column as text"
        )
    if len(content) > LARGEST_TEXTS_BYTES:
        raise TextsFileError(
            f"{name}: it is larger than {LARGEST_TEXTS_BYTES // 1_000_000} MB, the most that is read at once"
        )
    decoded = decode(content, is_damaged=False)
    text = decoded.text.decode("utf-8")
    if not text:
        raise TextsFileError(f"{name}: the file is empty")
    lines = text.removesuffix("\n").split("\n")
    n_odd = len(_ODD.findall(text)) + sum(lines[no - 1].count("\ufffd") for no in decoded.not_text_lines)
    if n_odd > _MOST_ODD_SHARE * len(text):
        first = next(no for no, line in enumerate(lines, start=1) if _ODD.search(line) or no in decoded.not_text_lines)
        raise TextsFileError(f"{name}, line {first}: it holds bytes that are no text, and so does too much of the file")
    return [line.removesuffix("\r") for line in lines]

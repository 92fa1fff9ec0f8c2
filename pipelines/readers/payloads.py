"""Bytes as they were handed in, unpacked and decoded to UTF-8 text of a known form, or refused with a reason."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipelines.errors import SourceFileError
from pipelines.readers.encoding import decode, find_utf16
from pipelines.readers.unpacking import (
    GZIP_MAGIC,
    LARGEST_TEXT_BYTES,
    ZIP_MAGICS,
    TooLargeError,
    gunzip,
    too_large,
    unzip,
)
from pipelines.readers.workbook import is_workbook, read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.readers.upload_limits import UploadLimits

TextForm = Literal["csv", "json", "xml"]

_LOOKED_AT_BYTES = 4096
_MOST_CONTROL_SHARE = 0.05
_CONTROL_BYTES = frozenset(range(0x20)) - frozenset(b"\t\n\r\f")
_JSON_REQUEST = re.compile(rb'"service_request_id"\s*:')
_XML_REQUEST = re.compile(rb"<service_request_id\b")
# Microsoft's own packing holds an old workbook, or a new one that a password locks.
_OLD_PACKING = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN_MAGIC = (
    (b"%PDF", "a PDF"),
    (_OLD_PACKING, "an old Excel workbook (.xls); save it as .xlsx or as CSV"),
    (b"PAR1", "a Parquet file"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"\xff\xfe\0\0", "UTF-32 text; save it as CSV UTF-8"),
    (GZIP_MAGIC, "a gzip within a gzip; unpack it first"),
    *((magic, "a zip within an archive; unpack it first") for magic in ZIP_MAGICS),
)


@dataclass(frozen=True)
class Payload:
    """One text file out of what was handed in.

    `text` is valid UTF-8 without a byte order mark, with lines ended by a line feed (a carriage return before it may
    stand). `content_hash` is the SHA-256 of the unpacked bytes. `not_text_lines` are the lines (from 1) that held
    bytes which are text in no known encoding; the bytes are replaced there. `form` tells whether it is CSV, or the
    JSON or XML of Open311.
    """

    name: str
    text: bytes
    content_hash: str
    is_cut_off: bool = False
    messages: tuple[str, ...] = ()
    not_text_lines: frozenset[int] = frozenset()
    form: TextForm = "csv"


def open_payloads(
    name: str,
    content: bytes,
    *,
    limit_bytes: int = LARGEST_TEXT_BYTES,
    limits: UploadLimits | None = None,
    report: Callable[[float], None] = lambda _: None,
) -> list[Payload]:
    """Unpack and decode a file: plain, gzip, zip or a workbook, told apart by their content and not by the name.

    A gzip that was cut off gives its intact beginning with `is_cut_off` set. A zip gives one payload per text file that
    can be read; the first one's messages name the others.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        The file's bytes.
    limit_bytes
        Largest unpacked size that is taken, in bytes; of a zip, all that is in it together.
    limits
        What is taken of a workbook at the most; without them none is read.
    report
        Is told now and then which share of a workbook's rows is read, 0 to 1.

    Raises
    ------
    SourceFileError
        Empty, a web page, JSON without a request in it, a workbook or other binary content, a damaged or locked zip, a
        zip without a text file, or larger than `limit_bytes` when unpacked.
    """
    if not content.startswith(ZIP_MAGICS):
        return [_open_text(name, content, limit_bytes=limit_bytes)]
    if limits is not None and holds_workbook(content):
        sheet = read_workbook(name, content, limits=limits, report=report)
        return [Payload(name, sheet.text, sheet.content_hash, messages=sheet.messages)]
    unzipped = unzip(name, content, limit_bytes=limit_bytes)
    payloads: list[Payload] = []
    left_out = [unzipped.left_out] if unzipped.left_out else []
    left_bytes = limit_bytes
    for member, inner in unzipped.members:
        try:
            payload = _open_text(f"{name}: {member}", inner, limit_bytes=left_bytes)
        except TooLargeError:
            raise
        except SourceFileError as error:
            left_out.append(f"Not taken: {error}")
            continue
        payloads.append(payload)
        left_bytes -= len(payload.text)
    if not payloads:
        raise SourceFileError(" ".join(left_out))
    payloads[0] = replace(payloads[0], messages=(*payloads[0].messages, *left_out))
    return payloads


def holds_workbook(content: bytes) -> bool:
    """Return whether bytes are a spreadsheet (XLSX or the like) rather than another zip, or none."""
    if not content.startswith(ZIP_MAGICS):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return is_workbook(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _open_text(name: str, content: bytes, *, limit_bytes: int) -> Payload:
    damage = ""
    if content.startswith(GZIP_MAGIC):
        content, damage = gunzip(name, content, limit_bytes=limit_bytes)
    if len(content) > limit_bytes:
        raise too_large(name, limit_bytes)
    content_hash = hashlib.sha256(content).hexdigest()
    _refuse_foreign(name, content, damage=damage)
    decoded = decode(content, is_damaged=bool(damage))
    return Payload(
        name=name,
        text=decoded.text,
        content_hash=content_hash,
        is_cut_off=bool(damage),
        messages=((damage,) if damage else ()) + decoded.messages,
        not_text_lines=decoded.not_text_lines,
        form=_find_form(name, decoded.text),
    )


def _refuse_foreign(name: str, content: bytes, *, damage: str) -> None:
    start = content[:_LOOKED_AT_BYTES]
    if not content or content.isspace():
        reason = "nothing of it could be unpacked; fetch the whole file again" if damage else "the file is empty"
        raise SourceFileError(f"{name}: {reason}.")
    if start.startswith(_OLD_PACKING) and _LOCKED in content:
        raise SourceFileError(f"{name}: the workbook is locked by a password. Save it without one.")
    for magic, what in _FOREIGN_MAGIC:
        if start.startswith(magic):
            raise SourceFileError(f"{name}: this is {what}. Only text is read here: CSV, or Open311's JSON and XML.")
    n_control = sum(byte in _CONTROL_BYTES for byte in start)
    if n_control > _MOST_CONTROL_SHARE * len(start) and not find_utf16(content):
        raise SourceFileError(f"{name}: this is not text at all (binary content). Only text files are read here.")


def _find_form(name: str, text: bytes) -> TextForm:
    """Tell CSV from Open311's JSON and XML; what an overloaded portal answers with is refused by its own name."""
    looks = text[:_LOOKED_AT_BYTES].lstrip()
    if looks.startswith(b"<") and _XML_REQUEST.search(text):
        return "xml"
    if looks.startswith((b"{", b"[", b"<")) and _JSON_REQUEST.search(text):
        return "json"
    if looks.startswith(b"<"):
        msg = f"{name}, line 1: this looks like a web page, not a CSV; the portal probably answered with an error."
        raise SourceFileError(msg)
    if looks.startswith(b"[") and not text.strip(b"[] \t\r\n"):
        raise SourceFileError(f"{name}: an Open311 page without a request; there is nothing in it to take.")
    if looks.startswith(b"{") and b'"FeatureCollection"' in looks:
        raise SourceFileError(f"{name}: this is GeoJSON. If it holds district lines, use `crt ingest boundaries FILE`.")
    if looks.startswith((b"{", b"[")):
        msg = f"{name}, line 1: this looks like JSON, not a CSV; the portal probably answered with an error."
        raise SourceFileError(msg)
    return "csv"

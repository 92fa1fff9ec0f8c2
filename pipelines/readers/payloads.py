"""Bytes as they were handed in, unpacked and decoded to UTF-8 text, or refused with a reason."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass

from pipelines.errors import SourceFileError

LARGEST_TEXT_BYTES = 2_000_000_000
_GZIP_MAGIC = b"\x1f\x8b"
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC = b"PK\x05\x06"
_GZIP_PIECE_BYTES = 4096
_LOOKED_AT_BYTES = 4096
_MOST_CONTROL_SHARE = 0.05
_LINES_NAMED = 5
_CONTROL_BYTES = frozenset(range(0x20)) - frozenset(b"\t\n\r\f")
_FOREIGN_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls); save it as CSV"),
    (b"PAR1", "a Parquet file"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"\xff\xfe", "UTF-16 text; save it as CSV UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as CSV UTF-8"),
)


@dataclass(frozen=True)
class Payload:
    """One text file out of what was handed in.

    `text` is valid UTF-8 without a byte order mark, with lines ended by a line feed (a carriage return before it may
    stand). `content_hash` is the SHA-256 of the unpacked bytes. `not_text_lines` are the lines (from 1) that held
    bytes which are text in neither UTF-8 nor Windows-1252; the bytes are replaced there.
    """

    name: str
    text: bytes
    content_hash: str
    is_cut_off: bool = False
    messages: tuple[str, ...] = ()
    not_text_lines: frozenset[int] = frozenset()


def open_payloads(name: str, content: bytes, *, limit_bytes: int = LARGEST_TEXT_BYTES) -> list[Payload]:
    """Unpack and decode a file: plain, gzip or zip, told apart by their first bytes and not by the name.

    A gzip that was cut off gives its intact beginning with `is_cut_off` set. A zip gives one payload per CSV in it.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        The file's bytes.
    limit_bytes
        Largest unpacked size that is taken, in bytes, per text file.

    Raises
    ------
    SourceFileError
        Empty, a web page, JSON, a workbook or other binary content, a damaged or locked zip, a zip without a CSV,
        or larger than `limit_bytes` when unpacked.
    """
    if content.startswith((_ZIP_MAGIC, _EMPTY_ZIP_MAGIC)):
        members = _unzip(name, content, limit_bytes=limit_bytes)
        return [_open_text(f"{name}: {member}", inner, limit_bytes=limit_bytes) for member, inner in members]
    return [_open_text(name, content, limit_bytes=limit_bytes)]


def _open_text(name: str, content: bytes, *, limit_bytes: int) -> Payload:
    damage = ""
    if content.startswith(_GZIP_MAGIC):
        content, damage = _gunzip(name, content, limit_bytes=limit_bytes)
    if len(content) > limit_bytes:
        raise _too_large(name, limit_bytes)
    content_hash = hashlib.sha256(content).hexdigest()
    _refuse_foreign(name, content, damage=damage)
    if damage:
        # A character cut in half at the very end would make the whole file look like Windows-1252.
        content = content.rstrip(bytes(range(0x80, 0x100)))
    text, not_text_lines, messages = _decode(content.removeprefix(b"\xef\xbb\xbf"))
    return Payload(
        name=name,
        text=text,
        content_hash=content_hash,
        is_cut_off=bool(damage),
        messages=((damage,) if damage else ()) + messages,
        not_text_lines=not_text_lines,
    )


def _gunzip(name: str, content: bytes, *, limit_bytes: int) -> tuple[bytes, str]:
    """Return the intact beginning, and what is wrong with the rest in words (empty when whole)."""
    pieces: list[bytes] = []
    n_bytes = 0
    engine = zlib.decompressobj(wbits=31)
    position = 0
    # Small pieces: an error inside one loses only what that piece would have given.
    while position < len(content):
        piece = content[position : position + _GZIP_PIECE_BYTES]
        position += len(piece)
        try:
            text = engine.decompress(piece, limit_bytes + 1 - n_bytes)
        except zlib.error:
            return b"".join(pieces), "The gzip is damaged; the rows before the damage were read."
        pieces.append(text)
        n_bytes += len(text)
        if n_bytes > limit_bytes:
            raise _too_large(name, limit_bytes)
        if engine.eof:
            position -= len(engine.unused_data)
            if not content.startswith(_GZIP_MAGIC, position):
                return b"".join(pieces), ""
            engine = zlib.decompressobj(wbits=31)
    return b"".join(pieces), "The gzip is cut off; the rows before the cut were read."


def _unzip(name: str, content: bytes, *, limit_bytes: int) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if _is_candidate(info.filename)]
            _refuse_archive(name, archive, infos)
            members = []
            for info in infos:
                with archive.open(info) as member:
                    inner = member.read(limit_bytes + 1)
                if len(inner) > limit_bytes:
                    raise _too_large(f"{name}: {info.filename}", limit_bytes)
                members.append((info.filename, inner))
            return members
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        msg = f"{name}: the zip is damaged or cut off, nothing in it can be read safely. Fetch the whole file again."
        raise SourceFileError(msg) from error
    except NotImplementedError as error:
        raise SourceFileError(
            f"{name}: the zip is packed in a way this program cannot read; unpack it first."
        ) from error


def _is_candidate(member: str) -> bool:
    stem = member.rsplit("/", maxsplit=1)[-1].lower()
    is_hidden = member.startswith("__MACOSX/") or stem.startswith(".")
    return not is_hidden and stem.endswith((".csv", ".csv.gz"))


def _refuse_archive(name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    if any(member.startswith("xl/") for member in archive.namelist()):
        raise SourceFileError(f"{name}: this is an Excel workbook, not a CSV. Save it as 'CSV UTF-8' and ingest that.")
    if not infos:
        inside = ", ".join(archive.namelist()[:5]) or "nothing"
        raise SourceFileError(f"{name}: there is no CSV in the zip (it holds {inside}).")
    if any(info.flag_bits & 1 for info in infos):
        raise SourceFileError(f"{name}: the zip is locked by a password; unpack it first.")


def _too_large(name: str, limit_bytes: int) -> SourceFileError:
    return SourceFileError(
        f"{name}: unpacked it is larger than {limit_bytes / 1_000_000:,.0f} MB, the most that is taken in one file. "
        "Export it year by year."
    )


def _refuse_foreign(name: str, content: bytes, *, damage: str) -> None:
    start = content[:_LOOKED_AT_BYTES]
    looks = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not content.strip():
        reason = "nothing of it could be unpacked; fetch the whole file again" if damage else "the file is empty"
        raise SourceFileError(f"{name}: {reason}.")
    if looks.startswith(b"<"):
        msg = f"{name}, line 1: this looks like a web page, not a CSV; the portal probably answered with an error."
        raise SourceFileError(msg)
    if looks.startswith((b"{", b"[")):
        msg = f"{name}, line 1: this looks like JSON, not a CSV; the portal probably answered with an error."
        raise SourceFileError(msg)
    for magic, what in _FOREIGN_MAGIC:
        if start.startswith(magic):
            raise SourceFileError(f"{name}: this is {what}. Only CSV files are read here, plain, gzip or zip.")
    n_control = sum(byte in _CONTROL_BYTES for byte in start)
    if n_control > _MOST_CONTROL_SHARE * len(start):
        raise SourceFileError(f"{name}: this is not text at all (binary content). Only CSV files are read here.")


def _decode(content: bytes) -> tuple[bytes, frozenset[int], tuple[str, ...]]:
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_by_line(content)
    return _decode_by_line(content) if b"\0" in content else (content, frozenset(), ())


def _decode_by_line(content: bytes) -> tuple[bytes, frozenset[int], tuple[str, ...]]:
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
        decoded = line.decode("utf-8" if is_utf8 else "cp1252", errors="replace").replace("\0", "\ufffd")
        (not_text_lines if "\ufffd" in decoded else windows_lines).append(index + 1)
        lines[index] = decoded.encode("utf-8")
    messages: tuple[str, ...] = ()
    if windows_lines:
        named = ", ".join(str(line_no) for line_no in windows_lines[:_LINES_NAMED])
        messages = (f"Lines that are not UTF-8, read as Windows-1252: {len(windows_lines):,} (first: {named}).",)
    return b"\n".join(lines), frozenset(not_text_lines), messages

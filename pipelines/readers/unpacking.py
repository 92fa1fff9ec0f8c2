"""Packed bytes to plain ones, never more of them than the limit, whatever the archive declares."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from pipelines.errors import SourceFileError

LARGEST_TEXT_BYTES = 2_000_000_000
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP_PIECE_BYTES = 4096
_MOST_MEMBERS = 500
_NAMES_TOLD = 5
_ENDINGS = (".csv", ".json", ".ndjson", ".jsonl", ".xml")


class TooLargeError(SourceFileError):
    """More comes out of a file than is taken; of a zip, none of it is read then."""


@dataclass(frozen=True)
class Unzipped:
    """The text files out of a zip by name, and what was left unread in words (empty when nothing was)."""

    members: list[tuple[str, bytes]]
    left_out: str


def gunzip(name: str, content: bytes, *, limit_bytes: int) -> tuple[bytes, str]:
    """Return the intact beginning of a gzip, and what is wrong with the rest in words (empty when whole).

    Raises
    ------
    SourceFileError
        More than `limit_bytes` come out of it.
    """
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
            raise too_large(name, limit_bytes)
        if engine.eof:
            position -= len(engine.unused_data)
            if not content.startswith(GZIP_MAGIC, position):
                return b"".join(pieces), ""
            engine = zlib.decompressobj(wbits=31)
    return b"".join(pieces), "The gzip is cut off; the rows before the cut were read."


def unzip(
    name: str, content: bytes, *, limit_bytes: int, endings: tuple[str, ...] = _ENDINGS, wanted: str = "CSV"
) -> Unzipped:
    """Unpack the text files of a zip; a zip inside it is named and left alone.

    Parameters
    ----------
    name, content
        The zip's name, for messages, and its bytes.
    limit_bytes
        The most that may come out of it, all members together.
    endings
        Lower-case endings of the members that are wanted, a further `.gz` left out.
    wanted
        What they are, for messages.

    Raises
    ------
    SourceFileError
        Damaged, locked, without any text file, an Excel workbook, or holding more than `limit_bytes` in all, by what it
        declares or by what comes out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if _is_candidate(info.filename, endings)]
            _refuse_archive(name, archive, infos, wanted=wanted)
            _refuse_declared_size(name, infos, limit_bytes=limit_bytes)
            return Unzipped(_read_members(name, archive, infos, limit_bytes=limit_bytes), _left_out(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        msg = f"{name}: the zip is damaged or cut off, nothing in it can be read safely. Fetch the whole file again."
        raise SourceFileError(msg) from error
    except NotImplementedError as error:
        raise SourceFileError(
            f"{name}: the zip is packed in a way this program cannot read; unpack it first."
        ) from error


def too_large(name: str, limit_bytes: int) -> TooLargeError:
    """Return the refusal of a file that unpacks beyond the limit."""
    return TooLargeError(
        f"{name}: unpacked it is larger than {limit_bytes / 1_000_000:,.0f} MB, the most that is taken in one file. "
        "Export it year by year."
    )


def _read_members(
    name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], *, limit_bytes: int
) -> list[tuple[str, bytes]]:
    members = []
    left_bytes = limit_bytes
    for info in infos:
        with archive.open(info) as member:
            inner = member.read(left_bytes + 1)
        left_bytes -= len(inner)
        if left_bytes < 0:
            raise too_large(f"{name}: {info.filename}", limit_bytes)
        members.append((info.filename, inner))
    return members


def _is_candidate(member: str, endings: tuple[str, ...]) -> bool:
    stem = member.rsplit("/", maxsplit=1)[-1].lower()
    is_hidden = member.startswith("__MACOSX/") or stem.startswith(".")
    return not is_hidden and stem.removesuffix(".gz").endswith(endings)


def _nested(archive: zipfile.ZipFile) -> list[str]:
    return [member for member in archive.namelist() if member.lower().endswith(".zip")]


def _left_out(archive: zipfile.ZipFile) -> str:
    nested = _nested(archive)
    if not nested:
        return ""
    named = ", ".join(nested[:_NAMES_TOLD])
    return f"Not read: {len(nested)} zip within the zip ({named}); unpack it and hand in what it holds."


def _refuse_archive(name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], *, wanted: str) -> None:
    if any(member.startswith("xl/") for member in archive.namelist()):
        raise SourceFileError(f"{name}: this is an Excel workbook, not a CSV. Save it as 'CSV UTF-8' and ingest that.")
    if not infos and _nested(archive):
        raise SourceFileError(
            f"{name}: the zip holds another zip and no {wanted}. Unpack it and hand in what is inside."
        )
    if not infos:
        inside = ", ".join(archive.namelist()[:_NAMES_TOLD]) or "nothing"
        raise SourceFileError(f"{name}: there is no {wanted} in the zip (it holds {inside}).")
    if any(info.flag_bits & 1 for info in infos):
        raise SourceFileError(f"{name}: the zip is locked by a password; unpack it first.")


def _refuse_declared_size(name: str, infos: list[zipfile.ZipInfo], *, limit_bytes: int) -> None:
    if len(infos) > _MOST_MEMBERS:
        raise SourceFileError(f"{name}: the zip holds {len(infos):,} files, more than {_MOST_MEMBERS}. Split it.")
    if sum(info.file_size for info in infos) > limit_bytes:
        raise too_large(name, limit_bytes)

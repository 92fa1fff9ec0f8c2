"""The files of an HMIS export that are opened, and no other: names, birth dates and histories stay packed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError
from pipelines.readers.unpacking import ZIP_MAGICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.readers.upload_limits import UploadLimits

EXPORT, PROJECT, PROJECT_COC = "Export.csv", "Project.csv", "ProjectCoC.csv"
ENROLLMENT, LIVING_SITUATION, SERVICES = "Enrollment.csv", "CurrentLivingSituation.csv", "Services.csv"
OPENED = (EXPORT, PROJECT, PROJECT_COC, ENROLLMENT, LIVING_SITUATION, SERVICES)
_NEEDED = (EXPORT, PROJECT, ENROLLMENT)
_FORM_NAMES = {form_name.lower(): form_name for form_name in OPENED}
_MB = 1_000_000
_LOCKED = 1
# A small file may well be packed a thousandfold; only what grows large is suspected.
_RATIO_ASKED_FROM_BYTES = 10 * _MB
_SEPARATORS = re.compile(r"[\\/]")


def is_export(content: bytes) -> bool:
    """Return whether bytes are an HMIS export; nothing in it is opened to tell."""
    if not content.startswith(ZIP_MAGICS):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            stems = {_form_name(info.filename) for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError):
        return False
    return {EXPORT, ENROLLMENT} <= stems


def open_members(name: str, content: bytes, *, limits: UploadLimits) -> Mapping[str, bytes]:
    """Unpack the files of an export that are read, by their names in the form; nothing else of it is opened.

    A member's folder is passed over and its name is never a path: only what comes last in it is compared.

    Parameters
    ----------
    name
        The export's name, for messages.
    content
        Its bytes: a zip.
    limits
        What is unpacked at the most: of the files that are opened, and how many files the zip may hold.

    Returns
    -------
    The bytes by `OPENED`, in that order, those that the export holds.

    Raises
    ------
    SourceFileError
        No zip, damaged, locked, too large, a file twice, or without one of those that nothing can be told without.
        The message holds no name of a member but those of the form.
    """
    if not content.startswith(ZIP_MAGICS):
        raise SourceFileError(
            f"{name}: this is no zip. Hand in the whole HMIS CSV export as one zip: a row's project stands in "
            f"{ENROLLMENT} alone, so no file of it can be read without the others."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = _choose(name, archive.infolist(), limits=limits, n_bytes=len(content))
            return {form_name: archive.read(info) for form_name, info in infos.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        msg = f"{name}: the zip is damaged or cut off, nothing in it can be read safely. Export it again."
        raise SourceFileError(msg) from error
    except (NotImplementedError, RuntimeError) as error:
        msg = f"{name}: the zip is packed in a way this program cannot read. Pack it again as a plain zip."
        raise SourceFileError(msg) from error


def _choose(
    name: str, infos: Iterable[zipfile.ZipInfo], *, limits: UploadLimits, n_bytes: int
) -> Mapping[str, zipfile.ZipInfo]:
    """Return the members to open, or refuse the zip by what it declares: more than that never comes out of it."""
    members = [info for info in infos if not info.is_dir()]
    if len(members) > limits.max_entries:
        raise SourceFileError(f"{name}: it holds {len(members):,} files; {limits.max_entries:,} is the most.")
    chosen: dict[str, zipfile.ZipInfo] = {}
    for info in members:
        if info.filename.startswith("__MACOSX/"):
            continue
        form_name = _form_name(info.filename)
        if form_name in chosen:
            raise SourceFileError(f"{name}: {form_name} stands in the zip twice. Hand in one export at a time.")
        if form_name is not None:
            chosen[form_name] = info
    missing = [form_name for form_name in _NEEDED if form_name not in chosen]
    if missing:
        raise SourceFileError(
            f"{name}: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not in the zip. Without "
            "them nobody can say which project a row is of. Hand in the whole HMIS CSV export as one zip."
        )
    if any(info.flag_bits & _LOCKED for info in chosen.values()):
        raise SourceFileError(f"{name}: the zip is locked by a password; pack it again without one.")
    unpacked = sum(info.file_size for info in chosen.values())
    grows_far = unpacked > max(_RATIO_ASKED_FROM_BYTES, limits.max_ratio * n_bytes)
    if unpacked > limits.unpacked_max_bytes or grows_far:
        raise SourceFileError(
            f"{name}: what is read of it would have {unpacked / _MB:,.0f} MB unpacked; "
            f"{limits.unpacked_max_mb:,.0f} MB and {limits.max_ratio:,.0f} times its own size is the most. Nothing of "
            "it was unpacked. Export fewer projects or a shorter period."
        )
    return {form_name: chosen[form_name] for form_name in OPENED if form_name in chosen}


def _form_name(member: str) -> str | None:
    """Return which file of the form a member is, by what comes last in its name; None for one that is not opened."""
    return _FORM_NAMES.get(_SEPARATORS.split(member)[-1].lower())

"""A backup of the record: one file of text that either kind of store can be made anew from.

The first line is the manifest, then comes an event a line with its words, the last line is the check sum of
everything before it. `docs/decisions/0033-versions-postgresql-and-backups.md` says why it is no copy of the database.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from dashboard.stores.operations_chain import GENESIS_HASH, ChainRow, canonical_json, checked_chain
from dashboard.stores.operations_database import BackupError, BackupNotWrittenError, StoreNewerError
from dashboard.stores.operations_schema import STORE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMAT = "CRT huddle record"
_FORMAT_VERSION = 1
_SUM_MARK = b"sha256 "
_LONGEST_LINE_BYTES = 1_000_000
# What each field of an event is in JSON; words that were erased are null, and so is what nobody recorded.
_KINDS: Mapping[str, Any] = {
    **dict.fromkeys((field.name for field in fields(ChainRow)), str),
    "sequence_no": int,
    "seen_sequence_no": int | None,
    "salt": str | None,
    "body": str | None,
}


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; `made_at` is aware, `newest_hash` the hash of its last event."""

    made_at: datetime
    n_events: int
    newest_hash: str
    store_version: str


@dataclass(frozen=True)
class Backup:
    """A backup that was looked through and is whole; `sha256` is its check sum."""

    manifest: Manifest
    rows: tuple[ChainRow, ...]
    sha256: str


def file_name(made_at: datetime) -> str:
    """Return the name of a backup made at an aware instant, in UTC; names sort by age."""
    return f"huddle-record-{made_at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.jsonl"


def write_backup(rows: Sequence[ChainRow], file: Path, *, made_at: datetime) -> Backup:
    """Write a backup under a new name, whole or not at all, and read it back before it gets that name.

    Parameters
    ----------
    rows
        A whole record (`OperationsStore.whole_record`).
    file
        Does not exist yet; its folder is made. Only its owner may read it: it holds what people typed.
    made_at
        Aware instant.

    Raises
    ------
    BackupNotWrittenError
        The file is there already, or cannot be written.
    """
    if file.exists():
        raise BackupNotWrittenError(
            f"{file}: there is a file of this name already, and no backup is written over another file"
        )
    partial = file.with_name(f"{file.name}.partial")
    content = _content(rows, made_at)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        _write(partial, content + _sum_line(content))
        backup = read_backup(partial)
        partial.replace(file)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise BackupNotWrittenError(f"{file}: the backup cannot be written: {error.strerror or error}") from error
    return backup


def read_backup(file: Path) -> Backup:
    """Read a backup and look it through: its check sum, its count, and the chain of its events.

    Raises
    ------
    BackupError
        It cannot be read, is no backup of ours, was cut short or changed.
    StoreNewerError
        A newer version of this program wrote it.
    """
    try:
        with file.open("rb") as stream:
            first = stream.readline(_LONGEST_LINE_BYTES)
            manifest = _manifest(first, file)
            rest = stream.read()
    except OSError as error:
        raise BackupError(f"{file}: it cannot be read: {error.strerror or error}") from error
    content, mark, stated_sum = (first + rest).rpartition(_SUM_MARK)
    if not mark or not content.endswith(b"\n") or not stated_sum.endswith(b"\n"):
        raise BackupError(f"{file}: it was cut short: its last line, the check sum, is missing")
    if _sum_line(content) != mark + stated_sum:
        raise BackupError(f"{file}: it was changed or cut since it was written: its check sum does not fit")
    rows = _rows(content, file)
    report = checked_chain(rows, head_sequence_no=manifest.n_events, head_hash=manifest.newest_hash)
    if not report.ok:
        raise BackupError(f"{file}: its events are not whole: event {report.first_bad_event_id}: {report.problem}")
    return Backup(manifest, tuple(rows), hashlib.sha256(content).hexdigest())


def _content(rows: Sequence[ChainRow], made_at: datetime) -> bytes:
    manifest = {
        "format": FORMAT,
        "format_version": _FORMAT_VERSION,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "n_events": len(rows),
        "newest_hash": rows[-1].event_hash if rows else GENESIS_HASH,
        "store_version": STORE_VERSION,
    }
    lines = [canonical_json(manifest), *(canonical_json(_plain(row)) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(row: ChainRow) -> dict[str, object]:
    recorded_at = row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
    return asdict(row) | {"huddle_date": row.huddle_date.isoformat(), "recorded_at": recorded_at}


def _sum_line(content: bytes) -> bytes:
    return _SUM_MARK + hashlib.sha256(content).hexdigest().encode() + b"\n"


def _write(file: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, and wait until it is on the disk."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _manifest(line: bytes, file: Path) -> Manifest:
    told = _parsed(line)
    if told.get("format") != FORMAT:
        raise BackupError(f"{file}: it is no backup of the huddle's record: its first line does not say so")
    try:
        if int(told["format_version"]) > _FORMAT_VERSION or str(told["store_version"]) > STORE_VERSION:
            raise StoreNewerError(f"{file}: a newer version of this program wrote it")
        return Manifest(
            made_at=datetime.fromisoformat(told["made_at"]),
            n_events=int(told["n_events"]),
            newest_hash=str(told["newest_hash"]),
            store_version=str(told["store_version"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(f"{file}: its first line, the manifest, was changed: {error}") from error


def _rows(content: bytes, file: Path) -> list[ChainRow]:
    """Read the events; a check sum that fits can still have been made by somebody else."""
    rows = []
    for line_no, line in enumerate(content.split(b"\n")[1:-1], start=2):
        told = _parsed(line)
        if told.keys() != _KINDS.keys() or not all(isinstance(told[name], kind) for name, kind in _KINDS.items()):
            raise BackupError(f"{file}, line {line_no}: it holds no event as this program writes it")
        try:
            told["huddle_date"] = date.fromisoformat(told["huddle_date"])
            told["recorded_at"] = datetime.fromisoformat(told["recorded_at"])
        except ValueError as error:
            raise BackupError(f"{file}, line {line_no}: it holds no event: {error}") from error
        rows.append(ChainRow(**told))
    return rows


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}

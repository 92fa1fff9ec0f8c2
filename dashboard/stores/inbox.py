"""Confirmed outreach logs, written where the next build looks for them: whole and on the disk, or not at all.

Only what was confirmed is written: the accepted rows. The name that the file came under is never part of a path.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from dashboard.stores.operations_database import OperationsError
from pipelines.errors import SourceFileError
from pipelines.readers.inbox_log import PATTERN, read_inbox_log

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.readers.inbox_log import InboxLog
    from pipelines.settings import Paths


class LogNotKeptError(OperationsError):
    """A confirmed log could not be written into the inbox; nothing of it was kept."""

    exit_code = 54
    next_step = (
        "Your file is as it was: leave this page open, tell whoever keeps the machine to look at the room and the "
        "permissions of that folder, and press the button again."
    )


def spool_log(paths: Paths, log: InboxLog) -> Path:
    """Write a confirmed log into the inbox; the same rows twice are one file.

    Raises
    ------
    LogNotKeptError
        The inbox cannot be written, or its disk is full; nothing half-written is left.
    """
    target = paths.inbox_dir / log.file_name
    partial = target.with_suffix(".partial")
    try:
        paths.inbox_dir.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("wb") as stream:
                stream.write(log.to_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(target)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        _keep_name(paths.inbox_dir)
    except OSError as error:
        raise LogNotKeptError(f"{paths.inbox_dir} cannot be written: {error.strerror}") from error
    return target


def waiting_logs(paths: Paths) -> list[InboxLog]:
    """Return the logs that wait for the next build, the earliest confirmed first; what cannot be read is left out."""
    found = []
    for path in paths.inbox_dir.glob(PATTERN):
        # A build takes them out while a page looks.
        with suppress(OSError, SourceFileError):
            found.append(read_inbox_log(path.name, path.read_bytes()))
    return sorted(found, key=lambda log: log.landing_order)


def _keep_name(folder: Path) -> None:
    """See to it that the new name outlives a power cut, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

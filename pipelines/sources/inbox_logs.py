"""Outreach logs that were confirmed on a screen: landed from the inbox by the same door as `crt ingest outreach`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.errors import DataFolderError, PipelineError, SourceFileError
from pipelines.readers.inbox_log import PATTERN, read_inbox_log
from pipelines.readers.source_file import read_file
from pipelines.sources.landing import land_results

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pipelines.readers.inbox_log import InboxLog
    from pipelines.settings import Paths
    from pipelines.sources.receipts import Receipt


def land_logs(paths: Paths, *, landed_at: datetime, report: Callable[[str], None]) -> list[Receipt]:
    """Land every log that waits in the inbox, the earliest confirmed first, and take it out of there.

    One that cannot be landed stays where it is and is reported with the reason: the morning is built without it.

    Parameters
    ----------
    paths
        The data folder; only whoever builds in it may call this.
    landed_at
        The instant of landing (aware).
    report
        Takes one line.
    """
    waiting: list[tuple[Path, InboxLog]] = []
    for path in sorted(paths.inbox_dir.glob(PATTERN)):
        try:
            waiting.append((path, _read(path)))
        except PipelineError as error:
            report(_stays(error))
    receipts: list[Receipt] = []
    for path, log in sorted(waiting, key=lambda each: each[1].landing_order):
        try:
            landed = _land(path, log, paths=paths, landed_at=landed_at)
            report(
                f"landed “{log.shown_name}” from the inbox: {landed[0].n_accepted:,} of {log.n_read:,} rows were "
                f"confirmed, {log.n_mended:,} of them mended on the screen"
            )
            receipts += landed
        except PipelineError as error:
            report(_stays(error))
    return receipts


def tell_waiting_logs(paths: Paths) -> list[str]:
    """Return in words what waits in the inbox for the next build, one line a log."""
    told = []
    for path in sorted(paths.inbox_dir.glob(PATTERN)):
        try:
            log = _read(path)
        except PipelineError as error:
            told.append(f"{error}. {error.next_step}")
            continue
        told.append(f"“{log.shown_name}”, confirmed {log.confirmed_at:%Y-%m-%d %H:%M %Z} by the role {log.role_code}")
    return told


def _read(path: Path) -> InboxLog:
    try:
        return read_inbox_log(path.name, path.read_bytes())
    except OSError as error:
        raise DataFolderError(f"{path.name} in the inbox cannot be read: {error.strerror}") from error


def _land(path: Path, log: InboxLog, *, paths: Paths, landed_at: datetime) -> list[Receipt]:
    (result,) = read_file(log.shown_name, log.log)
    if result.feed_code != "outreach" or result.set_aside.num_rows:
        raise SourceFileError(f"{path.name} in the inbox holds rows that the reader does not take")
    # No count: messages stand on Data health, and how many contacts a log has is not for every role.
    told = (
        f"Brought in on a screen by the role {log.role_code}; rows that were set aside there stayed with whoever "
        "brought it."
    )
    receipts = land_results(
        [result],
        path=f"inbox: {log.shown_name}",
        paths=paths,
        taken_at=log.confirmed_at,
        is_sample=False,
        landed_at=landed_at,
        messages=(told,),
    )
    try:
        path.unlink()
    except OSError as error:
        raise DataFolderError(f"{path} was landed and cannot be taken out: {error.strerror}") from error
    return receipts


def _stays(error: PipelineError) -> str:
    return f"A log brought in on a screen stays in the inbox and is not in this morning: {error}. {error.next_step}"

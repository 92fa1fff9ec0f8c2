"""The published side of a build: its own file, the manifest that names it, and the note of how the last build ended."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from pipelines.contracts import PUBLISHED
from pipelines.errors import BuildBrokenError, DataFolderError, DiskFullError, PipelineError, SecondWriterError
from pipelines.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from pipelines.settings import Paths

KEEP_BUILDS_DAYS = 14
# What a step can fail with; anything else is noted too, and leaves with its own traceback.
_BROKEN = (duckdb.Error, pa.ArrowException, LookupError, ValueError, TypeError, ArithmeticError, OSError)


@contextlib.contextmanager
def only_writer(paths: Paths) -> Iterator[None]:
    """Hold the data folder's build lock; it is let go when the process ends, however it ends.

    Raises
    ------
    SecondWriterError
        Another build holds it.
    DataFolderError, DiskFullError
        The folder cannot be written, or there is no room for it.
    """
    try:
        paths.warehouse_dir.mkdir(parents=True, exist_ok=True)
        opened = (paths.warehouse_dir / "build.lock").open("w")
    except OSError as error:
        if is_disk_full(error):
            raise _no_room(paths) from error
        msg = f"{paths.warehouse_dir} cannot be written: {error.strerror}"
        raise DataFolderError(msg) from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"another build is running in {paths.data_dir}"
            raise SecondWriterError(msg) from error
        yield


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error, or one that led to it, says that a disk or a quota is full, whoever wrote to it.

    The engine and the Parquet writer have no kind of their own for it; all hand on the system's own words.
    """
    words = tuple(os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT))
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(told in str(cause) for told in words):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def clear_leftovers(paths: Paths, *, report: Callable[[str], None]) -> None:
    """Clear away what a killed build left half-written, and say so; only whoever holds the build lock may.

    A build that was killed after its file was whole and before the manifest named it was seen by nobody: its file goes
    too, or such files would lie about for two weeks.
    """
    begun = begun_build(paths)
    if begun is not None:
        manifest = read_manifest(paths)
        build_id = str(begun.get("build_id", ""))
        if build_id and (manifest is None or manifest["build_id"] != build_id):
            paths.build_file(build_id).unlink(missing_ok=True)
            told = "nothing of it is on the screens, and what it left half-written is cleared away"
        else:
            told = "it is on the screens: it was stopped after it was published"
        report(f"the build of {begun.get('as_of_date')} before this one was killed, or the machine stopped; {told}")
    for folder in (
        paths.builds_dir,
        paths.warehouse_dir,
        paths.registry_dir,
        paths.told_outreach_dir,
        paths.release_periods_dir,
        paths.huddle_actions_dir,
    ):
        for partial in folder.glob("*.partial*"):
            partial.unlink(missing_ok=True)
    for wal in paths.builds_dir.glob("*.duckdb.wal"):
        wal.unlink(missing_ok=True)
    # Where the engine puts what does not fit into memory.
    shutil.rmtree(paths.held_file.with_name(f"{paths.held_file.name}.tmp"), ignore_errors=True)


def note_begun(paths: Paths, *, build_id: str, as_of_date: date, at: datetime) -> None:
    """Write down which build runs, so that the next one knows what to clear away should this one be killed."""
    began = {"build_id": build_id, "as_of_date": as_of_date.isoformat(), "began_at": at.isoformat()}
    _write_json(paths.begun_file, began)


@contextlib.contextmanager
def removed_unless_published(paths: Paths, *, build_id: str) -> Iterator[None]:
    """Remove a build's file where it does not come onto the screens: on a full disk it would take the room."""
    try:
        yield
    finally:
        manifest = read_manifest(paths)
        if manifest is None or manifest["build_id"] != build_id:
            for file in paths.builds_dir.glob(f"{build_id}.*"):
                file.unlink(missing_ok=True)


def name_build(paths: Paths, *, as_of_date: date, built_at: datetime) -> str:
    """Return a build id never used before: DuckDB would hand an open old file to whoever asks for the same path."""
    stem = f"{as_of_date}.{built_at.astimezone(UTC):%Y%m%dT%H%M%S}"
    taken = {path.stem for path in paths.builds_dir.glob(f"{stem}*")}
    return next(name for number in range(len(taken) + 1) if (name := f"{stem}-{number}") not in taken)


def write_build(paths: Paths, connection: duckdb.DuckDBPyConnection, *, build_id: str) -> None:
    """Write the published tables to the build's own file; nobody sees it before the manifest names it.

    Only the columns of the contracts leave the working database, so raw and staged rows never reach a page.
    """
    target = paths.build_file(build_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with connect(partial) as published:
        # Written down once, not once a table.
        published.begin()
        for table in PUBLISHED:
            columns = [column.name for column in table.columns]
            rows = connection.table(table.name).select(*columns).to_arrow_table()
            published.from_arrow(rows).create(table.name)
        published.commit()
    partial.replace(target)


def switch_manifest(
    paths: Paths, connection: duckdb.DuckDBPyConnection, *, build_id: str, published_at: datetime
) -> None:
    """Put the build on the screens: replace the manifest, which is the last thing a build does."""
    build = connection.table("builds").to_arrow_table().to_pylist()[0]
    _write_json(
        paths.manifest_file,
        {
            "build_id": build_id,
            "as_of_date": build["as_of_date"].isoformat(),
            "as_of_at": build["as_of_at"].isoformat(),
            "published_at": published_at.isoformat(),
            "is_sample": build["is_sample"],
        },
    )


@contextlib.contextmanager
def noted_attempt(paths: Paths, *, as_of_date: date, at: datetime) -> Iterator[None]:
    """Write down how a build ends, however it ends; the pages show a failure until the next build succeeds.

    Raises
    ------
    BuildBrokenError
        A step failed in a way that is not an error of the pipelines' own.
    DiskFullError
        It failed because the disk is full.
    """
    error: PipelineError | None = BuildBrokenError(f"the build of {as_of_date} was stopped before it ended")
    try:
        yield
        error = None
    except PipelineError as failed:
        error = failed
        raise
    except _BROKEN as failed:
        if is_disk_full(failed):
            error = _no_room(paths)
            raise error from failed
        error = BuildBrokenError(f"the build of {as_of_date} broke: {type(failed).__name__}: {failed}")
        raise error from failed
    finally:
        _note_attempt(paths, as_of_date=as_of_date, at=at, error=error)
        paths.begun_file.unlink(missing_ok=True)


def _note_attempt(paths: Paths, *, as_of_date: date, at: datetime, error: PipelineError | None) -> None:
    note = {
        "ok": error is None,
        "as_of_date": as_of_date.isoformat(),
        "attempted_at": at.isoformat(),
        "error": "" if error is None else str(error),
        "next_step": "" if error is None else error.next_step,
    }
    try:
        _write_json(paths.last_attempt_file, note)
    except OSError:
        # No room for the note: the error itself is told where the build was started. A note that is not true goes.
        with contextlib.suppress(OSError):
            paths.last_attempt_file.unlink(missing_ok=True)


def _no_room(paths: Paths) -> DiskFullError:
    return DiskFullError(f"no room left on the disk of {paths.data_dir}; the build was given up")


def begun_build(paths: Paths) -> dict[str, Any] | None:
    """Return the note of a build that was begun and has not ended: it runs, or it was killed; None when there is none.

    `build_id`, `as_of_date` and `began_at`, as text; empty where the note itself was cut off.
    """
    try:
        begun = json.loads(paths.begun_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return begun if isinstance(begun, dict) else {}


def read_manifest(paths: Paths) -> dict[str, Any] | None:
    """Return the manifest of the current build, None when nothing was published yet."""
    if not paths.manifest_file.exists():
        return None
    manifest: dict[str, Any] = json.loads(paths.manifest_file.read_text(encoding="utf-8"))
    return manifest


def prune_builds(paths: Paths, *, now: datetime, kept_build_ids: Collection[str] = ()) -> list[Path]:
    """Remove build files older than two weeks; never the current one. By age, so that an open page keeps its file.

    `kept_build_ids` stay whatever their age: closed huddles had them, and their minutes are made from them.
    """
    manifest = read_manifest(paths)
    current = manifest["build_id"] if manifest else ""
    limit = now - timedelta(days=KEEP_BUILDS_DAYS)
    old = [
        path
        for path in sorted([*paths.builds_dir.glob("*.duckdb"), *paths.builds_dir.glob("*.partial")])
        if path.stem not in {current, *kept_build_ids} and datetime.fromtimestamp(path.stat().st_mtime, tz=UTC) < limit
    ]
    for path in old:
        path.unlink()
    return old


def _write_json(target: Path, content: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
        partial.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise

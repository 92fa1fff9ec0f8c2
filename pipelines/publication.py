"""The published side of a build: its own file, the manifest that names it, and the note of how the last build ended."""

from __future__ import annotations

import contextlib
import fcntl
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from pipelines.contracts import PUBLISHED
from pipelines.errors import BuildBrokenError, DataFolderError, PipelineError, SecondWriterError
from pipelines.warehouse import connect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
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
    DataFolderError
        The folder cannot be written.
    """
    try:
        paths.warehouse_dir.mkdir(parents=True, exist_ok=True)
        opened = (paths.warehouse_dir / "build.lock").open("w")
    except OSError as error:
        msg = f"{paths.warehouse_dir} cannot be written: {error.strerror}"
        raise DataFolderError(msg) from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"another build is running in {paths.data_dir}"
            raise SecondWriterError(msg) from error
        yield


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
    """
    error: PipelineError | None = BuildBrokenError(f"the build of {as_of_date} was stopped before it ended")
    try:
        yield
        error = None
    except PipelineError as failed:
        error = failed
        raise
    except _BROKEN as failed:
        error = BuildBrokenError(f"the build of {as_of_date} broke: {type(failed).__name__}: {failed}")
        raise error from failed
    finally:
        _note_attempt(paths, as_of_date=as_of_date, at=at, error=error)


def _note_attempt(paths: Paths, *, as_of_date: date, at: datetime, error: PipelineError | None) -> None:
    _write_json(
        paths.last_attempt_file,
        {
            "ok": error is None,
            "as_of_date": as_of_date.isoformat(),
            "attempted_at": at.isoformat(),
            "error": "" if error is None else str(error),
            "next_step": "" if error is None else error.next_step,
        },
    )


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
    partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
    partial.replace(target)

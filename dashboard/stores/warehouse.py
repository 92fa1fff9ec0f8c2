"""Reads of the published build: read-only, one opening a page, queries from `queries/*.sql` alone."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pipelines.settings import Paths

QUERIES_DIR = Path(__file__).parent / "queries"
# A missing extension must fail at once, not reach for the internet.
_CONNECTION_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

_Opened = dict[Path, duckdb.DuckDBPyConnection]
_opened: ContextVar[_Opened | None] = ContextVar("opened", default=None)


class StoreError(Exception):
    """A store could not be read; the message says what, `next_step` what the person on shift does."""

    exit_code = 30
    next_step = "Build again (crt build). If it fails too, follow docs/runbooks/morning.md, section 2."


class BuildMissingError(StoreError):
    """There is no published build, or its file is gone."""

    exit_code = 31
    next_step = (
        "Run `crt build`. On a new machine run `crt sample` first, or ingest the City's files (crt ingest 311 FILE)."
    )


class BuildDamagedError(StoreError):
    """The published build is there and cannot be read."""

    exit_code = 32
    next_step = "Build again (crt build): a build can be made anew from what was ingested. No action is lost."


class EarlierBuildError(BuildDamagedError):
    """The build is whole and lacks what this version of the product publishes: an earlier version made it."""

    next_step = (
        "Run `crt build`: it makes the present morning anew, with this. No action is lost. A past morning stays as it "
        "was built then, without this."
    )


class TableMissingError(EarlierBuildError):
    """The published build lacks a table that this version publishes."""


# A query of ours asks for nothing that its own version's contract does not publish.
_EARLIER = {duckdb.CatalogException: TableMissingError, duckdb.BinderException: EarlierBuildError}


@dataclass(frozen=True)
class Manifest:
    """What `current.json` says about the build on the screens; instants are aware."""

    build_id: str
    as_of_date: date
    as_of_at: datetime
    published_at: datetime
    is_sample: bool


@dataclass(frozen=True)
class Attempt:
    """How the newest build attempt ended, and what to do when it failed."""

    is_ok: bool
    as_of_date: date | None
    attempted_at: datetime
    error: str
    next_step: str


def current_manifest(paths: Paths) -> Manifest | None:
    """Return the manifest of the published build; None when nothing was ever published.

    Raises
    ------
    BuildDamagedError
        The manifest is there and is not what a build writes.
    """
    stated = _read_json(paths.manifest_file)
    if stated is None:
        return None
    try:
        return Manifest(
            build_id=_file_stem(stated["build_id"]),
            as_of_date=date.fromisoformat(stated["as_of_date"]),
            as_of_at=_instant(stated["as_of_at"]),
            published_at=_instant(stated["published_at"]),
            is_sample=bool(stated["is_sample"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BuildDamagedError(f"{paths.manifest_file.name} does not name a build: {error}") from error


def last_attempt(paths: Paths) -> Attempt | None:
    """Return how the newest build attempt ended; None when there was none, or its note cannot be read.

    A note that cannot be read must not take the agenda off the wall, so it counts as no note.
    """
    try:
        stated = _read_json(paths.last_attempt_file)
        if stated is None:
            return None
        as_of_text = stated.get("as_of_date")
        return Attempt(
            is_ok=bool(stated["ok"]),
            as_of_date=date.fromisoformat(as_of_text) if as_of_text else None,
            attempted_at=_instant(stated["attempted_at"]),
            error=str(stated.get("error") or ""),
            next_step=str(stated.get("next_step") or ""),
        )
    except (BuildDamagedError, KeyError, TypeError, ValueError):
        return None


def read_query(build_file: Path, query_name: str, **params: str) -> pd.DataFrame:
    """Return the rows of one query of `queries/` from one published build.

    Parameters
    ----------
    build_file
        The build's DuckDB file; opened read-only, closed at once or at the end of `opened_once`.
    query_name
        Stem of a file in `queries/`.
    params
        Values of the query's `$name` places, bound, never pasted.

    Returns
    -------
    The query's columns; instants are aware (America/New_York), dates are midnight timestamps without a zone.

    Raises
    ------
    BuildMissingError
        The build's file is gone.
    BuildDamagedError
        The file is no build, or a build of another version of the product.
    """
    if not build_file.is_file():
        raise BuildMissingError(f"the published build {build_file.stem} is not in {build_file.parent}")
    query = _query_text(query_name)
    try:
        return _run(build_file, query, params)
    except duckdb.IOException:
        # A build that is being pruned or restored beside us can refuse one open; the second finds it whole.
        try:
            return _run(build_file, query, params)
        except duckdb.Error as error:
            raise _damaged(build_file, error) from error
    except duckdb.Error as error:
        raise _damaged(build_file, error) from error


@contextmanager
def opened_once() -> Iterator[None]:
    """Let the reads within share one opening of each build; all are closed at the end.

    An opening takes longer than most queries, and a page asks some twenty. No longer than a page, because a build's
    file may be pruned or put back meanwhile.
    """
    opened: _Opened = {}
    before = _opened.set(opened)
    try:
        yield
    finally:
        _opened.reset(before)
        for connection in opened.values():
            connection.close()


def _run(build_file: Path, query: str, params: dict[str, str]) -> pd.DataFrame:
    opened = _opened.get()
    with ExitStack() as closing:
        connection = None if opened is None else opened.get(build_file)
        if connection is None:
            connection = duckdb.connect(str(build_file), read_only=True, config=_CONNECTION_SETTINGS)
            if opened is None:
                closing.enter_context(connection)
            else:
                opened[build_file] = connection
            connection.execute(_query_text("_connection"))
        # Through Arrow: the same on DuckDB 1.5 and 2.0, and without the warning of its own conversion on pandas 3.
        frame: pd.DataFrame = connection.sql(query, params=params or None).to_arrow_table().to_pandas()
        return frame


@cache
def _query_text(query_name: str) -> str:
    return (QUERIES_DIR / f"{query_name}.sql").read_text(encoding="utf-8")


def _damaged(build_file: Path, error: duckdb.Error) -> BuildDamagedError:
    first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
    kind = next((known for raised, known in _EARLIER.items() if isinstance(error, raised)), None)
    if kind is None:
        return BuildDamagedError(f"the published build {build_file.stem} cannot be read: {first_line}")
    lacks = re.search(r"(?:Table with name|Referenced column) \"?(\w+)", first_line)
    lacking = f"it has no {lacks[1]}" if lacks else first_line
    return kind(f"an earlier version of the board made the published build {build_file.stem}: {lacking}")


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BuildDamagedError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(stated, dict):
        raise BuildDamagedError(f"{path.name} is not what a build writes")
    return stated


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"the instant {text} names no time zone")
    return at


def _file_stem(build_id: str) -> str:
    """Refuse a build id that would lead out of the builds folder."""
    if not build_id or Path(build_id).name != build_id:
        raise ValueError(f"'{build_id}' is no build id")
    return build_id

"""Mornings built twice: once from what is held, once from everything."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.build import build_morning
from pipelines.contracts import PUBLISHED
from pipelines.settings import PROJECT_ROOT, Paths
from pipelines.sources.landing import land_file
from tests.support.city_files import csv_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def data_folder(folder: Path) -> Paths:
    """Return the paths of a data folder."""
    return Paths(root=PROJECT_ROOT, data_dir=folder)


def hand_in(folder: Path, rows: Sequence[dict[str, str]], *, name: str, taken_at: datetime) -> None:
    """Land rows as one file of the City's legacy form."""
    file = folder.parent / f"{name}.csv"
    file.write_text(csv_text(rows), encoding="utf-8")
    land_file(file, expected="city311", paths=data_folder(folder), taken_at=taken_at, is_sample=False, landed_at=NOW)


def build(folder: Path, morning: date) -> list[str]:
    """Build a morning; return what the build reported."""
    told: list[str] = []
    build_morning(data_folder(folder), as_of_date=morning, built_at=NOW, report=told.append)
    return told


def published(folder: Path) -> dict[str, list[str]]:
    """Return every row of every published table as text, the build's own name left out."""
    newest = max(data_folder(folder).builds_dir.glob("*.duckdb"), key=lambda file: file.stat().st_mtime_ns)
    with duckdb.connect(str(newest), read_only=True) as connection:
        return {table.name: _rows(connection, table.name) for table in PUBLISHED}


# Decision 0020: made on Monday and held; a record that comes later with an earlier stamp changes it next Monday only.
MADE_ONCE_A_WEEK = frozenset({"scanned_clusters", "scans", "signal_lines", "track_record", "track_record_period"})


def differing(found: dict[str, list[str]], expected: dict[str, list[str]]) -> set[str]:
    """Return the published tables that differ, what is made once a week left out."""
    return {name for name in expected if found[name] != expected[name]} - MADE_ONCE_A_WEEK


_MADE: dict[tuple[str, date], dict[str, list[str]]] = {}


def built_from_everything(folder: Path, morning: date, scratch: Path) -> dict[str, list[str]]:
    """Return what a build of the same files makes where nothing is held; of the same bytes it is made once."""
    key = (_digest(folder / "raw"), morning)
    if key not in _MADE:
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.copytree(folder / "raw", scratch / "raw")
        build(scratch, morning)
        _MADE[key] = published(scratch)
    return _MADE[key]


def _digest(folder: Path) -> str:
    """Return one digest of the names and bytes of every file below a folder."""
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(folder)} {file.stat().st_size} ".encode() + file.read_bytes())
    return digest.hexdigest()


def _rows(connection: duckdb.DuckDBPyConnection, table_name: str) -> list[str]:
    rows: list[dict[str, Any]] = connection.table(table_name).to_arrow_table().to_pylist()
    return sorted(repr({name: _rounded(value) for name, value in row.items() if name != "build_id"}) for row in rows)


def _rounded(value: Any) -> Any:
    """Round what is summed: the last digits of a sum depend on the order of its terms."""
    return round(value, 9) if isinstance(value, float) else value

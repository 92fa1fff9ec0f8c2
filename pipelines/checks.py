"""Is today's data sane: each check is a query for the offending rows, with what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import pandas as pd

from pipelines.errors import PipelineError
from pipelines.warehouse import SQL_DIR, query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

Severity = Literal["stop", "warn"]


@dataclass(frozen=True)
class Check:
    """One check: `stop` keeps a build from being published, `warn` is shown beside it."""

    name: str
    severity: Severity
    meaning: str
    next_step: str
    sql: str


def load_checks(folder: Path = SQL_DIR / "checks") -> list[Check]:
    """Read every check of the folder, by name.

    Raises
    ------
    PipelineError
        A check's header lacks severity, meaning or next step.
    """
    return [_read_check(path) for path in sorted(folder.glob("*.sql"))]


def run_checks(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> pd.DataFrame:
    """Return one row per check, as the contract `check_results` says."""
    rows = []
    for check in checks:
        n_rows = query(connection, check.sql, {}).to_arrow_table().num_rows
        rows.append((check.name, check.severity, check.meaning, check.next_step, n_rows, n_rows > 0))
    columns = ["check_name", "severity", "meaning", "next_step", "n_rows", "is_failed"]
    return pd.DataFrame(rows, columns=columns)


def _read_check(path: Path) -> Check:
    sql = path.read_text(encoding="utf-8")
    header = dict(
        line.removeprefix("-- ").split(": ", maxsplit=1) for line in sql.splitlines() if line.startswith("-- ")
    )
    missing = {"severity", "meaning", "next step"} - header.keys()
    if missing or header["severity"] not in {"stop", "warn"}:
        msg = f"the check {path.name} lacks {', '.join(sorted(missing)) or 'a severity of stop or warn'}"
        raise PipelineError(msg)
    return Check(
        name=path.stem,
        severity=cast("Severity", header["severity"]),
        meaning=header["meaning"],
        next_step=header["next step"],
        sql=sql,
    )

"""The day's decisions, landed as an ordinary source: actions at places, as the huddle left them in the inbox."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import HandoverError
from pipelines.sources.location_registry import read_places_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from pipelines.settings import Paths

INBOX_FILE = "huddle_actions.csv"
SCHEMA = pa.schema(
    [
        ("action_id", pa.string()),
        ("location_id", pa.string()),
        ("owner_agency_code", pa.string()),
        ("opened_date", pa.date32()),
        ("closed_date", pa.date32()),
        ("status_code", pa.string()),
    ]
)
_OPEN = ("open", "handed_over")
_CLOSED = ("done", "could_not", "dropped")
_NUMBER_DIGITS = 6
_HASH_LENGTH = 12


def land_actions(paths: Paths, *, report: Callable[[str], None]) -> Path | None:
    """Land what lies in the inbox, if it says anything new, and empty the inbox.

    A file that cannot be read is not taken: its reason is reported, and the morning is built with the decisions that
    were handed over before it.

    Parameters
    ----------
    paths
        The data folder; only whoever builds in it may call this.
    report
        Takes one line.

    Returns
    -------
    The file landed; None where there was nothing new.
    """
    waiting = paths.inbox_dir / INBOX_FILE
    if not waiting.exists():
        return None
    try:
        actions = read_action_file(waiting)
        landed = _landed(paths)
        _refuse_lost(waiting, actions, landed)
    except HandoverError as error:
        report(f"{error} The morning is built with the decisions handed over before. {error.next_step}")
        return None
    target = None
    if not landed or not pq.read_table(landed[-1]).equals(actions):
        target = _write(paths, actions, number=len(landed) + 1)
    waiting.unlink()
    return target


def read_action_file(path: Path) -> pa.Table:
    """Read one handed-over file; a single line that is not as it should be refuses it whole.

    Raises
    ------
    HandoverError
        The file is not such a file; the message names the line and what is wrong in it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(path, 1, f"the file cannot be read ({type(error).__name__})") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if reader.fieldnames is None or list(reader.fieldnames) != SCHEMA.names:
        raise _refused(path, 1, f"the columns are not {', '.join(SCHEMA.names)}")
    rows, seen = [], set()
    for row in reader:
        if None in row or None in row.values():
            raise _refused(path, reader.line_num, "it does not have six cells")
        if not row["action_id"] or not row["location_id"]:
            raise _refused(path, reader.line_num, "it names no action or no place")
        if row["action_id"] in seen:
            raise _refused(path, reader.line_num, f"the action {row['action_id']} stands in an earlier line")
        seen.add(row["action_id"])
        rows.append(row | _dates(path, reader.line_num, row))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def read_actions(paths: Paths, *, before: date) -> tuple[pa.Table, pd.DataFrame]:
    """Return the newest decisions that were landed, and where their places lay.

    Parameters
    ----------
    paths
        The data folder.
    before
        The morning: no place is looked up in the registry of this morning or a later one.

    Returns
    -------
    The columns of `SCHEMA`, every decision, whatever its date: which of them the morning may know is for a model. And
    `action_id`, `x_m`, `y_m` (EPSG:26986, metres): the centre on the morning the action was opened, without a row
    where no registry knows the place.
    """
    landed = _landed(paths)
    actions = pq.read_table(landed[-1]) if landed else SCHEMA.empty_table()
    wanted = actions.select(["action_id", "location_id", "opened_date"]).to_pandas()
    return actions, read_places_on(paths, wanted, before=before)


def _dates(path: Path, line_no: int, row: dict[str, str]) -> dict[str, date | None]:
    try:
        opened = date.fromisoformat(row["opened_date"])
        closed = date.fromisoformat(row["closed_date"]) if row["closed_date"] else None
    except ValueError:
        raise _refused(path, line_no, "a date is not of the form 2026-10-09") from None
    if row["status_code"] not in (_OPEN if closed is None else _CLOSED):
        raise _refused(path, line_no, f"the status '{row['status_code']}' does not go with its dates")
    if closed is not None and closed < opened:
        raise _refused(path, line_no, "it was closed before it was opened")
    return {"opened_date": opened, "closed_date": closed}


def _refuse_lost(path: Path, actions: pa.Table, landed: list[Path]) -> None:
    """Refuse a file that lacks what was handed over before: decisions are only ever added to."""
    if not landed:
        return
    known = set(pq.read_table(landed[-1], columns=["action_id"])["action_id"].to_pylist())
    if lost := sorted(known - set(actions["action_id"].to_pylist())):
        msg = (
            f"{path.name}: it lacks {len(lost)} action(s) that were handed over before, {lost[0]} for one: the "
            "operations database has lost what was recorded."
        )
        raise HandoverError(msg)


def _refused(path: Path, line_no: int, reason: str) -> HandoverError:
    return HandoverError(f"{path.name}, line {line_no}: {reason}.")


def _landed(paths: Paths) -> list[Path]:
    return sorted(paths.huddle_actions_dir.glob("*.parquet"))


def _write(paths: Paths, actions: pa.Table, *, number: int) -> Path:
    digest = hashlib.sha256(repr(actions.to_pylist()).encode()).hexdigest()[:_HASH_LENGTH]
    target = paths.huddle_actions_dir / f"{number:0{_NUMBER_DIGITS}d}-{digest}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    pq.write_table(actions, partial)
    partial.replace(target)
    return target

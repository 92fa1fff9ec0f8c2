"""Files that follow on a made-up city's export: a nightly pull, a later pull of a year, and pulls of all so far."""

from __future__ import annotations

import collections
import csv
import gzip
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_STAMP = "%m/%d/%Y %I:%M:%S %p"
_ID, _OPENED, _CLOSED, _STATUS, _NOTE = "CASE_ENQUIRY_ID", "OPEN_DT", "CLOSED_DT", "CASE_STATUS", "CLOSURE_REASON"
_REPEATED = 10_000


def write_nightly(source: Path, target: Path, *, n_rows: int) -> int:
    """Write what a night would bring: four in five rows new tickets of the next day, the rest closed meanwhile.

    Returns
    -------
    The rows written.
    """
    rows = _newest_rows(source, n_rows)
    return _write(target, [_new(row) if number % 5 else _closed(row) for number, row in enumerate(rows)])


def write_later_pull(source: Path, target: Path, *, n_rows: int, n_changes: int) -> int:
    """Write the newest rows of a file again as a later pull of the year, with some of them closed meanwhile.

    Returns
    -------
    The rows written.
    """
    every = n_rows // n_changes
    rows = _newest_rows(source, n_rows)
    return _write(target, [row if number % every else _closed(row) for number, row in enumerate(rows)])


def write_cumulative(
    source: Path, folder: Path, *, n_files: int, n_first: int, n_last: int
) -> list[tuple[Path, datetime]]:
    """Write pulls that each hold every ticket so far, as it stood when the pull was taken.

    Returns
    -------
    Each file and the New York time at which it was taken, a minute after its newest ticket was opened.
    """
    rows = _newest_rows(source, n_last)
    # Each row's line as it stands open and closed, made once: what differs between pulls is which of the two.
    opened = _lines(row | {_CLOSED: "", _STATUS: "Open", _NOTE: ""} for row in rows)
    closed = _lines(iter(rows))
    closed_at = [_stamp(row[_CLOSED]) if row[_CLOSED] else None for row in rows]
    pulls = []
    for number in range(n_files):
        n_rows = n_first + (n_last - n_first) * number // max(n_files - 1, 1)
        taken_at = _opened(rows[n_rows - 1]) + timedelta(minutes=1)
        file = folder / f"pull_{number:03d}.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerow(rows[0])
            for row in range(n_rows):
                at = closed_at[row]
                target.write(closed[row] if at is not None and at <= taken_at else opened[row])
        pulls.append((file, taken_at))
    return pulls


def _lines(rows: Iterator[dict[str, str]]) -> list[str]:
    lines = []
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row.values())
        lines.append(line.getvalue())
    return lines


def _newest_rows(source: Path, n_rows: int) -> list[dict[str, str]]:
    """Return the newest rows of a file that runs from the oldest ticket to the newest and repeats a few at its end."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        last = collections.deque(csv.DictReader(lines), maxlen=n_rows + _REPEATED)
    by_id = {row[_ID]: row for row in last}
    return sorted(by_id.values(), key=_opened)[-n_rows:]


def _opened(row: dict[str, str]) -> datetime:
    return _stamp(row[_OPENED])


def _stamp(text: str) -> datetime:
    return datetime.strptime(text, _STAMP)  # noqa: DTZ007 - as the City writes it


def _new(row: dict[str, str]) -> dict[str, str]:
    opened = _opened(row) + timedelta(days=1)
    number = str(int(row[_ID]) + 50_000_000)
    return row | {_ID: number, _OPENED: opened.strftime(_STAMP), _CLOSED: "", _STATUS: "Open", _NOTE: ""}


def _closed(row: dict[str, str]) -> dict[str, str]:
    closed = _opened(row) + timedelta(hours=20)
    return row | {_CLOSED: closed.strftime(_STAMP), _STATUS: "Closed", _NOTE: ""}


def _write(target: Path, rows: Sequence[dict[str, str]]) -> int:
    with target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)

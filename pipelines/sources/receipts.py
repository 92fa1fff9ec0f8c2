"""Receipts: what became of every file handed in, in order of arrival, each in a small file of its own."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from pipelines.errors import DataFolderError, PipelineError, SecondWriterError
from pipelines.readers.clock import ClockRegime

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.settings import Paths

_INSTANTS = ("taken_at", "newest_record_at", "landed_at")
_NUMBER_DIGITS = 6
_FILE_ID_LENGTH = 16
_SHORT_HASH_LENGTH = 12


@dataclass(frozen=True)
class Receipt:
    """One text file handed in. `rows_read` = `n_accepted` + the sum of `set_aside`.

    `path` is the file as it was named; `file_name` is its name, with the member's name behind it when it came in a
    zip. `set_aside_lines` names the first lines of the file per reason. Instants are aware, UTC; `taken_at` is None
    when nothing in the file says when it was taken. `is_repeat` says that the same content was landed before. What a
    receipt written before the clock's evidence was counted does not hold has the defaults below.
    """

    receipt_no: int
    path: str
    file_name: str
    feed_code: str
    layout_name: str
    content_hash: str
    rows_read: int
    n_accepted: int
    set_aside: Mapping[str, int]
    set_aside_lines: Mapping[str, tuple[int, ...]]
    taken_at: datetime | None
    taken_at_how: str
    clock_regime: ClockRegime
    clock_evidence: str
    newest_record_at: datetime | None
    is_sample: bool
    is_repeat: bool
    is_cut_off: bool
    landed_at: datetime
    messages: tuple[str, ...] = ()
    clock_basis: str = "not recorded"
    n_clock_for: int = 0
    n_clock_against: int = 0
    is_clock_mixed: bool = False

    @property
    def file_id(self) -> str:
        """The name of the content's files in `data/raw` and the `file_id` of its rows."""
        return short_file_id(self.content_hash)

    def to_json(self) -> str:
        """Return the receipt as one JSON document."""
        values = asdict(self)
        for name in _INSTANTS:
            values[name] = values[name].isoformat() if values[name] else None
        return json.dumps(values, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Read a receipt back; raises ValueError, KeyError or TypeError for a text that is none."""
        values: dict[str, Any] = json.loads(text)
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in values.items() if name in known}
        for name in _INSTANTS:
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        values["set_aside_lines"] = {reason: tuple(lines) for reason, lines in values["set_aside_lines"].items()}
        values["messages"] = tuple(values["messages"])
        if values["clock_regime"] not in get_args(ClockRegime):
            msg = f"unknown clock regime {values['clock_regime']}"
            raise ValueError(msg)
        return cls(**values)


def short_file_id(content_hash: str) -> str:
    """Return the part of a content hash that names the content's files."""
    return content_hash[:_FILE_ID_LENGTH]


def read_receipts(paths: Paths) -> list[Receipt]:
    """Read every receipt, in order of arrival.

    Raises
    ------
    PipelineError
        A receipt cannot be read; the message names the file.
    """
    receipts = [_read_receipt(path) for path in paths.receipts_dir.glob("*.json")]
    return sorted(receipts, key=lambda receipt: receipt.receipt_no)


def _read_receipt(path: Path) -> Receipt:
    try:
        return Receipt.from_json(path.read_text(encoding="utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"the receipt {path} cannot be read: {error!r}. Restore data/raw from the last backup."
        raise PipelineError(msg) from error


def next_receipt_no(receipts: Sequence[Receipt]) -> int:
    """Return the number after those of all receipts; only whoever holds the landing lock may use it."""
    return max((receipt.receipt_no for receipt in receipts), default=0) + 1


def write_receipt(paths: Paths, receipt: Receipt) -> Path:
    """Write a receipt, whole or not at all."""
    name = f"{receipt.receipt_no:0{_NUMBER_DIGITS}d}-{receipt.content_hash[:_SHORT_HASH_LENGTH]}.json"
    target = paths.receipts_dir / name
    partial = target.with_suffix(".partial")
    partial.write_text(receipt.to_json(), encoding="utf-8")
    partial.replace(target)
    return target


@contextmanager
def hold_landing_lock(paths: Paths) -> Iterator[None]:
    """Hold `data/raw` for one writer; the lock ends with the process, so a crash leaves nothing to clean up.

    Raises
    ------
    SecondWriterError
        Another ingest is running in the same data folder.
    DataFolderError
        The folder cannot be written.
    """
    try:
        paths.receipts_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(paths.receipts_dir / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        msg = f"{paths.receipts_dir} cannot be written: {error.strerror}"
        raise DataFolderError(msg) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        msg = f"another ingest is writing to {paths.raw_dir}"
        raise SecondWriterError(msg) from error
    try:
        yield
    finally:
        os.close(lock)

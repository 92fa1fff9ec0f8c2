"""What the screens recorded, landed from the inbox as an ordinary source: whole, once, and never fewer than before."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import HandoverError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from pipelines.settings import Paths

_NUMBER_DIGITS = 6
_HASH_LENGTH = 12


@dataclass(frozen=True)
class HandedOver:
    """One kind of record that the screens hand over: where it lies, what a line of it must be, how it is spoken of.

    The first column of `schema` is the record's id. `find_fault` takes a line and the ids of the lines before it and
    returns in words what is wrong with it, None where it is whole; `values_of` returns a whole line's values.
    `thing` is what a record is called, `things` what all of them are to whoever reads the build's report.
    `keeps_newest_alone` is for what may be erased: an older file would go on holding it. `names_lost` is whether a
    refusal may name an id.
    """

    inbox_file: str
    schema: pa.Schema
    thing: str
    things: str
    n_cells_words: str
    folder: Callable[[Paths], Path]
    find_fault: Callable[[dict[str, str], Collection[str]], str | None]
    values_of: Callable[[dict[str, str]], dict[str, object]]
    keeps_newest_alone: bool = False
    names_lost: bool = False


def land(kind: HandedOver, paths: Paths, *, report: Callable[[str], None]) -> Path | None:
    """Land what lies in the inbox, if it says anything new, and empty the inbox.

    A file that cannot be read is not taken: its reason is reported, and the morning is built with what was handed
    over before it.

    Parameters
    ----------
    kind
        What is landed.
    paths
        The data folder; only whoever builds in it may call this.
    report
        Takes one line.

    Returns
    -------
    The file landed; None where there was nothing new.
    """
    waiting = paths.inbox_dir / kind.inbox_file
    if not waiting.exists():
        return None
    landed = _landed(kind, paths)
    try:
        records = read_handed_over(kind, waiting)
        _refuse_lost(kind, waiting, records, landed)
    except HandoverError as error:
        report(f"{error} The morning is built with the {kind.things} handed over before. {error.next_step}")
        return None
    target = None
    if not landed or not pq.read_table(landed[-1]).equals(records):
        target = _write(kind.folder(paths), records, number=_number_of(landed[-1]) + 1 if landed else 1)
    if kind.keeps_newest_alone:
        for older in _landed(kind, paths)[:-1]:
            older.unlink()
    waiting.unlink()
    return target


def read_handed_over(kind: HandedOver, path: Path) -> pa.Table:
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
    if reader.fieldnames is None or list(reader.fieldnames) != kind.schema.names:
        raise _refused(path, 1, f"the columns are not {', '.join(kind.schema.names)}")
    rows: dict[str, dict[str, object]] = {}
    for row in reader:
        if None in row or None in row.values():
            raise _refused(path, reader.line_num, f"it does not have {kind.n_cells_words} cells")
        fault = kind.find_fault(row, rows)
        if fault is not None:
            raise _refused(path, reader.line_num, fault)
        rows[row[kind.schema.names[0]]] = kind.values_of(row)
    return pa.Table.from_pylist(list(rows.values()), schema=kind.schema)


def read_newest(kind: HandedOver, paths: Paths) -> pa.Table:
    """Return the newest records that were landed, of whatever morning: which of them one may know is for a model."""
    landed = _landed(kind, paths)
    return pq.read_table(landed[-1]) if landed else kind.schema.empty_table()


def _refuse_lost(kind: HandedOver, path: Path, records: pa.Table, landed: list[Path]) -> None:
    """Refuse a file that lacks what was handed over before: records are only added to, withdrawn ones still named."""
    if not landed:
        return
    id_column = kind.schema.names[0]
    known = set(pq.read_table(landed[-1], columns=[id_column])[id_column].to_pylist())
    if lost := sorted(known - set(records[id_column].to_pylist())):
        named = f", {lost[0]} for one" if kind.names_lost else ""
        msg = (
            f"{path.name}: it lacks {len(lost)} {kind.thing}(s) that were handed over before{named}: the operations "
            "database has lost what was recorded."
        )
        raise HandoverError(msg)


def _refused(path: Path, line_no: int, reason: str) -> HandoverError:
    return HandoverError(f"{path.name}, line {line_no}: {reason}.")


def _landed(kind: HandedOver, paths: Paths) -> list[Path]:
    return sorted(kind.folder(paths).glob("*.parquet"))


def _number_of(landed: Path) -> int:
    return int(landed.name[:_NUMBER_DIGITS])


def _write(folder: Path, records: pa.Table, *, number: int) -> Path:
    digest = hashlib.sha256(repr(records.to_pylist()).encode()).hexdigest()[:_HASH_LENGTH]
    target = folder / f"{number:0{_NUMBER_DIGITS}d}-{digest}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    pq.write_table(records, partial)
    partial.replace(target)
    return target

"""Contacts logged on a phone, landed as an ordinary source: every one as it stands, as the screens left them.

Of the files landed the newest alone is kept: an older one holds what was corrected, withdrawn or erased since.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import HandoverError
from pipelines.readers.outreach_words import ALLOWED_WORDS, COUNT_COLUMNS, LONGEST_TEXT, PATH_WORDS, REQUIRED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.settings import Paths

INBOX_FILE = "huddle_contacts.csv"
# Of one that was withdrawn or erased the id alone is handed over, so that a record that lost contacts is found out.
TOLD, NOT_TOLD = "told", "not_told"
_WORDS = tuple(name for name in ALLOWED_WORDS if name not in PATH_WORDS and not name.startswith("referral_"))
SCHEMA = pa.schema(
    [
        ("contact_id", pa.string()),
        ("status_code", pa.string()),
        ("contact_at", pa.timestamp("us", tz="UTC")),
        ("place_text", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        *((name, pa.string()) for name in _WORDS),
        *((name, pa.int64()) for name in COUNT_COLUMNS),
    ]
)
_COUNT = re.compile(r"\d{1,5}")
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,7})?")
_NUMBER_DIGITS = 6
_HASH_LENGTH = 12


def land_contacts(paths: Paths, *, report: Callable[[str], None]) -> Path | None:
    """Land what lies in the inbox, if it says anything new, empty the inbox, and forget what was landed before.

    A file that cannot be read is not taken: its reason is reported, and the morning is built with the contacts that
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
        contacts = read_contact_file(waiting)
        landed = _landed(paths)
        _refuse_lost(waiting, contacts, landed)
    except HandoverError as error:
        report(f"{error} The morning is built with the contacts handed over before. {error.next_step}")
        return None
    target = None
    if not landed or not pq.read_table(landed[-1]).equals(contacts):
        target = _write(paths, contacts, number=_number_of(landed[-1]) + 1 if landed else 1)
    for older in _landed(paths)[:-1]:
        older.unlink()
    waiting.unlink()
    return target


def read_contact_file(path: Path) -> pa.Table:
    """Read one handed-over file; a single line that is not as it should be refuses it whole.

    Raises
    ------
    HandoverError
        The file is not such a file; the message names the line and what is wrong in it, and never a cell.
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
            raise _refused(path, reader.line_num, f"it does not have {len(SCHEMA.names)} cells")
        if not row["contact_id"] or row["contact_id"] in seen:
            raise _refused(path, reader.line_num, "it names no contact, or one of an earlier line")
        seen.add(row["contact_id"])
        fault = _fault(row)
        if fault is not None:
            raise _refused(path, reader.line_num, fault)
        rows.append(_values(row))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def read_contacts(paths: Paths) -> pa.Table:
    """Return the newest contacts that were landed, of whatever morning: which of them one may know is for a model."""
    landed = _landed(paths)
    return pq.read_table(landed[-1]) if landed else SCHEMA.empty_table()


def _fault(row: dict[str, str]) -> str | None:
    """Return what is wrong with a line, in words; None when it is whole."""
    told = [name for name in SCHEMA.names[2:] if row[name]]
    if row["status_code"] == NOT_TOLD:
        return "it tells something of a contact that is not told" if told else None
    if row["status_code"] != TOLD:
        return f"the status '{row['status_code']}' is none"
    return _value_fault(row) or _place_fault(row)


def _value_fault(row: dict[str, str]) -> str | None:
    if _instant(row["contact_at"]) is None:
        return "contact_at is no instant"
    for name in _WORDS:
        if (row[name] or name in REQUIRED_COLUMNS) and row[name] not in ALLOWED_WORDS[name]:
            return f"{name} holds a word that is not allowed"
    if any(row[name] and not _COUNT.fullmatch(row[name]) for name in COUNT_COLUMNS):
        return "a count is not a whole number from 0 to 99999"
    return None


def _place_fault(row: dict[str, str]) -> str | None:
    has_point = bool(_DEGREES.fullmatch(row["lon"]) and _DEGREES.fullmatch(row["lat"]))
    if not has_point and (row["lon"] or row["lat"] or not row["place_text"]):
        return "it names no place"
    is_long = len(row["place_text"]) > LONGEST_TEXT["place_text"]
    return f"place_text is longer than {LONGEST_TEXT['place_text']} characters" if is_long else None


def _values(row: dict[str, str]) -> dict[str, object]:
    numbers = {name: float(row[name]) if row[name] else None for name in ("lon", "lat")}
    counts = {name: int(row[name]) if row[name] else None for name in COUNT_COLUMNS}
    texts = {name: row[name] or None for name in ("place_text", *_WORDS)}
    named = {"contact_id": row["contact_id"], "status_code": row["status_code"]}
    return {**named, "contact_at": _instant(row["contact_at"]), **texts, **numbers, **counts}


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def _refuse_lost(path: Path, contacts: pa.Table, landed: list[Path]) -> None:
    """Refuse a file that lacks what was handed over before: also a withdrawn contact goes on being named."""
    if not landed:
        return
    known = set(pq.read_table(landed[-1], columns=["contact_id"])["contact_id"].to_pylist())
    if lost := known - set(contacts["contact_id"].to_pylist()):
        msg = (
            f"{path.name}: it lacks {len(lost)} contact(s) that were handed over before: the operations database has "
            "lost what was recorded."
        )
        raise HandoverError(msg)


def _refused(path: Path, line_no: int, reason: str) -> HandoverError:
    return HandoverError(f"{path.name}, line {line_no}: {reason}.")


def _landed(paths: Paths) -> list[Path]:
    return sorted(paths.huddle_contacts_dir.glob("*.parquet"))


def _number_of(landed: Path) -> int:
    return int(landed.name[:_NUMBER_DIGITS])


def _write(paths: Paths, contacts: pa.Table, *, number: int) -> Path:
    digest = hashlib.sha256(repr(contacts.to_pylist()).encode()).hexdigest()[:_HASH_LENGTH]
    target = paths.huddle_contacts_dir / f"{number:0{_NUMBER_DIGITS}d}-{digest}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    pq.write_table(contacts, partial)
    partial.replace(target)
    return target

"""Contacts logged on a phone, landed as an ordinary source: every one as it stands, as the screens left them.

Of the files landed the newest alone is kept: an older one holds what was corrected, withdrawn or erased since.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from pipelines.readers.outreach_words import ALLOWED_WORDS, COUNT_COLUMNS, LONGEST_TEXT, PATH_WORDS, REQUIRED_COLUMNS
from pipelines.sources.handed_over import HandedOver, land, read_handed_over, read_newest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
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


def land_contacts(paths: Paths, *, report: Callable[[str], None]) -> Path | None:
    """Land the contacts that wait in the inbox and forget what was landed before; see `handed_over.land`."""
    return land(_KIND, paths, report=report)


def read_contact_file(path: Path) -> pa.Table:
    """Read one handed-over file, never naming a cell; see `handed_over.read_handed_over`."""
    return read_handed_over(_KIND, path)


def read_contacts(paths: Paths) -> pa.Table:
    """Return the newest contacts that were landed, of whatever morning: which of them one may know is for a model."""
    return read_newest(_KIND, paths)


def _find_fault(row: dict[str, str], earlier_ids: Collection[str]) -> str | None:
    if not row["contact_id"] or row["contact_id"] in earlier_ids:
        return "it names no contact, or one of an earlier line"
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


_KIND = HandedOver(
    inbox_file=INBOX_FILE,
    schema=SCHEMA,
    thing="contact",
    things="contacts",
    n_cells_words=str(len(SCHEMA.names)),
    folder=lambda paths: paths.huddle_contacts_dir,
    find_fault=_find_fault,
    values_of=_values,
    keeps_newest_alone=True,
)

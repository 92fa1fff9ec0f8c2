"""What was erased by the rule for retention: a list that only grows, each line chained to the one before it.

It holds no row of what was erased: which file, its digest, how many rows it had, when it went and by which rule.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipelines.errors import DataFolderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.settings import Paths

GENESIS_HASH = "0" * 64


@dataclass(frozen=True)
class Erasure:
    """One thing erased.

    `subject` is its path in the data folder or the id of an event; `file_id` names a landed file, else it is empty;
    `n_current` is how many of its `n_rows` rows were the newest of their record then. Instants are aware.
    """

    rule_code: str
    subject: str
    file_id: str
    sha256: str
    n_rows: int
    n_current: int
    newest_at: datetime | None
    erased_at: datetime

    def facts(self) -> dict[str, Any]:
        """Return what the record says of it, instants as ISO 8601 text."""
        values = asdict(self)
        for name in ("newest_at", "erased_at"):
            values[name] = values[name].isoformat() if values[name] else None
        return values


def read_erasures(paths: Paths) -> list[Erasure]:
    """Return everything that was erased, in order.

    Raises
    ------
    DataFolderError
        The record is not whole: a line was changed, lost or slipped in, or it cannot be read.
    """
    return [_erasure(line) for line in _checked_lines(paths.erasures_file)]


def erased_files(paths: Paths) -> Mapping[str, Erasure]:
    """Return the landed files that were erased, by their id."""
    return {erasure.file_id: erasure for erasure in read_erasures(paths) if erasure.file_id}


def note_erasure(paths: Paths, erasure: Erasure) -> None:
    """Write an erasure down, on the disk before it returns: what goes next is on record first.

    Only whoever holds the data folder's build lock may call this.
    """
    lines = _checked_lines(paths.erasures_file)
    previous = lines[-1]["hash"] if lines else GENESIS_HASH
    facts = erasure.facts()
    line = {**facts, "previous_hash": previous, "hash": _hash(facts, previous)}
    try:
        paths.erasures_file.parent.mkdir(parents=True, exist_ok=True)
        with paths.erasures_file.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            record.flush()
            os.fsync(record.fileno())
    except OSError as error:
        raise DataFolderError(f"{paths.erasures_file} cannot be written: {error.strerror}") from error


def _checked_lines(file: Path) -> list[dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataFolderError(f"{file} cannot be read: {error.strerror}") from error
    previous, lines = GENESIS_HASH, []
    for line_no, words in enumerate(text.splitlines(), start=1):
        line = _parsed(words)
        facts = {name: value for name, value in line.items() if name not in ("previous_hash", "hash")}
        if line.get("previous_hash") != previous or line.get("hash") != _hash(facts, previous):
            raise DataFolderError(
                f"{file}, line {line_no}: the record of what was erased is not whole. Put it back from the last backup "
                "of data/raw; nothing is erased before that."
            )
        previous = line["hash"]
        lines.append(line)
    return lines


def _parsed(words: str) -> dict[str, Any]:
    try:
        found = json.loads(words)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _hash(facts: Mapping[str, Any], previous_hash: str) -> str:
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}{told}".encode()).hexdigest()


def _erasure(line: Mapping[str, Any]) -> Erasure:
    return Erasure(
        rule_code=line["rule_code"],
        subject=line["subject"],
        file_id=line["file_id"],
        sha256=line["sha256"],
        n_rows=line["n_rows"],
        n_current=line["n_current"],
        newest_at=datetime.fromisoformat(line["newest_at"]) if line["newest_at"] else None,
        erased_at=datetime.fromisoformat(line["erased_at"]),
    )

"""The hash chain: what an event's hash covers, and what a changed, missing or swapped event looks like."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from dashboard.huddle.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

GENESIS_HASH = "0" * 64


@dataclass(frozen=True)
class ChainRow:
    """One event as stored; `facts` is the text itself, `salt` and `body` are None when the words are gone."""

    sequence_no: int
    event_id: str
    kind: str
    subject_id: str
    huddle_date: date
    recorded_at: datetime
    build_id: str
    role_code: str
    facts: str
    payload_digest: str
    previous_hash: str
    event_hash: str
    salt: str | None
    body: str | None
    seen_sequence_no: int | None = None


@dataclass(frozen=True)
class ChainReport:
    """Whether the record is whole; `problem` says in words what is wrong with the first bad event."""

    n_events: int
    ok: bool
    first_bad_event_id: str | None
    problem: str = ""


def canonical_json(value: Mapping[str, object]) -> str:
    """Return the one way to write a mapping: keys sorted, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def payload_digest(body: str, *, salt: str) -> str:
    """Return the salted digest of a payload.

    A note is short and plain, so from a bare digest it could be guessed back by trying likely sentences. The
    salt is random and is erased with the words; after that the digest says nothing.
    """
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def event_hash(row: ChainRow) -> str:
    """Return the hash over everything of an event that stays, with the hash of the event before it."""
    covered: dict[str, object] = {
        "sequence_no": row.sequence_no,
        "event_id": row.event_id,
        "kind": row.kind,
        "subject_id": row.subject_id,
        "huddle_date": row.huddle_date.isoformat(),
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "build_id": row.build_id,
        "role_code": row.role_code,
        "facts": row.facts,
        "payload_digest": row.payload_digest,
        "previous_hash": row.previous_hash,
    }
    if row.seen_sequence_no is not None:
        # Events from before this was recorded keep the hash they have.
        covered["seen_sequence_no"] = row.seen_sequence_no
    return hashlib.sha256(canonical_json(covered).encode()).hexdigest()


def checked_chain(rows: Sequence[ChainRow], *, head_sequence_no: int, head_hash: str) -> ChainReport:
    """Return whether a record is whole.

    Parameters
    ----------
    rows
        Every event in the order of `sequence_no`.
    head_sequence_no, head_hash
        The end of the chain as the store noted it: 0 and the genesis hash before the first event.

    Returns
    -------
    The report; `first_bad_event_id` is the first event at which something is wrong. Where events were cut off
    the end it is the last one left, None when none is left.
    """
    erased_ids = _erased_ids(rows)
    previous_hash = GENESIS_HASH
    for sequence_no, row in enumerate(rows, start=1):
        problem = _link_problem(row, sequence_no, previous_hash) or _payload_problem(row, erased_ids)
        if problem:
            return ChainReport(len(rows), ok=False, first_bad_event_id=row.event_id, problem=problem)
        previous_hash = row.event_hash
    if (head_sequence_no, head_hash) != (len(rows), previous_hash):
        last_id = rows[-1].event_id if rows else None
        return ChainReport(len(rows), ok=False, first_bad_event_id=last_id, problem="Events after it are missing.")
    return ChainReport(len(rows), ok=True, first_bad_event_id=None)


def _erased_ids(rows: Sequence[ChainRow]) -> set[str]:
    return {_erased_id(row.facts) for row in rows if row.kind == EventKind.PAYLOAD_ERASED}


def _erased_id(facts: str) -> str:
    try:
        return str(json.loads(facts)["erased_event_id"])
    except (ValueError, KeyError, TypeError):
        # Such facts were tampered with; their own event's hash will say so.
        return ""


def _link_problem(row: ChainRow, sequence_no: int, previous_hash: str) -> str:
    if row.sequence_no != sequence_no or row.previous_hash != previous_hash:
        return "It does not follow the event before it: one is missing, or their order was changed."
    return "" if row.event_hash == event_hash(row) else "It was changed after it was recorded."


def _payload_problem(row: ChainRow, erased_ids: Collection[str]) -> str:
    if row.salt is None or row.body is None:
        return "" if row.event_id in erased_ids else "Its words are gone, and no erasure names them."
    if row.event_id in erased_ids:
        return "Its words were erased and are here again."
    try:
        digest = payload_digest(row.body, salt=row.salt)
    except ValueError:
        return "The salt of its words was changed."
    return "" if digest == row.payload_digest else "Its words were changed after they were recorded."

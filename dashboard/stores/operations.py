"""The operations database: one append-only, hash-chained table of events, and their erasable words beside it.

The only writer of what people record. Nothing is overwritten: today's actions are a fold over the events
(`dashboard.huddle.actions`). `docs/decisions/0003-append-only-events.md` says why.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, inspect, select, update

from dashboard.huddle.events import ErasureReason, Event, EventDraft, EventKind, OnScreen
from dashboard.stores.operations_chain import (
    GENESIS_HASH,
    ChainReport,
    ChainRow,
    canonical_json,
    checked_chain,
    event_hash,
    payload_digest,
)
from dashboard.stores.operations_database import (
    EventConflictError,
    OperationsError,
    StoreAheadError,
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    StoreNewerError,
    StoreNotEmptyError,
    StoreReplacedError,
    StoreUnavailableError,
    UnknownEventError,
    operations_engine,
    run_settings,
    told_in_words,
)
from dashboard.stores.operations_schema import CHAIN_HEAD, EVENTS, PAYLOADS, STORE_VERSION, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Row, Select
    from sqlalchemy.engine import Connection, Engine

__all__ = [
    "ChainEnd",
    "ChainReport",
    "EventConflictError",
    "OperationsError",
    "OperationsStore",
    "PutBack",
    "StoreAheadError",
    "StoreDamagedError",
    "StoreFullError",
    "StoreLockedError",
    "StoreNewerError",
    "StoreNotEmptyError",
    "StoreReplacedError",
    "StoreUnavailableError",
    "UnknownEventError",
]

_SALT_BYTES = 32


@dataclass(frozen=True)
class PutBack:
    """What a store held before a backup was put back.

    `lost_event_ids` are the events that the backup lacks, or holds otherwise; `again_with_words` those whose words had
    been erased and stand in the backup.
    """

    n_events: int
    lost_event_ids: tuple[str, ...]
    again_with_words: tuple[str, ...]


class ChainEnd(NamedTuple):
    """The newest event's number and hash: after a restore the same number can stand for another event."""

    sequence_no: int
    event_hash: str


class OperationsStore:
    """Appends events and reads them back; safe for many threads and processes at once."""

    def __init__(self, url: str) -> None:
        """Open the store: make the folder and the tables where they are missing, bring older tables forward.

        Parameters
        ----------
        url
            SQLAlchemy URL: a SQLite file (`sqlite:///path`), or PostgreSQL where several machines serve.

        Raises
        ------
        StoreUnavailableError
            The URL names no database that can be opened for writing.
        StoreNewerError
            A newer version of this program made it.
        """
        self._engine = operations_engine(url)
        try:
            with told_in_words():
                _bring_forward(self._engine)
        except OperationsError:
            self._engine.dispose()
            raise

    def append(self, draft: EventDraft, *, event_id: str, recorded_at: datetime, seen_sequence_no: int = 0) -> bool:
        """Record an event exactly once.

        Parameters
        ----------
        draft
            What the page hands over.
        event_id
            Made when the form was drawn, so that a rerun or a double click brings the same one.
        recorded_at
            Aware instant.
        seen_sequence_no
            The newest event that the recorder had before them, 0 where there was none: what answers another event
            comes after it, whatever two clocks say.

        Returns
        -------
        True when it was recorded now, False when that id was already recorded with the same content.

        Raises
        ------
        EventConflictError
            The id is recorded with other content; `recorded_at` and `seen_sequence_no` may differ.
        StoreReplacedError
            The recorder saw an event that this store has never held: an older backup was put back meanwhile.
        StoreLockedError
            Another writer held the store for longer than 30 s.
        """
        with told_in_words(), self._writing() as connection:
            if (recorded := _row(connection, event_id)) is not None:
                _refuse_other_content(recorded, draft)
                return False
            _append(connection, draft, event_id=event_id, recorded_at=recorded_at, seen_sequence_no=seen_sequence_no)
        return True

    def erase_payload(
        self,
        event_id: str,
        *,
        reason: ErasureReason,
        erasure_event_id: str,
        recorded_at: datetime,
        on_screen: OnScreen,
    ) -> bool:
        """Erase the words of an event for good and record that this was done, in one transaction.

        Facts (status, owner, dates, place) stay, and the chain still verifies.

        Parameters
        ----------
        event_id
            The event whose words go.
        reason
            From the closed list.
        erasure_event_id
            Id of the erasure itself, made when its form was drawn.
        recorded_at
            Aware instant.
        on_screen
            The morning, build and role of whoever erases.

        Returns
        -------
        True when the words were erased now, False when they were gone already.

        Raises
        ------
        UnknownEventError
            No event of this id is recorded.
        EventConflictError
            The erasure's id is recorded with other content.
        """
        with told_in_words():
            with self._writing() as connection:
                is_erased = _erase(connection, event_id, reason, erasure_event_id, recorded_at, on_screen)
            if is_erased:
                self._cut_write_ahead_log()
        return is_erased

    def events(
        self,
        *,
        up_to: date | None = None,
        after_sequence_no: int = 0,
        kinds: Collection[EventKind] | None = None,
    ) -> list[Event]:
        """Return events in order of recording.

        Parameters
        ----------
        up_to
            Only those of huddle dates up to and including this one; None: all.
        after_sequence_no
            Only those recorded after this one, for a reader that holds the ones before. Words of an earlier event may
            have been erased since: the erasure is then among what is returned, and the reader reads anew.
        kinds
            Only events of these kinds; None: of all.

        Raises
        ------
        StoreDamagedError
            A value cannot be read, or a kind is not known to this version.
        """
        query = _chain_query().where(EVENTS.c.sequence_no > after_sequence_no)
        if up_to is not None:
            query = query.where(EVENTS.c.huddle_date <= up_to)
        if kinds is not None:
            query = query.where(EVENTS.c.kind.in_([kind.value for kind in kinds]))
        try:
            with told_in_words(), self._engine.connect() as connection:
                return [_event(_chain_row(row)) for row in connection.execute(query)]
        except (ValueError, TypeError) as error:
            raise StoreDamagedError(f"an event in the operations database cannot be read: {error}") from error

    def last_sequence_no(self) -> int:
        """Return the number of the newest event, 0 before the first; it changes with anything recorded."""
        with told_in_words(), self._engine.connect() as connection:
            return connection.scalar(select(func.max(EVENTS.c.sequence_no))) or 0

    def newest_hash(self) -> str:
        """Return the hash of the newest event as the store notes it; of zeros before the first."""
        return self.chain_end().event_hash

    def chain_end(self) -> ChainEnd:
        """Return the number and the hash of the newest event as the store notes them; 0 and zeros before the first."""
        with told_in_words(), self._engine.connect() as connection:
            head = connection.execute(select(CHAIN_HEAD.c.sequence_no, CHAIN_HEAD.c.event_hash)).first()
        return ChainEnd(0, GENESIS_HASH) if head is None else ChainEnd(head.sequence_no, head.event_hash)

    def hash_of(self, sequence_no: int) -> str | None:
        """Return the hash of the event of a number, of zeros for number 0; None where there is no such event."""
        if sequence_no == 0:
            return GENESIS_HASH
        with told_in_words(), self._engine.connect() as connection:
            return connection.scalar(select(EVENTS.c.event_hash).where(EVENTS.c.sequence_no == sequence_no))

    def verify(self) -> ChainReport:
        """Return whether every event is as it was recorded, none is missing, and none was moved."""
        with told_in_words(), self._reading() as connection:
            return _checked(connection)[1]

    def whole_record(self) -> list[ChainRow]:
        """Return every event as it is stored, of one moment, while others go on writing.

        Raises
        ------
        StoreDamagedError
            The record is not whole: what is wrong, and with which event.
        """
        with told_in_words(), self._reading() as connection:
            rows, report = _checked(connection)
        _refuse_unless_whole(report)
        return rows

    def put_back(self, backup: Sequence[ChainRow], *, may_lose: bool, aside: Path) -> PutBack:
        """Make the store hold the events of a backup and no others, in one transaction: all of it or nothing.

        Whoever writes meanwhile waits and goes on behind the backup's last event.

        Parameters
        ----------
        backup
            A whole chain, as `operations_backup.read_backup` gives it.
        may_lose
            Go on where the store holds events that the backup lacks.
        aside
            The file to which a SQLite store that holds anything is copied before it is changed.

        Returns
        -------
        What the store held before.

        Raises
        ------
        StoreAheadError
            The store holds events that the backup lacks, and may not lose them.
        StoreNotEmptyError
            The store is a server's and holds events.
        """
        with told_in_words():
            with self._writing(must_have_end=False) as connection:
                before = _compared(connection, backup)
                if before.n_events and connection.dialect.name != "sqlite":
                    raise StoreNotEmptyError(f"the database holds {before.n_events} events already")
                if before.lost_event_ids and not may_lose:
                    raise StoreAheadError(
                        f"the record holds {before.n_events} events, and {len(before.lost_event_ids)} of them are not "
                        f"in the backup; the first is {before.lost_event_ids[0]}"
                    )
                if before.n_events:
                    self._copy(aside)
                _write_all(connection, backup)
                _refuse_unless_whole(_checked(connection)[1])
            self._cut_write_ahead_log()
        return before

    def close(self) -> None:
        """Give back every connection; the store opens new ones when it is used again."""
        self._engine.dispose()

    def _copy(self, aside: Path) -> None:
        """Copy a SQLite store to a file, whole or not at all; who holds the store alone may do so."""
        partial = aside.with_name(f"{aside.name}.partial")
        try:
            with self._engine.connect() as connection, closing(sqlite3.connect(partial)) as copy:
                driver: Any = connection.connection.driver_connection
                driver.backup(copy)
            partial.replace(aside)
        finally:
            partial.unlink(missing_ok=True)

    @contextmanager
    def _writing(self, *, must_have_end: bool = True) -> Iterator[Connection]:
        """Hold the store alone for one transaction.

        The first statement writes, so that SQLite takes its write lock before anything is read (the driver's
        isolation level makes it `BEGIN IMMEDIATE`) and PostgreSQL locks the row. Reads do not pass here.
        """
        with self._engine.begin() as connection:
            touched = connection.execute(update(CHAIN_HEAD).values(head_no=1))
            if touched.rowcount == 0 and must_have_end:
                raise StoreDamagedError("the operations database has lost the end of its chain of events")
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Hold one moment of the store for several statements, while others go on writing."""
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                run_settings(connection.connection.driver_connection, "operations_snapshot.sql")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def _cut_write_ahead_log(self) -> None:
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                run_settings(connection.connection.driver_connection, "operations_after_erasure.sql")


def _bring_forward(engine: Engine) -> None:
    with engine.connect() as connection:
        is_numbered = inspect(connection).has_table(VERSIONS.name)
        held = connection.scalar(select(VERSIONS.c.version_num)) if is_numbered else None
    if held != STORE_VERSION:
        # Alembic takes half a second to load; a store is older than the program once a release.
        from dashboard.stores.operations_versions import bring_forward  # noqa: PLC0415

        bring_forward(engine)


def _chain_query() -> Select[Any]:
    joined = EVENTS.outerjoin(PAYLOADS, EVENTS.c.event_id == PAYLOADS.c.event_id)
    return select(EVENTS, PAYLOADS.c.salt, PAYLOADS.c.body).select_from(joined).order_by(EVENTS.c.sequence_no)


def _chain_row(row: Row[Any]) -> ChainRow:
    return ChainRow(**row._asdict())


def _row(connection: Connection, event_id: str) -> ChainRow | None:
    found = connection.execute(_chain_query().where(EVENTS.c.event_id == event_id)).first()
    return None if found is None else _chain_row(found)


def _checked(connection: Connection) -> tuple[list[ChainRow], ChainReport]:
    """Return every event and whether they are whole; no events where one of them cannot be read."""
    head = connection.execute(select(CHAIN_HEAD)).first()
    head_sequence_no, head_hash = (0, GENESIS_HASH) if head is None else (head.sequence_no, head.event_hash)
    try:
        rows = [_chain_row(row) for row in connection.execute(_chain_query())]
    except (ValueError, TypeError):
        return [], _first_unreadable(connection)
    return rows, checked_chain(rows, head_sequence_no=head_sequence_no, head_hash=head_hash)


def _refuse_unless_whole(report: ChainReport) -> None:
    if not report.ok:
        raise StoreDamagedError(told_damage(report))


def told_damage(report: ChainReport) -> str:
    """Return what is wrong with a record that is not whole, in words."""
    where = "before the first event" if report.first_bad_event_id is None else f"event {report.first_bad_event_id}"
    return f"the record of {report.n_events} events is not whole: {where}: {report.problem}"


def _compared(connection: Connection, backup: Sequence[ChainRow]) -> PutBack:
    """Return what the store holds beside a backup; reads only what cannot fail to be read."""
    held = connection.execute(
        select(EVENTS.c.event_id, EVENTS.c.event_hash, PAYLOADS.c.event_id.label("with_words"))
        .select_from(EVENTS.outerjoin(PAYLOADS, EVENTS.c.event_id == PAYLOADS.c.event_id))
        .order_by(EVENTS.c.sequence_no)
    ).all()
    in_backup = {row.event_id: row for row in backup}
    lost = [
        row.event_id
        for row in held
        if row.event_id not in in_backup or in_backup[row.event_id].event_hash != row.event_hash
    ]
    again = [
        row.event_id
        for row in held
        if row.with_words is None and row.event_id in in_backup and in_backup[row.event_id].body is not None
    ]
    return PutBack(n_events=len(held), lost_event_ids=tuple(lost), again_with_words=tuple(again))


def _write_all(connection: Connection, rows: Sequence[ChainRow]) -> None:
    for table in (PAYLOADS, EVENTS, CHAIN_HEAD):
        connection.execute(delete(table))
    for row in rows:
        _insert(connection, row)
    head = (rows[-1].sequence_no, rows[-1].event_hash) if rows else (0, GENESIS_HASH)
    connection.execute(insert(CHAIN_HEAD).values(head_no=1, sequence_no=head[0], event_hash=head[1]))


def _insert(connection: Connection, row: ChainRow) -> None:
    columns = asdict(row)
    salt, body = columns.pop("salt"), columns.pop("body")
    connection.execute(insert(EVENTS).values(columns))
    if body is not None:
        connection.execute(insert(PAYLOADS).values(event_id=row.event_id, salt=salt, body=body))


def _first_unreadable(connection: Connection) -> ChainReport:
    """Name the first event that holds a value not of its column's type, reading one at a time."""
    event_ids = list(connection.scalars(select(EVENTS.c.event_id).order_by(EVENTS.c.sequence_no)))
    for event_id in event_ids:
        try:
            _row(connection, event_id)
        except (ValueError, TypeError):
            problem = "It was changed after it was recorded."
            return ChainReport(len(event_ids), ok=False, first_bad_event_id=event_id, problem=problem)
    return ChainReport(len(event_ids), ok=False, first_bad_event_id=None, problem="The events cannot be read.")


def _event(row: ChainRow) -> Event:
    return Event(
        event_id=row.event_id,
        sequence_no=row.sequence_no,
        kind=EventKind(row.kind),
        subject_id=row.subject_id,
        huddle_date=row.huddle_date,
        recorded_at=row.recorded_at,
        build_id=row.build_id,
        role_code=row.role_code,
        facts=json.loads(row.facts),
        payload=None if row.body is None else json.loads(row.body),
        seen_sequence_no=row.seen_sequence_no or 0,
    )


def _append(
    connection: Connection, draft: EventDraft, *, event_id: str, recorded_at: datetime, seen_sequence_no: int | None
) -> None:
    """Write an event at the end of the chain; the caller holds the store alone. None: it saw all there is."""
    row = _new_row(connection, draft, event_id=event_id, recorded_at=recorded_at, seen_sequence_no=seen_sequence_no)
    _insert(connection, row)
    connection.execute(update(CHAIN_HEAD).values(sequence_no=row.sequence_no, event_hash=row.event_hash))


def _new_row(
    connection: Connection, draft: EventDraft, *, event_id: str, recorded_at: datetime, seen_sequence_no: int | None
) -> ChainRow:
    if recorded_at.tzinfo is None:
        raise ValueError("recorded_at names no time zone")
    head = connection.execute(select(CHAIN_HEAD)).one()
    seen = head.sequence_no if seen_sequence_no is None else seen_sequence_no
    if seen > head.sequence_no:
        raise StoreReplacedError(
            f"the page shows event {seen}, and the record holds only {head.sequence_no}: an older one was put back"
        )
    salt, body = secrets.token_hex(_SALT_BYTES), canonical_json(draft.payload)
    row = ChainRow(
        sequence_no=head.sequence_no + 1,
        event_id=event_id,
        kind=draft.kind.value,
        subject_id=draft.subject_id,
        huddle_date=_plain_date(draft.huddle_date),
        recorded_at=recorded_at,
        build_id=draft.build_id,
        role_code=draft.role_code,
        facts=canonical_json(draft.facts),
        payload_digest=payload_digest(body, salt=salt),
        previous_hash=head.event_hash,
        event_hash="",
        salt=salt,
        body=body,
        seen_sequence_no=seen,
    )
    return replace(row, event_hash=event_hash(row))


def _plain_date(day: date) -> date:
    """Return a day without a clock: pandas hands over dates that are instants as well."""
    return date(day.year, day.month, day.day)


def _refuse_other_content(recorded: ChainRow, draft: EventDraft) -> None:
    """Raise when a draft is not what its id already stands for; erased words can no longer differ."""
    stays = (
        draft.kind.value,
        draft.subject_id,
        _plain_date(draft.huddle_date),
        draft.build_id,
        draft.role_code,
    )
    is_same = stays == (
        recorded.kind,
        recorded.subject_id,
        recorded.huddle_date,
        recorded.build_id,
        recorded.role_code,
    )
    is_same = is_same and recorded.facts == canonical_json(draft.facts)
    if not is_same or recorded.body not in {None, canonical_json(draft.payload)}:
        raise EventConflictError(f"the event {recorded.event_id} is already recorded and says something else")


def _erase(
    connection: Connection,
    event_id: str,
    reason: ErasureReason,
    erasure_event_id: str,
    recorded_at: datetime,
    on_screen: OnScreen,
) -> bool:
    target = _row(connection, event_id)
    if target is None:
        raise UnknownEventError(f"no event {event_id} is recorded")
    draft = _erasure_draft(target, reason=reason, on_screen=on_screen)
    if (recorded := _row(connection, erasure_event_id)) is not None:
        _refuse_other_content(recorded, draft)
        return False
    if target.body is None:
        return False
    connection.execute(delete(PAYLOADS).where(PAYLOADS.c.event_id == event_id))
    _append(connection, draft, event_id=erasure_event_id, recorded_at=recorded_at, seen_sequence_no=None)
    return True


def _erasure_draft(target: ChainRow, *, reason: ErasureReason, on_screen: OnScreen) -> EventDraft:
    facts: Mapping[str, str] = {"erased_event_id": target.event_id, "reason_code": reason.value}
    return EventDraft(
        kind=EventKind.PAYLOAD_ERASED,
        subject_id=target.subject_id,
        huddle_date=on_screen.huddle_date,
        build_id=on_screen.build_id,
        role_code=on_screen.role_code,
        facts=facts,
    )

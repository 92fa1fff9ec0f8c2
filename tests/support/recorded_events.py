"""A short record that tests of the store share: one action opened, noted and closed on two mornings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, column, create_engine, event, table, update

from dashboard.huddle.action_drafts import NewAction, closing_draft, note_draft, opening_draft
from dashboard.huddle.events import ErasureReason, EventDraft, OnScreen

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from dashboard.stores.operations import OperationsStore

MONDAY = date(2015, 11, 9)
TUESDAY = date(2015, 11, 10)
AT_NINE = datetime(2015, 11, 9, 14, 0, 0, 123456, tzinfo=UTC)
ON_MONDAY = OnScreen(huddle_date=MONDAY, build_id="b1", role_code="leadership")
ON_TUESDAY = OnScreen(huddle_date=TUESDAY, build_id="b2", role_code="recovery")
TYPED = "Ask for Zebedee at the blue tent"


def opening(*, what: str = "Collect needles", due_date: date = TUESDAY) -> EventDraft:
    new_action = NewAction(what, "public_works", due_date, "No ticket for a week")
    return opening_draft(new_action, action_id="a1", on_screen=ON_MONDAY)


def append_three(store: OperationsStore) -> None:
    """An opening and a note on Monday, a closing on Tuesday."""
    store.append(opening(), event_id="e1", recorded_at=AT_NINE)
    store.append(note_draft("a1", note=TYPED, on_screen=ON_MONDAY), event_id="e2", recorded_at=AT_NINE)
    done = closing_draft("a1", status="done", result="Swept", on_screen=ON_TUESDAY)
    store.append(done, event_id="e3", recorded_at=AT_NINE + timedelta(days=1))


def append_note(store: OperationsStore, event_id: str, *, note: str = "later", **seen: int) -> bool:
    return store.append(
        note_draft("a1", note=note, on_screen=ON_TUESDAY), event_id=event_id, recorded_at=AT_NINE, **seen
    )


def erase(store: OperationsStore, event_id: str, *, erasure_event_id: str = "x1", **changes: Any) -> bool:
    told: dict[str, Any] = {
        "reason": ErasureReason.PERSONAL_DATA,
        "erasure_event_id": erasure_event_id,
        "recorded_at": AT_NINE + timedelta(days=2),
        "on_screen": ON_TUESDAY,
    }
    return store.erase_payload(event_id, **told | changes)


def plain_engine(url: str) -> Engine:
    """Return a way in behind the store's back, as anybody has who may write the database: no rule holds there."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _without_foreign_keys)
    return engine


def tamper(url: str, *statements: Any) -> None:
    """Change the database behind the store's back."""
    with plain_engine(url).begin() as connection:
        for statement in statements:
            connection.execute(statement)


def change_event(event_id: str, /, **values: Any) -> Any:
    untyped = table("events", *(column(name) for name in {"event_id", *values}))
    return update(untyped).where(untyped.c.event_id == event_id).values(**values)


def _without_foreign_keys(driver: Any, _record: object) -> None:
    driver.execute("set session_replication_role = replica")
    driver.commit()

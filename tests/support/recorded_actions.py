"""Records actions of earlier mornings in a data folder: one overdue, one due today, one later, one closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.huddle import action_drafts
from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.events import ActionStatus, NamedLocation, OnScreen
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.published_build import AS_OF_DATE, HOSTILE_NAME, LEFT_LOCATION_ID, location_id

if TYPE_CHECKING:
    from pipelines.settings import Paths

OVERDUE, DUE_TODAY, LATER, CLOSED, AT_LEFT_PLACE = "a-overdue", "a-today", "a-later", "a-closed", "a-left"


def record_actions(paths: Paths) -> None:
    """Append the events; a second call adds nothing."""
    store = OperationsStore(operations_url(paths, {}))
    mill = NamedLocation(location_id(1), "Mill Square", 1)
    hostile = NamedLocation(location_id(3), HOSTILE_NAME, 3)
    left = NamedLocation(LEFT_LOCATION_ID, "Ferry Steps", 11)
    _open(store, OVERDUE, "Empty the two bins by the steps twice a day", "public_works", days=-2, location=mill)
    _open(
        store,
        DUE_TODAY,
        "Walk <b>the</b> block at 05:30 with the sharps kit",
        "street_outreach",
        days=0,
        location=hostile,
    )
    _open(store, LATER, "Ask for a second evening transport van", "recovery_services", days=3, location=None)
    _open(store, CLOSED, "Mend the light over the gate", "parks", days=-1, location=mill)
    _open(store, AT_LEFT_PLACE, "Clear the steps", "public_works", days=-1, location=left)
    for action_id in (CLOSED, AT_LEFT_PLACE):
        draft = action_drafts.closing_draft(
            action_id,
            status=ActionStatus.DONE,
            result="Done at 14:00; seen lit that evening",
            on_screen=_on(AS_OF_DATE - timedelta(days=1)),
        )
        store.append(draft, event_id=f"{action_id}-close", recorded_at=_at(AS_OF_DATE - timedelta(days=1), 9))
    store.close()


def _open(
    store: OperationsStore, action_id: str, what: str, owner: str, *, days: int, location: NamedLocation | None
) -> None:
    opened = AS_OF_DATE - timedelta(days=5)
    new_action = NewAction(
        what=what,
        owner_agency_code=owner,
        due_date=AS_OF_DATE + timedelta(days=days),
        how_we_know="The crew sends a count at noon",
        location=location,
    )
    draft = action_drafts.opening_draft(new_action, action_id=action_id, on_screen=_on(opened))
    store.append(draft, event_id=action_id, recorded_at=_at(opened, 8))


def _on(day: date) -> OnScreen:
    return OnScreen(huddle_date=day, build_id="an-earlier-build", role_code="leadership")


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour + 4, 40, tzinfo=UTC)

"""Records a whole huddle of a morning: started, led through its parts, a roll, an action, an ask, and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.huddle import action_drafts, asks, meetings
from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.asks import NewAsk
from dashboard.huddle.events import NamedLocation, OnScreen
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url

if TYPE_CHECKING:
    from dashboard.huddle.events import EventDraft
    from pipelines.settings import Paths

NEW_YORK = ZoneInfo("America/New_York")


def hold_huddle(
    paths: Paths,
    on: date,
    *,
    build_id: str,
    location: NamedLocation,
    what: str = "Empty the basket by the steps twice a day",
    is_closed: bool = True,
) -> None:
    """Record the huddle of a morning in a data folder's operations database, from 08:30 to 08:45."""
    screen = OnScreen(huddle_date=on, build_id=build_id, role_code="chair")
    new_action = NewAction(what, "public_works", on + timedelta(days=2), "A count at noon", location)
    new_ask = NewAsk("Two vans at 16:00", "street_outreach", "shelters", on + timedelta(days=1), location)
    drafts: list[tuple[int, EventDraft]] = [
        (0, meetings.start_draft(screen)),
        (1, meetings.presence_draft("ems", is_present=True, on_screen=screen)),
        (2, meetings.presence_draft("public_works", is_present=True, on_screen=screen)),
        (3, meetings.step_draft(part_no=3, on_screen=screen)),
        (9, meetings.step_draft(part_no=5, on_screen=screen)),
        (10, asks.ask_draft(new_ask, ask_id="held-ask", on_screen=screen)),
        (12, meetings.step_draft(part_no=6, on_screen=screen)),
        (13, action_drafts.opening_draft(new_action, action_id="held-action", on_screen=screen)),
    ]
    if is_closed:
        drafts.append((15, meetings.close_draft(screen)))
    store = OperationsStore(operations_url(paths, {}))
    start = datetime(on.year, on.month, on.day, 8, 30, tzinfo=NEW_YORK)
    ids = {10: "held-ask", 13: "held-action"}
    for minute, draft in drafts:
        event_id = ids.get(minute, f"held-{on.isoformat()}-{minute}")
        store.append(draft, event_id=event_id, recorded_at=start + timedelta(minutes=minute))
    store.close()

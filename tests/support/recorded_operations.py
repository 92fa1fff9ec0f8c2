"""Records operations under the Encampment Ordinance in a data folder, before the morning of its build."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from dashboard.huddle.events import EventKind, NamedLocation, OnScreen
from dashboard.huddle.ordinance import operation_draft, operation_step_draft
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.published_build import AS_OF_DATE, location_id

if TYPE_CHECKING:
    from pipelines.settings import Paths

MILL = NamedLocation(location_id(1), "Mill Square", 1)
WHOLE_OFFER = "shelter,transport,storage,policy_copy"


def record_operation(
    paths: Paths,
    name: str = "noticed",
    *,
    begun_days_ago: int = 1,
    begun_at: datetime | None = None,
    ends_with: EventKind | None = None,
    place: NamedLocation = MILL,
    list_at: str = "",
    is_available: str = "yes",
) -> str:
    """Record an operation up to its notice, all at 08:00 of one day or at a stated instant, and return its id.

    Parameters
    ----------
    ends_with
        A kind that ends it a quarter of an hour later, where one is wanted: not a removal, whose gate is closed then.
    list_at, is_available
        The stamp of the shelter list, two hours before unless given, and whether it has shelter.
    """
    at = begun_at or datetime.combine(AS_OF_DATE - timedelta(days=begun_days_ago), time(12), tzinfo=UTC)
    # A screen shows what was recorded up to its build's morning, whatever the instants say.
    day = min(at.date(), AS_OF_DATE)
    screen = OnScreen(day, "an-earlier-build", "leadership", "street_outreach")
    draft = operation_draft(place, event_id=name, at=at, on_screen=screen)
    operation_id = draft.subject_id
    list_at = list_at or (at - timedelta(hours=2)).isoformat()
    steps = [
        (EventKind.OPERATION_ASSESSED, {"found_code": "people_staying"}, {}),
        (
            EventKind.OPERATION_SHELTER_CHECKED,
            {"list_at": list_at, "is_available": is_available, "list_hours": "24"},
            {"source": "Town list"},
        ),
        (EventKind.OPERATION_OFFER_MADE, {"offered": WHOLE_OFFER}, {"language_codes": "es"}),
        (EventKind.OPERATION_RESPONSE, {}, {"answers": "accepted,declined:pet"}),
        (
            EventKind.OPERATION_NOTICE_POSTED,
            {"notice_type": "unattended_property", "language_codes": "en", "photo": "taken"},
            {},
        ),
        *([] if ends_with is None else [(ends_with, {}, {})]),
    ]
    store = OperationsStore(operations_url(paths, {}))
    store.append(draft, event_id=name, recorded_at=at, seen_sequence_no=store.last_sequence_no())
    for n, (kind, facts, texts) in enumerate(steps):
        stated = at + timedelta(minutes=15 if kind == ends_with else 0)
        step = operation_step_draft(operation_id, kind, at=stated, on_screen=screen, facts=facts, texts=texts)
        store.append(
            step,
            event_id=f"{name}-{n}",
            recorded_at=stated + timedelta(minutes=1),
            seen_sequence_no=store.last_sequence_no(),
        )
    store.close()
    return operation_id

"""Behind the buttons: what a role may not do is refused at the door to the record, whoever made the event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dashboard.access import load_roles
from dashboard.components import opening, recording
from dashboard.event_rights import load_event_rights
from dashboard.huddle.events import EventDraft, EventKind
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url, project_paths

if TYPE_CHECKING:
    import pytest

    from pipelines.settings import Paths

REFERENCE = project_paths({}).reference_dir
ROLES = load_roles(REFERENCE).roles
RIGHTS = load_event_rights(REFERENCE)


def draft_of(kind: EventKind, role_code: str) -> EventDraft:
    return EventDraft(kind, "subject", date(2026, 11, 23), "build", role_code)


def test_the_door_to_the_record_refuses_every_event_that_a_role_may_not_record(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each role before each kind, at the door that every form goes through; the book would have let it pass."""
    present = opening.cache.current_build(own_morning)
    assert present is not None
    said: list[str] = []
    monkeypatch.setattr(recording.st, "error", said.append)
    monkeypatch.setattr("dashboard.huddle.book.HuddleBook.refusal_reason", lambda *_: None)
    store = OperationsStore(operations_url(own_morning))
    before, n_refused = store.last_sequence_no(), 0

    for role in ROLES:
        morning = opening.morning_of(own_morning, present, role=role)
        for kind in RIGHTS.right_of:
            if not getattr(role, RIGHTS.right_of[kind]):
                n_refused += 1
                forged = draft_of(kind, role.role_code)
                assert not recording.append(morning, forged, form_name="forged", event_id=f"{role.role_code}:{kind}")

    assert store.last_sequence_no() == before
    assert said == ["Not recorded: your role does not record this. **Next step:** reload the page."] * n_refused
    chair = next(role for role in ROLES if role.role_code == "chair")
    morning = opening.morning_of(own_morning, present, role=chair)
    rightly = draft_of(EventKind.MEETING_STARTED, "chair")
    assert recording.append(morning, rightly, form_name="rightly", event_id="rightly")
    assert store.last_sequence_no() == before + 1
    store.close()

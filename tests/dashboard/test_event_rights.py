"""The reviewed table of what recording asks for, against every role and every kind of event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from dashboard.access import NOBODY, RolesError, load_roles
from dashboard.event_rights import load_event_rights
from dashboard.huddle.events import EventDraft, EventKind
from dashboard.huddle.feedback import NO_ROLE
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.access import Role

REFERENCE = project_paths({}).reference_dir
ROLES = load_roles(REFERENCE).roles
RIGHTS = load_event_rights(REFERENCE)
# An undoing is judged by what it takes back, and an erasure has a door of its own.
OF_ANOTHER = {EventKind.EVENT_UNDONE, EventKind.PAYLOAD_ERASED}


def draft_of(kind: EventKind, role_code: str) -> EventDraft:
    return EventDraft(kind, "subject", date(2026, 11, 23), "build", role_code)


def may_record(role: Role, kind: EventKind, *, newest: EventKind | None = None) -> bool:
    return RIGHTS.may_record(role, draft_of(kind, role.role_code), newest_kind=newest)


def test_every_kind_of_event_has_its_right_and_no_role_records_without_it() -> None:
    assert set(RIGHTS.right_of) == set(EventKind) - OF_ANOTHER
    for role in (*ROLES, NOBODY):
        may = {kind for kind in EventKind if may_record(role, kind)}
        assert may == {kind for kind, right in RIGHTS.right_of.items() if getattr(role, right)}


def test_a_step_is_taken_back_by_those_alone_who_may_take_it() -> None:
    for role in ROLES:
        for kind, right in RIGHTS.right_of.items():
            assert may_record(role, EventKind.EVENT_UNDONE, newest=kind) == getattr(role, right)
        assert not may_record(role, EventKind.EVENT_UNDONE)
        assert not may_record(role, EventKind.EVENT_UNDONE, newest=EventKind.PAYLOAD_ERASED)


def test_an_event_that_says_it_comes_of_another_role_is_nobodys() -> None:
    chair, council = (next(role for role in ROLES if role.role_code == code) for code in ("chair", "council"))

    assert not RIGHTS.may_record(council, draft_of(EventKind.MEETING_STARTED, "chair"), newest_kind=None)
    assert not RIGHTS.may_record(chair, draft_of(EventKind.MEETING_STARTED, "leadership"), newest_kind=None)
    assert not RIGHTS.may_record(chair, draft_of(EventKind.MEETING_STARTED, NO_ROLE), newest_kind=None)
    assert not RIGHTS.may_record(chair, draft_of(EventKind.FEEDBACK_GIVEN, NO_ROLE), newest_kind=None)
    assert RIGHTS.may_record(council, draft_of(EventKind.FEEDBACK_GIVEN, NO_ROLE), newest_kind=None)


@pytest.mark.parametrize("row", ["no_such_kind,may_write_actions", "ask_made,sees_health", "ask_made,may_fly"])
def test_a_table_that_names_what_there_is_not_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "event_rights.csv").write_text(f"event_kind,right_name\n{row}\n", encoding="utf-8")

    with pytest.raises(RolesError, match="event_rights"):
        load_event_rights(tmp_path)

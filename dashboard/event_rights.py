"""Which right of a role recording an event asks for: one reviewed table, and what it leaves out nobody records.

A page draws a button for those alone who may press it. This stands behind the buttons, before the record: a press that
no button of this role can make is refused, whatever the page forgot (`data/reference/event_rights.csv`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.access import Role, RolesError
from dashboard.huddle.events import EventKind
from dashboard.huddle.feedback import NO_ROLE
from dashboard.remembered import remembered
from pipelines.settings import load_reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.huddle.events import EventDraft

_RIGHTS = frozenset(each.name for each in fields(Role) if each.name.startswith("may_"))
_GIVES_FEEDBACK = "may_give_feedback"


@dataclass(frozen=True)
class EventRights:
    """The right of `roles.csv` that each kind of event asks for."""

    right_of: Mapping[EventKind, str]

    def may_record(self, role: Role, draft: EventDraft, *, newest_kind: EventKind | None) -> bool:
        """Return whether a role may record an event.

        Parameters
        ----------
        role
            Who records; an event that says it comes of another role is nobody's. What a member of the Council says may
            come of no role.
        draft
            What is to be recorded.
        newest_kind
            The newest step of its subject, None before the first: taking that back asks for the right to it, whatever
            the event says it takes back.
        """
        kind = newest_kind if draft.kind == EventKind.EVENT_UNDONE else draft.kind
        right = None if kind is None else self.right_of.get(kind)
        says = {role.role_code, NO_ROLE} if right == _GIVES_FEEDBACK else {role.role_code}
        return right is not None and draft.role_code in says and getattr(role, right) is True


@remembered(max_entries=4)
def event_rights(reference_dir: str, file_state: tuple[int, int] | None) -> EventRights:  # noqa: ARG001 - the key
    """Return what `load_event_rights` reads, read once for each state of its file (`cache.table_state`)."""
    return load_event_rights(Path(reference_dir))


def load_event_rights(reference_dir: Path) -> EventRights:
    """Read which right each kind of event asks for.

    Raises
    ------
    PolicyError
        The table is missing.
    RolesError
        It names a kind of event that there is not, one of them twice, or a right that no role can have.
    """
    rows = load_reference(reference_dir, "event_rights")
    right_of: dict[EventKind, str] = {}
    for kind, right in zip(rows["event_kind"], rows["right_name"], strict=True):
        if kind not in set(EventKind) or kind in right_of or right not in _RIGHTS:
            raise RolesError(
                f"event_rights.csv: the pair {kind}, {right} names no event or no right, or is there twice"
            )
        right_of[EventKind(kind)] = right
    return EventRights(right_of)

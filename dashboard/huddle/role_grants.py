"""Who was given which role, by whom, from when until when: a fold over two kinds of event.

A person's address stands in the erasable payload of the event that gave them the role, and nowhere else: who gives a
role is named by the grant under which they may. So erasing one payload takes one person out of the record, the chain
still verifies, and a grant without its address lets nobody in (`docs/decisions/0055-sign-in.md`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dashboard.huddle.events import Event, EventDraft, EventKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

GRANT_KINDS = frozenset({EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED})
# Whoever may start commands on the machine gives the first role: no grant stands behind it.
ON_THE_HOST = "host"
_ID_HEAD = "grant:"
_LONGEST_PERSON = 254


@dataclass(frozen=True)
class Grant:
    """A role that was given to a person. `person` is None where the address was erased; it then lets nobody in.

    `until_date` is the last day on which it holds, by Boston's clock. `by` and `ended_by` are `ON_THE_HOST` or the id
    of the grant under which it was done; `ended_at` and `given_at` are aware.
    """

    grant_id: str
    event_id: str
    person: str | None
    role_code: str
    district_code: str | None
    agency_code: str | None
    from_date: date
    until_date: date
    by: str
    given_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether it lets its person in on a day."""
        return self.person is not None and self.ended_at is None and self.from_date <= day <= self.until_date

    def is_over(self, day: date) -> bool:
        """Return whether it will never let anybody in again."""
        return self.person is None or self.ended_at is not None or day > self.until_date


@dataclass(frozen=True)
class Grants:
    """Every grant in the order in which they were given."""

    grants: tuple[Grant, ...]

    def named(self, grant_id: str) -> Grant | None:
        """Return the grant of an id; None where there is none."""
        return next((grant for grant in self.grants if grant.grant_id == grant_id), None)

    def standing(self, person: str, *, on: date) -> tuple[Grant, ...]:
        """Return the grants that let a person in on a day; the newest of each role."""
        own = {grant.role_code: grant for grant in self.grants if grant.person == person and grant.holds_on(on)}
        return tuple(own.values())


@dataclass(frozen=True)
class RoleRules:
    """What the reviewed tables say about grants: the roles, those that need a district, and how long one may last."""

    role_codes: Collection[str]
    of_district: Collection[str]
    district_codes: Collection[str]
    agency_codes: Collection[str]
    max_days: int


@dataclass(frozen=True)
class Asked:
    """What an administrator asks for: a role for a person, from a day through another."""

    person: str
    role_code: str
    from_date: date
    until_date: date
    district_code: str | None = None
    agency_code: str | None = None


def person_of(text: str) -> str:
    """Return how a person is written: as the provider calls them, lower case, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_about_grant(event: Event) -> bool:
    """Return whether an event says who may come in, or erases who that was."""
    return event.subject_id.startswith(_ID_HEAD)


def granted_draft(asked: Asked, *, grant_id: str, by: str, by_role: str, on: date) -> EventDraft:
    """Return the event that gives a role.

    Parameters
    ----------
    asked
        What is given, and to whom.
    grant_id
        Made when the form was drawn.
    by, by_role
        The grant under which it is given and that grant's role; `ON_THE_HOST` for both on the machine itself.
    on
        The day, by Boston's clock.
    """
    facts = {
        "role_code": asked.role_code,
        "from_date": asked.from_date.isoformat(),
        "until_date": asked.until_date.isoformat(),
        "by": by,
    }
    facts |= {"district_code": asked.district_code} if asked.district_code else {}
    facts |= {"agency_code": asked.agency_code} if asked.agency_code else {}
    return EventDraft(
        kind=EventKind.ROLE_GRANTED,
        subject_id=f"{_ID_HEAD}{grant_id}",
        huddle_date=on,
        build_id="",
        role_code=by_role,
        facts=facts,
        payload={"person": person_of(asked.person)},
    )


def ended_draft(grant: Grant, *, by: str, by_role: str, on: date) -> EventDraft:
    """Return the event that takes a role back; the arguments as of `granted_draft`."""
    return EventDraft(
        kind=EventKind.ROLE_ENDED,
        subject_id=grant.grant_id,
        huddle_date=on,
        build_id="",
        role_code=by_role,
        facts={"by": by},
    )


def grant_refusal(grants: Grants, asked: Asked, *, by: Grant | None, rules: RoleRules, on: date) -> str | None:
    """Return why a role may not be given like this, in words; None where it may.

    Parameters
    ----------
    grants
        What was given so far.
    asked
        What is asked for.
    by
        The grant of whoever gives it; None on the machine itself.
    rules
        What the reviewed tables allow.
    on
        The day, by Boston's clock.
    """
    person = person_of(asked.person)
    if not person or len(person) > _LONGEST_PERSON or any(sign.isspace() or not sign.isprintable() for sign in person):
        return "The person is missing or not as the provider calls them: an address without spaces."
    return _unknown(asked, rules) or _wrong_days(asked, rules, on) or _not_theirs(grants, person, asked, by=by, on=on)


def end_refusal(grants: Grants, grant_id: str) -> str | None:
    """Return why a role may not be taken back, in words; None where it may."""
    grant = grants.named(grant_id)
    if grant is None:
        return "No role was given under this id."
    return None if grant.ended_at is None else "It was taken back already."


def erasure_refusal(grants: Grants, grant_id: str, *, on: date) -> str | None:
    """Return why a grant's address may not be erased, in words; None where it may.

    What still lets somebody in ends first, on record.
    """
    grant = grants.named(grant_id)
    if grant is None or grant.person is None:
        return "There is no address to erase."
    return None if grant.is_over(on) else "It still lets its person in: take the role back first."


def fold_grants(events: Iterable[Event]) -> Grants:
    """Fold events into the grants, by the store's order; those of other kinds are passed over."""
    found: dict[str, Grant] = {}
    for event in sorted(events, key=lambda each: each.sequence_no):
        if event.kind == EventKind.ROLE_GRANTED and event.subject_id not in found:
            found[event.subject_id] = _granted(event)
        elif event.kind == EventKind.ROLE_ENDED:
            held = found.get(event.subject_id)
            if held is not None and held.ended_at is None:
                by = event.facts.get("by", "")
                found[event.subject_id] = replace(held, ended_at=event.recorded_at, ended_by=by)
    return Grants(tuple(found.values()))


def _granted(event: Event) -> Grant:
    facts: Mapping[str, str] = event.facts
    return Grant(
        grant_id=event.subject_id,
        event_id=event.event_id,
        person=None if event.payload is None else event.payload.get("person") or None,
        role_code=facts["role_code"],
        district_code=facts.get("district_code"),
        agency_code=facts.get("agency_code"),
        from_date=date.fromisoformat(facts["from_date"]),
        until_date=date.fromisoformat(facts["until_date"]),
        by=facts["by"],
        given_at=event.recorded_at,
    )


def _unknown(asked: Asked, rules: RoleRules) -> str | None:
    if asked.role_code not in rules.role_codes:
        return "The table of roles has no such role."
    if asked.role_code in rules.of_district and asked.district_code not in rules.district_codes:
        return "This role is of one district: name it, as D-4."
    if asked.role_code not in rules.of_district and asked.district_code is not None:
        return "Only a role of a district names one."
    if asked.agency_code is not None and asked.agency_code not in rules.agency_codes:
        return "The table of agencies has no such agency."
    return None


def _wrong_days(asked: Asked, rules: RoleRules, on: date) -> str | None:
    if asked.until_date < max(asked.from_date, on):
        return "Its last day lies before it begins, or is past already."
    if (asked.until_date - asked.from_date).days > rules.max_days:
        return f"It may last {rules.max_days} days at most: every role is given anew from time to time."
    return None


def _not_theirs(grants: Grants, person: str, asked: Asked, *, by: Grant | None, on: date) -> str | None:
    if by is not None and by.person == person:
        return "Nobody gives a role to themselves: another administrator does, or whoever runs the machine."
    same = (asked.role_code, asked.district_code, asked.agency_code, asked.until_date)
    for held in grants.standing(person, on=on):
        if (held.role_code, held.district_code, held.agency_code, held.until_date) == same:
            return "This person has this very role already."
    return None

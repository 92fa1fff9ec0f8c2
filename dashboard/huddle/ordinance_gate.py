"""The gate before a removal: which conditions of the Encampment Ordinance do not hold, at an instant.

It advises and logs: it gives no legal ruling. Hours are elapsed hours between instants in UTC, so that the nights in
which clocks are changed make a clock neither longer nor shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.huddle.events import EventKind
from dashboard.huddle.ordinance_steps import (
    LONGEST_LIST_HOURS,
    NoticeType,
    Offered,
    OperationStep,
    content_refusal,
    in_force,
    last_of,
    order_refusal,
    read_instant,
    time_refusal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


class Condition(StrEnum):
    """What must hold before a removal, in the order of the checklist."""

    SHELTER_LIST = "shelter_list"
    SHELTER_AVAILABLE = "shelter_available"
    OFFER = "offer"
    TRANSPORT = "transport"
    STORAGE = "storage"
    NOTICE = "notice"
    CLOCK = "clock"


# What is told of these names what was offered, so roles that do not see offers read one line for the three.
OFFER_CONDITIONS = frozenset({Condition.OFFER, Condition.TRANSPORT, Condition.STORAGE})
SECTIONS: Mapping[Condition, tuple[str, ...]] = {
    Condition.SHELTER_LIST: ("16-66.4",),
    Condition.SHELTER_AVAILABLE: ("16-66.3", "16-66.4"),
    Condition.OFFER: ("16-66.5",),
    Condition.TRANSPORT: ("16-66.5",),
    Condition.STORAGE: ("16-66.6",),
    Condition.NOTICE: ("16-66.8",),
    Condition.CLOCK: ("16-66.8",),
}


@dataclass(frozen=True)
class Clock:
    """The clock that a posted notice started; instants are aware, in UTC."""

    notice_type: NoticeType
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        """The instant from which on it has run out: so many elapsed hours later."""
        return self.starts_at + timedelta(hours=self.notice_type.hours)


def clocks_of(steps: Sequence[OperationStep]) -> tuple[Clock, ...]:
    """Return the clocks that count: of each kind of notice that is in force the first, in the order of posting.

    After a period without shelter the notice that tells of its end counts alone.
    """
    found: dict[NoticeType, Clock] = {}
    for step in in_force(steps):
        if step.kind == EventKind.OPERATION_NOTICE_POSTED:
            notice_type = NoticeType(step.facts["notice_type"])
            if notice_type == NoticeType.AFTER_SHELTER_UNAVAILABLE or not _had_no_shelter(steps):
                found.setdefault(notice_type, Clock(notice_type, step.at))
    return tuple(found.values())


def missing_conditions(steps: Sequence[OperationStep], *, at: datetime) -> tuple[Condition, ...]:
    """Return the conditions that do not hold at an instant, in the order of the checklist.

    Parameters
    ----------
    steps
        The steps that stand, in order, none later than the instant.
    at
        Aware.
    """
    offers = [step for step in in_force(steps) if step.kind == EventKind.OPERATION_OFFER_MADE]
    offered = {code for step in offers for code in step.codes("offered")}
    clocks = clocks_of(steps)
    shelter = last_of(steps, EventKind.OPERATION_SHELTER_CHECKED)
    ends_at = list_ends_at(steps)
    holds = {
        Condition.SHELTER_LIST: ends_at is not None and at <= ends_at,
        Condition.SHELTER_AVAILABLE: shelter is not None and not shelter.is_shelter_unavailable,
        Condition.OFFER: Offered.SHELTER in offered,
        Condition.TRANSPORT: Offered.TRANSPORT in offered,
        Condition.STORAGE: Offered.STORAGE in offered,
        Condition.NOTICE: bool(clocks),
        Condition.CLOCK: bool(clocks) and all(clock.ends_at <= at for clock in clocks),
    }
    return tuple(condition for condition in Condition if not holds[condition])


def list_ends_at(steps: Iterable[OperationStep]) -> datetime | None:
    """Return until when the newest list counts, by its own time stamp; None where none was looked at."""
    shelter = last_of(steps, EventKind.OPERATION_SHELTER_CHECKED)
    list_at = None if shelter is None else read_instant(shelter.facts["list_at"])
    if shelter is None or list_at is None:
        return None
    return list_at + timedelta(hours=min(int(shelter.facts["list_hours"]), LONGEST_LIST_HOURS))


def overridden_conditions(steps: Sequence[OperationStep]) -> frozenset[Condition]:
    """Return the conditions that an override on record stands for.

    One that held again since is not among them: an override is for what was missing when it was given.
    """
    standing: frozenset[Condition] = frozenset()
    for n, step in enumerate(steps, start=1):
        if step.kind == EventKind.OPERATION_OVERRIDDEN:
            standing |= {Condition(code) for code in step.codes("conditions")}
        else:
            standing &= set(missing_conditions(steps[:n], at=step.at))
    return standing


def step_refusal(before: Sequence[OperationStep], step: OperationStep) -> str | None:
    """Return why a step is not legal after those before it, the gate asked; None when it is legal."""
    refusal = order_refusal(before, step)
    if refusal is not None:
        return refusal
    if step.kind == EventKind.OPERATION_OVERRIDDEN:
        return _override_refusal(before, step)
    return _gate_refusal(before, step)


def correction_refusal(steps: Sequence[OperationStep], corrected_event_id: str) -> str | None:
    """Return why steps cannot stand as a correction says, in words; None when they can.

    What was recorded wrongly must be told as it was, so the order in which steps may follow is not asked again. The
    corrected step must be whole, the stated times in their order, and a removal within the gate: where it is past it
    as corrected, an override goes on record first, then the correction.

    Parameters
    ----------
    steps
        All steps, with the corrected one.
    corrected_event_id
        Which one that is.
    """
    for n, step in enumerate(steps):
        refusal = time_refusal(steps[:n], step) or _gate_refusal(steps[:n], step, later=steps[n + 1 :])
        if refusal is None and step.event_id == corrected_event_id:
            refusal = content_refusal(step)
        if refusal is not None:
            return refusal
    return None


def _gate_refusal(
    before: Sequence[OperationStep], step: OperationStep, *, later: Sequence[OperationStep] = ()
) -> str | None:
    """Return which conditions of a removal neither hold nor are overridden, before it or, for a correction, after."""
    if step.kind != EventKind.OPERATION_REMOVAL:
        return None
    afterwards = {code for each in later if _is_override(each) for code in each.codes("conditions")}
    barred = set(missing_conditions(before, at=step.at)) - overridden_conditions(before) - afterwards
    if not barred:
        return None
    told = ", ".join(each.value.replace("_", " ") for each in Condition if each in barred)
    return f"The gate is closed and no override is on record for: {told}."


def _override_refusal(before: Sequence[OperationStep], step: OperationStep) -> str | None:
    conditions = step.codes("conditions")
    if step.codes("stated_texts") != {"official", "reason"}:
        return "An override needs the name of the official responsible and a reason."
    if not conditions or not conditions <= set(Condition):
        return "It does not say which conditions are overridden."
    if last_of(before, EventKind.OPERATION_REMOVAL) is not None:
        return None
    if last_of(before, EventKind.OPERATION_CLOSED_VOLUNTARILY) is not None:
        return "The operation has ended: closed voluntarily."
    is_exact = conditions == set(missing_conditions(before, at=step.at))
    return None if is_exact else "Other conditions are missing by now than those it names."


def _is_override(step: OperationStep) -> bool:
    return step.kind == EventKind.OPERATION_OVERRIDDEN


def _had_no_shelter(steps: Iterable[OperationStep]) -> bool:
    return any(step.is_shelter_unavailable for step in steps)

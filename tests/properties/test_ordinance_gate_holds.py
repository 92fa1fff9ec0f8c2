"""No sequence of steps reaches a removal past the gate without an override on record.

Whatever arrives in whatever order: steps at any time, from machines whose clocks disagree, retries, steps taken back,
corrections of any step, erased words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dashboard.huddle.book import fold_events, fold_further
from dashboard.huddle.events import Event, EventKind
from dashboard.huddle.ordinance_steps import STEP_NAMES, next_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.huddle.ordinance import Operation
    from dashboard.huddle.ordinance_steps import OperationStep

START = datetime(2015, 10, 31, 16, tzinfo=UTC)
CONDITIONS = ("shelter_list", "shelter_available", "offer", "transport", "storage", "notice", "clock")
# 2015 put its clocks back on 1 November: a day of 25 hours lies within.
HOURS = st.sampled_from([0, 0, 1, 5, 23, 24, 25, 47, 48])

WHOLE = {
    "found_code": "people_staying",
    "list_hours": "24",
    "offered": "shelter,transport,storage",
    "notice_type": "unattended_property",
    "by_agency_code": "ems",
}

facts = st.fixed_dictionaries(
    {},
    optional={
        "found_code": st.sampled_from(["people_staying", "back", ""]),
        "list_at": st.integers(-30, 80).map(lambda hours: (START + timedelta(hours=hours)).isoformat()),
        "is_available": st.sampled_from(["yes", "no", "perhaps"]),
        "list_hours": st.sampled_from(["24", "12", "900", "0", "x"]),
        "offered": st.sampled_from(["shelter,transport,storage", "shelter", "storage,transport", "gold", ""]),
        "notice_type": st.sampled_from(["unattended_property", "after_shelter_unavailable", "none"]),
        "conditions": st.lists(st.sampled_from([*CONDITIONS, "law"]), max_size=7).map(",".join),
        "stated_texts": st.sampled_from(["official,reason", "official", ""]),
        "by_agency_code": st.sampled_from(["ems", "ems", "ems", ""]),
    },
)
kinds = st.sampled_from(sorted(STEP_NAMES))


def lacking(steps: Iterable[OperationStep], at: datetime) -> set[str]:
    """What does not hold at an instant, worked out a second time: step by step, as a person would tick it off."""
    ticked: dict[str, Any] = {"until": None, "available": False, "offered": set(), "posted": {}, "was_out": False}
    for step in steps:
        told = step.facts
        if step.kind == "operation_shelter_checked":
            stamp = datetime.fromisoformat(told["list_at"])
            ticked["until"] = stamp + timedelta(hours=int(told["list_hours"]))
            ticked["available"] = told["is_available"] == "yes"
            if not ticked["available"]:
                ticked |= {"was_out": True, "offered": set(), "posted": {}}
        elif step.kind == "operation_offer_made":
            ticked["offered"] = ticked["offered"] | set(told["offered"].split(","))
        elif step.kind == "operation_notice_posted":
            ticked["posted"].setdefault(told["notice_type"], step.at)
    if ticked["was_out"]:
        ticked["posted"].pop("unattended_property", None)
    hours = {"unattended_property": 24, "after_shelter_unavailable": 48}
    held = {
        "shelter_list": ticked["until"] is not None and at <= ticked["until"],
        "shelter_available": ticked["available"],
        "offer": "shelter" in ticked["offered"],
        "transport": "transport" in ticked["offered"],
        "storage": "storage" in ticked["offered"],
        "notice": bool(ticked["posted"]),
        "clock": bool(ticked["posted"])
        and all((at - posted).total_seconds() >= 3600 * hours[kind] for kind, posted in ticked["posted"].items()),
    }
    return {name for name, holds in held.items() if not holds}


class AnyRecord(RuleBasedStateMachine):
    """Records what may come, folds it, and looks at what stands."""

    reached: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        """Report the place and assess it."""
        self.events: list[Event] = []
        self.now_at, self.n_operations = START, 0
        self.begin_another()

    @rule()
    def begin_another(self) -> None:
        """Report and assess another place; what follows is about it."""
        self.n_operations += 1
        self._add(EventKind.OPERATION_REPORTED, {"location_id": "L1", "location_name": "Mill Square"})
        self._add(EventKind.OPERATION_ASSESSED, WHOLE)

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Let time pass, at the least a minute."""
        self.now_at += timedelta(hours=hours, minutes=1)

    @rule(told=facts, hours=HOURS, is_available=st.booleans())
    def go_on(self, told: dict[str, str], hours: int, is_available: bool) -> None:
        """Take the step that the checklist waits for, whole, so that the gate is reached often."""
        operation = self._operation()
        kind = EventKind.OPERATION_REMOVAL if operation is None else next_kind(operation.steps)
        whole = WHOLE | {
            "list_at": (self.now_at - timedelta(minutes=30)).isoformat(),
            "is_available": "yes" if is_available or told.get("is_available") == "yes" else "no",
        }
        self.now_at += timedelta(hours=hours)
        self._add(kind or EventKind.OPERATION_REMOVAL, whole)

    @rule(is_available=st.booleans(), told=facts, is_twice=st.booleans())
    def go_on_to_the_notice(self, is_available: bool, told: dict[str, str], is_twice: bool) -> None:
        """Look at the list, offer, hear, post: all at once, now and then with two notices an hour apart."""
        self.look_at_the_list(is_available)
        for kind in (EventKind.OPERATION_OFFER_MADE, EventKind.OPERATION_RESPONSE, EventKind.OPERATION_NOTICE_POSTED):
            self._add(kind, WHOLE | ({"offered": told["offered"]} if told.get("offered") else {}))
        if is_twice:
            self.now_at += timedelta(hours=1)
            self._add(EventKind.OPERATION_NOTICE_POSTED, WHOLE | {"notice_type": "after_shelter_unavailable"})

    @rule(is_available=st.booleans())
    def look_at_the_list(self, is_available: bool) -> None:
        """Look at a list of half an hour ago."""
        list_at = (self.now_at - timedelta(minutes=30)).isoformat()
        told = {"list_at": list_at, "is_available": "yes" if is_available else "no"}
        self._add(EventKind.OPERATION_SHELTER_CHECKED, WHOLE | told)

    @rule(told=facts, stated_texts=st.sampled_from(["official,reason", "official,reason", "official", ""]))
    def override_what_lacks(self, told: dict[str, str], stated_texts: str) -> None:
        """Record an override for what is missing now, mostly with a name and a reason."""
        operation = self._operation()
        missing = set(CONDITIONS) if operation is None else lacking(operation.steps, self.now_at)
        named = {"conditions": ",".join(sorted(missing)), "stated_texts": stated_texts, "by_agency_code": "ems"}
        self._add(EventKind.OPERATION_OVERRIDDEN, named)

    @rule(back_hours=HOURS, ahead_min=st.sampled_from([0, 0, -90, 90]))
    def remove(self, back_hours: int, ahead_min: int) -> None:
        """Try to record the removal, at any stated time."""
        self._add(EventKind.OPERATION_REMOVAL, {"by_agency_code": "ems"}, at_h=-back_hours, clock_min=ahead_min)

    @rule(hours=st.sampled_from([23, 24, 24, 47, 48]), minutes=st.sampled_from([-1, 0, 1]), is_listed=st.booleans())
    def remove_when_a_clock_ends(self, hours: int, minutes: int, is_listed: bool) -> None:
        """Try to record the removal about when a clock of the newest notice ends, with a new list or without."""
        operation = self._operation()
        posted = None if operation is None else operation.newest(EventKind.OPERATION_NOTICE_POSTED)
        if posted is not None:
            self.now_at = max(self.now_at, posted.at + timedelta(hours=hours, minutes=minutes))
            if is_listed:
                self.look_at_the_list(is_available=True)
            self.remove(0, 0)

    @rule(
        was_out=st.booleans(),
        told=facts,
        is_twice=st.booleans(),
        hours=st.sampled_from([23, 24, 47, 48]),
        minutes=st.sampled_from([-1, 0]),
        data=st.data(),
    )
    def try_the_whole_way(
        self, was_out: bool, told: dict[str, str], is_twice: bool, hours: int, minutes: int, data: st.DataObject
    ) -> None:
        """Go the whole way at another place, and correct what it rests on."""
        self.begin_another()
        if was_out:
            self.go_on_to_the_notice(True, told, is_twice)
            self.look_at_the_list(is_available=False)
        self.go_on_to_the_notice(True, told, is_twice)
        self.remove_when_a_clock_ends(hours, minutes, is_listed=True)
        self.correct_a_removed_one(data)

    @rule(data=st.data())
    def correct_a_removed_one(self, data: st.DataObject) -> None:
        """Correct, after a removal, a step that it rested on, in a way that shuts the gate."""
        operation = self._operation()
        if operation is None or operation.newest(EventKind.OPERATION_REMOVAL) is None:
            return
        # What a removal rests on, not the removal alone.
        step = data.draw(st.sampled_from(operation.steps[1:]))
        at = (step.at + timedelta(hours=data.draw(st.sampled_from([-3, -1, 1])))).isoformat()
        all_told = {"is_available": "no", "offered": "storage", "notice_type": "after_shelter_unavailable", "at": at}
        told = {name: value for name, value in all_told.items() if name != "at" or data.draw(st.booleans())}
        named = {"corrected_event_id": step.event_id, "corrected_kind": step.kind.value}
        self._add(EventKind.OPERATION_CORRECTED, {**told, **named}, is_timed=False)

    @rule(kind=kinds, told=facts, at_h=st.integers(-50, 3), clock_min=st.integers(-90, 90), days=st.integers(-1, 1))
    def anything(self, kind: EventKind, told: dict[str, str], at_h: int, clock_min: int, days: int) -> None:
        """Record any step with any facts, by a machine whose clock may be wrong, on any morning."""
        self._add(kind, told, at_h=at_h, clock_min=clock_min, days=days)

    @rule(data=st.data(), told=facts, at_h=st.one_of(st.none(), st.integers(-60, 3)))
    def correct(self, data: st.DataObject, told: dict[str, str], at_h: int | None) -> None:
        """Correct any step that was recorded, its time too."""
        step = data.draw(st.sampled_from(self.events))
        changed = {**told, "corrected_event_id": step.event_id, "corrected_kind": step.kind.value}
        if at_h is not None:
            changed["at"] = (self.now_at + timedelta(hours=at_h)).isoformat()
        self._add(EventKind.OPERATION_CORRECTED, changed, is_timed=False)

    @rule()
    def take_back(self) -> None:
        """Take the newest step back."""
        book = fold_events(self.events)
        steps = book.steps.get(self._id())
        if steps:
            told = {"undone_event_id": steps[-1].event_id, "undone_kind": steps[-1].kind.value}
            self._add(EventKind.EVENT_UNDONE, told, is_timed=False, huddle_date=steps[-1].huddle_date)

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Erase what was typed with any event."""
        told = {"erased_event_id": data.draw(st.sampled_from(self.events)).event_id, "reason_code": "request"}
        self._add(EventKind.PAYLOAD_ERASED, told, is_timed=False)

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """Let an event arrive a second time."""
        self.events.append(data.draw(st.sampled_from(self.events)))

    @rule(data=st.data())
    def arrive_otherwise(self, data: st.DataObject) -> None:
        """Let everything arrive in another order, and part of it later."""
        shuffled = data.draw(st.permutations(self.events))
        book = fold_events(shuffled)
        assert book.subjects == fold_events(self.events).subjects
        n_first = data.draw(st.integers(0, len(shuffled)))
        further = fold_further(fold_events(shuffled[:n_first]), shuffled[n_first:])
        assert further is None or further.subjects == book.subjects

    @invariant()
    def no_removal_is_past_the_gate_without_an_override(self) -> None:
        """What stands: each condition that lacked at the removal is named by an override with a name and a reason."""
        for operation in fold_events(self.events).operations.values():
            self._judge(operation)

    def _judge(self, operation: Operation) -> None:
        steps = operation.steps
        stamps = [step.at for step in steps]
        assert stamps == sorted(stamps)
        assert all(step.at <= step.recorded_at for step in steps)
        removals = [n for n, step in enumerate(steps) if step.kind == EventKind.OPERATION_REMOVAL]
        assert len(removals) <= 1
        if not removals:
            return
        n_removal = removals[0]
        lacked = lacking(steps[:n_removal], steps[n_removal].at)
        was_corrected = any(entry.kind == EventKind.OPERATION_CORRECTED for entry in operation.history)
        on_record = steps if was_corrected else steps[:n_removal]
        overrides = [step for step in on_record if step.kind == EventKind.OPERATION_OVERRIDDEN]
        assert all(set(step.facts["stated_texts"].split(",")) == {"official", "reason"} for step in overrides)
        assert lacked <= {code for step in overrides for code in step.facts["conditions"].split(",")}
        self.reached["by override" if lacked else "through the gate"] += 1

    def _operation(self) -> Operation | None:
        return fold_events(self.events).operations.get(self._id())

    def _id(self) -> str:
        return f"operation:o{self.n_operations}"

    def _add(
        self,
        kind: EventKind,
        told: dict[str, str],
        *,
        at_h: int = 0,
        clock_min: int = 0,
        days: int = 0,
        is_timed: bool = True,
        huddle_date: date | None = None,
    ) -> None:
        n = len(self.events) + 1
        timed = {"at": (self.now_at + timedelta(hours=at_h)).isoformat()} if is_timed else {}
        event = Event(
            event_id=f"e{n:03d}",
            sequence_no=n,
            kind=kind,
            subject_id=self._id(),
            huddle_date=huddle_date or self.now_at.date() + timedelta(days=days),
            recorded_at=self.now_at + timedelta(minutes=clock_min),
            build_id="b1",
            role_code="leadership",
            facts={"by_agency_code": "ems", **timed, **told},
            payload={"official": "A. Example", "reason": "a blocked exit"},
            seen_sequence_no=n - 1,
        )
        self.events.append(replace(event, seen_sequence_no=max(0, n - 3)) if clock_min else event)


TestAnyRecord = AnyRecord.TestCase
TestAnyRecord.settings = settings(
    max_examples=min(60, 4 * settings.default.max_examples), stateful_step_count=14, deadline=None
)


def test_the_machine_reaches_a_removal_both_ways():
    """What is never reached would hold of anything: its own rules lead there, through the gate and past it."""
    for is_overridden in (False, True):
        machine = AnyRecord()
        machine.reached = Counter()
        machine.begin()
        for _ in range(3):
            machine.go_on({}, 0, is_available=True)
        machine.go_on({}, 1, is_available=True)
        if is_overridden:
            machine.override_what_lacks({}, "official,reason")
        else:
            machine.now_at += timedelta(hours=23, minutes=15)
            machine.wait(0)
            machine.look_at_the_list(is_available=True)
            machine.wait(1)
        machine.remove(0, 0)
        machine.no_removal_is_past_the_gate_without_an_override()
        assert machine.reached == {"by override" if is_overridden else "through the gate": 1}

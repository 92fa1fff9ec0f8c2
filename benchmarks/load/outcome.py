"""What became of every press: the record held against what the screens said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.huddle.action_drafts import NewAction, opening_draft
from dashboard.huddle.events import EventKind, NamedLocation, OnScreen
from dashboard.stores import warehouse
from dashboard.stores.operations import OperationsStore
from pipelines.settings import load_reference, operations_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.load.people import Told
    from dashboard.huddle.events import Event
    from pipelines.settings import Paths

N_CARRIED = 12
_ROLL = (EventKind.AGENCY_ARRIVED, EventKind.AGENCY_LEFT)


@dataclass(frozen=True)
class Outcome:
    """The record after a run: `problems` is empty where every event a screen acknowledged is there, once, and whole."""

    n_recorded: int
    n_acknowledged: int
    n_refused: int
    problems: tuple[str, ...]


def carry_actions_over(paths: Paths, *, n_actions: int = N_CARRIED) -> None:
    """Record actions of the morning before at the first places of the list, so that the page has cards to press."""
    manifest = warehouse.current_manifest(paths)
    if manifest is None:
        raise RuntimeError("there is no published build to act upon")
    places = warehouse.read_query(paths.build_file(manifest.build_id), "locations").sort_values("number")
    agencies = list(load_reference(paths.reference_dir, "agencies")["agency_code"])
    before = manifest.as_of_date - timedelta(days=1)
    on_screen = OnScreen(huddle_date=before, build_id=manifest.build_id, role_code="leadership")
    store = OperationsStore(operations_url(paths, {}))
    for n in range(n_actions):
        place = places.iloc[n % len(places)]
        action = NewAction(
            what=f"Carried over {n}",
            owner_agency_code=agencies[n % len(agencies)],
            due_date=manifest.as_of_date + timedelta(days=n % 5 - 1),
            how_we_know="No ticket for a week",
            location=NamedLocation(str(place["location_id"]), str(place["name"]), int(place["number"])),
        )
        draft = opening_draft(action, action_id=f"carried-{n}", on_screen=on_screen)
        at = datetime(before.year, before.month, before.day, 13, n, tzinfo=UTC)
        store.append(draft, event_id=f"carried-{n}", recorded_at=at)
    store.close()


def outcome_of(paths: Paths, told: Iterable[Told], *, n_before: int) -> Outcome:
    """Hold the record against what every screen said.

    Parameters
    ----------
    paths
        The data folder of the run; its store is opened anew.
    told
        What each person was told.
    n_before
        Events that the store held before the run.
    """
    store = OperationsStore(operations_url(paths, {}))
    events = store.events(after_sequence_no=n_before)
    report = store.verify()
    store.close()
    everybody = list(told)
    acknowledged = {event_id: words for each in everybody for event_id, words in each.recorded.items()}
    unsure = {event_id: words for each in everybody for event_id, words in each.unsure.items()}
    called = [event for event in events if event.kind in _ROLL]
    by_press = {event.event_id: event for event in events if event.kind not in _ROLL}
    lost = acknowledged.keys() - by_press.keys()
    unheard = by_press.keys() - acknowledged.keys() - unsure.keys()
    problems = [
        *([] if report.ok else [f"the chain does not verify: {report.problem}"]),
        *(
            [f"{len(lost)} acknowledged and not there: {sorted(acknowledged[each] for each in lost)[:3]}"]
            if lost
            else []
        ),
        *([f"{len(unheard)} there and never acknowledged: {sorted(unheard)[:3]}"] if unheard else []),
        *_doubled(by_press.values()),
        *_roll_problems(paths, called, everybody),
    ]
    n_refused = sum(len(each.refused) for each in everybody)
    return Outcome(len(events), len(acknowledged) + len(called), n_refused, tuple(problems))


def _doubled(events: Iterable[Event]) -> list[str]:
    """Name the words that stand in the record more than once: whatever was typed in a run was typed once."""
    typed = Counter(
        payload.get("what") or payload.get("words") or "" for payload in (event.payload for event in events) if payload
    )
    twice = [words for words, n_times in typed.items() if words and n_times > 1]
    return [f"{len(twice)} recorded twice: {twice[:3]}"] if twice else []


def _roll_problems(paths: Paths, called: list[Event], told: list[Told]) -> list[str]:
    """The roll is called by one person, tap by tap: the record holds the same taps in the same order."""
    rows = load_reference(paths.reference_dir, "agencies")
    names = dict(zip(rows["agency_code"], rows["agency_name"], strict=True))
    recorded = [(names[event.facts["agency_code"]], event.kind == EventKind.AGENCY_ARRIVED) for event in called]
    taps = [tap for each in told for tap in each.roll]
    return [] if recorded == taps else [f"the roll was called {len(taps)} times, and {len(recorded)} are recorded"]

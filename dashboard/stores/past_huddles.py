"""Records huddles that were held before the board was opened: the made-up city's, from the file that tells them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.huddle.events import EventDraft, EventKind
from dashboard.huddle.meetings import PRESENCE_KINDS, meeting_id, presence_id
from dashboard.stores.warehouse import read_query
from geo.crs import project_lonlat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from dashboard.stores.operations import OperationsStore

# A planted place and the disk that covers it differ by a crossing or so; further away it is another place.
_SAME_PLACE_M = 200.0


@dataclass(frozen=True)
class PastBuild:
    """The build a past huddle had before it."""

    build_id: str
    file: Path


def past_huddle_dates(huddles_file: Path) -> list[date]:
    """Return the dates of the huddles a file tells, in order."""
    return [date.fromisoformat(huddle["huddle_date"]) for huddle in _read(huddles_file)]


def record_past_huddles(huddles_file: Path, store: OperationsStore, builds: Mapping[date, PastBuild]) -> int:
    """Append the events of past huddles; each once, however often this runs.

    An event names its place by point; it gets the nearest location of that morning's list, within 200 m.

    Returns
    -------
    How many events were recorded now.

    Raises
    ------
    KeyError
        `builds` lacks one of the file's mornings.
    """
    n_recorded = 0
    # Told again after another build, an event would name that build: it is the same event all the same.
    known = {event.event_id for event in store.events()}
    for huddle in _read(huddles_file):
        build = builds[date.fromisoformat(huddle["huddle_date"])]
        listed = read_query(build.file, "locations")
        for event_id, event in _with_ids(huddle):
            draft = _draft(huddle, event, build_id=build.build_id, listed=listed)
            if event_id in known:
                continue
            recorded_at = datetime.fromisoformat(event["recorded_at"])
            n_recorded += store.append(draft, event_id=event_id, recorded_at=recorded_at)
    return n_recorded


def _draft(huddle: Mapping[str, Any], event: Mapping[str, Any], *, build_id: str, listed: pd.DataFrame) -> EventDraft:
    return EventDraft(
        kind=EventKind(event["kind"]),
        subject_id=_subject_id(huddle, event),
        huddle_date=date.fromisoformat(huddle["huddle_date"]),
        build_id=build_id,
        role_code=event.get("role_code", huddle["role_code"]),
        facts={**event["facts"], **_place_facts(event["place"], listed)},
        payload=event["payload"],
    )


def _with_ids(huddle: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return a huddle's events, each with its id; those about actions are numbered among themselves."""
    n_of_actions = 0
    for event in huddle["events"]:
        if event["action_key"] is None:
            yield _id_of(_subject_id(huddle, event), event["kind"], *event["facts"].values()), event
            continue
        is_opening = event["kind"] == EventKind.ACTION_OPENED
        own = _id_of(huddle["huddle_date"], event["action_key"], str(n_of_actions))
        yield _subject_id(huddle, event) if is_opening else own, event
        n_of_actions += 1


def _subject_id(huddle: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    if event["action_key"] is not None:
        return _id_of("action", event["action_key"])
    on = date.fromisoformat(huddle["huddle_date"])
    return presence_id(on, event["facts"]["agency_code"]) if event["kind"] in PRESENCE_KINDS else meeting_id(on)


def _place_facts(place: Mapping[str, Any] | None, listed: pd.DataFrame) -> dict[str, str]:
    if place is None or listed.empty:
        return {}
    x_m, y_m = project_lonlat(listed["lon"].to_numpy(), listed["lat"].to_numpy())
    at_x_m, at_y_m = project_lonlat(np.array([place["lon"]]), np.array([place["lat"]]))
    distances_m = np.hypot(x_m - at_x_m[0], y_m - at_y_m[0])
    nearest = int(distances_m.argmin())
    if distances_m[nearest] > _SAME_PLACE_M:
        return {}
    row = listed.iloc[nearest]
    return {
        "location_id": str(row["location_id"]),
        "location_name": str(row["name"]),
        "location_number": str(row["number"]),
    }


def _read(huddles_file: Path) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(huddles_file.read_text(encoding="utf-8"))["huddles"]
    return told


def _id_of(*words: str) -> str:
    """Return an id made from the words, so that the same event is the same event when it is told again."""
    return hashlib.sha256("|".join(("made-up city", *words)).encode()).hexdigest()[:32]

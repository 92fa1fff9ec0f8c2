"""Records huddles that were held before the board was opened: the made-up city's, from the file that tells them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.huddle.events import EventDraft, EventKind
from dashboard.stores.warehouse import read_query
from geo.crs import project_lonlat

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        for number, event in enumerate(huddle["events"]):
            draft = _draft(huddle, event, build_id=build.build_id, listed=listed)
            opens = draft.kind is EventKind.ACTION_OPENED
            event_id = draft.subject_id if opens else _id_of(huddle["huddle_date"], event["action_key"], str(number))
            if event_id in known:
                continue
            recorded_at = datetime.fromisoformat(event["recorded_at"])
            n_recorded += store.append(draft, event_id=event_id, recorded_at=recorded_at)
    return n_recorded


def _draft(huddle: Mapping[str, Any], event: Mapping[str, Any], *, build_id: str, listed: pd.DataFrame) -> EventDraft:
    return EventDraft(
        kind=EventKind(event["kind"]),
        subject_id=_id_of("action", event["action_key"]),
        huddle_date=date.fromisoformat(huddle["huddle_date"]),
        build_id=build_id,
        role_code=huddle["role_code"],
        facts={**event["facts"], **_place_facts(event["place"], listed)},
        payload=event["payload"],
    )


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

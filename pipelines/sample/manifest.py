"""What the sample says about itself: its files, its last morning and what was planted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.sample.clock import BEGINS_S, DAY_S, ENDS_S, NEW_SYSTEM_ENDS_S, date_text, moment
from pipelines.sample.pulls import CHRONIC_PULL
from pipelines.sample.rhythm import MIGRATING_FROM, MIGRATING_TO, MIGRATION_DATE
from pipelines.sample.tickets import PLACE_FULL, Tickets
from pipelines.sample.truths import (
    ACTION_DONE_DATE,
    ACTION_OPENED_DATE,
    CLUSTER_PLACE,
    FADING_PLACE,
    MOVED_BACK_DATE,
    QUIET_REACH_M,
    RANKED_KINDS,
    UNREVIEWED_TYPE,
    Figure,
    PlantedTruth,
    burst_address,
    moving_corner,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray

_CHRONIC_REACH_M = 100.0
_WEEK_S = 7 * 86_400


@dataclass(frozen=True)
class SampleFiles:
    """The files written, in the order in which they may be ingested; `layers` are pairs of layer code and file."""

    legacy: tuple[Path, ...]
    new_system: Path
    outreach: Path
    overnight: Path
    recovery_line: Path
    huddles: Path
    layers: tuple[tuple[str, Path], ...]
    manifest: Path

    @property
    def tickets(self) -> tuple[Path, ...]:
        """Both systems' exports, for `crt ingest 311`."""
        return (*self.legacy, self.new_system)


@dataclass(frozen=True)
class SampleManifest:
    """What was written. `n_tickets` counts distinct tickets; `n_repeated_rows` more rows repeat one of them exactly."""

    last_morning: date
    seed: int
    files: SampleFiles
    n_tickets: int
    n_tickets_legacy: int
    n_tickets_new_system: int
    n_repeated_rows: int
    n_contacts: int
    n_contacts_without_place: int
    planted: tuple[PlantedTruth, ...]

    def truth(self, code: str) -> PlantedTruth:
        """Return one planted truth by its code; raises KeyError for a code that is not planted."""
        for planted in self.planted:
            if planted.code == code:
                return planted
        raise KeyError(code)

    def as_json(self) -> str:
        """Return the manifest as JSON, files by name only, so that it can be read wherever the folder is moved."""
        plain = asdict(self)
        files = plain["files"]
        files["legacy"] = [path.name for path in files["legacy"]]
        files["layers"] = {code: path.name for code, path in files["layers"]}
        plain["files"] = {key: value if key in ("legacy", "layers") else value.name for key, value in files.items()}
        plain["last_morning"] = self.last_morning.isoformat()
        return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def planted_truths(
    city: City, kinds: pd.DataFrame, tickets: Tickets, outreach: tuple[PlantedTruth, ...]
) -> tuple[PlantedTruth, ...]:
    """Count what was planted, from the tickets as they will be written."""
    counted = _Counted(city, kinds, tickets)
    return (
        counted.new_cluster(),
        counted.fading_place(),
        counted.late_feed(),
        counted.topic_migration(),
        *outreach,
        counted.reporters_burst(),
        *(counted.chronic_place(name) for name in CHRONIC_PULL),
        counted.unreviewed_type(),
        counted.action_worked(),
        counted.action_moved(),
    )


@dataclass(frozen=True)
class _Counted:
    city: City
    kinds: pd.DataFrame
    tickets: Tickets

    def new_cluster(self) -> PlantedTruth:
        there = self._near(CLUSTER_PLACE, QUIET_REACH_M) & self._of("needle")
        recent = there & (self.tickets.opened_s >= ENDS_S - 6 * 86_400)
        opened = self.tickets.opened_s[recent]
        figures: dict[str, Figure] = {
            "n_incidents": len({*opened.tolist()}) - 3,
            "n_tickets": int(recent.sum()),
            "n_tickets_staff": int((recent & self.tickets.is_staff).sum()),
            "n_tickets_before": int((there & ~recent).sum()),
        }
        what = "Nine needle incidents in six days at a park that had six in the year before."
        return self._at(CLUSTER_PLACE, "new_cluster", what, (int(opened.min()), int(opened.max())), figures)

    def fading_place(self) -> PlantedTruth:
        opened = self.tickets.opened_s[self._near(FADING_PLACE, QUIET_REACH_M) & self._of(*RANKED_KINDS)]
        figures: dict[str, Figure] = {
            "n_tickets": len(opened),
            "n_tickets_after": int((opened > moment("2026-07-16 00:00")).sum()),
        }
        what = "Heavy until the middle of July 2026; no ranked ticket since."
        return self._at(FADING_PLACE, "fading_place", what, (int(opened.min()), int(opened.max())), figures)

    def late_feed(self) -> PlantedTruth:
        newest = int(self.tickets.opened_s[self._system("new")].max())
        behind_h = round((ENDS_S - newest) / 3600, 1)
        figures: dict[str, Figure] = {"feed_code": "city311_new", "newest_opened_behind_h": behind_h}
        what = "The 2025 system's export stops three days before the last morning; the legacy feed is current."
        return _without_place("late_feed", what, (NEW_SYSTEM_ENDS_S, ENDS_S), figures)

    def topic_migration(self) -> PlantedTruth:
        before = self.tickets.opened_s < moment(MIGRATION_DATE.isoformat())
        old, new = self._of(MIGRATING_FROM), self._of(MIGRATING_TO)
        figures: dict[str, Figure] = {
            "legacy_type": "Empty Litter Basket",
            "new_topic": "Litter & Debris",
            "n_legacy_before": int((old & before).sum()),
            "n_legacy_after": int((old & ~before).sum()),
            "n_new_before": int((new & before).sum()),
            "n_new_after": int((new & ~before).sum()),
        }
        what = "Litter moves from the legacy system to the 2025 system: the rise there comes from the move."
        return _without_place("topic_migration", what, (moment(MIGRATION_DATE.isoformat()), ENDS_S), figures)

    def reporters_burst(self) -> PlantedTruth:
        row = burst_address(self.city)
        chosen = (self.tickets.address_no == row) & self._of("graffiti") & self.tickets.is_planted
        opened = self.tickets.opened_s[chosen]
        address = self.city.addresses.iloc[row]
        return PlantedTruth(
            code="reporters_burst",
            what="Forty graffiti tickets from one address in two days: one voice, not forty.",
            place_name=f"{address['street_number']} {address['street_name']}",
            lon=float(address["lon"]),
            lat=float(address["lat"]),
            from_date=date_text(int(opened.min())),
            to_date=date_text(int(opened.max())),
            figures={"n_tickets": len(opened)},
        )

    def chronic_place(self, place_name: str) -> PlantedTruth:
        there = self._near(place_name, _CHRONIC_REACH_M) & self._of(*RANKED_KINDS)
        n_weeks = (ENDS_S - BEGINS_S) / _WEEK_S
        figures: dict[str, Figure] = {
            "n_tickets": int(there.sum()),
            "n_tickets_per_week": round(int(there.sum()) / n_weeks, 1),
            "n_weeks_with_tickets": len(np.unique((self.tickets.opened_s[there] - BEGINS_S) // _WEEK_S)),
        }
        what = "Heavy in every season."
        return self._at(
            place_name, f"chronic_{place_name.split(maxsplit=1)[0].lower()}", what, (BEGINS_S, ENDS_S), figures
        )

    def action_worked(self) -> PlantedTruth:
        place = self.city.place(FADING_PLACE)
        what = "An action that was done the morning after the last ticket: fewer, and it did not come back."
        figures = self._about_action(place.east_m, place.north_m)
        span_s = (moment(f"{ACTION_OPENED_DATE} 06:00"), moment(f"{ACTION_DONE_DATE} 06:00"))
        return truth_at(self.city, FADING_PLACE, code="action_worked", what=what, span_s=span_s, figures=figures)

    def action_moved(self) -> PlantedTruth:
        address = self.city.addresses.iloc[moving_corner(self.city)]
        return PlantedTruth(
            code="action_moved",
            what="An action after which everything went round the next corner, and came back ten weeks later.",
            place_name=str(address["street_name"]),
            lon=float(address["lon"]),
            lat=float(address["lat"]),
            from_date=ACTION_DONE_DATE,
            to_date=MOVED_BACK_DATE,
            figures=self._about_action(float(address["east_m"]), float(address["north_m"])),
        )

    def _about_action(self, east_m: float, north_m: float) -> dict[str, Figure]:
        """Count tickets, not incidents, four weeks before an action and four weeks after the day it was done."""
        there = (self.city.distances_from_m(east_m, north_m) < _CHRONIC_REACH_M)[self.tickets.address_no]
        there &= self._of(*RANKED_KINDS)
        opened_s, done_s = (moment(f"{day} 06:00") for day in (ACTION_OPENED_DATE, ACTION_DONE_DATE))
        spans_s = {
            "before": (opened_s - 4 * _WEEK_S, opened_s),
            "after": (done_s + DAY_S, done_s + DAY_S + 4 * _WEEK_S),
        }
        return {
            f"n_tickets_{name}": int(
                (there & (self.tickets.opened_s >= first_s) & (self.tickets.opened_s < end_s)).sum()
            )
            for name, (first_s, end_s) in spans_s.items()
        }

    def unreviewed_type(self) -> PlantedTruth:
        opened = self.tickets.opened_s[self._of("bench")]
        figures: dict[str, Figure] = {"type_name": UNREVIEWED_TYPE, "n_tickets": len(opened)}
        what = "A topic that no reviewed table knows: it must show in data health and never vanish."
        return _without_place("unreviewed_type", what, (int(opened.min()), int(opened.max())), figures)

    def _near(self, place_name: str, reach_m: float) -> BoolArray:
        near = (self.city.distances_m(place_name) < reach_m)[self.tickets.address_no]
        placed: BoolArray = near & (self.tickets.place_state == PLACE_FULL)
        return placed

    def _of(self, *kind_codes: str) -> BoolArray:
        chosen: BoolArray = self.kinds["kind_code"].isin(kind_codes).to_numpy(dtype=np.bool_)
        return chosen[self.tickets.kind_no]

    def _system(self, system_code: str) -> BoolArray:
        chosen: BoolArray = self.kinds["system_code"].eq(system_code).to_numpy(dtype=np.bool_)
        return chosen[self.tickets.kind_no]

    def _at(
        self, place_name: str, code: str, what: str, span_s: tuple[int, int], figures: Mapping[str, Figure]
    ) -> PlantedTruth:
        return truth_at(self.city, place_name, code=code, what=what, span_s=span_s, figures=figures)


def truth_at(
    city: City,
    place_name: str,
    *,
    code: str,
    what: str,
    span_s: tuple[int, int],
    figures: Mapping[str, Figure],
) -> PlantedTruth:
    """Return a planted truth at a named place."""
    place = city.place(place_name)
    return PlantedTruth(
        code=code,
        what=what,
        place_name=place.name,
        lon=place.lon,
        lat=place.lat,
        from_date=date_text(span_s[0]),
        to_date=date_text(span_s[1]),
        figures=dict(figures),
    )


def _without_place(code: str, what: str, span_s: tuple[int, int], figures: Mapping[str, Figure]) -> PlantedTruth:
    return PlantedTruth(code, what, "", None, None, date_text(span_s[0]), date_text(span_s[1]), figures)

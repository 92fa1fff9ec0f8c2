"""What is planted in the sample on purpose, so that tests can ask whether the product finds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipelines.sample.clock import DAY_S, moment
from pipelines.sample.pulls import Quiet
from pipelines.sample.rhythm import MIGRATION_DATE
from pipelines.sample.tickets import CHANNEL_APP, CHANNEL_DRAWN, CHANNEL_EMPLOYEE, Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray, IntArray

Figure: TypeAlias = int | float | str

RANKED_KINDS = frozenset(
    {
        "needle", "basket", "graffiti", "dumping", "vacant_lot", "dumpster", "illegal_graffiti", "litter_debris",
        "park_litter", "park_can", "park_graffiti",
    }
)  # fmt: skip
GRAFFITI_KINDS = frozenset({"graffiti", "illegal_graffiti", "park_graffiti"})
QUIET_REACH_M = 150.0

CLUSTER_PLACE, FADING_PLACE = "Ropewalk Park", "Kiln Common"
# When, at which of the eight points on the park's outer path, and whether staff entered it. Incidents less than a day
# apart lie on different sides of the park, so that none merges with another.
_CLUSTER_INCIDENTS = (
    ("2026-10-09 09:12", 0, False),
    ("2026-10-10 07:40", 4, True),
    ("2026-10-11 18:05", 1, False),
    ("2026-10-12 08:20", 5, True),
    ("2026-10-12 16:45", 2, False),
    ("2026-10-14 08:10", 7, True),
    ("2026-10-14 12:40", 5, True),
    ("2026-10-14 17:25", 0, False),
    ("2026-10-14 19:50", 3, False),
)
# Reported a second time from the same spot within two hours: tickets, not incidents.
_CLUSTER_REPEATS = (1, 4, 7)
_REPEAT_AFTER_S = 95 * 60
_USUAL_THERE = (
    "2025-10-03 10:15", "2025-12-11 08:50", "2026-02-19 14:05", "2026-04-28 18:30", "2026-06-30 09:20",
    "2026-08-21 07:45",
)  # fmt: skip
_FIRST_PATH_POINT = 5

FADING_LAST = "2026-07-15 17:20"
_FADING_TICKETS = 230
_FADING_FIRST = "2025-09-15 09:30"
_FADING_NEEDLE_SHARE = 0.6

_BURST_POINT_M = (380.0, -830.0)
_BURST_TICKETS = 40
_BURST_FIRST, _BURST_LAST = "2026-10-06 10:05", "2026-10-08 09:40"
_BURST_QUIET_M = 60.0

# Two actions of July: one at the fading place, done the day after the last ticket there; one at a corner from which
# everything went round the next corner for some weeks.
ACTION_OPENED_DATE, ACTION_DONE_DATE = "2026-07-13", "2026-07-16"
MOVED_BACK_DATE = "2026-09-26"
_MOVING_POINT_M = (-831.0, -572.0)
_MOVING_REACH_M = 100.0
_MOVED_BY_M = 200.0

_LEGACY_HEARTBEAT = "2026-10-15 03:47"
_NEW_HEARTBEAT = "2026-10-12 05:20"
UNREVIEWED_TYPE = "Bench Repair"
_UNREVIEWED_TICKETS = 12
_UNREVIEWED_FIRST = "2026-09-08 11:10"


@dataclass(frozen=True)
class PlantedTruth:
    """One planted truth: where, from when to when (calendar days), and the figures that the written files hold."""

    code: str
    what: str
    place_name: str
    lon: float | None
    lat: float | None
    from_date: str
    to_date: str
    figures: Mapping[str, Figure]


def park_points(city: City, place_name: str) -> IntArray:
    """Return the rows of a named park's points, its middle first, then the inner ring, then the outer path."""
    near = (city.distances_m(place_name) < QUIET_REACH_M / 2) & city.flag("is_park")
    is_point = city.addresses["street_number"].str.len().to_numpy() == len("9001")
    return np.flatnonzero(near & is_point)


def burst_address(city: City) -> int:
    """Return the row of the address from which one reporter sends everything: the nearest house to a fixed point."""
    gap_m = city.distances_from_m(*_BURST_POINT_M) + np.where(city.flag("is_corner"), np.inf, 0.0)
    return int(gap_m.argmin())


def moving_corner(city: City) -> int:
    """Return the row of the corner from which things moved and came back: the corner nearest to a fixed point."""
    gap_m = city.distances_from_m(*_MOVING_POINT_M) + np.where(city.flag("is_corner"), 0.0, np.inf)
    return int(gap_m.argmin())


def move_round_the_corner(city: City, kinds: pd.DataFrame, everyday: Drawn) -> Drawn:
    """Put what falls at the moving corner after the action there 200 m to the west, until it comes back.

    Every address has one other address that stands in for it, so that two tickets about one thing stay one thing.
    """
    corner = city.addresses.iloc[moving_corner(city)]
    near = np.flatnonzero(city.distances_from_m(float(corner["east_m"]), float(corner["north_m"])) < _MOVING_REACH_M)
    stands_in = np.arange(len(city.addresses))
    east, north = city.column("east_m"), city.column("north_m")
    for address in near.tolist():
        gap_m = city.distances_from_m(float(east[address]) - _MOVED_BY_M, float(north[address]))
        stands_in[address] = int(gap_m.argmin())
    is_ranked = kinds["kind_code"].isin(list(RANKED_KINDS)).to_numpy(dtype=np.bool_)
    begins_s, ends_s = moment(f"{ACTION_DONE_DATE} 06:00"), moment(f"{MOVED_BACK_DATE} 06:00")
    is_moved = is_ranked[everyday.kind_no] & (everyday.opened_s >= begins_s) & (everyday.opened_s < ends_s)
    return replace(everyday, address_no=np.where(is_moved, stands_in[everyday.address_no], everyday.address_no))


def quiet_zones(city: City) -> tuple[Quiet, ...]:
    """Return where nothing may fall by chance, so that the planted figures are exact."""
    burst = city.addresses.iloc[burst_address(city)]
    near_burst = city.distances_from_m(float(burst["east_m"]), float(burst["north_m"])) < _BURST_QUIET_M
    return (
        Quiet(city.distances_m(CLUSTER_PLACE) < QUIET_REACH_M, RANKED_KINDS),
        Quiet(city.distances_m(FADING_PLACE) < QUIET_REACH_M, RANKED_KINDS),
        Quiet(near_burst, GRAFFITI_KINDS),
    )


def planted_tickets(city: City, kinds: pd.DataFrame, *, scale: float, rng: np.random.Generator) -> list[Drawn]:
    """Return every planted ticket.

    Parameters
    ----------
    scale
        1 at 26,000 tickets; a heavy place grows with the city, the other truths keep their figures.
    rng
        Spreads the fading place's tickets over its months.
    """
    kind_no = {code: number for number, code in enumerate(kinds["kind_code"])}
    return [
        _cluster(city, kind_no["needle"]),
        _fading(city, kind_no, n_tickets=max(round(_FADING_TICKETS * scale), 20), rng=rng),
        _burst(city, kind_no["graffiti"]),
        _unreviewed(city, kind_no["bench"]),
        _heartbeat(city, kind_no["lights_legacy"], _LEGACY_HEARTBEAT),
        _heartbeat(city, kind_no["lights_new"], _NEW_HEARTBEAT),
    ]


def _cluster(city: City, needle_no: int) -> Drawn:
    path = park_points(city, CLUSTER_PLACE)[_FIRST_PATH_POINT:]
    incidents = [(moment(when), path[point], staff) for when, point, staff in _CLUSTER_INCIDENTS]
    repeats = [(incidents[n][0] + _REPEAT_AFTER_S, incidents[n][1], False) for n in _CLUSTER_REPEATS]
    usual = [(moment(when), path[n], n % 2 == 0) for n, when in enumerate(_USUAL_THERE)]
    opened, address, staff = zip(*incidents, *repeats, *usual, strict=True)
    is_staff = np.array(staff)
    channel = np.where(is_staff, CHANNEL_EMPLOYEE, CHANNEL_DRAWN)
    return _drawn(needle_no, np.array(address), np.array(opened), is_staff=is_staff, channel=channel)


def _fading(city: City, kind_no: Mapping[str, int], *, n_tickets: int, rng: np.random.Generator) -> Drawn:
    points = park_points(city, FADING_PLACE)
    first_s, last_s = moment(_FADING_FIRST), moment(FADING_LAST)
    opened = rng.integers(first_s // DAY_S, last_s // DAY_S, n_tickets) * DAY_S + rng.integers(7, 21, n_tickets) * 3600
    opened = np.append(opened + rng.integers(0, 3600, n_tickets), last_s)[1:]
    has_moved = opened >= moment(MIGRATION_DATE.isoformat())
    litter = np.where(has_moved, kind_no["litter_debris"], kind_no["basket"])
    numbers = np.where(rng.random(n_tickets) < _FADING_NEEDLE_SHARE, kind_no["needle"], litter)
    address = points[rng.integers(0, len(points), n_tickets)]
    return _drawn(numbers, address, opened.clip(min=first_s), is_staff=rng.random(n_tickets) < 0.4)  # noqa: PLR2004


def _burst(city: City, graffiti_no: int) -> Drawn:
    opened = np.linspace(moment(_BURST_FIRST), moment(_BURST_LAST), _BURST_TICKETS).astype(np.int64)
    address = np.full(_BURST_TICKETS, burst_address(city))
    return _drawn(graffiti_no, address, opened, channel=np.full(_BURST_TICKETS, CHANNEL_APP))


def _unreviewed(city: City, bench_no: int) -> Drawn:
    greens = np.flatnonzero(city.flag("is_park"))[:_UNREVIEWED_TICKETS]
    opened = moment(_UNREVIEWED_FIRST) + np.arange(len(greens)) * (2 * DAY_S + 4_321)
    return _drawn(bench_no, greens, opened)


def _heartbeat(city: City, kind_no: int, when: str) -> Drawn:
    return _drawn(kind_no, np.array([int(city.distances_m("Lantern Square").argmax())]), np.array([moment(when)]))


def _drawn(
    kind_no: int | IntArray,
    address_no: IntArray,
    opened_s: IntArray,
    *,
    is_staff: BoolArray | bool = False,
    channel: IntArray | int = CHANNEL_DRAWN,
) -> Drawn:
    n = len(opened_s)
    return Drawn(
        kind_no=np.broadcast_to(kind_no, n).astype(np.int64),
        address_no=address_no.astype(np.int64),
        opened_s=opened_s.astype(np.int64),
        is_staff=np.broadcast_to(is_staff, n).astype(np.bool_),
        channel=np.broadcast_to(channel, n).astype(np.int64),
    )

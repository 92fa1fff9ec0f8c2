"""Mornings played again: the list each would have had, a plain count's, the best in hindsight, and what then came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import distinct_points, finite_column
from geo.ranking import REPORTER_GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from geo.heavy_disks import DiskGround
    from geo.points import FloatArray, IntArray

LIST, PLAIN_COUNT, HINDSIGHT = "list", "plain_count", "hindsight"
METHODS = (LIST, PLAIN_COUNT, HINDSIGHT)
WEEK_DAYS = 7
NEXT_DAY, NEXT_WEEK = 1, WEEK_DAYS
HORIZONS_DAYS = (NEXT_DAY, NEXT_WEEK)

_COLUMNS = (
    "incident_no",
    "category_code",
    "reporter_group",
    "x_m",
    "y_m",
    "began_at",
    "opened_at",
    "n_tickets",
)
_US_PER_DAY = 86_400_000_000
_KEPT_HALF_LIVES = 4


@dataclass(frozen=True)
class ListRules:
    """How the morning's list is made, and the plain list it is compared with; units are in the names.

    `share_of_area` of `n_city_cells` cells of `cell_m` is the area that the cells are judged at; `list_sizes` are the
    lengths of list that are judged, rising.
    """

    acute_half_life_days: float
    chronic_half_life_days: float
    acute_weight: float
    staff_weight: float
    radius_m: float
    min_incidents: int
    plain_days: int
    tie_days: int
    list_sizes: tuple[int, ...]
    cell_m: float
    n_top_cells: int

    def __post_init__(self) -> None:
        """Refuse what no list can be made of."""
        for name in ("acute_half_life_days", "chronic_half_life_days", "radius_m", "cell_m"):
            require_positive(getattr(self, name), name=name)
        if not 0 <= self.acute_weight <= 1:
            raise BadParameterError(f"acute_weight must lie between 0 and 1, got {self.acute_weight}")
        if self.plain_days < 1 or self.tie_days < 0 or self.n_top_cells < 1 or min(self.list_sizes, default=0) < 1:
            raise BadParameterError("plain_days, n_top_cells and list_sizes must be at least 1, tie_days at least 0")


@dataclass(frozen=True, eq=False)
class _Incidents:
    """The incidents of one stream, in an order that nothing but themselves decides, and the places they lie at.

    `place`, `began_us` and `began_day` have one entry per incident, by beginning; `began_day` is the day of the grid,
    -1 before it. `mass`, `mass_place`, `mass_began_us` and `mass_seen` have one entry per change of an incident's
    weight, by the first morning that sees it.
    """

    x_m: FloatArray
    y_m: FloatArray
    cell: IntArray
    place: IntArray
    began_us: IntArray
    began_day: IntArray
    mass: FloatArray
    mass_place: IntArray
    mass_began_us: IntArray
    mass_seen: IntArray


def replay_mornings(
    tickets: pd.DataFrame,
    *,
    mornings: Sequence[datetime],
    n_weeks: int,
    huddle_weekdays: Sequence[int],
    category_weights: Mapping[str, float],
    rules: ListRules,
) -> pd.DataFrame:
    """Play the last weeks again and count, week by week, what each list would have held.

    Every morning's list is made from what was opened before it: an incident that a later ticket joined weighs what it
    weighed then. An incident came in a window when it began in it. The next week is judged once a week, so that no
    two windows overlap; the next day on every morning on which a huddle is held.

    Parameters
    ----------
    tickets
        One row per incident, group of reporters and huddle day: `incident_no` (whole number), `category_code`,
        `reporter_group` (residents or staff), `x_m`, `y_m` (of the incident's first ticket, EPSG:26986, metres),
        `began_at` (of that ticket, instant), `opened_at` (any instant of the huddle day), `n_tickets`. Rows at or after
        the last morning are left out. Row order and numbers of incidents do not matter.
    mornings
        The instants at which the huddle days begin, aware, one day after the other; the last one ends the last day.
        They reach back at least `rules.tie_days` before the first week.
    n_weeks
        How many weeks, counted back from the last morning, are judged.
    huddle_weekdays
        ISO weekdays on which a huddle is held.
    category_weights
        The categories that are ranked together, and the weight of each.
    rules
        How the lists are made.

    Returns
    -------
    One row per week, horizon and method: `week_no` (0 the first), `horizon_days` (1 or 7), `method_code`, `n_mornings`
    (judged), `n_incidents` (that came), `held_cells` (of them, in the top cells) and for each list size k `held_k`
    (in the disks), `listed_k` and `hit_k` (places, and those of them at which at least one came). A week counts from
    `rules.plain_days` after the stream's first incident on; none, where there is no incident.

    Raises
    ------
    MissingColumnError, BadParameterError
        A column is missing; a category without a weight; mornings that are too few or not rising.

    Notes
    -----
    A plain count ranks by the incidents of the last `plain_days` days, ties by those of the last `tie_days`; what still
    ties at the edge of the top cells counts with the mean of the tied. The best in hindsight is exact for cells; for
    disks it is the greedy covering of what came, or another method's list where that held more.
    """
    require_columns(tickets, _COLUMNS, what="tickets")
    if len(mornings) <= WEEK_DAYS * n_weeks or n_weeks < 1:
        raise BadParameterError(f"{n_weeks} weeks need {WEEK_DAYS * n_weeks + 1} mornings, got {len(mornings)}")
    at_us = _microseconds(pd.Series(list(mornings)))
    if not (np.diff(at_us) > 0).all():
        raise BadParameterError("mornings must rise")
    incidents = _incidents(tickets, at_us, category_weights, rules)
    n_days = len(mornings) - 1
    first_week = n_days - WEEK_DAYS * n_weeks
    if incidents.place.size:
        # The plain list must have had its whole window.
        open_day = int(np.searchsorted(at_us, incidents.began_us[0] + rules.plain_days * _US_PER_DAY))
        first_week += WEEK_DAYS * max(0, -(-(open_day - first_week) // WEEK_DAYS))
    else:
        first_week = n_days
    weekdays = [morning.isoweekday() for morning in mornings]
    player = _Player(incidents, at_us, rules)
    rows = []
    for week_no, week_day in enumerate(range(first_week, n_days, WEEK_DAYS)):
        judged = {NEXT_WEEK: [week_day]}
        judged[NEXT_DAY] = [day for day in range(week_day, week_day + WEEK_DAYS) if weekdays[day] in huddle_weekdays]
        tallies = {(h, method): np.zeros(player.n_figures) for h in HORIZONS_DAYS for method in METHODS}
        for day in range(week_day, week_day + WEEK_DAYS):
            horizons = [h for h in HORIZONS_DAYS if day in judged[h]]
            for key, figures in player.play(day, horizons).items() if horizons else ():
                tallies[key] += figures
        rows += [
            (week_no, h, method, len(judged[h]), *tallies[h, method].tolist())
            for h in HORIZONS_DAYS
            for method in METHODS
        ]
    return pd.DataFrame(rows, columns=["week_no", "horizon_days", "method_code", "n_mornings", *player.figure_names])


class _Player:
    """Plays one stream's mornings, in rising order: what decays is brought from one to the next."""

    def __init__(self, incidents: _Incidents, at_us: IntArray, rules: ListRules) -> None:
        from geo.heavy_disks import prepare_ground  # noqa: PLC0415 - loads the compiler

        self._incidents = incidents
        self._at_us = at_us
        self._rules = rules
        self._ground: DiskGround = prepare_ground(incidents.x_m, incidents.y_m, radius_m=rules.radius_m)
        self._half_lives = (rules.acute_half_life_days, rules.chronic_half_life_days)
        self._decayed = np.zeros((2, incidents.x_m.size))
        self._day = -1
        self._n_seen = 0

    @property
    def figure_names(self) -> list[str]:
        """Return what `play` counts, in its order."""
        sizes = self._rules.list_sizes
        return [
            "n_incidents",
            "held_cells",
            *(f"{name}_{size}" for size in sizes for name in ("held", "listed", "hit")),
        ]

    @property
    def n_figures(self) -> int:
        """Return how many figures `play` counts."""
        return len(self.figure_names)

    def play(self, day: int, horizons: Sequence[int]) -> dict[tuple[int, str], FloatArray]:
        """Return the figures of one morning, by horizon and method."""
        scores, recent = self._scores(day), self._recent(day)
        plain, no_least = self._plain(day), np.zeros(recent.size)
        disks = {
            LIST: self._disks(scores, recent, self._rules.min_incidents),
            PLAIN_COUNT: self._disks(plain, no_least, 0),
        }
        cells = {LIST: self._by_cell(scores), PLAIN_COUNT: self._by_cell(plain)}
        played: dict[tuple[int, str], FloatArray] = {}
        for horizon in horizons:
            came = self._began(day, day + horizon)
            best = {**disks, HINDSIGHT: self._disks(came, no_least, 0)}
            figures = {method: self._figures(best[method], came) for method in METHODS}
            came_by_cell = self._by_cell(came)
            for method in (LIST, PLAIN_COUNT):
                figures[method][1] = expected_top(cells[method], came_by_cell, self._rules.n_top_cells)
            figures[HINDSIGHT][1] = expected_top(came_by_cell, came_by_cell, self._rules.n_top_cells)
            for position in range(2, self.n_figures, 3):
                figures[HINDSIGHT][position] = max(figures[method][position] for method in METHODS)
            played |= {(horizon, method): figures[method] for method in METHODS}
        return played

    def _figures(self, numbers: IntArray, came: FloatArray) -> FloatArray:
        by_number = np.bincount(numbers, weights=came, minlength=max(self._rules.list_sizes) + 1)
        n_listed = int(numbers.max(initial=0))
        figures = [came.sum(), 0.0]
        for size in self._rules.list_sizes:
            listed = by_number[1 : size + 1]
            figures += [listed.sum(), float(min(size, n_listed)), float((listed > 0).sum())]
        return np.array(figures)

    def _disks(self, weight: FloatArray, n_incidents: FloatArray, min_incidents: int) -> IntArray:
        from geo.heavy_disks import take_heaviest  # noqa: PLC0415 - as above

        size = max(self._rules.list_sizes)
        taken = take_heaviest(self._ground, weight, n_incidents, n_disks=size, min_incidents=float(min_incidents))
        return taken.numbers

    def _scores(self, day: int) -> FloatArray:
        """Return each place's score on a morning: what it had, decayed, and what was seen since."""
        known, now = self._incidents, self._at_us[day]
        if self._day >= 0:
            passed_days = (now - self._at_us[self._day]) / _US_PER_DAY
            self._decayed *= np.exp2(-passed_days / np.array(self._half_lives))[:, None]
        past = int(np.searchsorted(known.mass_seen, day, side="right"))
        fresh = slice(self._n_seen, past)
        age_days = (now - known.mass_began_us[fresh]) / _US_PER_DAY
        for speed, half_life_days in enumerate(self._half_lives):
            part = known.mass[fresh] * np.exp2(-age_days / half_life_days) * (np.log(2) / half_life_days)
            self._decayed[speed] += np.bincount(known.mass_place[fresh], weights=part, minlength=known.x_m.size)
        self._day, self._n_seen = day, past
        acute = self._rules.acute_weight
        # A staff ticket that joins takes from the residents' part: over time the difference may round to below nothing.
        return np.asarray(np.maximum(acute * self._decayed[0] + (1 - acute) * self._decayed[1], 0.0))

    def _recent(self, day: int) -> FloatArray:
        """Return each place's incidents of four chronic half-lives: fewer than a few of them are no location."""
        known, now = self._incidents, self._at_us[day]
        reach_us = round(_KEPT_HALF_LIVES * self._rules.chronic_half_life_days * _US_PER_DAY)
        begin, end = np.searchsorted(known.began_us, (now - reach_us, now))
        return np.bincount(known.place[begin:end], minlength=known.x_m.size).astype(np.float64)

    def _plain(self, day: int) -> FloatArray:
        """Return the plain count of each place, and the year's below it: whole numbers, so that sums are exact."""
        year = self._began(max(0, day - self._rules.tie_days), day)
        return np.asarray(self._began(max(0, day - self._rules.plain_days), day) * (year.sum() + 1) + year)

    def _began(self, first_day: int, past_day: int) -> FloatArray:
        known = self._incidents
        begin, end = np.searchsorted(known.began_day, (first_day, past_day))
        return np.bincount(known.place[begin:end], minlength=known.x_m.size).astype(np.float64)

    def _by_cell(self, values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(self._incidents.cell, weights=values), np.float64)


def expected_top(values: FloatArray, came: FloatArray, n_top: int) -> float:
    """Return how much came in the cells of the highest values; where values tie at the edge, the mean of the tied.

    Cells whose value is 0 were never seen: they are not chosen, even where fewer than `n_top` have a value.

    Parameters
    ----------
    values, came
        One per cell, at least 0.
    n_top
        How many cells are chosen, at least 1.
    """
    has_value = values > 0
    if np.count_nonzero(has_value) <= n_top:
        return float(came[has_value].sum())
    edge = np.partition(values, -n_top)[-n_top]
    above, at_edge = values > edge, values == edge
    places_left = n_top - np.count_nonzero(above)
    return float(came[above].sum() + came[at_edge].sum() * places_left / np.count_nonzero(at_edge))


def _microseconds(instants: pd.Series) -> IntArray:
    return pd.to_datetime(instants, utc=True).dt.as_unit("us").to_numpy("datetime64[us]").astype(np.int64)


def _incidents(
    tickets: pd.DataFrame, at_us: IntArray, category_weights: Mapping[str, float], rules: ListRules
) -> _Incidents:
    ranked = tickets[tickets["category_code"].isin(list(category_weights))]
    opened_us = _microseconds(ranked["opened_at"])
    ranked, opened_us = ranked[opened_us < at_us[-1]], opened_us[opened_us < at_us[-1]]
    strangers = sorted(set(ranked["reporter_group"].unique()) - set(REPORTER_GROUPS), key=str)
    if strangers:
        raise BadParameterError(f"reporter_group must be one of {REPORTER_GROUPS}, got {strangers}")
    counted = finite_column(ranked, "n_tickets", what="tickets", minimum=1)
    is_staff = (ranked["reporter_group"] == "staff").to_numpy()
    seen = np.searchsorted(at_us, opened_us, side="right")
    steps = pd.DataFrame(
        {
            "incident_no": ranked["incident_no"].to_numpy(),
            "seen": seen,
            "residents": np.where(is_staff, 0.0, counted),
            "staff": np.where(is_staff, counted, 0.0),
        }
    )
    steps = steps.groupby(["incident_no", "seen"], sort=True).sum().reset_index()
    held = steps.groupby("incident_no")[["residents", "staff"]].cumsum().to_numpy()
    weighed = (held[:, 0] + rules.staff_weight * held[:, 1]) / np.sqrt(held.sum(axis=1))
    # What an incident weighs changes with the tickets that join it: from each morning on by the difference.
    is_first = ~steps["incident_no"].duplicated().to_numpy()
    mass = np.where(is_first, weighed, weighed - np.concatenate(([0.0], weighed[:-1])))
    firsts = ranked.drop_duplicates("incident_no").set_index("incident_no").loc[steps["incident_no"]]
    mass = mass * firsts["category_code"].map(dict(category_weights)).to_numpy(np.float64)
    x_m, y_m = (finite_column(firsts, name, what="incidents") for name in ("x_m", "y_m"))
    began_us = _microseconds(firsts["began_at"])
    places = distinct_points(x_m[is_first], y_m[is_first])
    place_of_no = pd.Series(places.group_of_row, index=firsts.index[is_first])
    place = place_of_no.loc[steps["incident_no"]].to_numpy()
    by_seen = np.lexsort((mass, place, began_us, steps["seen"].to_numpy()))
    by_began = np.lexsort((place[is_first], began_us[is_first]))
    cells = np.floor(np.column_stack((places.x_m, places.y_m)) / rules.cell_m)
    began = began_us[is_first][by_began]
    return _Incidents(
        x_m=places.x_m,
        y_m=places.y_m,
        cell=np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1),
        place=place[is_first][by_began],
        began_us=began,
        began_day=np.searchsorted(at_us, began, side="right") - 1,
        mass=mass[by_seen],
        mass_place=place[by_seen],
        mass_began_us=began_us[by_seen],
        mass_seen=steps["seen"].to_numpy()[by_seen],
    )

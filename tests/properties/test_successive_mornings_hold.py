"""What holds of any days of any zones for somebody who lays the screens of all mornings side by side."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.complementary import NestedCounts, hide_nested
from geo.earlier_mornings import EarlierMornings, ToldMorning
from geo.hiding_over_mornings import hide_over_mornings, told_morning
from geo.sum_trees import UNBOUNDED, WHOLE, SumTree
from tests.support.attacker import Cell, Knowledge, Told, tie_mornings

BELOW = 5
WINDOW_DAYS = 4
FIRST = date(2015, 9, 1)
DAYS = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 6])


@st.composite
def days_of_parts(draw):
    """Return events by day, zone and part of it, of enough days for four to nine mornings.

    The first part of a zone is at none of its places, and no screen shows it.
    """
    n_zones, n_mornings = draw(st.integers(2, 4)), draw(st.integers(4, 9))
    n_parts, n_days = draw(st.integers(1, 3)), n_mornings + WINDOW_DAYS - 1
    drawn = [draw(DAYS) for _ in range(n_days * n_zones * n_parts)]
    return np.array(drawn).reshape(n_days, n_zones, n_parts)


class OneMorning(NamedTuple):
    """Counts of a morning, and which of their nodes are the city with its zones, rests, and places by their zone."""

    counts: NestedCounts
    areas: range
    rests: range
    zone_of: dict[int, int]


def counted(days: np.ndarray, morning: int) -> OneMorning:
    """Return a morning's counts: every fourth morning tells places too."""
    of_parts = days[morning : morning + WINDOW_DAYS].sum(axis=0)
    n_zones, n_parts = of_parts.shape
    parents, n = [WHOLE, *(0 for _ in range(n_zones))], [int(of_parts.sum()), *of_parts.sum(axis=1).tolist()]
    zone_of = {}
    if morning % WINDOW_DAYS == 0:
        parents += range(1, n_zones + 1)
        n += of_parts[:, 0].tolist()
        for zone in range(n_zones):
            for part in range(1, n_parts):
                zone_of[len(n)] = zone + 1
                parents.append(zone + 1)
                n.append(int(of_parts[zone, part]))
    areas = range(n_zones + 1)
    counts = NestedCounts(
        tree=SumTree(tuple(parents)), n=n, below=[BELOW] * len(n), labels=[(f"{node:03d}",) for node in range(len(n))]
    )
    return OneMorning(counts, areas, range(len(areas), min(len(n), 2 * n_zones + 1)), zone_of)


def tell(days: np.ndarray, *, looks_back: bool = True) -> list[tuple[OneMorning, ToldMorning]]:
    """Return what the screens of each morning tell, decided morning by morning."""
    told: list[tuple[OneMorning, ToldMorning]] = []
    for number in range(len(days) - WINDOW_DAYS + 1):
        day = FIRST.toordinal() + number
        one = counted(days, number)
        hide_nested({"contacts": one.counts})
        if looks_back:
            earlier = {"contacts": EarlierMornings(WINDOW_DAYS, tuple(each for _, each in told))}
            hide_over_mornings(
                {"contacts": one.counts}, (), earlier=earlier, nodes=one.areas, unseen=one.rests, day=day
            )
        told.append((one, told_morning(one.counts, one.areas, unseen=one.rests, day=day)))
    return told


def known(told: list[tuple[OneMorning, ToldMorning]]) -> Knowledge:
    """Return what the attacker makes of the screens: of each count that shows or is hidden, of no rest."""
    knowledge = Knowledge()
    mornings = [str(FIRST + timedelta(days=number)) for number in range(len(told))]
    zone_of = {}
    for name, (one, _) in zip(mornings, told, strict=True):
        cells = {node: _cell(name, one, node) for node in (*one.areas, *one.zone_of)}
        for node, cell in cells.items():
            least, greatest = one.counts.told_bounds(node)
            is_hidden = one.counts.is_hidden(node) and one.counts.n[node] > 0
            blank = "suppressed" if one.counts.is_told_small(node) else "suppressed_complementary" if is_hidden else ""
            knowledge.cells[cell] = Told(least, np.inf if greatest >= UNBOUNDED else greatest, blank, BELOW)
        knowledge.add_up(cells[0], [cells[zone] for zone in one.areas[1:]])
        for zone in one.areas[1:]:
            places = [cells[place] for place, own in one.zone_of.items() if own == zone]
            knowledge.add_up(cells[zone], places, has_rest=True)
        zone_of |= {str(place): str(zone) for place, zone in one.zone_of.items()}
    tie_mornings(knowledge, mornings, days=WINDOW_DAYS, corrected_on=mornings[0], zone_of=zone_of)
    return knowledge


def _cell(morning: str, one: OneMorning, node: int) -> Cell:
    keys = ("place", str(node)) if node in one.zone_of else ("zone", str(node)) if node else ("city", "city")
    return Cell(morning, "outreach", keys, "contacts")


@given(days=days_of_parts())
def test_no_hidden_count_is_narrowed_by_the_screens_of_all_mornings_together(days):
    assert known(tell(days)).narrow() == {}


@given(days=days_of_parts())
def test_a_count_that_shows_is_the_true_one_and_nothing_small_shows(days):
    for one, morning in tell(days):
        for node in one.areas:
            n = one.counts.n[node]
            assert morning.least[node] <= n <= morning.greatest[node]
            assert not (morning.least[node] == morning.greatest[node] and 0 < n < BELOW)
            assert morning.least[node] == morning.greatest[node] or morning.reach[node] <= morning.greatest[node]


def test_whoever_decides_each_morning_for_itself_is_found_out():
    """So that the first test can fail: the same attacker, mornings decided without their neighbours."""
    chance = np.random.default_rng(5)
    found = [
        known(tell(chance.poisson([[3, 0, 1], [1.5, 0.2, 0.1], [0.4, 0.1, 0]], (12, 3, 3)), looks_back=False)).narrow()
        for _ in range(20)
    ]
    assert any(found)

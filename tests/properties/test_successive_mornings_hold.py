"""What holds of any days of any zones for somebody who lays the screens of all mornings side by side."""

from __future__ import annotations

from datetime import date, timedelta

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
def days_of_zones(draw):
    """Return events by day and zone, of enough days for four to nine mornings."""
    n_zones, n_mornings = draw(st.integers(2, 4)), draw(st.integers(4, 9))
    n_days = n_mornings + WINDOW_DAYS - 1
    return np.array([[draw(DAYS) for _ in range(n_zones)] for _ in range(n_days)])


def counted(days: np.ndarray, morning: int) -> NestedCounts:
    of_zones = days[morning : morning + WINDOW_DAYS].sum(axis=0).tolist()
    nodes = range(len(of_zones) + 1)
    return NestedCounts(
        tree=SumTree((WHOLE, *(0 for _ in of_zones))),
        n=[sum(of_zones), *of_zones],
        below=[BELOW for _ in nodes],
        labels=[(f"{node}",) for node in nodes],
    )


def tell(days: np.ndarray, *, looks_back: bool = True) -> list[ToldMorning]:
    """Return what the screens of each morning tell, decided morning by morning."""
    told: list[ToldMorning] = []
    for number in range(len(days) - WINDOW_DAYS + 1):
        day = FIRST.toordinal() + number
        counts = counted(days, number)
        nodes = range(len(counts.n))
        hide_nested({"contacts": counts})
        if looks_back:
            earlier = {"contacts": EarlierMornings(WINDOW_DAYS, tuple(told))}
            hide_over_mornings({"contacts": counts}, (), earlier=earlier, nodes=nodes, day=day)
        told.append(told_morning(counts, nodes, day=day))
    return told


def known(told: list[ToldMorning]) -> Knowledge:
    """Return what the attacker makes of the screens."""
    knowledge = Knowledge()
    mornings = [str(FIRST + timedelta(days=number)) for number in range(len(told))]
    for name, morning in zip(mornings, told, strict=True):
        cells = [
            Cell(name, "outreach", ("zone" if n else "city", str(n)), "contacts") for n in range(len(morning.least))
        ]
        for node, cell in enumerate(cells):
            blank = "" if not morning.is_hidden[node] else "suppressed_complementary"
            greatest = np.inf if morning.greatest[node] >= UNBOUNDED else morning.greatest[node]
            blank = "suppressed" if morning.is_small[node] else blank
            knowledge.cells[cell] = Told(morning.least[node], greatest, blank, BELOW)
        knowledge.add_up(cells[0], cells[1:])
    tie_mornings(knowledge, mornings, days=WINDOW_DAYS, corrected_on=mornings[0])
    return knowledge


@given(days=days_of_zones())
def test_no_hidden_count_is_narrowed_by_the_screens_of_all_mornings_together(days):
    assert known(tell(days)).narrow() == {}


@given(days=days_of_zones())
def test_a_count_that_shows_is_the_true_one_and_nothing_small_shows(days):
    for number, morning in enumerate(tell(days)):
        counts = counted(days, number)
        for node, n in enumerate(counts.n):
            assert morning.least[node] <= n <= morning.greatest[node]
            assert not (morning.least[node] == morning.greatest[node] and 0 < n < BELOW)


def test_whoever_decides_each_morning_for_itself_is_found_out():
    """So that the first test can fail: the same attacker, mornings decided without their neighbours."""
    chance = np.random.default_rng(5)
    found = [known(tell(chance.poisson([3, 1.5, 0.4], (12, 3)), looks_back=False)).narrow() for _ in range(20)]
    assert any(found)

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.signals.inference import GUMBEL, MONTE_CARLO, find_p_value, recurrence_days
from geo.signals.study_periods import TimeUnit

MAXIMA = stats.gumbel_r(loc=6, scale=1.2).ppf((np.arange(999) + 0.5) / 999)


def test_a_p_value_is_the_rank_among_the_replications_and_the_scan_itself():
    found = find_p_value(float(np.sort(MAXIMA)[-100]), MAXIMA)

    assert (found.value, found.rank, found.source) == (101 / 1000, 101, MONTE_CARLO)


def test_a_ratio_below_every_replication_has_a_p_value_of_one():
    assert find_p_value(0.0, MAXIMA).value == 1


def test_where_few_replications_come_as_high_the_tail_of_a_gumbel_distribution_tells():
    found = find_p_value(20.0, MAXIMA)

    assert (found.rank, found.source) == (1, GUMBEL)
    assert found.value == pytest.approx(stats.gumbel_r(loc=6, scale=1.2).sf(20.0), rel=0.15)


def test_the_tail_meets_the_rank_where_it_takes_over():
    ninth, tenth = (find_p_value(float(np.sort(MAXIMA)[-n]), MAXIMA) for n in (8, 9))

    assert (ninth.source, tenth.source) == (GUMBEL, MONTE_CARLO)
    assert ninth.value == pytest.approx(9 / 1000, rel=0.2)
    assert ninth.value < tenth.value


def test_a_p_value_is_never_zero():
    assert 0 < find_p_value(1e6, MAXIMA).value < 1e-15


@pytest.mark.parametrize("n_replications", [1, 9, 98])
def test_too_few_replications_are_not_stretched(n_replications):
    found = find_p_value(50.0, MAXIMA[:n_replications])

    assert (found.value, found.source) == (1 / (n_replications + 1), MONTE_CARLO)


def test_replications_that_are_all_alike_are_ranked_only():
    assert find_p_value(1.0, np.zeros(999)).source == MONTE_CARLO


def test_without_replications_there_is_no_p_value():
    assert find_p_value(3.0, np.zeros(0)) is None


@pytest.mark.parametrize(("unit", "days"), [(TimeUnit.DAY, 100.0), (TimeUnit.MONTH, 3_043.75), (TimeUnit.YEAR, 36_525)])
def test_a_recurrence_interval_counts_scans_and_tells_days(unit, days):
    assert recurrence_days(0.01, unit) == pytest.approx(days)

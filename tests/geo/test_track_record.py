from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.track_record import JudgeRules, judge_tallies
from tests.support.replayed import BEFORE, WEEK, came, replay

RULES = JudgeRules(area_share=0.01, n_resamples=500, seed=7, min_weeks=8, min_incidents=20, widest_ratio=1.5)


def _tallies(list_held: list[float], plain_held: list[float], *, n_incidents: int = 100) -> pd.DataFrame:
    """Weeks of one horizon, the same for places and cells; 10 places listed, half of what was held hit."""
    rows = [
        {
            "week_no": week,
            "horizon_days": 7,
            "method_code": method,
            "n_mornings": 1,
            "n_incidents": n_incidents,
            "held_cells": held[week],
            "held_10": held[week],
            "listed_10": 10,
            "hit_10": min(10, held[week] / 2),
        }
        for method, held in (
            ("list", list_held),
            ("plain_count", plain_held),
            ("hindsight", [max(pair) * 2 for pair in zip(list_held, plain_held, strict=True)]),
        )
        for week in range(len(list_held))
    ]
    return pd.DataFrame(rows)


def _judge(tallies: pd.DataFrame, rules: JudgeRules = RULES) -> pd.DataFrame:
    return judge_tallies(tallies, list_sizes=(10,), rules=rules).set_index(["measure_code", "method_code"])


def test_pai_pei_and_hit_rates_are_those_worked_out_by_hand():
    # Of 6 incidents the one top cell of a hundred held 2, the best held 3.
    record = judge_tallies(replay(came(*BEFORE, *WEEK)), list_sizes=(1, 2), rules=RULES)
    week = record[record["horizon_days"] == 7].set_index(["measure_code", "method_code"])["value"]

    assert week["pai", "list"] == pytest.approx((2 / 6) / 0.01)
    assert week["pei", "list"] == pytest.approx(2 / 3)
    assert week["pei", "hindsight"] == 1
    assert week["held_1", "list"] == pytest.approx(2 / 6)
    assert week["held_2", "hindsight"] == pytest.approx(5 / 6)
    assert week["hit_2", "list"] == 1


def test_the_ratio_is_that_of_the_sums_and_not_the_mean_of_the_weeks():
    judged = _judge(_tallies([10, 2], [5, 5]))

    assert judged.loc[("held_10", "list"), "ratio_to_plain"] == pytest.approx(12 / 10)
    assert judged.loc[("pai", "list"), "value"] == pytest.approx(12 / 200 / 0.01)
    assert pd.isna(judged.loc[("pai", "plain_count"), "ratio_to_plain"])
    assert judged.loc[("pai", "plain_count"), "verdict_code"] == ""


@pytest.mark.parametrize(
    ("list_held", "plain_held", "verdict"),
    [
        ([12, 13, 12, 14, 12, 13, 12, 14], [10] * 8, "better"),
        ([8, 7, 8, 6, 8, 7, 8, 6], [10] * 8, "worse"),
        ([9, 11, 10, 10, 9, 11, 10, 10], [10] * 8, "as_good"),
        ([1, 30, 1, 30, 1, 2, 20, 1], [10] * 8, "too_few"),
        ([12] * 7, [10] * 7, "too_few"),
        ([1] + [0] * 7, [1] + [0] * 7, "too_few"),
    ],
    ids=["better", "worse", "as good", "the interval is too wide", "too few weeks", "a drawing finds nothing"],
)
def test_what_can_be_said_follows_the_interval(list_held, plain_held, verdict):
    assert _judge(_tallies(list_held, plain_held)).loc[("held_10", "list"), "verdict_code"] == verdict


def test_too_few_incidents_are_too_few_whatever_the_interval_says():
    judged = _judge(_tallies([2] * 8, [1] * 8, n_incidents=2))

    assert set(judged["verdict_code"]) == {"", "too_few"}


def test_places_of_a_constant_rate_are_found_as_well_by_a_plain_count_and_that_is_said():
    busy = [(236_050.0 + 300 * number, 900_050.0) for number in range(5)]
    quiet = [(236_050.0 + 300 * number, 905_050.0) for number in range(5)]
    stream = [(day, place) for day in range(21) for place in busy]
    stream += [(day, place) for number, place in enumerate(quiet) for day in range(21) if day % 5 == number]

    tallies = replay(came(*stream), n_weeks=2, list_sizes=(5,), n_top_cells=5)
    record = judge_tallies(tallies, list_sizes=(5,), rules=replace(RULES, min_weeks=1))

    own = record[record["method_code"] == "list"]
    assert set(own["verdict_code"]) == {"as_good"}
    assert own["ratio_to_plain"].tolist() == pytest.approx([1.0] * len(own))


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    n_runs, true_ratio, holds = 150, 1.2, 0
    for run in range(n_runs):
        # Busy and quiet weeks, and what both lists share moves them together.
        shared = rng.poisson(rng.gamma(20, 1.5, 26))
        list_held, plain_held = shared + rng.poisson(12, 26), shared + rng.poisson(5.0, 26)
        true_ratio = (30 + 12) / (30 + 5)
        judged = _judge(_tallies(list_held.tolist(), plain_held.tolist()), replace(RULES, seed=run, n_resamples=300))
        low, high = judged.loc[("held_10", "list"), ["ratio_low", "ratio_high"]]
        holds += low <= true_ratio <= high

    assert 0.88 <= holds / n_runs <= 0.99


def test_a_build_made_again_says_the_same():
    tallies = _tallies([12, 13, 12, 14, 12, 13, 12, 14], [10, 9, 11, 10, 9, 10, 11, 10])

    pd.testing.assert_frame_equal(_judge(tallies), _judge(tallies.sample(frac=1, random_state=1)))


def test_where_nothing_came_there_is_no_value_and_no_week_is_no_row():
    judged = _judge(_tallies([0] * 8, [0] * 8, n_incidents=0))

    assert judged["value"][["held_10", "pai", "pei"]].isna().all()
    assert set(judged["verdict_code"]) == {"", "too_few"}
    assert _judge(_tallies([], []).reindex(columns=_tallies([1], [1]).columns)).empty


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(MissingColumnError):
        _judge(_tallies([1], [1]).drop(columns="held_10"))
    for changed in ({"area_share": 0}, {"n_resamples": 0}, {"widest_ratio": 1.0}):
        with pytest.raises(BadParameterError):
            replace(RULES, **changed)

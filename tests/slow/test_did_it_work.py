"""How often a verdict is false where nothing was done, and true where something was: made-up cities, whole."""

from __future__ import annotations

import pytest

from benchmarks.did_it_work import CITY_MORNING, made_up_city, run
from geo.displacement import FEWER, FEWER_HERE, JUDGED, MORE, MOVED_NEARBY
from pipelines.settings import load_policy, project_paths
from pipelines.steps.actions import effect_rules

RULES = effect_rules(load_policy(project_paths({}).reference_dir))
N_CITIES = 8
LESS = [FEWER, FEWER_HERE, MOVED_NEARBY]


def verdicts(*, kind: str, choice: str, effect: str):
    cities = ((made_up_city(seed, kind=kind), CITY_MORNING) for seed in range(N_CITIES))
    told = run(cities, choice=choice, effect=effect, rules=RULES)
    return told[told["verdict_code"].isin(JUDGED)]["verdict_code"]


@pytest.mark.slow
@pytest.mark.parametrize("choice", ["listed", "just high"])
@pytest.mark.parametrize("kind", ["poisson", "drifting", "bursty"])
def test_where_nothing_was_done_few_verdicts_say_otherwise_even_at_places_that_had_just_been_high(kind, choice):
    told = verdicts(kind=kind, choice=choice, effect="nothing")

    # 2.5 in a hundred on either side is meant; among some hundred places twice that is within chance.
    assert len(told) > 60
    assert told.isin(LESS).mean() <= 0.06
    assert (told == MORE).mean() <= 0.075
    assert (told == MOVED_NEARBY).mean() <= 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "least"), [("all gone", 0.95), ("three quarters gone", 0.5)])
def test_a_great_fall_is_found(effect, least):
    assert verdicts(kind="poisson", choice="listed", effect=effect).isin(LESS).mean() >= least


@pytest.mark.slow
def test_what_all_moved_into_the_ring_is_mostly_called_moved_and_hardly_ever_plainly_fewer():
    told = verdicts(kind="poisson", choice="listed", effect="all moved")

    assert (told == MOVED_NEARBY).mean() >= 0.6
    assert (told == FEWER).mean() <= 0.03

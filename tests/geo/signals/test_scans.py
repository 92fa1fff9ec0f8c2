from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError, UnpeopledCaseError
from geo.signals.inference import GUMBEL
from geo.signals.replications import replicate, seed_replications
from geo.signals.scans import Draws, Limits, scan_bernoulli, scan_cases, scan_permutation, scan_poisson
from geo.signals.study_periods import TimeUnit
from tests.support.plain_scan import START, location_ids, long_form

END = START + timedelta(days=29)
NONE = Draws(n_replications=0)
LIMITS = Limits(start_date=START, end_date=END, max_days=5)
SQUARE = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0], [900.0, 900.0], [1_000.0, 900.0], [900.0, 1_000.0]])


def one_a_day(n_locations=6, n_days=30):
    """A case every other day everywhere: nothing gathers."""
    counts = np.zeros((n_locations, n_days), dtype=np.int64)
    counts[:, ::2] = 1
    return counts


def with_outbreak():
    """Six more cases at the first two locations in the last three days."""
    counts = one_a_day()
    counts[0:2, 27:] += 1
    return counts


def scanned(counts, *, limits=LIMITS, draws=NONE, coordinates=SQUARE, **more):
    return scan_cases(long_form(counts), location_ids(len(counts)), coordinates, limits=limits, draws=draws, **more)


def in_the_morning(cases, places, **more):
    settings = {"max_radius_m": 200.0, "max_days": 5, "n_replications": 99, "seed": 7} | more
    return scan_permutation(cases, places, start_date=START, end_date=END, **settings)


def places_frame():
    return pd.DataFrame({"location_id": location_ids(6), "x_m": SQUARE[:, 0], "y_m": SQUARE[:, 1]})


def test_an_outbreak_is_told_with_its_places_days_cases_and_how_many_are_usual():
    counts = with_outbreak()
    cluster = scanned(counts).clusters.iloc[0]

    assert (set(cluster["location_ids"]), cluster["start_date"], cluster["end_date"]) == (
        {"L0", "L1"}, START + timedelta(days=27), END,
    )  # fmt: skip
    assert cluster["n_cases"] == 8
    assert cluster["n_expected"] == pytest.approx(36 * 12 / 96)
    assert cluster["log_likelihood_ratio"] == pytest.approx(8 * math.log(8 / 4.5) + 88 * math.log(88 / 91.5))


def test_a_prospective_scan_sees_no_cluster_that_has_ended():
    counts = one_a_day()
    counts[0:2, 10:13] += 2
    past = scanned(counts, limits=Limits(start_date=START, end_date=END, max_days=5, is_prospective=False))

    assert (past.clusters["start_date"][0], past.clusters["end_date"][0]) == (
        START + timedelta(days=10), START + timedelta(days=12),
    )  # fmt: skip
    assert (scanned(counts).clusters["end_date"] == END).all()


def test_a_retrospective_scan_tells_no_recurrence_interval():
    limits = Limits(start_date=START, end_date=END, max_days=5, is_prospective=False)

    assert scanned(with_outbreak(), limits=limits, draws=Draws(99, 1)).clusters["recurrence_interval_days"].isna().all()
    assert scanned(with_outbreak(), draws=Draws(99, 1)).clusters["recurrence_interval_days"].notna().all()


def test_no_two_clusters_share_a_place():
    rng = np.random.default_rng(4)
    clusters = scanned(rng.poisson(0.4, (40, 30)), coordinates=rng.uniform(0, 1_000, (40, 2))).clusters
    named = [name for ids in clusters["location_ids"] for name in ids]

    assert len(clusters) > 3
    assert len(named) == len(set(named))
    assert clusters["log_likelihood_ratio"].is_monotonic_decreasing
    assert clusters["cluster_no"].tolist() == list(range(1, len(clusters) + 1))


def test_a_single_case_is_no_cluster():
    counts = np.zeros((2, 30), dtype=np.int64)
    counts[0, 29], counts[1, :20] = 1, 3

    assert scanned(counts, coordinates=SQUARE[:2]).clusters.empty


def test_locations_at_one_place_are_in_a_cluster_together_and_keep_their_names():
    coordinates = SQUARE.copy()
    coordinates[1] = coordinates[0]
    clusters = scanned(with_outbreak(), coordinates=coordinates).clusters

    assert clusters["location_ids"][0] == ("L0", "L1")
    assert clusters["radius"][0] == 0


def test_a_location_without_cases_changes_no_ratio():
    more = np.vstack([SQUARE, [[50.0, 20.0]]])
    counts = np.vstack([with_outbreak(), np.zeros((1, 30), dtype=np.int64)])
    with_empty, without = scanned(counts, coordinates=more), scanned(with_outbreak())

    assert with_empty.clusters["log_likelihood_ratio"].tolist() == without.clusters["log_likelihood_ratio"].tolist()
    assert "L6" in with_empty.clusters["location_ids"][0]  # nearer to one than the other is


def test_without_any_case_there_is_nothing_to_find():
    result = scanned(np.zeros((6, 30), dtype=np.int64), draws=Draws(9, 1))

    assert result.clusters.empty
    assert result.maxima.tolist() == [0.0] * 9


def test_one_day_of_data_has_nothing_that_days_could_tell():
    limits = Limits(start_date=START, end_date=START)

    assert scanned(np.full((6, 1), 3), limits=limits, draws=Draws(9, 1)).clusters.empty


def test_one_day_of_cases_against_a_population_is_a_scan_of_places():
    counts = np.array([[9], [1], [1], [1], [1], [1]])
    people = pd.DataFrame({"location_id": location_ids(6), "date": START, "is_day": False, "n_people": 1_000})
    result = scan_poisson(
        long_form(counts),
        people,
        location_ids(6),
        SQUARE,
        limits=Limits(start_date=START, end_date=START),
        draws=Draws(99, 1),
    )

    assert result.clusters["location_ids"][0] == ("L0",)
    assert result.clusters["log_likelihood_ratio"][0] == pytest.approx(
        9 * math.log(9 / (14 / 6)) + 5 * math.log(5 / (14 * 5 / 6))
    )


def test_as_many_people_everywhere_is_what_no_population_means():
    people = pd.DataFrame({"location_id": location_ids(6), "date": START, "is_day": False, "n_people": 7})
    by_hand, by_default = (
        scan_poisson(long_form(with_outbreak()), given, location_ids(6), SQUARE, limits=LIMITS, draws=Draws(19, 1))
        for given in (people, None)
    )

    pd.testing.assert_frame_equal(by_hand.clusters, by_default.clusters)


def test_a_weekly_rhythm_is_no_cluster_once_days_of_the_week_are_compared():
    counts = np.ones((6, 28), dtype=np.int64)
    counts[0, 6::7] = 8  # one place is busy on Sundays, and the period ends on one
    limits = Limits(start_date=START, end_date=START + timedelta(days=27), max_days=1)

    assert scanned(counts, limits=limits).clusters["location_ids"][0] == ("L0",)
    assert scanned(counts, limits=limits, adjust_weekdays=True).clusters.empty


def test_the_same_seed_gives_the_same_figures_and_another_seed_other_ones():
    first, again, other = (scanned(with_outbreak(), draws=Draws(99, seed)) for seed in (5, 5, 6))

    assert first.maxima.tolist() == again.maxima.tolist()
    pd.testing.assert_frame_equal(first.clusters, again.clusters)
    assert first.maxima.tolist() != other.maxima.tolist()


def test_more_replications_keep_the_first_ones():
    few, many = (scanned(with_outbreak(), draws=Draws(n, 5)) for n in (20, 99))

    assert many.maxima[:20].tolist() == few.maxima.tolist()


def test_seeds_are_shared_among_threads_in_their_order():
    seeds = seed_replications(3, 41)

    assert replicate(lambda block: block.astype(float), seeds, n_threads=3).tolist() == seeds.astype(float).tolist()


def test_a_ratio_that_no_replication_comes_near_is_told_by_the_tail():
    counts = one_a_day()
    counts[0, 29] = 60
    cluster = scanned(counts, draws=Draws(199, 1)).clusters.iloc[0]

    assert cluster["p_value_source"] == GUMBEL
    assert cluster["p_value"] < 1 / 200
    assert cluster["recurrence_interval_days"] == pytest.approx(1 / cluster["p_value"])


def test_a_morning_scans_frames_of_dates_or_of_timestamps_alike():
    cases, places = long_form(with_outbreak()), places_frame()
    stamped = cases.assign(date=pd.to_datetime(cases["date"]))
    plain, stamped = (in_the_morning(frame, places) for frame in (cases, stamped))

    pd.testing.assert_frame_equal(plain.clusters, stamped.clusters)
    assert set(plain.clusters["location_ids"][0]) == {"L0", "L1"}


def test_a_planted_outbreak_is_found_nine_times_in_ten():
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        xy = rng.uniform(0, 3_000, (120, 2))
        counts = rng.poisson(0.02, (120, 180))
        centre = int(rng.integers(120))
        near = np.argsort(((xy - xy[centre]) ** 2).sum(axis=1))[:3]
        np.add.at(counts, (rng.choice(near, 8), rng.integers(175, 180, 8)), 1)
        cases = long_form(counts)
        places = pd.DataFrame({"location_id": location_ids(120), "x_m": xy[:, 0], "y_m": xy[:, 1]})
        end = START + timedelta(days=179)
        result = scan_permutation(
            cases,
            places,
            start_date=START,
            end_date=end,
            max_radius_m=600.0,
            max_days=14,
            n_replications=199,
            seed=seed,
        )
        first = result.clusters.iloc[0]
        found += first["p_value"] <= 0.01 and bool(set(first["location_ids"]) & {f"L{n}" for n in near})

    assert found >= 54


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"location_id": "nowhere"}, "nowhere, which has no coordinates"),
        ({"date": END + timedelta(days=1)}, "outside the study period"),
        ({"date": START - timedelta(days=1)}, "outside the study period"),
        ({"n_cases": -1}, "whole numbers"),
        ({"n_cases": 1.5}, "whole numbers"),
        ({"n_cases": np.nan}, "whole numbers"),
        ({"n_cases": 1e18}, "fewer than"),
    ],
)
def test_a_case_that_cannot_be_counted_is_refused(change, reason):
    cases = long_form(with_outbreak()).astype({"n_cases": float})
    cases.loc[3, list(change)] = list(change.values())

    with pytest.raises(BadParameterError, match=reason):
        in_the_morning(cases, places_frame())


def test_a_location_named_twice_is_refused():
    with pytest.raises(BadParameterError, match="L2 is named twice"):
        in_the_morning(long_form(with_outbreak()), pd.concat([places_frame(), places_frame().iloc[[2]]]))


def test_a_location_without_coordinates_is_refused():
    places = places_frame()
    places.loc[4, "y_m"] = np.nan

    with pytest.raises(BadParameterError, match="finite"):
        in_the_morning(long_form(with_outbreak()), places)


def test_no_location_is_nothing_to_scan():
    with pytest.raises(BadParameterError, match="no location"):
        in_the_morning(long_form(with_outbreak()), places_frame().iloc[:0])


@pytest.mark.parametrize("frame", ["cases", "places"])
def test_a_frame_without_its_columns_is_refused(frame):
    frames = {"cases": long_form(with_outbreak()), "places": places_frame()}
    frames[frame] = frames[frame].iloc[:, :1]

    with pytest.raises(MissingColumnError):
        in_the_morning(frames["cases"], frames["places"])


@pytest.mark.parametrize(
    "bad",
    [{"max_radius_m": 0.0}, {"max_radius_m": -1.0}, {"max_cases_pct": 0}, {"max_cases_pct": 101}, {"max_days": 0}],
)
def test_a_limit_that_limits_everything_away_is_refused(bad):
    with pytest.raises(BadParameterError):
        in_the_morning(long_form(with_outbreak()), places_frame(), **bad)


def people(**more):
    return pd.DataFrame({"location_id": location_ids(6), "date": START, "is_day": False, "n_people": 100} | more)


def against(population, *, cases=None, **more):
    given = long_form(with_outbreak()) if cases is None else cases
    return scan_poisson(given, population, location_ids(6), SQUARE, limits=LIMITS, draws=NONE, **more)


def test_cases_where_nobody_lives_are_refused_by_their_row():
    with pytest.raises(UnpeopledCaseError, match="L2") as refused:
        against(people(n_people=[100, 100, 0, 100, 100, 100]))

    assert long_form(with_outbreak())["location_id"][refused.value.row] == "L2"


def test_cases_of_a_kind_that_nobody_is_of_are_refused_by_their_row():
    cases = long_form(with_outbreak(), age="old")
    cases.loc[5, "age"] = "young"

    with pytest.raises(UnpeopledCaseError, match="young") as refused:
        against(people(age="old"), cases=cases, category_columns=["age"])

    assert refused.value.row == 5


def test_categories_are_matched_by_what_they_are_called_and_not_by_their_order():
    cases = long_form(with_outbreak(), age="b")
    both = pd.concat([people(age="c"), people(age="b"), people(age="a")])

    pd.testing.assert_frame_equal(
        against(both, cases=cases, category_columns=["age"]).clusters, against(people()).clusters
    )


@pytest.mark.parametrize("bad", [{"n_people": -1.0}, {"n_people": np.nan}, {"n_people": np.inf}])
def test_a_population_that_is_no_number_of_people_is_refused(bad):
    with pytest.raises(BadParameterError, match="zero or more"):
        against(people(**bad))


def test_population_at_an_unknown_location_is_refused():
    with pytest.raises(BadParameterError, match="elsewhere"):
        against(people(location_id=["L0", "L1", "L2", "L3", "L4", "elsewhere"]))


def test_without_controls_nothing_can_be_compared():
    cases = long_form(with_outbreak())

    with pytest.raises(BadParameterError, match="no controls"):
        scan_bernoulli(cases, cases.assign(n_cases=0), location_ids(6), SQUARE, limits=LIMITS, draws=NONE)


def test_where_all_are_cases_the_ratio_is_that_of_certainty():
    cases, controls = np.zeros((6, 1), dtype=np.int64), np.zeros((6, 1), dtype=np.int64)
    cases[0], controls[1:] = 4, 4
    result = scan_bernoulli(
        long_form(cases),
        long_form(controls),
        location_ids(6),
        SQUARE,
        limits=Limits(start_date=START, end_date=START),
        draws=Draws(99, 1),
    )
    cluster = result.clusters.iloc[0]

    assert cluster["location_ids"] == ("L0",)
    assert cluster["n_expected"] == pytest.approx(4 * 4 / 24)
    assert cluster["log_likelihood_ratio"] == pytest.approx(-(4 * math.log(4 / 24) + 20 * math.log(20 / 24)))


def test_years_are_windows_of_whole_years():
    cases = pd.DataFrame(
        {
            "location_id": ["L0"] * 8 + [f"L{n}" for n in range(6)] * 6,
            "date": [date(1985, 6, 1)] * 4 + [date(1986, 2, 3)] * 4
            + [date(year, 1, 1) for year in range(1983, 1989) for _ in range(6)],
            "n_cases": 1,
        }
    )  # fmt: skip
    limits = Limits(date(1983, 1, 1), date(1988, 12, 31), unit=TimeUnit.YEAR, is_prospective=False)
    cluster = scan_cases(cases, location_ids(6), SQUARE, limits=limits, draws=NONE).clusters.iloc[0]

    assert (cluster["start_date"], cluster["end_date"]) == (date(1985, 1, 1), date(1986, 12, 31))
    assert (cluster["location_ids"], cluster["n_cases"]) == (("L0",), 10)


def test_more_places_and_days_than_can_be_held_are_refused():
    limits = Limits(date(1000, 1, 1), date(9_000, 1, 1))
    coordinates = np.column_stack([np.arange(40.0), np.zeros(40)])
    cases = pd.DataFrame({"location_id": ["L0"], "date": [date(2000, 1, 1)], "n_cases": [2]})

    with pytest.raises(BadParameterError, match="longer time unit"):
        scan_poisson(cases, None, location_ids(40), coordinates, limits=limits, draws=NONE)

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.incidents import merge_tickets
from geo.ranking import damp_incidents, score_terms
from geo.replay import _incidents, _microseconds, _Player, expected_top
from tests.support.replayed import BEFORE, FIRST, MORNINGS, WEEK, A, B, C, came, figures, replay, rules


def test_a_week_is_counted_as_by_hand():
    tallies = replay(came(*BEFORE, *WEEK))

    listed = figures(tallies, 7, "list")
    assert listed["n_mornings"] == 1
    assert listed["n_incidents"] == 6
    assert (listed["held_1"], listed["listed_1"], listed["hit_1"]) == (2, 1, 1)
    # The second place of the list is B; nobody could know C.
    assert (listed["held_2"], listed["listed_2"], listed["hit_2"]) == (3, 2, 2)
    assert listed["held_cells"] == 2
    best = figures(tallies, 7, "hindsight")
    assert (best["held_1"], best["held_2"], best["held_cells"]) == (3, 5, 3)


def test_the_next_day_is_counted_on_each_morning_and_learns_from_the_day_before():
    tallies = replay(came(*BEFORE, *WEEK))

    plain = figures(tallies, 1, "plain_count")
    assert (plain["n_mornings"], plain["n_incidents"]) == (7, 6)
    # Day 14: A of A and B. Day 15: none of three. Day 16: by then A still leads.
    assert plain["held_1"] == 2
    assert plain["listed_1"] == 7
    assert plain["hit_1"] == 2
    assert figures(tallies, 1, "hindsight")["held_1"] == 1 + 3 + 1


def test_the_next_day_is_judged_only_on_mornings_with_a_huddle():
    tallies = replay(came(*BEFORE, *WEEK), weekdays=[MORNINGS[15].isoweekday()])

    assert figures(tallies, 1, "list")["n_mornings"] == 1
    assert figures(tallies, 1, "list")["n_incidents"] == 3
    assert figures(tallies, 7, "list")["n_incidents"] == 6


def test_the_plain_count_forgets_after_its_days_and_breaks_ties_by_the_year():
    # In the last seven days B and C have one each; over the year C has more.
    tickets = came((0, A), (1, A), (2, A), (1, C), (9, B), (9, C), (15, A), (15, B), (15, C))

    assert figures(replay(tickets, list_sizes=(1,)), 7, "plain_count")["held_1"] == 1
    held = replay(tickets, list_sizes=(2,)).query("horizon_days == 7 and method_code == 'plain_count'")
    assert held["held_2"].item() == 2
    without_ties = figures(replay(tickets, tie_days=0, n_top_cells=1), 7, "plain_count")["held_cells"]
    assert without_ties == 1.0


def test_cells_that_tie_at_the_edge_count_with_their_mean():
    assert expected_top(np.array([3.0, 2.0, 2.0, 1.0]), np.array([5.0, 4.0, 0.0, 9.0]), 2) == 5 + 4 / 2
    assert expected_top(np.array([1.0, 1.0, 1.0]), np.array([3.0, 0.0, 0.0]), 1) == 1


def test_a_cell_that_was_never_seen_is_not_chosen_even_where_others_are_missing():
    assert expected_top(np.array([1.0, 0.0, 0.0]), np.array([1.0, 7.0, 7.0]), 2) == 1


def test_a_place_with_too_few_incidents_is_not_listed_by_the_list_and_is_by_the_plain_count():
    tallies = replay(came(*BEFORE, *WEEK), min_incidents=4)

    assert figures(tallies, 7, "list")["listed_2"] == 1
    assert figures(tallies, 7, "plain_count")["listed_2"] == 2


def test_a_stream_that_repeats_itself_is_found_as_well_as_hindsight_could():
    steady = [(day, place) for day in range(21) for place in (A, B)]
    tallies = replay(came(*steady), n_top_cells=2)

    for horizon in (1, 7):
        assert figures(tallies, horizon, "list")["held_cells"] == figures(tallies, horizon, "hindsight")["held_cells"]
        assert figures(tallies, horizon, "list")["held_2"] == figures(tallies, horizon, "list")["n_incidents"]


def test_a_week_before_the_plain_count_s_first_window_is_not_judged():
    # Days 5 to 20: the first window of seven days is full on day 12 or 13, so of three weeks only the last is left.
    tickets = came((5, A), (13, A), (15, A))

    assert replay(tickets, n_weeks=3)["week_no"].unique().tolist() == [0]
    assert figures(replay(tickets, n_weeks=3), 7, "list")["n_incidents"] == 1
    assert replay(came((18, A)), n_weeks=3).empty
    assert replay(came()).empty


def _city(seed: int, *, n: int = 400) -> pd.DataFrame:
    """Tickets of two categories and both groups at a few dozen places, merged to incidents."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 30, n)
    opened = pd.Series(pd.to_datetime(FIRST) + pd.to_timedelta(rng.uniform(-30, 22, n), unit="D")).dt.round("us")
    tickets = pd.DataFrame(
        {
            "ticket_id": np.arange(n),
            "category_code": np.where(rng.random(n) < 0.3, "sharps", "litter"),
            "reporter_group": np.where(rng.random(n) < 0.4, "staff", "residents"),
            "x_m": 236_000 + 60.0 * (place % 6),
            "y_m": 900_000 + 60.0 * (place // 6),
            "opened_at": opened,
        }
    )
    merged = merge_tickets(tickets, radius_m=25, window_hours=20)
    firsts = tickets.set_index("ticket_id").loc[merged["incident_id"]].reset_index()
    return tickets.assign(
        incident_no=merged["incident_id"],
        incident_id=merged["incident_id"],
        x_m=firsts["x_m"],
        y_m=firsts["y_m"],
        began_at=firsts["opened_at"],
        n_tickets=1,
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_replayed_morning_scores_each_place_as_the_morning_itself_did(seed):
    tickets = _city(seed)
    at_us = _microseconds(pd.Series(MORNINGS))
    weights = {"litter": 1.0, "sharps": 3.0}
    known = _incidents(tickets, at_us, weights, rules())
    player = _Player(known, at_us, rules())

    for day in (3, 9, 10, 20):
        replayed = pd.Series(player._scores(day), index=pd.MultiIndex.from_arrays([known.x_m, known.y_m]))
        seen = damp_incidents(tickets[tickets["opened_at"] < MORNINGS[day]])
        morning = score_terms(
            seen,
            as_of_at=MORNINGS[day],
            acute_half_life_days=7,
            chronic_half_life_days=120,
            acute_weight=0.2,
            category_weights=weights,
            staff_weight=0.5,
        )
        of_morning = morning.groupby(["x_m", "y_m"])["contribution"].sum()
        assert replayed[replayed > 0].to_numpy() == pytest.approx(of_morning.to_numpy(), rel=1e-12)


def test_tickets_counted_by_day_say_the_same_as_tickets_one_by_one():
    tickets = _city(11)
    day = (tickets["opened_at"] - pd.Timedelta(hours=6)).dt.date
    keys = ["incident_no", "category_code", "reporter_group", "x_m", "y_m", "began_at", day.rename("day")]
    counted = tickets.groupby(keys).agg(opened_at=("opened_at", "min"), n_tickets=("n_tickets", "sum")).reset_index()

    pd.testing.assert_frame_equal(replay(counted, n_weeks=2), replay(tickets, n_weeks=2))


def test_nothing_at_or_after_a_week_s_end_changes_what_is_said_of_it():
    tickets = _city(3)
    early = tickets[tickets["opened_at"] < MORNINGS[14]]
    longer, shorter = replay(tickets, n_weeks=2), replay(early, n_weeks=1, mornings=MORNINGS[:15])

    first_week = longer[longer["week_no"] == 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(first_week, shorter)


def test_tickets_at_or_after_the_last_morning_change_nothing():
    tickets = _city(4)
    seen = tickets[tickets["opened_at"] < MORNINGS[-1]]
    later = _city(5).assign(
        incident_no=lambda rows: rows["incident_no"] + 10_000,
        began_at=MORNINGS[-1],
        opened_at=MORNINGS[-1],
    )

    pd.testing.assert_frame_equal(replay(pd.concat([tickets, later])), replay(seen))


def test_what_cannot_be_played_is_refused():
    with pytest.raises(MissingColumnError):
        replay(came((1, A)).drop(columns="began_at"))
    with pytest.raises(BadParameterError, match="need 29 mornings"):
        replay(came((1, A)), n_weeks=4)
    with pytest.raises(BadParameterError, match="must rise"):
        replay(came((1, A)), mornings=MORNINGS[::-1])
    with pytest.raises(BadParameterError, match="reporter_group"):
        replay(came((1, A), reporter_group="robots"))
    for changed in ({"acute_weight": 1.5}, {"plain_days": 0}, {"radius_m": 0}, {"list_sizes": ()}, {"n_top_cells": 0}):
        with pytest.raises(BadParameterError):
            rules(**changed)

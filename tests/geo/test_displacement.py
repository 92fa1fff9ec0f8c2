from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.displacement import EffectRules, judge_actions
from geo.errors import BadParameterError, MissingColumnError

RULES = EffectRules(
    radius_m=100, ring_m=300, window_weeks=(4, 12), min_before=10, usual_weeks=26, min_usual_weeks=8, level_factor=3,
    min_comparisons=10, max_comparisons=60, back_days=14, back_min_incidents=3,
)  # fmt: skip
OPENED, ENDED, LAST = 300, 303, 420
USUAL, BEFORE, AFTER = (OPENED - 28 - 182, OPENED - 28), (OPENED - 28, OPENED), (ENDED + 1, ENDED + 29)


def spread(n: int, days: tuple[int, int], x_m: float, y_m: float = 0.0) -> pd.DataFrame:
    """Return incidents at one point, as evenly over the days as whole days allow."""
    day = days[0] + (np.arange(n) * (days[1] - days[0])) // max(n, 1)
    return pd.DataFrame({"x_m": x_m, "y_m": y_m, "day_no": day})


def place(x_m: float, *, before: int = 20, after: int = 20, usual: int = 130, ring: tuple[int, int] = (8, 8)):
    """Return a place as many others are, and in its ring 200 m away as many as stated before and after."""
    return [
        spread(usual, USUAL, x_m), spread(before, BEFORE, x_m), spread(after, AFTER, x_m),
        spread(52, USUAL, x_m + 200), spread(ring[0], BEFORE, x_m + 200), spread(ring[1], AFTER, x_m + 200),
    ]  # fmt: skip


def town(here: list[pd.DataFrame], *, n_others: int = 14, after: int = 16, wave: int = 3) -> pd.DataFrame:
    """Return the place acted on at 0, and others a kilometre apart that went to `after`, more or less by `wave`."""
    others = [
        part
        for number in range(1, n_others + 1)
        for part in place(1000.0 * number, after=after + (wave if number % 2 else -wave))
    ]
    return pd.concat([*here, *others], ignore_index=True)


def action(action_id: str = "a", *, x_m: float = 0.0, opened: int = OPENED, ended: int | None = ENDED, is_done=True):
    return {
        "action_id": action_id, "x_m": x_m, "y_m": 0.0, "opened_day": opened, "ended_day": ended, "is_done": is_done,
    }  # fmt: skip


def judge(incidents: pd.DataFrame, *actions, last_day: int = LAST, rules: EffectRules = RULES) -> pd.DataFrame:
    table = pd.DataFrame(actions or [action()]).astype({"opened_day": "int64", "ended_day": "Int64"})
    return judge_actions(incidents, table, first_day=0, last_day=last_day, rules=rules)


def one(incidents: pd.DataFrame, *actions, **changes) -> pd.Series:
    return judge(incidents, *actions, **changes).iloc[0]


def test_the_difference_is_the_change_here_less_that_of_places_just_like_it_and_the_same_of_the_ring():
    told = one(town(place(0, after=4, ring=(8, 11))))

    assert (told["n_before"], told["n_after"], told["n_ring_before"], told["n_ring_after"]) == (20, 4, 8, 11)
    assert told["n_expected"] == pytest.approx(16)
    assert told["n_ring_expected"] == pytest.approx(8)
    # Wheeler and Ratcliffe: (4 - 20) - (16 - 20) + (11 - 8) - (8 - 8).
    assert told["wdd"] == pytest.approx(-12 + 3)
    assert told["wdd_low"] < told["wdd"] < told["wdd_high"]


@pytest.mark.parametrize(
    ("here", "verdict"),
    [
        (place(0, after=2, ring=(8, 4)), "fewer"),
        (place(0, after=4, ring=(8, 13)), "fewer_here"),
        (place(0, after=0, ring=(8, 30)), "moved_nearby"),
        (place(0, after=12), "no_difference"),
        (place(0, after=45), "more"),
    ],
    ids=["fewer", "fewer_here", "moved", "no_difference", "more"],
)
def test_each_verdict_comes_where_it_belongs(here, verdict):
    assert one(town(here))["verdict_code"] == verdict


def test_a_fall_that_comparable_places_share_is_no_effect():
    told = one(town(place(0, after=6), after=7))

    assert told["verdict_code"] == "no_difference"
    assert told["n_fell_as_much"] == 7


def test_where_even_none_at_all_could_be_chance_nothing_is_said():
    few = [part for n in range(1, 15) for part in place(1000.0 * n, before=4, usual=26, after=3 if n % 2 else 4)]
    told = one(pd.concat([*place(0, before=4, usual=26, after=0), *few], ignore_index=True), rules=RULES)

    assert told["n_expected_low"] == 0
    assert told["verdict_code"] == "too_few"


def test_with_few_incidents_before_twelve_weeks_are_compared():
    assert one(town(place(0, before=9)))["window_days"] == 84
    assert one(town(place(0, before=10)))["window_days"] == 28


def test_the_days_of_the_work_are_in_neither_window():
    during = spread(50, (OPENED, ENDED + 1), 0.0)
    without, with_work = (one(pd.concat([town(place(0, after=4)), *extra])) for extra in ([], [during]))

    pd.testing.assert_series_equal(without, with_work)


def test_until_the_window_is_whole_nothing_of_it_is_told():
    early = one(town(place(0, after=1)), last_day=ENDED + 27)
    due = one(town(place(0, after=1)), last_day=ENDED + 28)

    assert (early["verdict_code"], early["n_days_after"], early["window_days"]) == ("too_early", 27, 28)
    assert early[["n_after", "n_expected", "wdd"]].isna().all()
    assert due["verdict_code"] == "fewer"


def test_a_place_nobody_knows_and_a_past_too_short_are_named():
    nowhere = action() | {"x_m": float("nan")}
    assert one(town(place(0)), nowhere)["verdict_code"] == "no_place"
    assert one(town(place(0)), action(opened=70, ended=72))["verdict_code"] == "no_past"


def test_too_few_comparable_places_tell_nothing():
    assert one(town(place(0, after=2), n_others=9))["verdict_code"] == "no_comparison"


@pytest.mark.parametrize(("is_done", "ended"), [(True, ENDED), (False, ENDED), (False, None)])
def test_a_place_where_somebody_acts_in_these_weeks_is_no_comparison(is_done, ended):
    elsewhere = action("b", x_m=1000.0 + 399, ended=ended, is_done=is_done)
    told = judge(town(place(0, after=2), n_others=12), action(), elsewhere).set_index("action_id")

    assert told.loc["a", "n_comparisons"] == 11
    assert told.loc["a", "n_other_actions"] == 0


def test_actions_that_are_not_done_are_not_judged():
    told = judge(town(place(0)), action("a"), action("b", is_done=False), action("c", ended=None, is_done=False))

    assert told["action_id"].tolist() == ["a"]


def test_another_action_near_in_the_same_weeks_is_counted():
    near = [action("b", x_m=399.0, opened=OPENED + 10, ended=OPENED + 11), action("c", opened=10, ended=20)]
    told = judge(town(place(0)), action(), *near).set_index("action_id")

    assert told.loc["a", "n_other_actions"] == 1


def test_a_place_is_back_when_two_weeks_hold_as_many_as_before():
    back = spread(12, (ENDED + 40, ENDED + 47), 0.0)
    told = one(pd.concat([town(place(0, after=0)), back]))

    # Ten of the twelve in a week: the tenth comes on its sixth day.
    assert told["came_back_days"] == 45
    assert (told["is_back_30_days"], told["is_back_90_days"]) == (False, True)


def test_what_never_went_away_is_back_after_two_weeks_and_what_is_not_due_is_missing():
    stayed = one(town(place(0, after=20)), last_day=ENDED + 20)
    gone = one(town(place(0, after=0)), last_day=ENDED + 60)

    assert (stayed["came_back_days"], stayed["is_back_30_days"]) == (14, True)
    assert not gone["is_back_30_days"]
    assert pd.isna(gone["is_back_90_days"])


def test_incidents_before_and_after_the_days_held_are_not_counted():
    outside = pd.concat([spread(40, (LAST + 1, LAST + 30), 0.0), spread(40, (-30, 0), 0.0)])

    pd.testing.assert_frame_equal(judge(town(place(0))), judge(pd.concat([town(place(0)), outside])))


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(BadParameterError, match="more than one row"):
        judge(town(place(0)), action(), action())
    with pytest.raises(BadParameterError, match="ends before"):
        judge(town(place(0)), action(ended=OPENED - 1))
    with pytest.raises(BadParameterError, match="x_m"):
        judge(town(place(0)).assign(x_m=np.nan))
    with pytest.raises(MissingColumnError, match="day_no"):
        judge(town(place(0)).drop(columns="day_no"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("ring_m", 100.0), ("window_weeks", (12, 4)), ("level_factor", 1.0), ("min_comparisons", 2), ("back_days", 0)],
)
def test_rules_that_cannot_be_used_are_refused(name, value):
    with pytest.raises(BadParameterError):
        EffectRules(**{**vars(RULES), name: value})


def test_no_action_gives_no_row_and_all_columns():
    told = judge(town(place(0)), action(is_done=False))

    assert told.empty
    assert told["wdd"].dtype == "Float64"

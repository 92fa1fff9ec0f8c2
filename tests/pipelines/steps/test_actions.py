from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.displacement import RESULT_COLUMNS
from pipelines.settings import load_policy, project_paths
from pipelines.steps.actions import JudgeActions

STEP = JudgeActions(load_policy(project_paths({}).reference_dir))
MORNING = date(2015, 11, 10)


def incidents() -> pd.DataFrame:
    """Return forty places a kilometre apart, each with an incident every other day for 300 days before the morning."""
    day = pd.to_datetime([MORNING - timedelta(days=int(back)) for back in np.arange(300, 0, -2)])
    place = np.repeat(np.arange(40) * 1000.0, len(day))
    return pd.DataFrame({"x_m": place, "y_m": 0.0, "huddle_date": np.tile(day, 40)})


def frames(*actions, covered: dict[str, date] | None = None) -> dict[str, pd.DataFrame]:
    columns = ["action_id", "x_m", "y_m", "opened_date", "closed_date", "is_done"]
    feeds = covered if covered is not None else {"city311_legacy": MORNING - timedelta(days=1)}
    return {
        "int_actions__seen": pd.DataFrame(list(actions), columns=columns),
        "int_incidents__dated": incidents(),
        "int_feeds__covered": pd.DataFrame({"feed_code": list(feeds), "last_full_date": list(feeds.values())}),
    }


def done(days_ago: int):
    closed = MORNING - timedelta(days=days_ago)
    return ("a", 5000.0, 0.0, closed - timedelta(days=3), closed, True)


def test_an_action_is_judged_on_the_first_morning_that_holds_all_of_its_weeks():
    told = [STEP.run(frames(done(days)))[0].iloc[0] for days in (28, 29)]

    assert [(row["verdict_code"], row["n_days_after"]) for row in told] == [("too_early", 27), ("no_difference", 28)]
    assert (told[1]["n_before"], told[1]["n_after"]) == (14, 14)


def test_a_late_feed_is_waited_for_and_one_that_ended_is_not():
    late = {"city311_legacy": MORNING - timedelta(days=1), "city311_new": MORNING - timedelta(days=4)}
    ended = {"city311_legacy": MORNING - timedelta(days=60), "city311_new": MORNING - timedelta(days=1)}

    assert STEP.run(frames(done(31), covered=late))[0].iloc[0]["verdict_code"] == "too_early"
    assert STEP.run(frames(done(32), covered=late))[0].iloc[0]["verdict_code"] == "no_difference"
    assert STEP.run(frames(done(29), covered=ended))[0].iloc[0]["verdict_code"] == "no_difference"


def test_without_an_action_or_a_feed_there_is_an_empty_table_of_the_right_columns():
    still_open = ("a", 0.0, 0.0, MORNING - timedelta(days=9), None, False)

    for given in (frames(), frames(still_open), frames(done(40), covered={})):
        (told,) = STEP.run(given)
        assert told.empty
        assert list(told.columns) == list(RESULT_COLUMNS)

from __future__ import annotations

from datetime import date

import pandas as pd

from tests.support.models import run_model

ROWS = [
    ("done", date(2015, 10, 1), date(2015, 11, 9), "done"),
    ("dropped", date(2015, 10, 1), date(2015, 11, 9), "dropped"),
    ("closed_this_morning", date(2015, 10, 1), date(2015, 11, 10), "done"),
    ("closed_later", date(2015, 10, 1), date(2015, 12, 1), "done"),
    ("opened_this_morning", date(2015, 11, 10), None, "open"),
    ("still_open", date(2015, 10, 1), None, "handed_over"),
    ("long_ago", date(2010, 1, 1), date(2010, 1, 2), "done"),
]


def seen() -> pd.DataFrame:
    actions = pd.DataFrame(ROWS, columns=["action_id", "opened_date", "closed_date", "status_code"])
    actions = actions.assign(location_id="Lone", owner_agency_code="parks")
    places = pd.DataFrame({"action_id": ["done"], "x_m": [1.0], "y_m": [2.0]})
    made = run_model("int_actions__seen", {"stg_crt__actions": actions, "raw_crt__action_places": places})
    return made.set_index("action_id")


def test_what_was_closed_on_the_morning_or_after_it_is_open_to_it_and_what_was_opened_then_is_not_seen():
    told = seen()

    assert set(told.index) == {"done", "dropped", "closed_this_morning", "closed_later", "still_open"}
    assert told["closed_date"].notna().to_dict() == {
        "done": True, "dropped": True, "closed_this_morning": False, "closed_later": False, "still_open": False,
    }  # fmt: skip
    assert told.index[told["is_done"]].tolist() == ["done"]


def test_a_place_that_no_registry_knows_has_no_point():
    told = seen()

    assert told.loc["done", ["x_m", "y_m"]].tolist() == [1.0, 2.0]
    assert pd.isna(told.loc["dropped", "x_m"])

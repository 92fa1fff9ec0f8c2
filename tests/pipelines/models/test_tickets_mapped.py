from __future__ import annotations

import pandas as pd

from tests.support.models import run_model

SEEN = pd.DataFrame(
    {
        "feed_code": "city311_legacy",
        "ticket_id": ["own", "found", "lost", "wrong"],
        "lon": [-71.07, -71.0587, -71.0587, -60.0],
        "lat": [42.33, 42.3594, 42.3594, 42.33],
        "place_status": ["placed", "sentinel", "sentinel", "outside_city"],
        "place_text": ["1 Elm St", "2 Elm St", None, "2 Elm St"],
        "category_code": "needles",
        "opened_at": pd.Timestamp("2015-10-01", tz="UTC"),
    }
)
LOCATED = pd.DataFrame({"place_text": ["2 Elm St"], "lon": [-71.08], "lat": [42.34], "how": ["between addresses"]})


def mapped():
    rescued = run_model("int_tickets__rescued", {"int_tickets__seen": SEEN, "int_texts__located": LOCATED})
    rows = run_model("int_tickets__mapped", {"int_tickets__seen": SEEN, "int_tickets__rescued": rescued})
    return rows.set_index("ticket_id")


def test_a_ticket_with_a_coordinate_stays_where_it_is():
    assert mapped().loc["own", ["lon", "lat", "place_status", "place_how"]].tolist() == [
        -71.07, 42.33, "placed", "stated",
    ]  # fmt: skip


def test_a_ticket_at_the_stand_in_goes_where_its_address_is_and_is_marked():
    assert mapped().loc["found", ["lon", "lat", "place_status", "place_how"]].tolist() == [
        -71.08, 42.34, "placed", "from its address",
    ]  # fmt: skip


def test_one_without_an_address_and_one_whose_coordinate_says_something_else_stay_off_the_map():
    assert mapped()["place_status"].to_dict() | {"own": "", "found": ""} == {
        "own": "", "found": "", "lost": "sentinel", "wrong": "outside_city",
    }  # fmt: skip


def test_no_ticket_is_lost_or_doubled():
    assert sorted(mapped().index) == sorted(SEEN["ticket_id"])


def test_a_coordinate_that_an_own_one_is_too_stands_once():
    own = pd.DataFrame({"lon": [-71.07], "lat": [42.33], "x_m": [1.0], "y_m": [1.0]})
    rescued = pd.DataFrame({"lon": [-71.07, -71.08], "lat": [42.33, 42.34], "x_m": [1.0, 2.0], "y_m": [1.0, 2.0]})

    rows = run_model("int_coordinates__mapped", {"int_coordinates__settled": own, "int_coordinates__rescued": rescued})

    assert sorted(rows["lon"]) == [-71.08, -71.07]

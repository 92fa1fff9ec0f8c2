from __future__ import annotations

import pandas as pd

from tests.support.models import run_model
from tests.support.tables import table

AGES = ["n_open_under_3d", "n_open_3d_to_14d", "n_open_14d_or_more"]
CATEGORIES = table(
    """
    location_id | category_code | is_ranked | n_open_under_3d | n_open_3d_to_14d | n_open_14d_or_more
    L1          | sharps        | yes       |               2 |                1 |                  0
    L1          | litter        | yes       |               1 |                0 |                  4
    L1          | lights        | no        |               7 |                7 |                  7
    L2          | lights        | no        |               5 |                0 |                  0
    """,
    **dict.fromkeys(AGES, "int"),
).assign(is_ranked=lambda rows: rows["is_ranked"] == "yes")


def test_a_places_open_tickets_by_age_are_its_ranked_categories_together_and_a_quiet_place_has_none():
    places = pd.DataFrame({"location_id": ["L1", "L2", "L3"]})

    found = run_model("location_open_ages", {"locations": places, "location_categories": CATEGORIES})

    assert found["location_id"].tolist() == ["L1", "L2", "L3"]
    assert found[AGES].to_numpy().tolist() == [[3, 1, 4], [0, 0, 0], [0, 0, 0]]

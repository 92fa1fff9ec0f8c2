"""What two outreach tables of one build may tell together."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.access import WHOLE_CITY, release_outreach
from geo.disclosure import Audience, Blank, Thresholds

RECOVERY = Audience("recovery", sees_outreach=True, sees_health=True)
DISTRICT = Audience("district", sees_outreach=False, sees_health=False)


def released(audience: Audience, **counts: int) -> pd.DataFrame:
    rows = [
        {
            "location_id": place,
            "measure_code": "offer_treatment_accepted",
            "measure_name": "Treatment offered: accepted",
            "column_class": "health",
            "n_events": n,
            "blank": "",
        }
        for place, n in counts.items()
    ]
    parts = pd.DataFrame(rows)
    city = parts.iloc[:1].drop(columns="location_id").assign(n_events=sum(counts.values()))
    return release_outreach(parts, city, audience=audience, thresholds=Thresholds(health_below=11, outreach_below=5))


@pytest.mark.parametrize("elsewhere", [0, 3, 40])
def test_a_hidden_place_cannot_be_worked_out_from_the_city_and_the_places_that_show(elsewhere):
    told = released(RECOVERY, Lchinatown=12, Lnewmarket=5, elsewhere=elsewhere).set_index("location_id")
    shown = told["n_events"].dropna()
    hidden = told.index.difference(shown.index)

    assert told.loc["Lnewmarket", "blank"] == Blank.SUPPRESSED
    if WHOLE_CITY in shown.index:
        assert len(hidden) > 1
        assert (told.loc[hidden, "blank"] != Blank.ZERO).all()


def test_places_that_are_all_large_enough_show_with_their_city():
    told = released(RECOVERY, Lchinatown=12, Lnewmarket=15, elsewhere=40).set_index("location_id")

    assert told["n_events"].to_dict() == {"Lchinatown": 12, "Lnewmarket": 15, "elsewhere": 40, WHOLE_CITY: 67}


def test_a_role_that_may_not_see_health_gets_no_row_at_all():
    assert released(DISTRICT, Lchinatown=12, Lnewmarket=15, elsewhere=40).empty

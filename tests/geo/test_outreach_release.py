"""What every outreach table of one build may tell together."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from geo.disclosure import (
    WHOLE_CITY,
    Answers,
    Audience,
    Blank,
    OutreachTables,
    Thresholds,
    answers_of,
    release_outreach,
)
from pipelines.settings import load_reference, project_paths

RECOVERY = Audience("recovery", sees_outreach=True, sees_health=True, sees_places=True)
OUTREACH = Audience("outreach", sees_outreach=True, sees_places=True)
COUNCIL = Audience("council", sees_outreach=True)
DISTRICT = Audience("district", sees_places=True)
LIMITS = Thresholds(health_below=11, outreach_below=5)
ZONE_OF = {"Lchinatown": "Ndowntown", "Lnewmarket": "Nroxbury"}


def _rows(key: str, counts: dict[str, int], **values: Any) -> pd.DataFrame:
    measure = {
        "measure_code": "offer_treatment_accepted",
        "measure_name": "Treatment offered: accepted",
        "column_class": "health",
        "blank": "",
        **values,
    }
    return pd.DataFrame([{key: name, "n_events": n, **measure} for name, n in counts.items()])


def tables(places: dict[str, int], rests: dict[str, int], **values: Any) -> OutreachTables:
    zones = {
        zone: rest + sum(n for place, n in places.items() if ZONE_OF[place] == zone) for zone, rest in rests.items()
    }
    return OutreachTables(
        locations=_rows("location_id", {**places, "elsewhere": sum(rests.values())}, **values),
        zones=_rows("zone_id", zones, **values),
        city=_rows("location_id", {WHOLE_CITY: sum(zones.values())}, **values).drop(columns="location_id"),
        location_zones=pd.DataFrame(list(ZONE_OF.items()), columns=["location_id", "zone_id"]),
        zone_order=tuple(zones),
        answers=(),
    )


def released(audience: Audience, places: dict[str, int], rests: dict[str, int], **values: Any) -> pd.DataFrame:
    told = release_outreach(tables(places, rests, **values), audience=audience, thresholds=LIMITS)
    return told.set_index("location_id")


@pytest.mark.parametrize("elsewhere", [0, 3, 40])
def test_a_hidden_place_cannot_be_worked_out_from_the_city_the_zones_and_the_places_that_show(elsewhere):
    told = released(RECOVERY, {"Lchinatown": 12, "Lnewmarket": 5}, {"Ndowntown": elsewhere, "Nroxbury": 0, "none": 0})

    assert told.loc["Lnewmarket", "blank"] == Blank.SUPPRESSED
    assert told.loc["Nroxbury", "blank"] == Blank.SUPPRESSED
    # Downtown less what shows of it, and the city less Downtown, would be Roxbury.
    assert told.loc["Ndowntown", "blank"] == Blank.SUPPRESSED_COMPLEMENTARY or told.loc[WHOLE_CITY, "blank"]


def test_counts_that_are_all_large_enough_show():
    told = released(RECOVERY, {"Lchinatown": 12, "Lnewmarket": 15}, {"Ndowntown": 40, "Nroxbury": 0, "none": 20})

    assert told["n_events"].to_dict() == {
        WHOLE_CITY: 87, "Ndowntown": 52, "Nroxbury": 15, "none": 20, "Lchinatown": 12, "Lnewmarket": 15
    }  # fmt: skip


def test_what_lies_at_no_place_of_a_zone_is_never_shown_and_still_counts_in_the_sums():
    told = released(RECOVERY, {"Lchinatown": 18, "Lnewmarket": 15}, {"Ndowntown": 2, "Nroxbury": 0, "none": 20})

    assert set(told.index) == {WHOLE_CITY, "Ndowntown", "Nroxbury", "none", "Lchinatown", "Lnewmarket"}
    # 20 in the zone less 18 at its place would be 2.
    assert told.loc["Lchinatown", "blank"] == Blank.SUPPRESSED_COMPLEMENTARY
    assert told.loc["Ndowntown", "n_events"] == 20


def test_the_council_gets_city_and_zones_and_no_place():
    told = released(
        COUNCIL,
        {"Lchinatown": 12, "Lnewmarket": 15},
        {"Ndowntown": 40, "Nroxbury": 0, "none": 20},
        column_class="outreach",
    )

    assert told["level"].to_dict() == {WHOLE_CITY: "city", "Ndowntown": "zone", "Nroxbury": "zone", "none": "zone"}


def test_two_roles_side_by_side_see_the_same_figures_hidden():
    counts = {"Lchinatown": 12, "Lnewmarket": 3}, {"Ndowntown": 9, "Nroxbury": 7, "none": 20}
    by_council, by_outreach = (released(role, *counts, column_class="outreach") for role in (COUNCIL, OUTREACH))

    pd.testing.assert_frame_equal(by_council, by_outreach.loc[by_council.index])


@pytest.mark.parametrize("audience", [DISTRICT, OUTREACH, COUNCIL])
def test_a_role_that_may_not_see_health_gets_no_row_at_all(audience):
    told = released(audience, {"Lchinatown": 12, "Lnewmarket": 15}, {"Ndowntown": 40, "Nroxbury": 0, "none": 0})

    assert told.empty


@pytest.mark.parametrize("blank", ["late", "not_collected"])
def test_a_late_log_and_one_that_never_came_are_blank_at_every_level(blank):
    given = {"Lchinatown": 12, "Lnewmarket": 3}, {"Ndowntown": 40, "Nroxbury": 0, "none": 0}
    told = released(RECOVERY, *given, blank=blank)

    assert set(told["blank"]) == {blank}
    assert told["n_events"].isna().all()


def test_the_reviewed_measures_say_which_exclude_each_other():
    measures = load_reference(project_paths({}).reference_dir, "outreach_measures")
    answers = answers_of(measures)

    assert Answers(
        "contacts", ("offer_shelter_accepted", "offer_shelter_declined", "offer_shelter_unavailable")
    ) in answers  # fmt: skip
    grouped = {member for group in answers for member in group.members}
    assert set(measures["measure_code"]) - grouped == {"contacts", "sharps_collected", "naloxone_given"}

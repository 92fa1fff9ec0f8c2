from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.place_readings import read_places
from pipelines.settings import HUDDLE_ZONE, load_policy, load_reference, project_paths
from pipelines.steps.gazetteer import MorningGazetteer
from pipelines.steps.signals import CalibrateSignals, FindSignals, budget_shares
from tests.support.no_layers import NO_LAYERS

REFERENCE = project_paths({}).reference_dir
POLICY = load_policy(REFERENCE)
# A Thursday; the huddle before was on Wednesday.
MORNING = date(2015, 11, 12)
# In the harbor, where no reviewed place gives its name.
CORNER = (241_000.0, 893_500.0)
ELM_AND_OAK = "INTERSECTION of Elm St & Oak St  Boston  MA  "


def background(n_days: int = 500, *, a_day: int = 12, seed: int = 4) -> pd.DataFrame:
    """Incidents all over a square of 12 km, so thin that no disk stands out but by chance."""
    rng = np.random.default_rng(seed)
    days = np.repeat(np.arange(1, n_days + 1), a_day)
    return pd.DataFrame(
        {
            "x_m": np.round(rng.uniform(230_000, 242_000, days.size)),
            "y_m": np.round(rng.uniform(892_000, 904_000, days.size)),
            "huddle_date": [MORNING - timedelta(days=int(day)) for day in days],
            "category_code": rng.choice(["litter", "sharps"], days.size),
        }
    )


def burst(*days_ago: int, category_code: str = "sharps") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x_m": [CORNER[0] + 8.0 * n for n in range(len(days_ago))],
            "y_m": CORNER[1],
            "huddle_date": [MORNING - timedelta(days=day) for day in days_ago],
            "category_code": category_code,
        }
    )


def dated(*parts: pd.DataFrame) -> pd.DataFrame:
    rows = pd.concat(parts, ignore_index=True)
    # At two in the morning, which is still the huddle day before.
    huddle_date = pd.to_datetime(rows["huddle_date"])
    began_at = huddle_date.dt.tz_localize(HUDDLE_ZONE) + pd.Timedelta(hours=26)
    return rows.assign(
        incident_id=[f"i{row:05d}" for row in range(len(rows))],
        began_at=began_at,
        huddle_date=huddle_date,
        n_tickets=1,
        n_incidents=1,
    ).astype({"incident_id": "str", "category_code": "str"})


def run(incidents: pd.DataFrame, *, policy: Any = POLICY, on: date = MORNING, listed: bool = False):
    categories = load_reference(REFERENCE, "categories")
    line, replayed = CalibrateSignals(policy, on).run({"int_incidents__begun": incidents, "ref_categories": categories})
    listed_rows = [("L1", "Elm St & Oak St", *CORNER)] if listed else []
    found, members = FindSignals(policy, on, MorningGazetteer()).run(
        {
            "int_incidents__begun": incidents,
            "int_signals__calibrated": line,
            "int_signals__replayed": replayed,
            "int_locations__carried": pd.DataFrame(listed_rows, columns=["location_id", "name", "x_m", "y_m"]),
            **NO_LAYERS,
            "int_places__labelled": pd.DataFrame(
                {"place_text": [ELM_AND_OAK], "x_m": CORNER[0], "y_m": CORNER[1], "n_tickets": 5}
            ),
            "int_texts__read": read_places([ELM_AND_OAK]),
            "ref_named_places": load_reference(REFERENCE, "named_places"),
        }
    )
    return line.set_index("category_code").loc["sharps"], found, members


def test_a_burst_is_found_with_its_incidents_and_named_by_its_corner():
    incidents = dated(background(), burst(1, 1, 2, 3, 3, 4))

    line, found, members = run(incidents)

    assert line["n_days_replayed"] == 365
    (signal,) = found.to_dict("records")
    assert (signal["n_incidents"], signal["place_name"]) == (6, "Elm St & Oak St")
    assert signal["surprise"] > line["least_surprise"]
    held = incidents.set_index("incident_id").loc[members["incident_id"]]
    assert len(held) == 6
    assert (held["y_m"] == CORNER[1]).all()


def test_nothing_passes_where_nothing_stands_out():
    _, found, members = run(dated(background()))

    assert found.empty
    assert members.empty


def test_the_line_keeps_to_the_budget_of_the_team():
    incidents = dated(
        background(), *(burst(day, day, day + 1).assign(x_m=231_000.0 + 900 * day) for day in range(9, 400, 9))
    )

    few, many = (run(incidents, policy=replace(POLICY, signal_alerts_a_year=budget))[0] for budget in (5, 30))

    assert few["n_alerts_replayed"] <= few["alerts_a_year"] < 5
    assert few["n_alerts_replayed"] < many["n_alerts_replayed"] <= many["alerts_a_year"]
    assert few["least_surprise"] > many["least_surprise"]


def test_the_budget_is_shared_by_the_weights_of_the_ranked_categories():
    shares = budget_shares(load_reference(REFERENCE, "categories"), alerts_a_year=22)

    assert shares == {"sharps": 12.0, "litter": 4.0, "illegal_dumping": 4.0, "graffiti": 2.0}


def test_where_no_category_is_ranked_nothing_is_tested_and_nothing_breaks():
    categories = load_reference(REFERENCE, "categories").assign(is_ranked="0")

    line, replayed = CalibrateSignals(POLICY, MORNING).run(
        {"int_incidents__begun": dated(background()), "ref_categories": categories}
    )

    assert line.empty
    assert replayed.empty


def test_bursts_of_one_category_do_not_lift_the_line_of_another():
    noisy = [
        burst(day, day, day, day, category_code="litter").assign(x_m=231_000.0 + 900 * day) for day in range(9, 400, 6)
    ]

    calm, loud = (run(dated(background(), *bursts))[0] for bursts in ([], noisy))

    assert calm["least_surprise"] == pytest.approx(loud["least_surprise"])


def test_a_category_that_only_just_began_is_not_tested():
    _, found, _ = run(dated(background().assign(category_code="litter"), burst(1, 1, 2, 3, 3, 4)))

    assert found.empty


def test_a_signal_inside_a_listed_place_has_its_id_and_name():
    _, found, _ = run(dated(background(), burst(1, 1, 2, 3, 3, 4)), listed=True)

    assert found["location_id"].tolist() == ["L1"]


def test_a_signal_is_told_again_only_when_it_gains_an_incident_and_keeps_its_id():
    before = dated(background(), burst(2, 2, 2, 2, 2, 2))
    after = dated(background(), burst(2, 2, 2, 2, 2, 2, 1))

    _, first, _ = run(before, on=MORNING - timedelta(days=1))
    _, without, _ = run(before)
    _, again, _ = run(after)

    assert first["told_before_date"].isna().all()
    assert without.empty
    assert again["n_incidents"].tolist() == [7]
    assert again["n_incidents_before"].tolist() == [6]
    assert again["told_before_date"].dt.date.tolist() == [MORNING - timedelta(days=1)]
    assert again["signal_id"].tolist() == first["signal_id"].tolist()


def test_what_came_over_a_weekend_is_news_on_monday():
    monday = date(2015, 11, 16)
    weekend = dated(background(), burst(-2, -2, -1, -1, -1, -2))

    assert len(run(weekend, on=monday)[1]) == 1
    assert run(weekend, on=monday + timedelta(days=1))[1].empty


def test_a_past_too_short_to_replay_sets_no_line_and_tells_nothing():
    line, found, _ = run(dated(background(150), burst(1, 1, 2, 3, 3, 4)))

    assert pd.isna(line["least_surprise"])
    assert line["n_days_replayed"] < POLICY.signal_min_replay_days
    assert found.empty


def test_no_incident_at_all_is_no_signal():
    line, found, _ = run(dated(background())[:0])

    assert line["n_days_replayed"] == 0
    assert found.empty


def test_the_line_is_the_same_on_every_morning_of_a_week():
    incidents = dated(background(800))
    days = [date(2015, 11, 9) + timedelta(days=day) for day in range(4)]

    given = {"int_incidents__begun": incidents, "ref_categories": load_reference(REFERENCE, "categories")}
    lines = [CalibrateSignals(POLICY, day).run(given)[0] for day in days]

    for line in lines[1:]:
        pd.testing.assert_frame_equal(line, lines[0])


@pytest.mark.parametrize("n_more", [1, 3])
def test_further_tickets_of_an_incident_change_no_signal(n_more):
    incidents = dated(background(), burst(1, 1, 2, 3, 3, 4))

    _, found, _ = run(incidents)
    _, repeated, _ = run(incidents.assign(n_tickets=1 + n_more))

    pd.testing.assert_frame_equal(found, repeated)

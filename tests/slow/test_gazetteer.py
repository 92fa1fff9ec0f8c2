"""What the gazetteer is held to, on the City's own addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pytest

from benchmarks.gazetteer import (
    answer_withheld,
    confidences,
    labelled_points,
    measure_speed,
    read_named_places,
    read_tickets,
    withhold,
)
from geo.gazetteer import build_gazetteer
from geo.place_matching import PlaceFinder
from geo.place_readings import read_places

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

pytestmark = [pytest.mark.slow, pytest.mark.realdata]
SEED = 11


class Year(NamedTuple):
    """The tickets of 2015 and what their texts say; the gazetteer of four fifths of them, and the other texts."""

    tickets: pd.DataFrame
    labelled: pd.DataFrame
    readings: pd.DataFrame
    withheld: set[str]
    gazetteer: Gazetteer


@pytest.fixture(scope="module")
def year(shared_data) -> Year:
    tickets = read_tickets(shared_data / "boston311" / "legacy_2015_header_b.csv.gz")
    labelled = labelled_points(tickets)
    readings = read_places(labelled["place_text"].unique())
    withheld = withhold(readings, SEED)
    known = labelled[~labelled["place_text"].isin(withheld)]
    gazetteer = build_gazetteer(known, read_named_places(), readings=readings)
    return Year(tickets, labelled, readings, withheld, gazetteer)


def test_of_the_addresses_withheld_nearly_all_are_found_and_few_far_off(year):
    points = year.labelled[year.labelled["place_text"].isin(year.withheld)]

    found = answer_withheld(PlaceFinder(year.gazetteer), points, year.readings)

    matched = found["off_m"].dropna()
    assert len(found) > 8_000
    assert len(matched) / len(found) >= 0.93
    assert matched.le(100).mean() >= 0.95
    assert matched.gt(500).mean() <= 0.03


def test_a_greater_confidence_is_more_often_right(year):
    points = year.labelled[year.labelled["place_text"].isin(year.withheld)]
    found = answer_withheld(PlaceFinder(year.gazetteer), points, year.readings).dropna()

    bands = pd.cut(found["confidence"], [0, 60, 80, 90, 101], right=False)
    right = found["off_m"].le(100).groupby(bands, observed=False).mean()

    assert right.is_monotonic_increasing
    assert right.iloc[-1] >= 0.97


def test_tickets_at_city_hall_with_an_address_get_their_place_back(year):
    lost = year.tickets.loc[year.tickets["is_sentinel"], "place_text"]
    everything = build_gazetteer(year.labelled, read_named_places(), readings=year.readings)

    assert len(lost) > 6_000
    assert confidences(PlaceFinder(everything), lost).gt(0).mean() >= 0.95


def test_it_answers_a_hundred_times_as_often_as_token_sort_ratio(year):
    known = [text for text in year.readings["place_text"] if text not in year.withheld]

    rates = measure_speed(year.gazetteer, sorted(year.withheld), known, n_rounds=3)

    assert np.median([ours / peer for ours, peer in rates]) >= 100

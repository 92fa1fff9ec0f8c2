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
    read_features,
    read_named_places,
    read_tickets,
    withhold,
)
from geo.gazetteer import build_gazetteer
from geo.layer_places import add_layers
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
    with_layers: Gazetteer
    features: pd.DataFrame


@pytest.fixture(scope="module")
def year(shared_data) -> Year:
    tickets = read_tickets(shared_data / "boston311" / "legacy_2015_header_b.csv.gz")
    labelled = labelled_points(tickets)
    readings = read_places(labelled["place_text"].unique())
    withheld = withhold(readings, SEED)
    known = labelled[~labelled["place_text"].isin(withheld)]
    gazetteer = build_gazetteer(known, read_named_places(), readings=readings)
    features = read_features(shared_data)
    return Year(tickets, labelled, readings, withheld, gazetteer, add_layers(gazetteer, features), features)


@pytest.fixture(scope="module", params=["gazetteer", "with_layers"])
def known(request, year) -> Gazetteer:
    return getattr(year, request.param)


def test_of_the_addresses_withheld_nearly_all_are_found_and_few_far_off(year, known):
    points = year.labelled[year.labelled["place_text"].isin(year.withheld)]

    found = answer_withheld(PlaceFinder(known), points, year.readings)

    matched = found["off_m"].dropna()
    assert len(found) > 8_000
    assert len(matched) / len(found) >= 0.93
    assert matched.le(100).mean() >= 0.95
    assert matched.gt(500).mean() <= 0.03


def test_with_the_layers_no_fewer_are_found_and_nearly_all_corners_nobody_wrote(year):
    points = year.labelled[year.labelled["place_text"].isin(year.withheld)]
    before, after = (
        answer_withheld(PlaceFinder(known), points, year.readings) for known in (year.gazetteer, year.with_layers)
    )

    assert after["off_m"].notna().mean() > before["off_m"].notna().mean()
    assert after["off_m"].dropna().le(100).mean() >= before["off_m"].dropna().le(100).mean()
    assert after["off_m"].dropna().gt(500).mean() <= before["off_m"].dropna().gt(500).mean()
    corners = after.loc[after["kind"] == "intersection", "off_m"]
    assert corners.notna().mean() >= 0.93
    assert corners.dropna().le(100).mean() >= 0.97


@pytest.mark.parametrize("alias", ["Nubian Sq", "Ramsay Park", "Shattuck", "Newmarket Sq", "Mass and Cass"])
def test_what_people_say_is_answered_from_the_reviewed_table_with_the_layers_too(year, alias):
    once, again = (PlaceFinder(known).find(alias).best for known in (year.gazetteer, year.with_layers))

    assert again == once
    assert again is not None
    assert again.confidence == 100


def test_a_greater_confidence_is_more_often_right(year, known):
    points = year.labelled[year.labelled["place_text"].isin(year.withheld)]
    found = answer_withheld(PlaceFinder(known), points, year.readings).dropna()

    bands = pd.cut(found["confidence"], [0, 60, 80, 90, 101], right=False)
    right = found["off_m"].le(100).groupby(bands, observed=False).mean()

    assert right.is_monotonic_increasing
    assert right.iloc[-1] >= 0.97


def test_tickets_at_city_hall_with_an_address_get_their_place_back(year):
    lost = year.tickets.loc[year.tickets["is_sentinel"], "place_text"]
    everything = build_gazetteer(year.labelled, read_named_places(), readings=year.readings)
    once = confidences(PlaceFinder(everything), lost).gt(0).mean()
    again = confidences(PlaceFinder(add_layers(everything, year.features)), lost).gt(0).mean()

    assert len(lost) > 6_000
    assert once >= 0.95
    assert again >= once


def test_it_answers_a_hundred_times_as_often_as_token_sort_ratio(year, known):
    texts = [text for text in year.readings["place_text"] if text not in year.withheld]

    rates = measure_speed(known, sorted(year.withheld), texts, n_rounds=3)

    assert np.median([ours / peer for ours, peer in rates]) >= 100

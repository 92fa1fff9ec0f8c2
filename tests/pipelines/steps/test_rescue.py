from __future__ import annotations

import pandas as pd
import pytest

from geo.place_readings import read_places
from geo.points import project_coordinates
from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.steps.areas import SettleCoordinates
from pipelines.steps.gazetteer import MorningGazetteer
from pipelines.steps.rescue import LocateLostTexts
from tests.support.no_layers import NO_LAYERS

REFERENCE = project_paths({}).reference_dir
POLICY = load_policy(REFERENCE)
KNOWN = {
    "780 Albany St  Roxbury  MA  02118": (-71.0740, 42.3336),
    "784 Albany St  Roxbury  MA  02118": (-71.0742, 42.3334),
    "1 City Hall Sq  Boston  MA  02201": (-71.0580, 42.3604),
    "10 Everett St  East Boston  MA  02128": (-71.0390, 42.3660),
    "10 Everett St  Hyde Park  MA  02136": (-71.1240, 42.2550),
}


def located(*texts, known=None):
    """Return where the texts are found from the known ones, by text, and the coordinates found."""
    known = KNOWN if known is None else known
    points = project_coordinates(
        pd.DataFrame([(lon, lat, 1) for lon, lat in known.values()], columns=["lon", "lat", "n_tickets"])
    )
    frames = {
        "int_texts__lost": pd.DataFrame({"place_text": pd.array(texts, dtype="str"), "n_tickets": 1}),
        "ref_districts": load_reference(REFERENCE, "districts"),
        "ref_coordinate_sentinels": load_reference(REFERENCE, "coordinate_sentinels"),
        "ref_named_places": load_reference(REFERENCE, "named_places"),
        **NO_LAYERS,
        "int_places__labelled": points.assign(place_text=list(known), neighborhood_name=None),
        "int_texts__read": read_places(list(known)),
    }
    (frames["int_coordinates__settled"],) = SettleCoordinates(POLICY).run(
        {**frames, "int_coordinates__projected": points}
    )
    found, coordinates = LocateLostTexts(POLICY, MorningGazetteer()).run(frames)
    return found.set_index("place_text"), coordinates


def test_an_address_that_other_tickets_state_is_found_where_they_lie():
    found, coordinates = located("780 Albany St  Roxbury  MA  02118")

    (row,) = found.to_dict("records")
    assert (row["lon"], row["lat"], row["how"]) == (-71.0740, 42.3336, "address")
    assert coordinates[["lon", "lat", "n_tickets", "is_in_city"]].to_numpy().tolist() == [[-71.0740, 42.3336, 1, True]]


def test_a_house_between_two_known_ones_is_put_between_them():
    found, _ = located("782 Albany St  Roxbury  MA  02118")

    assert found["how"].tolist() == ["between addresses"]
    assert -71.0742 < found["lon"].iloc[0] < -71.0740


@pytest.mark.parametrize(
    "text",
    [
        "10 Everett St",
        "1 City Hall Sq  Boston  MA  02201",
        "Government Center",
        "999 Nowhere Ln",
        "Albany",
    ],
)
def test_what_several_places_bear_what_nobody_knows_and_city_hall_itself_are_not_put_back(text):
    found, coordinates = located(text)

    assert found.empty
    assert coordinates.empty


def test_two_texts_of_one_place_share_its_coordinate():
    found, coordinates = located("780 Albany St  Roxbury  MA  02118", "780 ALBANY ST, Roxbury")

    assert len(found) == 2
    assert coordinates["n_tickets"].tolist() == [2]


def test_without_a_lost_text_the_gazetteer_is_not_even_built():
    settled = project_coordinates(pd.DataFrame({"lon": [-71.07], "lat": [42.33], "n_tickets": [1]}))
    frames = {
        "int_texts__lost": pd.DataFrame({"place_text": pd.array([], dtype="str"), "n_tickets": []}),
        "int_coordinates__settled": settled,
    }

    found, coordinates = LocateLostTexts(POLICY, MorningGazetteer()).run(frames)

    assert found.empty
    assert list(coordinates.columns) == list(settled.columns)

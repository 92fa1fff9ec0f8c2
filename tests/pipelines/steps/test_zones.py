"""Both kinds of zone, by changing the reviewed table alone."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geo.place_readings import read_places
from geo.zones import NO_ZONE, named_zone_id
from pipelines.errors import PolicyError
from pipelines.settings import load_reference, project_paths
from pipelines.steps.gazetteer import MorningGazetteer
from pipelines.steps.zones import NO_ZONE_NAME, DrawZones, read_zone_plan
from tests.support.no_layers import NO_LAYERS

REFERENCE = project_paths({}).reference_dir
COLUMNS = (
    "kind",
    "is_used",
    "hex_width_m",
    "reach_m",
    "least_tickets",
    "zone_name",
    "neighborhood_names",
    "meaning",
)
ELM_AND_OAK = "INTERSECTION of Elm St & Oak St  Boston  MA  "
REST = ("named_places", "1", "", "500", "2", "*", "*", "")
HEXES = ("hexes", "1", "450", "", "", "", "", "")
X_M, Y_M = 240_000.0, 880_000.0


def zones(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def draw(*rows, contacts=(), locations=(), placed=None):
    points = pd.DataFrame(
        [(X_M, Y_M, "South End"), (X_M + 800, Y_M, "Roxbury"), (X_M + 1600, Y_M, "Typing error")],
        columns=["x_m", "y_m", "label"],
    )
    contacts = pd.DataFrame(contacts, columns=["contact_id", "x_m", "y_m"]).astype({"x_m": float, "y_m": float})
    drawn, coordinates, of_locations, of_contacts = DrawZones(MorningGazetteer()).run(
        {
            "ref_zones": zones(*rows),
            "int_coordinates__labelled": points.assign(n_tickets=[9, 8, 1]),
            "int_coordinates__mapped": points[["x_m", "y_m"]],
            "int_locations__carried": pd.DataFrame(locations, columns=["location_id", "x_m", "y_m"]),
            "int_contacts__placed": pd.DataFrame(
                [(contact_id, (placed or {}).get(contact_id)) for contact_id in contacts["contact_id"]],
                columns=["contact_id", "location_id"],
            ),
            "int_contacts__located": contacts,
            **NO_LAYERS,
            "int_places__labelled": pd.DataFrame({"place_text": [ELM_AND_OAK]}).assign(x_m=X_M, y_m=Y_M, n_tickets=5),
            "int_texts__read": read_places([ELM_AND_OAK]),
            "ref_named_places": load_reference(REFERENCE, "named_places"),
        }
    )
    return (
        dict(zip(drawn["zone_id"], drawn["zone_name"], strict=True)),
        list(coordinates["zone_id"]),
        dict(zip(of_locations["location_id"], of_locations["zone_id"], strict=True)),
        dict(zip(of_contacts["contact_id"], of_contacts["zone_id"], strict=True)),
    )


def test_the_reviewed_table_can_be_read_and_names_neighborhoods():
    plan = read_zone_plan(load_reference(REFERENCE, "zones"))

    assert plan.kind == "named_places"
    assert plan.takes_every_other


def test_with_named_places_each_neighborhood_that_enough_tickets_state_is_a_zone():
    names, of_coordinates, _, _ = draw(REST)

    south_end, roxbury = named_zone_id("South End"), named_zone_id("Roxbury")
    assert names == {roxbury: "Roxbury", south_end: "South End", NO_ZONE: NO_ZONE_NAME}
    assert of_coordinates == [south_end, roxbury, NO_ZONE]


def test_neighborhoods_can_be_joined_into_one_zone_by_the_table():
    joined = ("named_places", "1", "", "500", "2", "South", "South End|Roxbury", "")
    names, of_coordinates, _, _ = draw(joined, REST)

    assert names == {named_zone_id("South"): "South", NO_ZONE: NO_ZONE_NAME}
    assert of_coordinates == [named_zone_id("South")] * 2 + [NO_ZONE]


def test_with_hexes_every_coordinate_has_one_and_each_has_a_name_to_say_aloud():
    names, of_coordinates, _, _ = draw(HEXES)

    assert len(set(of_coordinates)) == 3
    assert set(of_coordinates) < set(names)
    assert all(name.startswith("Around ") for zone_id, name in names.items() if zone_id != NO_ZONE)
    assert len(set(names.values())) == len(names)


def test_only_hexes_have_an_outline():
    frames = {kind: DrawZones(MorningGazetteer()).run(_frames(kind))[0] for kind in (REST, HEXES)}

    assert frames[REST]["outline_geojson"].isna().all()
    outlines = frames[HEXES].set_index("zone_id")["outline_geojson"]
    assert pd.isna(outlines[NO_ZONE])
    assert json.loads(outlines.drop(NO_ZONE).iloc[0])["type"] == "Polygon"


def _frames(kind):
    points = pd.DataFrame({"x_m": [X_M], "y_m": [Y_M]})
    return {
        "ref_zones": zones(kind),
        "int_coordinates__labelled": points.assign(label="South End", n_tickets=9),
        "int_coordinates__mapped": points,
        "int_locations__carried": pd.DataFrame(columns=["location_id", "x_m", "y_m"]),
        "int_contacts__placed": pd.DataFrame(columns=["contact_id", "location_id"]),
        "int_contacts__located": pd.DataFrame(columns=["contact_id", "x_m", "y_m"]),
        **NO_LAYERS,
        "int_places__labelled": points.assign(place_text=ELM_AND_OAK, n_tickets=5),
        "int_texts__read": read_places([ELM_AND_OAK]),
        "ref_named_places": load_reference(REFERENCE, "named_places"),
    }


@pytest.mark.parametrize("kind", [REST, HEXES], ids=["named places", "hexes"])
def test_a_contact_lies_in_the_zone_of_its_location_else_of_its_own_point_else_in_none(kind):
    # The location's centre lies in the first zone, the contact inside it 390 m on, over the border.
    _, (first, second, _), of_locations, of_contacts = draw(
        kind,
        locations=[("L1", X_M + 20, Y_M)],
        contacts=[("at it", X_M + 790, Y_M), ("elsewhere", X_M + 790, Y_M), ("nowhere", None, None)],
        placed={"at it": "L1"},
    )

    assert of_locations == {"L1": first}
    assert of_contacts == {"at it": first, "elsewhere": second, "nowhere": NO_ZONE}


def _named(**changes):
    return tuple({**dict(zip(COLUMNS, REST, strict=True)), **changes}.values())


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("hexes", "1", "199", "", "", "", "", "")], "at least 200 m"),
        ([("hexes", "1", "wide", "", "", "", "", "")], "'wide', which is no number"),
        ([("hexes", "1", "inf", "", "", "", "", "")], "no number to measure with"),
        ([HEXES, HEXES], "it must be one"),
        ([HEXES, REST], "exactly one kind"),
        ([("points", "1", "", "", "", "", "", "")], "got points"),
        ([("hexes", "0", "450", "", "", "", "", "")], "got none"),
        (
            [_named(zone_name="A", neighborhood_names="X|Y"), _named(zone_name="B", neighborhood_names="Y")],
            "Y stands in",
        ),
        ([_named(zone_name="A", neighborhood_names="X"), _named(zone_name="A", neighborhood_names="Y")], "A stands in"),
        ([_named(zone_name="", neighborhood_names="X")], "needs a zone_name"),
        ([_named(zone_name="A", neighborhood_names="|")], "needs a zone_name"),
        ([_named(reach_m="0")], "reach_m above 0"),
        ([_named(reach_m="500"), _named(zone_name="A", neighborhood_names="X", reach_m="400")], "one reach_m"),
    ],
    ids=range(13),
)
def test_a_table_that_cannot_be_meant_is_refused_with_its_reason(rows, told):
    with pytest.raises(PolicyError, match=told):
        read_zone_plan(zones(*rows))

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from geo.place_readings import read_places
from geo.points import project_coordinates
from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.sources.location_registry import SCHEMA
from pipelines.steps.contacts import PlaceContacts
from pipelines.steps.coordinates import ProjectCoordinates
from pipelines.steps.gazetteer import MorningGazetteer
from pipelines.steps.incidents import DampIncidents, MergeIncidents
from pipelines.steps.locations import FindLocations
from tests.support.models import run_model
from tests.support.no_layers import NO_LAYERS

REFERENCE = project_paths({}).reference_dir
POLICY = load_policy(REFERENCE)
MORNING = date(2015, 11, 10)
AS_OF_AT = datetime(2015, 11, 10, 6, tzinfo=ZoneInfo("America/New_York"))
# Corners in open water of the harbour, 300 m apart, so that no named place of the reviewed table is near.
CORNERS = {"Alder St & Elm St": (-70.9300, 42.2600), "Birch St & Elm St": (-70.9263, 42.2600)}


def ranked_tickets(days_at_corner: dict[str, list[int]], *, category: str = "sharps") -> pd.DataFrame:
    rows = [
        {
            "ticket_id": f"{corner} {day}",
            "incident_id": f"{corner} {day}",
            "category_code": category,
            "reporter_group": "residents",
            "lon": CORNERS[corner][0],
            "lat": CORNERS[corner][1],
            "opened_at": pd.Timestamp(AS_OF_AT) - pd.Timedelta(days=day),
        }
        for corner, days in days_at_corner.items()
        for day in days
    ]
    return project_coordinates(pd.DataFrame(rows))


NO_OUTLINES = pd.DataFrame({"drawn_from": [], "outline_geojson": []}, dtype="str")


def find(tickets: pd.DataFrame, **given: Any):
    return find_and_draw(tickets, **given)[:4]


def find_and_draw(
    tickets: pd.DataFrame,
    *,
    registry: pd.DataFrame | None = None,
    as_of_date: date = MORNING,
    known: pd.DataFrame = NO_OUTLINES,
):
    (damped,) = DampIncidents(POLICY).run({"int_tickets__ranked": tickets})
    points = tickets.drop_duplicates(["x_m", "y_m"])
    labelled = points.assign(
        place_text=points["ticket_id"].str.rsplit(" ", n=1).str[0].radd("INTERSECTION of ") + "  Boston  MA  ",
        n_tickets=5,
    )
    return FindLocations(POLICY, as_of_date, AS_OF_AT, MorningGazetteer()).run(
        {
            "int_incidents__weighed": damped,
            "int_outlines__known": known,
            "ref_categories": load_reference(REFERENCE, "categories"),
            "int_coordinates__mapped": points[["lon", "lat", "x_m", "y_m"]],
            **NO_LAYERS,
            "int_places__labelled": labelled[["place_text", "x_m", "y_m", "n_tickets"]],
            "int_texts__read": read_places(labelled["place_text"].unique()),
            "ref_named_places": load_reference(REFERENCE, "named_places"),
            "raw_crt__location_registry": SCHEMA.empty_table().to_pandas() if registry is None else registry,
        }
    )


def test_places_are_numbered_by_score_and_named_by_their_corner():
    places, _, _, _ = find(ranked_tickets({"Alder St & Elm St": [3, 9, 20], "Birch St & Elm St": [1, 2, 3, 4, 5]}))

    assert places[["number", "name"]].to_numpy().tolist() == [[1, "Birch St & Elm St"], [2, "Alder St & Elm St"]]


def test_an_outline_is_drawn_again_only_where_what_it_is_drawn_from_changed():
    days = {"Alder St & Elm St": [*range(1, 15)], "Birch St & Elm St": [*range(1, 12)]}
    places, *_, drawn = find_and_draw(ranked_tickets(days))
    assert sorted(drawn["outline_geojson"]) == sorted(places["outline_geojson"])

    # Another text under the same digest shows whose outline was taken, and whose drawn.
    told_apart = drawn.assign(outline_geojson=[f"outline {number}" for number in range(len(drawn))])
    again, *_, kept = find_and_draw(ranked_tickets(days), known=told_apart)
    assert sorted(again["outline_geojson"]) == ["outline 0", "outline 1"]
    assert set(kept["drawn_from"]) == set(drawn["drawn_from"])

    beside = ranked_tickets({"Alder St & Elm St": [*range(1, 15)]}).assign(lon=lambda rows: rows["lon"] + 0.0001)
    beside[["ticket_id", "incident_id"]] = "b" + beside[["ticket_id", "incident_id"]]
    more = project_coordinates(pd.concat([ranked_tickets(days), beside], ignore_index=True))
    changed, *_ = find_and_draw(more, known=told_apart)
    assert sum(text.startswith("outline") for text in changed["outline_geojson"]) == 1


def test_two_incidents_are_not_a_place():
    places, members, scored, _ = find(ranked_tickets({"Alder St & Elm St": [3, 9]}))

    assert places.empty
    assert members.empty
    assert scored.empty


def test_incidents_older_than_four_chronic_half_lives_make_no_place():
    old = [day + int(4 * POLICY.chronic_half_life_days) for day in (3, 9, 20, 30)]

    assert find(ranked_tickets({"Alder St & Elm St": old}))[0].empty


def test_the_members_of_a_place_carry_its_id_and_their_contributions_add_up_to_its_weight():
    places, members, scored, _ = find(ranked_tickets({"Alder St & Elm St": [3, 9, 20]}))

    assert members["location_id"].tolist() == places["location_id"].tolist()
    assert set(scored["location_id"]) == set(places["location_id"])


def test_a_category_weighs_what_the_reviewed_table_says():
    needles = find(ranked_tickets({"Alder St & Elm St": [3, 9, 20]}))[2]["contribution"].sum()
    litter = find(ranked_tickets({"Alder St & Elm St": [3, 9, 20]}, category="litter"))[2]["contribution"].sum()

    assert needles == pytest.approx(3 * litter)


def test_a_name_kept_from_yesterday_wins_over_todays_nearest_corner():
    tickets = ranked_tickets({"Alder St & Elm St": [3, 9, 20]})
    first, _, _, _ = find(tickets, as_of_date=date(2015, 11, 9))
    registry = pd.DataFrame(
        [
            {
                "location_id": first["location_id"].iloc[0],
                "name": "What people called it",
                "district_code": "D-4",
                "x_m": first["x_m"].iloc[0],
                "y_m": first["y_m"].iloc[0],
                "first_x_m": first["x_m"].iloc[0],
                "first_y_m": first["y_m"].iloc[0],
                "first_listed_date": date(2015, 11, 9),
                "last_listed_date": date(2015, 11, 9),
                "n_mornings_listed": 1,
                "last_number": 1,
                "is_listed": True,
                "merged_into_id": None,
            }
        ]
    )

    places, _, _, _ = find(tickets, registry=registry)

    assert places["name"].tolist() == ["What people called it"]
    assert places["location_id"].tolist() == first["location_id"].tolist()
    assert places["n_mornings_listed"].tolist() == [2]


def test_tickets_of_two_systems_with_one_number_are_two_tickets_of_one_incident():
    mergeable = pd.DataFrame(
        {
            "ticket_no": [1, 2],
            "feed_code": ["city311_legacy", "city311_new"],
            "ticket_id": ["1", "1"],
            "category_code": ["litter", "litter"],
            "x_m": [0.0, 1.0],
            "y_m": [0.0, 0.0],
            "opened_at": [pd.Timestamp(AS_OF_AT), pd.Timestamp(AS_OF_AT) + pd.Timedelta(hours=1)],
        }
    )

    (led,) = MergeIncidents(POLICY).run({"int_tickets__mergeable": mergeable})
    merged = run_model("int_incidents__merged", {"int_incidents__led": led, "int_tickets__mergeable": mergeable})

    assert merged.sort_values("feed_code").to_numpy().tolist() == [
        ["city311_legacy", "1", "city311_legacy 1"],
        ["city311_new", "1", "city311_legacy 1"],
    ]


def test_coordinates_get_metres():
    (projected,) = ProjectCoordinates().run({"int_coordinates__found": pd.DataFrame({"lon": [-71.06], "lat": [42.36]})})

    assert np.hypot(projected["x_m"].iloc[0] - 236_000, projected["y_m"].iloc[0] - 901_000) < 2_000


def place_contacts(contacts: pd.DataFrame) -> dict[str, str | None]:
    tickets = ranked_tickets({"Alder St & Elm St": [3, 9, 20]})
    places, _, _, _ = find(tickets)
    points = tickets.drop_duplicates(["x_m", "y_m"])
    labelled = points.assign(place_text="INTERSECTION of Alder St & Elm St  Boston  MA  ", n_tickets=5)
    placed, _ = PlaceContacts(POLICY, MorningGazetteer()).run(
        {
            "int_contacts__recent": contacts,
            "int_locations__carried": places,
            **NO_LAYERS,
            "int_places__labelled": labelled[["place_text", "x_m", "y_m", "n_tickets"]],
            "int_texts__read": read_places(labelled["place_text"].unique()),
            "ref_named_places": load_reference(REFERENCE, "named_places"),
        }
    )
    listed = dict(zip(places["location_id"], places["name"], strict=True))
    return {row.contact_id: listed.get(row.location_id) for row in placed.itertuples()}


def test_a_contact_is_placed_by_its_coordinates_or_by_its_words_and_else_left_out():
    contacts = pd.DataFrame(
        {
            "contact_id": ["by point", "by words", "far away", "nowhere", "unknown words"],
            "lon": [-70.9302, None, -70.9200, None, None],
            "lat": [42.2601, None, 42.2600, None, None],
            "place_text": [None, "corner of Elm St and Alder St", None, None, "behind the old thing"],
        }
    ).astype({"lon": "float64", "lat": "float64", "place_text": "str"})

    assert place_contacts(contacts) == {
        "by point": "Alder St & Elm St",
        "by words": "Alder St & Elm St",
        "far away": None,
        "nowhere": None,
        "unknown words": None,
    }

from __future__ import annotations

import json

import pandas as pd
import pytest
import shapely

from pipelines.settings import load_policy, project_paths
from pipelines.steps.areas import DeriveDistricts, DrawDistricts, SettleCoordinates

POLICY = load_policy(project_paths({}).reference_dir)
X, Y = 236_000.0, 900_000.0
HANDED_IN_AT = pd.Timestamp("2026-11-22 09:00", tz="UTC")


def areas(*rows):
    """Squares of 1 km: (layer, name, column)."""
    return pd.DataFrame(
        [
            (layer, name, shapely.to_wkb(shapely.box(X + 1000 * n, Y, X + 1000 * n + 1000, Y + 1000)), HANDED_IN_AT)
            for layer, name, n in rows
        ],
        columns=["layer_code", "area_name", "geom_wkb", "handed_in_at"],
    )


def coordinates(*easts):
    """Coordinates in the middle of the row, at so many metres east."""
    return pd.DataFrame(
        {"lon": easts, "lat": 0.0, "x_m": [X + east for east in easts], "y_m": Y + 500.0, "n_tickets": 1}
    )


def settled(frame, lines, *, with_two_districts=False):
    known = pd.DataFrame({"district_code": ["D-4", *(["B-2"] if with_two_districts else [])]})
    (out,) = SettleCoordinates(POLICY).run(
        {"int_coordinates__projected": frame, "int_areas__current": lines, "ref_districts": known}
    )
    return out


def drawn(stated, lines, *, stated_on_monday=None):
    frames = {
        name: pd.DataFrame(
            [(X + east, Y + north, label, n) for east, north, label, n in rows],
            columns=["x_m", "y_m", "district_code", "n_tickets"],
        )
        for name, rows in (
            ("int_places__stated", stated),
            ("int_districts__stated", stated if stated_on_monday is None else stated_on_monday),
        )
    }
    (derived,) = DeriveDistricts(POLICY).run({**frames, "int_areas__current": lines})
    return DrawDistricts(POLICY).run({**frames, "int_areas__current": lines, "int_districts__derived": derived})


def street_grid(label, west, east):
    return [(x, y, label, 2) for x in range(west, east, 50) for y in range(0, 1000, 50)]


def test_without_lines_nothing_is_said_of_a_coordinate():
    out = settled(coordinates(100.0, 99_000.0), areas())

    assert out["is_in_city"].tolist() == [True, True]
    assert out["district_code"].isna().all()
    assert out["neighborhood_name"].isna().all()


def test_a_coordinate_gets_its_official_district_and_neighborhood():
    lines = areas(("districts", "D-4", 0), ("districts", "A-15", 1), ("neighborhoods", "South End", 0))

    out = settled(coordinates(500.0, 1500.0), lines)

    assert out["district_code"].tolist() == ["D-4", "A-15"]
    assert out["neighborhood_name"].fillna("").tolist() == ["South End", ""]


@pytest.mark.parametrize(
    ("lines", "in_city"),
    [
        (areas(("districts", "D-4", 0)), [True, True, False]),
        (areas(("city_outline", "Boston", 0), ("districts", "D-4", 0)), [True, True, False]),
        (areas(("city_outline", "Boston", 0), ("city_outline", "Boston", 1)), [True, True, True]),
        (areas(("neighborhoods", "South End", 0)), [True, True, True]),
    ],
    ids=["districts", "outline", "outline in two parts", "neighborhoods decide nothing"],
)
def test_a_coordinate_beyond_the_lines_and_their_slack_is_outside_the_city(lines, in_city):
    out = settled(
        coordinates(500.0, 1000.0 + POLICY.outside_lines_slack_m, 1000.5 + POLICY.outside_lines_slack_m), lines
    )

    assert out["is_in_city"].tolist() == in_city


def test_half_a_layer_of_districts_puts_nothing_outside_the_city():
    out = settled(coordinates(500.0, 5000.0), areas(("districts", "D-4", 0)), with_two_districts=True)

    assert out["is_in_city"].tolist() == [True, True]
    assert out["district_code"].fillna("").tolist() == ["D-4", ""]


@pytest.mark.parametrize(("n_outside", "in_city"), [(3, [True, False]), (4, [True, True])], ids=["half", "most"])
def test_lines_that_hold_less_than_half_of_the_tickets_are_not_theirs_and_put_nothing_outside(n_outside, in_city):
    frame = coordinates(500.0, 5000.0).assign(n_tickets=[3, n_outside])

    out = settled(frame, areas(("city_outline", "Boston", 0)))

    assert out["is_beyond_lines"].tolist() == [False, True]
    assert out["is_in_city"].tolist() == in_city


def test_no_coordinate_at_all_is_legal():
    out = settled(coordinates(), areas(("districts", "D-4", 0)))

    assert out.columns.tolist() == [
        "lon", "lat", "x_m", "y_m", "n_tickets", "is_beyond_lines", "is_in_city", "district_code", "neighborhood_name",
    ]  # fmt: skip


def test_official_lines_are_drawn_as_they_were_handed_in_and_say_when():
    lines, places = drawn(street_grid("D-4", 0, 1000), areas(("districts", "D-4", 0), ("districts", "B-2", 1)))

    assert lines["district_code"].tolist() == ["B-2", "D-4"]
    assert set(lines["how"]) == {"official"}
    assert set(lines["handed_in_at"]) == {HANDED_IN_AT}
    assert json.loads(lines["outline_geojson"][0])["type"] == "Polygon"
    assert set(places["area_code"]) == {"D-4"}


def test_two_features_of_one_district_are_drawn_as_one():
    lines, _ = drawn(
        street_grid("D-4", 0, 1000), areas(("districts", "D-4", 0), ("districts", "D-4", 2), ("districts", "B-2", 1))
    )

    assert lines["district_code"].tolist() == ["B-2", "D-4"]
    assert json.loads(lines["outline_geojson"][1])["type"] == "MultiPolygon"


def test_without_official_lines_they_are_worked_out_from_the_labels_and_say_so():
    stated = [*street_grid("D-4", 0, 500), *street_grid("B-2", 500, 1000)]

    lines, places = drawn(stated, areas(("neighborhoods", "South End", 0)))

    assert dict(zip(lines["district_code"], lines["how"], strict=True)) == {"B-2": "derived", "D-4": "derived"}
    assert lines["handed_in_at"].isna().all()
    assert places["area_code"].tolist() == ["D-4"] * 200 + ["B-2"] * 200


def test_official_lines_that_hold_few_of_the_tickets_are_not_drawn():
    lines, _ = drawn(street_grid("D-4", 0, 500), areas(("districts", "D-4", 5), ("districts", "B-2", 6)))

    assert lines[["district_code", "how"]].to_numpy().tolist() == [["D-4", "derived"]]
    assert lines["handed_in_at"].isna().all()


def test_a_stray_label_does_not_move_the_line():
    stated = [*street_grid("D-4", 0, 500), *street_grid("B-2", 500, 1000), (120, 120, "B-2", 9)]

    _, places = drawn(stated, areas())

    stray = places[(places["x_m"] == X + 120) & (places["y_m"] == Y + 120)]
    assert stray["area_code"].tolist() == ["D-4"]


def test_a_place_stated_since_monday_lies_in_mondays_lines_and_does_not_move_them():
    monday = [*street_grid("D-4", 0, 500), *street_grid("B-2", 500, 1000)]
    since = [*monday, *((x, y, "D-4", 9) for x in range(510, 700, 50) for y in range(10, 1000, 50))]

    lines, _ = drawn(monday, areas())
    lines_since, places = drawn(since, areas(), stated_on_monday=monday)

    assert lines_since["outline_geojson"].tolist() == lines["outline_geojson"].tolist()
    new = places[(places["x_m"] - X) % 50 == 10]
    assert len(new) == 80
    assert set(new["area_code"]) == {"B-2"}


def test_without_lines_and_labels_no_district_is_drawn():
    lines, places = drawn([], areas())

    assert lines.empty
    assert places.empty
    assert lines.columns.tolist() == ["district_code", "how", "handed_in_at", "outline_geojson"]

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.zones import (
    LEAST_HEX_WIDTH_M,
    NO_ZONE,
    assign_hexes,
    assign_named,
    hex_centre,
    hex_geojson,
    hex_outline,
    named_zone_id,
)

X_M, Y_M = 236_000.0, 899_000.0


def test_a_hex_of_a_width_has_two_flat_sides_that_far_apart():
    hex_id = assign_hexes([X_M], [Y_M], width_m=450)[0]
    corners = hex_outline(hex_id)

    assert np.ptp(corners[:, 0]) == pytest.approx(450)
    assert np.ptp(corners[:, 1]) == pytest.approx(2 * 450 / np.sqrt(3))
    assert corners.mean(axis=0) == pytest.approx(hex_centre(hex_id))


def test_the_ids_of_hexes_are_the_same_for_ever():
    assert assign_hexes([X_M, X_M + 450], [Y_M, Y_M], width_m=450).tolist() == ["H450_11_49", "H450_12_49"]
    assert assign_hexes([X_M], [Y_M], width_m=200).tolist() == ["H200_25_110"]


@pytest.mark.parametrize("width_m", [199.9, 0, -450, float("nan"), float("inf")])
def test_a_hex_that_would_be_a_point_by_another_name_is_refused(width_m):
    with pytest.raises(BadParameterError, match="at least 200 m"):
        assign_hexes([X_M], [Y_M], width_m=width_m)


def test_a_hex_just_wide_enough_is_taken():
    assert len(assign_hexes([X_M], [Y_M], width_m=LEAST_HEX_WIDTH_M)) == 1


@pytest.mark.parametrize(("x_m", "y_m"), [([X_M, np.nan], [Y_M, Y_M]), ([X_M, X_M], [Y_M])])
def test_points_without_a_place_are_refused(x_m, y_m):
    with pytest.raises(BadParameterError, match="both finite"):
        assign_hexes(x_m, y_m, width_m=450)


@pytest.mark.parametrize("hex_id", ["", "none", "H450_1", "H450_a_b", "H100_1_1", "../../etc"])
def test_an_id_that_is_none_is_refused(hex_id):
    with pytest.raises(BadParameterError):
        hex_outline(hex_id)


def test_a_hex_on_the_map_is_a_closed_ring_in_degrees():
    polygon = json.loads(hex_geojson(assign_hexes([X_M], [Y_M], width_m=450)[0]))

    (ring,) = polygon["coordinates"]
    assert len(ring) == 7
    assert ring[0] == ring[-1]
    assert all(-71.2 < lon < -70.9 and 42.2 < lat < 42.5 for lon, lat in ring)


LABELLED = pd.DataFrame(
    [
        (0.0, 0.0, "South End", 9),
        (0.0, 0.0, "Roxbury", 3),
        (400.0, 0.0, "Roxbury", 8),
        (390.0, 0.0, "A typing error", 1),
    ],
    columns=["x_m", "y_m", "label", "n_tickets"],
)
ZONES = {"South End": "N1", "Roxbury": "N2"}


def named(*points, labelled=LABELLED, zones=ZONES, reach_m=300.0):
    return assign_named(pd.DataFrame(points, columns=["x_m", "y_m"]), labelled, zone_of_label=zones, reach_m=reach_m)


def test_a_point_lies_in_the_zone_that_the_tickets_nearest_to_it_state():
    assert named((10.0, 0.0), (250.0, 0.0), (395.0, 0.0)) == ["N1", "N2", "N2"]


def test_a_point_that_no_ticket_is_near_has_no_zone():
    assert named((0.0, 301.0), (0.0, 300.0)) == [NO_ZONE, "N1"]


def test_at_one_coordinate_the_zone_that_most_tickets_state_wins_and_a_tie_goes_by_id():
    tied = LABELLED.assign(n_tickets=5)

    assert named((0.0, 0.0)) == ["N1"]
    assert named((0.0, 0.0), labelled=tied) == ["N1"]
    assert named((0.0, 0.0), labelled=tied, zones={"South End": "N2", "Roxbury": "N1"}) == ["N1"]


def test_two_labels_of_one_zone_count_together():
    labelled = pd.DataFrame(
        [(0.0, 0.0, "A", 3), (0.0, 0.0, "B", 3), (0.0, 0.0, "C", 5)], columns=["x_m", "y_m", "label", "n_tickets"]
    )

    assert named((0.0, 0.0), labelled=labelled, zones={"A": "N9", "B": "N9", "C": "N1"}) == ["N9"]


def test_without_labels_or_points_nothing_breaks():
    assert named((0.0, 0.0), labelled=LABELLED.iloc[:0]) == [NO_ZONE]
    assert named((0.0, 0.0), zones={}) == [NO_ZONE]
    assert named() == []


def test_what_is_missing_is_said():
    with pytest.raises(MissingColumnError, match="labelled coordinates lack label"):
        named((0.0, 0.0), labelled=LABELLED.drop(columns="label"))
    with pytest.raises(BadParameterError, match="reach_m"):
        named((0.0, 0.0), reach_m=0)


def test_a_named_zone_keeps_its_id_as_long_as_its_name():
    assert named_zone_id("South End") == named_zone_id("South End") == "Nd5970ef6ad"
    assert named_zone_id("South End") != named_zone_id("South end")

from __future__ import annotations

import base64
import io
import math

import numpy as np
import pytest
from PIL import Image

from dashboard.components.backdrop import Backdrop, draw_backdrop


def _picture(backdrop: Backdrop | None) -> Image.Image:
    assert backdrop is not None
    return Image.open(io.BytesIO(base64.b64decode(backdrop.data_uri.partition(",")[2]))).convert("RGBA")


def test_nothing_is_drawn_where_no_ticket_was_opened() -> None:
    assert draw_backdrop(np.array([]), np.array([])) is None


def test_a_single_place_stands_in_the_middle_of_its_picture() -> None:
    backdrop = draw_backdrop(np.array([-71.06]), np.array([42.35]))

    picture = _picture(backdrop)
    middle = picture.getpixel((picture.width // 2, picture.height // 2))
    corner = picture.getpixel((0, 0))
    assert middle[3] == 255
    assert corner[3] == 0


def test_the_bounds_hold_every_place() -> None:
    lon, lat = np.array([-71.15, -71.00, -71.06]), np.array([42.25, 42.40, 42.35])

    backdrop = draw_backdrop(lon, lat)

    assert backdrop is not None
    (south, west), (north, east) = backdrop.bounds
    assert south < lat.min() < lat.max() < north
    assert west < lon.min() < lon.max() < east


def test_rows_are_even_in_the_projection_that_the_map_stretches_them_in() -> None:
    lat = np.array([42.20, 42.31, 42.42])
    backdrop = draw_backdrop(np.full(3, -71.06), lat)

    picture = _picture(backdrop)
    assert backdrop is not None
    south, north = (_mercator(corner[0]) for corner in backdrop.bounds)
    row = round(picture.height * (north - _mercator(42.31)) / (north - south))
    red = np.asarray(picture)[:, :, 0]
    dark_rows = np.flatnonzero((red < 200).any(axis=1))
    assert np.abs(dark_rows - row).min() <= 1
    assert len(dark_rows) <= 9


@pytest.mark.parametrize("n_places", [1, 500, pytest.param(60_000, marks=pytest.mark.slow)])
def test_a_city_of_any_size_fits_the_maps_budget(n_places: int) -> None:
    chance = np.random.default_rng(7)
    lon, lat = chance.uniform(-71.19, -70.99, n_places), chance.uniform(42.23, 42.40, n_places)

    backdrop = draw_backdrop(lon, lat)

    assert backdrop is not None
    assert len(backdrop.data_uri) < 110_000


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from geo.crs import project_lonlat
from pipelines.errors import UnknownDistrictError
from pipelines.locating import find_district

SQUARE = shapely.to_geojson(shapely.box(-71.08, 42.33, -71.07, 42.34))
DISTRICTS = pd.DataFrame(
    {
        "district_code": ["A-1", "A-15", "D-4"],
        "district_name": ["Downtown", "Charlestown", "South End"],
        "outline_geojson": [None, SQUARE, SQUARE],
    }
)


@pytest.mark.parametrize("said", ["D-4", "d4", " D 04 ", "South End", "south end"])
def test_a_district_is_known_by_its_code_however_written_and_by_its_name(said):
    x_m, y_m = project_lonlat([-71.075], [42.335])

    assert find_district(DISTRICTS, said).contains(shapely.Point(x_m[0], y_m[0]))


def test_a_district_without_lines_is_refused_because_nothing_lies_in_it():
    with pytest.raises(UnknownDistrictError, match=r"no lines of district A-1 \(Downtown\)"):
        find_district(DISTRICTS, "A1")


@pytest.mark.parametrize("said", ["", "-", "A", "A-1-5-0", "Roxbury"])
def test_any_other_word_is_refused_with_the_known_districts(said):
    with pytest.raises(UnknownDistrictError, match=r"known are A-1 \(Downtown\), A-15 \(Charlestown\), D-4"):
        find_district(DISTRICTS, said)

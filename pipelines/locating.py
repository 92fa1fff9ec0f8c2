"""A police district as people say it, and its area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import project_lonlat
from pipelines.errors import UnknownDistrictError

if TYPE_CHECKING:
    import pandas as pd

_NOT_OF_A_CODE = re.compile(r"[^A-Z0-9]")


def find_district(districts: pd.DataFrame, said: str) -> shapely.Geometry:
    """Return the area of a police district said by its code ("D-4", "d4", "D-04") or its name.

    Parameters
    ----------
    districts
        The published table: `district_code`, `district_name`, `outline_geojson` (EPSG:4326).
    said
        What was typed.

    Returns
    -------
    Its area (EPSG:26986).

    Raises
    ------
    UnknownDistrictError
        No district is called so, or this build has no lines of it.
    """
    for code, name, outline in districts[["district_code", "district_name", "outline_geojson"]].itertuples(index=False):
        if _code_key(said) == _code_key(code) or said.strip().casefold() == str(name).casefold():
            if not isinstance(outline, str):
                raise UnknownDistrictError(f"this build has no lines of district {code} ({name}): nothing lies in it")
            area = shapely.from_geojson(outline)
            return shapely.transform(area, lambda lonlat: np.column_stack(project_lonlat(lonlat[:, 0], lonlat[:, 1])))
    known = ", ".join(f"{code} ({name})" for code, name in zip(
        districts["district_code"], districts["district_name"], strict=True
    ))  # fmt: skip
    raise UnknownDistrictError(f"no police district is called '{said}'; known are {known}")


def _code_key(code: str) -> str:
    """Return "D4" for "D-4", "d04" and "D-04"."""
    plain = _NOT_OF_A_CODE.sub("", code.upper())
    return re.sub(r"(?<=[A-Z])0+", "", plain)

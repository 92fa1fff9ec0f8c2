"""Places in a typed text, looked up in what a morning's build knows; nothing is built, kept or sent anywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import project_lonlat
from geo.place_matching import PlaceFinder
from pipelines.build import make_tables
from pipelines.errors import UnknownDistrictError
from pipelines.steps.gazetteer import GAZETTEER_READS, MorningGazetteer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import pandas as pd

    from pipelines.settings import Paths

_NOT_OF_A_CODE = re.compile(r"[^A-Z0-9]")


def open_finder(paths: Paths, *, as_of_date: date, report: Callable[[str], None]) -> PlaceFinder:
    """Return the gazetteer of a morning, ready to be asked.

    Parameters
    ----------
    paths
        The data folder.
    as_of_date
        The huddle's date: tickets from its 06:00 on are not known.
    report
        Takes one line a finished piece of work.

    Raises
    ------
    NothingToBuildError
        No ticket was ingested.
    DataFolderError
        A landed file cannot be read.
    """
    wanted = sorted(GAZETTEER_READS)
    tables = make_tables(paths, wanted, as_of_date=as_of_date, report=report)
    return PlaceFinder(MorningGazetteer().of(dict(zip(wanted, tables, strict=True))))


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

"""Places people say, from the tickets' own addresses and a reviewed table of squares, parks and stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.errors import BadParameterError, require_columns
from geo.place_index import REVIEWED, TICKETS
from geo.place_matching import match_texts
from geo.place_names import name_locations
from geo.place_readings import READING_COLUMNS, read_places
from geo.place_text import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.points import FloatArray, IntArray

__all__ = ["Gazetteer", "build_gazetteer", "match_texts", "name_locations"]

SPLIT_M = 200.0
"""One label at points further apart than this names several places: 10 Everett St stands in four towns."""

INTERSECTION_COLUMNS = [
    *("label", "x_m", "y_m", "n", "first_street", "second_street", "hints", "familiarity", "told_by"),
]
ADDRESS_COLUMNS = ["label", "x_m", "y_m", "n", "street", "street_label", "house_number", "hints"]
PLACE_COLUMNS = ["label", "x_m", "y_m", "radius_m", "name_keys", "gives_names", "hints", "told_by"]
_ONLY_SOUGHT = "shelter"

_MEANING = ["kind", "house_number", "first_street", "second_street"]
_SPELLING = ["first_label", "second_label"]


@dataclass(frozen=True)
class Gazetteer:
    """Where things are, in the working CRS (EPSG:26986, metres).

    `intersections` has `label` ("Beach St & Utica St", the two streets in alphabetical order), `x_m`,
    `y_m`, `n` (tickets), the street keys `first_street` and `second_street`, `hints` (towns and ZIPs,
    joined by "|"), `familiarity` and `told_by`. `addresses` has `label`, `x_m`, `y_m`, `n`, `street` (key),
    `street_label`, `house_number`, `hints`. `places` has `label`, `x_m`, `y_m`, `radius_m`, `name_keys`
    (joined by "|"), `hints`, `told_by` and `gives_names`: a shelter is found by its name and lends it to no
    location. `told_by` is `TICKETS`, `REVIEWED` or the code of the layer that alone tells the place
    (`geo.layer_places`). One row per place on the ground.
    """

    intersections: pd.DataFrame
    addresses: pd.DataFrame
    places: pd.DataFrame


def build_gazetteer(
    labelled_points: pd.DataFrame, named_places: pd.DataFrame, *, readings: pd.DataFrame | None = None
) -> Gazetteer:
    """Make a gazetteer from points that carry the City's own wording and the table of named places.

    The point of a label is the median of its tickets. A label whose points lie further apart than `SPLIT_M`
    is several places (the same two streets meeting twice, the same address in two towns): they are split,
    never averaged. Row order does not matter.

    Parameters
    ----------
    labelled_points
        One row per distinct text and point: `place_text`, `x_m`, `y_m` (EPSG:26986, metres), `n_tickets`, and, where it
        is known, `neighborhood_name`: one more hint.
        Points that stand for "no geocode" must be gone before.
    named_places
        One row per square, park, station or area: `place_name`, `aliases` (joined by "|"), `x_m`, `y_m`,
        `radius_m`, and, where it is known, `kind`.
    readings
        What `geo.place_readings.read_places` made of the texts, further texts allowed; None reads them here.

    Returns
    -------
    The gazetteer.

    Raises
    ------
    MissingColumnError
        A frame lacks a column.
    BadParameterError
        One name or alias stands for two named places.
    """
    require_columns(labelled_points, ["place_text", "x_m", "y_m", "n_tickets"], what="labelled points")
    require_columns(named_places, ["place_name", "aliases", "x_m", "y_m", "radius_m"], what="named places")
    if readings is None:
        readings = read_places(labelled_points["place_text"].dropna().unique())
    require_columns(readings, READING_COLUMNS, what="readings")
    points = labelled_points.merge(readings[readings["kind"] != "name"], on="place_text", validate="many_to_one")
    if "neighborhood_name" in points.columns:
        points["hints"] = _with_neighborhood(points)
    places = _one_row_a_place(points)
    intersections = places[places["kind"] == "intersection"].assign(label=corner_labels)
    addresses = places[places["kind"] == "address"].rename(
        columns={"first_street": "street", "first_label": "street_label"}
    )
    addresses["label"] = addresses["house_number"].astype("str") + " " + addresses["street_label"]
    address_frame = in_order(addresses, ADDRESS_COLUMNS)
    return Gazetteer(
        intersections=_with_familiarity(in_order(intersections, INTERSECTION_COLUMNS[:-2]), address_frame),
        addresses=address_frame,
        places=_named_place_frame(named_places),
    )


def _with_neighborhood(points: pd.DataFrame) -> pd.Series:
    """Add the neighborhood to the towns and ZIPs of the text: people say "South End" where the City writes Roxbury."""
    said = points["neighborhood_name"].str.lower().fillna("")
    known = [
        "|".join(sorted({*hints.split("|"), name} - {""})) for hints, name in zip(points["hints"], said, strict=True)
    ]
    return pd.Series(known, index=points.index, dtype="str")


def _with_familiarity(intersections: pd.DataFrame, addresses: pd.DataFrame) -> pd.DataFrame:
    """Add the tickets of the lesser known of the two streets: people know a corner when they know both."""
    by_street = pd.concat(
        [
            addresses.set_index("street")["n"],
            intersections.set_index("first_street")["n"],
            intersections.set_index("second_street")["n"],
        ]
    )
    tickets = by_street.groupby(level=0).sum()
    first, second = (intersections[name].map(tickets) for name in ("first_street", "second_street"))
    return intersections.assign(familiarity=np.minimum(first, second).astype("int64"), told_by=TICKETS)


def _one_row_a_place(points: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place on the ground: what its texts say, its middle (`x_m`, `y_m`) and its tickets (`n`)."""
    points = points.astype({"x_m": "float64", "y_m": "float64", "n_tickets": "int64"})
    points["place_no"] = _place_numbers(points)
    votes = points.groupby(["place_no", *_SPELLING])["n_tickets"].sum().reset_index(name="n")
    # The spelling most tickets use; the first in the alphabet where two are equal.
    votes = votes.sort_values(["place_no", "n", *_SPELLING], ascending=[True, False, True, True])
    spelled = votes.drop_duplicates("place_no").set_index("place_no")
    first_rows = points.drop_duplicates("place_no").set_index("place_no").sort_index()
    return first_rows[_MEANING].assign(
        **{name: spelled[name] for name in _SPELLING},
        hints=_joined_hints(points),
        x_m=_weighted_medians(points, "x_m"),
        y_m=_weighted_medians(points, "y_m"),
        n=points.groupby("place_no")["n_tickets"].sum(),
    )


def _place_numbers(points: pd.DataFrame) -> IntArray:
    """Number the places: points whose texts mean the same, split where a gap of more than `SPLIT_M` runs through."""
    meaning_no = np.asarray(points.groupby(_MEANING, sort=False).ngroup(), np.int64)
    return chained_numbers(near_pairs(points[["x_m", "y_m"]].to_numpy(np.float64), meaning_no), len(points))


def near_pairs(xy: FloatArray, group_no: IntArray) -> IntArray:
    """Return the pairs of rows (one a row, two columns) of one group that lie within `SPLIT_M` of each other."""
    # Each group lies on a floor of its own, out of reach of every other.
    tree = cKDTree(np.column_stack((xy, group_no * (2 * SPLIT_M))))
    return np.asarray(tree.query_pairs(SPLIT_M, output_type="ndarray"), np.int64)


def chained_numbers(pairs: IntArray, n_rows: int) -> IntArray:
    """Number the places, from 0: rows chained by pairs are one."""
    links = coo_array((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), shape=(n_rows, n_rows))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _weighted_medians(points: pd.DataFrame, column: str) -> FloatArray:
    """Return by place the smallest value with half of the tickets at or under it."""
    ranked = points[["place_no", column, "n_tickets"]].sort_values(["place_no", column])
    by_place = ranked.groupby("place_no")["n_tickets"]
    is_half = by_place.cumsum() >= by_place.transform("sum") / 2
    return ranked[is_half].drop_duplicates("place_no")[column].to_numpy(np.float64)


def _joined_hints(points: pd.DataFrame) -> pd.Series:
    """Return by place the towns and ZIPs of all its texts; most places are always written with the same."""
    told = points[["place_no", "hints"]].drop_duplicates()
    is_several = told["place_no"].duplicated(keep=False)
    several = told[is_several].groupby("place_no")["hints"].agg("|".join)
    joined = several.map(lambda hints: "|".join(sorted({*hints.split("|")} - {""})))
    hints: pd.Series = pd.concat([told[~is_several].set_index("place_no")["hints"], joined])
    return hints


def corner_labels(corners: pd.DataFrame) -> pd.Series:
    """Name a corner in alphabetical order: the name must not depend on which street a caller said first."""
    first, second = corners["first_label"], corners["second_label"]
    is_ordered = first <= second
    return first.where(is_ordered, second) + " & " + second.where(is_ordered, first)


def in_order(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return rows[[*columns]].sort_values(["label", "x_m", "y_m"], ignore_index=True)


def _named_place_frame(named_places: pd.DataFrame) -> pd.DataFrame:
    columns = [named_places[name].tolist() for name in ("place_name", "aliases", "x_m", "y_m", "radius_m")]
    kinds = named_places["kind"].tolist() if "kind" in named_places.columns else [""] * len(named_places)
    rows: list[tuple[object, ...]] = []
    owner: dict[str, str] = {}
    for place_name, aliases, x_m, y_m, radius_m, kind in zip(*columns, kinds, strict=True):
        names = [place_name, *(aliases.split("|") if isinstance(aliases, str) else ())]
        keys = sorted({name_key(name) for name in names} - {""})
        for key in keys:
            if key in owner:
                raise BadParameterError(f"{key!r} names both {owner[key]} and {place_name}")
            owner[key] = place_name
        rows.append(
            (place_name, float(x_m), float(y_m), float(radius_m), "|".join(keys), kind != _ONLY_SOUGHT, "", REVIEWED)
        )
    return in_order(pd.DataFrame(rows, columns=PLACE_COLUMNS).astype({"gives_names": "bool"}), PLACE_COLUMNS)

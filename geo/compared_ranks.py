"""Two rankings of the same places side by side: what is asked for and what was met, and where they lie far apart.

Ranks and not rates: what a team writes down and what a resident reports are counted in different units, by different
people, with different zeal, so only their orders can be compared. Counts that may not be told are left out or tied
(`released_order`), so that no rank says more than disclosure let through (decision 0027).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns
from geo.released_counts import Blank

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.points import FloatArray

MORE_ASKED = "more_asked"
MORE_MET = "more_met"
ALIKE = "alike"
NOT_COMPARED = "not_compared"

_SMALL = 0.5
"""Where every hidden small count stands in the order: above a true zero, below any count that is told."""


def released_order(released: pd.DataFrame) -> pd.Series[float]:
    """Return where released counts stand in an order; only their sizes among each other mean anything.

    Parameters
    ----------
    released
        `n_events` (nullable) and `blank` as `geo.disclosure` released them.

    Returns
    -------
    The count where it is told, 0 for a true zero, one and the same value for every small count; NaN where nothing is
    known (hidden for another's sake, late, not collected). It is made from released values alone, so it tells nothing
    that they do not.

    Raises
    ------
    MissingColumnError
        A column is missing.
    """
    require_columns(released, ("n_events", "blank"), what="released counts")
    told = released["n_events"].astype("Float64").astype(float)
    blank = released["blank"]
    return told.mask(blank == Blank.SUPPRESSED, _SMALL).mask(~blank.isin(["", Blank.ZERO, Blank.SUPPRESSED]), np.nan)


def compare_ranks(places: pd.DataFrame, *, min_places: int, gap_share: float) -> pd.DataFrame:
    """Rank places by two orders and tell where these lie far apart.

    Parameters
    ----------
    places
        One row per place: `place_id`, `asked` (a count, or anything in its order) and `met` (the same; NaN where it may
        not be told).
    min_places
        With fewer places that can be compared, none is.
    gap_share
        Two ranks disagree where they lie at least this share of the compared places apart, in (0, 1].

    Returns
    -------
    One row per place, in order: `place_id`, `asked_first`, `asked_last`, `met_first`, `met_last` (Int64, 1 is the
    largest; places that tie share the ranks from first to last; empty where not compared), `verdict` (`more_asked`,
    `more_met`, `alike`, `not_compared`). Both ranks are among the compared places alone.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        `gap_share` is not in (0, 1], or `min_places` is below 2.
    """
    require_columns(places, ("place_id", "asked", "met"), what="places")
    if not 0 < gap_share <= 1:
        raise BadParameterError(f"gap_share must lie in (0, 1], got {gap_share}")
    if min_places < 2:  # noqa: PLR2004 - one place has no order
        raise BadParameterError(f"min_places must be at least 2, got {min_places}")
    asked, met = places["asked"].to_numpy(dtype=float), places["met"].to_numpy(dtype=float)
    compared = ~np.isnan(met)
    if compared.sum() < min_places:
        compared = np.zeros(len(places), dtype=bool)
    verdict = np.full(len(places), NOT_COMPARED, dtype=object)
    # Of places that tie each takes the middle of the ranks they share: no order is made up among them.
    gap = _ranks(met[compared], "average") - _ranks(asked[compared], "average")
    far = gap_share * compared.sum()
    verdict[compared] = np.select([gap >= far, gap <= -far], [MORE_ASKED, MORE_MET], ALIKE)
    ranks = {}
    for name, values in (("asked", asked[compared]), ("met", met[compared])):
        ranks[f"{name}_first"] = _spread(_ranks(values, "min"), compared)
        ranks[f"{name}_last"] = _spread(_ranks(values, "max"), compared)
    return pd.DataFrame({"place_id": places["place_id"].to_numpy(), **ranks, "verdict": verdict})


def _ranks(values: FloatArray, method: Literal["min", "max", "average"]) -> FloatArray:
    return np.asarray(pd.Series(values, dtype=float).rank(method=method, ascending=False), dtype=np.float64)


def _spread(ranks: FloatArray, compared: NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    spread = np.full(len(compared), np.nan)
    spread[compared] = ranks
    return pd.array(spread, dtype="Int64")

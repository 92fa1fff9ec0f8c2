"""Sums of released counts: each is made of what may be read already, so it tells nothing that a reader cannot add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import require_columns
from geo.frames import row_dicts
from geo.released_counts import Blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FEED_BLANKS = (Blank.LATE, Blank.NOT_COLLECTED)


def sum_told(released: pd.DataFrame, sums: Mapping[str, Sequence[str]], *, by: Sequence[str]) -> pd.DataFrame:
    """Add released counts up; a sum is told only where every one of its terms is.

    Parameters
    ----------
    released
        As `release_nested` gives it: the columns `by`, `measure_code`, `column_class`, `n_events`, `blank`.
    sums
        The measures that each sum is made of, by its code.
    by
        The columns within whose values is added.

    Returns
    -------
    The columns `by`, then `sum_code`, `column_class` (`health` where a term is), `n_events` (`Int64`), `blank`: the
    sums in their order for each value, in the order of the rows. No row where a term has none: the audience does not
    see it, or it was not published. A sum of one term is that term.

    Raises
    ------
    MissingColumnError
        A column is missing.
    """
    require_columns(released, [*by, "measure_code", "column_class", "n_events", "blank"], what="released")
    made: list[dict[str, Any]] = []
    for values, rows in released.groupby(list(by), sort=False):
        terms_of = {row["measure_code"]: row for row in row_dicts(rows)}
        for code, measures in sums.items():
            terms = [terms_of[measure] for measure in measures if measure in terms_of]
            if terms and len(terms) == len(measures):
                made.append({**dict(zip(by, values, strict=True)), "sum_code": code, **_sum_of(terms)})
    columns = [*by, "sum_code", "column_class", "n_events", "blank"]
    return pd.DataFrame(made, columns=columns).astype({"n_events": "Int64"})


def _sum_of(terms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    is_health = any(term["column_class"] == "health" for term in terms)
    kind = "health" if is_health else terms[0]["column_class"]
    if len(terms) == 1:
        return {"column_class": kind, "n_events": terms[0]["n_events"], "blank": terms[0]["blank"]}
    blanks = {term["blank"] for term in terms}
    for blank in _FEED_BLANKS:
        if blank in blanks:
            return {"column_class": kind, "n_events": pd.NA, "blank": str(blank)}
    if any(pd.isna(term["n_events"]) for term in terms):
        return {"column_class": kind, "n_events": pd.NA, "blank": str(Blank.SUPPRESSED_COMPLEMENTARY)}
    n = sum(int(term["n_events"]) for term in terms)
    return {"column_class": kind, "n_events": n, "blank": "" if n else str(Blank.ZERO)}

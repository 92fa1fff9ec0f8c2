"""The parts of sums that are told elsewhere: by part of the day, by reason. No part gives a hidden one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import require_columns
from geo.nested_release import release_nested
from geo.released_counts import EVERYBODY, Blank, may_see

if TYPE_CHECKING:
    from geo.released_counts import Audience, Thresholds

_SUM = "sum"


def release_parts(
    counts: pd.DataFrame, totals: pd.DataFrame, *, part_column: str, audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release counts whose sums were released before, elsewhere, and stand beside them.

    Where a sum is hidden, none of its parts is told, not even which are zero. Where it shows, small parts are hidden,
    and further ones with them so that no hidden part could be only one number; where that would take the sum itself,
    which shows already, no part is told. What is hidden is decided for all classes together, whoever looks.

    Parameters
    ----------
    counts
        One row per part: `measure_code` (whose sum is meant), `part_column`, `column_class`, `n_events` (null where
        none was made), `blank` (`late` or `not_collected` where the feed says so, else empty). Every part of a sum has
        its row. Row order must not tell their size. Further text columns are passed on.
    totals
        The sums as everybody together may see them: `measure_code`, `n_events` (null where hidden).
    part_column
        What tells the parts of a sum apart.
    audience
        Who is looking.
    thresholds
        From the policy table.

    Returns
    -------
    The rows of the classes the audience may see, in order, on a fresh index: `n_events` as `Int64`, empty where hidden;
    `blank` with one of the five blanks, empty where a figure above zero stands.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A part stands twice, or a further column holds numbers.
    """
    require_columns(counts, ["measure_code", part_column, "column_class", "n_events", "blank"], what="counts")
    require_columns(totals, ["measure_code", "n_events"], what="totals")
    shown = set(totals.loc[totals["n_events"].notna(), "measure_code"])
    tables = [
        _parts_of(parts, part_column=part_column, is_told=str(code) in shown, thresholds=thresholds)
        for code, parts in counts.reset_index(drop=True).groupby("measure_code", sort=False)
    ]
    released = pd.concat(tables).sort_index() if tables else counts.assign(n_events=pd.array([], dtype="Int64"))
    return released[[may_see(name, audience) for name in released["column_class"]]].reset_index(drop=True)


def _parts_of(parts: pd.DataFrame, *, part_column: str, is_told: bool, thresholds: Thresholds) -> pd.DataFrame:
    whole = parts.iloc[:1].copy()
    whole[part_column], whole["n_events"] = _SUM, parts["n_events"].sum(min_count=1)
    tree = pd.DataFrame([(_SUM, ""), *((part, _SUM) for part in parts[part_column])], columns=["node_id", "parent_id"])
    released = release_nested(
        pd.concat([whole, parts], ignore_index=True).assign(node_id=tree["node_id"].to_numpy()),
        nodes=tree,
        answers=(),
        audience=EVERYBODY,
        thresholds=thresholds,
    ).drop(columns="node_id")
    is_counted = not parts["blank"].iloc[0]
    is_sum_open = pd.notna(released["n_events"].iloc[0])
    own = released.iloc[1:].set_axis(parts.index)
    if is_counted and not (is_told and is_sum_open):
        own["n_events"] = pd.array([pd.NA] * len(own), dtype="Int64")
        own["blank"] = str(Blank.SUPPRESSED_COMPLEMENTARY)
    return own

"""A second cut through events whose sums are told elsewhere, by week or by provider: nothing hidden comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import BadParameterError, require_columns
from geo.nested_release import release_nested
from geo.released_counts import Audience, Blank, may_see

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.complementary import Answers
    from geo.released_counts import Thresholds

_EVERYBODY = Audience("everybody together", sees_outreach=True, sees_health=True)


def release_second_cut(
    counts: pd.DataFrame,
    totals: pd.DataFrame,
    *,
    nodes: pd.DataFrame,
    answers: Sequence[Answers],
    audience: Audience,
    thresholds: Thresholds,
) -> pd.DataFrame:
    """Release the parts of sums that were released before, elsewhere, and stand beside them: a tree under each sum.

    Where a sum is hidden, nothing under it is told, not even which parts are zero: the two cuts meet in the sum alone,
    so one that tells no more than the sum does tells nothing of the other. Where only hiding a sum that shows already
    would help, nothing is told under any sum that answers bind to it. What is hidden is decided for all classes
    together, whoever looks.

    Parameters
    ----------
    counts
        One row per leaf of the tree and measure: `node_id`, `measure_code`, `column_class`, `n_events` (null where none
        was made), `blank` (`late` or `not_collected` where the feed says so, else empty).
    totals
        The sums as everybody together may see them: `measure_code`, `n_events` (null where hidden).
    nodes
        `node_id` and `parent_id`, as of `release_nested`; the first row is the sum that is told elsewhere.
    answers
        Which measures are answers, at most one each, to one event of another.
    audience
        Who is looking.
    thresholds
        From the policy table.

    Returns
    -------
    A row for every node but the first and every measure of a class that the audience may see, measure by measure, the
    nodes in their order: `node_id`, `measure_code`, `column_class`, `n_events` (`Int64`, empty where hidden), `blank`.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A leaf lacks a measure or has it twice, or a measure is blank at one leaf and not at another.
    """
    require_columns(counts, ["node_id", "measure_code", "column_class", "n_events", "blank"], what="counts")
    require_columns(totals, ["measure_code", "n_events"], what="totals")
    whole = nodes["node_id"].iloc[0]
    released = release_nested(
        _with_sums(counts, nodes), nodes=nodes, answers=answers, audience=_EVERYBODY, thresholds=thresholds
    )
    roots = released[released["node_id"] == whole]
    is_counted = ~roots["blank"].isin([Blank.LATE, Blank.NOT_COLLECTED])
    counted = set(roots.loc[is_counted, "measure_code"])
    told = set(totals.loc[totals["n_events"].notna(), "measure_code"])
    would_go = set(roots.loc[roots["n_events"].isna(), "measure_code"]) & told & counted
    masked = (counted - told) | _bound_to(would_go, answers) & counted
    is_masked = released["measure_code"].isin(masked)
    released.loc[is_masked, "n_events"] = pd.NA
    released.loc[is_masked, "blank"] = str(Blank.SUPPRESSED_COMPLEMENTARY)
    parts: pd.DataFrame = released[released["node_id"] != whole]
    seen: pd.DataFrame = parts[[may_see(name, audience) for name in parts["column_class"]]]
    return seen.reset_index(drop=True)


def _bound_to(measures: set[str], answers: Sequence[Answers]) -> set[str]:
    """Return the measures and all that answers bind to them, over however many groups."""
    bound = set(measures)
    while True:
        further = {
            each
            for group in answers
            if bound & {group.bounding, *group.members}
            for each in (group.bounding, *group.members)
        } - bound
        if not further:
            return bound
        bound |= further


def _with_sums(counts: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of all nodes, measure by measure in the order of the nodes."""
    parent_of = dict(zip(nodes["node_id"], nodes["parent_id"], strict=True))
    leaves = [node for node in parent_of if node not in set(nodes["parent_id"])]
    tables = []
    for code, rows in counts.groupby("measure_code", sort=False):
        if sorted(rows["node_id"]) != sorted(leaves):
            raise BadParameterError(f"{code} needs one row for each leaf of the tree, no more and no less")
        is_made = bool(rows["n_events"].notna().all())
        summed = dict.fromkeys(parent_of, 0)
        for leaf, n in zip(rows["node_id"], rows["n_events"], strict=True):
            node = leaf
            while is_made and node in parent_of:
                summed[node] += int(n)
                node = parent_of[node]
        blanks = set(rows["blank"])
        if len(blanks) != 1:
            raise BadParameterError(f"{code} is blank at one leaf and not at another; a feed is late as a whole")
        tables.append(
            pd.DataFrame({"node_id": list(parent_of), "measure_code": code}).assign(
                column_class=rows["column_class"].iloc[0],
                n_events=pd.array(list(summed.values()) if is_made else [pd.NA] * len(summed), dtype="Int64"),
                blank=blanks.pop(),
            )
        )
    return pd.concat(tables, ignore_index=True) if tables else counts

"""Counts over a tree (city, zones, places) released together: no sum or difference of them gives a hidden one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.complementary import Answers, NestedCounts, hide_nested
from geo.errors import BadParameterError, require_columns
from geo.hiding_over_mornings import hide_over_mornings
from geo.released_counts import EVERYBODY, Blank, Released, may_see, release_count
from geo.sum_trees import WHOLE, SumTree

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from geo.earlier_mornings import EarlierMornings
    from geo.released_counts import Audience, Thresholds


@dataclass(frozen=True)
class Beside:
    """What was told of each measure on earlier mornings, of which nodes in which order, and this morning's number.

    `unseen_ids` are the nodes that no screen shows, whatever they are.
    """

    measures: Mapping[str, EarlierMornings]
    node_ids: tuple[str, ...]
    day: int
    unseen_ids: frozenset[str] = frozenset()


def release_nested(
    counts: pd.DataFrame,
    *,
    nodes: pd.DataFrame,
    answers: Sequence[Answers],
    audience: Audience,
    thresholds: Thresholds,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """Release every measure of every node at once, and hand the audience the rows of the classes it may see.

    What is hidden is decided for all classes and all nodes together, whoever looks: two people of different roles who
    lay their screens side by side learn no more than one who sees everything.

    Parameters
    ----------
    counts
        One row per node and measure: `node_id`, `measure_code`, `column_class`, `n_events` (null where none was made),
        `blank` (`late` or `not_collected` where the feed says so, else empty). Further text columns are passed on.
    nodes
        `node_id` and `parent_id`; the first row is the total, its parent empty; parents stand before their parts. Of
        two parts that could be hidden for the sake of a third the earlier one is: the order must be public, or it would
        tell which is smaller.
    answers
        Which measures are answers, at most one each, to one event of another.
    audience
        Who is looking.
    thresholds
        From the policy table.
    beside
        What earlier mornings told of the total and its parts, where their sums share days with this morning's.

    Returns
    -------
    The rows the audience may see, in order, on a fresh index: `n_events` as `Int64`, empty where hidden; `blank` with
    one of the five blanks, empty where a figure above zero stands.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A node lacks a measure or has it twice, sums do not hold, a measure is blank at one node and not at another, or
        a further column holds numbers.
    """
    require_columns(counts, ["node_id", "measure_code", "column_class", "n_events", "blank"], what="counts")
    require_columns(nodes, ["node_id", "parent_id"], what="nodes")
    _refuse_numbers(counts)
    node_ids = nodes["node_id"].tolist()
    tree = _tree(nodes)
    measures = {
        str(code): _ordered(rows, node_ids, str(code)) for code, rows in counts.groupby("measure_code", sort=True)
    }
    nested = {
        code: NestedCounts(
            tree=tree,
            n=[int(n) for n in rows["n_events"]],
            below=[thresholds.below(name) for name in rows["column_class"]],
            labels=[(f"{place:06d}",) for place in range(len(rows))],
        )
        for code, rows in measures.items()
        if _is_counted(rows)
    }
    kept = [each for group in answers if (each := _counted(group, nested)) is not None]
    hide_nested(nested, kept)
    if beside is not None:
        nodes_told = [node_ids.index(each) for each in beside.node_ids]
        unseen = {place for place, each in enumerate(node_ids) if each in beside.unseen_ids}
        hide_over_mornings(nested, kept, earlier=beside.measures, nodes=nodes_told, unseen=unseen, day=beside.day)
    released: dict[Hashable, Released] = {}
    for code, rows in measures.items():
        for node, (index, row) in enumerate(rows.iterrows()):
            released[index] = _release(row, nested.get(code), node, thresholds)
    seen = counts[[may_see(name, audience) for name in counts["column_class"]]]
    shown: dict[str, Any] = {name: seen[name].tolist() for name in counts.columns}
    shown["n_events"] = pd.array([released[index].value for index in seen.index], dtype="Int64")
    shown["blank"] = pd.array([str(released[index].blank or "") for index in seen.index], dtype="str")
    # A frame made anew: nothing of the raw one, neither index nor attributes, comes along.
    return pd.DataFrame(shown)


def _release(row: pd.Series[Any], counts: NestedCounts | None, node: int, thresholds: Thresholds) -> Released:
    if counts is not None and (counts.is_untold or node in counts.also_hidden or node in counts.masked):
        return Released(None, Blank.SUPPRESSED_COMPLEMENTARY)
    return release_count(
        None if pd.isna(row["n_events"]) else int(row["n_events"]),
        column_class=row["column_class"],
        audience=EVERYBODY,
        thresholds=thresholds,
        feed_status=row["blank"] or "current",
    )


def _tree(nodes: pd.DataFrame) -> SumTree:
    place_of = {node_id: place for place, node_id in enumerate(nodes["node_id"])}
    if len(place_of) != len(nodes):
        raise BadParameterError("a node stands twice in the tree")
    parents = [
        WHOLE if pd.isna(parent) or parent == "" else place_of.get(parent, WHOLE) for parent in nodes["parent_id"]
    ]
    return SumTree(tuple(parents))


def _ordered(rows: pd.DataFrame, node_ids: list[str], code: str) -> pd.DataFrame:
    """Return one measure's rows in the order of the nodes."""
    if sorted(rows["node_id"]) != sorted(node_ids):
        raise BadParameterError(f"{code} needs one row for each node of the tree, no more and no less")
    if len(set(rows["blank"])) > 1:
        raise BadParameterError(f"{code} is blank at one node and not at another; a feed is late as a whole")
    place_of = {node_id: place for place, node_id in enumerate(node_ids)}
    return rows.iloc[rows["node_id"].map(place_of).argsort()]


def _is_counted(rows: pd.DataFrame) -> bool:
    return not rows["blank"].iloc[0] and bool(rows["n_events"].notna().all())


def _counted(group: Answers, nested: dict[str, NestedCounts]) -> Answers | None:
    members = tuple(member for member in group.members if member in nested)
    return Answers(group.bounding, members) if group.bounding in nested and members else None


def _refuse_numbers(counts: pd.DataFrame) -> None:
    for name in counts.columns:
        if name != "n_events" and pd.api.types.is_numeric_dtype(counts[name]):
            raise BadParameterError(f"{name} holds numbers that are not released here; drop it")

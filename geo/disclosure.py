"""The one door through which counts leave for a screen, a file or a map (decision 0009)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.complementary import Answers, Part, parts_to_hide
from geo.errors import BadParameterError, require_columns
from geo.nested_release import release_nested
from geo.outreach_release import (
    WHOLE_CITY,
    EarlierTold,
    OutreachTables,
    answers_of,
    release_outreach,
    seen_outreach,
    told_bounds,
)
from geo.parted_release import release_parts
from geo.released_counts import (
    EVERYBODY,
    Audience,
    Blank,
    NotForAudienceError,
    Released,
    Thresholds,
    describe_blank,
    may_see,
    release_count,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.released_counts import FeedStatus, ReleasedClass

__all__ = [
    "EVERYBODY",
    "WHOLE_CITY",
    "Answers",
    "Audience",
    "Blank",
    "EarlierTold",
    "NotForAudienceError",
    "OutreachTables",
    "Released",
    "Thresholds",
    "answers_of",
    "describe_blank",
    "may_see",
    "release_count",
    "release_nested",
    "release_outreach",
    "release_parts",
    "release_table",
    "seen_outreach",
    "told_bounds",
]


def release_table(
    counts: pd.DataFrame,
    *,
    value_column: str,
    class_column: str,
    audience: Audience,
    thresholds: Thresholds,
    blank_column: str,
    label_columns: Collection[str] = (),
    total_row: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """Release a table of counts: rows the audience may not see are gone, hidden values are gone from every cell.

    Parameters
    ----------
    counts
        One row per count. `value_column` holds the raw count, `class_column` its class, `blank_column` (may
        be absent) `late` or `not_collected` where the feed says so. Rows must not be in order of the count:
        order tells.
    value_column, class_column, blank_column
        Their names.
    audience
        Who is looking.
    thresholds
        From the policy table.
    label_columns
        Columns with numbers that are no counts (a location's number). Any other column with numbers is
        refused, because it could give a hidden value back.
    total_row
        `(column, value)` that names the row with the total of all others, when it is published beside its
        parts. Hidden parts that the total would give back take a further part with them, the first by its
        labels, and at last the total.

    Returns
    -------
    The rows the audience may see, in order, on a fresh index: `value_column` as `Int64`, empty where hidden;
    `blank_column` with one of the five blanks, empty where a figure above zero stands.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A further column holds numbers, or `total_row` does not name exactly one row.
    """
    require_columns(counts, [value_column, class_column], what="counts")
    _refuse_other_numbers(counts, allowed={value_column, *label_columns})
    cells = _cells(
        counts, value_column=value_column, class_column=class_column, blank_column=blank_column, total_row=total_row
    )
    seen = [cell for cell in cells if may_see(cell.column_class, audience)]
    if len(seen) < len(cells):
        # A total over parts that this audience may not know of would tell their sum.
        seen = [cell for cell in seen if not cell.is_total]
    released = [
        release_count(
            cell.n,
            column_class=cell.column_class,
            audience=audience,
            thresholds=thresholds,
            feed_status=cell.feed_status,
        )
        for cell in seen
    ]
    released = _complemented(seen, released, thresholds)
    kept = counts.iloc[[cell.position for cell in seen]]
    shown: dict[str, Any] = {name: kept[name].tolist() for name in counts.columns}
    shown[value_column] = pd.array([each.value for each in released], dtype="Int64")
    shown[blank_column] = pd.array([str(each.blank or "") for each in released], dtype="str")
    # A frame made anew: nothing of the raw one, neither index nor attributes, comes along.
    return pd.DataFrame(shown)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One raw count and what decides about it; `label` breaks ties without looking at row order."""

    position: int
    n: int | None
    column_class: ReleasedClass
    feed_status: FeedStatus
    is_total: bool
    label: tuple[str, ...]


def _cells(
    counts: pd.DataFrame,
    *,
    value_column: str,
    class_column: str,
    blank_column: str,
    total_row: tuple[str, str] | None,
) -> list[_Cell]:
    is_total = _total_mask(counts, total_row)
    has_blank = blank_column in counts.columns
    blanks = counts[blank_column].fillna("").tolist() if has_blank else [""] * len(counts)
    labels = counts.drop(columns=[value_column, class_column, blank_column], errors="ignore").astype("str")
    return [
        _Cell(
            position=position,
            n=None if pd.isna(n) else int(n),
            column_class=column_class,
            feed_status=blank or "current",
            is_total=total,
            label=tuple(label),
        )
        for position, (n, column_class, blank, total, label) in enumerate(
            zip(counts[value_column], counts[class_column], blanks, is_total, labels.to_numpy(), strict=True)
        )
    ]


def _total_mask(counts: pd.DataFrame, total_row: tuple[str, str] | None) -> list[bool]:
    if total_row is None:
        return [False] * len(counts)
    column, value = total_row
    require_columns(counts, [column], what="counts with a total")
    is_total: list[bool] = (counts[column] == value).tolist()
    if sum(is_total) != 1:
        raise BadParameterError(f"{sum(is_total)} rows are called {value}; the total must be one")
    return is_total


def _refuse_other_numbers(counts: pd.DataFrame, *, allowed: Collection[str]) -> None:
    for name in counts.columns:
        if name not in allowed and counts[name].map(_is_number).any():
            raise BadParameterError(f"{name} holds numbers that are not released here; call it a label or drop it")


def _is_number(value: Any) -> bool:
    is_missing = bool(pd.isna(value))
    return pd.api.types.is_number(value) and not pd.api.types.is_bool(value) and not is_missing


def _complemented(cells: list[_Cell], released: list[Released], thresholds: Thresholds) -> list[Released]:
    """Hide what would give a hidden part back: a total that shows, less the parts that show."""
    total = next((i for i, cell in enumerate(cells) if cell.is_total), None)
    if total is None or released[total].value is None:
        return released
    parts = {
        i: Part(cell.n or 0, thresholds.below(cell.column_class), cell.label)
        for i, cell in enumerate(cells)
        if i != total and cell.feed_status == "current"
    }
    also_hidden = parts_to_hide(list(parts.values()))
    hidden = Released(None, Blank.SUPPRESSED_COMPLEMENTARY)
    if also_hidden is None:
        return [hidden if i == total else each for i, each in enumerate(released)]
    return [hidden if parts.get(i) in also_hidden else each for i, each in enumerate(released)]

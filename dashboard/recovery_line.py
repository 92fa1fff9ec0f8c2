"""The calls to the recovery line as an audience may see them: sums before their parts (decision 0050)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.disclosure import EVERYBODY, Audience, Blank, Thresholds, may_see, release_count, release_parts
from geo.frames import row_dicts

ALL_CALLS, NOT_YET = "calls", "not_yet"
_LINKED_PCT = "linked_pct"
# Of each time how many in a hundred of the linked calls lie on its smaller side.
_SMALLER_SIDE_PCT = {"handoff_half": 50, "handoff_nine_in_ten": 10}


@dataclass(frozen=True)
class LineFigures:
    """What an audience may see of the recovery line: its calls by part, its measures; no row where it may see none."""

    calls: pd.DataFrame
    measures: pd.DataFrame


def release_recovery_line(
    calls: pd.DataFrame, measures: pd.DataFrame, *, audience: Audience, thresholds: Thresholds
) -> LineFigures:
    """Release the calls to the recovery line: sums before their parts, and no part without its sum.

    Two cuts of one sum meet in that sum alone, so a part tells nothing of another cut's. A share is told where both of
    its sides are; a time within which a share of the calls was linked where at least the threshold's number of calls
    lies on either side of it, so that it is nobody's own time.

    Parameters
    ----------
    calls
        The published table: `cut_code`, `sum_code`, `part_code`, `part_words`, `column_class`, `n_events`, `blank`;
        sums stand before their parts.
    measures
        The published table: `measure_code`, `measure_name`, `column_class`, `measured`, `blank`.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    The rows of the classes the audience may see, in the tables' order. `n_events` and `measured` are empty where
    hidden, `blank` says why.
    """
    whole = calls[calls["part_code"] == ALL_CALLS]
    if whole.empty:
        return LineFigures(calls.iloc[:0], measures.iloc[:0])
    first = release_count(
        None if pd.isna(whole["n_events"].iloc[0]) else int(whole["n_events"].iloc[0]),
        column_class="health",
        audience=EVERYBODY,
        thresholds=thresholds,
        feed_status=whole["blank"].iloc[0] or "current",
    )
    told = [whole.assign(n_events=pd.array([first.value], dtype="Int64"), blank=str(first.blank or ""))]
    for _, cut in calls[calls["part_code"] != ALL_CALLS].groupby("cut_code", sort=False):
        sums = pd.concat(told)[["part_code", "n_events"]].rename(columns={"part_code": "measure_code"})
        parts = release_parts(
            cut.assign(measure_code=cut["sum_code"]),
            sums,
            part_column="part_code",
            audience=EVERYBODY,
            thresholds=thresholds,
        )
        told.append(parts[calls.columns])
    released = pd.concat(told, ignore_index=True)
    return LineFigures(
        calls=_for(released, audience),
        measures=_for(_told_measures(measures, raw=calls, released=released, thresholds=thresholds), audience),
    )


def release_waiting(calls: pd.DataFrame, *, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Release how many calls wait for a link this morning, by itself: the others of this table are not told today.

    Nobody sees who came to them and who was linked since yesterday, so two mornings' counts of those who wait tell
    nothing of each other (decision 0062).

    Parameters
    ----------
    calls, audience, thresholds
        As `release_recovery_line` takes them.

    Returns
    -------
    One row of `calls`; none for an audience that sees no health figure.
    """
    row = calls[calls["part_code"] == NOT_YET].reset_index(drop=True)
    told = [
        release_count(
            None if pd.isna(n) else int(n),
            column_class="health",
            audience=EVERYBODY,
            thresholds=thresholds,
            feed_status=blank or "current",
        )
        for n, blank in zip(row["n_events"], row["blank"], strict=True)
    ]
    row["n_events"] = pd.array([each.value for each in told], dtype="Int64")
    row["blank"] = pd.array([str(each.blank or "") for each in told], dtype="str")
    return _for(row, audience)


def _for(figures: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    return figures[[may_see(name, audience) for name in figures["column_class"]]].reset_index(drop=True)


def _told_measures(
    measures: pd.DataFrame, *, raw: pd.DataFrame, released: pd.DataFrame, thresholds: Thresholds
) -> pd.DataFrame:
    """Return the measures, those emptied whose sides are not told."""
    shown = set(released.loc[released["n_events"].notna(), "part_code"])
    n_linked = raw.loc[raw["part_code"] == "linked", "n_events"].iloc[0]
    told = []
    for row in row_dicts(measures):
        side_pct = _SMALLER_SIDE_PCT.get(row["measure_code"])
        if side_pct is not None:
            is_told = "linked" in shown and side_pct * int(n_linked) >= 100 * thresholds.health_below
        else:
            is_told = row["measure_code"] == _LINKED_PCT and {ALL_CALLS, "linked", "not_linked"} <= shown
        is_none = not row["blank"] and pd.isna(row["measured"])
        blank = row["blank"] or ("" if is_told and not is_none else str(Blank.SUPPRESSED_COMPLEMENTARY))
        told.append({**row, "measured": row["measured"] if is_told and not blank else None, "blank": blank})
    return pd.DataFrame(told, columns=list(measures.columns)).astype({"measured": "float64"})

"""Totals of the courts as a public document may tell them: each a count of its own, small ones hidden.

No total is a part or a sum of another: programs are not added up, quarters never overlap, and what is started or
completed in a quarter need not have been referred in it. So hiding the small ones alone gives none of them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.disclosure import Audience, Blank, release_count

if TYPE_CHECKING:
    from geo.disclosure import Thresholds

PUBLIC = Audience(role_code="public_totals", sees_outreach=False, sees_health=True, sees_places=False)
"""Who may read totals of courts: everybody, from the threshold of health counts on; it sees no other table."""


def release_totals(totals: pd.DataFrame, *, thresholds: Thresholds) -> pd.DataFrame:
    """Release the published table `court_totals`.

    Parameters
    ----------
    totals
        With `n_events`, null where a small count was never landed, and `blank`.
    thresholds
        From the policy table: a total that was landed under a lower one is hidden by today's.

    Returns
    -------
    The same rows; `n_events` is empty where hidden.
    """
    told: list[int | None] = []
    blanks: list[str] = []
    for n, blank in zip(totals["n_events"], totals["blank"], strict=True):
        if blank:
            told.append(None)
            blanks.append(str(Blank(blank)))
            continue
        released = release_count(int(n), column_class="health", audience=PUBLIC, thresholds=thresholds)
        told.append(released.value)
        blanks.append("" if released.blank is None else str(released.blank))
    return totals.assign(n_events=pd.array(told, dtype="Int64"), blank=blanks)

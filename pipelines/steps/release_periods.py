"""On which morning the finer tables that are told today were decided: a new one once all its days are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy

FINELY_TOLD_FEEDS = ("outreach", "recovery_line")
"""The feeds whose sums over the lookback are also told by place, part of the day, reason, provider, answer or age."""


class BeginReleasePeriods:
    """Keeps the morning whose finer tables are told until none of its days is in the sums of today's (decision 0062).

    Each event is then in one finer table alone, so that no two of them can be laid side by side.
    """

    name = "begin periods of finer tables"
    reads = frozenset({"int_feeds__freshness", "raw_crt__release_periods"})
    writes = ("int_outreach__periods",)

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._lookback_days = policy.lookback_days
        self._as_of_date = as_of_date

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return since when each feed's finer tables are told; no row of a log that never was current."""
        status = dict(zip(*(frames["int_feeds__freshness"][name] for name in ("feed_code", "status")), strict=True))
        earlier = frames["raw_crt__release_periods"]
        begun = {
            str(code): pd.Timestamp(at).date()
            for code, at in zip(earlier["feed_code"], earlier["begun_date"], strict=True)
        }
        for code in FINELY_TOLD_FEEDS:
            days = None if code not in begun else (self._as_of_date - begun[code]).days
            if status.get(code) == "current" and (days is None or days >= self._lookback_days):
                begun[code] = self._as_of_date
        rows = sorted(begun.items())
        return (pd.DataFrame(rows, columns=["feed_code", "begun_date"]).astype({"feed_code": "str"}),)

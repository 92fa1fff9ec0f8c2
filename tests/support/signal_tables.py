"""The published tables about signals, small enough to read: what passed, of what, and the line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboard.huddle.agenda import SignalTables

_SIGNAL = {
    "signal_no": 1, "signal_id": "S1", "category_name": "Needles", "location_id": "L1", "place_name": "Mill Square",
    "district_code": "A-1", "radius_m": 100.0, "n_incidents": 7, "n_expected": 0.9, "window_days": 5,
    "n_tickets_residents": 6, "n_tickets_staff": 3, "told_before_date": None, "n_incidents_before": None,
    "note_text": "",
}  # fmt: skip
_LINE = {
    "category_name": "Needles", "alerts_a_year": 26.0, "calibrated_to_date": date(2015, 11, 9),
    "least_surprise": 5.1, "n_alerts_replayed": 26,
    "n_days_replayed": 365, "min_days_replayed": 120, "is_set": True,
}  # fmt: skip


def signal_tables(*signals: dict[str, Any], lines: tuple[dict[str, Any], ...] = ({},)) -> SignalTables:
    """Return the tables: one row per dictionary, which says in what it differs from a usual row."""
    rows = [_SIGNAL | {"signal_no": number} | signal for number, signal in enumerate(signals, start=1)]
    return SignalTables(
        pd.DataFrame(rows, columns=list(_SIGNAL)), pd.DataFrame([_LINE | line for line in lines], columns=list(_LINE))
    )

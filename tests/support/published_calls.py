"""The made-up town's calls to the recovery line, as a build publishes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from geo.frames import row_dicts
from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model

Rows = list[dict[str, Any]]

# Counts of the parts that are not zero; those of a cut add up to its sum. Small ones: calls that wait for under a day,
# and full days of residential recovery.
CALLS = {
    "calls": 400, "linked": 340, "not_linked": 60, "not_yet": 44, "ended": 16, "linked_1d": 21, "linked_before": 319,
    "warm": 250, "not_warm": 90, "under_1h": 2, "4h_to_1d": 4, "1d_to_3d": 14, "3d_or_more": 24,
    "channel:311_phone": 300, "channel:recovery_line": 100, "asked_for:ats": 250, "asked_for:rrs": 50,
    "asked_for:low_threshold_shelter": 100, "full:asked_for:ats": 120, "not_full:asked_for:ats": 130,
    "full:asked_for:rrs": 7, "not_full:asked_for:rrs": 43, "not_full:asked_for:low_threshold_shelter": 100,
    "linked_to:navigator": 200, "linked_to:ats": 110, "linked_to:out_of_town": 30,
}  # fmt: skip
MEASURES = {"linked_pct": 85.0, "handoff_half": 38.0, "handoff_nine_in_ten": 924.4}
_NAMES = {
    "linked_pct": "Share linked",
    "handoff_half": "Half of those linked were linked within",
    "handoff_nine_in_ten": "Nine in ten of those linked were linked within",
}


def recovery_line_calls(blank: str) -> Rows:
    """Return the published parts; without a figure where no log came."""
    return [
        {
            **{name: row[name] for name in ("cut_code", "sum_code", "part_code", "part_words")},
            "sort_no": number,
            "column_class": "health",
            "n_calls": None if blank == "not_collected" else CALLS.get(row["part_code"], 0),
            "blank": blank,
        }
        for number, row in enumerate(_listed_parts(), start=1)
    ]


@cache
def _listed_parts() -> tuple[dict[str, Any], ...]:
    """Return the parts in their order, by the product's own model: made once, because each build asks for them."""
    reference = project_paths({}).reference_dir
    names = ("recovery_line_words", "recovery_line_ages")
    listed = run_model("int_call_parts__listed", {f"ref_{name}": load_reference(reference, name) for name in names})
    return tuple(row_dicts(listed.sort_values(["cut_no", "sort_no", "part_code"])))


def recovery_line_measures(blank: str) -> Rows:
    """Return the published measures; without a figure where the log is late or never came."""
    return [
        {
            "measure_code": code,
            "measure_name": _NAMES[code],
            "column_class": "health",
            "measured": None if blank else measured,
            "blank": blank,
        }
        for code, measured in MEASURES.items()
    ]

"""The made-up town's path of help as a build publishes it: what could not be had, was declined, and how far it came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pipelines.settings import load_reference, project_paths

Rows = list[dict[str, Any]]


def gap_hours(outreach_rows: Rows) -> Rows:
    """Return what was asked for by part of the day: nothing at night, a third in the morning, the rest at noon."""
    parts = load_reference(project_paths().reference_dir, "day_parts").to_dict("records")
    rows = []
    for measure in outreach_rows:
        if not measure["measure_code"].endswith("_unavailable"):
            continue
        n = measure["n_events"]
        of_parts = [None] * len(parts) if n is None else [0, 0, n // 3, n - n // 3, 0, 0]
        rows += [
            {
                **{name: measure[name] for name in ("measure_code", "column_class", "blank")},
                "part_words": part["part_words"],
                "begins_hour": int(part["begins_hour"]),
                "n_events": of_part,
            }
            for part, of_part in zip(parts, of_parts, strict=True)
        ]
    return rows


HMIS_PROJECTS = {"P1": "Harbor Outreach <b>", "P2": "Lantern PATH Team", "P3": ""}


def hmis_weeks() -> Rows:
    """Return eight weeks of three projects: the second week of the first is small, the last two of all are late."""
    measures = load_reference(project_paths().reference_dir, "hmis_measures").to_dict("records")
    first_week = date(2024, 3, 18)
    return [
        {
            **{name: measure[name] for name in ("measure_code", "measure_name", "column_class")},
            "project_code": code, "project_name": name, "project_type": "4", "coc_code": "MA-500",
            "geocode": "250282", "zip_code": "02118",
            "week_start_date": first_week + timedelta(days=7 * week),
            "n_events": None if week > 5 else (3 if week == 1 and code == "P1" else 20 + week),
            "blank": "late" if week > 5 else "",
        }
        for code, name in HMIS_PROJECTS.items()
        for measure in measures
        for week in range(8)
        if code == "P2" or measure["element_code"] in ("4.12", "4.13")
    ]  # fmt: skip


DECLINED = {"pet": 12, "not_today": 25, "belongings": 14, "not_written_down": 16}


def decline_reasons(blank: str) -> Rows:
    counted = {**DECLINED, "all": sum(DECLINED.values())}
    return [
        {
            "reason_code": row["reason_code"],
            "column_class": "health",
            "n_events": None if blank == "not_collected" else counted.get(row["reason_code"], 0),
            "blank": blank,
        }
        for row in load_reference(project_paths().reference_dir, "decline_reasons").to_dict("records")
    ]


# Of the whole city; what is left out is zero. Nobody ever wrote down what was found after 30 days.
HELP = {"engaged": 90, "retained_1d": 24, "retained_unknown_1d": 12, "navigation_not_given": 15,
        "navigation_arrived": 40, "navigation_given": 3, "transport_arrived": 30, "transport_given": 8}  # fmt: skip
NEVER_FOUND = "_30d"


def path_figures(outreach_rows: Rows, city: dict[str, int], *, blank: str) -> Rows:
    """Return each figure of the path, of the whole city; engaged and what came of it stand in `HELP`."""
    rows = []
    for row in (*outreach_rows, *_help_rows()):
        code = row["measure_code"]
        if code in ("sharps_collected", "naloxone_given", "offer_shelter_unavailable"):
            continue
        own_blank = blank or ("not_collected" if code.endswith(NEVER_FOUND) else "")
        n = None if own_blank else {**HELP, **city}.get(code, 0)
        kept = {"measure_code": code, "column_class": row["column_class"]}
        rows.append({**kept, "n_events": n, "blank": own_blank})
    return rows


def path_providers(blank: str) -> Rows:
    """Return all that was given as given by a navigator, or a van."""
    providers = load_reference(project_paths().reference_dir, "providers").to_dict("records")
    by_whom = {"navigation": "recovery_navigator", "transport": "city_van"}
    return [
        {
            **{name: row[name] for name in ("measure_code", "column_class")},
            **{name: provider[name] for name in ("provider_code", "provider_words")},
            "n_events": None
            if blank
            else HELP.get(row["measure_code"], 0) * (provider["provider_code"] == by_whom[row["log_column"]]),
            "blank": blank,
        }
        for row in _help_rows()
        if row["log_column"] in by_whom
        for provider in providers
    ]


def _help_rows() -> Rows:
    return load_reference(project_paths().reference_dir, "help_measures").to_dict("records")

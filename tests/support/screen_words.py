"""The words of screens and papers and the codes of the release that they stand for, from the reviewed tables.

Names of zones, places and projects are read from the build: they are public and no count.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import duckdb

from pipelines.readers.outreach_words import DECLINE_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOW = ("not_given", "any", "arrived", "not_arrived", "given")
# The Council's room says these otherwise than the reviewed tables do (its catalogue).
COUNCIL = {
    "Contacts that led to a plan": "engaged",
    "Rides given": "transport_any",
    "Rides that arrived": "transport_arrived",
    "Co-response: linked to help": "co_response_connected",
    "Co-response: declined that day": "co_response_declined_today",
    "Co-response: ticket from police": "co_response_citation",
    "Co-response: nothing was done": "co_response_no_action",
    "Co-response: not known": "co_response_unknown",
    "Used needles picked up": "sharps_collected",
    "Naloxone given": "naloxone_given",
    "Shelter accepted": "offer_shelter_accepted",
    "Shelter declined that day": "offer_shelter_declined",
    "Shelter asked for, not there": "offer_shelter_unavailable",
    "Got in": "attained",
    "Did not get in": "not_attained",
    "Not known": "unknown",
}
COUNCIL_REASONS = {
    "All reasons": "all",
    "Not today": "not_today",
    "To stay with partner or family": "stay_with_partner_or_family",
    "Pet": "pet",
    "Belongings": "belongings",
    "Rules or hours": "rules_or_hours",
    "Felt unsafe there": "felt_unsafe",
    "What happened there before": "earlier_experience",
    "Too far": "too_far",
    "The wait was too long": "wait_too_long",
    "Wanted other help": "wanted_other_service",
    "Has help already": "already_connected",
    "Gave no reason": "no_reason_given",
    "No reason was written down": "not_written_down",
}
PACK = {
    "Shelter offered": "offered_shelter",
    "Shelter accepted": "accepted_shelter",
    "Shelter declined": "offer_shelter_declined",
    "Shelter not there": "offer_shelter_unavailable",
}
ANSWERS = {
    "Accepted": "accepted",
    "Declined that day": "declined",
    "Asked for, not there": "unavailable",
}
KINDS = {
    "Shelter": "shelter",
    "Treatment": "treatment",
    "Transport": "transport",
    "Storage": "storage",
    "A ride": "transport",
    "A safe place for belongings": "storage",
    "Storage for belongings": "storage",
}
CHECKS = {"About 1 day": "1d", "About 7 days": "7d", "About 30 days": "30d"}
FOUND = {"Still there": "retained", "Not there": "not_retained", "Unknown": "retained_unknown"}
CALLS = {
    "Not linked yet": "not_yet",
    "Ended without a link": "ended",
    "Linked, of calls of the last 24 hours": "linked_1d",
    "Warm hand-off": "warm",
    "No warm hand-off, or not written down": "not_warm",
}
TIMES = {
    "Half of those linked were linked within": "handoff_half",
    "Nine in ten of those linked were linked within": "handoff_nine_in_ten",
}


@dataclass(frozen=True)
class Words:
    """Words to codes. `parts` pairs a kind of outreach and what is counted of it with its measure."""

    parts: dict[tuple[str, str], str]
    measures: dict[str, str]
    path: dict[str, str]
    steps: dict[str, str]
    providers: dict[str, str]
    reasons: dict[str, str]
    hmis: dict[str, str]
    nights: dict[str, str]
    courts: dict[str, str]
    programs: dict[str, str]
    calls: dict[tuple[str, str], str]
    zones: dict[str, str]
    places: dict[str, str]
    projects: dict[str, str]
    weeks: dict[str, str]
    mornings: dict[str, str]


def words_of(reference: Path, build_file: Path, mornings: Iterable[str]) -> Words:
    """Return the words that one build's screens use; `mornings` are those that a screen may tell of."""
    measures = {row["measure_name"]: row["measure_code"] for row in _rows(reference, "outreach_measures")}
    stages = _rows(reference, "path_stages")
    calls = {(row["word_list"], row["words"]): row["code"] for row in _rows(reference, "recovery_line_words")}
    ages = {("age", _sentence(row["words"])): row["age_code"] for row in _rows(reference, "recovery_line_ages")}
    reasons = {_sentence(words): code for code, words in DECLINE_REASONS.items()}
    with duckdb.connect(str(build_file), read_only=True) as build:
        zones = dict(build.sql("select zone_name, zone_id from zones").fetchall())
        places = dict(build.sql("select number || ' · ' || name, location_id from locations").fetchall())
        projects = dict(build.sql("select distinct project_name, project_code from hmis_weeks").fetchall())
        weeks = [row[0] for row in build.sql("select distinct week_start_date from hmis_weeks").fetchall()]
    return Words(
        parts={_kind_and_part(name): code for name, code in measures.items()},
        measures=measures,
        path={row["stage_words"]: row["stage_code"] for row in stages if row["section"] in ("path", "outcome")},
        steps={
            row["stage_words"]: row["stage_code"].removeprefix("navigation_")
            for row in stages
            if row["section"] == "steps" and row["stage_code"].startswith("navigation_")
        },
        providers={row["provider_words"]: row["provider_code"] for row in _rows(reference, "providers")},
        reasons={**reasons, "Declined, in all": "all", "No reason written down": "not_written_down"},
        hmis={row["measure_name"]: row["measure_code"] for row in _rows(reference, "hmis_measures")},
        nights={
            row["measure_name"]: row["measure_code"]
            for row in _rows(reference, "overnight_measures")
            if row["column_class"] == "health"
        },
        courts={row["measure_name"]: row["measure_code"] for row in _rows(reference, "court_measures")},
        programs={row["program_name"]: row["program_code"] for row in _rows(reference, "court_programs")},
        calls={**{key: f"{key[0]}:{code}" for key, code in calls.items()}, **ages},
        zones=zones,
        places=places,
        projects={**projects, "All projects": "all projects"},
        weeks={f"{week.day} {week:%b %Y}": str(week) for week in weeks},
        mornings={f"{day:%a} {day.day} {day:%b}": str(day) for day in map(date.fromisoformat, mornings)},
    )


def _kind_and_part(name: str) -> tuple[str, str]:
    kind, _, rest = name.partition(" ")
    return kind.rstrip(":"), rest.rpartition(": ")[2]


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _rows(reference: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((reference / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()))

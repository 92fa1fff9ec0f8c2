"""The path of help: contacts known, hours without outreach, reasons for declining, and how far offers came."""

from __future__ import annotations

from pipelines.contracts.sources import BLANK, NOT_A_COUNT, OUTREACH_FEEDS
from pipelines.contracts.tables import Column, Table

KNOWN_CONTACTS = Table(
    name="known_contacts",
    grain="one row per contact of the logs before the morning, told by digests alone",
    key=("contact_digest",),
    feed_codes=("outreach",),
    columns=(
        Column(
            "contact_digest",
            "text",
            "SHA-256 of the contact's own number, which names no person",
            column_class="internal",
        ),
        Column(
            "values_digest",
            "text",
            "SHA-256 of its newest row, to tell a correction from a row handed in again",
            column_class="internal",
        ),
    ),
)

GAP_HOURS = Table(
    name="gap_hours",
    grain="one row per thing asked for and not to be had, and part of the day; the parts add up to city_outreach",
    key=("measure_code", "begins_hour"),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("measure_code", "text", "As in city_outreach", source="data/reference/outreach_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column("part_words", "text", "The part of the day, on Boston's clock", source="data/reference/day_parts.csv"),
        Column(
            "begins_hour",
            "integer",
            "The hour at which the part begins",
            unit="hour of the day",
            source="data/reference/day_parts.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "n_events",
            "integer",
            "Times it was asked for and not to be had, by the hour of the contact, in the lookback; released by "
            "geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (contacts are events), declines, requests nobody wrote down",
            is_nullable=True,
            column_class="health",
            words="Asked for, not available today",
        ),
        BLANK,
    ),
)

DECLINE_REASONS = Table(
    name="decline_reasons",
    grain="one row per reason for which something was declined, one for none written down, one (all) for their sum",
    key=("reason_code",),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("reason_code", "text", "The word of the log; all, not_written_down", source="docs/outreach-log.md"),
        Column("column_class", "text", "health: what was declined may have been treatment"),
        Column(
            "n_events",
            "integer",
            "Contacts in the lookback in which something was declined for it; released by geo.disclosure",
            unit="contacts",
            source="outreach log",
            not_counted="people (contacts are events); further reasons of a contact, which has one",
            is_nullable=True,
            column_class="health",
            words="Declined today",
        ),
        BLANK,
    ),
)

PATH_FIGURES = Table(
    name="path_figures",
    grain="one row per measure of the path of help, whole city",
    key=("measure_code",),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("measure_code", "text", "As in city_outreach, or one of data/reference/help_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column(
            "n_events",
            "integer",
            "Events in the lookback, by the time of the contact at which they were written down; what each stage "
            "counts stands beside it; released by geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (no key of a person is kept, so nobody can be counted once); what nobody wrote down",
            is_nullable=True,
            column_class="health",
            words="Events",
        ),
        BLANK,
    ),
)

PATH_PROVIDERS = Table(
    name="path_providers",
    grain="one row per step of recovery navigation and transport and provider; the providers add up to path_figures",
    key=("measure_code", "provider_code"),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("measure_code", "text", "Which step", source="data/reference/help_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column("provider_code", "text", "Who gave it, or was asked", source="data/reference/providers.csv"),
        Column("provider_words", "text", "The provider on screens", source="data/reference/providers.csv"),
        Column(
            "n_events",
            "integer",
            "Times in the lookback that recovery navigation was asked for and not given, or that it or a ride was "
            "given, and what is known of the arrival; released by geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (events); placements: somebody who arrived need not have been admitted",
            is_nullable=True,
            column_class="health",
            words="Steps",
        ),
        BLANK,
    ),
)

_HMIS = "HMIS CSV exports"

HMIS_WEEKS = Table(
    name="hmis_weeks",
    grain="one row per project of an HMIS export, measure and whole week before the morning",
    key=("project_code", "measure_code", "week_start_date"),
    feed_codes=("hmis",),
    columns=(
        Column("project_code", "text", "The project's own code in HMIS", source=_HMIS),
        Column("project_name", "text", "Its name, an organisation's; empty where it states none", source=_HMIS),
        Column("project_type", "text", "HUD list 2.02.6: 4 is street outreach", source=_HMIS),
        Column("coc_code", "text", "Its Continuum of Care (MA-500 is Boston); empty: none or several", source=_HMIS),
        Column("geocode", "text", "HUD's code of the town of its seat; empty: none or several", source=_HMIS),
        Column(
            "zip_code", "text", "The postal area of its seat, not of a contact; empty: none or several", source=_HMIS
        ),
        Column("measure_code", "text", "A code of the reviewed table", source="data/reference/hmis_measures.csv"),
        Column("measure_name", "text", "What it is called", source="data/reference/hmis_measures.csv"),
        Column(
            "column_class", "text", "health, all of it: nothing that is read tells which project is of a health service"
        ),
        Column("week_start_date", "date", "The Monday on which the week begins"),
        Column(
            "n_events",
            "integer",
            "Times the project recorded it in HMIS on a day of that week; null unless exports tell each of its days; "
            "released by geo.disclosure",
            unit="events",
            source="HMIS CSV exports: CurrentLivingSituation (4.12), Enrollment (4.13), Services (P1, P2)",
            not_counted="people (one person can have many), rows deleted in HMIS, rows without a stay or a project, "
            "what no export holds, the outreach log: one contact can stand in both, so they are never added",
            is_nullable=True,
            column_class="health",
            words="Recorded in HMIS",
        ),
        Column(
            "blank",
            "text",
            "late: the week is not over in the newest export; not_collected: no export holds it; else empty",
        ),
    ),
)

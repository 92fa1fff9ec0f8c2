"""Signals: where more is reported than is usual, and the lines that they are held against."""

from __future__ import annotations

from pipelines.contracts.sources import INCIDENTS, NO_UNIT, NOT_A_COUNT, POLICY, TICKET_FEEDS, UNRANKED
from pipelines.contracts.tables import Column, Table

_SIGNALS = f"{INCIDENTS}; tested by geo.disk_surprise"

_SIGNAL_NO = Column(
    "signal_no",
    "integer",
    "The signal's number this morning: 1 lies furthest above its category's line",
    unit=NO_UNIT,
    source="geo.disk_surprise",
    not_counted=NOT_A_COUNT,
    words="Signal",
)

_SIGNAL_TICKETS = (
    Column(
        "n_tickets_residents",
        "integer",
        "Residents' tickets of the signal's incidents",
        unit="tickets",
        source=_SIGNALS,
        not_counted=UNRANKED,
        words="Residents' tickets",
    ),
    Column(
        "n_tickets_staff",
        "integer",
        "Staff's tickets of the signal's incidents",
        unit="tickets",
        source=_SIGNALS,
        not_counted=UNRANKED,
        words="Staff's tickets",
    ),
)

SIGNALS = Table(
    name="signals",
    grain="one row per signal of the morning: a place with more incidents in the last days than is usual there",
    key=("signal_no",),
    feed_codes=TICKET_FEEDS,
    columns=(
        _SIGNAL_NO,
        Column(
            "signal_id",
            "text",
            "Its id, kept while it is told again: where it was first told",
            source="geo.disk_surprise",
        ),
        Column("category_code", "text", "The category whose incidents are counted"),
        Column("category_name", "text", "The category on screens"),
        Column(
            "location_id",
            "text",
            "The listed place whose disk holds its centre; empty where none does",
            source="geo.identity",
            is_nullable=True,
        ),
        Column("place_name", "text", "Where it is, as people say it", source="geo.gazetteer"),
        Column("district_code", "text", "Police district of its centre; `not stated` where nothing tells it"),
        Column("neighborhood_name", "text", "Neighborhood that the tickets at its centre state"),
        Column("lon", "number", "Its centre, EPSG:4326", unit="degrees", source=_SIGNALS, not_counted=NOT_A_COUNT),
        Column("lat", "number", "Its centre, EPSG:4326", unit="degrees", source=_SIGNALS, not_counted=NOT_A_COUNT),
        Column(
            "radius_m",
            "number",
            "The radius of its disk",
            unit="m",
            source=POLICY,
            not_counted=NOT_A_COUNT,
            words="Within",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents in the disk in the window",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{UNRANKED}; further tickets of an incident",
            words="Incidents",
        ),
        Column(
            "n_expected",
            "number",
            "Incidents usual for the disk in as many such days, from its own year before, weekdays and the city's "
            "level of the last four weeks allowed for; more where its surroundings had more than usual in those days",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{UNRANKED}; incidents in the window itself",
            words="Usual",
        ),
        Column(
            "window_days",
            "integer",
            "The run of last days in which they came: of those tried, the most surprising",
            unit="days",
            source=POLICY,
            not_counted="the morning's own day",
            words="Days",
        ),
        Column("window_start_date", "date", "First huddle day of the window"),
        *_SIGNAL_TICKETS,
        Column(
            "surprise",
            "number",
            "How unlikely as many or more are by chance in this disk and window alone: 3 is one in a thousand, 6 one "
            "in a million (gamma-Poisson tail, -log10)",
            unit=NO_UNIT,
            source=_SIGNALS,
            not_counted="that many disks are looked at, and that tickets come in bursts: the line allows for both",
            words="Surprise",
        ),
        Column(
            "nominal_interval_days",
            "number",
            "How seldom one would come anywhere in the city if incidents came independently, which they do not",
            unit="days",
            source=_SIGNALS,
            not_counted="that tickets come in bursts: real intervals are far shorter",
            words="Nominal interval",
        ),
        Column(
            "n_like_it_replayed",
            "integer",
            "Signals as surprising or more in the part of the past that was replayed",
            unit="signals",
            source="geo.alert_budget",
            not_counted="the same signal told again because it grew",
            words="As surprising in the past",
        ),
        Column("told_before_date", "date", "The last morning it passed on; empty when it is new", is_nullable=True),
        Column(
            "n_incidents_before",
            "integer",
            "Its incidents on that morning; empty when it is new",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{UNRANKED}; further tickets of an incident",
            is_nullable=True,
            words="Incidents then",
        ),
        Column("note_text", "text", "Which of its topics came from the other system; empty when none did"),
        Column("outline_geojson", "text", "Drawn round its incidents: GeoJSON, EPSG:4326"),
    ),
)

SIGNAL_LINES = Table(
    name="signal_lines",
    grain="one row per ranked category: the line that its signals must pass this week",
    key=("category_code",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "Category"),
        Column("category_name", "text", "Category on screens"),
        Column(
            "alerts_a_year",
            "number",
            "The category's share of the alert budget (signal_alerts_a_year), by rank weight: new signals a year",
            unit="signals a year",
            source=POLICY,
            not_counted="a signal told again because it grew",
            words="Alert budget",
        ),
        Column("calibrated_to_date", "date", "The line was set from the days before this Monday"),
        Column(
            "least_surprise",
            "number",
            "The line: what is less surprising is not told; empty where the past is too short to set one",
            unit=NO_UNIT,
            source="geo.alert_budget",
            not_counted=NOT_A_COUNT,
            is_nullable=True,
            words="Line",
        ),
        Column(
            "n_alerts_replayed",
            "integer",
            "Signals that this line would have given in the past that was replayed; empty where there is no line",
            unit="signals",
            source="geo.alert_budget",
            not_counted="the same signal told again because it grew",
            is_nullable=True,
            words="Signals in the past",
        ),
        Column(
            "n_days_replayed",
            "integer",
            "Days of the past that were replayed, morning by morning",
            unit="days",
            source="geo.alert_budget",
            not_counted="the first days of all, which only tell what is usual",
            words="Days replayed",
        ),
        Column(
            "min_days_replayed",
            "integer",
            "Days of the past that are needed to set a line",
            unit="days",
            source=POLICY,
            not_counted="the first days of all, which only tell what is usual",
            words="Days needed",
        ),
        Column("is_set", "boolean", "False where the past is too short to set a line: then nothing is tested"),
    ),
)

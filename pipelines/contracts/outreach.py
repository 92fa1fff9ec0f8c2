"""Outreach contacts, by place, by zone and in the city."""

from __future__ import annotations

from pipelines.contracts.sources import BLANK, OUTREACH_FEEDS, ZONE_ID
from pipelines.contracts.tables import Column, Table

_OUTREACH_COLUMNS = (
    Column("measure_code", "text", "Which measure"),
    Column("measure_name", "text", "The measure on screens, in the words of the field"),
    Column("column_class", "text", "outreach or health: decides the threshold and who may see it"),
    Column(
        "n_events",
        "integer",
        "Events in the lookback, never people; goes through geo.disclosure",
        unit="events",
        source="outreach log",
        not_counted="people (the log has no key of a person); contacts before the lookback or after the morning",
        words="Outreach figures",
        is_nullable=True,
        column_class="health",
    ),
    BLANK,
)

LOCATION_OUTREACH = Table(
    name="location_outreach",
    grain="one row per location and measure of the outreach log, and per measure one for everywhere else",
    key=("location_id", "measure_code"),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("location_id", "text", "The place's lasting id, or `elsewhere`; the parts add up to city_outreach"),
        *_OUTREACH_COLUMNS,
    ),
)

CITY_OUTREACH = Table(
    name="city_outreach",
    grain="one row per measure of the outreach log, whole city",
    key=("measure_code",),
    feed_codes=OUTREACH_FEEDS,
    columns=_OUTREACH_COLUMNS,
)

ZONE_OUTREACH = Table(
    name="zone_outreach",
    grain="one row per zone and measure of the outreach log; the zones add up to city_outreach",
    key=("zone_id", "measure_code"),
    columns=(ZONE_ID, *_OUTREACH_COLUMNS),
)

"""Outreach contacts, by place, by zone and in the city."""

from __future__ import annotations

from pipelines.contracts.sources import BLANK, OUTREACH_FEEDS, ZONE_ID
from pipelines.contracts.tables import Column, Table

_MEASURE_COLUMNS = (
    Column("measure_code", "text", "Which measure"),
    Column("measure_name", "text", "The measure on screens, in the words of the field"),
    Column("column_class", "text", "outreach or health: decides the threshold and who may see it"),
)
_NOT_COUNTED = "people (the log has no key of a person); contacts before the lookback or after the morning"
_OUTREACH_COLUMNS = (
    *_MEASURE_COLUMNS,
    Column(
        "n_events",
        "integer",
        "Events in the lookback, never people; goes through geo.disclosure",
        unit="events",
        source="outreach log",
        not_counted=_NOT_COUNTED,
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

RELEASED_OUTREACH = Table(
    name="released_outreach",
    grain="one row per measure of the outreach log and place, zone or the city, as everybody together may be told it",
    key=("level", "location_id", "measure_code"),
    feed_codes=OUTREACH_FEEDS,
    columns=(
        Column("level", "text", "city, zone or place"),
        Column("location_id", "text", "The place's lasting id, the zone's id, or `city`"),
        *_MEASURE_COLUMNS,
        Column(
            "n_events",
            "integer",
            "Events in the lookback as geo.disclosure lets them be told beside what earlier mornings told; empty where "
            "hidden",
            unit="events",
            source="outreach log",
            not_counted=_NOT_COUNTED,
            words="Outreach figures",
            is_nullable=True,
            column_class="health",
        ),
        Column("blank", "text", "Why no figure above zero stands: one of the five blanks; else empty"),
    ),
)

ZONE_OUTREACH = Table(
    name="zone_outreach",
    grain="one row per zone and measure of the outreach log; the zones add up to city_outreach",
    key=("zone_id", "measure_code"),
    columns=(ZONE_ID, *_OUTREACH_COLUMNS),
)

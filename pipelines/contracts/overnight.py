"""The overnight report: the conditions seen and the counts made."""

from __future__ import annotations

from pipelines.contracts.sources import NO_UNIT, NOT_A_COUNT
from pipelines.contracts.tables import Column, Table

_OVERNIGHT_SOURCE = "overnight report"

_OVERNIGHT_MEASURE = (
    Column("measure_code", "text", "Which measure", source="data/reference/overnight_measures.csv"),
    Column("measure_name", "text", "The measure on screens, in the words of the field"),
    Column("kind", "text", "weather, beds, ems or health"),
    Column("unit", "text", "The unit of the value; empty where it is a word"),
    Column(
        "sort_no",
        "integer",
        "The order on screens",
        unit=NO_UNIT,
        source="data/reference/overnight_measures.csv",
        not_counted=NOT_A_COUNT,
        words="Order",
    ),
)

_OVERNIGHT_STAMP = (
    Column("as_at", "instant", "When the newest value was told, by its own stamp", is_nullable=True),
    Column("source", "text", "Who told it, an office", is_nullable=True),
    Column(
        "late_after_hours",
        "number",
        "A value told longer than this before the morning is late",
        unit="hours",
        source="data/reference/overnight_measures.csv",
        not_counted=NOT_A_COUNT,
        words="Late after, hours",
    ),
    Column("definition", "text", "What the measure means", source="data/reference/overnight_measures.csv"),
    Column("not_counted", "text", "What it does not count", source="data/reference/overnight_measures.csv"),
    Column(
        "blank", "text", "not_collected when nobody told it, late when it is too old or of an earlier night; else empty"
    ),
)

OVERNIGHT_CONDITIONS = Table(
    name="overnight_conditions",
    grain="one row per public overnight measure: weather and free beds",
    key=("measure_code",),
    feed_codes=("overnight",),
    columns=(
        *_OVERNIGHT_MEASURE,
        Column(
            "measured",
            "number",
            "The value for this night; each measure's own definition stands beside it",
            unit="as the measure says",
            source=_OVERNIGHT_SOURCE,
            not_counted="values told at or after the morning, values of earlier nights",
            words="Weather and free beds",
            is_nullable=True,
        ),
        Column("word_code", "text", "The value where it is a word: an official warning", is_nullable=True),
        *_OVERNIGHT_STAMP,
    ),
)

OVERNIGHT_COUNTS = Table(
    name="overnight_counts",
    grain="one row per overnight measure of a health source",
    key=("measure_code",),
    feed_codes=("overnight",),
    columns=(
        *_OVERNIGHT_MEASURE,
        Column("column_class", "text", "health: decides the threshold and who may see it"),
        Column(
            "n_events",
            "integer",
            "Events of the closed night, never people; goes through geo.disclosure",
            unit="events",
            source=_OVERNIGHT_SOURCE,
            not_counted="people; running counts, told before the night was closed; values of earlier nights",
            words="EMS and health figures",
            is_nullable=True,
            column_class="health",
        ),
        *_OVERNIGHT_STAMP,
    ),
)

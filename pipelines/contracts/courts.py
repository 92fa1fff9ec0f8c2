"""Totals of the courts, by quarter, program and measure."""

from __future__ import annotations

from pipelines.contracts.sources import NO_UNIT, NOT_A_COUNT
from pipelines.contracts.tables import Column, Table

COURT_TOTALS = Table(
    name="court_totals",
    grain="one row per quarter, program and measure of the courts; the two newest quarters over before the morning",
    key=("quarter_code", "program_code", "measure_code"),
    feed_codes=("court_totals",),
    columns=(
        Column("quarter_code", "text", "The calendar quarter, as 2026-Q3"),
        Column("quarter_start_date", "date", "Its first day"),
        Column("program_code", "text", "The program's short name", source="data/reference/court_programs.csv"),
        Column("program_name", "text", "The program's name", source="data/reference/court_programs.csv"),
        Column("measure_code", "text", "What is counted", source="data/reference/court_measures.csv"),
        Column("measure_name", "text", "What is counted, in words", source="data/reference/court_measures.csv"),
        Column(
            "sort_no",
            "integer",
            "The measure's order",
            unit=NO_UNIT,
            source="data/reference/court_measures.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column("column_class", "text", "health: decides the threshold"),
        Column(
            "n_events",
            "integer",
            "Events of the quarter as the court told them; goes through geo.disclosure",
            unit="events",
            source="totals of the courts (crt ingest court-totals)",
            not_counted="people; totals below the threshold, which are not kept",
            words="Totals of the courts",
            column_class="health",
            is_nullable=True,
        ),
        Column("told_at", "instant", "The end of the day on which the total was told", is_nullable=True),
        Column("blank", "text", "suppressed for a small total, not_collected where nobody told one; else empty"),
    ),
)

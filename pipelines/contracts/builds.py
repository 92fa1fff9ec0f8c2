"""The build itself: what it rests on, how its feeds and files stand, and what its checks found."""

from __future__ import annotations

from pipelines.contracts.sources import NO_UNIT, NOT_A_COUNT, POLICY, TICKET_FEEDS, TICKETS_311, UNRANKED
from pipelines.contracts.tables import Column, Table

_RECEIPTS = "receipts of the files handed in"

BUILDS = Table(
    name="builds",
    grain="one row: the build this file holds",
    key=("build_id",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("build_id", "text", "Names the build; every page and every event says which one was seen"),
        Column("as_of_at", "instant", "Nothing stamped at or after this instant is in the build"),
        Column("as_of_date", "date", "The huddle's date"),
        Column("previous_as_of_date", "date", "The morning the list is compared with", is_nullable=True),
        Column("is_sample", "boolean", "True when any file of the made-up city is in it"),
        Column(
            "is_reconstructed",
            "boolean",
            "True when a snapshot taken after the morning had to stand in for it",
        ),
        Column(
            "lookback_days",
            "integer",
            "The window of the counts",
            unit="days",
            source=POLICY,
            not_counted=NOT_A_COUNT,
            words="The lookback",
        ),
        Column(
            "radius_m",
            "number",
            "The radius of a location's disk",
            unit="m",
            source=POLICY,
            not_counted=NOT_A_COUNT,
            words="Radius of a place",
        ),
        Column(
            "n_tickets_seen",
            "integer",
            "Tickets opened before the morning",
            unit="tickets",
            source=TICKETS_311,
            not_counted="rows set aside or superseded; a ticket that two feeds hold counts once",
            words="Tickets before the morning",
        ),
        Column(
            "n_tickets_ranked",
            "integer",
            "Of these, in a ranked category and with a place",
            unit="tickets",
            source=TICKETS_311,
            not_counted=UNRANKED,
            words="Ranked, with a place",
        ),
        Column("policy_digest", "text", "Digest of the policy tables the build was made with"),
    ),
)

FEEDS = Table(
    name="feeds",
    grain="one row per feed that is expected every day or that came",
    key=("feed_code",),
    columns=(
        Column("feed_code", "text", "The feed's short name"),
        Column("feed_name", "text", "The feed's name on screens"),
        Column("status", "text", "current, late or not_collected, as of the morning"),
        Column(
            "newest_record_at",
            "instant",
            "The newest record before the morning; null when nothing came",
            is_nullable=True,
        ),
        Column(
            "behind_hours",
            "number",
            "From the newest record to the morning",
            unit="hours",
            source="the feed's newest record",
            not_counted="records stamped at or after the morning",
            words="Behind, hours",
            is_nullable=True,
        ),
        Column(
            "late_after_hours",
            "number",
            "Older than this is late",
            unit="hours",
            source="data/reference/feeds.csv",
            not_counted=NOT_A_COUNT,
            words="Late after, hours",
        ),
        Column(
            "n_records_seen",
            "integer",
            "Records before the morning",
            unit="records",
            source="the feed's files",
            not_counted="records stamped at or after the morning, rows set aside or superseded",
            words="Records",
        ),
        Column(
            "n_gone",
            "integer",
            "Missing from a later full snapshot, kept and marked",
            unit="records",
            source="the feed's full snapshots",
            not_counted="tickets of days that no later full snapshot covers; contacts, whose log has no full snapshot",
            words="Gone from newest file",
        ),
        Column("next_step", "text", "What to do when it is late", source="data/reference/feeds.csv"),
    ),
)

SOURCE_FILES = Table(
    name="source_files",
    grain="one row per file handed in, in order of arrival",
    key=("receipt_no",),
    columns=(
        Column("receipt_no", "integer", "Order of arrival", unit=NO_UNIT, source=_RECEIPTS, not_counted=NOT_A_COUNT),
        Column("path", "text", "The file as it was named", column_class="internal"),
        Column("feed_code", "text", "Which feed its header says it is"),
        Column(
            "rows_read",
            "integer",
            "Records in the file, counted without the CSV reader",
            unit="rows",
            source=_RECEIPTS,
            not_counted="the header row and blank lines",
            words="Rows read",
        ),
        Column(
            "n_accepted",
            "integer",
            "Rows that are the newest version of their record",
            unit="rows",
            source=_RECEIPTS,
            not_counted="rows set aside or superseded",
            words="Accepted",
        ),
        Column(
            "n_set_aside",
            "integer",
            "Rows not taken, each with a reason",
            unit="rows",
            source=_RECEIPTS,
            not_counted="rows accepted or superseded",
            words="Set aside",
        ),
        Column(
            "n_superseded",
            "integer",
            "Rows of which a later snapshot is held",
            unit="rows",
            source=_RECEIPTS,
            not_counted="rows accepted or set aside",
            words="Superseded",
        ),
        Column("taken_at", "instant", "The snapshot's instant", is_nullable=True),
        Column("taken_at_how", "text", "stated, or newest stamp inside"),
        Column("clock_regime", "text", "How its stamps were read"),
        Column("clock_evidence", "text", "Why"),
        Column(
            "clock_basis",
            "text",
            "The evidence that decided: closing_times, quiet_hours, times_of_day; form (the file's form asks for local "
            "time); assumed (not verified); not recorded (handed in before it was counted)",
            source="pipelines.readers.clock",
        ),
        Column(
            "n_clock_for",
            "integer",
            "Rows whose own text states a time that fits the clock chosen",
            unit="rows",
            source="pipelines.readers.clock",
            not_counted="rows whose own text states no time",
        ),
        Column(
            "n_clock_against",
            "integer",
            "Rows whose own text fits another clock",
            unit="rows",
            source="pipelines.readers.clock",
            not_counted="rows whose own text states no time",
        ),
        Column("is_clock_mixed", "boolean", "True when the rows of the file do not follow one clock"),
        Column("newest_record_at", "instant", "The newest record in it", is_nullable=True),
        Column("message", "text", "What the person on shift should know about it"),
    ),
)

SET_ASIDE_ROWS = Table(
    name="set_aside_rows",
    grain="one row per file and reason",
    key=("receipt_no", "reason_code"),
    columns=(
        Column("receipt_no", "integer", "The file", unit=NO_UNIT, source=_RECEIPTS, not_counted=NOT_A_COUNT),
        Column("reason_code", "text", "Why the rows were not taken"),
        Column("meaning", "text", "The reason in words", source="data/reference/set_aside_reasons.csv"),
        Column(
            "n_rows",
            "integer",
            "Rows set aside for it",
            unit="rows",
            source=_RECEIPTS,
            not_counted="rows that were taken",
            words="Rows set aside",
        ),
        Column("line_numbers", "text", "The first lines of the file it happened on"),
        Column("next_step", "text", "What to do", source="data/reference/set_aside_reasons.csv"),
    ),
)

CHECK_RESULTS = Table(
    name="check_results",
    grain="one row per check",
    key=("check_name",),
    columns=(
        Column("check_name", "text", "The check's file stem"),
        Column("severity", "text", "stop (the build is not published) or warn"),
        Column("meaning", "text", "What is wrong when it fails"),
        Column("next_step", "text", "What the person on shift does about it"),
        Column(
            "n_rows",
            "integer",
            "Offending rows",
            unit="rows",
            source="pipelines/sql/checks",
            not_counted="rows that pass the check",
            words="Rows that failed a check",
        ),
        Column("is_failed", "boolean", "True when there are offending rows"),
    ),
)

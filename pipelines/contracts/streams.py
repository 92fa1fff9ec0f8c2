"""Streams of tickets between the two 311 systems: what moved over, and what fell silent."""

from __future__ import annotations

from pipelines.contracts.sources import TICKETS_311
from pipelines.contracts.tables import Column, Table

_A_WEEK = "tickets a week"
_ALL_TICKETS = "tickets opened at or after the morning, days that a feed does not hold in full"

TOPIC_MIGRATIONS = Table(
    name="topic_migrations",
    grain="one row per reviewed category and topic of the 2025 system",
    key=("category_code", "topic_name"),
    columns=(
        Column("category_code", "text", "Category", source="data/reference/ticket_types.csv"),
        Column("category_name", "text", "Category on screens"),
        Column("topic_name", "text", "The topic as the City writes it"),
        Column(
            "status",
            "text",
            "moved (the legacy types fell, the total is unchanged); moved_total_changed; not_a_move (the legacy types "
            "did not fall); nothing_before (the legacy feed had none); too_early, too_few, legacy_not_held, "
            "legacy_ended (a rise cannot be told from a move); too_small (not to be dated); running_in_both, "
            "running_in_new",
            source="geo.migrations",
        ),
        Column(
            "began_date",
            "date",
            "Its first huddle day in the 2025 system; null when it ran before or is too small to tell",
            is_nullable=True,
        ),
        Column("legacy_types", "text", "The legacy types that fell for it; empty where none did"),
        Column(
            "n_tickets",
            "integer",
            "Its tickets, all days",
            unit="tickets",
            not_counted=_ALL_TICKETS,
            source=TICKETS_311,
        ),
        Column(
            "n_days_before",
            "integer",
            "Days compared before, on which both systems are held",
            unit="days",
            source="geo.migrations",
            not_counted="days that one of the systems does not hold in full",
        ),
        Column(
            "n_days_after",
            "integer",
            "Days compared after, on which both systems are held",
            unit="days",
            source="geo.migrations",
            not_counted="days that one of the systems does not hold in full",
        ),
        Column(
            "legacy_before",
            "number",
            "The legacy types that fell, before (of the whole category where none did)",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "legacy_after",
            "number",
            "The same, after",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "new_before",
            "number",
            "The topics that began together, before",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "new_after",
            "number",
            "The same, after",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "total_before",
            "number",
            "Legacy types and topics together, before",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "total_after",
            "number",
            "Legacy types and topics together, after",
            unit=_A_WEEK,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
            is_nullable=True,
        ),
        Column(
            "expected_low",
            "number",
            "What the total after lies above, and below expected_high, if nothing changed (Poisson, widened by the "
            "days' own spread)",
            unit=_A_WEEK,
            source="data/reference/policy.csv (migration_range_sd)",
            is_nullable=True,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "expected_high",
            "number",
            "And below this",
            unit=_A_WEEK,
            is_nullable=True,
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column("told_text", "text", "What can be said of it, in words and figures"),
        Column("note_text", "text", "What the reasons of a place say after its name; empty where no note is due"),
    ),
)

STREAMS = Table(
    name="streams",
    grain="one row per stream of an expected 311 feed: all of the feed, one category of it, or one channel of it",
    key=("feed_code", "stream_kind", "stream_code"),
    columns=(
        Column("feed_code", "text", "The feed"),
        Column("feed_name", "text", "The feed on screens"),
        Column("stream_kind", "text", "feed, category or channel"),
        Column("stream_code", "text", "The category or the channel; empty for the whole feed"),
        Column("stream_name", "text", "The stream on screens"),
        Column(
            "status",
            "text",
            "flowing; silent (none); thinned (far below); gap (empty days, flows again); with_feed (told once, for its "
            "whole feed); moved (the other system rose by as much); too_few (no silence of it could be told)",
            source="geo.silences",
        ),
        Column("since_date", "date", "The first huddle day of the silence; null where it flows", is_nullable=True),
        Column("last_date", "date", "The last huddle day that the feed holds in full: nothing later is judged"),
        Column(
            "n_days",
            "integer",
            "Length of the run of last days that was judged",
            unit="days",
            source="geo.silences",
            not_counted="days that the feed does not hold in full, holidays",
        ),
        Column(
            "usual_per_day",
            "number",
            "Mean of its usual weeks, holidays left out",
            unit="tickets a day",
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "n_tickets", "integer", "Tickets in the run", unit="tickets", source=TICKETS_311, not_counted=_ALL_TICKETS
        ),
        Column(
            "n_expected_low",
            "integer",
            "99 of 100 such runs lie above this",
            unit="tickets",
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "n_expected_high",
            "integer",
            "And below this (negative binomial about the same weekdays of the usual weeks)",
            unit="tickets",
            source=TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column("told_text", "text", "What can be said of it, in words and figures"),
    ),
)

"""The recovery line's calls and its measures."""

from __future__ import annotations

from pipelines.contracts.sources import NO_UNIT, NOT_A_COUNT, POLICY
from pipelines.contracts.tables import Column, Table

_RECOVERY_LINE_SOURCE = "recovery line log"

_RECOVERY_LINE_NOT_COUNTED = (
    "people (a caller who calls twice is two calls); calls for information only; calls before the lookback, at or "
    "after the morning; a link at or after the morning; calls nobody wrote down"
)

_RECOVERY_LINE_BLANK = Column(
    "blank", "text", "not_collected when no log came, late when the newest is too old; else empty"
)

RECOVERY_LINE_CALLS = Table(
    name="recovery_line_calls",
    grain="one row per part that calls to the recovery line are told in; the parts of a cut add up to the cut's sum",
    key=("part_code",),
    feed_codes=("recovery_line",),
    columns=(
        Column("cut_code", "text", "By what the calls of the sum are told apart"),
        Column("sum_code", "text", "The part whose calls are told apart; empty for all calls"),
        Column("part_code", "text", "Which part"),
        Column("part_words", "text", "The part on screens", source="data/reference/recovery_line_words.csv, _ages.csv"),
        Column("sort_no", "integer", "The order on screens", unit=NO_UNIT, source=POLICY, not_counted=NOT_A_COUNT),
        Column("column_class", "text", "health: the caller asked for recovery or a bed; decides who may see the count"),
        Column(
            "n_calls",
            "integer",
            "Calls of the lookback, by when they were called, that asked for a link. Linked: joined to a worker or a "
            "service before the morning, with the time written down. Not linked yet: neither linked nor ended. Ended: "
            "the caller ended it, or it was passed to 911. Released by geo.disclosure",
            unit="calls",
            source=_RECOVERY_LINE_SOURCE,
            not_counted=_RECOVERY_LINE_NOT_COUNTED,
            is_nullable=True,
            column_class="health",
            words="Calls",
        ),
        _RECOVERY_LINE_BLANK,
    ),
)

RECOVERY_LINE_MEASURES = Table(
    name="recovery_line_measures",
    grain="one row per measure of the calls of the lookback: the share linked, the time to hand-off",
    key=("measure_code",),
    feed_codes=("recovery_line",),
    columns=(
        Column("measure_code", "text", "linked_pct, handoff_half or handoff_nine_in_ten"),
        Column("measure_name", "text", "The measure on screens"),
        Column("column_class", "text", "health: decides who may see it"),
        Column(
            "measured",
            "number",
            "Share linked: calls linked of all calls. Time to hand-off: minutes from call to link within which half, "
            "or nine in ten, of the linked calls were linked (the quantile, between the two nearest calls in "
            "proportion). Told only where the counts on both sides of it are",
            unit="percent, or minutes",
            source=_RECOVERY_LINE_SOURCE,
            not_counted=f"{_RECOVERY_LINE_NOT_COUNTED}; in the time to hand-off, calls that are not linked",
            is_nullable=True,
            column_class="health",
            words="Share linked and time to hand-off",
        ),
        _RECOVERY_LINE_BLANK,
    ),
)

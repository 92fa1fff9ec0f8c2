"""What came of the actions that were reported done."""

from __future__ import annotations

from pipelines.contracts.sources import LOCATION_ID, NOT_A_COUNT, POLICY, TICKET_FEEDS
from pipelines.contracts.tables import Column, Table

_ACTION_SOURCE = "City 311, both systems, and Open311, merged by geo.incidents; the huddle's actions; geo.displacement"

_ACTION_LEFT_OUT = (
    "incidents of the days between the promise and the report that it was done, the day of that report with them; "
    "tickets of categories that are not ranked, and without a usable place"
)

_ACTION_RANGE = "95 of 100 lie in it, as the comparison places differ among themselves (negative binomial, Student's t)"


def _action_count(name: str, meaning: str, words: str) -> Column:
    """Return a count of incidents about an action; empty where it is not due or nothing could be compared."""
    return Column(
        name,
        "integer",
        meaning,
        unit="incidents",
        source=_ACTION_SOURCE,
        not_counted=_ACTION_LEFT_OUT,
        is_nullable=True,
        words=words,
    )


def _action_figure(name: str, meaning: str, words: str) -> Column:
    """Return a figure in incidents about an action; empty where it is not due or nothing could be compared."""
    return Column(
        name,
        "number",
        meaning,
        unit="incidents",
        source=_ACTION_SOURCE,
        not_counted=_ACTION_LEFT_OUT,
        is_nullable=True,
        words=words,
    )


ACTION_RESULTS = Table(
    name="action_results",
    grain="one row per action at a place that was done within the last year",
    key=("action_id",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("action_id", "text", "The action's lasting id", source="operations database"),
        LOCATION_ID,
        Column("owner_agency_code", "text", "The agency that did it", source="operations database"),
        Column("opened_date", "date", "The huddle that it was promised at", source="operations database"),
        Column("closed_date", "date", "The huddle that it was reported done at", source="operations database"),
        Column(
            "verdict_code",
            "text",
            "fewer, fewer_here (nearby cannot be told), moved_nearby, no_difference, more; or why nothing can be said: "
            "too_early, too_few, no_comparison, no_past, no_place",
        ),
        Column(
            "window_days",
            "integer",
            "Days before the promise, and as many after the day it was reported done, that are compared; whole weeks",
            unit="huddle days",
            source=POLICY,
            not_counted=NOT_A_COUNT,
            words="Days compared",
        ),
        Column("before_start_date", "date", "First huddle day of the window before", is_nullable=True),
        Column("after_end_date", "date", "Last huddle day of the window after", is_nullable=True),
        Column(
            "n_days_after",
            "integer",
            "Days of the window after that every 311 feed holds in full",
            unit="huddle days",
            source=_ACTION_SOURCE,
            not_counted="days after a late feed's newest record",
            words="Days after, so far",
        ),
        _action_count("n_before", "Incidents at the place (disk of 100 m) in the window before", "Before"),
        _action_count("n_after", "Incidents there in the window after; empty until it is whole", "After"),
        _action_figure("n_usual", "What was usual there in as many days, by the half year before", "Usual"),
        _action_figure(
            "n_expected",
            "What comparable places without an action lead one to expect: b1 × before + b2 × usual, fitted on them",
            "Expected after",
        ),
        _action_count("n_expected_low", f"From this to the upper end may come by chance: {_ACTION_RANGE}", "From"),
        _action_count("n_expected_high", "Its upper end", "To"),
        _action_count("n_ring_before", "Incidents in the ring round the place (100 to 300 m) before", "Ring before"),
        _action_count("n_ring_after", "Incidents in the ring after", "Ring after"),
        _action_figure(
            "n_ring_expected", "What the rings of the comparable places lead one to expect", "Ring expected"
        ),
        _action_count("n_ring_expected_low", f"From this to the upper end may come by chance: {_ACTION_RANGE}", "From"),
        _action_count("n_ring_expected_high", "Its upper end", "To"),
        _action_figure(
            "wdd",
            "Weighted displacement difference (Wheeler and Ratcliffe 2018): change at the place less that of "
            "comparable places, plus the same of the ring; below 0 is fewer",
            "Place and ring together",
        ),
        _action_figure("wdd_low", "From this to the upper end reaches its interval (95 of 100)", "From"),
        _action_figure("wdd_high", "Its upper end", "To"),
        Column(
            "n_comparisons",
            "integer",
            "Comparable places: as high before and usually (to a factor of 3), no action in reach in these days",
            unit="places",
            source=_ACTION_SOURCE,
            not_counted="places within 400 m of an action of these days",
            words="Comparable places",
        ),
        Column(
            "n_fell_as_much",
            "integer",
            "Of these, how many fell by as much or more with no action: regression to the mean",
            unit="places",
            source=_ACTION_SOURCE,
            not_counted="places within 400 m of an action of these days",
            is_nullable=True,
            words="Fell as much without an action",
        ),
        _action_figure("comparison_before", "Mean of the comparable places before", "Comparable places before"),
        _action_figure("comparison_after", "Mean of the comparable places after", "Comparable places after"),
        Column(
            "n_other_actions",
            "integer",
            "Other actions in reach (400 m) in these days: what each did cannot be told apart",
            unit="actions",
            source="operations database",
            not_counted="actions without a place, and what agencies did without an action",
            words="Other actions in these days",
        ),
        Column(
            "came_back_days",
            "integer",
            "Days after it was done until a run of 14 days held as many incidents as were usual in 14 days before, at "
            "least 3; 14 where it never went away; empty where it did not come back within 90 days, so far",
            unit="days",
            source=_ACTION_SOURCE,
            not_counted=_ACTION_LEFT_OUT,
            is_nullable=True,
            words="Came back after",
        ),
        Column("is_back_30_days", "boolean", "Came back within 30 days; empty until they are over", is_nullable=True),
        Column("is_back_90_days", "boolean", "Came back within 90 days; empty until they are over", is_nullable=True),
    ),
)

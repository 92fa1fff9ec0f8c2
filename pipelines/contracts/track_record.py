"""The track record of the list: how past mornings would have done."""

from __future__ import annotations

from pipelines.contracts.sources import INCIDENTS, NOT_A_COUNT, POLICY, TICKET_FEEDS, UNRANKED
from pipelines.contracts.tables import Column, Table

_TRACK_SOURCE = f"{INCIDENTS}; the mornings played again by geo.replay"

_TRACK_LEFT_OUT = (
    f"{UNRANKED}, incidents that had begun before the morning, weeks before the plain count's first window"
)

_TRACK_INTERVAL = "(95 of 100 drawings of whole weeks lie inside; geo.track_record)"

TRACK_RECORD = Table(
    name="track_record",
    grain="one row per category (`all`: the huddle's own list), horizon, measure and method",
    key=("category_code", "horizon_days", "measure_code", "method_code"),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "A ranked category, its list made from it alone; `all`: all ranked together"),
        Column("category_name", "text", "What is judged, on screens"),
        Column(
            "horizon_days",
            "integer",
            "1: the huddle day that begins with the morning, judged on every huddle; 7: the week that does, judged "
            "once a week",
            unit="huddle days",
            source=POLICY,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "measure_code",
            "text",
            "held_k: share of the incidents that came which the first k places held; hit_k: share of the first k "
            "places at which at least one came; pai and pei: on the top 1 % of the area, in cells of 100 m",
        ),
        Column(
            "method_code",
            "text",
            "list: the morning's own rules; plain_count: most incidents in 28 days, ties by those of a year; "
            "hindsight: the best that could have been chosen",
        ),
        Column(
            "value",
            "number",
            "Shares: all that was held (or all places at which something came) divided by all that came (or all "
            "places), over all mornings judged. PAI = share of incidents found ÷ share of the area they were found on "
            "(Chainey, Tompson and Uhlig 2008). PEI = found ÷ the most that the same area could have held (Hunt 2016). "
            "Best in hindsight: exact for cells; for places greedy, or another list where that held more",
            unit="share from 0 to 1; PAI: times",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "value_low",
            "number",
            f"From this to the upper end reaches the value's interval {_TRACK_INTERVAL}",
            unit="as the value",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "value_high",
            "number",
            "Its upper end",
            unit="as the value",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "ratio_to_plain",
            "number",
            "Value ÷ that of the plain count; behind it its interval, the same weeks drawn for both "
            f"{_TRACK_INTERVAL}: where it holds 1, the two cannot be told apart",
            unit="times",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "ratio_low",
            "number",
            "Lower end of the ratio's interval",
            unit="times",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "ratio_high",
            "number",
            "Its upper end",
            unit="times",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
            is_nullable=True,
        ),
        Column(
            "n_weeks",
            "integer",
            "Weeks judged; they do not overlap",
            unit="weeks",
            source=_TRACK_SOURCE,
            not_counted="weeks before the plain count's first window; for a category, counted from its first incident",
        ),
        Column(
            "n_mornings",
            "integer",
            "Mornings judged",
            unit="mornings",
            source=_TRACK_SOURCE,
            not_counted="mornings without a huddle, for the next day",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents that came in the windows judged, each counted once",
            unit="incidents",
            source=_TRACK_SOURCE,
            not_counted=_TRACK_LEFT_OUT,
        ),
        Column(
            "verdict_code",
            "text",
            "Of the list beside the plain count: better or worse (the interval lies beyond 1), as_good (it holds 1), "
            "too_few (too little to tell: few weeks or incidents, or too wide an interval); empty for other methods",
        ),
        Column("told_text", "text", "What can be said of it, in words; empty for the other methods"),
    ),
)

TRACK_RECORD_PERIOD = Table(
    name="track_record_period",
    grain="one row: the days played again, and the ground",
    key=("area_how",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("first_date", "date", "First huddle day judged; null where no feed holds a full day", is_nullable=True),
        Column(
            "last_date", "date", "Last huddle day judged: the last one that a 311 feed holds in full", is_nullable=True
        ),
        Column(
            "n_weeks",
            "integer",
            "Weeks played again; a category that began later has fewer",
            unit="weeks",
            source=_TRACK_SOURCE,
            not_counted="weeks before the plain count's first window",
        ),
        Column(
            "plain_days",
            "integer",
            "Window of the plain count",
            unit="days",
            source=POLICY,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "area_km2",
            "number",
            "The ground that 1 % is taken of: cells of 100 m. With the City's outline: their centre lies in it, or a "
            "ticket lies in them. Without: within reach of a ticket, gaps closed",
            unit="square kilometres",
            source="the City's outline where handed in, else City 311; geo.city_cells",
            not_counted="without the City's outline, ground that no ticket ever lay near",
        ),
        Column("area_how", "text", "official or derived"),
        Column(
            "n_top_cells",
            "integer",
            "Cells that make up 1 % of it",
            unit="cells",
            source="geo.city_cells",
            not_counted=NOT_A_COUNT,
        ),
    ),
)

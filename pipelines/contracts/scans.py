"""The week's scan of the city and the clusters that it found."""

from __future__ import annotations

from pipelines.contracts.sources import INCIDENTS, NO_UNIT, NOT_A_COUNT, POLICY, TICKET_FEEDS, UNRANKED
from pipelines.contracts.tables import Column, Table

_SCANNED = f"{INCIDENTS}; scanned by geo.signals"
_SCAN_LEFT_OUT = f"{UNRANKED}, incidents that began since Monday"

SCANS = Table(
    name="scans",
    grain="one row per ranked category: what this week's scan for clusters looked at",
    key=("category_code",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "Category"),
        Column("category_name", "text", "Category on screens"),
        Column("scanned_to_date", "date", "The scan looked at the days before this Monday"),
        Column(
            "n_days",
            "integer",
            "Days from the category's first incident in the last year to that Monday",
            unit="days",
            source=_SCANNED,
            not_counted="days before the last year",
            words="Days scanned",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents that began in these days",
            unit="incidents",
            source=_SCANNED,
            not_counted=_SCAN_LEFT_OUT,
            words="Incidents scanned",
        ),
        Column(
            "n_cells",
            "integer",
            "Square cells (scan_cell_m) in which they began",
            unit="cells",
            source=_SCANNED,
            not_counted="cells without an incident",
            words="Cells",
        ),
        Column(
            "n_replications",
            "integer",
            "How often the days were shuffled among the places",
            unit="shufflings",
            source=POLICY,
            not_counted=NOT_A_COUNT,
            words="Shuffled",
        ),
        Column("is_scanned", "boolean", "False where the past is too short: then nothing was looked for"),
    ),
)

SCANNED_CLUSTERS = Table(
    name="scanned_clusters",
    grain="one row per cluster of this week's scan with a long enough nominal interval (scan_least_interval_days)",
    key=("cluster_no",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column(
            "cluster_no",
            "integer",
            "The cluster's number: 1 has the highest ratio",
            unit=NO_UNIT,
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
            words="Cluster",
        ),
        Column("category_code", "text", "Category"),
        Column("category_name", "text", "Category on screens"),
        Column("place_name", "text", "Where most of its incidents began", source="geo.gazetteer"),
        Column(
            "lon",
            "number",
            "Middle of the circle, EPSG:4326",
            unit="degrees",
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "lat",
            "number",
            "Middle of the circle, EPSG:4326",
            unit="degrees",
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "radius_m",
            "number",
            "From the middle to the middle of the furthest cell in it; 0 is one cell",
            unit="m",
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
            words="Radius",
        ),
        Column("start_date", "date", "First huddle day of the cluster"),
        Column("end_date", "date", "Last huddle day of the cluster: the day before the Monday"),
        Column(
            "n_incidents",
            "integer",
            "Incidents that began in its circle and days",
            unit="incidents",
            source=_SCANNED,
            not_counted=_SCAN_LEFT_OUT,
            words="Incidents of a cluster",
        ),
        Column(
            "n_expected",
            "number",
            "Incidents there would be if place and day, weekday by weekday, had nothing to do with each other",
            unit="incidents",
            source=_SCANNED,
            not_counted=_SCAN_LEFT_OUT,
            words="Expected",
        ),
        Column(
            "log_likelihood_ratio",
            "number",
            "How far the cluster is from that, among all circles and windows",
            unit=NO_UNIT,
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
            words="Log likelihood ratio",
        ),
        Column(
            "p_value",
            "number",
            "Share of shufflings whose best cluster is as far from it (Gumbel's tail where these are too few)",
            unit="share",
            source=_SCANNED,
            not_counted=NOT_A_COUNT,
            words="p-value",
        ),
        Column(
            "recurrence_interval_days",
            "number",
            "How seldom such a cluster would come if incidents came independently and were scanned every day",
            unit="days",
            source=_SCANNED,
            not_counted="that tickets come in bursts: real intervals are far shorter",
            words="Nominal interval of a cluster",
        ),
        Column("is_signal_too", "boolean", "Whether a signal of this morning in the category lies in or beside it"),
    ),
)

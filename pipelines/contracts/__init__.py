"""Every published table: its grain, its key, and what each column means.

The dictionary (`docs/data-dictionary.md`), the checks, the tests and the definitions behind each number on a page
all read this package. A number is defined here once: `tables` says what a contract is, `sources` holds what several
subjects share, and each other module is one subject, whose contracts name no other subject's.
"""

from __future__ import annotations

from pipelines.contracts.action_results import ACTION_RESULTS
from pipelines.contracts.builds import BUILDS, CHECK_RESULTS, FEEDS, SET_ASIDE_ROWS, SOURCE_FILES
from pipelines.contracts.city_map import KNOWN_PLACES, LAYERS, LOCATION_NEARNESS, MAP_COORDINATES, MAP_LABELS
from pipelines.contracts.courts import COURT_TOTALS
from pipelines.contracts.location_tickets import (
    LOCATION_CATEGORIES,
    LOCATION_OPEN_AGES,
    LOCATION_TICKETS,
    LOCATION_WEEKS,
)
from pipelines.contracts.locations import LIST_CHANGES, LOCATION_REASONS, LOCATION_TERMS, LOCATIONS, PLACE_REGISTRY
from pipelines.contracts.outreach import CITY_OUTREACH, LOCATION_OUTREACH, RELEASED_OUTREACH, ZONE_OUTREACH
from pipelines.contracts.overnight import OVERNIGHT_CONDITIONS, OVERNIGHT_COUNTS
from pipelines.contracts.path_of_help import (
    DECLINE_REASONS,
    GAP_HOURS,
    HMIS_WEEKS,
    KNOWN_CONTACTS,
    PATH_FIGURES,
    PATH_PROVIDERS,
)
from pipelines.contracts.patterns import LOCATION_PATTERN_WEEKS, LOCATION_PATTERNS, LOCATION_RANGES
from pipelines.contracts.recovery_line import RECOVERY_LINE_CALLS, RECOVERY_LINE_MEASURES
from pipelines.contracts.reports import BURSTS, LOCATION_CAVEATS, LOCATION_REPORTS
from pipelines.contracts.scans import SCANNED_CLUSTERS, SCANS
from pipelines.contracts.sharps import CITY_SHARPS, CLOSING_READINGS, LOCATION_SHARPS
from pipelines.contracts.signals import SIGNAL_LINES, SIGNALS
from pipelines.contracts.sources import NO_UNIT, NOT_A_COUNT
from pipelines.contracts.streams import STREAMS, TOPIC_MIGRATIONS
from pipelines.contracts.tables import Column, Table
from pipelines.contracts.telling import RELEASE_PERIODS
from pipelines.contracts.tickets import CATEGORIES, RESCUED_TICKETS, UNMAPPED_TYPES, UNPLACED_TICKETS
from pipelines.contracts.track_record import TRACK_RECORD, TRACK_RECORD_PERIOD
from pipelines.contracts.zones import CITY_CATEGORIES, DISTRICTS, LOCATION_ZONES, ZONE_CATEGORIES, ZONES

__all__ = [
    "CHECK_RESULTS",
    "LIST_CHANGES",
    "LOCATIONS",
    "NOT_A_COUNT",
    "NO_UNIT",
    "PLACE_REGISTRY",
    "PUBLISHED",
    "TRACK_RECORD",
    "Column",
    "Table",
    "published_table",
]

PUBLISHED: tuple[Table, ...] = (
    BUILDS,
    FEEDS,
    SOURCE_FILES,
    SET_ASIDE_ROWS,
    UNMAPPED_TYPES,
    UNPLACED_TICKETS,
    RESCUED_TICKETS,
    CHECK_RESULTS,
    CATEGORIES,
    LOCATIONS,
    DISTRICTS,
    LOCATION_REASONS,
    LOCATION_TERMS,
    LOCATION_WEEKS,
    LOCATION_PATTERNS,
    LOCATION_PATTERN_WEEKS,
    LOCATION_RANGES,
    LOCATION_CATEGORIES,
    LOCATION_OPEN_AGES,
    LOCATION_TICKETS,
    LOCATION_OUTREACH,
    CITY_OUTREACH,
    LIST_CHANGES,
    PLACE_REGISTRY,
    MAP_COORDINATES,
    MAP_LABELS,
    TOPIC_MIGRATIONS,
    STREAMS,
    ZONES,
    ZONE_OUTREACH,
    RELEASED_OUTREACH,
    RELEASE_PERIODS,
    KNOWN_PLACES,
    KNOWN_CONTACTS,
    GAP_HOURS,
    DECLINE_REASONS,
    PATH_FIGURES,
    PATH_PROVIDERS,
    RECOVERY_LINE_CALLS,
    RECOVERY_LINE_MEASURES,
    HMIS_WEEKS,
    LOCATION_ZONES,
    ZONE_CATEGORIES,
    CITY_CATEGORIES,
    SIGNALS,
    SIGNAL_LINES,
    SCANS,
    SCANNED_CLUSTERS,
    TRACK_RECORD,
    TRACK_RECORD_PERIOD,
    LOCATION_REPORTS,
    LOCATION_NEARNESS,
    LAYERS,
    LOCATION_SHARPS,
    CITY_SHARPS,
    CLOSING_READINGS,
    BURSTS,
    LOCATION_CAVEATS,
    ACTION_RESULTS,
    OVERNIGHT_CONDITIONS,
    OVERNIGHT_COUNTS,
    COURT_TOTALS,
)


def published_table(name: str) -> Table:
    """Return the contract of a published table; raises KeyError for a name that is not published."""
    for table in PUBLISHED:
        if table.name == name:
            return table
    raise KeyError(name)

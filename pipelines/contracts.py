"""Every published table: its grain, its key, and what each column means.

The dictionary (`docs/data-dictionary.md`), the checks, the tests and the definitions behind each number on a page
all read this module. A number is defined here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "number", "boolean", "date", "instant"]
ColumnClass = Literal["public", "internal", "outreach", "health", "personal"]


@dataclass(frozen=True)
class Column:
    """One column of a published table.

    `column_class` decides who may see it: `outreach` and `health` values reach a screen, a file or a map property only
    through `geo.disclosure`; `personal` never reaches a published table. `words` is what it is called on a page.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    source: str = ""
    not_counted: str = ""
    is_nullable: bool = False
    column_class: ColumnClass = "public"
    words: str = ""

    @property
    def is_number(self) -> bool:
        """True for the columns that hold figures: each says its unit, its source and what it does not count."""
        return self.type in ("integer", "number")

    @property
    def label(self) -> str:
        """What the column is called on a page and in a file's definitions."""
        return self.words or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Table:
    """One published table; its name is the stem of its `.sql` file or the output of a step.

    `feed_codes` are the feeds its figures rest on, so that a page can say how fresh they are; empty means every feed.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    feed_codes: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        msg = f"{self.name} has no column {name}"
        raise KeyError(msg)


NO_UNIT = "no unit"
NOT_A_COUNT = "nothing, because it is not a count"
_TICKET_FEEDS = ("city311_legacy", "city311_new", "open311")
_OUTREACH_FEEDS = ("outreach",)
_TICKETS_311 = "City 311, both systems, and Open311"
_WITHOUT_PLACE = "tickets without a usable place (see Data health), tickets opened at or after the morning"
_INCIDENTS = f"{_TICKETS_311}; merged by geo.incidents"
_RANKING = f"{_TICKETS_311}; weighed by geo.ranking"
_UNRANKED = f"{_WITHOUT_PLACE}, tickets of categories that are not ranked"
_RECEIPTS = "receipts of the files handed in"
_REGISTRY = "data/raw/location_registry"
_POLICY = "data/reference/policy.csv"
_GAZETTEER = "geo.gazetteer"
_HMIS = "HMIS CSV exports"
_LOCATION_ID = Column(
    "location_id", "text", "The place's lasting id; kept from morning to morning", source="geo.identity"
)

BUILDS = Table(
    name="builds",
    grain="one row: the build this file holds",
    key=("build_id",),
    feed_codes=_TICKET_FEEDS,
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
            source=_POLICY,
            not_counted=NOT_A_COUNT,
            words="The lookback",
        ),
        Column(
            "radius_m",
            "number",
            "The radius of a location's disk",
            unit="m",
            source=_POLICY,
            not_counted=NOT_A_COUNT,
            words="Radius of a place",
        ),
        Column(
            "n_tickets_seen",
            "integer",
            "Tickets opened before the morning",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="rows set aside or superseded; a ticket that two feeds hold counts once",
            words="Tickets before the morning",
        ),
        Column(
            "n_tickets_ranked",
            "integer",
            "Of these, in a ranked category and with a place",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_UNRANKED,
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

UNMAPPED_TYPES = Table(
    name="unmapped_types",
    grain="one row per feed and ticket type that no reviewed table knows",
    key=("feed_code", "type_name"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("feed_code", "text", "The feed"),
        Column("type_name", "text", "The type as the City writes it"),
        Column(
            "n_tickets",
            "integer",
            "Tickets of it before the morning",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets of types and channels that were reviewed, tickets opened at or after the morning",
            words="Tickets of a type that no table knows",
        ),
    ),
)

UNPLACED_TICKETS = Table(
    name="unplaced_tickets",
    grain="one row per feed and reason a ticket is not on the map",
    key=("feed_code", "place_status"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("feed_code", "text", "The feed"),
        Column(
            "place_status",
            "text",
            "missing; unreadable (no number); not_degrees (numbers off the globe, as State Plane feet are); swapped "
            "(latitude in the longitude's place); sentinel (the system's own stand-in coordinate); outside_city (the "
            "city's box); outside_lines (in the box, beyond the outline or districts handed in). None is put right by "
            "guessing",
        ),
        Column(
            "n_tickets",
            "integer",
            "Tickets before the morning",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets with a usable place, tickets opened at or after the morning",
            words="Tickets not on the map",
        ),
        Column(
            "n_with_place_text",
            "integer",
            "Of these, with a street address in words",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets without an address in words",
            words="Of these, with an address in words",
        ),
    ),
)

RESCUED_TICKETS = Table(
    name="rescued_tickets",
    grain="one row per feed and reason for which tickets have no coordinate of their own",
    key=("feed_code", "lost_how"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("feed_code", "text", "The feed"),
        Column("lost_how", "text", "sentinel (the system's own stand-in coordinate) or missing"),
        Column(
            "n_tickets",
            "integer",
            "Tickets before the morning without a coordinate of their own",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets with a coordinate, usable or not; tickets opened at or after the morning",
            words="Without a coordinate",
        ),
        Column(
            "n_with_place_text",
            "integer",
            "Of these, with a street address in words",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets without an address in words",
            words="Of these, with an address in words",
        ),
        Column(
            "n_put_back",
            "integer",
            "Of these, put on the map by that address; they count in incidents and places like any other",
            unit="tickets",
            source=f"{_TICKETS_311}; {_GAZETTEER}",
            not_counted="addresses that several places bear, that the gazetteer is less sure of than "
            "rescue_min_confidence, outside the city, or within rescue_clear_m of a stand-in coordinate",
            words="Put back by their address",
        ),
        Column(
            "n_at_known",
            "integer",
            "Of these, at an address, corner or named place that other tickets or the reviewed table state; the others "
            "were estimated from the houses and corners beside them",
            unit="tickets",
            source=f"{_TICKETS_311}; {_GAZETTEER}",
            not_counted="tickets put back by an estimate",
            words="At a known address",
        ),
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

CATEGORIES = Table(
    name="categories",
    grain="one row per category of the reviewed table",
    key=("category_code",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "Short name"),
        Column("category_name", "text", "Name on screens"),
        Column("definition", "text", "What belongs to it"),
        Column("is_ranked", "boolean", "True when it counts towards a location's rank"),
        Column(
            "rank_weight",
            "number",
            "What one incident a day of it is worth in the score",
            unit=NO_UNIT,
            source="data/reference/categories.csv",
            not_counted=NOT_A_COUNT,
        ),
    ),
)

LOCATIONS = Table(
    name="locations",
    grain="one row per high-response location of the morning",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column(
            "number",
            "integer",
            "Its number this morning: on the map, in the table, on the phone",
            unit=NO_UNIT,
            source="geo.locations",
            not_counted="places beyond the length of the list (n_locations in the policy) have no number",
            words="Number",
        ),
        Column("name", "text", "What people call the place", source="geo.gazetteer"),
        Column(
            "district_code",
            "text",
            "Police district its centre lies in by the City's lines, else the one most of its tickets state",
            source=_TICKETS_311,
        ),
        Column("district_how", "text", "official (the City's lines), labels (most of its tickets) or not stated"),
        Column(
            "neighborhood_name",
            "text",
            "Neighborhood its centre lies in by the City's lines, else the one most of its tickets state",
            source=_TICKETS_311,
        ),
        Column(
            "lon",
            "number",
            "Centre of the disk, EPSG:4326",
            unit="degrees",
            source="geo.locations",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "lat",
            "number",
            "Centre of the disk, EPSG:4326",
            unit="degrees",
            source="geo.locations",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "radius_m",
            "number",
            "Radius of the disk",
            unit="m",
            source="data/reference/policy.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "outline_geojson",
            "text",
            "Polygon of the denser area round it, EPSG:4326; null when there is none",
            source="geo.density",
            is_nullable=True,
        ),
        Column(
            "score",
            "number",
            "Weighted incidents a day, recent ones counting more: the sum of the contributions of its terms",
            unit="weighted incidents a day",
            source=_TICKETS_311,
            not_counted=_UNRANKED,
            words="Score",
        ),
        Column(
            "acute_share",
            "number",
            "Part of the score from the fast rate (half-life of days)",
            unit="share 0 to 1",
            source=_RANKING,
            not_counted=_UNRANKED,
            words="Part from the fast rate",
        ),
        Column(
            "chronic_share",
            "number",
            "Part of the score from the slow rate (half-life of months)",
            unit="share 0 to 1",
            source=_RANKING,
            not_counted=_UNRANKED,
            words="Part from the slow rate",
        ),
        Column(
            "residents_score",
            "number",
            "Part of the score from residents' tickets",
            unit="weighted incidents a day",
            source=_RANKING,
            not_counted="staff's tickets",
            words="Part from residents' tickets",
        ),
        Column(
            "staff_score",
            "number",
            "Part of the score from staff's tickets",
            unit="weighted incidents a day",
            source=_RANKING,
            not_counted="residents' tickets",
            words="Part from staff's tickets",
        ),
        Column(
            "n_tickets",
            "integer",
            "Ranked tickets opened there in the lookback",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_UNRANKED,
            words="Tickets",
        ),
        Column(
            "n_incidents",
            "integer",
            "Ranked tickets of the lookback, merged where they tell of one thing",
            unit="incidents",
            source=_INCIDENTS,
            not_counted=_UNRANKED,
            words="Incidents",
        ),
        Column(
            "n_incidents_7d",
            "integer",
            "Incidents with a ticket opened in the last 7 days",
            unit="incidents",
            source=_INCIDENTS,
            not_counted=_UNRANKED,
            words="Incidents in 7 days",
        ),
        Column(
            "n_tickets_residents",
            "integer",
            "Of the tickets in the lookback, reported by residents",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets entered by city staff",
            words="Tickets by residents",
        ),
        Column(
            "n_tickets_staff",
            "integer",
            "Of the tickets in the lookback, entered by city staff",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets reported by residents",
            words="Tickets by city staff",
        ),
        Column(
            "n_open_tickets",
            "integer",
            "Ranked tickets there still open on the morning, however old",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets marked gone, tickets of categories that are not ranked",
            words="Open",
        ),
        Column(
            "oldest_open_days",
            "integer",
            "Age of the oldest ranked ticket still open there; null when none is",
            unit="days",
            source=_TICKETS_311,
            not_counted="tickets marked gone",
            is_nullable=True,
        ),
        Column("newest_ticket_at", "instant", "The newest ranked ticket there", is_nullable=True),
        Column("change_kind", "text", "new, kept, moved, split, merged or returned, against the morning before"),
        Column("change_text", "text", "The change in words"),
        Column("first_listed_date", "date", "The first morning it was listed"),
        Column(
            "n_mornings_listed",
            "integer",
            "Mornings it has been listed",
            unit="mornings",
            source=_REGISTRY,
            not_counted="mornings for which no build was published",
            words="Mornings listed",
        ),
        Column(
            "previous_number",
            "integer",
            "Its number the morning before",
            unit=NO_UNIT,
            source=_REGISTRY,
            not_counted=NOT_A_COUNT,
            words="Was number",
            is_nullable=True,
        ),
    ),
)

DISTRICTS = Table(
    name="districts",
    grain="one row per police district of the reviewed table",
    key=("district_code",),
    columns=(
        Column("district_code", "text", "The district, A-15 apart from A-1", source="data/reference/districts.csv"),
        Column("district_name", "text", "What it covers, in words", source="data/reference/districts.csv"),
        Column(
            "lines_how",
            "text",
            "Where its lines come from: official (a file handed in), derived (worked out from the tickets' own labels, "
            "on Mondays: near, not exact) or none",
            source="geo.districts",
        ),
        Column(
            "lines_handed_in_at",
            "instant",
            "When the official lines were handed in; a past morning built again uses the newest",
            is_nullable=True,
        ),
        Column(
            "outline_geojson",
            "text",
            "Its lines for a map, EPSG:4326, simplified; null when there are none",
            source="geo.districts",
            is_nullable=True,
        ),
        Column(
            "n_tickets_stating",
            "integer",
            "Tickets before the morning that lie in its lines and state a known district",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
        ),
        Column(
            "n_tickets_disagreeing",
            "integer",
            "Of these, tickets that state another district",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
        ),
        Column(
            "n_locations",
            "integer",
            "High-response locations of this morning in it",
            unit="locations",
            source="geo.locations",
            not_counted="places beyond the length of the list (n_locations in the policy)",
        ),
    ),
)

LOCATION_REASONS = Table(
    name="location_reasons",
    grain="one row per reason a location is on the list, strongest first",
    key=("location_id", "reason_no"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column(
            "reason_no",
            "integer",
            "Order of the reasons",
            unit=NO_UNIT,
            source="pipelines.steps.reasons",
            not_counted=NOT_A_COUNT,
        ),
        Column("reason_text", "text", "The reason in words and figures"),
    ),
)

LOCATION_TERMS = Table(
    name="location_terms",
    grain="one row per location, category and group of reporters with a part in the score",
    key=("location_id", "category_code", "reporter_group"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("category_code", "text", "Category"),
        Column("category_name", "text", "Category on screens"),
        Column("reporter_group", "text", "residents or staff"),
        Column(
            "n_tickets",
            "integer",
            "Tickets of the term in the lookback",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_UNRANKED,
            words="Tickets of a term",
        ),
        Column(
            "acute_rate",
            "number",
            "Damped incidents a day, fast half-life",
            unit="incidents a day",
            source=_RANKING,
            not_counted=_UNRANKED,
            words="Fast rate",
        ),
        Column(
            "chronic_rate",
            "number",
            "Damped incidents a day, slow half-life",
            unit="incidents a day",
            source=_RANKING,
            not_counted=_UNRANKED,
            words="Slow rate",
        ),
        Column(
            "weight",
            "number",
            "Category weight times the reporters' weight",
            unit=NO_UNIT,
            source="data/reference",
            not_counted=NOT_A_COUNT,
            words="Weight",
        ),
        Column(
            "contribution",
            "number",
            "The term's part of the score; the reasons tell it as points of 100",
            unit="weighted incidents a day",
            source=_RANKING,
            not_counted=_UNRANKED,
            words="Part of score",
        ),
    ),
)

LOCATION_WEEKS = Table(
    name="location_weeks",
    grain="one row per location and week, weeks without tickets included",
    key=("location_id", "week_start_date"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("week_start_date", "date", "First day of seven that end with a huddle day"),
        Column(
            "n_tickets",
            "integer",
            "Ranked tickets opened there that week",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_UNRANKED,
            words="Tickets a week",
        ),
        Column(
            "n_tickets_residents",
            "integer",
            "Of these, reported by residents",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets entered by city staff",
            words="Of a week, by residents",
        ),
        Column(
            "n_tickets_staff",
            "integer",
            "Of these, entered by city staff",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets reported by residents",
            words="Of a week, by staff",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents with a ticket opened that week",
            unit="incidents",
            source=_INCIDENTS,
            not_counted=_UNRANKED,
            words="Incidents a week",
        ),
    ),
)

_PATTERN_SOURCE = f"{_INCIDENTS}; geo.patterns"
_PATTERN_LEFT_OUT = f"{_UNRANKED}, weeks that no 311 feed holds in full"
_TEST_LEFT_OUT = "nothing, because it is a measure of a test and no count"

LOCATION_PATTERNS = Table(
    name="location_patterns",
    grain="one row per location: its pattern over the last weeks, and the test behind it",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column(
            "pattern_code",
            "text",
            "new, consecutive, intensifying, persistent, diminishing, sporadic, oscillating, historical, none; or "
            "too_short where too few weeks are held. Rules: Esri, How Emerging Hot Spot Analysis works (decision 0024)",
            source="geo.patterns",
            words="Pattern",
        ),
        Column("pattern_name", "text", "The pattern on screens", source="geo.patterns"),
        Column("told_text", "text", "The pattern in a sentence", source="geo.patterns"),
        Column("meaning_text", "text", "What that says of the place", source="geo.patterns"),
        Column("first_date", "date", "First day of the first week looked at", is_nullable=True),
        Column("last_date", "date", "Last day of the last week: the last one a feed holds in full", is_nullable=True),
        Column(
            "n_weeks",
            "integer",
            "Weeks that the pattern is told from: seven huddle days each, held in full",
            unit="weeks",
            source="geo.patterns",
            not_counted="weeks before the first day held, the last days where no feed holds them in full",
            words="Weeks looked at",
        ),
        Column(
            "n_weeks_needed",
            "integer",
            "Fewer weeks than this tell no pattern (pattern_min_weeks)",
            unit="weeks",
            source=_POLICY,
            not_counted=NOT_A_COUNT,
            words="Weeks needed",
        ),
        Column(
            "n_hot_weeks",
            "integer",
            "Of these, hot: more incidents in the cells round it, in the week and the one before, than an even spread "
            "over city and weeks explains",
            unit="weeks",
            source=_PATTERN_SOURCE,
            not_counted=_PATTERN_LEFT_OUT,
            words="Hot weeks",
        ),
        Column(
            "n_cold_weeks",
            "integer",
            "Of these, cold: significantly fewer. Where incidents are rare no week can be",
            unit="weeks",
            source=_PATTERN_SOURCE,
            not_counted=_PATTERN_LEFT_OUT,
            words="Cold weeks",
        ),
        Column(
            "n_cells_near",
            "integer",
            "Cells of 100 m that are judged together: the one its centre lies in and those round it (pattern_reach_m)",
            unit="cells",
            source="geo.getis_ord",
            not_counted="cells outside the city",
            words="Cells judged together",
        ),
        Column(
            "n_cells",
            "integer",
            "Cells of the city that it is compared with, those without incidents too",
            unit="cells",
            source="geo.city_cells",
            not_counted="cells outside the city",
            words="Cells of the city",
        ),
        Column(
            "line_p",
            "number",
            "The largest chance that still counts as hot or cold: Benjamini-Hochberg over all cells and weeks, so that "
            "at most a share of the findings is false (pattern_false_share); 0 where nothing counts",
            unit=NO_UNIT,
            source="geo.patterns",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Line",
        ),
        Column(
            "last_gi_z",
            "number",
            "Gi* of the last week: standard deviations above (or below) what an even spread would give",
            unit="standard deviations",
            source="geo.getis_ord",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Gi* of the last week",
        ),
        Column(
            "last_p",
            "number",
            "Chance of so high or so low a Gi* in the last week if incidents lay evenly; hot and cold where it is at "
            "most the line",
            unit=NO_UNIT,
            source="geo.getis_ord",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Chance of the last week",
        ),
        Column(
            "last_q",
            "number",
            "The same, adjusted for all cells and weeks tested (Benjamini-Hochberg)",
            unit=NO_UNIT,
            source="geo.patterns",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Adjusted chance",
        ),
        Column(
            "trend_z",
            "number",
            "Mann-Kendall score of the weeks' Gi*: above 0 rising, below 0 falling",
            unit="standard deviations",
            source="geo.trends",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Trend",
        ),
        Column(
            "trend_p",
            "number",
            "Chance of so strong a trend where there is none; a trend where it is below pattern_trend_chance",
            unit=NO_UNIT,
            source="geo.trends",
            not_counted=_TEST_LEFT_OUT,
            is_nullable=True,
            words="Chance of the trend",
        ),
    ),
)

LOCATION_PATTERN_WEEKS = Table(
    name="location_pattern_weeks",
    grain="one row per location and week that its pattern was told from; none where too few weeks are held",
    key=("location_id", "week_start_date"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("week_start_date", "date", "First day of seven that are held in full"),
        Column(
            "n_incidents_near",
            "integer",
            "Incidents that began in the cells judged together, in this week and the one before",
            unit="incidents",
            source=_PATTERN_SOURCE,
            not_counted=_PATTERN_LEFT_OUT,
            words="Incidents round it",
        ),
        Column(
            "n_expected_near",
            "number",
            "What would be there if the city's incidents lay evenly over its cells and weeks",
            unit="incidents",
            source=_PATTERN_SOURCE,
            not_counted=_PATTERN_LEFT_OUT,
            words="If spread evenly",
        ),
        Column(
            "gi_z",
            "number",
            "Gi*: standard deviations between the two",
            unit="standard deviations",
            source="geo.getis_ord",
            not_counted=_TEST_LEFT_OUT,
            words="Gi*",
        ),
        Column(
            "p_value",
            "number",
            "Chance of so high or so low a Gi* if incidents lay evenly",
            unit=NO_UNIT,
            source="geo.getis_ord",
            not_counted=_TEST_LEFT_OUT,
            words="Chance",
        ),
        Column("is_hot", "boolean", "True where the chance is at most the line and there is more than expected"),
        Column("is_cold", "boolean", "True where the chance is at most the line and there is less than expected"),
    ),
)

LOCATION_RANGES = Table(
    name="location_ranges",
    grain="one row per location, length of window (7 days, the lookback) and ranked category (`all`: all together)",
    key=("location_id", "window_days", "category_code"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("category_code", "text", "Ranked category, or all of them together: `all`"),
        Column(
            "window_days",
            "integer",
            "Length of the window, which ends with the morning",
            unit="days",
            source=_POLICY,
            not_counted=NOT_A_COUNT,
            words="Window",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents with a ticket opened there in the window",
            unit="incidents",
            source=_INCIDENTS,
            not_counted=_UNRANKED,
            words="Incidents in the window",
        ),
        Column(
            "n_expected",
            "number",
            "Incidents expected there: the place's own rate before the window (range_half_life_days), times what "
            "weekday and season are worth city-wide; empty where the past is too short (range_min_past_days, "
            "range_min_windows)",
            unit="incidents",
            source=f"{_INCIDENTS}; geo.expected_ranges",
            not_counted=f"{_UNRANKED}, days that no 311 feed holds in full",
            is_nullable=True,
            words="Expected",
        ),
        Column(
            "n_low",
            "integer",
            "Least usual count. Nine windows in ten (range_share) are to lie between the two: from the place's own "
            "past, weekday and season as in the whole city, counts scattering as they did at the listed places",
            unit="incidents",
            source="geo.expected_ranges",
            not_counted=f"{_UNRANKED}, days that no 311 feed holds in full",
            is_nullable=True,
            words="Usual, from",
        ),
        Column(
            "n_high",
            "integer",
            "Largest usual count",
            unit="incidents",
            source="geo.expected_ranges",
            not_counted=f"{_UNRANKED}, days that no 311 feed holds in full",
            is_nullable=True,
            words="Usual, to",
        ),
        Column(
            "n_past_days",
            "integer",
            "Days before the window that tell what is usual, at most range_history_days with it",
            unit="days",
            source="geo.expected_ranges",
            not_counted="days before the category's first incident in the city",
            words="Days of past",
        ),
        Column(
            "n_days_held",
            "integer",
            "Days of the window that a 311 feed holds in full; the range is for these",
            unit="days",
            source="geo.expected_ranges",
            not_counted="days after the newest export",
            words="Days held",
        ),
        Column("standing", "text", "within, above or below the range; unknown where the past is too short"),
        Column("told_text", "text", "The range in words", source="geo.expected_ranges"),
    ),
)

LOCATION_CATEGORIES = Table(
    name="location_categories",
    grain="one row per location and category with tickets in the lookback or still open",
    key=("location_id", "category_code"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("category_code", "text", "Category; unranked ones are listed as well"),
        Column("category_name", "text", "Category on screens"),
        Column("is_ranked", "boolean", "True when it counts towards the rank"),
        Column(
            "n_tickets",
            "integer",
            "Tickets opened there in the lookback",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
            words="Tickets of a category",
        ),
        Column(
            "n_tickets_from_text",
            "integer",
            "Of these, tickets whose category was derived from text",
            unit="tickets",
            source="data/reference/text_keywords.csv",
            not_counted="tickets whose category comes from a reviewed type",
            words="Derived from text",
        ),
        Column(
            "n_incidents",
            "integer",
            "The category's tickets of the lookback, merged where they tell of one thing",
            unit="incidents",
            source=_INCIDENTS,
            not_counted=_WITHOUT_PLACE,
            words="Incidents of a category",
        ),
        Column(
            "n_open_under_3d",
            "integer",
            "Open, younger than 3 days",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets marked gone",
            words="Open under 3 days",
        ),
        Column(
            "n_open_3d_to_14d",
            "integer",
            "Open, 3 to under 14 days old",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets marked gone",
            words="Open 3 to 14 days",
        ),
        Column(
            "n_open_14d_or_more",
            "integer",
            "Open, 14 days old or more",
            unit="tickets",
            source=_TICKETS_311,
            not_counted="tickets marked gone",
            words="Open 14 days or more",
        ),
        Column(
            "oldest_open_days",
            "integer",
            "Age of the oldest open ticket",
            unit="days",
            source=_TICKETS_311,
            not_counted="tickets marked gone",
            words="Oldest open, days",
            is_nullable=True,
        ),
    ),
)

LOCATION_OPEN_AGES = Table(
    name="location_open_ages",
    grain="one row per high-response location of the morning: its open tickets by age",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        *(
            Column(
                name,
                "integer",
                f"Ranked tickets there still open, {age}: the place's categories of `location_categories` together",
                unit="tickets",
                source=_TICKETS_311,
                not_counted="tickets marked gone, tickets of categories that are not ranked",
                words=words,
            )
            for name, age, words in (
                ("n_open_under_3d", "younger than 3 days", "Open under 3 days"),
                ("n_open_3d_to_14d", "3 to under 14 days old", "Open 3 to 14 days"),
                ("n_open_14d_or_more", "14 days old or more", "Open 14 days or more"),
            )
        ),
    ),
)

LOCATION_TICKETS = Table(
    name="location_tickets",
    grain="one row per ticket at a location opened in the lookback or still open",
    key=("ticket_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("ticket_id", "text", "The City's case number"),
        Column("category_name", "text", "Category on screens"),
        Column(
            "category_how",
            "text",
            "reviewed type, derived from text (Open311's service Other, by data/reference/text_keywords.csv) or not "
            "reviewed",
            source="data/reference",
        ),
        Column("type_name", "text", "The type as the City writes it"),
        Column("opened_at", "instant", "When it was opened"),
        Column("closed_at", "instant", "When it was closed, if before the morning", is_nullable=True),
        Column("is_open", "boolean", "Open on the morning"),
        Column("is_gone", "boolean", "Missing from a later full snapshot; kept"),
        Column(
            "place_how",
            "text",
            "How it was located: stated (its own coordinate) or from its address (it has none, or the system's "
            "stand-in; the gazetteer found its address)",
            source="geo.gazetteer",
        ),
        Column(
            "age_days",
            "integer",
            "Whole days from opening to the morning, or to closing",
            unit="days",
            source=_TICKETS_311,
            not_counted=NOT_A_COUNT,
            words="Age, days",
        ),
        Column("reporter_group", "text", "residents or staff"),
    ),
)

_BLANK = Column("blank", "text", "not_collected when no log came, late when the newest is too old; else empty")
_OUTREACH_COLUMNS = (
    Column("measure_code", "text", "Which measure"),
    Column("measure_name", "text", "The measure on screens, in the words of the field"),
    Column("column_class", "text", "outreach or health: decides the threshold and who may see it"),
    Column(
        "n_events",
        "integer",
        "Events in the lookback, never people; goes through geo.disclosure",
        unit="events",
        source="outreach log",
        not_counted="people (the log has no key of a person); contacts before the lookback or after the morning",
        words="Outreach figures",
        is_nullable=True,
        column_class="health",
    ),
    _BLANK,
)

LOCATION_OUTREACH = Table(
    name="location_outreach",
    grain="one row per location and measure of the outreach log, and per measure one for everywhere else",
    key=("location_id", "measure_code"),
    feed_codes=_OUTREACH_FEEDS,
    columns=(
        Column("location_id", "text", "The place's lasting id, or `elsewhere`; the parts add up to city_outreach"),
        *_OUTREACH_COLUMNS,
    ),
)

CITY_OUTREACH = Table(
    name="city_outreach",
    grain="one row per measure of the outreach log, whole city",
    key=("measure_code",),
    feed_codes=_OUTREACH_FEEDS,
    columns=_OUTREACH_COLUMNS,
)

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

LIST_CHANGES = Table(
    name="list_changes",
    grain="one row per place that came on, left or changed identity since the morning before",
    key=("location_id", "change_kind"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("change_kind", "text", "new, returned, moved, split, merged or vanished"),
        Column("name", "text", "The place's name"),
        Column("other_location_id", "text", "The place it split from or merged into", is_nullable=True),
        Column("change_text", "text", "The change in words"),
    ),
)

PLACE_REGISTRY = Table(
    name="place_registry",
    grain="one row per place ever listed, up to this morning",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("name", "text", "Its name"),
        Column("district_code", "text", "Its police district"),
        Column("x_m", "number", "Last centre, EPSG:26986", unit="m", source=_REGISTRY, not_counted=NOT_A_COUNT),
        Column("y_m", "number", "Last centre, EPSG:26986", unit="m", source=_REGISTRY, not_counted=NOT_A_COUNT),
        Column("first_x_m", "number", "First centre, EPSG:26986", unit="m", source=_REGISTRY, not_counted=NOT_A_COUNT),
        Column("first_y_m", "number", "First centre, EPSG:26986", unit="m", source=_REGISTRY, not_counted=NOT_A_COUNT),
        Column("first_listed_date", "date", "First morning on the list"),
        Column("last_listed_date", "date", "Last morning on the list"),
        Column(
            "n_mornings_listed",
            "integer",
            "Mornings on the list",
            unit="mornings",
            source=_REGISTRY,
            not_counted="mornings for which no build was published",
            words="Mornings listed",
        ),
        Column(
            "last_number",
            "integer",
            "Its number on the last morning listed",
            unit=NO_UNIT,
            source=_REGISTRY,
            not_counted=NOT_A_COUNT,
            words="Last number",
        ),
        Column("is_listed", "boolean", "On this morning's list"),
        Column("merged_into_id", "text", "The place it was merged into", is_nullable=True),
    ),
)

MAP_COORDINATES = Table(
    name="map_coordinates",
    grain="one row per distinct place on the ground where any ticket was opened: the map's backdrop",
    key=("lon", "lat"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("lon", "number", "EPSG:4326", unit="degrees", source=_TICKETS_311, not_counted=NOT_A_COUNT),
        Column("lat", "number", "EPSG:4326", unit="degrees", source=_TICKETS_311, not_counted=NOT_A_COUNT),
    ),
)

MAP_LABELS = Table(
    name="map_labels",
    grain="one row per neighborhood: where its name stands on the map",
    key=("neighborhood_name",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("neighborhood_name", "text", "Neighborhood", source=_TICKETS_311),
        Column(
            "lon",
            "number",
            "Median of its tickets, EPSG:4326",
            unit="degrees",
            source=_TICKETS_311,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "lat",
            "number",
            "Median of its tickets, EPSG:4326",
            unit="degrees",
            source=_TICKETS_311,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "n_tickets",
            "integer",
            "Tickets that state it",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
        ),
    ),
)

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
            source=_TICKETS_311,
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
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "legacy_after",
            "number",
            "The same, after",
            unit=_A_WEEK,
            is_nullable=True,
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "new_before",
            "number",
            "The topics that began together, before",
            unit=_A_WEEK,
            is_nullable=True,
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "new_after",
            "number",
            "The same, after",
            unit=_A_WEEK,
            is_nullable=True,
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "total_before",
            "number",
            "Legacy types and topics together, before",
            unit=_A_WEEK,
            is_nullable=True,
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "total_after",
            "number",
            "Legacy types and topics together, after",
            unit=_A_WEEK,
            source=_TICKETS_311,
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
            source=_TICKETS_311,
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
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "n_tickets", "integer", "Tickets in the run", unit="tickets", source=_TICKETS_311, not_counted=_ALL_TICKETS
        ),
        Column(
            "n_expected_low",
            "integer",
            "99 of 100 such runs lie above this",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column(
            "n_expected_high",
            "integer",
            "And below this (negative binomial about the same weekdays of the usual weeks)",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_ALL_TICKETS,
        ),
        Column("told_text", "text", "What can be said of it, in words and figures"),
    ),
)

_ZONE_ID = Column(
    "zone_id", "text", "The zone's lasting id, or `none` where no place was stated or found", source="geo.zones"
)
_ZONE_TICKETS = (
    Column(
        "n_tickets",
        "integer",
        "Tickets opened in the lookback, every category",
        unit="tickets",
        source=_TICKETS_311,
        not_counted="tickets opened at or after the morning",
    ),
    Column(
        "n_incidents",
        "integer",
        "Those tickets, merged where they tell of one thing; counted where the first of them was opened",
        unit="incidents",
        source="geo.incidents",
        not_counted="tickets without a usable place (see Data health)",
    ),
)

ZONES = Table(
    name="zones",
    grain="one row per zone, and one for what states no place",
    key=("zone_id",),
    columns=(
        _ZONE_ID,
        Column("zone_name", "text", "Name on screens", source="data/reference/zones.csv"),
        Column("zone_kind", "text", "hexes or named_places", source="data/reference/zones.csv"),
        Column("outline_geojson", "text", "A hex's outline, EPSG:4326; null for named places", is_nullable=True),
        *_ZONE_TICKETS,
        Column(
            "n_tickets_residents",
            "integer",
            "Residents' tickets of ranked categories opened in the lookback",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=f"{_UNRANKED}, tickets reported by City staff",
            words="Tickets by residents",
        ),
    ),
)

ZONE_OUTREACH = Table(
    name="zone_outreach",
    grain="one row per zone and measure of the outreach log; the zones add up to city_outreach",
    key=("zone_id", "measure_code"),
    columns=(_ZONE_ID, *_OUTREACH_COLUMNS),
)

KNOWN_CONTACTS = Table(
    name="known_contacts",
    grain="one row per contact of the logs before the morning, told by digests alone",
    key=("contact_digest",),
    feed_codes=("outreach",),
    columns=(
        Column(
            "contact_digest",
            "text",
            "SHA-256 of the contact's own number, which names no person",
            column_class="internal",
        ),
        Column(
            "values_digest",
            "text",
            "SHA-256 of its newest row, to tell a correction from a row handed in again",
            column_class="internal",
        ),
    ),
)
KNOWN_PLACES = Table(
    name="known_places",
    grain="one row per place that the gazetteer knows: corners, addresses, then named places",
    key=("place_no",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column(
            "place_no", "integer", "The gazetteer's order", unit=NO_UNIT, source=_GAZETTEER, not_counted=NOT_A_COUNT
        ),
        Column("place_kind", "text", "corner, address or named place", source=_GAZETTEER),
        Column("label", "text", "What the place is called in an answer", source=_GAZETTEER),
        Column("x_m", "number", "East, EPSG:26986", unit="m", source=_GAZETTEER, not_counted=NOT_A_COUNT),
        Column("y_m", "number", "North, EPSG:26986", unit="m", source=_GAZETTEER, not_counted=NOT_A_COUNT),
        Column(
            "n_tickets",
            "integer",
            "Tickets that state it; 0 for a named place and for what a layer alone tells",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
        ),
        Column("first_street", "text", "Key of a corner's or address's street; empty for a named place"),
        Column("second_street", "text", "Key of a corner's other street; empty for the rest"),
        Column("street_name", "text", "An address's street as most tickets write it; empty for the rest"),
        Column(
            "house_number",
            "integer",
            "House number; 0 for the rest",
            unit=NO_UNIT,
            source=_GAZETTEER,
            not_counted=NOT_A_COUNT,
        ),
        Column("hints", "text", "Towns, neighborhoods and ZIPs written of it, joined by |"),
        Column(
            "familiarity",
            "integer",
            "Tickets on the lesser known of a corner's two streets; 0 for the rest",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_WITHOUT_PLACE,
        ),
        Column(
            "radius_m",
            "number",
            "Half the width of a named place, to its furthest edge where a layer tells it; 0 for the rest",
            unit="m",
            source="data/reference/named_places.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column("name_keys", "text", "A named place's names and aliases as they are compared, joined by |"),
        Column("gives_names", "boolean", "True where a location may be named after it: no shelter is, nor a layer's"),
        Column("told_by", "text", "tickets, reviewed table, or the code of the layer that alone tells it"),
    ),
)

GAP_HOURS = Table(
    name="gap_hours",
    grain="one row per thing asked for and not to be had, and part of the day; the parts add up to city_outreach",
    key=("measure_code", "begins_hour"),
    feed_codes=_OUTREACH_FEEDS,
    columns=(
        Column("measure_code", "text", "As in city_outreach", source="data/reference/outreach_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column("part_words", "text", "The part of the day, on Boston's clock", source="data/reference/day_parts.csv"),
        Column(
            "begins_hour",
            "integer",
            "The hour at which the part begins",
            unit="hour of the day",
            source="data/reference/day_parts.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "n_events",
            "integer",
            "Times it was asked for and not to be had, by the hour of the contact, in the lookback; released by "
            "geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (contacts are events), declines, requests nobody wrote down",
            is_nullable=True,
            column_class="health",
            words="Asked for, not available today",
        ),
        _BLANK,
    ),
)

DECLINE_REASONS = Table(
    name="decline_reasons",
    grain="one row per reason for which something was declined, one for none written down, one (all) for their sum",
    key=("reason_code",),
    feed_codes=_OUTREACH_FEEDS,
    columns=(
        Column("reason_code", "text", "The word of the log; all, not_written_down", source="docs/outreach-log.md"),
        Column("column_class", "text", "health: what was declined may have been treatment"),
        Column(
            "n_events",
            "integer",
            "Contacts in the lookback in which something was declined for it; released by geo.disclosure",
            unit="contacts",
            source="outreach log",
            not_counted="people (contacts are events); further reasons of a contact, which has one",
            is_nullable=True,
            column_class="health",
            words="Declined today",
        ),
        _BLANK,
    ),
)

_IS_BEGUN = Column(
    "is_begun", "boolean", "False before anything was ever written in the column: not collected, no zero"
)
PATH_WEEKS = Table(
    name="path_weeks",
    grain="one row per measure of the path of help and whole week of the lookback, and one for its other days; the "
    "parts add up to the city's figure",
    key=("measure_code", "part_code"),
    feed_codes=_OUTREACH_FEEDS,
    columns=(
        Column("part_code", "text", "The week's first day; other_days for the days that are in no whole week"),
        Column("week_date", "date", "The Monday that the week begins with, at the huddle hour", is_nullable=True),
        Column("measure_code", "text", "As in city_outreach, or one of data/reference/help_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column(
            "n_events",
            "integer",
            "Events of the week, by the time of the contact at which they were written down; what each stage counts "
            "stands beside it; released by geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (no key of a person is kept, so nobody can be counted once); what nobody wrote down",
            is_nullable=True,
            column_class="health",
            words="Events",
        ),
        _BLANK,
        _IS_BEGUN,
    ),
)

PATH_PROVIDER_DAYS = Table(
    name="path_provider_days",
    grain="one row per step of recovery navigation and transport, provider and huddle day; the days add up to the city",
    key=("measure_code", "provider_code", "huddle_date"),
    feed_codes=_OUTREACH_FEEDS,
    columns=(
        Column("measure_code", "text", "Which step", source="data/reference/help_measures.csv"),
        Column("column_class", "text", "outreach or health: decides who may see the count"),
        Column("provider_code", "text", "Who gave it, or was asked", source="data/reference/providers.csv"),
        Column("provider_words", "text", "The provider on screens", source="data/reference/providers.csv"),
        Column("huddle_date", "date", "The huddle day of the contact at which it was written down"),
        Column(
            "n_events",
            "integer",
            "Times that recovery navigation was asked for and not given, or that it or a ride was given, and what is "
            "known of the arrival; released by geo.disclosure",
            unit="events",
            source="outreach log",
            not_counted="people (events); placements: somebody who arrived need not have been admitted",
            is_nullable=True,
            column_class="health",
            words="Steps",
        ),
        _BLANK,
        _IS_BEGUN,
    ),
)

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
        Column("sort_no", "integer", "The order on screens", unit=NO_UNIT, source=_POLICY, not_counted=NOT_A_COUNT),
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

HMIS_WEEKS = Table(
    name="hmis_weeks",
    grain="one row per project of an HMIS export, measure and whole week before the morning",
    key=("project_code", "measure_code", "week_start_date"),
    feed_codes=("hmis",),
    columns=(
        Column("project_code", "text", "The project's own code in HMIS", source=_HMIS),
        Column("project_name", "text", "Its name, an organisation's; empty where it states none", source=_HMIS),
        Column("project_type", "text", "HUD list 2.02.6: 4 is street outreach", source=_HMIS),
        Column("coc_code", "text", "Its Continuum of Care (MA-500 is Boston); empty: none or several", source=_HMIS),
        Column("geocode", "text", "HUD's code of the town of its seat; empty: none or several", source=_HMIS),
        Column(
            "zip_code", "text", "The postal area of its seat, not of a contact; empty: none or several", source=_HMIS
        ),
        Column("measure_code", "text", "A code of the reviewed table", source="data/reference/hmis_measures.csv"),
        Column("measure_name", "text", "What it is called", source="data/reference/hmis_measures.csv"),
        Column(
            "column_class", "text", "health, all of it: nothing that is read tells which project is of a health service"
        ),
        Column("week_start_date", "date", "The Monday on which the week begins"),
        Column(
            "n_events",
            "integer",
            "Times the project recorded it in HMIS on a day of that week; null unless exports tell each of its days; "
            "released by geo.disclosure",
            unit="events",
            source="HMIS CSV exports: CurrentLivingSituation (4.12), Enrollment (4.13), Services (P1, P2)",
            not_counted="people (one person can have many), rows deleted in HMIS, rows without a stay or a project, "
            "what no export holds, the outreach log: one contact can stand in both, so they are never added",
            is_nullable=True,
            column_class="health",
            words="Recorded in HMIS",
        ),
        Column(
            "blank",
            "text",
            "late: the week is not over in the newest export; not_collected: no export holds it; else empty",
        ),
    ),
)

LOCATION_ZONES = Table(
    name="location_zones",
    grain="one row per location of the morning: the one zone it is counted in",
    key=("location_id",),
    columns=(_LOCATION_ID, _ZONE_ID),
)

_CATEGORY_COUNTS = (
    Column("category_code", "text", "Category; unranked ones are counted as well"),
    Column("category_name", "text", "Category on screens"),
    *_ZONE_TICKETS,
)

ZONE_CATEGORIES = Table(
    name="zone_categories",
    grain="one row per zone and category with tickets in the lookback; the zones add up to city_categories",
    key=("zone_id", "category_code"),
    columns=(_ZONE_ID, *_CATEGORY_COUNTS),
)

CITY_CATEGORIES = Table(
    name="city_categories",
    grain="one row per category with tickets in the lookback, whole city",
    key=("category_code",),
    columns=_CATEGORY_COUNTS,
)

_SIGNALS = f"{_INCIDENTS}; tested by geo.disk_surprise"
_SIGNAL_NO = Column(
    "signal_no",
    "integer",
    "The signal's number this morning: 1 lies furthest above its category's line",
    unit=NO_UNIT,
    source="geo.disk_surprise",
    not_counted=NOT_A_COUNT,
    words="Signal",
)
_SIGNAL_TICKETS = (
    Column(
        "n_tickets_residents",
        "integer",
        "Residents' tickets of the signal's incidents",
        unit="tickets",
        source=_SIGNALS,
        not_counted=_UNRANKED,
        words="Residents' tickets",
    ),
    Column(
        "n_tickets_staff",
        "integer",
        "Staff's tickets of the signal's incidents",
        unit="tickets",
        source=_SIGNALS,
        not_counted=_UNRANKED,
        words="Staff's tickets",
    ),
)

SIGNALS = Table(
    name="signals",
    grain="one row per signal of the morning: a place with more incidents in the last days than is usual there",
    key=("signal_no",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _SIGNAL_NO,
        Column(
            "signal_id",
            "text",
            "Its id, kept while it is told again: where it was first told",
            source="geo.disk_surprise",
        ),
        Column("category_code", "text", "The category whose incidents are counted"),
        Column("category_name", "text", "The category on screens"),
        Column(
            "location_id",
            "text",
            "The listed place whose disk holds its centre; empty where none does",
            source="geo.identity",
            is_nullable=True,
        ),
        Column("place_name", "text", "Where it is, as people say it", source="geo.gazetteer"),
        Column("district_code", "text", "Police district of its centre; `not stated` where nothing tells it"),
        Column("neighborhood_name", "text", "Neighborhood that the tickets at its centre state"),
        Column("lon", "number", "Its centre, EPSG:4326", unit="degrees", source=_SIGNALS, not_counted=NOT_A_COUNT),
        Column("lat", "number", "Its centre, EPSG:4326", unit="degrees", source=_SIGNALS, not_counted=NOT_A_COUNT),
        Column(
            "radius_m",
            "number",
            "The radius of its disk",
            unit="m",
            source=_POLICY,
            not_counted=NOT_A_COUNT,
            words="Within",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents in the disk in the window",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{_UNRANKED}; further tickets of an incident",
            words="Incidents",
        ),
        Column(
            "n_expected",
            "number",
            "Incidents usual for the disk in as many such days, from its own year before, weekdays and the city's "
            "level of the last four weeks allowed for; more where its surroundings had more than usual in those days",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{_UNRANKED}; incidents in the window itself",
            words="Usual",
        ),
        Column(
            "window_days",
            "integer",
            "The run of last days in which they came: of those tried, the most surprising",
            unit="days",
            source=_POLICY,
            not_counted="the morning's own day",
            words="Days",
        ),
        Column("window_start_date", "date", "First huddle day of the window"),
        *_SIGNAL_TICKETS,
        Column(
            "surprise",
            "number",
            "How unlikely as many or more are by chance in this disk and window alone: 3 is one in a thousand, 6 one "
            "in a million (gamma-Poisson tail, -log10)",
            unit=NO_UNIT,
            source=_SIGNALS,
            not_counted="that many disks are looked at, and that tickets come in bursts: the line allows for both",
            words="Surprise",
        ),
        Column(
            "nominal_interval_days",
            "number",
            "How seldom one would come anywhere in the city if incidents came independently, which they do not",
            unit="days",
            source=_SIGNALS,
            not_counted="that tickets come in bursts: real intervals are far shorter",
            words="Nominal interval",
        ),
        Column(
            "n_like_it_replayed",
            "integer",
            "Signals as surprising or more in the part of the past that was replayed",
            unit="signals",
            source="geo.alert_budget",
            not_counted="the same signal told again because it grew",
            words="As surprising in the past",
        ),
        Column("told_before_date", "date", "The last morning it passed on; empty when it is new", is_nullable=True),
        Column(
            "n_incidents_before",
            "integer",
            "Its incidents on that morning; empty when it is new",
            unit="incidents",
            source=_SIGNALS,
            not_counted=f"{_UNRANKED}; further tickets of an incident",
            is_nullable=True,
            words="Incidents then",
        ),
        Column("note_text", "text", "Which of its topics came from the other system; empty when none did"),
        Column("outline_geojson", "text", "Drawn round its incidents: GeoJSON, EPSG:4326"),
    ),
)

SIGNAL_LINES = Table(
    name="signal_lines",
    grain="one row per ranked category: the line that its signals must pass this week",
    key=("category_code",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "Category"),
        Column("category_name", "text", "Category on screens"),
        Column(
            "alerts_a_year",
            "number",
            "The category's share of the alert budget (signal_alerts_a_year), by rank weight: new signals a year",
            unit="signals a year",
            source=_POLICY,
            not_counted="a signal told again because it grew",
            words="Alert budget",
        ),
        Column("calibrated_to_date", "date", "The line was set from the days before this Monday"),
        Column(
            "least_surprise",
            "number",
            "The line: what is less surprising is not told; empty where the past is too short to set one",
            unit=NO_UNIT,
            source="geo.alert_budget",
            not_counted=NOT_A_COUNT,
            is_nullable=True,
            words="Line",
        ),
        Column(
            "n_alerts_replayed",
            "integer",
            "Signals that this line would have given in the past that was replayed; empty where there is no line",
            unit="signals",
            source="geo.alert_budget",
            not_counted="the same signal told again because it grew",
            is_nullable=True,
            words="Signals in the past",
        ),
        Column(
            "n_days_replayed",
            "integer",
            "Days of the past that were replayed, morning by morning",
            unit="days",
            source="geo.alert_budget",
            not_counted="the first days of all, which only tell what is usual",
            words="Days replayed",
        ),
        Column(
            "min_days_replayed",
            "integer",
            "Days of the past that are needed to set a line",
            unit="days",
            source=_POLICY,
            not_counted="the first days of all, which only tell what is usual",
            words="Days needed",
        ),
        Column("is_set", "boolean", "False where the past is too short to set a line: then nothing is tested"),
    ),
)

_SCANNED = f"{_INCIDENTS}; scanned by geo.signals"
_SCAN_LEFT_OUT = f"{_UNRANKED}, incidents that began since Monday"

SCANS = Table(
    name="scans",
    grain="one row per ranked category: what this week's scan for clusters looked at",
    key=("category_code",),
    feed_codes=_TICKET_FEEDS,
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
            source=_POLICY,
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
    feed_codes=_TICKET_FEEDS,
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

_TRACK_SOURCE = f"{_INCIDENTS}; the mornings played again by geo.replay"
_TRACK_LEFT_OUT = (
    f"{_UNRANKED}, incidents that had begun before the morning, weeks before the plain count's first window"
)
_TRACK_INTERVAL = "(95 of 100 drawings of whole weeks lie inside; geo.track_record)"

TRACK_RECORD = Table(
    name="track_record",
    grain="one row per category (`all`: the huddle's own list), horizon, measure and method",
    key=("category_code", "horizon_days", "measure_code", "method_code"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("category_code", "text", "A ranked category, its list made from it alone; `all`: all ranked together"),
        Column("category_name", "text", "What is judged, on screens"),
        Column(
            "horizon_days",
            "integer",
            "1: the huddle day that begins with the morning, judged on every huddle; 7: the week that does, judged "
            "once a week",
            unit="huddle days",
            source=_POLICY,
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
    feed_codes=_TICKET_FEEDS,
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
            source=_POLICY,
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

_ONE_REPORTER = (
    "tickets by staff, of categories that are not ranked, and without a usable place. Nobody's name is in a ticket: "
    "two neighbors of one address look like one reporter, and one person with two phones like two"
)

LOCATION_REPORTS = Table(
    name="location_reports",
    grain="one row per location of the morning: how few reporters could account for its residents' tickets",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column(
            "n_tickets_residents",
            "integer",
            "Residents' tickets of ranked categories opened there in the lookback",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=f"{_UNRANKED}, tickets reported by City staff",
            words="Tickets by residents",
        ),
        Column(
            "n_sources",
            "integer",
            "Different pairs of address and channel they came from: so few reporters could account for all of them",
            unit="pairs of address and channel",
            source=_TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="Addresses and channels",
        ),
        Column(
            "n_sources_for_half",
            "integer",
            "The fewest such pairs that hold at least half of them",
            unit="pairs of address and channel",
            source=_TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="Hold half of them",
        ),
        Column(
            "n_tickets_largest_source",
            "integer",
            "Tickets of the pair with most",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="From one address by one channel",
        ),
        Column("largest_source_channel", "text", "The channel of the pair with most; empty where there is no ticket"),
        Column(
            "n_tickets_in_bursts",
            "integer",
            "Tickets that are part of a burst (see the bursts)",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="In bursts",
        ),
    ),
)

_CLOSINGS = "closing texts of the City's needle tickets; pipelines.readers.sharps_texts"
_NOT_SHARPS = f"tickets of other categories, {_WITHOUT_PLACE}"
_SHARPS_FIGURES = (
    Column(
        "n_requested",
        "integer",
        "Needle tickets opened in the lookback: needles asked for, whoever asked",
        unit="tickets",
        source=_TICKETS_311,
        not_counted=_NOT_SHARPS,
        words="Asked for",
    ),
    Column(
        "n_requested_residents",
        "integer",
        "Of these, by residents",
        unit="tickets",
        source=_TICKETS_311,
        not_counted=f"{_NOT_SHARPS}, tickets reported by City staff",
        words="Asked for by residents",
    ),
    Column(
        "n_open",
        "integer",
        "Of these, not closed before the morning",
        unit="tickets",
        source=_TICKETS_311,
        not_counted=_NOT_SHARPS,
        words="Still open",
    ),
    Column(
        "n_with_sharps",
        "integer",
        "Of these, closed with a text that tells how many sharps were collected",
        unit="tickets",
        source=_CLOSINGS,
        not_counted=_NOT_SHARPS,
        words="Sharps collected",
    ),
    Column(
        "n_with_none",
        "integer",
        "Of these, closed with a text that tells that none was found",
        unit="tickets",
        source=_CLOSINGS,
        not_counted=_NOT_SHARPS,
        words="None found",
    ),
    Column(
        "n_not_told",
        "integer",
        "Of these, closed with a text that tells no number, or without one: unknown, not none",
        unit="tickets",
        source=_CLOSINGS,
        not_counted=_NOT_SHARPS,
        words="Number not told",
    ),
    Column(
        "n_collected",
        "integer",
        "Sharps that these texts say were collected; null where none of them tells a number",
        unit="sharps",
        source=_CLOSINGS,
        not_counted=(
            "what texts without a number stand for, what outreach collected, what was seen on a walk-through, and what "
            "was collected without a ticket"
        ),
        is_nullable=True,
        words="Collected, by closing texts",
    ),
)

LOCATION_SHARPS = Table(
    name="location_sharps",
    grain="one row per location of the morning: needles asked for and what closing texts say was collected",
    key=("location_id",),
    feed_codes=_TICKET_FEEDS,
    columns=(_LOCATION_ID, *_SHARPS_FIGURES),
)

CITY_SHARPS = Table(
    name="city_sharps",
    grain="one row: the same for the whole city, tickets without a usable place included",
    key=("as_of_date",),
    feed_codes=_TICKET_FEEDS,
    columns=(Column("as_of_date", "date", "The huddle's date"), *_SHARPS_FIGURES),
)

CLOSING_READINGS = Table(
    name="closing_readings",
    grain="one row per way in which a needle ticket's closing text was read, city-wide",
    key=("how_code",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("how_code", "text", "The rule, as `crt sharps` names it; open where the ticket is not closed"),
        Column("how_words", "text", "The same in words", source="data/reference/closing_readings.csv"),
        Column("gives_number", "boolean", "True where a text read so tells a number, 0 among them"),
        Column(
            "sort_no",
            "integer",
            "Order on screens",
            unit=NO_UNIT,
            source="data/reference/closing_readings.csv",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "n_tickets",
            "integer",
            "Needle tickets of the lookback whose text was read so",
            unit="tickets",
            source=_CLOSINGS,
            not_counted="tickets of other categories",
            words="Tickets",
        ),
        Column(
            "n_collected",
            "integer",
            "Sharps that these texts say were collected",
            unit="sharps",
            source=_CLOSINGS,
            not_counted="what texts without a number stand for",
            words="Sharps",
        ),
    ),
)

BURSTS = Table(
    name="bursts",
    grain="one row per burst of residents' tickets in the lookback that one reporter could have sent",
    key=("burst_no",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column(
            "burst_no",
            "integer",
            "The burst's number: 1 has most tickets",
            unit=NO_UNIT,
            source=_TICKETS_311,
            not_counted=NOT_A_COUNT,
            words="Burst",
        ),
        Column(
            "burst_kind",
            "text",
            "address (one address, one channel, each at most burst_address_gap_hours after the one before) or channel "
            "(one listed place, one channel, several addresses, each at most burst_channel_gap_min after the last)",
            source=_POLICY,
        ),
        Column("location_id", "text", "The listed place it lies in; null off the list", is_nullable=True),
        _ZONE_ID,
        Column("channel_name", "text", "The channel they came by"),
        Column("category_names", "text", "What was reported"),
        Column(
            "n_tickets",
            "integer",
            "Tickets of the burst",
            unit="tickets",
            source=_TICKETS_311,
            not_counted=_ONE_REPORTER,
        ),
        Column(
            "n_addresses",
            "integer",
            "Addresses they were reported for",
            unit="addresses",
            source=_TICKETS_311,
            not_counted="addresses without a usable place",
        ),
        Column("first_at", "instant", "The first ticket"),
        Column("last_at", "instant", "The last ticket"),
    ),
)

LOCATION_CAVEATS = Table(
    name="location_caveats",
    grain="one row per location and caveat on its figures",
    key=("location_id", "caveat_no"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column(
            "caveat_no",
            "integer",
            "The caveat's order at the place",
            unit=NO_UNIT,
            source="geo.migrations, geo.silences",
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "caveat_kind", "text", "moved (a topic came over from the other system) or silent (a stream fell silent)"
        ),
        Column("caveat_text", "text", "The caveat in words"),
    ),
)

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
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("action_id", "text", "The action's lasting id", source="operations database"),
        _LOCATION_ID,
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
            source=_POLICY,
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

_LAYERS = "the layers handed in (crt ingest layer)"
_LAYER_TABLE = "data/reference/layers.csv"

LAYERS = Table(
    name="layers",
    grain="one row per layer of the reviewed table, whether or not it was handed in",
    key=("layer_code",),
    feed_codes=_TICKET_FEEDS,
    columns=(
        Column("layer_code", "text", "The layer's short name, as crt ingest layer takes it", source=_LAYER_TABLE),
        Column("sort_no", "integer", "Its order on pages", unit=NO_UNIT, source=_LAYER_TABLE, not_counted=NOT_A_COUNT),
        Column("layer_name", "text", "The layer's name on screens", source=_LAYER_TABLE),
        Column("status", "text", "current, late (older than it may be) or not_collected, as of the morning"),
        Column(
            "n_features",
            "integer",
            "Different names in the file that the morning sees; null where none was handed in",
            unit="names",
            source=_LAYERS,
            not_counted="features set aside; a second feature of the same name",
            is_nullable=True,
            words="Names",
        ),
        Column("taken_at", "instant", "When it was fetched; where nobody said, handed in", is_nullable=True),
        Column("is_dated", "boolean", "True where it was said when the layer was fetched"),
        Column(
            "age_days",
            "integer",
            "From then to the morning; 0 where it was handed in after the morning",
            unit="days",
            source=_LAYERS,
            not_counted=NOT_A_COUNT,
            is_nullable=True,
            words="Age, days",
        ),
        Column(
            "late_after_days",
            "integer",
            "Older than this is late",
            unit="days",
            source=_LAYER_TABLE,
            not_counted=NOT_A_COUNT,
            words="Late after, days",
        ),
        Column("definition", "text", "What belongs to it", source=_LAYER_TABLE),
    ),
)

LOCATION_NEARNESS = Table(
    name="location_nearness",
    grain="one row per location of the morning and layer that distances are told to",
    key=("location_id", "layer_code"),
    feed_codes=_TICKET_FEEDS,
    columns=(
        _LOCATION_ID,
        Column("layer_code", "text", "The layer", source=_LAYER_TABLE),
        Column("sort_no", "integer", "Its order on pages", unit=NO_UNIT, source=_LAYER_TABLE, not_counted=NOT_A_COUNT),
        Column("layer_name", "text", "The layer's name on screens", source=_LAYER_TABLE),
        Column("one_name", "text", "What one of its features is called", source=_LAYER_TABLE),
        Column("is_collected", "boolean", "False where the layer was not handed in: then nothing is known, not nought"),
        Column("nearest_name", "text", "The nearest feature; null where not collected", is_nullable=True),
        Column(
            "distance_m",
            "integer",
            "In a straight line from the middle of the place's disk to the nearest edge of the nearest feature; 0 in "
            "it; null where not collected",
            unit="m",
            source=f"{_LAYERS}; geo.nearness",
            not_counted="ways round: a river or a railway between them lengthens the way on foot",
            is_nullable=True,
            words="Distance",
        ),
        Column(
            "n_within",
            "integer",
            "Different names of the layer within reach of the middle of the place; null where not collected",
            unit="names",
            source=f"{_LAYERS}; geo.nearness",
            not_counted="a second feature of the same name: the stops across a street from each other are one",
            is_nullable=True,
            words="Within reach",
        ),
        Column(
            "reach_m",
            "integer",
            "How far within reach goes",
            unit="m",
            source=_LAYER_TABLE,
            not_counted=NOT_A_COUNT,
            words="Reach",
        ),
    ),
)

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
    KNOWN_PLACES,
    KNOWN_CONTACTS,
    GAP_HOURS,
    DECLINE_REASONS,
    PATH_WEEKS,
    PATH_PROVIDER_DAYS,
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
)


def published_table(name: str) -> Table:
    """Return the contract of a published table; raises KeyError for a name that is not published."""
    for table in PUBLISHED:
        if table.name == name:
            return table
    raise KeyError(name)

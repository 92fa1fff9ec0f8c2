"""Tickets as they come in: what they may count as, and which of them have no type or no place."""

from __future__ import annotations

from pipelines.contracts.sources import GAZETTEER, NO_UNIT, NOT_A_COUNT, TICKET_FEEDS, TICKETS_311
from pipelines.contracts.tables import Column, Table

UNMAPPED_TYPES = Table(
    name="unmapped_types",
    grain="one row per feed and ticket type that no reviewed table knows",
    key=("feed_code", "type_name"),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("feed_code", "text", "The feed"),
        Column("type_name", "text", "The type as the City writes it"),
        Column(
            "n_tickets",
            "integer",
            "Tickets of it before the morning",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets of types and channels that were reviewed, tickets opened at or after the morning",
            words="Tickets of a type that no table knows",
        ),
    ),
)

UNPLACED_TICKETS = Table(
    name="unplaced_tickets",
    grain="one row per feed and reason a ticket is not on the map",
    key=("feed_code", "place_status"),
    feed_codes=TICKET_FEEDS,
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
            source=TICKETS_311,
            not_counted="tickets with a usable place, tickets opened at or after the morning",
            words="Tickets not on the map",
        ),
        Column(
            "n_with_place_text",
            "integer",
            "Of these, with a street address in words",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets without an address in words",
            words="Of these, with an address in words",
        ),
    ),
)

RESCUED_TICKETS = Table(
    name="rescued_tickets",
    grain="one row per feed and reason for which tickets have no coordinate of their own",
    key=("feed_code", "lost_how"),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("feed_code", "text", "The feed"),
        Column("lost_how", "text", "sentinel (the system's own stand-in coordinate) or missing"),
        Column(
            "n_tickets",
            "integer",
            "Tickets before the morning without a coordinate of their own",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets with a coordinate, usable or not; tickets opened at or after the morning",
            words="Without a coordinate",
        ),
        Column(
            "n_with_place_text",
            "integer",
            "Of these, with a street address in words",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets without an address in words",
            words="Of these, with an address in words",
        ),
        Column(
            "n_put_back",
            "integer",
            "Of these, put on the map by that address; they count in incidents and places like any other",
            unit="tickets",
            source=f"{TICKETS_311}; {GAZETTEER}",
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
            source=f"{TICKETS_311}; {GAZETTEER}",
            not_counted="tickets put back by an estimate",
            words="At a known address",
        ),
    ),
)

CATEGORIES = Table(
    name="categories",
    grain="one row per category of the reviewed table",
    key=("category_code",),
    feed_codes=TICKET_FEEDS,
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

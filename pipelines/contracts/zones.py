"""Areas of the city: districts, zones, and the city as a whole."""

from __future__ import annotations

from pipelines.contracts.sources import LOCATION_ID, TICKETS_311, UNRANKED, WITHOUT_PLACE, ZONE_ID
from pipelines.contracts.tables import Column, Table

_ZONE_TICKETS = (
    Column(
        "n_tickets",
        "integer",
        "Tickets opened in the lookback, every category",
        unit="tickets",
        source=TICKETS_311,
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
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
        ),
        Column(
            "n_tickets_disagreeing",
            "integer",
            "Of these, tickets that state another district",
            unit="tickets",
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
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

ZONES = Table(
    name="zones",
    grain="one row per zone, and one for what states no place",
    key=("zone_id",),
    columns=(
        ZONE_ID,
        Column("zone_name", "text", "Name on screens", source="data/reference/zones.csv"),
        Column("zone_kind", "text", "hexes or named_places", source="data/reference/zones.csv"),
        Column("outline_geojson", "text", "A hex's outline, EPSG:4326; null for named places", is_nullable=True),
        *_ZONE_TICKETS,
        Column(
            "n_tickets_residents",
            "integer",
            "Residents' tickets of ranked categories opened in the lookback",
            unit="tickets",
            source=TICKETS_311,
            not_counted=f"{UNRANKED}, tickets reported by City staff",
            words="Tickets by residents",
        ),
    ),
)

LOCATION_ZONES = Table(
    name="location_zones",
    grain="one row per location of the morning: the one zone it is counted in",
    key=("location_id",),
    columns=(LOCATION_ID, ZONE_ID),
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
    columns=(ZONE_ID, *_CATEGORY_COUNTS),
)

CITY_CATEGORIES = Table(
    name="city_categories",
    grain="one row per category with tickets in the lookback, whole city",
    key=("category_code",),
    columns=_CATEGORY_COUNTS,
)

"""What the contracts of several subjects rest on: feeds, sources, what is not counted, and the columns they share."""

from __future__ import annotations

from pipelines.contracts.tables import Column

NO_UNIT = "no unit"
NOT_A_COUNT = "nothing, because it is not a count"
TICKET_FEEDS = ("city311_legacy", "city311_new", "open311")
OUTREACH_FEEDS = ("outreach",)
TICKETS_311 = "City 311, both systems, and Open311"
WITHOUT_PLACE = "tickets without a usable place (see Data health), tickets opened at or after the morning"
INCIDENTS = f"{TICKETS_311}; merged by geo.incidents"
RANKING = f"{TICKETS_311}; weighed by geo.ranking"
UNRANKED = f"{WITHOUT_PLACE}, tickets of categories that are not ranked"
REGISTRY = "data/raw/location_registry"
POLICY = "data/reference/policy.csv"
GAZETTEER = "geo.gazetteer"

LOCATION_ID = Column(
    "location_id", "text", "The place's lasting id; kept from morning to morning", source="geo.identity"
)

ZONE_ID = Column(
    "zone_id", "text", "The zone's lasting id, or `none` where no place was stated or found", source="geo.zones"
)

BLANK = Column("blank", "text", "not_collected when no log came, late when the newest is too old; else empty")

"""How many may stand behind the tickets, and what else to bear in mind about the figures of a place."""

from __future__ import annotations

from pipelines.contracts.sources import (
    LOCATION_ID,
    NO_UNIT,
    NOT_A_COUNT,
    POLICY,
    TICKET_FEEDS,
    TICKETS_311,
    UNRANKED,
    ZONE_ID,
)
from pipelines.contracts.tables import Column, Table

_ONE_REPORTER = (
    "tickets by staff, of categories that are not ranked, and without a usable place. Nobody's name is in a ticket: "
    "two neighbors of one address look like one reporter, and one person with two phones like two"
)

LOCATION_REPORTS = Table(
    name="location_reports",
    grain="one row per location of the morning: how few reporters could account for its residents' tickets",
    key=("location_id",),
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
        Column(
            "n_tickets_residents",
            "integer",
            "Residents' tickets of ranked categories opened there in the lookback",
            unit="tickets",
            source=TICKETS_311,
            not_counted=f"{UNRANKED}, tickets reported by City staff",
            words="Tickets by residents",
        ),
        Column(
            "n_sources",
            "integer",
            "Different pairs of address and channel they came from: so few reporters could account for all of them",
            unit="pairs of address and channel",
            source=TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="Addresses and channels",
        ),
        Column(
            "n_sources_for_half",
            "integer",
            "The fewest such pairs that hold at least half of them",
            unit="pairs of address and channel",
            source=TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="Hold half of them",
        ),
        Column(
            "n_tickets_largest_source",
            "integer",
            "Tickets of the pair with most",
            unit="tickets",
            source=TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="From one address by one channel",
        ),
        Column("largest_source_channel", "text", "The channel of the pair with most; empty where there is no ticket"),
        Column(
            "n_tickets_in_bursts",
            "integer",
            "Tickets that are part of a burst (see the bursts)",
            unit="tickets",
            source=TICKETS_311,
            not_counted=_ONE_REPORTER,
            words="In bursts",
        ),
    ),
)

BURSTS = Table(
    name="bursts",
    grain="one row per burst of residents' tickets in the lookback that one reporter could have sent",
    key=("burst_no",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column(
            "burst_no",
            "integer",
            "The burst's number: 1 has most tickets",
            unit=NO_UNIT,
            source=TICKETS_311,
            not_counted=NOT_A_COUNT,
            words="Burst",
        ),
        Column(
            "burst_kind",
            "text",
            "address (one address, one channel, each at most burst_address_gap_hours after the one before) or channel "
            "(one listed place, one channel, several addresses, each at most burst_channel_gap_min after the last)",
            source=POLICY,
        ),
        Column("location_id", "text", "The listed place it lies in; null off the list", is_nullable=True),
        ZONE_ID,
        Column("channel_name", "text", "The channel they came by"),
        Column("category_names", "text", "What was reported"),
        Column(
            "n_tickets",
            "integer",
            "Tickets of the burst",
            unit="tickets",
            source=TICKETS_311,
            not_counted=_ONE_REPORTER,
        ),
        Column(
            "n_addresses",
            "integer",
            "Addresses they were reported for",
            unit="addresses",
            source=TICKETS_311,
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
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
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

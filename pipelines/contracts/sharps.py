"""Sharps collected, as the closing texts of needle tickets tell."""

from __future__ import annotations

from pipelines.contracts.sources import LOCATION_ID, NO_UNIT, NOT_A_COUNT, TICKET_FEEDS, TICKETS_311, WITHOUT_PLACE
from pipelines.contracts.tables import Column, Table

_CLOSINGS = "closing texts of the City's needle tickets; pipelines.readers.sharps_texts"
_NOT_SHARPS = f"tickets of other categories, {WITHOUT_PLACE}"

_SHARPS_FIGURES = (
    Column(
        "n_requested",
        "integer",
        "Needle tickets opened in the lookback: needles asked for, whoever asked",
        unit="tickets",
        source=TICKETS_311,
        not_counted=_NOT_SHARPS,
        words="Asked for",
    ),
    Column(
        "n_requested_residents",
        "integer",
        "Of these, by residents",
        unit="tickets",
        source=TICKETS_311,
        not_counted=f"{_NOT_SHARPS}, tickets reported by City staff",
        words="Asked for by residents",
    ),
    Column(
        "n_open",
        "integer",
        "Of these, not closed before the morning",
        unit="tickets",
        source=TICKETS_311,
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
    feed_codes=TICKET_FEEDS,
    columns=(LOCATION_ID, *_SHARPS_FIGURES),
)

CITY_SHARPS = Table(
    name="city_sharps",
    grain="one row: the same for the whole city, tickets without a usable place included",
    key=("as_of_date",),
    feed_codes=TICKET_FEEDS,
    columns=(Column("as_of_date", "date", "The huddle's date"), *_SHARPS_FIGURES),
)

CLOSING_READINGS = Table(
    name="closing_readings",
    grain="one row per way in which a needle ticket's closing text was read, city-wide",
    key=("how_code",),
    feed_codes=TICKET_FEEDS,
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

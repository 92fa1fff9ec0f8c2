"""What is reported at a place: week by week, by category, how long it stays open, and each ticket."""

from __future__ import annotations

from pipelines.contracts.sources import (
    INCIDENTS,
    LOCATION_ID,
    NOT_A_COUNT,
    TICKET_FEEDS,
    TICKETS_311,
    UNRANKED,
    WITHOUT_PLACE,
)
from pipelines.contracts.tables import Column, Table

LOCATION_WEEKS = Table(
    name="location_weeks",
    grain="one row per location and week, weeks without tickets included",
    key=("location_id", "week_start_date"),
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
        Column("week_start_date", "date", "First day of seven that end with a huddle day"),
        Column(
            "n_tickets",
            "integer",
            "Ranked tickets opened there that week",
            unit="tickets",
            source=TICKETS_311,
            not_counted=UNRANKED,
            words="Tickets a week",
        ),
        Column(
            "n_tickets_residents",
            "integer",
            "Of these, reported by residents",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets entered by city staff",
            words="Of a week, by residents",
        ),
        Column(
            "n_tickets_staff",
            "integer",
            "Of these, entered by city staff",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets reported by residents",
            words="Of a week, by staff",
        ),
        Column(
            "n_incidents",
            "integer",
            "Incidents with a ticket opened that week",
            unit="incidents",
            source=INCIDENTS,
            not_counted=UNRANKED,
            words="Incidents a week",
        ),
    ),
)

LOCATION_CATEGORIES = Table(
    name="location_categories",
    grain="one row per location and category with tickets in the lookback or still open",
    key=("location_id", "category_code"),
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
        Column("category_code", "text", "Category; unranked ones are listed as well"),
        Column("category_name", "text", "Category on screens"),
        Column("is_ranked", "boolean", "True when it counts towards the rank"),
        Column(
            "n_tickets",
            "integer",
            "Tickets opened there in the lookback",
            unit="tickets",
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
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
            source=INCIDENTS,
            not_counted=WITHOUT_PLACE,
            words="Incidents of a category",
        ),
        Column(
            "n_open_under_3d",
            "integer",
            "Open, younger than 3 days",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets marked gone",
            words="Open under 3 days",
        ),
        Column(
            "n_open_3d_to_14d",
            "integer",
            "Open, 3 to under 14 days old",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets marked gone",
            words="Open 3 to 14 days",
        ),
        Column(
            "n_open_14d_or_more",
            "integer",
            "Open, 14 days old or more",
            unit="tickets",
            source=TICKETS_311,
            not_counted="tickets marked gone",
            words="Open 14 days or more",
        ),
        Column(
            "oldest_open_days",
            "integer",
            "Age of the oldest open ticket",
            unit="days",
            source=TICKETS_311,
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
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
        *(
            Column(
                name,
                "integer",
                f"Ranked tickets there still open, {age}: the place's categories of `location_categories` together",
                unit="tickets",
                source=TICKETS_311,
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
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
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
            source=TICKETS_311,
            not_counted=NOT_A_COUNT,
            words="Age, days",
        ),
        Column("reporter_group", "text", "residents or staff"),
    ),
)

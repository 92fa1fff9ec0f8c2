"""The map of the city: its words, the places that it knows by name, and the layers handed in."""

from __future__ import annotations

from pipelines.contracts.sources import (
    GAZETTEER,
    LOCATION_ID,
    NO_UNIT,
    NOT_A_COUNT,
    TICKET_FEEDS,
    TICKETS_311,
    WITHOUT_PLACE,
)
from pipelines.contracts.tables import Column, Table

MAP_COORDINATES = Table(
    name="map_coordinates",
    grain="one row per distinct place on the ground where any ticket was opened: the map's backdrop",
    key=("lon", "lat"),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("lon", "number", "EPSG:4326", unit="degrees", source=TICKETS_311, not_counted=NOT_A_COUNT),
        Column("lat", "number", "EPSG:4326", unit="degrees", source=TICKETS_311, not_counted=NOT_A_COUNT),
    ),
)

MAP_LABELS = Table(
    name="map_labels",
    grain="one row per neighborhood: where its name stands on the map",
    key=("neighborhood_name",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("neighborhood_name", "text", "Neighborhood", source=TICKETS_311),
        Column(
            "lon",
            "number",
            "Median of its tickets, EPSG:4326",
            unit="degrees",
            source=TICKETS_311,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "lat",
            "number",
            "Median of its tickets, EPSG:4326",
            unit="degrees",
            source=TICKETS_311,
            not_counted=NOT_A_COUNT,
        ),
        Column(
            "n_tickets",
            "integer",
            "Tickets that state it",
            unit="tickets",
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
        ),
    ),
)

KNOWN_PLACES = Table(
    name="known_places",
    grain="one row per place that the gazetteer knows: corners, addresses, then named places",
    key=("place_no",),
    feed_codes=TICKET_FEEDS,
    columns=(
        Column("place_no", "integer", "The gazetteer's order", unit=NO_UNIT, source=GAZETTEER, not_counted=NOT_A_COUNT),
        Column("place_kind", "text", "corner, address or named place", source=GAZETTEER),
        Column("label", "text", "What the place is called in an answer", source=GAZETTEER),
        Column("x_m", "number", "East, EPSG:26986", unit="m", source=GAZETTEER, not_counted=NOT_A_COUNT),
        Column("y_m", "number", "North, EPSG:26986", unit="m", source=GAZETTEER, not_counted=NOT_A_COUNT),
        Column(
            "n_tickets",
            "integer",
            "Tickets that state it; 0 for a named place and for what a layer alone tells",
            unit="tickets",
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
        ),
        Column("first_street", "text", "Key of a corner's or address's street; empty for a named place"),
        Column("second_street", "text", "Key of a corner's other street; empty for the rest"),
        Column("street_name", "text", "An address's street as most tickets write it; empty for the rest"),
        Column(
            "house_number",
            "integer",
            "House number; 0 for the rest",
            unit=NO_UNIT,
            source=GAZETTEER,
            not_counted=NOT_A_COUNT,
        ),
        Column("hints", "text", "Towns, neighborhoods and ZIPs written of it, joined by |"),
        Column(
            "familiarity",
            "integer",
            "Tickets on the lesser known of a corner's two streets; 0 for the rest",
            unit="tickets",
            source=TICKETS_311,
            not_counted=WITHOUT_PLACE,
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

_LAYERS = "the layers handed in (crt ingest layer)"
_LAYER_TABLE = "data/reference/layers.csv"

LAYERS = Table(
    name="layers",
    grain="one row per layer of the reviewed table, whether or not it was handed in",
    key=("layer_code",),
    feed_codes=TICKET_FEEDS,
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
    feed_codes=TICKET_FEEDS,
    columns=(
        LOCATION_ID,
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

"""Zones of the reviewed table: drawn, named, and one given to every coordinate, location and contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.gazetteer import name_locations
from geo.zones import (
    LEAST_HEX_WIDTH_M,
    NO_ZONE,
    assign_hexes,
    assign_named,
    hex_centre,
    hex_geojson,
    named_zone_id,
)
from pipelines.errors import PolicyError
from pipelines.steps.gazetteer import GAZETTEER_READS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.steps.gazetteer import MorningGazetteer

HEXES, NAMED_PLACES = "hexes", "named_places"
NO_ZONE_NAME = "Place not stated or not found"
_EVERY_OTHER = "*"


@dataclass(frozen=True)
class ZonePlan:
    """What `zones.csv` says: which kind is in use, and what makes a zone of it.

    `named` gives each zone's neighborhoods; `takes_every_other` says that each neighborhood not among them is a zone
    of its own. `hex_width_m` is read for hexes only, the rest for named places only.
    """

    kind: str
    hex_width_m: float = 0.0
    reach_m: float = 0.0
    least_tickets: int = 0
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    takes_every_other: bool = False


def read_zone_plan(table: pd.DataFrame) -> ZonePlan:
    """Return the plan of the reviewed table `zones`, every cell text.

    Raises
    ------
    PolicyError
        Not exactly one kind is in use, a hex is narrower than 200 m, a number is none, or a neighborhood lies in two
        zones.
    """
    used = table[table["is_used"] == "1"]
    kinds = sorted(set(used["kind"]))
    if len(kinds) != 1 or kinds[0] not in (HEXES, NAMED_PLACES):
        told = ", ".join(kinds) or "none"
        raise PolicyError(f"zones.csv: exactly one kind ({HEXES} or {NAMED_PLACES}) must be in use, got {told}")
    return _hex_plan(used) if kinds[0] == HEXES else _named_plan(used)


def _hex_plan(used: pd.DataFrame) -> ZonePlan:
    if len(used) != 1:
        raise PolicyError(f"zones.csv: {len(used)} rows of hexes are in use; it must be one")
    width_m = _number(used["hex_width_m"].iloc[0], name="hex_width_m")
    if width_m < LEAST_HEX_WIDTH_M:
        raise PolicyError(f"zones.csv: hex_width_m is {width_m:g}; a hex must be at least {LEAST_HEX_WIDTH_M:g} m wide")
    return ZonePlan(kind=HEXES, hex_width_m=width_m)


def _named_plan(used: pd.DataFrame) -> ZonePlan:
    rest = used["neighborhood_names"] == _EVERY_OTHER
    named = tuple(
        (zone_name.strip(), tuple(name.strip() for name in names.split("|") if name.strip()))
        for zone_name, names in zip(used.loc[~rest, "zone_name"], used.loc[~rest, "neighborhood_names"], strict=True)
    )
    labels = [label for _, names in named for label in names]
    names = [zone_name for zone_name, _ in named]
    if any(not zone_name or not of_zone for zone_name, of_zone in named):
        raise PolicyError("zones.csv: a zone of named places needs a zone_name and neighborhood_names")
    for what, words in (("neighborhood", labels), ("zone_name", names)):
        if twice := sorted({word for word in words if words.count(word) > 1}):
            raise PolicyError(f"zones.csv: the {what} {twice[0]} stands in two zones")
    reaches = {_number(text, name="reach_m") for text in used["reach_m"]}
    least = {_number(text, name="least_tickets") for text in used["least_tickets"]}
    if len(reaches) != 1 or len(least) != 1 or min(reaches) <= 0:
        raise PolicyError("zones.csv: rows of named places need one reach_m above 0 and one least_tickets for all")
    return ZonePlan(
        kind=NAMED_PLACES,
        reach_m=reaches.pop(),
        least_tickets=int(least.pop()),
        named=named,
        takes_every_other=bool(rest.any()),
    )


def _number(text: str, *, name: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise PolicyError(f"zones.csv: {name} is '{text}', which is no number") from error
    if not 0 <= number < float("inf"):
        raise PolicyError(f"zones.csv: {name} is '{text}', which is no number to measure with")
    return number


class DrawZones:
    """Gives every ticket coordinate, location and contact its zone; a location lies in one zone, that of its centre."""

    name = "draw zones"
    reads = frozenset(
        {
            "ref_zones",
            "int_coordinates__labelled",
            "int_coordinates__mapped",
            "int_locations__carried",
            "int_contacts__placed",
            "int_contacts__located",
        }
    ) | GAZETTEER_READS  # fmt: skip
    writes = ("int_zones__drawn", "int_coordinates__zoned", "int_locations__zoned", "int_contacts__zoned")

    def __init__(self, gazetteer: MorningGazetteer) -> None:
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the zones, and the zone of each coordinate, location and contact.

        Raises
        ------
        PolicyError
            The reviewed table of zones cannot be used.
        """
        plan = read_zone_plan(frames["ref_zones"])
        zone_names = _named_zones(plan, frames["int_coordinates__labelled"])
        coordinates = frames["int_coordinates__mapped"][["x_m", "y_m"]].reset_index(drop=True)
        locations = frames["int_locations__carried"][["location_id", "x_m", "y_m"]].reset_index(drop=True)
        contacts = frames["int_contacts__located"][["contact_id", "x_m", "y_m"]].reset_index(drop=True)
        found = contacts["x_m"].notna()

        points = pd.concat([coordinates, locations, contacts[found]])[["x_m", "y_m"]]
        zone_ids = pd.array(_zones_of(points, plan, frames["int_coordinates__labelled"], zone_names), dtype="str")
        n_coordinates, n_points = len(coordinates), len(coordinates) + len(locations)
        coordinates["zone_id"] = zone_ids[:n_coordinates]
        locations["zone_id"] = zone_ids[n_coordinates:n_points]
        contacts["zone_id"] = pd.array([NO_ZONE] * len(contacts), dtype="str")
        contacts.loc[found, "zone_id"] = zone_ids[n_points:]
        # A contact inside a location goes where the location goes, or the tree of sums would not be one.
        location_of = frames["int_contacts__placed"].set_index("contact_id")["location_id"]
        zone_of_location = locations.set_index("location_id")["zone_id"]
        by_location = contacts["contact_id"].map(location_of).map(zone_of_location)
        contacts["zone_id"] = by_location.fillna(contacts["zone_id"])
        seen = sorted({*coordinates["zone_id"], *locations["zone_id"], *contacts["zone_id"]} - {NO_ZONE})
        if plan.kind == HEXES:
            zone_names = dict(zip(seen, self._hex_names(seen, plan, frames), strict=True))
        return (
            _drawn(plan, zone_names),
            coordinates,
            locations[["location_id", "zone_id"]],
            contacts[["contact_id", "zone_id"]],
        )

    def _hex_names(self, hex_ids: Sequence[str], plan: ZonePlan, frames: Mapping[str, pd.DataFrame]) -> list[str]:
        """Name each hex after a place or corner near its middle, so that it can be said aloud."""
        centres = pd.DataFrame([hex_centre(hex_id) for hex_id in hex_ids], columns=["x_m", "y_m"], dtype="float64")
        return [
            f"Around {name}"
            for name in name_locations(
                centres,
                self._gazetteer.of(frames),
                place_reach_m=plan.hex_width_m / 2,
                intersection_reach_m=plan.hex_width_m / 2,
            )
        ]


def _named_zones(plan: ZonePlan, labelled: pd.DataFrame) -> dict[str, str]:
    """Return the name of each named zone by its id; empty for hexes."""
    if plan.kind == HEXES:
        return {}
    names = [zone_name for zone_name, _ in plan.named]
    if plan.takes_every_other:
        taken = {label for _, labels in plan.named for label in labels}
        n_tickets = labelled.groupby("label")["n_tickets"].sum()
        often = sorted(n_tickets[n_tickets >= plan.least_tickets].index)
        names += [label for label in often if label not in taken and label not in names]
    return {named_zone_id(name): name for name in names}


def _zones_of(
    points: pd.DataFrame, plan: ZonePlan, labelled: pd.DataFrame, zone_names: Mapping[str, str]
) -> Sequence[str]:
    if plan.kind == HEXES:
        return [str(hex_id) for hex_id in assign_hexes(points["x_m"], points["y_m"], width_m=plan.hex_width_m)]
    zone_of_label = {name: zone_id for zone_id, name in zone_names.items()}
    joined = {label: named_zone_id(zone_name) for zone_name, labels in plan.named for label in labels}
    return assign_named(points, labelled, zone_of_label={**zone_of_label, **joined}, reach_m=plan.reach_m)


def _drawn(plan: ZonePlan, zone_names: Mapping[str, str]) -> pd.DataFrame:
    by_name = sorted(zone_names.items(), key=lambda zone: (zone[1], zone[0]))
    outlines = [hex_geojson(zone_id) if plan.kind == HEXES else None for zone_id, _ in by_name]
    drawn = pd.DataFrame([*by_name, (NO_ZONE, NO_ZONE_NAME)], columns=["zone_id", "zone_name"], dtype="str")
    return drawn.assign(zone_kind=plan.kind, outline_geojson=pd.array([*outlines, None], dtype="str"))

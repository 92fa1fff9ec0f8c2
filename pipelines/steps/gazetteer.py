"""The gazetteer of a morning: the tickets' own places and the reviewed named places, built once for all steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer import build_gazetteer
from geo.known_places import list_known_places
from geo.place_readings import read_places
from geo.points import project_coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.gazetteer import Gazetteer

GAZETTEER_READS = frozenset({"int_places__labelled", "int_texts__read", "ref_named_places"})


class ReadTexts:
    """Reads every distinct place text of the tickets, once for all the tickets and mornings that have it."""

    name = "read place texts"
    reads = frozenset({"int_texts__found"})
    writes = ("int_texts__read",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return what each text says, as `geo.place_readings.read_places` does."""
        return (read_places(frames["int_texts__found"]["place_text"]),)


class MorningGazetteer:
    """Builds the gazetteer when it is first asked for and hands the same one to every step of the build."""

    def __init__(self) -> None:
        self._built: Gazetteer | None = None

    def of(self, frames: Mapping[str, pd.DataFrame]) -> Gazetteer:
        """Return the gazetteer of the build whose `GAZETTEER_READS` are in `frames`."""
        if self._built is None:
            named = frames["ref_named_places"].astype({"lon": "float64", "lat": "float64", "radius_m": "float64"})
            self._built = build_gazetteer(
                frames["int_places__labelled"], project_coordinates(named), readings=frames["int_texts__read"]
            )
        return self._built


class ListKnownPlaces:
    """Lists the gazetteer for the published build, so that pages and the command line answer as this build does."""

    name = "list known places"
    reads = GAZETTEER_READS
    writes = ("int_places__known",)

    def __init__(self, gazetteer: MorningGazetteer) -> None:
        self._gazetteer = gazetteer

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return every place of the build's gazetteer, numbered in its order."""
        known = list_known_places(self._gazetteer.of(frames))
        return (known.assign(place_no=range(1, len(known) + 1)),)

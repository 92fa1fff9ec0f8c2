"""Coordinates in degrees become metres, once per distinct place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.points import project_coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class ProjectCoordinates:
    """Adds `x_m`, `y_m` (EPSG:26986) to every distinct ticket coordinate."""

    name = "project coordinates"
    reads = frozenset({"int_coordinates__found"})
    writes = ("int_coordinates__projected",)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the coordinates with their metres."""
        return (project_coordinates(frames["int_coordinates__found"]),)

"""Figures that screens tell, and the cells of the release that they are, by table, keys and measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from tests.support.attacker import Cell
from tests.support.sixty_mornings import finely_told_on

CITY = ("city", "city")
SAID = r"(?:\d[\d,]*|fewer than \d+|hidden|late|not collected)"
"""What can be said of a figure, as a pattern."""


class Figure(NamedTuple):
    """A figure that was told: which one, what is said of it, and where it stands. `cell` is None where nobody knows."""

    cell: Cell | None
    said: str
    where: str


@dataclass(frozen=True)
class Looked:
    """What a page shows: the morning, the place or part of the city that it is of, and whose offers."""

    morning: str
    area: tuple[str, str] = CITY
    kind: str = "shelter"

    @property
    def finely(self) -> Looked:
        """The same, as it stood on the morning whose finer tables are told on this one."""
        return replace(self, morning=finely_told_on(self.morning))


def outreach_cell(looked: Looked, measure: str | None, area: tuple[str, str] | None = None) -> Cell | None:
    """Return a figure of the outreach log; None for no measure."""
    if measure is None:
        return None
    at = area or looked.area
    return Cell((looked.finely if at[0] == "place" else looked).morning, "outreach", at, measure)


def path_cell(looked: Looked, stage: str | None, area: tuple[str, str] | None = None, morning: str = "") -> Cell | None:
    """Return a figure of the path of help, of the city or an area, on this morning or another; None for no stage."""
    if stage is None:
        return None
    at, day = area or looked.area, morning or looked.finely.morning
    return Cell(day, "path_city", (), stage) if at == CITY else Cell(day, "path_areas", at, stage)


def cell_of(looked: Looked, table: str, keys: tuple[str | None, ...], measure: str | None) -> Cell | None:
    """Return a figure of another table; None where a key or the measure is not known."""
    known = [key for key in keys if key is not None]
    if measure is None or len(known) < len(keys):
        return None
    return Cell(looked.morning, table, tuple(known), measure)


_SUMS = {"age": "not_yet", "channel": "calls", "asked_for": "calls", "linked_to": "linked"}


_CUTS = {
    "calls": ("all", ""),
    **dict.fromkeys(("linked", "not_linked"), ("answer", "calls")),
    **dict.fromkeys(("not_yet", "ended"), ("not_linked", "not_linked")),
    **dict.fromkeys(("linked_1d", "linked_before"), ("linked_since", "linked")),
    **dict.fromkeys(("warm", "not_warm"), ("handoff", "linked")),
    **dict.fromkeys(("under_1h", "1h_to_4h", "4h_to_1d", "1d_to_3d", "3d_or_more"), ("age", "not_yet")),
}


def call_cell(looked: Looked, code: str | None) -> Cell | None:
    """Return a part of the calls; the release files it under its cut and its sum."""
    if code is None:
        return None
    cut = _CUTS.get(code) or (("city_full", code.partition(":")[2]) if "full:" in code else None)
    cut = cut or (code.partition(":")[0], _SUMS.get(code.partition(":")[0], ""))
    return Cell(looked.finely.morning, "recovery_line", cut, code)

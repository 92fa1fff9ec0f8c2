"""Lays what screens and papers tell beside the files of the release: the same number, the same blank, or a finding."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.support.attacker import BELOW, Cell, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.support.attacker import Knowledge
    from tests.support.screen_cells import Figure

NO_FIGURE = ("–", "no whole week told")
_HIDDEN = ("hidden", "hidden so that another figure cannot be worked out", "not told", "=suppressed_complementary")
_MEASURED = "recovery_line_measures"


class Released(NamedTuple):
    """What a file of the release says: the value as it is written, its blank, and its class's threshold."""

    value: str
    blank: str
    below: int


def released_figures(folder: Path, *, morning: str) -> dict[Cell, Released]:
    """Return every figure of outreach and health in the files of one release, late and uncollected ones too."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()):
            if row["column_class"] not in BELOW:
                continue
            told = ("measure", "column_class", "value", "blank", "part_of", "told_on")
            cell = Cell(
                row.get("told_on", morning),
                file.stem,
                tuple(v for k, v in row.items() if k not in told),
                row["measure"],
            )
            found[cell] = Released(row["value"], row["blank"], BELOW[row["column_class"]])
    return found


def differences(figures: Iterable[Figure], release: Mapping[Cell, Released]) -> list[str]:
    """Return where a screen says of a figure what the release does not: another number, another blank, or any."""
    return [
        f"{figure.where}: {figure.said!r} where the release of {figure.cell.morning} has {_words(release, figure)}"
        for figure in figures
        if figure.cell is not None and not _says_the_same(figure, release.get(figure.cell))
    ]


def add_to(known: Knowledge, figures: Iterable[Figure], release: Mapping[Cell, Released]) -> None:
    """Add what screens tell to what is known, as a further file would; of what both tell the narrower counts."""
    for figure in figures:
        cell = figure.cell
        if cell is None or cell.table == _MEASURED or (least := _bounds(figure.said)) is None:
            continue
        before = known.cells.get(cell)
        if before is None:
            below = release[cell].below if cell in release else min(BELOW.values())
            known.cells[cell] = Told(*least, "", below)
        else:
            known.cells[cell] = before._replace(
                least=max(before.least, least[0]), greatest=min(before.greatest, least[1])
            )


def tie_ranks(known: Knowledge, ranked: Iterable[Iterable[tuple[Cell, int]]]) -> None:
    """Add that of two places, or zones, the one with the better rank has no fewer; of a shared rank nothing."""
    for ranks in ranked:
        of_rank: dict[int, list[Cell]] = defaultdict(list)
        for cell, rank in ranks:
            of_rank[rank].append(cell)
        for better, worse in pairwise(sorted(of_rank)):
            for pair in product(of_rank[better], of_rank[worse]):
                if all(cell in known.cells for cell in pair):
                    known.tie({pair[0]: 1.0, pair[1]: -1.0}, 0.0, np.inf)


def _says_the_same(figure: Figure, row: Released | None) -> bool:
    said = figure.said
    if row is None or said in NO_FIGURE:
        return row is None and said in NO_FIGURE
    if said in _HIDDEN:
        return row.blank == "suppressed_complementary"
    if said.startswith("fewer than "):
        return (row.blank, f"fewer than {row.below}") == ("suppressed", said)
    if (blank := said.lstrip("=").replace(" ", "_")) in ("late", "not_collected", "suppressed"):
        return row.blank == blank
    if row.blank not in ("", "zero"):
        return False
    number = _number(said)
    return number is not None and number == (round(float(row.value)) if row.value else 0)


def _bounds(said: str) -> tuple[float, float] | None:
    """Return between which numbers a figure lies by what is said of it; None where nothing is."""
    if said.startswith("fewer than "):
        return 1.0, float(said.rsplit(maxsplit=1)[-1]) - 1
    number = _number(said)
    return None if number is None else (float(number), float(number))


def _number(said: str) -> int | None:
    """Return a number as screens write it: 1,234; 38 minutes; 15 h 24 min."""
    if lasted := re.fullmatch(r"(?:(\d+) h )?(\d+) min(?:utes?)?", said):
        return 60 * int(lasted[1] or 0) + int(lasted[2])
    return int(said.replace(",", "")) if re.fullmatch(r"[\d,]+", said) else None


def _words(release: Mapping[Cell, Released], figure: Figure) -> str:
    row = None if figure.cell is None else release.get(figure.cell)
    return f"no {figure.cell}" if row is None else f"{row.value or row.blank!r}"

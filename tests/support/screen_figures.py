"""Which figure of the release each number on a screen, in an export or on paper is, by the words that stand beside it.

It reads what was sent and knows the words of the tables; nothing of the product is asked. What it does not know, but
stands beside a word of outreach or health, it returns as unknown: a new table must be in the release before it is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.screen_cells import outreach_cell
from tests.support.screen_lines import of_line
from tests.support.screen_tables import of_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.attacker import Cell
    from tests.support.screen_cells import Figure, Looked
    from tests.support.screen_words import Words
    from tests.support.told_tables import Told


def figures_of(told: Told, looked: Looked, words: Words) -> list[Figure]:
    """Return every figure of outreach and health that was told, those that nobody knows with None for their cell."""
    found = [figure for table in told.tables for figure in of_table(table, looked, words)]
    place = ""
    for line in told.lines:
        place = line if line in words.places else place
        found += of_line(line, place, looked, words)
    return found


def ranks_of(told: Told, looked: Looked, words: Words) -> list[list[tuple[Cell, int]]]:
    """Return of each table that ranks by contacts the first rank of each place or zone that it ranks."""
    found = []
    for table in told.tables:
        if "Rank by contacts" not in table.heads:
            continue
        at = table.heads.index("Rank by contacts")
        level, names = ("zone", words.zones) if table.heads[0] == "Zone" else ("place", words.places)
        ranked = [(row[0], int(row[at].split()[0])) for row in table.rows if row[at][0].isdigit()]
        cells = [(outreach_cell(looked, "contacts", (level, names[name])), rank) for name, rank in ranked]
        found.append([(cell, rank) for cell, rank in cells if cell is not None])
    return found


def unknown(figures: Iterable[Figure]) -> list[str]:
    """Return where figures stand that nobody knows."""
    return [f"{figure.where} = {figure.said}"[:300] for figure in figures if figure.cell is None]

"""What a contract is: a published table and its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "number", "boolean", "date", "instant"]
ColumnClass = Literal["public", "internal", "outreach", "health", "personal"]


@dataclass(frozen=True)
class Column:
    """One column of a published table.

    `column_class` decides who may see it: `outreach` and `health` values reach a screen, a file or a map property only
    through `geo.disclosure`; `personal` never reaches a published table. `words` is what it is called on a page.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    source: str = ""
    not_counted: str = ""
    is_nullable: bool = False
    column_class: ColumnClass = "public"
    words: str = ""

    @property
    def is_number(self) -> bool:
        """True for the columns that hold figures: each says its unit, its source and what it does not count."""
        return self.type in ("integer", "number")

    @property
    def label(self) -> str:
        """What the column is called on a page and in a file's definitions."""
        return self.words or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Table:
    """One published table; its name is the stem of its `.sql` file or the output of a step.

    `feed_codes` are the feeds its figures rest on, so that a page can say how fresh they are; empty means every feed.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    feed_codes: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises KeyError when the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        msg = f"{self.name} has no column {name}"
        raise KeyError(msg)

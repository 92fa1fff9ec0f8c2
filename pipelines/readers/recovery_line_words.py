"""The words a recovery line log may use, from the reviewed table (`data/reference/recovery_line_words.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipelines.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

YES_OR_NO = ("yes", "no")
WORD_LISTS = ("channel", "asked_for", "linked_to", "not_linked_reason")
# Words that the reader or a model asks for by name.
_NEEDED = {"asked_for": "information", "not_linked_reason": "full"}


@dataclass(frozen=True)
class LineWords:
    """Of each column of closed words which are allowed, in the table's order; without any every row is set aside."""

    allowed: Mapping[str, tuple[str, ...]]


NO_WORDS = LineWords(MappingProxyType(dict.fromkeys(WORD_LISTS, ())))


def line_words(rows: Iterable[Mapping[Hashable, Any]]) -> LineWords:
    """Return the reviewed words by column.

    Parameters
    ----------
    rows
        The rows of `recovery_line_words`, every cell as text.

    Raises
    ------
    PolicyError
        A list is unknown, or lacks a word that a rule asks for.
    """
    found: dict[str, list[str]] = {name: [] for name in WORD_LISTS}
    for row in rows:
        if row["word_list"] not in found:
            raise PolicyError(f"recovery_line_words.csv has a list called '{row['word_list']}', which no column has")
        found[row["word_list"]].append(row["code"])
    for name, needed in _NEEDED.items():
        if needed not in found[name]:
            raise PolicyError(f"recovery_line_words.csv has no word '{needed}' in the list {name}")
    return LineWords(MappingProxyType({name: tuple(codes) for name, codes in found.items()}))

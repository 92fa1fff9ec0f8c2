"""Which further parts of a sum must be hidden so that the hidden ones cannot be worked out (decision 0009)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a total: its raw count, the threshold of its class, and its label, which breaks ties."""

    n: int
    below: int
    label: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        """True when the count is hidden for its own sake; a zero shows."""
        return 0 < self.n < self.below

    @property
    def bounds(self) -> tuple[float, float]:
        """What a reader knows of it once it is hidden: small ones are told apart from the others on screen."""
        return (1, self.below - 1) if self.is_small else (max(1, self.below), inf)


def parts_to_hide(parts: list[Part]) -> set[Part] | None:
    """Return the parts to hide beside the small ones, or None when only hiding the total helps.

    The reader knows the total, every part that shows, and of a hidden part only whether it is small. As
    long as a small part could be one single number, the next smallest part that is not zero is hidden too.

    Parameters
    ----------
    parts
        All parts of one total whose count is known.
    """
    hidden = [part for part in parts if part.is_small]
    shown = sorted((part for part in parts if part.n >= max(1, part.below)), key=lambda part: (part.n, part.label))
    also_hidden: set[Part] = set()
    while not all(_is_safe(part, hidden) for part in hidden if part.is_small):
        if not shown:
            return None
        part = shown.pop(0)
        hidden.append(part)
        also_hidden.add(part)
    return also_hidden


def _is_safe(part: Part, hidden: list[Part]) -> bool:
    """Return whether the part could be at least two numbers, given the sum of the hidden ones."""
    total = sum(each.n for each in hidden)
    others_low = sum(each.bounds[0] for each in hidden) - part.bounds[0]
    others_high = sum(each.bounds[1] for each in hidden if each is not part)
    low = max(part.bounds[0], total - others_high)
    high = min(part.bounds[1], total - others_low)
    return high > low

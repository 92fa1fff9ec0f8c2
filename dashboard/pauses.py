"""Full garbage collections, seldom: each stops every screen for a quarter of a second.

Fifty screens hold a million objects that live as long as they are open. Python looks through all of them whenever ten
smaller collections were made, which in a running huddle was every five seconds; what it found was a thousandth of them
(docs/performance.md, "Fifty people in one huddle"). The smaller collections find the rest as before.
"""

from __future__ import annotations

import gc

# As many collections of the middle generation lie between two full ones; Python's own number is 10.
_MIDDLE_BETWEEN_FULL = 100


def collect_seldom() -> None:
    """Let a full collection come a tenth as often as Python would make it; calling it again changes nothing."""
    youngest, middle, _ = gc.get_threshold()
    gc.set_threshold(youngest, middle, _MIDDLE_BETWEEN_FULL)

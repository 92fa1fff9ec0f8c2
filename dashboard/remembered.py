"""What is the same on every screen, made once: many screens that ask at the same moment wait for the one that makes it.

Streamlit's own caches promise that too; they work out a digest of the arguments on every call, and a page of twenty
such calls spent a tenth of its time on that (docs/decisions/0037-what-a-rerun-costs.md).
"""

from __future__ import annotations

import inspect
import threading
from collections import OrderedDict
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_P = ParamSpec("_P")
_T = TypeVar("_T")
_UNKNOWN = object()


class Remembered(Generic[_P, _T]):
    """A function whose results are kept by its arguments; what it returns belongs to everybody and is never changed."""

    def __init__(self, function: Callable[_P, _T], max_entries: int) -> None:
        update_wrapper(self, function)
        self._function = function
        self._max_entries = max_entries
        self._is_key = [not name.startswith("_") for name in inspect.signature(function).parameters]
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return the result for these arguments, made now or before."""
        key = (*(each for each, is_key in zip(args, self._is_key, strict=False) if is_key), *sorted(kwargs.items()))
        with self._lock:
            found = self._found(key)
            if found is not _UNKNOWN:
                return found  # type: ignore[no-any-return]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                found = self._found(key)
            if found is not _UNKNOWN:
                return found  # type: ignore[no-any-return]
            # What goes wrong is told to whoever asked and not kept: the next one tries again.
            made = self._function(*args, **kwargs)
            with self._lock:
                self._made[key] = made
                self._making.pop(key, None)
                while len(self._made) > self._max_entries:
                    self._made.popitem(last=False)
            return made

    def _found(self, key: Hashable) -> Any:
        found = self._made.get(key, _UNKNOWN)
        if found is not _UNKNOWN:
            self._made.move_to_end(key)
        return found


def remembered(*, max_entries: int) -> Callable[[Callable[_P, _T]], Remembered[_P, _T]]:
    """Remember a function's results for the whole process.

    Parameters
    ----------
    max_entries
        How many results are kept; the one not asked for the longest goes first.

    Returns
    -------
    What makes a function remember. Arguments whose names begin with an underscore are not part of what a result is
    kept under; they stand by position, and the others are hashable. Words given by name are always part of it.
    """

    def make(function: Callable[_P, _T]) -> Remembered[_P, _T]:
        return Remembered(function, max_entries)

    return make

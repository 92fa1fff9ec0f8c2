"""The one way in which this project turns a Python function into machine code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

Kernel = TypeVar("Kernel", bound="Callable[..., Any]")


def compiled(function: Kernel) -> Kernel:
    """Compile a function at its first call, strictly in IEEE order, and keep the machine code on disk.

    The code is kept in `NUMBA_CACHE_DIR` where that is set, else in the `__pycache__` beside the source, else
    (a package folder that cannot be written) in the user's cache folder; where none can be written, every
    process compiles anew. It is found again by the text of the function's own file only, so a kernel calls
    kernels of its own file and no others. No `fastmath`: sums and comparisons must not be re-ordered. The
    interpreter's lock is let go while a kernel runs.
    """
    try:
        kernel = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for "no folder can be written"
        kernel = njit(nogil=True)(function)
    return cast("Kernel", kernel)

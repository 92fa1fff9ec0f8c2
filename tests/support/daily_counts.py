"""Made-up counts a day, with the weekdays, the spread and the weather that real ones have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_DATE = date(2026, 1, 5)
"""A Monday."""

WEEK = np.array([1.1, 1.1, 1.1, 1.1, 1.05, 0.85, 0.7])


def days(n_days: int) -> list[date]:
    """Return calendar days from `FIRST_DATE` on."""
    return [FIRST_DATE + timedelta(days=number) for number in range(n_days)]


def draw(rate: float | np.ndarray, n_days: int, rng: np.random.Generator, *, dispersion: float = 1.3) -> np.ndarray:
    """Draw counts a day about a rate (one, or one a day), negative binomial, with a week's rhythm."""
    mean = np.broadcast_to(rate, n_days) * WEEK[np.arange(n_days) % 7]
    size = mean / (dispersion - 1)
    return rng.poisson(rng.gamma(np.maximum(size, 1e-12), dispersion - 1)) * (mean > 0)


def frame(counts: Mapping[tuple[str, ...], Sequence[int] | np.ndarray], names: Sequence[str]) -> pd.DataFrame:
    """Return one row per key and day with tickets; `names` are the key's columns."""
    parts = []
    for key, values in counts.items():
        own = np.asarray(values)
        part = pd.DataFrame({"huddle_date": days(len(own)), "n_tickets": own.astype(int)})
        parts.append(part[part["n_tickets"] > 0].assign(**dict(zip(names, key, strict=True))))
    return pd.concat(parts, ignore_index=True)

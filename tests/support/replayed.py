"""A small city on a grid of mornings, for what is played again: three places in cells of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from geo.replay import ListRules, replay_mornings

FIRST = datetime(2024, 1, 1, 6, tzinfo=UTC)
MORNINGS = [FIRST + timedelta(days=day) for day in range(22)]
A, B, C = (236_050.0, 900_050.0), (237_050.0, 900_050.0), (238_050.0, 900_050.0)
EVERY_DAY = range(1, 8)


def rules(**changed: object) -> ListRules:
    stated = {
        "acute_half_life_days": 7,
        "chronic_half_life_days": 120,
        "acute_weight": 0.2,
        "staff_weight": 0.5,
        "radius_m": 100,
        "min_incidents": 0,
        "plain_days": 7,
        "tie_days": 365,
        "list_sizes": (1, 2),
        "cell_m": 100,
        "n_top_cells": 1,
    }
    return ListRules(**(stated | changed))  # type: ignore[arg-type]


def came(*incidents: tuple[int, tuple[float, float]], reporter_group: str = "residents") -> pd.DataFrame:
    """One incident of one ticket per day of the grid and place, an hour after the morning."""
    at = [FIRST + timedelta(days=day, hours=1, minutes=number) for number, (day, _) in enumerate(incidents)]
    return pd.DataFrame(
        {
            "incident_no": np.arange(len(incidents)),
            "category_code": "litter",
            "reporter_group": reporter_group,
            "x_m": [place[0] for _, place in incidents],
            "y_m": [place[1] for _, place in incidents],
            "began_at": pd.to_datetime(pd.Series(at, dtype="datetime64[us, UTC]")),
            "opened_at": pd.to_datetime(pd.Series(at, dtype="datetime64[us, UTC]")),
            "n_tickets": 1,
        }
    )


def replay(
    tickets: pd.DataFrame, *, n_weeks: int = 1, mornings=MORNINGS, weekdays=EVERY_DAY, **changed
) -> pd.DataFrame:
    return replay_mornings(
        tickets,
        mornings=mornings,
        n_weeks=n_weeks,
        huddle_weekdays=weekdays,
        category_weights={"litter": 1.0, "sharps": 3.0},
        rules=rules(**changed),
    )


def figures(tallies: pd.DataFrame, horizon: int, method: str) -> dict[str, float]:
    own = tallies[(tallies["horizon_days"] == horizon) & (tallies["method_code"] == method)]
    return {name: own[name].sum() for name in own.columns[3:]}


BEFORE = [(day, A) for day in range(14)] + [(day, B) for day in range(3)]
WEEK = [(14, A), (16, A), (14, B), (15, C), (15, C), (15, C)]

"""The layers of the city on Data health: what was handed in, how old it is, and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.components import html_table
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, instant, whole

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_MARKS = {"current": "● current", "late": "▲ late", "not_collected": "○ not collected"}
_HEADS = (
    Head("Layer"),
    Head("Status"),
    Head("Names", is_figure=True),
    Head("As of"),
    Head("Age, days", is_figure=True),
    Head("Late after, days", is_figure=True),
    Head("Next step"),
)


def show(morning: Morning) -> None:
    """Draw one row per layer that can be handed in."""
    html_table.show_frame(
        _HEADS,
        morning.rows("layers"),
        lambda layer: (
            layer["layer_name"],
            _MARKS[layer["status"]],
            NOTHING if pd.isna(layer["n_features"]) else whole(layer["n_features"]),
            _as_of(layer, morning),
            NOTHING if pd.isna(layer["age_days"]) else whole(layer["age_days"]),
            whole(layer["late_after_days"]),
            NOTHING if layer["status"] == "current" else f"crt ingest layer {layer['layer_code']} FILE, then crt build",
        ),
        caption="The newest file of each layer that was fetched before the morning; one without a date counts always",
        empty="No layer is known.",
    )


def _as_of(layer: Any, morning: Morning) -> str:
    if pd.isna(layer["taken_at"]):
        return NOTHING
    how = "stated" if layer["is_dated"] else "handed in"
    return f"{instant(layer['taken_at'], seen_from=morning.build.as_of_date)} ({how})"

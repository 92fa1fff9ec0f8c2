"""Recovery navigation and transport: asked for, given, arrived, by provider. No placement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components import definitions, html_table, outreach, told_once
from dashboard.components.html_table import Head
from dashboard.components.path_of_help import STEPS
from dashboard.components.text import NOTHING
from geo.frames import row_dicts

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning
    from dashboard.help_release import ReleasedPath

_HOW = ("not_given", "any", "arrived", "not_arrived", "given")


def show(morning: Morning, path: ReleasedPath) -> None:
    """Draw both for the whole city, then for each provider."""
    st.caption("No placement: somebody who arrived need not have been admitted.")
    told = {row["sum_code"]: outreach.in_words(morning, row) for row in row_dicts(path.city)}
    kinds = [kind for kind in STEPS if f"{kind}_any" in told]
    html_table.show(
        (Head("What"), *_heads(morning, _HOW)),
        [(STEPS[kind], *(told.get(f"{kind}_{how}", NOTHING) for how in _HOW)) for kind in kinds],
        caption=f"Asked for, given, arrived, {told_once.days(morning)}",
    )
    for kind in kinds:
        _show_providers(morning, path.providers, kind)
    definitions.definition_fold(
        morning,
        (
            definitions.BETWEEN_WORDS.join(head.label for head in _heads(morning, _HOW)),
            "path_providers",
            "n_events",
        ),
        about="the numbers of navigation and transport",
        key="path_steps",
    )


def _show_providers(morning: Morning, figures: pd.DataFrame, kind: str) -> None:
    stages = [how for how in _HOW if f"{kind}_{how}" in set(figures["sum_code"])]
    rows = []
    for words, own in figures.groupby("provider_words", sort=False):
        told = {row["sum_code"]: row for row in row_dicts(own)}
        cells = [told[f"{kind}_{how}"] for how in stages]
        if any(row["blank"] != "zero" for row in cells):
            rows.append((words, *(outreach.in_words(morning, row) for row in cells)))
    if not rows:
        st.caption(f"{STEPS[kind]}: nothing was written down for these days.")
        return
    html_table.show(
        (Head("Provider"), *_heads(morning, stages)),
        rows,
        caption=f"{STEPS[kind]} by provider; of those not named here, none",
    )


def _heads(morning: Morning, steps: tuple[str, ...] | list[str]) -> tuple[Head, ...]:
    stages = cache.path_stages(morning.paths).set_index("stage_code")["stage_words"]
    return tuple(Head(str(stages[f"navigation_{how}"]), is_figure=True) for how in steps)

"""What projects recorded in HMIS: contacts, engagements, PATH services and what came of PATH referrals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.access import ALL_PROJECTS
from dashboard.components import definitions, html_table, outreach
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING
from geo.disclosure import may_see
from geo.frames import row_dicts

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_BESIDE_THE_LOG = (
    "Events as projects recorded them in HMIS, never people. They stand beside the outreach log and are never added to "
    "it: one contact can stand in both."
)
_HOW_TO_READ = (
    "Figures below {threshold} are not told. <b>hidden</b>: this number would give a small one away. <b>late</b>: the "
    "newest export does not hold the week to its end. <b>not collected</b>: no export holds it. A dash: the project "
    "never recorded that. The figures change with a build only."
)


def show(morning: Morning) -> None:
    """Draw each project's figures over the weeks that exports tell, then one project's weeks."""
    if not may_see("health", morning.role.audience):
        st.caption("Figures of HMIS come from health services too, so they are not shown to this role.")
        return
    figures = cache.released_hmis(morning.build, morning.role.audience, morning.thresholds)
    if figures.empty:
        st.caption("○ HMIS: not collected. No export was handed in (crt ingest hmis FILE), or none holds an element.")
        return
    measures = dict.fromkeys(figures["measure_name"])
    sums = figures[figures["week_start_date"] == ""]
    weeks = sorted(set(figures["week_start_date"]) - {""})
    st.caption(_BESIDE_THE_LOG)
    _show_projects(morning, figures, sums, list(measures), caption=f"HMIS by project: the weeks told of {_span(weeks)}")
    _show_weeks(morning, figures, list(measures), weeks)
    st.html(f'<p class="crt crt-quiet">{_HOW_TO_READ.format(threshold=morning.thresholds.health_below)}</p>')
    definitions.definition_fold(
        morning,
        (definitions.BETWEEN_WORDS.join(measures), "hmis_weeks", "n_events"),
        about="the numbers of HMIS",
        key="hmis",
    )


def _show_projects(
    morning: Morning, figures: pd.DataFrame, sums: pd.DataFrame, measures: list[str], *, caption: str
) -> None:
    labels = _labels(figures)
    heads = (Head("Project"), *(Head(name, is_figure=True) for name in measures))
    rows = [
        (label, *_cells(morning, sums[sums["project_code"] == code], measures, absent=_untold(figures, code)))
        for code, label in labels.items()
    ]
    whole = ("All projects", *_cells(morning, sums[sums["project_code"] == ALL_PROJECTS], measures, absent=NOTHING))
    html_table.show(heads, rows, caption=caption, foot=whole)


def _show_weeks(morning: Morning, figures: pd.DataFrame, measures: list[str], weeks: list[str]) -> None:
    labels = _labels(figures)
    chosen = st.selectbox("Project, week by week", list(labels), format_func=labels.__getitem__, key="hmis_project")
    own = figures[figures["project_code"] == chosen]
    recorded = [name for name in measures if name in set(own["measure_name"])]
    rows = [
        (
            date.fromisoformat(week).strftime("%-d %b %Y"),
            *_cells(morning, own[own["week_start_date"] == week], recorded, absent=NOTHING),
        )
        for week in weeks
    ]
    heads = (Head("Week from Monday"), *(Head(name, is_figure=True) for name in recorded))
    html_table.show(heads, rows, caption=f"{labels[chosen]}, week by week")


def _labels(figures: pd.DataFrame) -> dict[str, str]:
    """Return what each project is called; two of one name are told apart by their codes."""
    projects = figures[figures["project_code"] != ALL_PROJECTS].drop_duplicates("project_code")
    names = projects["project_name"].tolist()
    return {
        row["project_code"]: row["project_name"]
        if row["project_name"] and names.count(row["project_name"]) == 1
        else f"{row['project_name'] or 'Project'} ({row['project_code']})"
        for row in sorted(
            row_dicts(projects), key=lambda row: (not row["project_name"], row["project_name"], row["project_code"])
        )
    }


def _untold(figures: pd.DataFrame, project_code: str) -> str:
    """Return what stands where a project has no sum: no whole week of it is told, or it never recorded that."""
    own = figures[figures["project_code"] == project_code]
    return NOTHING if (own["blank"] == "").any() else "no whole week told"


def _cells(morning: Morning, figures: pd.DataFrame, measures: list[str], *, absent: str) -> list[str]:
    by_name = {row["measure_name"]: row for row in row_dicts(figures)}
    return [outreach.in_words(morning, by_name[name]) if name in by_name else absent for name in measures]


def _span(weeks: list[str]) -> str:
    first, last = date.fromisoformat(weeks[0]), date.fromisoformat(weeks[-1]) + timedelta(days=6)
    return f"{first:%-d %b} to {last:%-d %b %Y}"

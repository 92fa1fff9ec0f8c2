"""The path of help, stage by stage, by place and on earlier mornings: events as told, and no share of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.components import definitions, html_table, outreach, told_once
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, day
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dashboard.components.opening import Morning
    from dashboard.help_release import ReleasedPath

_KINDS = {"shelter": "Shelter", "treatment": "Treatment", "transport": "Transport", "storage": "Storage"}
_FIGURES = ("path_figures", "n_events")
_CHECKS = {"1d": "About 1 day", "7d": "About 7 days", "30d": "About 30 days"}
STEPS = {"navigation": "Recovery navigation", "transport": "Transport"}
"""What is told by provider and day, apart from placement."""
_OUTCOMES = ("attained", "not_attained", "unknown")
_EARLIER = ("contact", "engaged", "offered", "accepted", *_OUTCOMES)
_ALL_KINDS = "all"
# What the path's own columns tell is told for the city alone: by place it would hide the other figures.
_BY_PLACE = ("contact", "offered", "accepted", *_OUTCOMES)


def show_reached(morning: Morning, path: ReleasedPath) -> bool:
    """Draw the headline: what was attained, with what was not and what nobody knows beside it.

    Returns whether there is anything of the path to be drawn below it.
    """
    said = outreach.said_of_whole_log(path.city.assign(measure_code=path.city["sum_code"]))
    if said is not None:
        st.html(said)
        return False
    outcomes = {row["sum_code"]: row for row in row_dicts(path.city) if row["sum_code"] in _OUTCOMES}
    if not outcomes:
        st.caption("What came of referrals may concern treatment, so it is not shown to this role.")
        return not path.city.empty
    words = _words(morning)
    first, *others = (
        f"<b>{as_html(outreach.in_words(morning, outcomes[code]))}</b> {as_html(words[code].lower())}"
        for code in _OUTCOMES
        if code in outcomes
    )
    st.html(
        f'<div class="crt crt-reached"><p>{first}</p><p>{" · ".join(others)}</p>'
        f'<p class="crt-quiet">Referrals{_days(morning)}. Attained: somebody arrived and was admitted.</p></div>'
    )
    return True


def show_stages(morning: Morning, path: ReleasedPath) -> None:
    """Draw the stages with what each counts, offers by kind, what later checks found, and the definitions."""
    stages = cache.path_stages(morning.paths)
    told = _cells_by_stage(morning, path.city)
    rows = [
        (row["stage_words"], told[row["stage_code"]])
        for row in row_dicts(stages[stages["section"].isin(["path", "outcome"])])
        if row["stage_code"] in told
    ]
    html_table.show((Head("Stage"), Head("Events", is_figure=True)), rows, caption=f"Stage by stage{_days(morning)}")
    offers = [
        (words, told[f"offered_{kind}"], told[f"accepted_{kind}"])
        for kind, words in _KINDS.items()
        if f"offered_{kind}" in told
    ]
    heads = (Head("Help"), Head("Offered", is_figure=True), Head("Accepted", is_figure=True))
    html_table.show(heads, offers, caption="Offers by kind; what was not accepted was declined today")
    _show_checks(told)
    st.html(f'<p class="crt crt-quiet">{outreach.how_to_read(morning)} A sum is told where all of its parts are.</p>')
    with st.expander("What each stage counts"):
        _show_meanings(stages[stages["stage_code"].isin(set(told))])
    definitions.definition_fold(
        morning,
        (_heads_of(stages[stages["stage_code"].isin(set(told)) & (stages["section"] != "steps")]), *_FIGURES),
        about="the numbers of the path",
        key="path",
    )


def choose_kind(path: ReleasedPath) -> str:
    """Draw the choice of help whose offers the tables below tell: all kinds together are seldom told."""
    told = set(path.city["sum_code"])
    kinds = {kind: words for kind, words in _KINDS.items() if f"offered_{kind}" in told}
    if "offered" in told:
        kinds[_ALL_KINDS] = "All kinds together"
    chosen = st.selectbox("Offers of", list(kinds), format_func=kinds.__getitem__, key="path_kind", width=320)
    return str(chosen)


def show_earlier(morning: Morning, path: ReleasedPath, kind: str) -> None:
    """Draw the stages as they were told for these days and for earlier ones, when somebody asks."""
    if not st.toggle("Show earlier days", key="path_earlier"):
        return
    seen = _seen_stages(path.city, _EARLIER, kind)
    then = told_once.then(morning) or morning
    told = [(then.build, path), *cache.earlier_paths(morning.build, morning.role.audience, morning.thresholds)]
    rows = [
        (f"To {day(build.as_of_date, seen_from=morning.build.as_of_date)}", *_row(morning, earlier.city, seen))
        for build, earlier in told
    ]
    html_table.show(
        _heads(morning, "Days", seen), rows, caption=f"The {int(morning.facts['lookback_days'])} days to each morning"
    )
    st.caption(
        "As each morning told it; no two of these rows share a day. No week or day is told alone: beside sums that "
        "slide on every morning it would give small ones back."
    )


def show_places(morning: Morning, path: ReleasedPath, kind: str) -> None:
    """Draw the stages by zone, and by high-response location for who may see places."""
    zones = morning.rows("zones")
    _show_areas(morning, path, dict(zip(zones["zone_id"], zones["zone_name"], strict=True)), "Zone", kind)
    places = morning.rows("locations")
    if morning.role.sees_places and not places.empty:
        with st.expander("By high-response location"):
            names = {row["location_id"]: f"{row['number']} · {row['name']}" for row in row_dicts(places)}
            _show_areas(morning, path, names, "Place", kind)


def show_people() -> None:
    """Say why nobody is counted once."""
    st.html(
        '<div class="crt"><p>○ <b>Unduplicated people: not collected.</b></p><p>To count a person once, each contact '
        "would have to carry a key of that person. None is kept, in no form, so that nobody can be followed from one "
        "place to the next. So every number here counts events, and a stage is no share of the one before it: who "
        "arrived this month may have been met in an earlier one.</p></div>"
    )


def _show_checks(told: dict[str, str]) -> None:
    rows = [
        (words, told[f"retained_{after}"], told[f"not_retained_{after}"], told[f"retained_unknown_{after}"])
        for after, words in _CHECKS.items()
        if f"retained_{after}" in told
    ]
    if rows:
        heads = (
            Head("After arrival"),
            *(Head(words, is_figure=True) for words in ("Still there", "Not there", "Unknown")),
        )
        html_table.show(heads, rows, caption="Retained: what later checks found, each an event of its own")


def _show_meanings(stages: pd.DataFrame) -> None:
    rows = [(f"{row['stage_words']}{_of_what(row['stage_code'])}", row["definition"]) for row in row_dicts(stages)]
    html_table.show((Head("Words"), Head("What is counted")), rows, caption="Each stage and what it counts")


def _of_what(stage_code: str) -> str:
    """Return which of several stages of the same words is meant."""
    kind = next((words for code, words in _KINDS.items() if stage_code in (f"offered_{code}", f"accepted_{code}")), "")
    check = next((words for code, words in _CHECKS.items() if stage_code.endswith(f"_{code}")), "")
    step = next((words for code, words in STEPS.items() if stage_code.startswith(f"{code}_")), "")
    of_what = kind or check or step
    return f" ({of_what[0].lower()}{of_what[1:]})" if of_what else ""


def _show_areas(morning: Morning, path: ReleasedPath, names: dict[str, str], head: str, kind: str) -> None:
    areas = path.areas[path.areas["location_id"].isin(list(names))]
    seen = _seen_stages(areas, _BY_PLACE, kind)
    of_area = {str(area): rows for area, rows in areas.groupby("location_id", sort=False)}
    rows = [(name, *_row(morning, of_area[area], seen)) for area, name in names.items() if area in of_area]
    html_table.show(_heads(morning, head, seen), rows, caption=f"Events by {head.lower()}{_days(morning)}")


def _row(morning: Morning, figures: pd.DataFrame, stages: Sequence[str]) -> list[str]:
    told = _cells_by_stage(morning, figures)
    return [told.get(stage, NOTHING) for stage in stages]


def _cells_by_stage(morning: Morning, figures: pd.DataFrame) -> dict[str, str]:
    return {str(row["sum_code"]): outreach.in_words(morning, row) for row in row_dicts(figures)}


def _seen_stages(figures: pd.DataFrame, stages: Sequence[str], kind: str) -> list[str]:
    """Return the stages that there is anything of, those of offers for the chosen kind."""
    there = set(figures["sum_code"])
    is_of_kind = kind != _ALL_KINDS
    chosen = [f"{stage}_{kind}" if is_of_kind and stage in ("offered", "accepted") else stage for stage in stages]
    return [stage for stage in chosen if stage in there]


def _heads(morning: Morning, first: str, stages: Sequence[str]) -> tuple[Head, ...]:
    words = _words(morning)
    return (Head(first), *(Head(words[stage], is_figure=True) for stage in stages))


def _heads_of(stages: pd.DataFrame) -> str:
    return definitions.BETWEEN_WORDS.join(dict.fromkeys(("Events", *stages["stage_words"])))


def _words(morning: Morning) -> dict[str, Any]:
    stages = cache.path_stages(morning.paths)
    return dict(zip(stages["stage_code"], stages["stage_words"], strict=True))


def _days(morning: Morning) -> str:
    return f", {told_once.days(morning)}"

"""The pieces of the Council page: what was done, what was asked for, and both by zone. Plain words, no points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.access import WHOLE_CITY
from dashboard.components import definitions, html_table, outreach
from dashboard.components.html_table import Head
from dashboard.components.text import as_html, whole
from geo.disclosure import Blank

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

COUNCIL_PAGE = "dashboard/pages/council.py"
_KINDS = {"shelter": "Shelter", "treatment": "Treatment", "transport": "A ride", "storage": "Storage for belongings"}
_ANSWERS = ("accepted", "declined", "unavailable")
_ANSWER_HEADS = (
    Head("Help offered"),
    Head("Accepted", is_figure=True),
    Head("Declined that day", is_figure=True),
    Head("Asked for, not there", is_figure=True),
)
_OTHER_HEADS = (Head("What was counted"), Head("Times", is_figure=True))
_CATEGORY_HEADS = (
    Head("What people asked the city for"),
    Head("Tickets", is_figure=True),
    Head("Incidents", is_figure=True),
)
_ZONE_HEADS = (Head("Zone"), Head("311 tickets", is_figure=True), Head("311 incidents", is_figure=True))
_ZONE_MEASURES = {
    "contacts": "Contacts",
    "offer_shelter_accepted": "Shelter accepted",
    "offer_shelter_declined": "Shelter declined that day",
    "offer_shelter_unavailable": "Shelter asked for, not there",
    "sharps_collected": "Sharps collected",
}
# A page of hundreds of hexes helps nobody; the chooser has them all.
_MOST_ZONES = 40
_WORDS = (
    "<p>A <b>contact</b> is one time that a team met someone. <b>Co-response</b>: a health or outreach worker went "
    "with an officer. <b>Sharps</b> are used needles.</p>"
)
_CHOICE_KEY = "zone_choice"


def show_definitions(morning: Morning) -> None:
    """Draw what the figures mean: those of 311, and those of outreach where the role may know of them."""
    definitions.definition_fold(
        morning,
        ("311 tickets", "zones", "n_tickets"),
        ("311 incidents", "zones", "n_incidents"),
        ("Tickets", "zone_categories", "n_tickets"),
        ("Incidents", "zone_categories", "n_incidents"),
        about="the numbers of 311",
        key="council",
    )
    if outreach.released(morning) is not None:
        heads = (*_ANSWER_HEADS[1:], *_OTHER_HEADS[1:])
        words = [*(head.label for head in heads), *_ZONE_MEASURES.values()]
        definitions.definition_fold(
            morning,
            (definitions.BETWEEN_WORDS.join(words), "zone_outreach", "n_events"),
            about="the numbers of outreach",
            key="council_outreach",
        )


def choose_zone(morning: Morning) -> str | None:
    """Draw the choice of zone and return the chosen one's id; None for the whole city.

    The address may ask for a zone; only an id that the build knows is let through, and nothing else is echoed.
    """
    zones = morning.rows("zones")
    names = {"": "Whole city", **dict(zip(zones["zone_id"], zones["zone_name"], strict=True))}
    asked, is_unknown = state.asked_zone(names.keys() - {""})
    if is_unknown:
        st.warning("The address asks for a zone that this build does not know. **Next step:** choose one below.")
    # The address is what counts: a choice goes into it before the page is drawn again.
    st.session_state[_CHOICE_KEY] = asked or ""
    chosen = st.selectbox(
        "Which part of the city",
        list(names),
        format_func=lambda zone_id: names[zone_id],
        on_change=_put_into_address,
        key=_CHOICE_KEY,
        width=420,
    )
    return chosen or None


def zone_name(morning: Morning, zone_id: str | None) -> str:
    """Return the name of a zone for a heading."""
    if zone_id is None:
        return "the whole city"
    zones = morning.rows("zones").set_index("zone_id")
    return str(zones.loc[zone_id, "zone_name"])


def show_done(morning: Morning, zone_id: str | None) -> None:
    """Draw what was done and what people answered, in one zone or the whole city."""
    released = outreach.released(morning)
    if released is None:
        st.caption("What outreach did is not shown to this role.")
        return
    rows = released[released["location_id"] == (zone_id or WHOLE_CITY)]
    if (said := outreach.said_of_whole_log(rows)) is not None:
        st.html(said)
        return
    figures = {row["measure_code"]: _figure(morning, row) for _, row in rows.iterrows()}
    offered, counted = st.columns(2, gap="large")
    with offered:
        html_table.show(_ANSWER_HEADS, _answers(figures), caption="What people answered when they were offered help")
        st.html(f'<div class="crt crt-quiet">{_how_to_read(morning)}</div>')
    measures = outreach.in_order(morning, rows)
    others = [
        (row["measure_name"], figures[row["measure_code"]])
        for _, row in measures.iterrows()
        if not row["measure_code"].startswith("offer_")
    ]
    with counted:
        html_table.show(_OTHER_HEADS, others, caption="What else the outreach teams wrote down")
        st.html(f'<div class="crt crt-quiet">{_WORDS}</div>')


def show_asked(morning: Morning, zone_id: str | None) -> None:
    """Draw the 311 tickets by category, in one zone or the whole city."""
    categories = (
        morning.rows("city_categories") if zone_id is None else morning.rows("zone_categories", zone_id=zone_id)
    )
    if categories.empty:
        st.caption("No ticket was opened here in these days.")
        return
    rows = [
        (row["category_name"], whole(row["n_tickets"]), whole(row["n_incidents"])) for _, row in categories.iterrows()
    ]
    html_table.show(
        _CATEGORY_HEADS,
        rows,
        caption="Tickets are what was reported. Reports of one thing are one incident. A ticket without a place on the "
        "map is counted under tickets only.",
    )


def show_zones(morning: Morning) -> None:
    """Draw one row per zone: what was asked for and, where the role may see it, what was done."""
    zones = morning.rows("zones")
    shown = zones.nlargest(_MOST_ZONES, "n_tickets") if len(zones) > _MOST_ZONES else zones
    released = outreach.released(morning)
    measures = {} if released is None or outreach.said_of_whole_log(released) is not None else _ZONE_MEASURES
    figures: dict[tuple[str, str], str] = {}
    if released is not None and measures:
        of_zones = released[(released["level"] == "zone") & released["measure_code"].isin(list(measures))]
        figures = {(row["location_id"], row["measure_code"]): _figure(morning, row) for _, row in of_zones.iterrows()}
    heads = (*_ZONE_HEADS, *(Head(words, is_figure=True) for words in measures.values()))
    rows = [
        (
            zone["zone_name"],
            whole(zone["n_tickets"]),
            whole(zone["n_incidents"]),
            *(figures.get((zone["zone_id"], code), "not collected") for code in measures),
        )
        for _, zone in shown.iterrows()
    ]
    left_out = len(zones) - len(shown)
    told = f"; {left_out} with fewer tickets can be chosen above" if left_out else ""
    html_table.show(heads, rows, caption=f"{len(shown)} zones{told}. The order says nothing about outreach")


def show_missing(morning: Morning) -> None:
    """Draw what nobody can read here yet, so that a gap is not taken for a zero."""
    lines = [
        "Whether you were heard: what the Council told us, and what came of it. Not in this version.",
        "Why people declined. The teams may write a reason down; it is not counted on this page yet.",
        "How many people this is. We count times, never people, and keep no list of anyone.",
    ]
    if not morning.role.audience.sees_health:
        lines.append("What came after: who arrived, and who stayed. That stays with the health services.")
    st.html(f'<div class="crt"><ul>{"".join(f"<li>{as_html(line)}</li>" for line in lines)}</ul></div>')


def show_only_zones() -> None:
    """Say that this role sees no single place, and where its figures are."""
    st.info("This role sees zones, not single places. **Next step:** open the Council page.")
    st.page_link(COUNCIL_PAGE, label="Council: what was done, by zone")


def _put_into_address() -> None:
    """Bring the address to what was chosen, so that it can be sent to somebody."""
    state.ask_for_zone(str(st.session_state[_CHOICE_KEY]))


def _answers(figures: dict[str, str]) -> list[tuple[str, ...]]:
    rows = []
    for kind, words in _KINDS.items():
        told = [figures.get(f"offer_{kind}_{answer}") for answer in _ANSWERS]
        if any(figure is not None for figure in told):
            rows.append((words, *(figure or "not collected" for figure in told)))
    return rows


def _figure(morning: Morning, row: pd.Series[Any]) -> str:
    """Return the figure, or in a word or three why there is none; the words are explained below the table."""
    if not row["blank"] or row["blank"] == Blank.ZERO:
        return whole(row["n_events"])
    return outreach.short_blank(Blank(row["blank"]), threshold=morning.thresholds.below(row["column_class"]))


def _how_to_read(morning: Morning) -> str:
    thresholds = morning.thresholds
    below = f"below {thresholds.outreach_below}"
    health = ""
    if morning.role.audience.sees_health:
        health = f" For figures from health services it is below {thresholds.health_below}."
    else:
        health = " Figures from health services are not shown to this role."
    return (
        f"<p>We hide small numbers, {below}, so that nobody can be singled out.{health} "
        "<b>hidden</b>: this number would give a small one away. "
        "<b>0</b>: it was asked or counted, and there was none.</p>"
    )

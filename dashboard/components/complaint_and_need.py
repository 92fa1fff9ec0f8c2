"""Complaint and need side by side: ranks by residents' tickets and by released outreach counts, and what explains them.

Every outreach figure here, and every rank made from one, comes from what disclosure released to the role on the screen
(decision 0027). Rows stand in the order of the list or of the alphabet, never of an outreach count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components import definitions, html_table, outreach, place_list, reporters, told_once
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING, as_html, share, whole
from geo.compared_ranks import ALIKE, MORE_ASKED, MORE_MET, NOT_COMPARED, compare_ranks, released_order
from geo.frames import row_dicts

if TYPE_CHECKING:
    from dashboard.components.opening import Morning

_CONTACTS, _SHARPS = "contacts", "sharps_collected"
_NO_PLACE = "none"
_VERDICTS = {
    MORE_ASKED: "▲ more asked than met",
    MORE_MET: "▼ more met than asked",
    ALIKE: "= much alike",
    NOT_COMPARED: "○ not compared",
}
_FIGURE_HEADS = (
    Head("Tickets by residents", is_figure=True),
    Head("Rank by tickets", is_figure=True),
    Head("Contacts", is_figure=True),
    Head("Rank by contacts", is_figure=True),
    Head("Sharps collected", is_figure=True),
    Head("Side by side"),
)
_ASKED_HEADS = _FIGURE_HEADS[:1]
_PLACE_HEADS = (Head("Place"), Head("Tickets by staff", is_figure=True))


@dataclass(frozen=True)
class Compared:
    """Places or zones with both ranks; `rows` is empty of outreach where the role sees none or the log says nothing.

    `rows`: `place_id`, `name`, `n_residents`, the columns of `compare_ranks`, `contacts` and `sharps` in words.
    `why_not` says why nothing is compared; empty where something is.
    """

    rows: pd.DataFrame
    why_not: str

    @property
    def has_outreach(self) -> bool:
        """Whether outreach figures stand beside the tickets."""
        return "contacts" in self.rows


def places_compared(morning: Morning) -> Compared:
    """Return the listed places with both ranks, in the list's order."""
    listed = morning.rows("locations")
    return _compared(
        morning,
        pd.DataFrame(
            {
                "place_id": listed["location_id"],
                "name": [f"{row['number']} · {row['name']}" for row in row_dicts(listed)],
                "n_residents": listed["n_tickets_residents"],
                "n_staff": listed["n_tickets_staff"],
            }
        ),
    )


def zones_compared(morning: Morning) -> Compared:
    """Return the zones with both ranks, by name; what states no place is no part of the city and not among them."""
    zones = morning.rows("zones")
    zones = zones[zones["zone_id"] != _NO_PLACE]
    return _compared(
        morning,
        pd.DataFrame(
            {"place_id": zones["zone_id"], "name": zones["zone_name"], "n_residents": zones["n_tickets_residents"]}
        ),
    )


def show_disagreements(morning: Morning, compared: Compared) -> None:
    """Draw the places whose two ranks lie far apart, each with what could explain it, or why none is told."""
    if compared.why_not:
        st.caption(compared.why_not)
        return
    apart = compared.rows[compared.rows["verdict"].isin([MORE_ASKED, MORE_MET])]
    n_compared = int((compared.rows["verdict"] != NOT_COMPARED).sum())
    st.html(
        f'<p class="crt">Of {n_compared} places that can be compared, {len(apart)} '
        f"{'has' if len(apart) == 1 else 'have'} two ranks that lie far apart.</p>"
    )
    for verdict in (MORE_ASKED, MORE_MET):
        for place in row_dicts(apart[apart["verdict"] == verdict]):
            with st.container(key=f"apart_{place['place_id']}"):
                place_list.link(place["place_id"], place["name"])
                st.html(f'<div class="crt">{_told(place, n_compared)}{_explained(morning, place["place_id"])}</div>')


def show_of(morning: Morning, location_id: str) -> None:
    """Draw how one listed place stands in the two orders, and how few reporters could account for its tickets."""
    compared = places_compared(morning)
    place = next(row for row in row_dicts(compared.rows) if row["place_id"] == location_id)
    n_compared = 0 if compared.why_not else int((compared.rows["verdict"] != NOT_COMPARED).sum())
    ranks = _told(place, n_compared) if compared.has_outreach and place["verdict"] != NOT_COMPARED else ""
    st.html(f'<div class="crt">{ranks}<p>{reporters.sentence(morning, location_id)}</p></div>')


def show_days(morning: Morning) -> None:
    """Say which days the contacts at places are of, where those are not the days of the tickets beside them."""
    if outreach.released(morning) is None or (then := told_once.then(morning)) is morning:
        return
    if told_once.show(morning) and then is not None:
        st.caption(
            f"So contacts at places are of the {told_once.days(morning)}, and tickets of the last "
            f"{int(morning.facts['lookback_days'])} days: two ranks may lie apart for that alone."
        )


def show_places(compared: Compared) -> None:
    """Draw every listed place with its figures and ranks."""
    heads = _PLACE_HEADS + (_FIGURE_HEADS if compared.has_outreach else _ASKED_HEADS)
    rows = [(row["name"], whole(row["n_staff"]), *_cells(row, compared)) for row in row_dicts(compared.rows)]
    if not rows:
        st.caption("No place is listed this morning.")
        return
    html_table.show(heads, rows, caption="In the order of the list, which says nothing about outreach")


def show_zones(compared: Compared) -> None:
    """Draw every zone with its figures and ranks: contacts at places off the list are counted here."""
    heads = (Head("Zone"), *(_FIGURE_HEADS if compared.has_outreach else _ASKED_HEADS))
    rows = [(row["name"], *_cells(row, compared)) for row in row_dicts(compared.rows)]
    if not rows:
        st.caption("No zone is drawn this morning.")
        return
    too = ". Contacts at places that are not on the list are counted here too" if compared.has_outreach else ""
    html_table.show(heads, rows, caption=f"By name{too}")


def show_how_to_read(morning: Morning) -> None:
    """Draw what the ranks are made from, and what they cannot tell."""
    if outreach.released(morning) is None:
        st.caption("A complaint is a resident's ticket. It tells what was asked, and not what is needed.")
        return
    below = morning.thresholds.outreach_below
    apart = share(morning.policy.compared_gap_share)
    lines = (
        "A complaint is a resident's ticket. What city staff write down stands beside it and is not ranked.",
        "What outreach writes down tells where a team went: the nearest thing to need that we have, and not need.",
        f"Both ranks are among the places whose contacts may be told. Counts below {below} share one rank.",
        "A count that is hidden for another's sake has no rank, because its rank would tell it.",
        f"Ranks at least {apart} of these places apart are far apart: a rule for looking again, and no test.",
    )
    st.html(f'<div class="crt"><ul>{"".join(f"<li>{as_html(line)}</li>" for line in lines)}</ul></div>')


def show_definitions(morning: Morning, *, with_places: bool) -> None:
    """Draw what the figures mean: of 311, of the reporters, and of outreach where the role sees any."""
    of_places = (
        ("Tickets by residents", "locations", "n_tickets_residents"),
        ("Tickets by staff", "locations", "n_tickets_staff"),
        *reporters.PLACE_FIGURES,
    )
    of_zones = (("Tickets by residents" if not with_places else "Those of a zone", "zones", "n_tickets_residents"),)
    figures = (*(of_places if with_places else ()), *of_zones, *reporters.BURST_FIGURES)
    definitions.definition_fold(morning, *figures, about="the numbers of 311", key="complaint")
    if outreach.released(morning) is None:
        return
    definitions.definition_fold(
        morning,
        (
            definitions.BETWEEN_WORDS.join(("Contacts", "Sharps collected")),
            "location_outreach" if with_places else "zone_outreach",
            "n_events",
        ),
        ("Rank by tickets", "compared_ranks", "rank_by_tickets"),
        ("Rank by contacts", "compared_ranks", "rank_by_contacts"),
        about="the numbers of outreach",
        key="need",
    )


def _compared(morning: Morning, places: pd.DataFrame) -> Compared:
    released = outreach.released(morning)
    if released is None:
        return Compared(places, "Outreach figures are not shown to this role, so nothing can be compared.")
    if outreach.said_of_whole_log(released) is not None:
        return Compared(places, "The outreach log is late or was not collected, so nothing can be compared.")
    of_places = released[released["location_id"].isin(places["place_id"])]
    contacts, sharps = (
        of_places[of_places["measure_code"] == code].set_index("location_id").reindex(places["place_id"])
        for code in (_CONTACTS, _SHARPS)
    )
    ranked = compare_ranks(
        pd.DataFrame(
            {
                "place_id": places["place_id"].to_numpy(),
                "asked": places["n_residents"].to_numpy(),
                "met": released_order(contacts).to_numpy(),
            }
        ),
        min_places=morning.policy.compared_min_places,
        gap_share=morning.policy.compared_gap_share,
    )
    rows = places.reset_index(drop=True).join(ranked.drop(columns="place_id"))
    rows["contacts"] = [outreach.in_words(morning, row) for row in row_dicts(contacts)]
    rows["sharps"] = [outreach.in_words(morning, row) for row in row_dicts(sharps)]
    if (rows["verdict"] == NOT_COMPARED).all():
        least = morning.policy.compared_min_places
        return Compared(rows, f"The contacts of fewer than {least} may be told, so their ranks are not compared.")
    return Compared(rows, "")


def _cells(row: dict[str, Any], compared: Compared) -> tuple[str, ...]:
    asked = whole(row["n_residents"])
    if not compared.has_outreach:
        return (asked,)
    return (asked, _rank(row, "asked"), row["contacts"], _rank(row, "met"), row["sharps"], _VERDICTS[row["verdict"]])


def _rank(row: dict[str, Any], order: str) -> str:
    first, last = row[f"{order}_first"], row[f"{order}_last"]
    if pd.isna(first):
        return NOTHING
    return whole(first) if first == last else f"{whole(first)} to {whole(last)}"


def _told(place: dict[str, Any], n_compared: int) -> str:
    asked = f"number {_rank(place, 'asked')} of {n_compared} by residents' tickets ({whole(place['n_residents'])})"
    met = f"number {_rank(place, 'met')} by contacts ({place['contacts']})"
    mark, _, words = _VERDICTS[place["verdict"]].partition(" ")
    return f"<p><b>{mark} {as_html(words.capitalize())}</b>: {as_html(asked)}, {as_html(met)}.</p>"


def _explained(morning: Morning, location_id: str) -> str:
    caveats = morning.rows("location_caveats")
    own = caveats[caveats["location_id"] == location_id]["caveat_text"]
    lines = [reporters.sentence(morning, location_id), *(as_html(caveat) for caveat in own)]
    return f'<ul class="crt-reasons">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'

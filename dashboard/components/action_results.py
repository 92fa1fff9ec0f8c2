"""Did it work: what came of the actions at a place, sentence first, figures and method in a fold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.components import action_form, definitions, meeting, place_list
from dashboard.components.html_table import Head, table_html
from dashboard.components.text import NOTHING, as_date, as_html, day, whole
from dashboard.huddle.action_drafts import ActionProposal
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.result_items import back_sentences, reservation_sentences, result_sentences
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import AgendaItem, AgendaPart
    from dashboard.huddle.book import HuddleBook

_MARKS = {
    "fewer": ("▼ Fewer", "ok"),
    "fewer_here": ("▼ Fewer here", "ok"),
    "moved_nearby": ("◆ Moved nearby", "act"),
    "more": ("▲ More", "act"),
    "no_difference": ("= No difference shows", "ok"),
}
_NOT_JUDGED = ("○ Not known", "ok")
_HEADS = (
    Head("Incidents"),
    Head("Before", is_figure=True),
    Head("After", is_figure=True),
    Head("Usual", is_figure=True),
    Head("Expected after", is_figure=True),
    Head("By chance"),
)
FIGURES = tuple(
    (words, "action_results", name)
    for words, name in (
        ("Before", "n_before"),
        ("After", "n_after"),
        ("Usual", "n_usual"),
        ("Expected after", "n_expected"),
        ("By chance", "n_expected_low"),
        ("Nearby", "n_ring_after"),
        ("Nearby, expected", "n_ring_expected"),
        ("Place and ring together", "wdd"),
        ("Its interval", "wdd_low"),
        ("Comparable places", "n_comparisons"),
        ("Fell as much without an action", "n_fell_as_much"),
        ("Days compared", "window_days"),
        ("Days after, so far", "n_days_after"),
        ("Other actions", "n_other_actions"),
        ("Came back after", "came_back_days"),
    )
)
# What a line of the meeting tells; the rest stands on the place's page, and a first visit should be light.
_OF_A_VERDICT, _CAME_BACK = FIGURES[:5], FIGURES[-1:]
_METHOD = (
    "Windows are whole weeks, so every weekday counts alike. The one before ends where the action was promised, the "
    "one after begins the day after it was reported done. The days of the work are in neither.\n"
    "Comparable places are found as the list's are, had as much before and usually (to a factor of 3), and lay beyond "
    "the reach of any action in these weeks. What became of them tells what was to be expected here, and how far they "
    "strayed from that tells what chance does.\n"
    "It counts what was reported, in the ranked categories, whatever the action was about. Crews or police who came "
    "without an action, weather, and who reports are not in it."
).splitlines()


def show_meeting(morning: Morning, part: AgendaPart, book: HuddleBook) -> None:
    """Draw the lines of the meeting, the way to their places, and what their figures mean."""
    if not any(item.kind == ItemKind.RESULT_SUMMARY for item in part.items):
        return
    meeting.show_items(part, kinds=(ItemKind.CAME_BACK,))
    meeting.show_folded(part, summary=ItemKind.RESULT_SUMMARY, kinds=(ItemKind.ACTION_RESULT,))
    names = morning.rows("place_registry").set_index("location_id")["name"]
    for item in part.items:
        if item.kind == ItemKind.CAME_BACK and item.item_key:
            _show_again(morning, book, item)
    told = [item for item in part.items if item.kind in (ItemKind.CAME_BACK, ItemKind.ACTION_RESULT)]
    for location_id in dict.fromkeys(item.subject_ids[1] for item in told):
        if location_id in names.index:
            place_list.link(location_id, f"Place: {names[location_id]}")
    definitions.definition_fold(
        morning,
        ("Actions done", "meeting", "n_results"),
        *(_CAME_BACK if any(item.kind == ItemKind.CAME_BACK for item in told) else ()),
        *(_OF_A_VERDICT if any(item.kind == ItemKind.ACTION_RESULT for item in told) else ()),
        about="the numbers of what came of actions",
        key="results",
    )


def _show_again(morning: Morning, book: HuddleBook, item: AgendaItem) -> None:
    """Draw the button that gives a place that came back an action again: the earlier one's words, to be changed."""
    action_id, location_id = item.subject_ids[:2]
    earlier = book.actions.get(action_id)
    proposal = None
    if earlier is not None:
        proposal = ActionProposal(earlier.what, earlier.owner_agency_code, earlier.how_we_know)
    name = item.title.removesuffix(" came back")
    place = action_form.named_location(morning, location_id, name)
    action_form.show_for_item(morning, item.item_key, name=name, place=place, proposal=proposal)


def show_of(morning: Morning, book: HuddleBook, location_ids: Collection[str]) -> None:
    """Draw what is new about actions at some places; nothing where nothing is."""
    carried = meeting.agenda_of(morning, book).parts[2]
    meeting.show_items(carried, kinds=(ItemKind.CAME_BACK, ItemKind.ACTION_RESULT), subject_ids=location_ids)


def show_place(morning: Morning, book: HuddleBook, location_id: str) -> None:
    """Draw, for each action that was done at a place, whether it worked; nothing where none was done.

    Parameters
    ----------
    morning
        The morning on the screen.
    book
        The actions, for what was promised.
    location_id
        The place.
    """
    results = morning.rows("action_results")
    own = row_dicts(results[results["location_id"] == location_id])
    if not own:
        return
    st.header("Did it work?", anchor="did-it-work")
    for row in own:
        action = book.actions.get(row["action_id"])
        what = f"<b>{as_html(action.what)}</b>" if action is not None else "<b>An action</b>"
        with st.container(key=f"result_{row['action_id']}", border=True):
            st.html(f'<div class="crt">{_told(morning, row, what)}</div>')
    definitions.definition_fold(morning, *FIGURES, about="the numbers of what came of it", key="results")


def _told(morning: Morning, row: dict[str, Any], what: str) -> str:
    on = morning.build.as_of_date
    mark, side = _MARKS.get(row["verdict_code"], _NOT_JUDGED)
    sentences = as_html(" ".join(result_sentences(row, on=on, agencies=morning.agencies)))
    notes = "".join(f"<p>{as_html(told)}</p>" for told in reservation_sentences(row))
    back = "".join(
        f"<p><b>Back?</b> {as_html(told)}</p>" for told in back_sentences(row, on=on, agencies=morning.agencies)
    )
    method = "".join(f"<li>{as_html(told)}</li>" for told in _METHOD)
    return (
        f'<p><span class="crt-mark crt-mark-{side}">{mark}</span> {what}</p><p>{sentences}</p>{notes}{back}'
        f"<details><summary>Figures, interval and method</summary>{_table(morning, row)}{_interval(row)}"
        f"<ul>{method}</ul></details>"
    )


def _table(morning: Morning, row: dict[str, Any]) -> str:
    if pd.isna(row["n_before"]):
        return ""
    on = morning.build.as_of_date
    ended = as_date(row["opened_date"])
    caption = (
        f"{int(row['window_days'])} days from {day(row['before_start_date'], seen_from=on)}, before the promise of "
        f"{day(ended, seen_from=on)}; and the {int(row['window_days'])} days up to "
        f"{day(row['after_end_date'], seen_from=on)}"
    )
    rows = [
        (
            "At the place (100 m)",
            whole(row["n_before"]),
            whole(row["n_after"]),
            _figure(row["n_usual"]),
            _figure(row["n_expected"]),
            _range(row["n_expected_low"], row["n_expected_high"]),
        ),
        (
            "Nearby (100 to 300 m)",
            whole(row["n_ring_before"]),
            whole(row["n_ring_after"]),
            NOTHING,
            _figure(row["n_ring_expected"]),
            _range(row["n_ring_expected_low"], row["n_ring_expected_high"]),
        ),
        (
            f"Comparable places, mean of {whole(row['n_comparisons'])}",
            _figure(row["comparison_before"]),
            _figure(row["comparison_after"]),
            NOTHING,
            NOTHING,
            NOTHING,
        ),
    ]
    return table_html(_HEADS, rows, caption=caption)


def _interval(row: dict[str, Any]) -> str:
    if pd.isna(row["wdd"]):
        return ""
    return (
        f"<p>Place and ring together, against what was to be expected (weighted displacement difference): "
        f"<b>{_signed(row['wdd'])}</b> incidents, 95 % interval {_signed(row['wdd_low'])} to "
        f"{_signed(row['wdd_high'])}. Below 0 is fewer.</p>"
    )


def _signed(value: Any) -> str:
    return f"{float(value):+.0f}".replace("-", "−")


def _figure(value: Any) -> str:
    return NOTHING if pd.isna(value) else f"{float(value):.1f}"


def _range(low: Any, high: Any) -> str:
    return NOTHING if pd.isna(low) else f"{int(low)} to {int(high)}"

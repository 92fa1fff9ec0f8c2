"""What the huddle asked of one agency in a district and by when: one line each, and a tap leads to its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components import shift_sheets
from dashboard.components.action_answers import mark_of
from dashboard.components.district_places import anchor
from dashboard.components.text import as_html, as_markdown, day
from dashboard.huddle.agency_list import agency_list
from dashboard.huddle.words import count_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.components.opening import Morning
    from dashboard.huddle.actions import Action
    from dashboard.huddle.asks import Ask
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.district_list import DistrictList

AGENCY_PAGE = "dashboard/pages/agency.py"
# The rest is folded: the list of places begins on the first screen of a phone, whatever was asked.
_N_SHOWN = 3


def show(morning: Morning, asked: DistrictList, names: Mapping[str, str]) -> None:
    """Draw the agency's own by due date, and how many others there are; without an agency, how to choose one.

    Parameters
    ----------
    asked
        What is asked in the district.
    names
        Number or name of each place on the page, by its id.
    """
    if not morning.may_choose_agency:
        return
    code = morning.agency_code
    if code is None:
        st.caption(
            f"No agency is chosen on this screen. {morning.how_to_choose_agency} "
            "What is asked of it stands here, by its day."
        )
        return
    agency = morning.agencies[code]
    lines = [
        *((action.due_date, _action(morning, action, names)) for action in asked.own),
        *((ask.needed_date, _ask(morning, ask, names)) for ask in asked.asks),
    ]
    if lines:
        # An ask for which no day was said comes last.
        lines.sort(key=lambda line: (line[0] is None, line[0]))
        items = [f"<li>{html}</li>" for _, html in lines]
        shown, more = "".join(items[:_N_SHOWN]), "".join(items[_N_SHOWN:])
        fold = f"<details><summary>{len(lines) - _N_SHOWN} more asked of us here</summary><ol>{more}</ol></details>"
        st.html(
            f'<nav class="crt crt-mine" aria-label="Asked of {as_html(agency)} here"><p><b>Asked of {as_html(agency)} '
            f"here</b></p><ol>{shown}</ol>{fold if more else ''}</nav>"
        )
    else:
        st.caption(as_markdown(f"Nothing is asked of {agency} in this district."))
    if asked.others:
        st.caption(f"{count_words(len(asked.others), 'action')} of other agencies below, at their places.")


def show_elsewhere(morning: Morning, book: HuddleBook, asked: DistrictList) -> None:
    """Draw what the agency is asked outside the district, and its own sheet; nothing where no agency is chosen."""
    code = morning.agency_code
    if not morning.may_choose_agency or code is None:
        return
    all_of = agency_list(book, code, on=morning.build.as_of_date)
    n_elsewhere = len(all_of.actions) + len(all_of.to_answer) - len(asked.own) - len(asked.asks)
    shift_sheets.show_agency(morning, book, code, label="Our agency's shift sheet (PDF)")
    if n_elsewhere:
        st.page_link(AGENCY_PAGE, label=f"{n_elsewhere} more asked of us elsewhere: My agency")


def _action(morning: Morning, action: Action, names: Mapping[str, str]) -> str:
    mark, side = mark_of(morning, action)
    due = "" if action.due_date == morning.build.as_of_date else f", due {_day(morning, action.due_date)}"
    return _link(action.location_id, f"{mark}{due}", side, action.what, names)


def _ask(morning: Morning, ask: Ask, names: Mapping[str, str]) -> str:
    on = morning.build.as_of_date
    who = morning.agency_name(ask.from_agency_code)
    if ask.needed_date is None:
        return _link(ask.location_id, "□ ask", "ok", f"{who} asks: {ask.what}", names)
    is_late = ask.needed_date < on
    mark = "▲ ask, late" if is_late else "■ ask, today" if ask.needed_date == on else "□ ask"
    when = "" if ask.needed_date == on else f", {'was ' if is_late else ''}needed {_day(morning, ask.needed_date)}"
    side = "act" if ask.needed_date <= on else "ok"
    return _link(ask.location_id, f"{mark}{when}", side, f"{who} asks: {ask.what}", names)


def _link(location_id: str | None, mark: str, side: str, what: str, names: Mapping[str, str]) -> str:
    where = names.get(str(location_id), "")
    return (
        f'<a href="#{anchor(str(location_id))}"><span><span class="crt-mark crt-mark-{side}">{as_html(mark)}</span> '
        f"<b>{as_html(where)}</b>: {as_html(what)}</span></a>"
    )


def _day(morning: Morning, value: object) -> str:
    return day(value, seen_from=morning.build.as_of_date)

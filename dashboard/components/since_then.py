"""What became of a past morning since, on its page: its actions, its asks, its list, and what was recorded later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import cache
from dashboard.components.text import as_html, headline_day
from dashboard.huddle.difference import difference_since, listed_places
from dashboard.huddle.newest import lines_since
from geo.frames import row_dicts
from pipelines.settings import operations_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook


def show(morning: Morning, book: HuddleBook) -> None:
    """Draw the difference between a past morning and the present one, folded; nothing on the present morning."""
    if morning.past is None or morning.present_build is None:
        return
    present = morning.present_build
    found = difference_since(
        book,
        cache.book(operations_url(morning.paths), up_to=present.as_of_date),
        on=morning.build.as_of_date,
        now_on=present.as_of_date,
        places_then=listed_places(row_dicts(morning.rows("locations"))),
        places_now=listed_places(row_dicts(cache.rows(present, "locations"))),
        agencies=morning.agencies,
    )
    later = lines_since(morning.book_until_now(), book, on=morning.build.as_of_date, agencies=morning.agencies)
    with st.expander(f"What is different on {headline_day(present.as_of_date)}"):
        st.html(
            '<div class="crt">'
            + _section("Actions", found.actions, n_unchanged=found.n_unchanged_actions)
            + _section("Asks", found.asks, n_unchanged=found.n_unchanged_asks)
            + _section("High-response locations", found.places, n_unchanged=found.n_unchanged_places)
            + _section("Recorded of this morning after its close", [line.words for line in reversed(later)])
            + "</div>"
        )


def _section(title: str, lines: Sequence[str], *, n_unchanged: int | None = None) -> str:
    told = "".join(f"<li>{as_html(line)}</li>" for line in lines)
    as_it_was = "<p class='crt-quiet'>The others are as they were.</p>" if lines and n_unchanged else ""
    nothing = "" if lines else "<p>Nothing is different.</p>" if n_unchanged is not None else "<p>Nothing.</p>"
    return f"<h3>{as_html(title)}</h3>{nothing}<ul>{told}</ul>{as_it_was}"

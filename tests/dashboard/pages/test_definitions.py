"""Every number on a page opens its definition: checked on what the page sends, head by head."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from dashboard.components.definitions import BETWEEN_WORDS
from tests.support.published_build import location_id
from tests.support.screen import APP_FILE, open_page, text_of

if TYPE_CHECKING:
    from tests.support.standing_builds import OwnRecord

pytestmark = pytest.mark.usefixtures("standing_morning")

PAGES = sorted(path.stem for path in (APP_FILE.parent / "dashboard" / "pages").glob("[!_]*.py"))
# Forms: they tell a figure of a file, or of what was just recorded, and none of the morning.
_WITHOUT_FIGURES = ("bring_in", "outreach", "roles")
# Told in the Council's own plain words, from its catalogue (decision 0056): no unit, no source, no column's name.
_IN_PLAIN_WORDS = ("council",)
_FIGURE_HEAD = re.compile(r'<th scope="col" class="crt-right">(.*?)</th>')
_DEFINED = re.compile(r"<dt><b>(.*?)</b></dt><dd>(.*?)</dd>")
# Figures outside tables: how they stand on the page, and the words under which they are defined.
_LOOSE = {
    "huddle": (
        (r"▲ \d+ overdue</span>", "Overdue"),
        (r"12 high-response locations", "High-response locations"),
        (r"▲ 2 signals</span>", "Signals"),
        (r"7 incidents within 100 m", "Incidents"),
        (r"where 0.9 are usual", "Usual"),
        (r"\d+ actions carried|overdue \d+ days", "Days overdue"),
        (r"carried \d+ mornings?", "Mornings carried"),
        (r"</b> incidents? in 7 days", "Incidents in 7 days"),
        (r"in 7 days, <b>above the usual 2 to 6</b>", "Usual here, from"),
        (r"<span>intensifying hot spot</span>", "Pattern"),
        (r"</b> open</span>", "Open"),
        (r"\d+ incidents in 28 days", "Incidents"),
        (r"\(\d+ tickets\)", "Tickets"),
        (r"crt-place-no", "Number"),
        (r"from the fast rate", "From the fast rate, of the score"),
        (r"from the slow one", "From the slow rate, of the score"),
        (r"from residents&#x27; tickets", "From residents' tickets, of the score"),
        (r"from staff&#x27;s", "From staff's tickets, of the score"),
        (r"about its? rank|rank comes about: score", "Score"),
        (r"</b> collected", "Each figure of outreach"),
        (r"\d+ changes?", "Changes"),
        (r"\d+ actions? opened", "Opened this morning"),
        (r"opened, \d+ closed", "Closed this morning"),
        (r"closed; \d+ open", "Open now"),
        (r"No ask is open|\d+ asks? open", "Asks open"),
        (r"Did it work\? \d+ actions done", "Actions done"),
        (r"Came back \d+ days", "Came back after"),
        (r"promised: \d+ incidents", "Before"),
        (r"weeks after: \d+", "After"),
        (r"were to be expected \(\d+", "Expected after"),
    ),
    "location": (
        (r"listed \d+ mornings", "Mornings listed"),
        (r"incidents in 28 days; above", "Incidents"),
        (r"of them in the last 7; above", "Incidents in 7 days"),
        (r"the usual 2 to 6</span>", "Usual here, from"),
        (r"hot in 24 of 26 weeks", "Hot weeks"),
        (r"9 cells of 100 m together", "Cells together"),
        (r"chance under 0.0001", "Chance"),
        (r"counts|at most 0.0009", "Chance that counts as hot"),
        (r"\(Mann-Kendall\): score 2.9", "Trend"),
        (r"tickets by residents</span>", "Tickets by residents"),
        (r"tickets by city staff</span>", "Tickets by city staff"),
        (r"open, ranked; newest ticket", "Open"),
        (r"rank comes about: score", "Score"),
        (r"\d+ derived from text", "Derived from text"),
        (r"History \(\d+\)", "History"),
        (r"Came back \d+ days", "Came back after"),
        (r"promised: \d+ incidents", "Before"),
        (r"weeks after: \d+", "After"),
        (r"were to be expected \(\d+", "Expected after"),
        (r"Nearby \(100 to 300 m\): \d+", "Nearby"),
        (r"Of \d+ comparable places", "Comparable places"),
        (r"\d+ fell by", "Fell as much without an action"),
        (r"weighted displacement difference", "Place and ring together"),
        (r"95 % interval", "Its interval"),
        (r"\d+ other actions?", "Other actions"),
        (r"Too early to say: \d+ of", "Days after, so far"),
        (r"days from", "Days compared"),
        (r"</b> collected", "Each figure of outreach"),
    ),
    "data_health": (
        (r"</b> tickets were opened before the morning", "Tickets before the morning"),
        (r"</b> of them are in a ranked category", "Ranked, with a place"),
    ),
}


_TEXTS: dict[str, str] = {}


def _page_text(page: str) -> str:
    """Return all that stands on a page of the standing morning, drawn once."""
    if page not in _TEXTS:
        _TEXTS[page] = _drawn_text(page)
    return _TEXTS[page]


def _drawn_text(page: str) -> str:
    return text_of(open_page(page, location=location_id(1)) if page == "location" else open_page(page))


def _plain(words: str) -> str:
    return html.unescape(words).lstrip("=+ ").casefold()


@pytest.mark.parametrize("page", PAGES)
def test_every_column_of_figures_is_defined_on_its_page(page: str) -> None:
    text = _page_text(page)

    heads = {_plain(head) for head in _FIGURE_HEAD.findall(text)}
    defined = {_plain(part) for words, _ in _DEFINED.findall(text) for part in words.split(BETWEEN_WORDS)}
    assert heads - defined == set()


@pytest.mark.parametrize("page", _LOOSE)
def test_every_figure_outside_a_table_is_defined_on_its_page(page: str) -> None:
    text = _page_text(page)
    defined = {html.unescape(words) for words, _ in _DEFINED.findall(text)}

    assert [figure for figure, _ in _LOOSE[page] if not re.search(figure, text)] == []
    assert {words for _, words in _LOOSE[page]} - defined == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_definition_says_unit_source_and_what_is_not_counted(page: str) -> None:
    told = _DEFINED.findall(_page_text(page))

    assert bool(told) == (page not in _WITHOUT_FIGURES)
    for words, definition in told:
        if page in _IN_PLAIN_WORDS:
            assert definition, words
            continue
        if "It is no number." in definition:
            continue
        assert " Source: " in definition, words
        assert " Not counted: " in definition, words
        assert " Unit: " in definition or "It has no unit" in definition, words


def test_a_figure_of_tickets_names_the_newest_311_records_and_not_the_outreach_log() -> None:
    text = _page_text("location")

    by_week, outreach = _definitions_with(text, "by residents"), _definitions_with(text, "Each figure of outreach")
    assert "City 311 (legacy system): current, newest record Mon 13 May 23:00" in by_week
    assert "Outreach log" not in by_week
    assert "Outreach log: current, newest record Mon 13 May 23:00" in outreach
    assert "City 311" not in outreach.split("How fresh:")[1]


def test_the_figures_of_actions_say_when_the_newest_was_recorded() -> None:
    about_actions = _definitions_with(_page_text("huddle"), "Mornings carried")

    assert "<li>Actions: newest recorded Mon 13 May 09:40</li>" in about_actions
    assert "City 311" not in about_actions


def test_a_feed_of_which_nothing_came_says_so_where_its_figures_are_defined(own_record: OwnRecord) -> None:
    own_record("empty")

    outreach = _definitions_with(text_of(open_page()), "Each figure of outreach")

    assert "<li>Outreach log: not collected</li>" in outreach


def test_a_role_that_sees_no_outreach_gets_no_definition_of_it() -> None:
    screen = open_page()
    assert "Each figure of outreach" in text_of(screen)

    screen.selectbox(key="role_code").select("district").run()

    assert "Each figure of outreach" not in text_of(screen)


def _definitions_with(text: str, words: str) -> str:
    """Return the one list of definitions on a page that defines these words, with its freshness."""
    (found,) = [part for part in text.split('<dl class="crt">')[1:] if f"<dt><b>{words}</b></dt>" in part]
    return found.partition("policy ")[0]

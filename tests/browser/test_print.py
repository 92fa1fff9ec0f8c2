"""A page that somebody prints from the browser: what stands there to be read, black on white, whole, and nothing else.

The papers of our own (agenda, minutes, shift sheets, the Council's page) are held in tests/dashboard/paper.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")

from tests.support.browsing import go
from tests.support.printed import n_pages, squeezed, words_of
from tests.support.published_build import location_id

if TYPE_CHECKING:
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

# What A4, the narrower sheet, leaves between the margins of theme.css, in px of 1/96 inch.
_SHEET_PX = round((210 - 2 * 12) / 25.4 * 96)
# By address the marks that must be on its paper.
PRINTED = {
    "": ("SAMPLE — made-up city", "As of"),
    "district?district=D-4": ("SAMPLE — made-up city", "As of"),
    "council?lang=es": ("MUESTRA: una ciudad inventada", "Draft, not reviewed.", "Borrador, sin revisar."),
    f"location?location={location_id(3)}": ("SAMPLE — made-up city", "As of"),
    "data_health": ("SAMPLE — made-up city", "As of"),
}
_HELPERS = """
    const isShown = each => {
        const box = each.getBoundingClientRect();
        const isSeen = each.checkVisibility({visibilityProperty: true, opacityProperty: true});
        return isSeen && box.width > 1 && box.height > 1;
    };
    const hasWords = each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
"""
# Every figure and line of a page as it stands on the screen; forms are no part of what is read.
_TOLD = f"""() => {{ {_HELPERS}
    const told = '.crt-table td, .crt-table caption, .crt-figures span, .crt-cells li *, .crt-lines p, .crt-reasons li,'
        + '.crt-kinds li *, .crt-weeks p, .crt-heard p, .stMain h1, .stMain h2, .stMain h3, .crt-place-no,'
        + '[class*="st-key-place_"] [data-testid=stPageLink] p';
    return [...document.querySelectorAll(told)]
        .filter(each => isShown(each) && !each.closest('[data-testid=stForm], [class*=st-key-map_]'))
        .map(each => each.innerText).filter(words => words.trim());
}}"""
_ON_PAPER = f"""() => {{ {_HELPERS}
    const found = {{pressable: [], coloured: [], cut: [], n: 0}};
    const name = each => each.outerHTML.slice(0, 120);
    for (const each of document.querySelectorAll('.stApp *')) {{
        if (!isShown(each)) continue;
        // What is chosen to be looked at stands there as words.
        if (each.matches('button, iframe, textarea, input') && !each.closest('[data-testid=stSelectbox]'))
            found.pressable.push(name(each));
        if (!hasWords(each)) continue;
        found.n += 1;
        if (getComputedStyle(each).color !== 'rgb(0, 0, 0)') found.coloured.push(name(each));
        const box = each.getBoundingClientRect();
        if (box.left < -1 || box.right > window.innerWidth + 1) found.cut.push(name(each));
        for (let at = each; at; at = at.parentElement) {{
            const style = getComputedStyle(at), frame = at.getBoundingClientRect();
            const ground = style.backgroundColor;
            if (!['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(ground)) found.coloured.push(name(at));
            // A screen's height is no sheet's: Chromium lays the scrolled part of a page out whole on paper.
            if (at.matches('.stMain, .stApp, .stApp *:has(.stMain)')) break;
            if (style.overflowX !== 'visible' && (box.left < frame.left - 1 || box.right > frame.right + 1))
                found.cut.push(name(each));
            if (style.overflowY !== 'visible' && (box.top < frame.top - 1 || box.bottom > frame.bottom + 1))
                found.cut.push(name(each));
        }}
    }}
    return found;
}}"""


def _letters(text: str) -> str:
    """Return text without spaces, each sign as it is typed: a font draws two letters as one, a minus as a dash."""
    return squeezed(unicodedata.normalize("NFKC", text)).replace("\u2060", "")


@pytest.mark.slow
@pytest.mark.parametrize("address", PRINTED, ids=lambda address: address.partition("?")[0] or "huddle")
def test_a_printed_page_is_black_on_white_whole_without_controls_and_has_the_numbers_of_the_screen(
    desktop: Visit, served: Served, address: str
) -> None:
    page = desktop.page
    go(page, f"{served.address}/{address}")
    told: list[str] = page.evaluate(_TOLD)

    paper = page.pdf(prefer_css_page_size=True, format="Letter")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": _SHEET_PX, "height": 1000})
    seen: dict[str, Any] = page.evaluate(_ON_PAPER)

    assert seen["n"] > len(PRINTED)
    assert (seen["pressable"], seen["coloured"], seen["cut"]) == ([], [], [])
    words = _letters(words_of(paper))
    marks = PRINTED[address]
    assert [mark for mark in marks if _letters(mark) not in words] == []
    assert len(told) > len(marks)
    assert [each for each in told if _letters(each) not in words] == []
    assert n_pages(paper) < 20


@pytest.mark.slow
def test_a_fold_that_is_open_is_printed_and_what_is_said_of_a_map_that_is_not_stays_away(
    desktop: Visit, served: Served
) -> None:
    page = desktop.page
    go(page, f"{served.address}/location?location={location_id(4)}")
    fold = page.get_by_text("All that the map shows, as a list")
    shut = _letters(words_of(page.pdf(prefer_css_page_size=True, format="Letter")))
    fold.click()
    table = page.locator("details[open] table").filter(has_text="Incidents in 7 days")
    told = table.locator("td").all_inner_texts()

    paper = _letters(words_of(page.pdf(prefer_css_page_size=True, format="Letter")))

    assert len(told) > len(PRINTED)
    assert [each for each in told if _letters(each) not in paper] == []
    assert _letters("The places in the order of their numbers") in paper
    assert _letters("The places in the order of their numbers") not in shut
    assert _letters("Square: this place") not in paper

"""The path of help on a phone, by keyboard alone: a day is chosen, and the figures of that day stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import choose_by_keyboard, go

if TYPE_CHECKING:
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.slow
def test_a_day_is_chosen_by_keyboard_and_nothing_lies_beside_the_screen(phone: Visit, served: Served) -> None:
    page = phone.page
    go(page, f"{served.address}/path_of_help")
    rides = page.locator("table", has_text="Transport by provider")
    expect(rides).to_contain_text("A van of the City")

    # Nothing was given on the newest day.
    choose_by_keyboard(page, "Which day", "Mon 13 May")

    expect(page.get_by_text("Transport: nothing was written down for these days.")).to_be_visible()
    expect(rides).to_have_count(0)
    assert page.evaluate(SIDEWAYS) <= 0

"""The path of help on a phone, by keyboard alone: earlier days are opened, and all of it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import go, press_by_keyboard

if TYPE_CHECKING:
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.slow
def test_earlier_days_are_opened_by_keyboard_and_nothing_lies_sideways(phone: Visit, served: Served) -> None:
    page = phone.page
    go(page, f"{served.address}/path_of_help")
    expect(page.locator("table", has_text="Transport by provider")).to_contain_text("A van of the City")

    press_by_keyboard(page, "Show earlier days", tag="input", key="Space")

    expect(page.locator("table", has_text="days to each morning")).to_be_visible()
    assert page.evaluate(SIDEWAYS) <= 0

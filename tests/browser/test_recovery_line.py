from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from tests.support.browsing import go, tab_to

if TYPE_CHECKING:
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit


@pytest.mark.slow
def test_on_a_phone_911_and_the_answer_stand_first_and_the_keyboard_opens_what_the_numbers_mean(
    phone: Visit, served: Served
) -> None:
    page = phone.page
    go(page, f"{served.address}/recovery_line")

    emergency = page.get_by_text("call 911").bounding_box()
    answer = page.get_by_text("No: 340 of 400 calls").bounding_box()
    assert emergency is not None
    assert answer is not None
    assert emergency["y"] < answer["y"] < 844
    folds = page.locator(".st-key-recovery_line summary").all()
    assert len(folds) == 3
    assert all((box := fold.bounding_box()) is not None and box["height"] >= 44 for fold in folds)

    at = tab_to(page, "What the numbers of calls mean")
    assert at["outline"] >= 2
    page.keyboard.press("Enter")

    meaning = page.get_by_text("Calls of the lookback, by when they were called")
    meaning.first.wait_for()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0
    assert phone.errors == []
    assert phone.outside_requests == []

"""The ordinance checklist on a phone, by touch and by keyboard alone, from the report to a tag in the register."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.huddle.events import EventKind
from tests.support.browsing import choose, choose_by_keyboard, go, opened_page, press, press_by_keyboard, settle, tab_to
from tests.support.kept_record import book_of
from tests.support.recorded_operations import record_operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

NO_RULING = "It gives no legal ruling"


@pytest.fixture
def touched(chromium: Browser) -> Iterator[Page]:
    """A phone of 390 by 844 that has no mouse: what is pressed is touched."""
    with (
        chromium.new_context(has_touch=True, is_mobile=True) as window,
        opened_page(window, width=390, height=844) as visit,
    ):
        yield visit.page


def _open(page: Page, served: Served, path: str) -> None:
    go(page, f"{served.address}/{path}")


def _touch(page: Page, button: str) -> None:
    press(page.get_by_role("button", name=button, exact=True))


def _sideways(page: Page) -> int:
    return int(page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth"))


def _low_targets(page: Page) -> dict[str, float]:
    targets = page.locator(
        ".st-key-ordinance button:visible:not([aria-haspopup=listbox]), .st-key-ordinance summary:visible, "
        ".st-key-ordinance a:visible, .st-key-ordinance [data-testid=stCheckbox] label, "
        ".st-key-ordinance [data-testid=stRadio] [role=radiogroup] label"
    )
    boxes = {target.inner_text(): target.bounding_box() for target in targets.all()}
    assert len(boxes) > 3
    return {words: box["height"] for words, box in boxes.items() if box and box["height"] < 44}


def test_on_a_phone_an_operation_goes_from_the_report_to_the_notice_and_its_clock_counts(
    touched: Page, served_afresh: Served
) -> None:
    page = touched
    _open(page, served_afresh, "ordinance")
    choose(page, "For which agency", "Street outreach")
    press(page.get_by_text("New operation at a place"))
    choose(page, "Place", "Mill Square")
    _touch(page, "Report it")
    page.get_by_role("heading", level=1, name="Mill Square").wait_for()
    _touch(page, "Assess the place")
    press(page.get_by_text("People are staying there"))
    assert _low_targets(page) == {}
    _touch(page, "Record: assessed")
    _touch(page, "Look at the shelter list")
    press(page.get_by_text("Yes", exact=True))
    choose(page, "own stamp: day", "today")
    press(page.get_by_role("spinbutton").filter(visible=True).nth(2))
    page.keyboard.type("0000")
    _touch(page, "Record: shelter list looked at")
    _touch(page, "Make an offer")
    for words in ("A shelter place", "Transport there", "Storage of belongings"):
        press(page.get_by_text(words, exact=True))
    _touch(page, "Record: offer made")
    _touch(page, "Record the answers")
    press(page.get_by_text("Nobody was there", exact=True))
    _touch(page, "Record: answers to the offer")
    _touch(page, "Post a notice")
    press(page.get_by_text("Unattended property (24 h)"))
    _touch(page, "Record: notice posted")

    page.get_by_text("Clock runs").wait_for()
    left = page.locator(".crt-clock").inner_text()
    assert left.startswith(("23 h 5", "24 h 00"))
    expect(page.get_by_text(NO_RULING)).to_be_visible()
    expect(page.get_by_role("button", name="Record the removal")).to_have_count(0)
    assert _sideways(page) <= 0
    assert _low_targets(page) == {}
    (operation,) = book_of(served_afresh.paths).operations.values()
    assert [step.kind for step in operation.steps][-1] == EventKind.OPERATION_NOTICE_POSTED


@pytest.mark.slow
def test_the_clock_counts_by_itself_and_opens_the_gate_when_it_ends(phone: Visit, served_afresh: Served) -> None:
    page = phone.page
    # The first page of a new server may take as long as the clock has left.
    _open(page, served_afresh, "ordinance")
    now_at = datetime.now(UTC)
    ends_soon = now_at - timedelta(hours=24) + timedelta(seconds=150)
    list_at = (now_at - timedelta(hours=25)).isoformat()
    record_operation(served_afresh.paths, "ends-soon", begun_at=ends_soon, list_at=list_at)
    _open(page, served_afresh, "ordinance?operation=operation:ends-soon")

    assert page.locator(".crt-clock").inner_text() in {"0 h 02 min left", "0 h 01 min left", "less than a minute left"}
    page.get_by_text("less than a minute left").wait_for(timeout=150_000)
    page.get_by_text("✓ Clock has ended").wait_for(timeout=120_000)
    page.get_by_text("Closed: 1 of 5 conditions missing").wait_for()


@pytest.mark.slow
def test_by_keyboard_alone_a_removal_past_the_gate_takes_an_override_and_a_tag_is_entered(
    phone: Visit, served_afresh: Served
) -> None:
    operation_id = record_operation(served_afresh.paths)
    page = phone.page
    _open(page, served_afresh, "ordinance")
    choose_by_keyboard(page, "For which agency", "Public Works")
    press_by_keyboard(page, "Mill Square", tag="a")
    page.get_by_role("heading", level=1, name="Mill Square").wait_for()
    # A link within a page is in the address too: what is pressed next is about the same operation.
    page.wait_for_url("**/ordinance?operation=*")
    settle(page)

    press_by_keyboard(page, "Record an override")
    tab_to(page, "Name and office")
    page.keyboard.type("A. Example, Deputy")
    tab_to(page, "Reason")
    page.keyboard.type("The exit is blocked")
    press_by_keyboard(page, "Record: override")
    press_by_keyboard(page, "Record the removal")
    press_by_keyboard(page, "Record: removal")
    page.get_by_text("past the gate, by override of").wait_for()
    press_by_keyboard(page, "Store property under a tag", tag="summary")
    tab_to(page, "Tag")
    page.keyboard.type("bos 123")
    for label, words in (("What it is", "Tent"), ("Where it is stored", "City storage")):
        choose_by_keyboard(page, label, words)
    press_by_keyboard(page, "Enter the tag")

    page.locator(".crt-table").get_by_text("BOS-123").wait_for()
    book = book_of(served_afresh.paths)
    assert [step.kind for step in book.operations[operation_id].steps][-2:] == [
        EventKind.OPERATION_OVERRIDDEN,
        EventKind.OPERATION_REMOVAL,
    ]
    assert list(book.stored_property) == ["property:BOS-123"]
    assert phone.errors == []
    assert phone.outside_requests == []

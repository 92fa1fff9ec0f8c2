"""An outreach worker logs a contact: on a phone by touch, by keyboard alone, and where the connection goes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from tests.support.browsing import (
    choose,
    focused,
    go,
    opened_page,
    press,
    press_by_keyboard,
    serious_violations,
    settle,
    tab_to,
    unfold_everything,
    wait_until,
)
from tests.support.kept_record import book_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, WebSocketRoute

    from dashboard.huddle.contacts import Contact, ToldContact
    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

MOST_TAPS = 8
THUMB_PX = 44
NOT_RECORDED = "The last press was not recorded"
# Of the made-up town: ten metres from the first place, and a few streets from all.
AT_MILL, AWAY = {"longitude": -71.0746, "latitude": 42.3382}, {"longitude": -71.0601, "latitude": 42.3551}


class Wire:
    """The page's way to the server, which a test can cut, or make swallow what one side says."""

    def __init__(self, page: Page) -> None:
        self.is_cut = self.swallows_presses = self.swallows_answers = False
        self._open: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, at_page: WebSocketRoute) -> None:
        if self.is_cut:
            at_page.close(code=3001)
            return
        at_server = at_page.connect_to_server()
        at_page.on_message(lambda message: None if self.swallows_presses else at_server.send(message))
        at_server.on_message(lambda message: None if self.swallows_answers else at_page.send(message))
        self._open.append((at_page, at_server))

    def cut(self) -> None:
        self.is_cut = True
        for at_page, at_server in self._open:
            at_server.close(code=3001)
            at_page.close(code=3001)
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = self.swallows_presses = self.swallows_answers = False


@contextmanager
def touched_phone(chromium: Browser, *, position: dict[str, float] | None = None) -> Iterator[Visit]:
    """Open a phone of 390 px that is touched, and that knows where it is and tells the page, where asked for."""
    where = {"geolocation": {**position, "accuracy": 12}, "permissions": ["geolocation"]} if position else {}
    with (
        chromium.new_context(has_touch=True, is_mobile=True, **where) as window,  # type: ignore[arg-type]
        opened_page(window, width=390, height=844) as visit,
    ):
        yield visit


def open_as_outreach(page: Page, served: Served, path: str = "outreach") -> None:
    go(page, f"{served.address}/{path}")
    choose(page, "Seen as", "Outreach supervisor", exact=True)


def contacts(served: Served) -> list[Contact]:
    return list(book_of(served.paths).contacts.values())


def told(served: Served) -> ToldContact:
    (contact,) = contacts(served)
    assert contact.told is not None
    return contact.told


def choice(page: Page, group: str, answer: str) -> Locator:
    return page.get_by_role("radiogroup", name=group).get_by_role("radio", name=answer, exact=True)


def test_a_usual_contact_is_logged_by_touch_in_eight_taps_at_most_and_its_writer_sees_it(
    chromium: Browser, served_afresh: Served
) -> None:
    n_taps = 0

    def tap(target: Locator) -> None:
        nonlocal n_taps
        press(target)
        n_taps += 1

    with touched_phone(chromium) as visit:
        page = visit.page
        open_as_outreach(page, served_afresh, path="")
        # Streamlit leaves the menu open over the page: closing it is a tap too.
        tap(page.get_by_test_id("stExpandSidebarButton"))
        tap(page.get_by_role("link", name="Outreach", exact=True))
        tap(page.get_by_test_id("stSidebarCollapseButton").get_by_role("button"))
        tap(choice(page, "Where", "1 · Mill Square"))
        tap(choice(page, "Shelter offer", "Declined today"))
        tap(choice(page, "Reason for declining today, as they said it", "Pet"))
        tap(choice(page, "Naloxone, doses given", "1"))
        tap(page.get_by_role("button", name="Record the contact"))
        page.locator("[class*=st-key-contact_own_]").get_by_text("Mill Square").wait_for()
        assert n_taps <= MOST_TAPS
        assert page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0
        targets = page.locator(".st-key-contacts :is(button, summary):visible")
        small = [
            target.inner_text()
            for target in targets.all()
            if (box := target.bounding_box()) and box["height"] < THUMB_PX and "stNumberInput" not in _testid(target)
        ]
        assert small == []
        assert visit.errors == []
        assert visit.outside_requests == []

    logged = told(served_afresh)
    assert (logged.place.words, logged.lead, logged.decline_reason) == ("Mill Square", "outreach", "pet")
    assert (dict(logged.offers), logged.n_naloxone_doses) == ({"shelter": "declined"}, 1)


def _testid(target: Locator) -> str:
    return target.get_attribute("data-testid") or ""


@pytest.mark.slow
def test_by_keyboard_alone_a_contact_is_logged_corrected_and_withdrawn(desktop: Visit, served_afresh: Served) -> None:
    page = desktop.page
    open_as_outreach(page, served_afresh)
    page.get_by_role("heading", level=1).click()

    press_by_keyboard(page, "1 · Mill Square", tag="", key="Space")
    press_by_keyboard(page, "Record the contact")
    page.locator("[class*=st-key-contact_own_]").get_by_text("Mill Square").wait_for()
    assert told(served_afresh).place.words == "Mill Square"

    press_by_keyboard(page, "Correct")
    page.get_by_role("heading", name="Correct a contact").wait_for()
    page.get_by_role("heading", level=1).click()
    press_by_keyboard(page, "Accepted", tag="", key="Space")
    press_by_keyboard(page, "Record the correction")
    expect(page.get_by_role("heading", name="Correct a contact")).to_have_count(0)
    assert dict(told(served_afresh).offers) == {"shelter": "accepted"}
    assert serious_violations(page) == []

    for button in ("Withdraw", "Withdraw it"):
        tab_to(page, button, tag="button")
        at = focused(page)
        assert at is not None
        assert at["outline"] >= 2
        page.keyboard.press("Enter")
        settle(page)
    assert [contact.told for contact in contacts(served_afresh)] == [None]
    assert desktop.errors == []


@pytest.mark.slow
def test_the_phones_position_becomes_a_known_place_or_a_square_and_stands_in_no_address(
    chromium: Browser, served_afresh: Served
) -> None:
    with touched_phone(chromium, position=AT_MILL) as visit:
        page = visit.page
        open_as_outreach(page, served_afresh)
        for position, said, entry in (
            (AT_MILL, "That is at 1 · Mill Square. Nothing finer is kept.", "Mill Square"),
            (AWAY, "kept is a square of 100 by 100 m, not the point.", "m from Schoolhouse Triangle"),
        ):
            page.context.set_geolocation({**position, "accuracy": 12})
            press(page.get_by_role("button", name="Use this phone's position"), until=page.get_by_text(said))
            press(page.get_by_role("button", name="Record the contact"))
            page.locator("[class*=st-key-contact_own_]").get_by_text(entry).wait_for()
            settle(page)
        page.context.set_geolocation({**AWAY, "accuracy": 800})
        position = page.get_by_role("button", name="Use this phone's position")
        press(position, until=page.get_by_text("knows its position only to about 800 m"))
        page.context.set_geolocation({"longitude": -70.5, "latitude": 41.9, "accuracy": 12})
        press(position, until=page.get_by_text("outside the city"))
        assert page.url == f"{served_afresh.address}/outreach"

    for contact, position in zip(contacts(served_afresh), (AT_MILL, AWAY), strict=True):
        assert contact.told is not None
        place = contact.told.place
        assert place.lon is not None
        assert (place.lon, place.lat) != (position["longitude"], position["latitude"])


@pytest.mark.slow
def test_a_page_that_is_not_served_securely_says_why_it_knows_no_position_and_axe_finds_nothing_in_the_form(
    phone: Visit, served: Served
) -> None:
    phone.page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    open_as_outreach(phone.page, served)

    phone.page.get_by_text("docs/runbooks/tls.md").wait_for()
    assert phone.page.get_by_role("button", name="Use this phone's position").count() == 0
    unfold_everything(phone.page)
    press(choice(phone.page, "When", "Another time"))
    press(choice(phone.page, "Storage offer", "Declined today"))
    assert serious_violations(phone.page) == []
    assert phone.page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0


def begin_a_contact(page: Page, served: Served) -> Wire:
    wire = Wire(page)
    open_as_outreach(page, served)
    press(choice(page, "Where", "1 · Mill Square"))
    return wire


def test_without_a_connection_it_says_so_and_takes_no_press(phone: Visit, served_afresh: Served) -> None:
    page = phone.page
    wire = begin_a_contact(page, served_afresh)
    wire.cut()

    page.get_by_text("No connection: nothing is recorded, nothing is kept").wait_for()
    page.get_by_role("button", name="Record the contact").click(force=True)
    wire.mend()
    page.get_by_text("Connected again. Nothing was sent meanwhile.").wait_for()
    settle(page)

    assert contacts(served_afresh) == []
    expect(choice(page, "Where", "1 · Mill Square")).to_be_checked()
    press(page.get_by_role("button", name="Record the contact"))
    page.locator("[class*=st-key-contact_own_]").get_by_text("Mill Square").wait_for()
    assert len(contacts(served_afresh)) == 1


@pytest.mark.slow
def test_a_connection_that_is_dead_and_not_broken_is_noticed_and_takes_no_press(
    phone: Visit, served_afresh: Served
) -> None:
    """As where a phone leaves its network: the browser itself hears of it minutes later."""
    page = phone.page
    begin_a_contact(page, served_afresh)
    page.route("**/_stcore/health", lambda route: route.abort())
    page.get_by_text("No connection: nothing is recorded, nothing is kept").wait_for()
    record = page.get_by_role("button", name="Record the contact")
    assert record.is_enabled()
    record.click()
    record.press("Enter")
    page.unroute("**/_stcore/health")
    page.get_by_text("Connected again. Nothing was sent meanwhile.").wait_for()
    settle(page)

    assert contacts(served_afresh) == []


@pytest.mark.slow
def test_a_press_that_never_arrived_is_told_and_pressed_again_is_recorded_once(
    phone: Visit, served_afresh: Served
) -> None:
    page = phone.page
    wire = begin_a_contact(page, served_afresh)
    wire.swallows_presses = True
    page.get_by_role("button", name="Record the contact").click()
    wire.cut()
    page.get_by_text("No connection").wait_for()
    wire.mend()

    page.get_by_text(NOT_RECORDED).wait_for()
    assert contacts(served_afresh) == []
    press(page.get_by_role("button", name="Record the contact"))
    page.locator("[class*=st-key-contact_own_]").get_by_text("Mill Square").wait_for()
    assert len(contacts(served_afresh)) == 1


@pytest.mark.slow
def test_a_press_that_arrived_without_an_answer_is_told_as_recorded(phone: Visit, served_afresh: Served) -> None:
    page = phone.page
    wire = begin_a_contact(page, served_afresh)
    wire.swallows_answers = True
    page.get_by_role("button", name="Record the contact").click()
    wait_until(page, lambda: len(contacts(served_afresh)) == 1)
    wire.cut()
    page.get_by_text("No connection").wait_for()
    wire.mend()

    page.get_by_text("The last press was recorded").wait_for()
    assert len(contacts(served_afresh)) == 1
    page.locator("[class*=st-key-contact_own_]").get_by_text("Mill Square").wait_for()

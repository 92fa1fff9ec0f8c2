"""A browser back from sleep shows the present part, keeps its role and its typing, and records nothing twice.

A sleeping browser is one whose connection is gone and that is refused a new one, for as long as it sleeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.huddle import meetings
from dashboard.huddle.events import OnScreen
from dashboard.state import now_at
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.browsing import choose, go, opened_page, press
from tests.support.kept_record import book_of
from tests.support.published_build import AS_OF_DATE

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

    from dashboard.huddle.events import EventDraft
    from pipelines.settings import Paths
    from tests.browser.conftest import Served

pytestmark = pytest.mark.slow

CHAIR = OnScreen(huddle_date=AS_OF_DATE, build_id="full", role_code="chair")
WORDS = "A second truck at the square"


class Connection:
    """The page's way to the server, which a test can cut and open again."""

    def __init__(self, page: Page) -> None:
        self.is_asleep = False
        self._open: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, at_page: WebSocketRoute) -> None:
        if self.is_asleep:
            at_page.close(code=3001)
            return
        self._open.append((at_page, at_page.connect_to_server()))

    def fall_asleep(self) -> None:
        self.is_asleep = True
        for at_page, at_server in self._open:
            at_server.close(code=3001)
            at_page.close(code=3001)
        self._open.clear()

    def wake(self) -> None:
        self.is_asleep = False


def record(paths: Paths, *drafts: EventDraft) -> None:
    store = OperationsStore(operations_url(paths, {}))
    for number, draft in enumerate(drafts):
        store.append(draft, event_id=f"{draft.kind}-{number}", recorded_at=now_at())
    store.close()


def asks(paths: Paths) -> list[str]:
    return [ask.what for ask in book_of(paths).asks.values()]


def begin_an_ask(page: Page, address: str) -> Connection:
    """Open the huddle as Recovery Services, and fill in an ask without recording it."""
    connection = Connection(page)
    go(page, address)
    choose(page, "Seen as", "Recovery Services", exact=True)
    needed = page.get_by_label("What is needed")
    press(page.get_by_text("Ask another agency for something"), until=needed)
    needed.fill(WORDS)
    choose(page, "Who asks", "BPHC Recovery Services", exact=True)
    choose(page, "Whom", "Public Works (sanitation)", exact=True)
    return connection


def led_to_part_3() -> list[EventDraft]:
    return [meetings.start_draft(CHAIR), *(meetings.step_draft(part_no=number, on_screen=CHAIR) for number in (2, 3))]


def test_a_phone_back_after_an_hour_shows_the_present_part_and_records_once_what_it_had_begun(
    window, served_afresh: Served
) -> None:
    paths = served_afresh.paths
    with opened_page(window, width=390, height=844) as visit:
        page = visit.page
        connection = begin_an_ask(page, served_afresh.address)
        connection.fall_asleep()
        record(paths, *led_to_part_3())
        connection.wake()

        page.get_by_text("Part 3 of 7").wait_for()
        expect(page.get_by_label("What is needed")).to_have_value(WORDS)
        press(page.get_by_role("button", name="Record the ask"))
        page.get_by_text(f"asks Public Works (sanitation): {WORDS}").first.wait_for()

    assert asks(paths) == [WORDS]


def test_a_screen_that_the_server_has_forgotten_comes_back_in_its_role_at_the_present_part(
    window, served_forgetful: Served
) -> None:
    with opened_page(window, width=390, height=844) as visit:
        page = visit.page
        connection = begin_an_ask(page, served_forgetful.address)
        connection.fall_asleep()
        record(served_forgetful.paths, *led_to_part_3())
        connection.wake()

        page.get_by_text("Part 3 of 7").wait_for()
        expect(page.get_by_role("combobox", name="Seen as", exact=True)).to_have_value("Recovery Services")

    assert asks(served_forgetful.paths) == []

"""The running huddle on several real screens at once: the chair leads, the wall and a phone follow by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.browsing import choose, go, opened_page, press, serious_violations

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.browser.conftest import Served

WALL_HEIGHT_PX, PHONE_WIDTH_PX = 1080, 390
# What five metres ask for: a twentieth of the screen.
LEAST_SHARE_OF_HEIGHT = 0.05
_SIZES = """() => [...document.querySelectorAll('.crt-wall h1, .crt-wall > ul > li, .crt-wall > p')]
    .map(each => parseFloat(getComputedStyle(each).fontSize))"""

# The way past the head that Streamlit lays on every page is there for the keyboard alone, a pixel wide.
_PRESSABLE = ":is(button, a[href]:not([data-testid=stSkipToContent]), input):visible"
_BOTTOM = "() => document.querySelector('.crt-wall').getBoundingClientRect().bottom"


def test_the_wall_and_a_phone_follow_the_chair_by_themselves(window: BrowserContext, served_afresh: Served) -> None:
    address = served_afresh.address
    with (
        opened_page(window, width=1280, height=800) as chair_visit,
        opened_page(window, width=1920, height=WALL_HEIGHT_PX) as wall_visit,
        opened_page(window, width=PHONE_WIDTH_PX, height=844) as phone_visit,
    ):
        chair, wall, phone = (visit.page for visit in (chair_visit, wall_visit, phone_visit))
        # How long each step takes is not what is judged here; two seconds are measured in docs/performance.md.
        go(chair, address)
        wall.goto(f"{address}/?view=wall")
        go(phone, address)
        wall.get_by_text("The huddle has not started").wait_for()
        choose(chair, "Seen as", "Chair of the huddle")
        press(chair.get_by_role("button", name="Start the huddle"))
        wall.get_by_role("heading", name="1 · Data health").wait_for()
        phone.get_by_text("Part 1 of 7").wait_for()

        for number, title in ((2, "Safety overnight"), (3, "Carried-over actions")):
            press(chair.get_by_role("button", name=f"{title} ▶"))
            wall.get_by_role("heading", name=f"{number} · {title}").wait_for()
            phone.get_by_text(f"Part {number} of 7").wait_for()

        assert min(wall.evaluate(_SIZES)) >= LEAST_SHARE_OF_HEIGHT * WALL_HEIGHT_PX
        assert wall.evaluate(_BOTTOM) <= WALL_HEIGHT_PX
        assert wall.locator(_PRESSABLE).count() == 0
        assert serious_violations(wall) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH_PX
        assert [*chair_visit.errors, *wall_visit.errors, *phone_visit.errors] == []
        assert [*chair_visit.outside_requests, *wall_visit.outside_requests, *phone_visit.outside_requests] == []

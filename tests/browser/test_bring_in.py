"""Bringing in a log on a phone: by touch, and by keyboard alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from dashboard.stores.inbox import waiting_logs
from tests.pipelines.readers.files import contact_line, outreach_file
from tests.support.browsing import (
    choose,
    choose_by_keyboard,
    go,
    press,
    press_by_keyboard,
    serious_violations,
    settle,
    tab_to,
)
from tests.support.workbooks import log_cells, log_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

HOSTILE = '<img src=x onerror="alert(1)">'
LOG = outreach_file(
    [
        contact_line(1, place_text="780 Albany St"),
        contact_line(2, place_text="12 Everett St"),
        contact_line(3, place_text=HOSTILE, lead="somebody"),
    ]
)


def _open(visit: Visit, served: Served) -> Page:
    shutil.rmtree(served.paths.inbox_dir, ignore_errors=True)
    page = visit.page
    go(page, f"{served.address}/bring_in")
    page.get_by_text("This role brings in no logs").wait_for()
    choose(page, "Seen as", "Outreach supervisor")
    page.get_by_text("Choose the day's log").wait_for()
    return page


def _hand_in(page: Page, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("heading", name="Row by row").wait_for()
    settle(page)


def test_on_a_phone_a_log_is_read_mended_and_confirmed_and_nothing_in_it_runs(
    phone: Visit, served_afresh: Served, tmp_path: Path
) -> None:
    page = _open(phone, served_afresh)
    _hand_in(page, tmp_path / f"{HOSTILE[:10]} =cmd.csv", LOG)

    assert page.evaluate("document.querySelector('.stMain').scrollWidth - window.innerWidth") <= 0
    assert serious_violations(page) == []
    assert page.locator("img[src=x]").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the 1 row set aside").click()
    rejects = download.value.path().read_text(encoding="utf-8-sig")
    assert rejects.splitlines()[1].startswith('"4","lead holds a word that is not allowed')

    choose(page, "Mend a row of this page", "Line 3:")
    press(page.get_by_text("12 Everett St, Dorchester"))
    press(page.get_by_role("button", name="Read this row again"), until=page.get_by_text("At its coordinates, 42."))
    settle(page)
    assert waiting_logs(served_afresh.paths) == []
    targets = page.locator(
        # A chooser's small arrow and a file's own signs lie within what can be pressed round them.
        ".st-key-bring_in [data-testid=stButton] button, .st-key-bring_in [data-testid=stRadio] label, "
        ".st-key-bring_in [data-testid=stDownloadButton] button"
    )
    heights = {target.inner_text(): target.bounding_box() for target in targets.all()}
    assert len(heights) >= 6
    assert {words: box["height"] for words, box in heights.items() if box and box["height"] < 44} == {}
    press(page.get_by_role("button", name="Confirm: bring in 2 rows"))

    page.get_by_text("wait for the next build and enter with it").wait_for()
    (log,) = waiting_logs(served_afresh.paths)
    assert (log.n_read, log.n_mended, log.log.count(b"\n")) == (3, 1, 3)
    assert phone.errors == []
    assert phone.outside_requests == []


@pytest.mark.slow
def test_by_keyboard_alone_a_workbook_is_brought_in(desktop: Visit, served_afresh: Served, tmp_path: Path) -> None:
    page = _open(desktop, served_afresh)
    # The chooser of files belongs to the machine; what leads to it is reached and pressed by key.
    file = tmp_path / "log.xlsx"
    file.write_bytes(log_workbook(log_cells(place_text="780 Albany St"), log_cells(contact_id="C-2", lead="nobody")))
    page.locator("h1").click()
    with page.expect_file_chooser() as chooser:
        tab_to(page, "Upload")
        page.keyboard.press("Enter")
    chooser.value.set_files(file)
    page.get_by_role("heading", name="Row by row").wait_for()
    settle(page)

    press_by_keyboard(page, "Show these rows on a map", tag="input", key="Space")
    expect(page.frame_locator("iframe").first.locator(".crt-number")).to_have_text(["1"])
    choose_by_keyboard(page, "Mend a row of this page", "Line 3")
    page.get_by_role("button", name="Read this row again").wait_for()
    choose_by_keyboard(page, "Lead", "outreach")
    press_by_keyboard(page, "Read this row again")
    page.get_by_role("button", name="Confirm: bring in 2 rows").wait_for()
    press_by_keyboard(page, "Confirm: bring in 2 rows")

    page.get_by_text("wait for the next build and enter with it").wait_for()
    assert [log.n_mended for log in waiting_logs(served_afresh.paths)] == [1]

"""axe finds nothing serious in any state of the build; pages as they come are looked at in `test_every_page.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")

from tests.support.browsing import go, pages_of_the_navigation, serious_violations, settle
from tests.support.published_build import write_published_build

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served
    from tests.support.browsing import Visit

PAGES = pages_of_the_navigation()
# What stands on every page alike is looked at on one of them every time, on the others in the long runs.
# These tell nothing of a build (tests/browser/test_sign_in.py and test_every_role.py look at them).
OF_A_BUILD = [path for path in PAGES if path not in ("access_log", "roles")]
FIRST_AND_OTHERS = [OF_A_BUILD[0], *(pytest.param(path, marks=pytest.mark.slow) for path in OF_A_BUILD[1:])]
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}


def _open(visit: Visit, served: Served, path: str) -> Page:
    go(visit.page, f"{served.address}/{path}")
    return visit.page


def _found_at_both_widths(page: Page) -> list[str]:
    found = serious_violations(page)
    page.set_viewport_size(NARROW)
    settle(page)
    found += serious_violations(page)
    page.set_viewport_size(WIDE)
    return found


def test_axe_finds_nothing_serious_where_the_role_is_chosen(desktop: Visit, served: Served) -> None:
    page = _open(desktop, served, "")
    page.get_by_role("combobox", name="Seen as").click()
    page.get_by_role("option", name="District officer").wait_for()

    assert serious_violations(page) == []
    assert page.get_by_role("option", name="District officer").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("path", FIRST_AND_OTHERS, ids=lambda path: path or "huddle")
def test_axe_finds_nothing_serious_under_the_banner_of_a_failed_build(
    desktop: Visit, served_in_any_state: Served, path: str
) -> None:
    write_published_build(served_in_any_state.paths.data_dir, state="failing")
    page = _open(desktop, served_in_any_state, path)
    page.get_by_text("▲ Build failed.").wait_for()

    assert _found_at_both_widths(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", FIRST_AND_OTHERS, ids=lambda path: path or "huddle")
def test_axe_finds_nothing_serious_where_there_is_no_build(
    desktop: Visit, served_in_any_state: Served, path: str
) -> None:
    for file in (served_in_any_state.paths.manifest_file, served_in_any_state.paths.last_attempt_file):
        file.unlink(missing_ok=True)
    page = _open(desktop, served_in_any_state, path)
    page.get_by_text("There is no published build yet").wait_for()

    assert _found_at_both_widths(page) == []


def test_axe_itself_would_find_a_page_that_is_wrong(desktop: Visit) -> None:
    desktop.page.set_content(
        "<html lang=en><title>t</title><p style='color:#aaa;background:#fff'>pale words</p></html>"
    )

    assert ["color-contrast" in found for found in serious_violations(desktop.page)] == [True]

"""axe finds nothing serious on any page that any role opens.

One screen for each set of rights (two roles with the same rights see the same): it chooses the role once and goes from
page to page as a person does, without loading anew. The role that every screen begins with is looked at in
`test_every_page.py`, unfolded and on a phone too.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; enable with: make setup")
from playwright.sync_api import expect

from pipelines.settings import PROJECT_ROOT
from tests.support.browsing import choose, go, opened_page, pages_of_the_navigation, press, serious_violations

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import Served


def _reference(table: str) -> list[dict[str, str]]:
    with (PROJECT_ROOT / "data" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


PAGES = pages_of_the_navigation(is_listed=True)[1:]
OPENED = {
    role["role_code"]: {row["page_code"] for row in _reference("role_pages") if row["role_code"] == role["role_code"]}
    for role in _reference("roles")
}


def _roles_to_look_as() -> list[dict[str, str]]:
    """Return a role for each set of rights and pages, but the default's, which is seen elsewhere, and the wall's."""
    seen, found = set(), []
    for role in sorted(_reference("roles"), key=lambda role: role["is_default"] != "1"):
        rights = [value for name, value in role.items() if name not in {"role_code", "role_name", "is_default"}]
        sees = (*rights, *sorted(OPENED[role["role_code"]] & set(PAGES)))
        if sees not in seen and OPENED[role["role_code"]] & set(PAGES):
            seen.add(sees)
            found.append(role)
    return found[1:]


# No page of the navigation's top row; its link stands where somebody needs it.
_LEADS_TO = {"bring_in": "data_health"}


@pytest.mark.slow
@pytest.mark.parametrize("role", _roles_to_look_as(), ids=lambda role: role["role_code"])
def test_axe_finds_nothing_serious_on_any_page_that_a_role_opens(
    window: BrowserContext, served: Served, role: dict[str, str]
) -> None:
    with opened_page(window, width=1280, height=800) as visit:
        page = visit.page
        go(page, served.address)
        choose(page, "Seen as", role["role_name"])
        found = {"huddle": serious_violations(page)}
        for path in [*PAGES, *_LEADS_TO]:
            if _opens(page, path):
                found[path] = serious_violations(page)

        expect(page.get_by_role("combobox", name="Seen as")).to_have_value(role["role_name"])
    assert {path: serious for path, serious in found.items() if serious} == {}
    assert OPENED[role["role_code"]] & set(PAGES) <= set(found)
    assert visit.errors == []
    assert visit.outside_requests == []


def _opens(page: Page, path: str) -> bool:
    """Go to a page by its link, and return whether this role has one."""
    if path in _LEADS_TO:
        _opens(page, _LEADS_TO[path])
    link = page.locator(f"[data-testid=stTopNavLink][href$='/{path}'], [data-testid=stPageLink] a[href$='/{path}']")
    if not link.count():
        return False
    press(link.first)
    expect(page).to_have_url(f"{page.url.partition('//')[0]}//{page.url.split('/')[2]}/{path}")
    return True

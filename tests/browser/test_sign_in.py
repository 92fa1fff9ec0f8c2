"""Signing in, for real: a provider on this machine, a browser, the cookie that the board signs, and who attacks it."""

from __future__ import annotations

import re
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from dashboard.huddle.role_grants import ON_THE_HOST, ended_draft
from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import OperationsStore
from pipelines.settings import HUDDLE_ZONE, operations_url
from tests.browser.conftest import _free_port
from tests.support.browsing import choose, go, press, serious_violations, settle
from tests.support.granted_roles import SECRET, give
from tests.support.published_build import location_id
from tests.support.real_sessions import USER_COOKIE, signed_value
from tests.support.signed_in import Board, certified_provider, made_board, mock_provider, person_with, served_board

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.support.browsing import Visit

PATIENCE_MS = 60_000
PLACE = "Mill Square"


@pytest.fixture(scope="module")
def mocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("mocked")
    paths = made_board(folder)
    with (
        mock_provider(_free_port(), folder / "provider.log") as metadata_url,
        served_board(paths, _free_port(), metadata_url) as board,
    ):
        yield board


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("certified")
    port = _free_port()
    with (
        certified_provider(
            _free_port(), folder / "provider.log", board_address=f"http://127.0.0.1:{port}"
        ) as metadata_url,
        served_board(made_board(folder), port, metadata_url) as board,
    ):
        yield board


@pytest.fixture
def fresh(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who was never here."""
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context


def is_asked_to_sign_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text(PLACE)).to_have_count(0)


def is_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=PATIENCE_MS)


def sign_in_as(page: Page, board: Board, person: str) -> None:
    """Go the whole way through the certified provider's own pages."""
    go(page, board.address)
    login = page.locator("input[name=login]")
    press(page.get_by_role("button", name="Sign in", exact=True), until=login)
    login.fill(person)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def go_to_data_health(page: Page) -> None:
    """Press a link of the navigation, unless the page's own next look has drawn it anew without any."""
    link = page.get_by_role("link", name="Data health", exact=True)
    settle(page)
    with suppress(PlaywrightTimeoutError):
        link.click(timeout=10_000)


def cookie_of(context: BrowserContext) -> dict[str, Any]:
    return next(dict(each) for each in context.cookies() if each["name"] == USER_COOKIE)


def signed_cookie(board: Board, person: str, *, at: datetime, **of: Any) -> dict[str, Any]:
    """Return a cookie as the board signs it, with whatever an attacker would like it to say, for a browser."""
    return {"name": USER_COOKIE, "value": signed_value(board.address, person, at=at, **of), "url": board.address}


def test_whoever_signs_in_sees_what_their_role_may_and_signing_out_ends_it(desktop: Visit, mocked: Board) -> None:
    page = desktop.page
    page.goto(f"{mocked.address}/location?location={location_id(1)}", timeout=PATIENCE_MS)
    is_asked_to_sign_in(page)

    who = page.locator("input[name=sub]")
    press(page.get_by_role("button", name="Sign in", exact=True), until=who)
    who.fill(person_with("leadership"))
    page.get_by_role("button", name="Authorize").click()
    is_in(page)
    expect(page.get_by_text(PLACE).first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("LOCAL — no sign-in")).to_have_count(0)

    ends = page.get_by_role("button", name="End session")
    press(page.get_by_role("button", name="Sign out"), until=ends)
    ends.click()
    is_asked_to_sign_in(page)
    assert desktop.errors == []


@pytest.mark.slow
def test_the_walls_account_sees_the_wall_and_nothing_else(fresh: BrowserContext, certified: Board) -> None:
    page = fresh.new_page()
    sign_in_as(page, certified, person_with("wall"))

    expect(page.locator(".crt-wall")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{certified.address}/data_health")
    expect(page.get_by_role("heading", name="Not for this role")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.slow
def test_an_address_without_a_role_and_one_that_nobody_checked_come_no_further(
    chromium: Browser, certified: Board
) -> None:
    for person, words in (
        ("stranger@boston.gov", "No role was given to you"),
        ("unchecked@boston.gov", "Sign in with"),
    ):
        with chromium.new_context() as context:
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            sign_in_as(page, certified, person)
            expect(page.get_by_text(words)).to_be_visible(timeout=PATIENCE_MS)
            expect(page.get_by_text(PLACE)).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["other_secret", "changed", "expired", "other_board", "not_json", "before_it_began"])
def test_a_forged_or_expired_cookie_lets_nobody_in(fresh: BrowserContext, certified: Board, kind: str) -> None:
    now, person = datetime.now(UTC), person_with("leadership")
    good = signed_cookie(certified, person, at=now)
    cookie = {
        "other_secret": signed_cookie(certified, person, at=now, secret="x" * 40),
        "changed": good | {"value": good["value"][:-6] + "AAAAAA"},
        "expired": signed_cookie(certified, person, at=now - timedelta(hours=13)),
        "other_board": signed_cookie(certified, person, at=now, origin="http://127.0.0.1:1"),
        "not_json": good | {"value": "e30.e30.e30"},
        "before_it_began": signed_cookie(certified, person, at=now + timedelta(hours=2)),
    }[kind]
    fresh.add_cookies([cookie])  # type: ignore[list-item]

    page = fresh.new_page()
    page.goto(certified.address)

    is_asked_to_sign_in(page)


@pytest.mark.slow
def test_a_cookie_made_like_that_would_let_somebody_in_if_it_were_right(
    fresh: BrowserContext, certified: Board
) -> None:
    """Else the test above could not fail."""
    fresh.add_cookies([signed_cookie(certified, person_with("leadership"), at=datetime.now(UTC))])  # type: ignore[list-item]
    page = fresh.new_page()
    page.goto(certified.address)

    is_in(page)


@pytest.mark.slow
def test_signing_out_ends_the_other_tab_and_a_copied_cookie_too(
    fresh: BrowserContext, chromium: Browser, certified: Board
) -> None:
    page, other_tab = fresh.new_page(), fresh.new_page()
    sign_in_as(page, certified, person_with("leadership"))
    is_in(page)
    cookie = cookie_of(fresh)
    other_tab.goto(f"{certified.address}/past_mornings")
    is_in(other_tab)

    yes = page.get_by_role("button", name=re.compile("Yes, sign me out"))
    press(page.get_by_role("button", name="Sign out"), until=yes)
    yes.click()
    is_asked_to_sign_in(page)

    go_to_data_health(other_tab)
    is_asked_to_sign_in(other_tab)
    with chromium.new_context() as thief:
        thief.add_cookies([cookie])  # type: ignore[list-item]
        stolen = thief.new_page()
        stolen.goto(certified.address)
        is_asked_to_sign_in(stolen)


@pytest.mark.slow
def test_a_role_that_is_taken_back_is_gone_at_the_next_press_and_the_log_names_nobody(
    fresh: BrowserContext, certified: Board
) -> None:
    person = "leaves@boston.gov"
    give(certified.paths, person, "leadership", at=datetime.now(UTC))
    page = fresh.new_page()
    sign_in_as(page, certified, person)
    is_in(page)

    with closing(OperationsStore(operations_url(certified.paths))) as store:
        grant = next(each for each in GrantedRoles(store).grants().grants if each.person == person)
        today = datetime.now(HUDDLE_ZONE).date()
        draft = ended_draft(grant, by=ON_THE_HOST, by_role=ON_THE_HOST, on=today)
        store.append(draft, event_id="end-leaves", recorded_at=datetime.now(UTC))

    go_to_data_health(page)
    expect(page.get_by_text("No role was given to you")).to_be_visible(timeout=PATIENCE_MS)
    assert "boston.gov" not in certified.log
    assert SECRET not in certified.log


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        "location?location=<script>window.top.hacked=1</script>",
        "district?district=../../etc",
        "?view=administrator&role_code=administrator&person=x",
        "ordinance?operation=operation:nobody'--",
        "?morning=9999-99-99",
    ],
)
def test_what_an_address_may_not_ask_for_is_neither_done_nor_echoed(
    fresh: BrowserContext, certified: Board, asked: str
) -> None:
    fresh.add_cookies([signed_cookie(certified, person_with("leadership"), at=datetime.now(UTC))])  # type: ignore[list-item]
    page = fresh.new_page()
    page.goto(f"{certified.address}/{asked}")
    is_in(page)
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE_MS)

    text = page.locator("body").inner_text()
    assert [
        words for words in ("hacked", "etc", "nobody'", "9999", "Administrator of roles") if words in text.split()
    ] == []
    assert page.evaluate("window.top.hacked") is None


@pytest.mark.slow
def test_an_administrator_gives_a_role_on_the_page_and_its_person_comes_in(
    fresh: BrowserContext, chromium: Browser, certified: Board
) -> None:
    page = fresh.new_page()
    sign_in_as(page, certified, person_with("administrator"))
    expect(page.get_by_role("heading", name="Give a role")).to_be_visible(timeout=PATIENCE_MS)
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_label("Person, as the provider calls them").fill("New.Person@boston.gov")
    page.get_by_label("Person, as the provider calls them").press("Tab")
    choose(page, "Role", "Lived Experience Council", exact=True)
    press(page.get_by_role("button", name="Give this role"))
    expect(page.get_by_role("cell", name="new.person@boston.gov")).to_be_visible(timeout=PATIENCE_MS)

    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        theirs = context.new_page()
        sign_in_as(theirs, certified, "new.person@boston.gov")
        expect(theirs.get_by_text("Lived Experience Council").first).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.slow
def test_who_signed_in_takes_a_file_away_and_brings_one_in(fresh: BrowserContext, certified: Board) -> None:
    """Both go by addresses of Streamlit's that ask for the sign-in (`dashboard.streamlit_routes`)."""
    fresh.add_cookies([signed_cookie(certified, person_with("outreach"), at=datetime.now(UTC))])  # type: ignore[list-item]
    page = fresh.new_page()
    go(page, f"{certified.address}/bring_in")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the template (CSV)").click()
    log = taken.value.path().read_bytes()
    assert log.startswith(b"contact_id,")

    other = {"name": "day.csv", "mimeType": "text/csv", "buffer": b"not,a,log"}
    page.locator("input[type=file]").set_input_files(other)  # type: ignore[arg-type]
    expect(page.get_by_text("Not taken:").first).to_be_visible()

"""What Streamlit answers beside the pages, of a running board: who may fetch a file, send one, and ask the server.

Real sessions of people who signed in, and whoever has the address alone.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from dashboard.huddle.role_grants import ON_THE_HOST, ended_draft
from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import OperationsStore
from pipelines.settings import HUDDLE_ZONE, operations_url
from tests.browser.conftest import _free_port
from tests.support.granted_roles import give
from tests.support.real_sessions import USER_COOKIE, XSRF_COOKIE, opened, signed_in_cookies, signed_value
from tests.support.signed_in import made_board, mock_provider, person_with, served_board

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from tests.support.signed_in import Board

pytestmark = pytest.mark.slow
AGENDA = "Agenda (CSV)"
CLOSED = ("metrics", "metrics?families=active_sessions", "script-health-check", "agent", "mcp", "", "x/health")
# Out of the folders whose files anybody may have.
LEADING_OUT = (
    "/app/static/../pyproject.toml",
    "/app/static/%2e%2e%2fpyproject.toml",
    "/app/static/",
    "/static/..%2f..%2f..%2f__init__.py",
    "/component/streamlit_folium.st_folium/..%2f__init__.py",
)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("addresses")
    with (
        mock_provider(_free_port(), folder / "provider.log") as metadata_url,
        served_board(made_board(folder), _free_port(), metadata_url) as served,
    ):
        yield served


async def person(board: Board, role_code: str) -> dict[str, str]:
    return await signed_in_cookies(board.address, person_with(role_code))


async def fetched(board: Board, path: str, cookies: dict[str, str] | None = None, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(cookies=cookies, timeout=60) as client:
        return await client.get(f"{board.address}{path}", headers=headers)


def run(work: Coroutine[None, None, None]) -> None:
    asyncio.run(work)


def test_a_file_is_fetched_by_the_sign_in_that_it_was_made_for_and_by_nobody_else(board: Board) -> None:
    async def work() -> None:
        hers, his = await person(board, "leadership"), await person(board, "council")
        again = await person(board, "leadership")
        async with opened(board.address, cookies=hers) as screen, opened(board.address, cookies=his):
            path = await screen.take(AGENDA)
            own = await fetched(board, path, hers, Range="bytes=0-9")

            assert (own.status_code, own.headers["cache-control"]) == (200, "no-store")
            assert len(own.content) > 1000
            forged = hers | {USER_COOKIE: hers[USER_COOKIE][:-4] + "AAAA"}
            before = datetime.now(UTC) - timedelta(hours=13)
            old = {USER_COOKIE: signed_value(board.address, person_with("leadership"), at=before)}
            for cookies in (None, his, forged, again, old):
                refused = await fetched(board, path, cookies)
                missing = await fetched(board, "/media/" + "0" * 32 + ".csv", cookies)
                # The same words whether there is such a file or not: its name is a digest of what it holds.
                assert (refused.status_code, refused.content) == (404, missing.content)

    run(work())


def test_a_file_that_another_screen_asks_for_by_a_buttons_name_stays_its_owners(board: Board) -> None:
    async def work() -> None:
        hers = await person(board, "leadership")
        async with opened(board.address, cookies=hers) as screen, opened(board.address) as stranger:
            button = next(each for each in screen.each_of("download_button") if AGENDA in each.proto.label)
            path = await stranger.take_by(button.proto.deferred_file_id)

            assert (await fetched(board, path)).status_code == 404
            assert (await fetched(board, path, await person(board, "council"))).status_code == 404

    run(work())


def test_with_the_role_a_file_is_gone_and_no_other_is_made(board: Board) -> None:
    async def work() -> None:
        address = "leaves@boston.gov"
        give(board.paths, address, "leadership", at=datetime.now(UTC))
        cookies = await signed_in_cookies(board.address, address)
        async with opened(board.address, cookies=cookies) as screen:
            path = await screen.take(AGENDA)
            assert (await fetched(board, path, cookies)).status_code == 200

            take_back(board, address)

            assert (await fetched(board, path, cookies)).status_code == 404
            # The page as it was drawn still stands on the screen, and its button with it.
            assert await screen.take(AGENDA) == ""

    run(work())


def test_signing_out_ends_what_was_made_before(board: Board) -> None:
    async def work() -> None:
        cookies = await person(board, "leadership")
        async with opened(board.address, cookies=cookies) as screen, opened(board.address, cookies=cookies) as other:
            path = await other.take(AGENDA)
            await screen.press(screen.one("button", label="Sign out"))

            assert (await fetched(board, path, cookies)).status_code == 404
            assert await other.take(AGENDA) == ""

    run(work())


def test_an_upload_is_taken_of_the_screens_own_sign_in_while_it_waits_for_one(board: Board) -> None:
    async def work() -> None:
        hers, his = await person(board, "outreach"), await person(board, "recovery")
        async with (
            opened(board.address, page="bring_in", cookies=hers) as waiting,
            opened(board.address, page="data_health", cookies=hers) as other_page,
        ):
            for cookies in (None, his, await person(board, "outreach")):
                for method in ("PUT", "DELETE"):
                    assert await sent(board, method, waiting.session_id, cookies) == 404
            assert await sent(board, "PUT", other_page.session_id, hers) == 404
            assert await sent(board, "PUT", "no-such-screen", hers) == 404

            assert await sent(board, "PUT", waiting.session_id, hers) == 204
            assert await sent(board, "DELETE", waiting.session_id, hers) == 204
            # Streamlit's own look at a token that another page cannot read stays behind ours.
            assert await sent(board, "PUT", waiting.session_id, hers, token="") == 403

    run(work())


@pytest.mark.parametrize("signed_in", [False, True], ids=["a stranger", "somebody signed in"])
def test_nothing_tells_of_the_server_but_what_a_browser_needs_before_signing_in(board: Board, signed_in: bool) -> None:
    async def work() -> None:
        cookies = await person(board, "leadership") if signed_in else None
        for path in CLOSED:
            assert (path, (await fetched(board, f"/_stcore/{path}", cookies)).status_code) == (path, 404)
        assert (await fetched(board, "/_stcore/health", cookies)).text == "ok"
        told = (await fetched(board, "/_stcore/host-config", cookies)).json()
        assert told["allowedOrigins"] == []
        index = (await fetched(board, "/", cookies)).content
        for path in re.findall(r'(?:src|href)="\.?(/static/[^"]+)"', index.decode()):
            assert (path, (await fetched(board, path, cookies)).status_code) == (path, 200)
        # Every other address is the page's own frame, which holds nothing of the board.
        for path in ("/.git/config", "/data/reference/roles.csv", "/openapi.json", "/requirements.lock", "/operations"):
            assert (await fetched(board, path, cookies)).content == index
        for path in LEADING_OUT:
            answer = await fetched(board, path, cookies)
            assert (path, answer.status_code in {400, 404} or answer.content == index) == (path, True)
        component = await fetched(board, "/component/streamlit_folium.st_folium/index.html", cookies)
        assert (component.status_code, b"Mill Square" in component.content) == (200, False)

    run(work())


async def sent(board: Board, method: str, session_id: str, cookies: dict[str, str] | None, **of: str) -> int:
    """Send a file to a screen, with the token that the page of whoever sends it would have."""
    async with httpx.AsyncClient(timeout=60) as client:
        await client.get(f"{board.address}/_stcore/health")
        jar = {XSRF_COOKIE: client.cookies[XSRF_COOKIE], **(cookies or {})}
        headers = {
            "X-Xsrftoken": of.get("token", jar[XSRF_COOKIE]),
            "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
        }
        at = f"{board.address}/_stcore/upload_file/{session_id}/of-a-test"
        client.cookies.clear()
        files = {"file": ("day.csv", b"team,day\n")} if method == "PUT" else None
        return (await client.request(method, at, headers=headers, files=files)).status_code


def take_back(board: Board, address: str) -> None:
    with closing(OperationsStore(operations_url(board.paths))) as store:
        grant = next(each for each in GrantedRoles(store).grants().grants if each.person == address)
        draft = ended_draft(grant, by=ON_THE_HOST, by_role=ON_THE_HOST, on=datetime.now(HUDDLE_ZONE).date())
        store.append(draft, event_id=f"end-{address}", recorded_at=datetime.now(UTC))

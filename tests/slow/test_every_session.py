"""Every role before every page, with real sessions: signed in at the provider, drawn by the server, all that was sent.

The certified provider where it is, else the pure Python one. One server, one screen for each role and page; the tests
then ask what was seen.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.browser.conftest import _free_port
from tests.support.expected_roles import ACTIONS, ALLOWED, DENIED, PAGES, ROLE_CODES, ROLES, TELLING
from tests.support.published_build import location_id
from tests.support.real_sessions import opened, signed_in_cookies
from tests.support.signed_in import made_board, person_with, served_board, some_provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.signed_in import Board

pytestmark = pytest.mark.slow
# Two cores: the server draws one page while the next is asked for.
N_AT_ONCE = 3
# What the bare address shows to roles that do not have the huddle: the first page that they have.
LED_TO = {"auditor": "roles", "administrator": "roles", "wall": "wall"}
# What takes text, files or a press that writes, and what brings places: a page that is denied has none of them.
PIECES = {"text_input", "text_area", "file_uploader", "download_button", "component_instance", "checkbox", "date_input"}


@dataclass(frozen=True)
class Seen:
    """What one screen was sent."""

    headings: list[str]
    labels: list[str]
    kinds: set[str]
    sent: bytes

    def told(self) -> list[str]:
        """What of a page of the full build was sent."""
        return [words for words in TELLING if words.encode() in self.sent]


@dataclass(frozen=True)
class Walk:
    """All screens by role and page, the board, and who had which cookies."""

    board: Board
    seen: dict[tuple[str, str], Seen]
    cookies: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder, port = tmp_path_factory.mktemp("sessions"), _free_port()
    provider = some_provider(_free_port(), folder / "provider.log", board_address=f"http://127.0.0.1:{port}")
    with provider as metadata_url, served_board(made_board(folder), port, metadata_url) as board:
        yield asyncio.run(walked(board))


async def walked(board: Board) -> Walk:
    cookies = {code: await signed_in_cookies(board.address, person_with(code)) for code in ROLE_CODES}
    at_once = asyncio.Semaphore(N_AT_ONCE)

    async def look(role_code: str, page: str) -> tuple[tuple[str, str], Seen]:
        query = {"wall": "view=wall", "location": f"location={location_id(1)}"}.get(page, "")
        at = "" if page in {"huddle", "wall"} else page
        async with at_once, opened(board.address, page=at, query=query, cookies=cookies[role_code]) as screen:
            kinds = {piece.kind for piece in screen.pieces.values()}
            return (role_code, page), Seen(screen.headings, screen.labels(), kinds, screen.all_sent)

    seen = await asyncio.gather(*(look(code, page) for code in ROLE_CODES for page in PAGES))
    return Walk(board, dict(seen), cookies)


@pytest.mark.parametrize("role_code", ROLE_CODES)
def test_a_page_that_is_denied_says_so_and_sends_nothing_of_itself(walk: Walk, role_code: str) -> None:
    denied = [page for page in PAGES if not ALLOWED.may_open(ROLES.granted(role_code), page)]
    denied = [page for page in denied if not (page == "huddle" and role_code in LED_TO)]
    assert denied or role_code == "leadership"

    for page in denied:
        seen = walk.seen[role_code, page]
        assert (page, seen.headings) == (page, ["Not for this role"])
        assert DENIED.encode() in seen.sent
        assert (page, seen.told()) == (page, [])
        assert (page, seen.kinds & PIECES, seen.labels) == (page, set(), ["Sign out"])


@pytest.mark.parametrize("role_code", ROLE_CODES)
def test_a_page_that_is_allowed_opens_with_its_heading(walk: Walk, role_code: str) -> None:
    for page in ALLOWED.of_role(ROLES.granted(role_code)):
        seen = walk.seen[role_code, page]
        assert (page, "exception" in seen.kinds, DENIED.encode() in seen.sent) == (page, False, False)
        if page == "wall":
            assert b"crt-wall" in seen.sent
        else:
            assert (page, len(seen.headings)) == (page, 1)
            assert seen.headings != ["Not for this role"]


def test_a_page_has_the_same_heading_for_whoever_may_open_it(walk: Walk) -> None:
    """But the district's, which opens at the grant's, and the huddle's own, which the Council has too."""
    for page in PAGES:
        titles = {walk.seen[code, page].headings[0] for code in ROLE_CODES if page != "wall" and opens(code, page)}
        assert page == "wall" or len(titles) == (2 if page == "district" else 1)


def test_a_role_without_the_huddle_is_led_to_its_own_page(walk: Walk) -> None:
    for role_code, page in LED_TO.items():
        led, own = walk.seen[role_code, "huddle"], walk.seen[role_code, page]
        assert (role_code, led.headings) == (role_code, own.headings)
        assert page == "wall" or led.told() == []


def test_no_page_failed_and_the_log_names_nobody(walk: Walk) -> None:
    log = walk.board.log

    assert "a page could not be drawn" not in log
    assert "Traceback" not in log
    assert "boston.gov" not in log


@pytest.mark.parametrize(("right", "page", "words"), ACTIONS)
def test_the_button_of_an_action_is_there_for_those_alone_whom_the_table_gives_it(
    walk: Walk, right: str, page: str, words: str
) -> None:
    offered = {code for code in ROLE_CODES if any(words in label for label in walk.seen[code, page].labels)}

    assert offered == {role.role_code for role in ROLES.roles if getattr(role, right)}


def test_every_right_to_do_something_has_its_button_in_the_list() -> None:
    rights = {name for name in vars(ROLES.roles[0]) if name.startswith("may_")}

    assert {right for right, _, _ in ACTIONS} == rights


def test_the_chairs_presses_sent_by_anybody_else_record_nothing(walk: Walk) -> None:
    """Each button of the chair's screen, pressed on a screen of every other role, which was drawn none of them."""
    others = [code for code in ROLE_CODES if code != "chair"]
    store = OperationsStore(operations_url(walk.board.paths))
    try:
        before = store.last_sequence_no()
        n_pressed = asyncio.run(pressed_by(walk, others))
        assert n_pressed > 30
        assert store.last_sequence_no() == before

        asyncio.run(pressed_by(walk, ["chair"]))
        assert store.last_sequence_no() > before
    finally:
        store.close()


async def pressed_by(walk: Walk, role_codes: list[str]) -> int:
    """Press what leads the huddle as these roles do, by the ids of the chair's own screen; return how many buttons."""
    async with opened(walk.board.address, cookies=walk.cookies["chair"]) as chair:
        ids = [piece.proto.id for piece in chair.each_of("button") if piece.proto.label != "Sign out"]
        for role_code in role_codes:
            if role_code == "chair":
                await chair.press(chair.one("button", label="▶ Start the huddle"))
            else:
                async with opened(walk.board.address, cookies=walk.cookies[role_code]) as screen:
                    await screen.press_unseen(ids)
    return len(ids)


def opens(role_code: str, page: str) -> bool:
    return ALLOWED.may_open(ROLES.granted(role_code), page)

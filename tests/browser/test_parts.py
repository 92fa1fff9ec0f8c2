"""A press draws its own part of the huddle page: asked over the websocket that a browser would use."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks.load.screen import Screen
from tests.support.recorded_actions import LATER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Coroutine

    from benchmarks.load.screen import Piece
    from tests.browser.conftest import Served


_CARRIED = f"happened:{LATER}:"


def test_a_form_opened_under_a_place_draws_that_place_and_closes_the_one_under_another(served: Served) -> None:
    _run(_open_two_forms(_port(served)))


def test_an_ask_is_drawn_alone_until_it_is_answered_and_then_told_among_the_answered(served_afresh: Served) -> None:
    _run(_ask_and_answer(_port(served_afresh)))


def test_an_action_that_is_done_leaves_its_card_and_one_that_is_open_again_has_it_back(served_afresh: Served) -> None:
    _run(_close_and_open_again(_port(served_afresh)))


async def _ask_and_answer(port: int) -> None:
    async with _opened(port) as screen:
        asking = screen.one("button", key="ask_record:")
        agencies = {"from": "Parks and Recreation", "whom": "Emergency shelters"}
        drawn = await _drawn_by_press(screen, asking, ask_what="Two bags of ice", **agencies)
        assert not {"place_list", "head_1"} & {_name(piece) for piece in drawn}
        assert "1 ask open." in _page_text(screen)

        answer = screen.one("button_group", key="answer:")
        drawn = await _drawn_by(screen, screen.choose(answer, "We can"))
        assert {piece.fragment_id for piece in drawn} == {answer.fragment_id}

        record = next(each for each in screen.each("button", key="record:") if each.fragment_id == answer.fragment_id)
        await screen.press(record, words="By noon")
        assert not list(screen.each("button_group", key="answer:"))
        assert "No ask is open" in _page_text(screen)
        assert "By noon" in _page_text(screen)


async def _close_and_open_again(port: int) -> None:
    async with _opened(port) as screen:
        card = screen.one("button_group", key=_CARRIED)
        await screen.choose(card, "Done")
        record = next(each for each in screen.each("button", key="record:") if each.fragment_id == card.fragment_id)
        await screen.press(record, words="The van runs since Monday")
        assert not list(screen.each("button_group", key=_CARRIED))
        assert "The van runs since Monday" in _page_text(screen)

        ended = screen.one("selectbox", key="correct_ended:")
        await screen.choose(ended, next(each for each in ended.proto.options if "evening transport van" in each))
        correct = next(each for each in screen.each("button", label="Record the correction"))
        await screen.press(correct, status="it is open still", **{"Why it is corrected": "It was another van"})
        assert not screen.problems()
        assert list(screen.each("button_group", key=_CARRIED))


@asynccontextmanager
async def _opened(port: int) -> AsyncIterator[Screen]:
    screen = Screen(port)
    try:
        await screen.open()
        yield screen
    finally:
        await screen.close()


def _run(act: Coroutine[None, None, None]) -> None:
    # In a thread of its own: the browser of the other tests has an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(lambda: asyncio.run(act)).result()


def _port(served: Served) -> int:
    return int(urlsplit(served.address).port or 0)


async def _open_two_forms(port: int) -> None:
    async with _opened(port) as screen:
        first, second = list(screen.each("button", key="propose:Ltest"))[:2]
        assert first.fragment_id
        assert first.fragment_id != second.fragment_id

        drawn = await _drawn_by_press(screen, first)
        assert {piece.fragment_id for piece in drawn} == {first.fragment_id}
        assert _places_with_a_form(screen) == [first.fragment_id]

        drawn = await _drawn_by_press(screen, screen.one("button", key=second.key))
        assert {piece.fragment_id for piece in drawn} == {first.fragment_id, second.fragment_id}
        assert _places_with_a_form(screen) == [second.fragment_id]


async def _drawn_by_press(screen: Screen, button: Piece, **typed: str) -> list[Piece]:
    return await _drawn_by(screen, screen.press(button, **typed))


async def _drawn_by(screen: Screen, press: Awaitable[float]) -> list[Piece]:
    before = {piece.run_id for piece in screen.pieces.values()}
    await press
    strip = {
        piece.fragment_id for piece in screen.pieces.values() if piece.kind == "html" and "crt-live" in _body(piece)
    }
    return [piece for piece in screen.pieces.values() if piece.run_id not in before and piece.fragment_id not in strip]


def _places_with_a_form(screen: Screen) -> list[str]:
    places = {piece.fragment_id for piece in screen.each("button", key="propose:Ltest")}
    return [piece.fragment_id for piece in screen.each("button", key="record:") if piece.fragment_id in places]


def _page_text(screen: Screen) -> str:
    return " ".join(screen.texts())


def _name(piece: Piece) -> str:
    """Return the name of a container; empty for any other piece."""
    return str(getattr(piece.proto, "id", "")).rpartition("-")[2] if piece.kind == "block" else ""


def _body(piece: Piece) -> str:
    return str(piece.proto.body)

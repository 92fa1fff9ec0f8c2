"""A press draws its own part of the huddle page: asked over the websocket that a browser would use."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks.load.screen import Screen

if TYPE_CHECKING:
    from benchmarks.load.screen import Piece
    from tests.browser.conftest import Served


def test_a_form_opened_under_a_place_draws_that_place_and_closes_the_one_under_another(served: Served) -> None:
    port = int(urlsplit(served.address).port or 0)
    # In a thread of its own: the browser of the other tests has an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(lambda: asyncio.run(_open_two_forms(port))).result()


async def _open_two_forms(port: int) -> None:
    screen = Screen(port)
    await screen.open()
    first, second = list(screen.each("button", key="propose:Ltest"))[:2]
    assert first.fragment_id
    assert first.fragment_id != second.fragment_id

    drawn = await _drawn_by_press(screen, first)
    assert {piece.fragment_id for piece in drawn} == {first.fragment_id}
    assert _places_with_a_form(screen) == [first.fragment_id]

    drawn = await _drawn_by_press(screen, screen.one("button", key=second.key))
    assert {piece.fragment_id for piece in drawn} == {first.fragment_id, second.fragment_id}
    assert _places_with_a_form(screen) == [second.fragment_id]
    await screen.close()


async def _drawn_by_press(screen: Screen, button: Piece) -> list[Piece]:
    before = {piece.run_id for piece in screen.pieces.values()}
    await screen.press(button)
    strip = {
        piece.fragment_id for piece in screen.pieces.values() if piece.kind == "html" and "crt-live" in _body(piece)
    }
    return [piece for piece in screen.pieces.values() if piece.run_id not in before and piece.fragment_id not in strip]


def _places_with_a_form(screen: Screen) -> list[str]:
    places = {piece.fragment_id for piece in screen.each("button", key="propose:Ltest")}
    return [piece.fragment_id for piece in screen.each("button", key="record:") if piece.fragment_id in places]


def _body(piece: Piece) -> str:
    return str(piece.proto.body)

"""A server that starts anew remembers who signed out: a cookie copied before lets nobody in, another one does."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import _free_port
from tests.support.real_sessions import opened, signed_in_cookies
from tests.support.signed_in import made_board, mock_provider, person_with, served_board

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.signed_in import Board


@pytest.mark.slow
def test_a_copied_cookie_stays_ended_when_the_server_is_started_anew(tmp_path: Path) -> None:
    port, paths = _free_port(), made_board(tmp_path)
    with mock_provider(_free_port(), tmp_path / "provider.log") as metadata_url:
        with served_board(paths, port, metadata_url) as board:
            copied, other = asyncio.run(signed_out_and_not(board))
        with served_board(paths, port, metadata_url) as board:
            assert asyncio.run(labels_of(board, copied)) == ["Sign in"]
            assert "Sign out" in asyncio.run(labels_of(board, other))


async def signed_out_and_not(board: Board) -> tuple[dict[str, str], dict[str, str]]:
    person = person_with("leadership")
    copied, other = await signed_in_cookies(board.address, person), await signed_in_cookies(board.address, person)
    async with opened(board.address, cookies=copied) as screen:
        assert "Sign out" in screen.labels()
        await screen.press(screen.one("button", label="Sign out"))
    return copied, other


async def labels_of(board: Board, cookies: dict[str, str]) -> list[str]:
    async with opened(board.address, cookies=cookies) as screen:
        return screen.labels()

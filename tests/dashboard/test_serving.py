"""The doorkeeper, asked as a server asks it: who is answered without sign-in, and what every answer carries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dashboard.serving import Doorkeeper


def ask(
    *, kind: str = "http", is_local: bool = True, is_over_tls: bool = False, server: str = "127.0.0.1", **headers: str
) -> list[dict[str, Any]]:
    """Return what is sent for one request; the application behind answers 200 and sets a cookie."""
    sent: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        cookie = (b"set-cookie", b"_streamlit_user=x; HttpOnly; Path=/")
        of_its_own = (b"X-Frame-Options", b"ALLOWALL")
        await send({"type": "http.response.start", "status": 200, "headers": [cookie, of_its_own]})
        await send({"type": "http.response.body", "body": b"the board"})

    async def send(message: Any) -> None:
        sent.append(message)

    named = {"host": "127.0.0.1:8501", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": kind,
        "server": (server, 8501),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    keeper = Doorkeeper(application, is_local=is_local, is_over_tls=is_over_tls)
    asyncio.run(keeper(scope, None, send))  # type: ignore[arg-type]
    return sent


def headers_of(sent: list[dict[str, Any]]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501"])
def test_this_machine_is_answered(host: str) -> None:
    assert ask(host=host)[1]["body"] == b"the board"


@pytest.mark.parametrize(
    "asked",
    [
        {"host": "board.example"},
        {"host": ""},
        {"host": "127.0.0.1.example:8501"},
        {"server": "10.0.0.7"},
        {"x_forwarded_for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
        {"x_real_ip": "203.0.113.9"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_without_sign_in_nobody_else_is_answered_and_nothing_of_the_board_is_told(
    kind: str, asked: dict[str, str]
) -> None:
    sent = ask(kind=kind, **asked)

    assert b"the board" not in [each.get("body") for each in sent]
    assert (sent[0].get("status"), sent[0].get("code")) in {(403, None), (None, 1008)}


def test_with_sign_in_others_are_answered() -> None:
    assert ask(is_local=False, host="board.example", server="10.0.0.7", x_forwarded_for="x")[0]["status"] == 200


@pytest.mark.parametrize("is_refused", [False, True])
def test_every_answer_carries_the_security_headers_once(is_refused: bool) -> None:
    sent = ask(host="board.example" if is_refused else "127.0.0.1")
    names = [name.decode().lower() for name, _ in sent[0]["headers"]]

    found = headers_of(sent)
    assert "frame-ancestors 'self'" in found["content-security-policy"]
    assert (found["x-frame-options"], found["x-content-type-options"]) == ("SAMEORIGIN", "nosniff")
    assert len(names) == len(set(names))
    assert "strict-transport-security" not in found


def test_over_tls_cookies_go_by_tls_alone() -> None:
    found = headers_of(ask(is_local=False, is_over_tls=True))

    assert found["set-cookie"].endswith("; Secure")
    assert found["strict-transport-security"]
    assert not headers_of(ask())["set-cookie"].endswith("; Secure")

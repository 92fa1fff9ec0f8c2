"""The keeper of Streamlit's addresses, asked as a server asks it; with real sessions in `tests/slow`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard import session_files
from dashboard.identity import Admission, sign_in_of
from dashboard.session_files import SessionFiles
from dashboard.streamlit_routes import USER_COOKIE, RouteKeeper
from tests.support.granted_roles import NOW, SECRET, claims_of
from tests.support.real_sessions import signed_value

ADDRESS, ANA = "http://127.0.0.1:8501", "ana@boston.gov"
AT = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
FILE = b"agenda,of,a,morning"
SIGN_IN = sign_in_of({"is_logged_in": True, "sub": ANA, "iat": int(AT.timestamp())})


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> SessionFiles:
    """Nothing made and nothing awaited; the clock stands."""
    made = SessionFiles()
    monkeypatch.setattr("dashboard.streamlit_routes.FILES", made)
    monkeypatch.setattr("dashboard.state.now_at", lambda: NOW)
    return made


def ask(path: str, *, method: str = "GET", cookie: str | None = None, **of: Any) -> tuple[int, bytes]:
    """Return status and body of one request; the server behind has one file, whatever it is called."""
    sent: list[Any] = []
    heard: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": FILE[:7], "more_body": True})
        await send({"type": "http.response.body", "body": FILE[7:]})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"range", b"bytes=0-3"), (b"accept-encoding", b"gzip")]
    headers += [(b"cookie", f"{USER_COOKIE}={cookie}".encode())] if cookie is not None else []
    scope = {"type": of.get("kind", "http"), "method": method, "path": path, "headers": headers}
    keeper = RouteKeeper(application, cookie_secret=of.get("secret", SECRET), base_path=of.get("base_path", ""))
    asyncio.run(keeper(scope, None, send))  # type: ignore[arg-type]
    if sent[0]["type"] == "websocket.close":
        return sent[0]["code"], b""
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent)


def cookie_of(person: str = ANA, **of: Any) -> str:
    return signed_value(ADDRESS, person, at=AT, **of)


def held(sign_in: str = SIGN_IN, *, holds: bool = True) -> Admission:
    return Admission(sign_in, holds=lambda: holds)


def test_a_file_is_given_whole_to_the_sign_in_that_it_was_made_for(files: SessionFiles) -> None:
    files.note_made(FILE, held())

    assert ask("/media/abc.csv", cookie=cookie_of()) == (200, FILE)
    assert ask("/morning/media/abc.csv", cookie=cookie_of(), base_path="morning") == (200, FILE)


STRANGE = {
    "none": None,
    "empty": "",
    "no cookie at all": "x",
    "not signed": "e30.e30.e30",
    "another person's": cookie_of("bea@boston.gov"),
    "signed elsewhere": cookie_of(secret="x" * 40),
    "signed out": cookie_of(is_logged_in=False),
    "of another sign-in": signed_value(ADDRESS, ANA, at=AT + timedelta(seconds=1)),
}


@pytest.mark.parametrize("cookie", STRANGE.values(), ids=STRANGE.keys())
def test_to_everybody_else_there_is_no_file(files: SessionFiles, cookie: str | None) -> None:
    files.note_made(FILE, held())

    for path, base in (("/media/abc.csv", ""), ("//media/abc.csv", ""), ("/morning/media/abc.csv", "/morning/")):
        assert ask(path, cookie=cookie, base_path=base) == (404, b"Not found")


def test_a_file_is_gone_after_some_minutes_with_the_sign_in_and_when_it_is_another(
    files: SessionFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask("/media/abc.csv", cookie=cookie_of())[0] == 404
    files.note_made(FILE + b".", held())
    assert ask("/media/abc.csv", cookie=cookie_of())[0] == 404
    files.note_made(FILE, held(holds=False))
    assert ask("/media/abc.csv", cookie=cookie_of())[0] == 404
    files.note_made(FILE, held())
    assert ask("/media/abc.csv", method="HEAD", cookie=cookie_of())[0] == 404
    monkeypatch.setattr("dashboard.state.now_at", lambda: NOW + session_files.FETCHED_WITHIN)
    assert ask("/media/abc.csv", cookie=cookie_of())[0] == 404


def test_an_upload_reaches_the_screen_that_waits_for_it_from_its_own_sign_in_alone(files: SessionFiles) -> None:
    files.note_awaited("hers", held())
    files.note_awaited("of-one-whose-role-ended", held(holds=False))

    for method in ("PUT", "DELETE"):
        assert ask("/_stcore/upload_file/hers/f1", method=method, cookie=cookie_of())[0] == 200
        for path in ("hers/f1", "other/f1", "of-one-whose-role-ended/f1", "hers", ""):
            cookie = cookie_of() if path != "hers/f1" else cookie_of("bea@boston.gov")
            assert ask(f"/_stcore/upload_file/{path}", method=method, cookie=cookie)[0] == 404
        assert ask("/_stcore/upload_file/hers/f1", method=method)[0] == 404


@pytest.mark.parametrize("secret", [SECRET, None], ids=["with sign-in", "without"])
def test_of_the_servers_own_addresses_those_alone_are_open_that_a_browser_needs(secret: str | None) -> None:
    for name in ("metrics", "script-health-check", "agent", "", "health2", "HEALTH"):
        assert (name, ask(f"/_stcore/{name}", secret=secret)[0]) == (name, 404)
    assert ask("/_stcore/other-stream", kind="websocket", secret=secret)[0] == 1008
    for path in (
        "_stcore/health",
        "_stcore/host-config",
        "x/_stcore/health",
        "static/media/font.woff2",
        "location",
        "",
    ):
        assert (path, ask(f"/{path}", secret=secret)[0]) == (path, 200)


def test_where_nobody_signs_in_files_go_as_streamlit_lets_them() -> None:
    assert ask("/media/abc.csv", secret=None) == (200, FILE)
    assert ask("/_stcore/upload_file/hers/f1", method="PUT", secret=None)[0] == 200


def test_what_was_made_long_ago_is_not_kept(files: SessionFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    files.note_made(FILE, held())
    files.note_awaited("hers", held())
    monkeypatch.setattr("dashboard.state.now_at", lambda: NOW + session_files.AWAITED_WITHIN)

    files.note_made(b"another", held())
    files.note_awaited("his", held())

    assert (len(files._made), list(files._awaited)) == (1, ["his"])


def test_a_sign_in_is_known_by_its_digest_and_a_strangers_has_none() -> None:
    assert sign_in_of(claims_of(ANA)) != sign_in_of(claims_of(ANA, at=NOW + timedelta(seconds=1)))
    assert sign_in_of(claims_of(ANA, is_logged_in="yes")) == sign_in_of({}) == ""

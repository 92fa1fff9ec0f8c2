"""Streamlit's own addresses beside the pages: they ask nobody who they are, so this does before they are reached.

Files that a page made, and uploads to a screen, are for the sign-in whose page it was. Of the addresses that tell of
the server those alone are left that a browser needs before anybody signs in. Decision 0060 lists all of them.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from dashboard import identity
from dashboard.session_files import FILES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

USER_COOKIE = "_streamlit_user"
# Whether the server is there, what the browser's side may talk to, the screens themselves, uploads, and the parts of
# installed components: public code. Not here: how many screens are open and what the caches hold (`metrics`), a script
# run for whoever asks (`script-health-check`), and whatever a later Streamlit may add.
OPEN_CORE = frozenset({"health", "host-config", "stream", "upload_file", "bidi-components"})
_CORE = re.compile(r"/_stcore(?:/+([^/]*))?")
_UPLOAD = re.compile(r"/_stcore/+upload_file/+([^/]+)/")
# What would make of the file something else than its bytes, by which it is known.
_NOT_PASSED_ON = (b"range", b"if-range", b"accept-encoding")
_OK = 200


class RouteKeeper:
    """Middleware around Streamlit's addresses.

    `cookie_secret` is None where nobody signs in; `base_path` is what the server's addresses begin with, if anything.
    """

    def __init__(self, app: ASGIApp, *, cookie_secret: str | None, base_path: str = "") -> None:
        self._app = app
        self._secret = cookie_secret
        # Not what only ends so: the browser's side of Streamlit has its fonts under /static/media.
        self._media = f"{base_path.strip('/')}/media/".lstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that there is nothing."""
        path, kind = str(scope.get("path", "")), scope["type"]
        core = _CORE.search(path)
        if kind not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif core is not None and (core[1] or "") not in OPEN_CORE:
            await _refuse(scope, receive, send)
        elif self._secret is None or kind == "websocket" or scope["method"] == "OPTIONS":
            await self._app(scope, receive, send)
        elif path.lstrip("/").startswith(self._media):
            await self._give(scope, receive, send)
        elif core is not None and core[1] == "upload_file":
            await self._take(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _give(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a file to the sign-in that it was made for; to others it is not there, whether it is or not."""
        sign_in = self._sign_in(scope)
        if not sign_in or scope["method"] != "GET":
            await _refuse(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _NOT_PASSED_ON]
        await self._app({**scope, "headers": headers}, receive, hold)
        content = b"".join(message.get("body", b"") for message in held)
        is_there = bool(held) and held[0].get("status") == _OK
        if not is_there or not await asyncio.to_thread(FILES.may_fetch, content, sign_in=sign_in):
            await _refuse(scope, receive, send)
            return
        # On a shared machine nothing of it stays in the browser.
        held[0]["headers"] = [*held[0]["headers"], (b"cache-control", b"no-store")]
        for message in held:
            await send(message)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on to the screen of the same sign-in that waits for it."""
        sign_in, named = self._sign_in(scope), _UPLOAD.search(str(scope["path"]))
        if not sign_in or named is None or not await asyncio.to_thread(FILES.may_send, named[1], sign_in=sign_in):
            await _refuse(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _sign_in(self, scope: Scope) -> str:
        """Return which sign-in a request's cookie is of, empty where this server signed none."""
        secret, cookies = self._secret, HTTPConnection(scope).cookies
        if secret is None:
            return ""

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            return None if value is None else decode_signed_value(secret, name, value.encode("latin-1", "replace"))

        told = get_cookie_with_chunks(signed, USER_COOKIE)
        try:
            claims: Any = None if told is None else json.loads(told)
        except ValueError:
            return ""
        return identity.sign_in_of(claims) if isinstance(claims, dict) else ""


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse("Not found", status_code=404)(scope, receive, send)

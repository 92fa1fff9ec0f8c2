"""A person who signed in at a provider, and their screens: Streamlit's websocket with the cookie they were given.

No browser: the sign-in goes through the provider's own pages by HTTP, and everything that the server sends is kept.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from benchmarks.load.screen import Screen, ScreenError
from tests.support.granted_roles import SECRET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from datetime import datetime

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from benchmarks.load.screen import Piece

XSRF_COOKIE, USER_COOKIE = "_streamlit_xsrf", "_streamlit_user"
_PATIENCE_S = 60.0
# A sign-in is an address of the board, a page to name oneself and one to agree, each with its redirections.
_MAX_STEPS = 20
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<(?:input|button)\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


class Session(Screen):
    """One screen of somebody, signed in or not; `sent` is every message of the server as it came."""

    def __init__(
        self, address: str, *, page: str = "", query: str = "", cookies: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(int(address.rpartition(":")[2]), query=query, page=page)
        self.sent: list[ForwardMsg] = []
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._address, self._cookies = address, dict(cookies or {})

    def _connection(self) -> dict[str, Any]:
        xsrf = self._cookies.get(XSRF_COOKIE, "")
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {
            "subprotocols": [websockets.Subprotocol(each) for each in ("streamlit", xsrf) if each],
            "additional_headers": {"Cookie": cookie} if cookie else {},
        }

    def _take(self, message: ForwardMsg) -> None:
        self.sent.append(message)
        if message.WhichOneof("type") == "backend_operation_response":
            told = message.backend_operation_response
            self._answers[told.request_id].set_result(told.deferred_file.url)
        super()._take(message)

    @property
    def headings(self) -> list[str]:
        """The page's titles."""
        return [piece.proto.body for piece in self.each_of("heading") if piece.proto.tag == "h1"]

    @property
    def all_sent(self) -> bytes:
        """Whatever the server sent since the screen was opened, as it came: words stand in it as UTF-8."""
        return b"".join(message.SerializeToString() for message in self.sent)

    @property
    def session_id(self) -> str:
        """The id under which the server knows the screen."""
        began = next(each for each in self.sent if each.WhichOneof("type") == "new_session")
        return str(began.new_session.initialize.session_id)

    def each_of(self, kind: str) -> list[Piece]:
        """Return the pieces of a kind."""
        return [piece for piece in self.pieces.values() if piece.kind == kind]

    async def press_unseen(self, ids: Iterable[str]) -> None:
        """Press, all at once, buttons that this screen need not have: somebody who knows what they are called."""
        await self._rerun("", *(WidgetState(id=each, trigger_value=True) for each in ids))

    async def take(self, label: str) -> str:
        """Ask for a download button's file, as a press on it does; return its address, empty where it is refused."""
        button = next(each for each in self.each_of("download_button") if label in each.proto.label)
        if not button.proto.deferred_file_id:
            return str(button.proto.url)
        return await self.take_by(button.proto.deferred_file_id)

    async def take_by(self, file_id: str) -> str:
        """Ask for the file of a button by the name that the server gave it, wherever it was drawn."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = str(len(self.sent)), self.session_id
        asked.deferred_file.file_id = file_id
        self._answers[asked.request_id] = asyncio.get_running_loop().create_future()
        await self._socket.send(message.SerializeToString())
        return await asyncio.wait_for(self._answers[asked.request_id], _PATIENCE_S)

    def labels(self) -> list[str]:
        """Return what stands on each button, a form's and a download's among them, and above each row of choices."""
        kinds = ("button", "download_button", "button_group")
        return [piece.proto.label.replace("\\", "") for kind in kinds for piece in self.each_of(kind)]


def signed_value(address: str, person: str, *, at: datetime, secret: str = SECRET, **changes: Any) -> str:
    """Return a cookie's value as the board signs it, with whatever an attacker would like it to say."""
    told = {
        "is_logged_in": True,
        "origin": address,
        "provider": "default",
        "sub": person,
        "email": person,
        "iat": int(at.timestamp()),
        **changes,
    }
    return create_signed_value(secret, USER_COOKIE, json.dumps(told)).decode()


@asynccontextmanager
async def opened(address: str, **of: Any) -> AsyncIterator[Session]:
    """Open a screen and leave it again."""
    session = Session(address, **of)
    try:
        await session.open()
        yield session
    finally:
        await session.close()


async def signed_in_cookies(address: str, person: str) -> dict[str, str]:
    """Sign somebody in at the provider that the board asks, and return the cookies that the board gave them."""
    async with httpx.AsyncClient(timeout=_PATIENCE_S) as client:
        await client.get(f"{address}/_stcore/health")
        cookies = {XSRF_COOKIE: client.cookies[XSRF_COOKIE]}
        async with opened(address, cookies=cookies) as asked:
            await asked.press(asked.one("button", label="Sign in"))
            leads = next(message for message in asked.sent if message.WhichOneof("type") == "auth_redirect")
        at, data = urljoin(address, leads.auth_redirect.url), None
        for _ in range(_MAX_STEPS):
            answer = await client.request("GET" if data is None else "POST", at, data=data)
            if answer.is_redirect:
                at, data = urljoin(at, answer.headers["location"]), None
            elif USER_COOKIE in client.cookies:
                return {name: client.cookies[name] for name in client.cookies if name.startswith("_streamlit")}
            else:
                at, data = _filled_in(at, answer.text, person)
    raise ScreenError(f"{person} could not sign in")


def _filled_in(at: str, page: str, person: str) -> tuple[str, dict[str, str]]:
    """Return where the first form of a provider's page is sent to, and what somebody fills it in with."""
    form = _FORM.search(page)
    if form is None:
        raise ScreenError(f"the provider shows no form: {page[:200]}")
    fields = [dict(_ATTRIBUTE.findall(each)) for each in _INPUT.findall(form[2])]
    typed = {"sub": person, "login": person, "password": "any"}
    data = {each["name"]: typed.get(each["name"], unescape(each.get("value", ""))) for each in fields if "name" in each}
    target = unescape(dict(_ATTRIBUTE.findall(form[1])).get("action", ""))
    return urljoin(at, target) if target else at, data

"""The server's door: whether the board may be served as it was asked for, and what every answer carries.

Without sign-in it answers this machine alone: it does not start on another address, and a request that came from
elsewhere (through a proxy, or under another name) is refused. Decision 0055 says why both.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard.sign_in_settings import ServingError, is_loopback, sign_in_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dashboard.sign_in_settings import SignIn

# Streamlit draws with inline styles and scripts, the map runs what it is sent as text, and both talk to this server
# alone. Nothing may be loaded from elsewhere, no form sent elsewhere, and nobody may frame the board.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; "
    "frame-ancestors 'self'; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'"
)
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
_OVER_TLS = {"strict-transport-security": "max-age=31536000"}
# What a proxy writes: whoever asks is then not at this machine, whatever the socket says.
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_POLICY_VIOLATION = 1008
_FORBIDDEN = 403
LOCAL_ONLY = (
    "Without sign-in this board answers the machine it runs on and nobody else. Next step: open it there, at "
    "http://127.0.0.1 and its port; for other machines set up sign-in (docs/runbooks/sign-in.md)."
)


def checked_sign_in(
    environment: Mapping[str, str], *, address: str | None, trusted_headers: object = None
) -> SignIn | None:
    """Return the settings of sign-in, None for local use; refuse to serve where that would let anybody in.

    Parameters
    ----------
    environment
        The process's.
    address
        The address that the server is to be bound to; empty or None means all of them.
    trusted_headers
        Streamlit's hidden option that takes a person from a request's headers: anybody could write those.

    Raises
    ------
    ServingError
        Nobody signs in and the address is not this machine's own, or the hidden option is set.
    SignInSettingsError
        The settings of sign-in are incomplete or unsafe.
    """
    sign_in = sign_in_of(environment)
    if trusted_headers:
        raise ServingError("server.trustedUserHeaders is set: anybody who reaches the port could write them")
    if sign_in is None and not is_loopback(address or ""):
        bound = f"the address {address}" if address else "every address of this machine"
        raise ServingError(f"the board would be open to others on {bound}, and nobody has to sign in")
    return sign_in


class Doorkeeper:
    """Middleware around the whole server: keeps others out where nobody signs in, and writes the security headers."""

    def __init__(self, app: ASGIApp, *, is_local: bool, is_over_tls: bool) -> None:
        self._app = app
        self._is_local = is_local
        self._is_over_tls = is_over_tls
        self._headers = {**_HEADERS, **(_OVER_TLS if is_over_tls else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it in words."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._is_local and not _is_from_here(scope):
            await self._refuse(scope, send)
        else:
            await self._app(scope, receive, lambda message: send(self._with_headers(message)))

    def _with_headers(self, message: Message) -> Message:
        if message["type"] != "http.response.start":
            return message
        kept = [(name, value) for name, value in message["headers"] if name.decode("latin-1").lower() not in _HEADERS]
        if self._is_over_tls:
            kept = [(name, _by_tls_alone(name, value)) for name, value in kept]
        own = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        return {**message, "headers": [*kept, *own]}

    async def _refuse(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        body = f"<!doctype html><title>This machine alone</title><p>{html.escape(LOCAL_ONLY)}</p>".encode()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        start = {"type": "http.response.start", "status": _FORBIDDEN, "headers": headers}
        await send(self._with_headers(start))
        await send({"type": "http.response.body", "body": body})


def _is_from_here(scope: Scope) -> bool:
    """Return whether a request reached this machine's own address, under its own name, and through no proxy.

    The name counts, because a page of elsewhere can have its own name lead to 127.0.0.1 (DNS rebinding).
    """
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if any(name in headers for name in _PROXY_HEADERS):
        return False
    reached, _ = scope.get("server") or ("", None)
    return is_loopback(str(reached)) and is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or "")


def _by_tls_alone(name: bytes, value: bytes) -> bytes:
    is_cookie = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if is_cookie else value

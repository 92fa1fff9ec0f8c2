"""A poll that comes while a page is being drawn, or before what was drawn is on its way, is passed over.

Streamlit 1.67 runs such a poll right behind the drawing, and as it starts tells the browser that the drawing before it
was broken off, if that had not yet been sent: the browser then keeps what the drawing no longer holds, such as a form
that was recorded. With a poll a second on every screen and a busy server that met one press in twenty. A poll is
soon followed by the next, so this one is let go (docs/decisions/0037-what-a-rerun-costs.md).
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from streamlit.runtime.app_session import AppSession

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK = "_passes_over_polls"


def pass_over_while_drawing() -> None:
    """Let the sessions of this process pass over a poll while they draw; once is enough."""
    if not hasattr(AppSession.request_rerun, _MARK):
        AppSession.request_rerun = _passing_over(AppSession.request_rerun)  # type: ignore[method-assign]


def _passing_over(request_rerun: Callable[..., None]) -> Callable[..., None]:
    @wraps(request_rerun)
    def request(session: AppSession, client_state: Any) -> None:
        is_poll = client_state is not None and client_state.is_auto_rerun
        if not (is_poll and _is_drawing(session)):
            request_rerun(session, client_state)

    setattr(request, _MARK, True)
    return request


def _is_drawing(session: AppSession) -> bool:
    # The session forgets its runner once it has taken in everything that the runner sent; the queue is what is not yet
    # on its way to the browser.
    return session._scriptrunner is not None or not session._browser_queue.is_empty()  # noqa: SLF001

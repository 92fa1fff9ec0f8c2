"""The phone's position, where the page is served securely; what leaves the phone is rounded to some 10 m."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_JS = Path(__file__).with_name("contact-position.js").read_text(encoding="utf-8")
_HTML = """
<button id="ask" type="button" hidden>Use this phone's position</button>
<p id="told" role="status"></p>
"""
_CSS = """
button {
  min-height: 44px; width: 100%; border: 1px solid #175182; border-radius: .5rem; background: #fff; color: #175182;
  font: inherit; font-weight: 600; cursor: pointer;
}
button:focus-visible { outline: 3px solid #1871bd; outline-offset: 1px; }
button:disabled { color: #58585b; border-color: #58585b; }
p { margin: .2rem 0 0; color: #58585b; font-size: .875rem; }
p:empty { margin: 0; }
"""
_UNSECURED = (
    "This phone's position cannot be used: browsers give it only to pages served over TLS (https), and this one is "
    "not. Choose the place or search it. For whoever runs the board: docs/runbooks/tls.md."
)


@dataclass(frozen=True)
class Position:
    """Where the phone says it is (EPSG:4326, degrees), and to how many metres it is sure."""

    lon: float
    lat: float
    accuracy_m: float


def show(*, key: str, on_position: Callable[[Position], None]) -> None:
    """Draw the button, or why there is none.

    Parameters
    ----------
    key
        Names it on the page.
    on_position
        Called with the position once for each press that found one; it is kept nowhere else.
    """

    def hand_on() -> None:
        position = _position(st.session_state.get(key))
        if position is not None:
            on_position(position)

    button = st.components.v2.component("crt_contact_position", html=_HTML, css=_CSS, js=_JS)
    button(key=key, data={"unsecured": _UNSECURED}, on_position_change=hand_on)


def _position(sent: Mapping[str, object] | None) -> Position | None:
    """Return the position that the browser sent; None for anything else that it may send."""
    told = None if sent is None else sent.get("position")
    if not isinstance(told, dict):
        return None
    numbers = [told.get(name) for name in ("lon", "lat", "accuracy_m")]
    if not all(isinstance(number, (int, float)) and math.isfinite(number) for number in numbers):
        return None
    lon, lat, accuracy_m = (float(number) for number in numbers)  # type: ignore[arg-type]
    return Position(lon, lat, accuracy_m)

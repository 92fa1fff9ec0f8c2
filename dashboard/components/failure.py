"""What a person sees when a page cannot be drawn: what happened and what to do, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.text import as_markdown, message_as_markdown
from dashboard.stores.warehouse import EarlierBuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNKNOWN_STEP = (
    "Reload the page. If it stays, hold the huddle from yesterday's printout, and show the log of `crt serve` "
    "to whoever looks after the dashboard."
)


def show(error: Exception) -> None:
    """Say what failed; errors of our own kinds carry their next step, others are named by kind only."""
    next_step = getattr(error, "next_step", None)
    if isinstance(next_step, str):
        said = message_as_markdown(str(error).removesuffix("."))
        st.error(f"{said}. **Next step:** {message_as_markdown(next_step)}", icon=":material/error:")
    else:
        st.error(
            f"This page could not be drawn ({as_markdown(type(error).__name__)}). **Next step:** {_UNKNOWN_STEP}",
            icon=":material/error:",
        )


@contextmanager
def told_in_place() -> Iterator[None]:
    """Say in place of a part that an earlier version's build lacks it, and let the rest of the page be drawn.

    After an update, and until the next build, the room has its agenda all the same; so has a past morning for ever.
    """
    try:
        yield
    except EarlierBuildError as error:
        show(error)

"""Runs the dashboard's pages in process, as a browser would reach them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

APP_FILE = Path(__file__).resolve().parents[2] / "streamlit_app.py"
# Each AppTest reads the metadata of every installed package, in search of components, before it draws anything: half of
# what a page costs. What is installed does not change while tests run, so a process looks once.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def open_page(
    page: str = "huddle", *, role_code: str | None = None, agency_code: str | None = None, **query_params: str
) -> AppTest:
    """Return a page after its first run; `page` is the stem of its file.

    With a role or an agency it is a screen on which these were chosen on another page before.
    """
    screen = AppTest.from_file(str(APP_FILE), default_timeout=60)
    for key, chosen in (("role_code", role_code), ("agency_code", agency_code)):
        if chosen is not None:
            screen.session_state[key] = chosen
    if page == "huddle":
        return screen.run()
    # A page's address is the name of its file, so the huddle page need not run first to tell what there is.
    screen.switch_page(f"dashboard/pages/{page}.py")
    for name, value in query_params.items():
        screen.query_params[name] = value
    return screen.run()


def text_of(screen: AppTest) -> str:
    """Return all that stands on a page, HTML as it is sent."""
    return "\n".join(_texts(screen.main))


def map_arguments(screen: AppTest) -> dict[str, Any]:
    """Return what the page sends to its map; empty when it has none."""
    import json  # noqa: PLC0415

    for element in screen.get("component_instance"):
        return dict(json.loads(element.proto.json_args))
    return {}


def _texts(block: Any) -> list[str]:
    texts: list[str] = []
    for child in block.children.values():
        if hasattr(child, "children"):
            texts += [str(getattr(child, "label", "") or ""), *_texts(child)]
        else:
            proto = child.proto
            texts += [str(getattr(proto, name)) for name in ("body", "label") if hasattr(proto, name)]
            options = getattr(proto, "options", None)
            texts += [str(option) for option in options or []]
    return texts

"""Runs the dashboard's pages in process, as a browser would reach them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from tests.support.published_build import location_id

APP_FILE = Path(__file__).resolve().parents[2] / "streamlit_app.py"
# A page or the wall, the role that looks, and the agency that it speaks for.
Seen = tuple[str, str, str | None]
# Each AppTest reads the metadata of every installed package, in search of components, before it draws anything: half of
# what a page costs. What is installed does not change while tests run, so a process looks once.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def _wait_until_drawn(runner: local_script_runner.LocalScriptRunner, timeout: float = 60) -> None:
    """Wait for the thread that draws a page, and stop it where it takes longer than `timeout` seconds.

    AppTest itself looks through all that the page has sent so far, up to a thousand times a second, and each look takes
    the interpreter from the thread that draws.
    """
    thread = runner._script_thread
    assert thread is not None
    thread.join(timeout)
    if thread.is_alive():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"the page was not drawn within {timeout} seconds")


local_script_runner.require_widgets_deltas = _wait_until_drawn


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


def open_wall() -> AppTest:
    """Return the wall's screen after its first run."""
    screen = AppTest.from_file(str(APP_FILE), default_timeout=60)
    screen.query_params["view"] = "wall"
    return screen.run()


def open_seen(seen: Seen) -> AppTest:
    """Return a page or the wall as somebody sees it; the page of a location is the first one's."""
    page, role_code, agency_code = seen
    if page == "wall":
        return open_wall()
    asked = {"location": location_id(1)} if page == "location" else {}
    return open_page(page, role_code=role_code, agency_code=agency_code, **asked)


def press(screen: AppTest, words: str) -> AppTest:
    """Press the button that is called so, else the first that has these words in its name; escapes do not count."""
    wanted = words.replace("\\", "")
    named = [(button.label.replace("\\", ""), button) for button in screen.button]
    so_called = next((button for name, button in named if name == wanted), None)
    screen = (so_called or next(button for name, button in named if wanted in name)).click().run()
    assert not screen.exception
    return screen


def text_of(screen: AppTest) -> str:
    """Return all that stands on a page, HTML as it is sent."""
    return "\n".join(_texts(screen.main))


def all_told(screen: AppTest) -> tuple[object, ...]:
    """Return whatever a screen says or offers: its text, every choice with what is chosen, and the buttons."""
    assert not screen.exception
    chosen = (*screen.selectbox, *screen.multiselect)
    return (
        text_of(screen),
        [(each.label, list(each.options), str(each.value)) for each in chosen],
        [(each.label, [str(option) for option in each.options]) for each in screen.button_group],
        [(each.label, each.disabled) for each in screen.button],
        [each.key for each in screen.selectbox if (each.key or "").startswith("correct_ended")],
    )


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

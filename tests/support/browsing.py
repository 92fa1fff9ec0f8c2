"""What browser tests do besides clicking: find the pages, open everything on one, and go by keyboard alone."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support.screen import APP_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Frame, Page

# The first two draw hidden pages behind the address bar of each window, half a second of processor. Of several lists
# the last one counts, so what Playwright itself switches off stands here again, as far as it touches a page.
_SWITCHED_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join(_SWITCHED_OFF),
]
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# target-size is WCAG 2.2 AA, beyond what the law asks (2.1 AA), and off in axe unless asked for.
_AXE_RUN = "axe.run(document, {iframes: false, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
_IS_DONE = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
# Streamlit hangs pieces in after its script is done; half a second without a change is the end of it.
_QUIET = """() => new Promise(resolve => {
    let timer = setTimeout(resolve, 500);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(resolve, 500); });
    watch.observe(document.body, {childList: true, subtree: true, attributes: true});
    setTimeout(resolve, 20000);
})"""
_SERIOUS = ("serious", "critical")
_FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at);
    const shown = at.cloneNode(true);
    shown.querySelectorAll('[aria-hidden=true]').forEach(each => each.remove());
    const named = at.getAttribute('aria-label') || (at.labels && at.labels[0] && at.labels[0].innerText)
        || shown.textContent || at.title || '';
    return {
        tag: at.tagName.toLowerCase(),
        role: at.getAttribute('role') || '',
        name: named.trim().replace(/\\s+/g, ' '),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        colour: style.outlineColor,
    };
}"""


@dataclass
class Visit:
    """One page in the browser, and what went wrong or went elsewhere while it was open."""

    page: Page
    outside_requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def opened_page(window: BrowserContext, *, width: int, height: int) -> Iterator[Visit]:
    """Open a page of this size, in px; what it kept in the browser goes with it, so that no test sees another's."""
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": height})
    visit = Visit(page)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("dialog", lambda dialog: (visit.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: _note_outside(visit, request.url))
    try:
        yield visit
        page.evaluate("if (location.protocol === 'http:') { localStorage.clear(); sessionStorage.clear(); }")
    finally:
        page.close()
        window.clear_cookies()


def pages_of_the_navigation(*, is_listed: bool = False) -> list[str]:
    """Return the address of each page that `streamlit_app.py` names, so that a page added later is tested too.

    With `is_listed` only those that every page leads to.
    """
    tree = ast.parse(APP_FILE.read_text(encoding="utf-8"))
    paths = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "Page":
            stated = {word.arg: word.value.value for word in call.keywords if isinstance(word.value, ast.Constant)}
            if is_listed and stated.get("visibility") == "hidden":
                continue
            paths.append("" if stated.get("default") else str(stated["url_path"]))
    # The wall has the first page's address: it is asked for by a word of its own (tests/browser/test_meeting.py).
    return list(dict.fromkeys(paths))


def settle(page: Page) -> None:
    """Wait until a page is drawn: its heading or an error is there, nothing runs, and the map has its numbers."""
    page.locator("h1, [data-testid=stAlertContentError]").first.wait_for(timeout=30_000)
    page.wait_for_function(_IS_DONE, timeout=30_000)
    # Streamlit loads the code of each kind of piece when the first of it is drawn.
    page.wait_for_load_state("networkidle", timeout=30_000)
    page.evaluate(_QUIET)
    # A map that a narrow screen hides is never drawn; one that has no height yet will be.
    maps = [
        frame for frame in page.locator("iframe").all() if frame.evaluate("frame => frame.getClientRects().length > 0")
    ]
    for frame in maps:
        frame.content_frame.locator(".crt-number").first.wait_for(timeout=30_000)
    # Streamlit fades what it redraws; half-faded text has another contrast.
    page.wait_for_function("!document.querySelector('[data-stale=true]')", timeout=30_000)
    if maps:
        page.evaluate(_QUIET)


def unfold_everything(page: Page) -> None:
    """Open every fold of a page, and the form behind the first two answers to an action."""
    page.evaluate("document.querySelectorAll('.crt details').forEach(fold => { fold.open = true; })")
    folded = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    for _ in range(folded.count()):
        folded.first.click()
    for answer in ("Hand over", "New date"):
        choice = page.get_by_role("radio", name=answer, exact=True).or_(
            page.get_by_role("button", name=answer, exact=True)
        )
        if choice.count():
            choice.first.click()
            page.get_by_role("button", name=f"Record: {answer.lower()}").first.wait_for(timeout=20_000)
    settle(page)


def serious_violations(page: Page) -> list[str]:
    """Return what axe calls serious or critical in any frame of a page, in words, with the offending piece."""
    return [
        f"{_name_of(frame, page)}: {found['id']} ({found['impact']}): {node['html'][:160]}"
        for frame in page.frames
        for found in _violations(frame)
        if found["impact"] in _SERIOUS
        for node in found["nodes"]
    ]


def focused(page: Page) -> dict[str, Any] | None:
    """Return what the keyboard is on: tag, role, name, and its outline's width in pixels and colour."""
    found: dict[str, Any] | None = page.evaluate(_FOCUSED)
    return found


def tab_to(page: Page, name: str, *, tag: str = "", back: bool = False, limit: int = 160) -> dict[str, Any]:
    """Press Tab until the keyboard is on the piece whose name starts with `name`; fail after `limit` presses."""
    passed = []
    for _ in range(limit):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at = focused(page)
        if at is not None and at["name"].startswith(name) and (not tag or at["tag"] == tag):
            return at
        passed.append(at["name"][:30] if at else "-")
    raise AssertionError(f"the keyboard never came to {name!r}; it passed {passed}")


def _violations(frame: Frame) -> list[dict[str, Any]]:
    frame.evaluate(AXE)
    found: list[dict[str, Any]] = frame.evaluate(_AXE_RUN)["violations"]
    return found


def _name_of(frame: Frame, page: Page) -> str:
    return "page" if frame == page.main_frame else "map"


def _note_outside(visit: Visit, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        visit.outside_requests.append(url)

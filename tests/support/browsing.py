"""What browser tests do besides clicking: find the pages, open everything on one, choose, and go by keyboard alone.

Streamlit draws a page anew under whoever looks at it, and a slow machine takes its time over it. So a test waits for
what a person would see, and does again what a person would do again: a list closes when the page moves under it, and a
press that falls between two drawings is lost. What waits and tries again stands here, once.
"""

from __future__ import annotations

import ast
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support.screen import APP_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Frame, Locator, Page

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
# How many times slower than it is the browser is made, to find tests that race with it (CONTRIBUTING.md).
_SLOWDOWN = float(os.environ.get("CRT_BROWSER_SLOWDOWN", "1"))
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# target-size is WCAG 2.2 AA, beyond what the law asks (2.1 AA), and off in axe unless asked for.
_AXE_RUN = "axe.run(document, {iframes: false, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
PATIENCE_MS = 60_000
"""How long a test waits for what a person would see. It costs nothing where it comes at once."""
# The first page of a new server on a machine that others use has taken forty seconds.
_FIRST_PAGE_MS = 150_000
# After this long without a list or an effect a person tries again.
_TRY_MS = 10_000
_LOOK_AGAIN_MS = 250
_FILTERED_MS = 2_000
# When the page last said something to its server, and last heard from it: a press is not over before it is answered.
_NOTE_WHAT_IS_SAID = """(() => {
    const send = WebSocket.prototype.send;
    const heard = new WeakSet();
    window.crtSaidAt = window.crtHeardAt = 0;
    WebSocket.prototype.send = function (...said) {
        if (!heard.has(this)) {
            heard.add(this);
            this.addEventListener('message', () => { window.crtHeardAt = performance.now(); });
        }
        window.crtSaidAt = performance.now();
        return send.apply(this, said);
    };
})()"""
_IS_ANSWERED = "!(window.crtSaidAt > window.crtHeardAt)"
_IS_DONE = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
# Streamlit hangs pieces in after its script is done; half a second without a change is the end of it.
_QUIET = """() => new Promise(async resolve => {
    await document.fonts.ready;
    let timer = setTimeout(resolve, 500);
    const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(resolve, 500); });
    watch.observe(document.body, {childList: true, subtree: true, attributes: true});
    // A strip that draws itself anew each second may leave a slow browser no half second.
    setTimeout(resolve, document.querySelector('.crt-live, .crt-clock') ? 3000 : 20000);
})"""
_STANDS_STILL = """async box => {
  for (let top = null, stood = 0; stood < 10; ) {
    const now = box.getBoundingClientRect().top;
    stood = now === top ? stood + 1 : 0;
    top = now;
    await new Promise(done => setTimeout(done, 50));
  }
}"""
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
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(_NOTE_WHAT_IS_SAID)
    if _SLOWDOWN > 1:
        window.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWDOWN})
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


def go(page: Page, address: str) -> None:
    """Open an address and wait until its page is drawn, a new server's first one too."""
    page.goto(address, timeout=_FIRST_PAGE_MS)
    settle(page)


def settle(page: Page) -> None:
    """Wait until a page is drawn: its heading or an error is there, nothing runs, and the map has its numbers."""
    page.locator("h1, [data-testid=stAlertContentError]").first.wait_for(timeout=_FIRST_PAGE_MS)
    # What is asked while a page is drawn may be passed over, and then has no answer of its own.
    with suppress(_timed_out()):
        page.wait_for_function(_IS_ANSWERED, timeout=_TRY_MS)
    page.wait_for_function(_IS_DONE)
    # Streamlit loads the code of each kind of piece when the first of it is drawn.
    with suppress(_timed_out()):
        page.wait_for_load_state("networkidle", timeout=_TRY_MS)
    page.evaluate(_QUIET)
    # A map that a narrow screen hides is never drawn; one that has no height yet will be.
    maps = [
        frame for frame in page.locator("iframe").all() if frame.evaluate("frame => frame.getClientRects().length > 0")
    ]
    for frame in maps:
        frame.content_frame.locator(".crt-number").first.wait_for()
    # Streamlit fades what it redraws; half-faded text has another contrast.
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    if maps:
        page.evaluate(_QUIET)


def press(target: Locator, *, until: Locator | None = None) -> None:
    """Press with a finger where the screen knows touches, with a mouse elsewhere, once the page stands still.

    With `until` press again where that does not come to be seen: a press that falls between two drawings is lost.
    Only what may be pressed twice is pressed so.
    """
    page = target.page
    settle(page)
    _touch_or_click(target)
    if until is None:
        settle(page)
        return
    _again_until_seen(until, lambda: _touch_or_click(target) if target.is_visible() else None)


def press_by_keyboard(page: Page, name: str, *, tag: str = "button", key: str = "Enter") -> None:
    """Go by Tab to a piece whose name starts with `name` and press it, once the page stands still."""
    settle(page)
    tab_to(page, name, tag=tag)
    page.keyboard.press(key)
    settle(page)


def choose(page: Page, label: str, option: str, *, exact: bool = False) -> None:
    """Choose the first option with these words from the last list of this label, by touch or mouse.

    The list closes when the page moves under it: then it is opened again, until the choice is seen to have taken.
    """
    box = page.get_by_role("combobox", name=label, exact=exact).last
    wanted = page.get_by_role("option", name=option).first

    def try_once() -> bool:
        # At the screen's middle, where a thumb has it: from its edge the browser scrolls it in, which closes the list.
        box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})", timeout=_TRY_MS)
        box.evaluate(_STANDS_STILL, timeout=_TRY_MS)
        if box.get_attribute("aria-expanded", timeout=_TRY_MS) != "true":
            _touch_or_click(box, timeout=_TRY_MS)
        words = wanted.inner_text(timeout=_TRY_MS)
        _touch_or_click(wanted, timeout=_TRY_MS)
        settle(page)
        # A choice can make its own list go, and has then been taken.
        return not box.count() or box.input_value(timeout=_TRY_MS) == words

    _try_until_done(page, try_once, f"{option!r} of {label!r} was not taken")


def choose_by_keyboard(page: Page, label: str, option: str) -> None:
    """Go by Tab to the list whose name starts with `label`, type an option or go to it by arrow, and press Enter."""
    wanted = page.get_by_role("option", name=option).and_(page.locator("[data-focused]")).first

    def try_once() -> bool:
        at = focused(page)
        if at is None or not at["name"].startswith(label):
            tab_to(page, label, tag="input")
        # What was typed before is taken when its field is left, and going by Tab scrolls the page.
        settle(page)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(option)
        page.get_by_role("option", name=option).first.wait_for(timeout=_TRY_MS)
        with suppress(_timed_out()):
            wanted.wait_for(timeout=_FILTERED_MS)
        # A list that is not filtered by what is typed is gone through by arrow.
        for _ in range(page.get_by_role("option").count()):
            if not wanted.count():
                page.keyboard.press("ArrowDown")
        words = wanted.inner_text(timeout=_TRY_MS)
        page.keyboard.press("Enter")
        settle(page)
        # The choice can draw its own list anew, and the keyboard is then no longer on it.
        boxes = page.get_by_role("combobox", name=label).all()
        return not boxes or words in [box.input_value(timeout=_TRY_MS) for box in boxes]

    _try_until_done(page, try_once, f"{option!r} of {label!r} was not taken")


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what no page shows, such as an event on record, while the page goes on."""
    ends_s = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < ends_s, "it never came to hold"
        page.wait_for_timeout(_LOOK_AGAIN_MS)


def _try_until_done(page: Page, try_once: Callable[[], bool], otherwise: str) -> None:
    ends_s = time.monotonic() + PATIENCE_MS / 1000
    while True:
        settle(page)
        with suppress(_timed_out()):
            if try_once():
                return
        assert time.monotonic() < ends_s, otherwise
        # What was typed and not taken is put back to what was chosen before.
        page.keyboard.press("Escape")


def _again_until_seen(until: Locator, act: Callable[[], None]) -> None:
    ends_s = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < ends_s:
        with suppress(_timed_out()):
            until.first.wait_for(timeout=_TRY_MS)
            return
        act()
    until.first.wait_for(timeout=_TRY_MS)


def _touch_or_click(target: Locator, *, timeout: float | None = None) -> None:
    if target.page.evaluate("navigator.maxTouchPoints > 0"):
        target.tap(timeout=timeout)
    else:
        target.click(timeout=timeout)


def _timed_out() -> type[Exception]:
    from playwright.sync_api import TimeoutError as PlaywrightTimeoutError  # noqa: PLC0415 - only where installed

    return PlaywrightTimeoutError


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
            page.get_by_role("button", name=f"Record: {answer.lower()}").first.wait_for()
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

"""What a first visit costs: bytes over the wire of our pages ÷ those of a bare Streamlit page, the cache empty.

Run it with `python -m benchmarks.first_visit`; it makes the made-up city, and reads the City's 2015 file where that is
there. Bytes do not depend on how busy a machine is: one visit of each page is enough. It needs Chromium.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.ingest_to_build import REAL_FILE
from pipelines.settings import PROJECT_ROOT
from tests.support.browsing import CHROMIUM_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

REAL_MORNING = "2015-11-10"
MOST_TIMES_A_BARE_PAGE = 1.2
MOST_MAP_BYTES = 150_000
LARGEST = 8
WEBSOCKET = "websocket, received"
NARROW_PX = 640
DESKTOP, PHONE = (1280, 800), (390, 844)
_BARE_PAGE = 'import streamlit as st\n\nst.title("A bare page")\n'
_QUIET_S = 2.0
_LIMIT_S = 90.0
_BINARY = 2
_IS_DONE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"


@dataclass(frozen=True)
class Sight:
    """A page as a browser comes to it: its address, how wide the screen is, and whether the map is asked for."""

    name: str
    path: str = ""
    size: tuple[int, int] = DESKTOP
    asks_for_map: bool = False


SIGHTS = (
    Sight("Huddle"),
    Sight("Huddle, phone", size=PHONE),
    Sight("Huddle, phone, map asked for", size=PHONE, asks_for_map=True),
    Sight("District", "district"),
    Sight("District, map asked for", "district", asks_for_map=True),
    Sight("Council", "council"),
    Sight("Location", "location"),
    Sight("Complaint & need", "complaint_and_need"),
    Sight("Track record", "track_record"),
    Sight("Data health", "data_health"),
)
BARE = Sight("bare page")


@dataclass
class Visit:
    """What one first visit received: bytes by URL, answers by URL, and the arguments of its map."""

    n_bytes: Counter[str] = field(default_factory=Counter)
    n_answers: Counter[str] = field(default_factory=Counter)
    map_bytes: int = 0
    last_at: float = 0.0

    @property
    def total(self) -> int:
        """All bytes received."""
        return sum(self.n_bytes.values())


class Relay(threading.Thread):
    """Passes bytes between browser and server and counts what a websocket brings.

    The browser tells a frame's size only after it was unpacked; what went over the wire stands here.
    """

    def __init__(self, server_port: int) -> None:
        super().__init__(daemon=True)
        self.n_websocket_bytes = 0
        self._server_port = server_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def run(self) -> None:
        """Take in connections until the door is closed."""
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                threading.Thread(target=self._join, args=(browser,), daemon=True).start()

    def close(self) -> None:
        """Take in no more."""
        self._door.close()

    def _join(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port))
            first = browser.recv(65536)
            server.sendall(first)
        except OSError:  # a page that is open while the server ends asks again and again
            browser.close()
            return
        threading.Thread(target=self._pass, args=(browser, server), daemon=True).start()
        self._pass(server, browser, is_counted=first.startswith(b"GET /_stcore/stream"))

    def _pass(self, source: socket.socket, target: socket.socket, *, is_counted: bool = False) -> None:
        with contextlib.suppress(OSError), source, target:
            while chunk := source.recv(65536):
                target.sendall(chunk)
                if is_counted:
                    self.n_websocket_bytes += len(chunk)


def main() -> None:
    """Visit every page with an empty cache, print the ratios, what is largest, and how large the maps are."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        script = Path(folder) / "bare.py"
        script.write_text(_BARE_PAGE, encoding="utf-8")
        with _served(script, Path(folder)) as relay:
            bare = visit(browser, relay, BARE)
        print(f"{BARE.name}: {bare.total / 1000:,.0f} kB in {sum(bare.n_answers.values())} answers")
        for name, data_dir in _mornings(Path(folder)):
            with _served(PROJECT_ROOT / "streamlit_app.py", data_dir) as relay:
                print(f"\n{name}")
                for sight in SIGHTS:
                    _tell(sight, visit(browser, relay, sight), bare)
        browser.close()


def visit(browser: Browser, relay: Relay, sight: Sight) -> Visit:
    """Open a page in a profile of its own, wait until it has come to rest, and return what was received."""
    received, before = Visit(), relay.n_websocket_bytes
    width, height = sight.size
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    _listen(context.new_cdp_session(page), received)
    page.goto(f"http://127.0.0.1:{relay.port}/{sight.path}")
    page.locator("h1").first.wait_for(timeout=_LIMIT_S * 1000)
    _rest(page, received, has_map=width > NARROW_PX)
    if sight.asks_for_map:
        page.get_by_text("Show the map", exact=True).click()
        page.locator("iframe").first.wait_for(state="visible", timeout=_LIMIT_S * 1000)
        _rest(page, received, has_map=True)
    received.n_bytes[WEBSOCKET] = relay.n_websocket_bytes - before
    context.close()
    return received


def _listen(session: CDPSession, received: Visit) -> None:
    urls: dict[str, str] = {}
    session.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", lambda event: _note_answer(event, urls, received))
    session.on("Network.webSocketFrameReceived", lambda event: _note_frame(event["response"], received))
    session.send("Network.enable", {"maxTotalBufferSize": 0})


def _note_answer(event: dict[str, Any], urls: dict[str, str], received: Visit) -> None:
    url = urls.get(event["requestId"], "")
    if url.startswith(("data:", "blob:")) or not event["encodedDataLength"]:  # came from no server, or from the cache
        return
    path = url.split("/", 3)[-1].split("?")[0] or "(document)"
    received.n_bytes[path] += int(event["encodedDataLength"])
    received.n_answers[path] += 1
    received.last_at = time.monotonic()


def _note_frame(frame: dict[str, Any], received: Visit) -> None:
    is_binary = frame["opcode"] == _BINARY
    payload = base64.b64decode(frame["payloadData"]) if is_binary else frame["payloadData"].encode()
    received.last_at = time.monotonic()
    if is_binary:
        message = ForwardMsg.FromString(payload)
        received.map_bytes += len(message.delta.new_element.component_instance.json_args.encode())


def _rest(page: Page, received: Visit, *, has_map: bool) -> None:
    """Wait until the script is done, every map that is to be seen has its numbers, and nothing came for two seconds."""
    received.last_at = time.monotonic()
    deadline = received.last_at + _LIMIT_S
    while time.monotonic() - received.last_at < _QUIET_S or not _is_drawn(
        page, n_maps=int(has_map and received.map_bytes > 0)
    ):
        if time.monotonic() > deadline:
            sys.exit(f"{page.url} did not come to rest in {_LIMIT_S:.0f} s")
        page.wait_for_timeout(100)


def _is_drawn(page: Page, *, n_maps: int) -> bool:
    # A narrow screen hides the map until it is asked for: a frame without a size is never drawn.
    maps = [frame for frame in page.locator("iframe").all() if frame.evaluate("frame => frame.getClientRects().length")]
    is_there = len(maps) >= n_maps and bool(page.evaluate(_IS_DONE))
    return is_there and all(one.content_frame.locator(".crt-number").count() for one in maps)


def _tell(sight: Sight, received: Visit, bare: Visit) -> None:
    ratio = received.total / bare.total
    verdict = "" if ratio <= MOST_TIMES_A_BARE_PAGE else f"  ABOVE {MOST_TIMES_A_BARE_PAGE}"
    told = f"{received.total / 1000:7,.0f} kB  {ratio:.2f} x{verdict}"
    if received.map_bytes:
        is_too_large = received.map_bytes > MOST_MAP_BYTES
        told += f"   map {received.map_bytes / 1000:.0f} kB{'  TOO LARGE' if is_too_large else ''}"
    print(f"  {sight.name:<30} {told}")
    beyond = Counter({url: n_bytes - bare.n_bytes[url] for url, n_bytes in received.n_bytes.items()})
    for url, n_bytes in beyond.most_common(LARGEST):
        if n_bytes > 1000:  # noqa: PLR2004 - less than a kB is no news
            twice = f"  {received.n_answers[url]} answers" if received.n_answers[url] > 1 else ""
            print(f"      {n_bytes / 1000:+7.1f} kB  {url}{twice}")


def _mornings(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what the mornings are called and their data folders: the made-up city's, and the City's where it is."""
    given = sys.argv[1:]
    if given:
        yield from ((one, Path(one).resolve()) for one in given)
        return
    sample_dir, city_dir = folder / "sample", folder / "city"
    _crt(sample_dir, "sample")
    _crt(sample_dir, "build")
    yield "the made-up city", sample_dir
    if REAL_FILE.exists():
        _crt(city_dir, "ingest", "311", str(REAL_FILE))
        _crt(city_dir, "build", "--as-of", REAL_MORNING)
        yield f"{REAL_FILE.name}, {REAL_MORNING}", city_dir


def _crt(data_dir: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", "import crt; crt.main()", *arguments, "--json"],
        check=True,
        cwd=PROJECT_ROOT,
        env=_environment(data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def _served(script: Path, data_dir: Path) -> Iterator[Relay]:
    """Serve a script with the program's own configuration, which Streamlit reads from the working folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
        cwd=PROJECT_ROOT,
        env=_environment(data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _LIMIT_S
        while not _is_healthy(port):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{script.name} could not be served")
            time.sleep(0.2)
        relay = Relay(port)
        relay.start()
        yield relay
        relay.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def _is_healthy(port: int) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def _environment(data_dir: Path) -> dict[str, str]:
    """Return this process's environment with a data folder, and with nothing else that the program reads."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("CRT_", "STREAMLIT_"))}
    return {**plain, "CRT_DATA_DIR": str(data_dir)}


if __name__ == "__main__":
    main()

"""One run: one person alone, then the whole huddle, then silence in which one change must reach every screen."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.load.people import CHAIR, Chair, Person, Told
from benchmarks.load.screen import Screen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from benchmarks.load.app import App

_SEEN_LIMIT_S = 15.0
_SAMPLE_S = 5.0
_AT_PART = re.compile(r"#part-(\d)")


@dataclass
class Figures:
    """What a run measured; times in seconds, memory in MB."""

    first_draw_s: list[float] = field(default_factory=list)
    alone: Told = field(default_factory=Told)
    told: list[Told] = field(default_factory=list)
    step_seen_s: list[float] = field(default_factory=list)
    quiet_seen_s: list[float] = field(default_factory=list)
    poll_s: list[float] = field(default_factory=list)
    rss_mb: list[tuple[float, float]] = field(default_factory=list)
    page_kb: float = 0.0
    cpu_share: float = 0.0
    lasted_s: float = 0.0
    n_not_seen: int = 0

    @property
    def n_events(self) -> int:
        """The events that screens acknowledged."""
        return sum(len(each.recorded) + len(each.roll) for each in self.told)


class WatchedChair(Chair):
    """A chair whose steps are looked for on every screen."""

    def watch_on(self, screens: list[Screen], figures: Figures) -> None:
        """Look for each step on these screens."""
        self._screens, self._figures = screens, figures

    async def step(self) -> int:
        """Step, and note how long it took until the last screen showed it."""
        found = _AT_PART.search(self.screen.live_text)
        at = int(found.group(1)) if found else 1
        target = at + 1 if at < 7 else at - 1  # noqa: PLR2004 - the meeting's last part
        async with seen_on(self._screens, lambda text: _shows_part(text, target)) as seen:
            at_part = await super().step()
        self._figures.n_not_seen += sum(each is None for each in seen)
        if all(each is not None for each in seen):
            self._figures.step_seen_s.append(max(each for each in seen if each is not None))
        return at_part


async def run_load(
    app: App,
    *,
    n_people: int,
    think_s: float,
    seconds: float,
    n_events: int | None = None,
    alone_s: float = 20.0,
    n_quiet: int = 5,
) -> Figures:
    """Let people work in one huddle, and measure.

    Parameters
    ----------
    app
        The server, on a fresh copy of a data folder.
    n_people
        Screens that act; one of them is the chair's. A wall screen is open besides.
    think_s
        Mean time between a person's acts, seconds.
    seconds
        How long they work; with `n_events` at most so long.
    n_events
        They stop when so many events were acknowledged; None works for the whole time.
    alone_s
        How long one person works alone before, seconds.
    n_quiet
        How many changes are looked for on every screen when nobody else acts.
    """
    figures, serials = Figures(), itertools.count(1)
    chair_screen = Screen(app.port)
    await chair_screen.open()
    chair = WatchedChair(0, chair_screen, think_s=think_s, serials=serials)
    await chair.sit_down()
    figures.told.append(chair.told)

    alone = Person(1, Screen(app.port), think_s=min(1.0, think_s), serials=serials)
    await alone.screen.open()
    await alone.sit_down()
    until = time.perf_counter() + alone_s
    await alone.work(lambda: time.perf_counter() < until)
    figures.alone = alone.told

    people = [Person(n, Screen(app.port), think_s=think_s, serials=serials) for n in range(2, n_people)]
    wall = Screen(app.port, query="view=wall")
    await wall.open()
    figures.first_draw_s += await asyncio.gather(*(_enter(person) for person in people))
    everybody = [alone, *people]
    alone.told = Told()
    figures.told += [person.told for person in everybody]
    screens = [chair_screen, wall, *(person.screen for person in everybody)]
    chair.watch_on(screens[1:], figures)

    begun_at, cpu_s = time.perf_counter(), app.cpu_s
    ends_at = begun_at + seconds

    def goes_on() -> bool:
        return time.perf_counter() < ends_at and (n_events is None or figures.n_events < n_events)

    sampling = asyncio.create_task(_sample(app, figures, begun_at))
    await asyncio.gather(chair.work(goes_on), *(person.work(goes_on) for person in everybody))
    figures.lasted_s = time.perf_counter() - begun_at
    figures.cpu_share = (app.cpu_s - cpu_s) / figures.lasted_s
    await asyncio.sleep(2)
    for _ in range(n_quiet):
        await _quiet_change(alone, screens, figures)
    sampling.cancel()
    figures.rss_mb.append((time.perf_counter() - begun_at, app.rss_mb))
    for screen in screens:
        figures.poll_s += screen.poll_seconds
        if screen.error is not None:
            figures.told[0].faults.append(f"a screen ended: {screen.error!r}")
    figures.page_kb = alone.screen.n_bytes / max(1, alone.screen.n_draws) / 1000
    figures.told.append(figures.alone)
    await asyncio.gather(*(screen.close() for screen in screens))
    return figures


@contextlib.asynccontextmanager
async def seen_on(screens: list[Screen], shows: Callable[[str], bool]) -> AsyncIterator[list[float | None]]:
    """Note when each screen shows something in its strip, or on the wall, seconds from entering; None where never."""
    begun_at = time.perf_counter()
    seen: list[float | None] = [None] * len(screens)
    done = asyncio.Event()

    def watcher(at: int) -> Callable[[str], None]:
        def look(text: str) -> None:
            if seen[at] is None and shows(text):
                seen[at] = time.perf_counter() - begun_at
                if all(each is not None for each in seen):
                    done.set()

        return look

    for at, screen in enumerate(screens):
        screen.watch(watcher(at))
    try:
        yield seen
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(done.wait(), _SEEN_LIMIT_S)
    finally:
        for screen in screens:
            screen.watch(None)


async def _quiet_change(person: Person, screens: list[Screen], figures: Figures) -> None:
    """Record one thing while nobody else acts; every other screen's strip must tell it in words."""
    others = [each for each in screens[2:] if each is not person.screen] + [screens[0]]
    n_before = len(person.told.recorded)
    words: list[str] = []
    async with seen_on(others, lambda text: bool(words) and words[0] in text) as seen:
        words.append(f"{person.next_serial()} of person {person.number}")
        await person.ask_for(f"ask {words[0]}")
    if len(person.told.recorded) == n_before:
        figures.told[0].faults.append("the quiet change was not recorded")
    figures.n_not_seen += sum(each is None for each in seen)
    figures.quiet_seen_s.append(max((each for each in seen if each is not None), default=_SEEN_LIMIT_S))


async def _enter(person: Person) -> float:
    """Come in within five seconds, as people do at half past eight."""
    await asyncio.sleep(random.Random(person.number).uniform(0, 5))  # noqa: S311 - not a secret
    first_draw_s = await person.screen.open()
    await person.sit_down()
    # What was pressed to sit down is no rerun under load.
    person.told.press_s.clear()
    return first_draw_s


async def _sample(app: App, figures: Figures, begun_at: float) -> None:
    while True:
        figures.rss_mb.append((time.perf_counter() - begun_at, app.rss_mb))
        await asyncio.sleep(_SAMPLE_S)


def _shows_part(text: str, part_no: int) -> bool:
    here = f'class="crt-here" aria-current="step"><b>{part_no}</b>'
    return f'href="#part-{part_no}"' in text or here in text


__all__ = ["CHAIR", "Figures", "run_load", "seen_on"]

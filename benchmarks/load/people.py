"""What people in a huddle press: they open an action in two presses, note, ask, answer, step, call the roll."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.load.screen import Screen, ScreenError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from benchmarks.load.screen import Piece

CHAIR = "Chair of the huddle"
_ROLES = ("CRT leadership", "Recovery Services", "Outreach supervisor", "District officer")
# How often each act is chosen, of those that the page has room for; the rest of a hundred looks at what is new.
_WEIGHTS = {"note": 34, "move_date": 14, "ask": 18, "answer": 20, "open_action": 6, "open_and_leave": 5, "look": 3}
_MOST_OPEN_ASKS = 6
_PARTS = 7
_AT_PART = re.compile(r"#part-(\d)")
_SHORT_THINK_S = 0.4


@dataclass
class Told:
    """What one person was told by their screen: what was recorded, what was refused, and how long each answer took."""

    recorded: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    roll: list[tuple[str, bool]] = field(default_factory=list)
    press_s: list[float] = field(default_factory=list)
    record_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    n_acts: int = 0


class Person:
    """Somebody in front of a screen."""

    def __init__(self, number: int, screen: Screen, *, think_s: float, serials: Iterator[int]) -> None:
        self.number, self.screen, self.told = number, screen, Told()
        self._think_s = think_s
        self._serials = serials
        self._random = random.Random(number)  # noqa: S311 - a seeded choice of what to do next
        self._acts: dict[str, Callable[[], Awaitable[bool]]] = {
            "note": self.note,
            "move_date": self.move_date,
            "ask": self.ask,
            "answer": self.answer,
            "open_action": self.open_action,
            "open_and_leave": self.open_and_leave,
            "look": self.look,
        }

    async def sit_down(self) -> None:
        """Choose a role and an agency, as everybody does once a morning."""
        role = _ROLES[self.number % len(_ROLES)]
        if role != _ROLES[0]:
            await self._pressed(self.screen.choose(self.screen.one("selectbox", key="role_code"), role))
        agencies = self.screen.one("selectbox", key="agency_code")
        agency = agencies.proto.options[self.number % len(agencies.proto.options)]
        await self._pressed(self.screen.choose(agencies, agency))

    async def work(self, goes_on: Callable[[], bool]) -> None:
        """Act again and again, a while of thinking between."""
        while goes_on():
            await asyncio.sleep(self._random.uniform(0, 2 * self._think_s))
            if not goes_on():
                return
            name = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
            try:
                self.told.n_acts += await self._acts[name]()
            except ScreenError as error:
                self.told.faults.append(f"{name}: {error}")
                if self.screen.error is not None:
                    return

    async def note(self) -> bool:
        """Note something on an action that is carried over: the choice, then its form."""
        return await self._change("Note", words=self._words("note"))

    async def move_date(self) -> bool:
        """Give such an action a new date, the one the form proposes."""
        return await self._change("New date", words=self._words("moved"))

    async def answer(self) -> bool:
        """Answer an open ask; ask one where none is open."""
        open_asks = list(self.screen.each("button_group", key="answer:"))
        if not open_asks:
            return await self.ask()
        return await self._choose_and_record(
            self._random.choice(open_asks), self._random.choice(["We can", "We cannot"]), words=self._words("answer")
        )

    async def ask(self) -> bool:
        """Ask another agency for something: one form, one press; answer first where many wait."""
        if len(list(self.screen.each("button_group", key="answer:"))) >= _MOST_OPEN_ASKS:
            return await self.answer()
        return await self.ask_for(self._words("ask"))

    async def ask_for(self, words: str) -> bool:
        """Ask for something in these words, of any agency."""
        names = self._random.sample(list(self.screen.one("selectbox", key="whom:").proto.options), 2)
        typed = {"ask_what": words, "from": names[0], "whom": names[1]}
        return await self._record(self.screen.one("button", key="ask_record:"), **typed)

    def next_serial(self) -> int:
        """Return a number that nothing else in the run has."""
        return next(self._serials)

    async def open_action(self) -> bool:
        """Open an action at a place of the list: the button under its line, then the form as it is proposed."""
        form = await self._open_form()
        return form is not None and await self._record(form, what=self._words("action"))

    async def open_and_leave(self) -> bool:
        """Open the form under a place, and close it again without recording."""
        form = await self._open_form()
        if form is not None:
            await self._think()
            await self._pressed(self.screen.press(self._proposing(form)))
        return True

    async def look(self) -> bool:
        """Have the page drawn with what colleagues recorded, where the strip says that there is something."""
        button = next(self.screen.each("button", label="Show "), None)
        if button is not None:
            await self._pressed(self.screen.press(button))
        return True

    async def _open_form(self) -> Piece | None:
        button = self._random.choice(list(self.screen.each("button", key="propose:")))
        await self._pressed(self.screen.press(button))
        await self._think()
        # A form has the part of the page that its button has; the form at the end of the page is another's.
        return next(
            (each for each in self.screen.each("button", key="record:") if each.fragment_id == button.fragment_id), None
        )

    def _proposing(self, form: Piece) -> Piece:
        return next(each for each in self.screen.each("button", key="propose:") if each.fragment_id == form.fragment_id)

    async def _change(self, choice: str, *, words: str) -> bool:
        cards = list(self.screen.each("button_group", key="happened:"))
        if not cards:
            return await self.ask()
        return await self._choose_and_record(self._random.choice(cards), choice, words=words)

    async def _choose_and_record(self, pills: Piece, choice: str, *, words: str) -> bool:
        # A card has as many forms as choices, one at a time; it is told by what its button says.
        before = {each.key for each in self.screen.each("button", key="record:")}
        await self._pressed(self.screen.choose(pills, choice))
        await self._think()
        form = next((each for each in self.screen.each("button", key="record:") if each.key not in before), None)
        if form is None:
            # A colleague was faster: the card is gone, or has another history.
            self.told.refused.append(f"no form for {choice}")
            return True
        return await self._record(form, words=words)

    async def _record(self, button: Piece, **typed: str) -> bool:
        event_id = button.key.partition(":")[2]
        words = next(iter(typed.values()))
        n_toasts = len(self.screen.toasts)
        self.told.unsure[event_id] = words
        try:
            seconds = await self.screen.press(button, **typed)
        except Exception:
            # Nobody can know whether it was recorded: it may stand in the record, once.
            self.told.faults.append(f"no answer to {words}")
            raise
        self.told.press_s.append(seconds)
        del self.told.unsure[event_id]
        if len(self.screen.toasts) > n_toasts:
            self.told.record_s.append(seconds)
            self.told.recorded[event_id] = words
        else:
            self.told.refused.append("; ".join(self.screen.problems()) or "no word")
        return True

    async def _pressed(self, press: Awaitable[float]) -> None:
        self.told.press_s.append(await press)

    async def _think(self) -> None:
        await asyncio.sleep(self._random.uniform(0, 2 * min(self._think_s, _SHORT_THINK_S)))

    def _words(self, kind: str) -> str:
        return f"{kind} {next(self._serials)} of person {self.number}"


class Chair(Person):
    """Who leads the meeting: starts it, goes through its parts and back, calls the roll."""

    async def sit_down(self) -> None:
        """Take the chair, and start the huddle where nobody has."""
        await self._pressed(self.screen.choose(self.screen.one("selectbox", key="role_code"), CHAIR))
        start = next(self.screen.each("button", label="▶ Start"), None)
        if start is not None:
            await self.press_step(start)

    async def work(self, goes_on: Callable[[], bool]) -> None:
        """Step and call the roll, by turns."""
        for n_act in itertools.count():
            await asyncio.sleep(self._random.uniform(0, 2 * self._think_s))
            if not goes_on():
                return
            try:
                await (self.step() if n_act % 2 else self.call())
                self.told.n_acts += 1
            except ScreenError as error:
                self.told.faults.append(f"chair: {error}")
                if self.screen.error is not None:
                    return

    async def step(self) -> int:
        """Go to the next part, at the last one back; return the part that the meeting is at then."""
        forward = [each for each in self.screen.each("button", key="press:") if each.proto.label.endswith("▶")]
        back = [each for each in self.screen.each("button", key="press:") if each.proto.label.startswith("◀")]
        await self.press_step((forward or back)[0])
        found = _AT_PART.search(self.screen.live_text)
        return int(found.group(1)) if found else 0

    async def press_step(self, button: Piece) -> None:
        """Press one of the chair's buttons: it records before the page is drawn, and says so by another button."""
        event_id = button.key.partition(":")[2]
        self.told.unsure[event_id] = button.proto.label
        seconds = await self.screen.press(button)
        del self.told.unsure[event_id]
        self.told.press_s.append(seconds)
        if self.screen.problems():
            self.told.refused.append("; ".join(self.screen.problems()))
        else:
            self.told.record_s.append(seconds)
            self.told.recorded[event_id] = button.proto.label

    async def call(self) -> None:
        """Tap one agency: here, or gone again."""
        pills = self.screen.one("button_group", key="roll_call_chosen")
        chosen = self.screen.chosen(pills)
        agency = self._random.choice([option.content for option in pills.proto.options])
        after = [each for each in chosen if each != agency] if agency in chosen else [*chosen, agency]
        seconds = await self.screen.choose(pills, *after)
        self.told.press_s.append(seconds)
        if self.screen.problems():
            self.told.refused.append("; ".join(self.screen.problems()))
        else:
            self.told.record_s.append(seconds)
            self.told.roll.append((agency, agency in after))

"""One screen without a browser: it speaks Streamlit's websocket as the browser does, and keeps what it is sent.

What a browser does and the load depends on, it does too: it keeps the pieces of the page by their place and forgets
those that a run did not draw again; it sends the state of every widget with each press; it asks the parts of the page
that draw themselves anew for it, at their interval; it keeps large messages and takes a reference in their stead; and
it lets the server compress.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
# Of what a browser was sent whole it keeps this many runs' worth (Streamlit's own setting).
_KEPT_RUNS = 2
_PATIENCE_S = 60.0


class ScreenError(Exception):
    """The page is not what the person in front of it expects."""


@dataclass
class Piece:
    """A piece of the page: its kind, what it was sent, and the part of the page it belongs to."""

    kind: str
    proto: Any
    fragment_id: str
    run_id: str

    @property
    def key(self) -> str:
        """The name the page gave it; empty where it gave none."""
        return str(self.proto.id).split("-", 2)[-1] if getattr(self.proto, "id", "") else ""


@dataclass
class Pressed:
    """A press: when it was sent, when the page had answered it, and whether the whole page was drawn."""

    sent_at: float
    done: asyncio.Future[float]
    fragment_id: str
    run_ids: set[str] = field(default_factory=set)


class Screen:
    """One open page."""

    def __init__(self, port: int, *, query: str = "", page: str = "") -> None:
        self.pieces: dict[tuple[int, ...], Piece] = {}
        self.toasts: list[str] = []
        self.n_bytes = 0
        self.n_polls = 0
        self.n_draws = 0
        self.poll_seconds: list[float] = []
        self.live_text = ""
        self.error: Exception | None = None
        self._on_live: Callable[[str], None] | None = None
        self._port, self._query, self._page = port, query, page
        self._values: dict[str, WidgetState] = {}
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self._page_hash = ""
        self._run: tuple[str, frozenset[str]] = ("", frozenset())
        self._pressed: Pressed | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._polls: dict[str, float] = {}
        self._reader: asyncio.Task[None] | None = None
        self._socket: Any = None

    async def open(self) -> float:
        """Open the page and return how long its first drawing took, seconds."""
        begun_at = time.perf_counter()
        address = f"127.0.0.1:{self._port}"
        self._socket = await websockets.connect(
            f"ws://{address}/_stcore/stream",
            origin=websockets.Origin(f"http://{address}"),
            max_size=None,
            open_timeout=_PATIENCE_S,
            **self._connection(),
        )
        self._reader = asyncio.create_task(self._read())
        await self._rerun("")
        return time.perf_counter() - begun_at

    def _connection(self) -> dict[str, Any]:
        """Return what else the connection says of the person: nothing where nobody signs in."""
        return {"subprotocols": [websockets.Subprotocol("streamlit")]}

    async def close(self) -> None:
        """Leave, as a browser whose window is closed."""
        self._stop_timers()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader
        if self._socket is not None:
            await self._socket.close()

    def watch(self, on_live: Callable[[str], None] | None) -> None:
        """Call `on_live` with the text of the strip, or of the wall, each time it is drawn."""
        self._on_live = on_live

    def each(self, kind: str, *, label: str = "", key: str = "") -> Iterator[Piece]:
        """Give the pieces of a kind whose label and whose key begin so, in the order of the page."""
        for path in sorted(self.pieces):
            piece = self.pieces[path]
            if piece.kind == kind and piece.key.startswith(key) and piece.proto.label.startswith(label):
                yield piece

    def one(self, kind: str, *, label: str = "", key: str = "") -> Piece:
        """Return the first such piece; a page without one is not what was expected."""
        found = next(self.each(kind, label=label, key=key), None)
        if found is None:
            raise ScreenError(f"there is no {kind} {label or key}")
        return found

    def texts(self) -> Iterator[str]:
        """Give the HTML of each piece that is nothing else, and the words of each message to the person."""
        for piece in self.pieces.values():
            if piece.kind in {"html", "alert"}:
                yield piece.proto.body

    def problems(self) -> list[str]:
        """Return what the page tells the person in red: refusals, faults, what a form lacks."""
        return [piece.proto.body for piece in self.pieces.values() if piece.kind == "alert"]

    async def press(self, button: Piece, **typed: str) -> float:
        """Press a button, and first type into the fields of its form; return how long the answer took, seconds.

        `typed` are the beginnings of the fields' keys (`what`, `words` …) and their values.
        """
        for name, value in typed.items():
            field_ = next(
                (
                    piece
                    for kind in ("text_area", "text_input", "selectbox")
                    for piece in self.each(kind, key=f"{name}:")
                    if piece.proto.form_id == button.proto.form_id
                ),
                None,
            )
            if field_ is None:
                raise ScreenError(f"the form of {button.proto.label} has no field {name}")
            self._set(field_, value)
        pressed = WidgetState(id=button.proto.id, trigger_value=True)
        return await self._rerun(button.fragment_id, pressed)

    async def press_again(self, button: Piece) -> float:
        """Press a button that may be gone from the page, as a finger does that comes down twice."""
        return await self._rerun(button.fragment_id, WidgetState(id=button.proto.id, trigger_value=True))

    async def choose(self, piece: Piece, *options: str) -> float:
        """Choose in a select box (one option) or on pills (those that are to be chosen); seconds until the answer."""
        self._set(piece, *options)
        return await self._rerun(piece.fragment_id)

    def chosen(self, piece: Piece) -> list[str]:
        """Return what is chosen on pills now."""
        state = self._values.get(piece.proto.id)
        return [] if state is None else list(state.string_array_value.data)

    def _set(self, piece: Piece, *values: str) -> None:
        state = WidgetState(id=piece.proto.id)
        if piece.kind == "button_group":
            state.string_array_value.data.extend(values)
        else:
            state.string_value = values[0]
        self._values[piece.proto.id] = state

    def _mount(self, piece: Piece) -> None:
        """Take a widget's value over as the browser does: what the server sets, else what it starts with."""
        proto, name = piece.proto, piece.proto.id
        if name in self._values and not getattr(proto, "set_value", False):
            return
        state = WidgetState(id=name)
        if piece.kind == "button_group":
            chosen = proto.raw_values if proto.set_value else [proto.options[at].content for at in proto.default]
            state.string_array_value.data.extend(chosen)
        elif piece.kind == "checkbox":
            state.bool_value = proto.value if proto.set_value else proto.default
        elif piece.kind == "selectbox":
            if proto.set_value and proto.HasField("raw_value"):
                state.string_value = proto.raw_value
            elif proto.HasField("default"):
                state.string_value = proto.options[proto.default]
            else:
                return
        elif piece.kind in {"text_input", "text_area"}:
            state.string_value = proto.value if proto.set_value else proto.default
        else:
            return
        self._values[name] = state

    async def _rerun(self, fragment_id: str, *pressed: WidgetState) -> float:
        if self._pressed is not None and not self._pressed.done.done():
            raise ScreenError("the page has not answered the last press")
        if self.error is not None:
            raise self.error
        mine = Pressed(time.perf_counter(), asyncio.get_running_loop().create_future(), fragment_id)
        self._pressed = mine
        await self._send(fragment_id, pressed, is_auto=False)
        ended_at = await asyncio.wait_for(mine.done, _PATIENCE_S)
        return ended_at - mine.sent_at

    async def _send(self, fragment_id: str, pressed: tuple[WidgetState, ...], *, is_auto: bool) -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self._page
        asked.fragment_id = fragment_id
        asked.is_auto_rerun = is_auto
        drawn = {piece.proto.id for piece in self.pieces.values() if getattr(piece.proto, "id", "")}
        asked.widget_states.widgets.extend(state for name, state in self._values.items() if name in drawn)
        asked.widget_states.widgets.extend(pressed)
        asked.cached_message_hashes.extend(self._kept)
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        try:
            async for data in self._socket:
                self.n_bytes += len(data)
                message = ForwardMsg()
                message.ParseFromString(data)
                self._take(message)
        except Exception as error:  # noqa: BLE001 - told to whoever waits for an answer
            self._fail(error)
        else:
            self._fail(ScreenError("the server closed the page"))

    def _fail(self, error: Exception) -> None:
        self.error = error
        self._stop_timers()
        if self._pressed is not None and not self._pressed.done.done():
            self._pressed.done.set_exception(error)

    def _take(self, message: ForwardMsg) -> None:
        message = self._whole(message)
        match message.WhichOneof("type"):
            case "delta":
                self._draw(message)
            case "new_session":
                self._begin(message)
            case "script_finished":
                self._finish(message)
            case "auto_rerun":
                self._keep_polling(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment_id in message.stop_auto_rerun.fragment_ids:
                    if (timer := self._timers.pop(fragment_id, None)) is not None:
                        timer.cancel()

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """Return a message, from those kept where it only names one; keep it where it is large."""
        if message.WhichOneof("type") == "ref_hash":
            kept, _ = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = (kept, self.n_draws)
            whole = ForwardMsg()
            whole.CopyFrom(kept)
            whole.metadata.CopyFrom(message.metadata)
            return whole
        if message.metadata.cacheable:
            self._kept[message.hash] = (message, self.n_draws)
        return message

    def _begin(self, message: ForwardMsg) -> None:
        fragment_ids = frozenset(message.metadata.run.fragment_ids)
        self._run = (message.metadata.run.script_run_id, fragment_ids)
        self._page_hash = message.new_session.page_script_hash or self._page_hash
        if not fragment_ids:
            self.n_draws += 1
        mine = self._pressed
        # A run that is there for the press: of the whole page, or one that draws the part in which it was.
        if mine is not None and not mine.done.done() and (not fragment_ids or mine.fragment_id in fragment_ids):
            mine.run_ids.add(self._run[0])

    def _draw(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        delta = message.delta
        run_id = message.metadata.run.script_run_id or self._run[0]
        if delta.WhichOneof("type") == "add_block":
            piece = Piece("block", delta.add_block, delta.fragment_id, run_id)
        elif delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type") or "empty"
            piece = Piece(kind, getattr(delta.new_element, kind, None), delta.fragment_id, run_id)
        else:
            return
        if piece.kind == "toast":
            self.toasts.append(piece.proto.body)
        self.pieces[path] = piece
        if getattr(piece.proto, "id", "") and piece.kind != "block":
            self._mount(piece)
        if piece.kind == "html" and ("crt-live" in piece.proto.body or "crt-wall" in piece.proto.body):
            self.live_text = piece.proto.body
            if self._on_live is not None:
                self._on_live(piece.proto.body)

    def _finish(self, message: ForwardMsg) -> None:
        run_id = message.metadata.run.script_run_id or self._run[0]
        fragment_ids = frozenset(message.metadata.run.fragment_ids)
        if message.script_finished in _DONE:
            # What the run did not draw again is off the page: of its own parts, and of those that stood in them.
            drawn = {path for path, piece in self.pieces.items() if piece.run_id == run_id}
            self.pieces = {
                path: piece
                for path, piece in self.pieces.items()
                if piece.run_id == run_id
                or (
                    fragment_ids
                    and piece.fragment_id not in fragment_ids
                    and not any(path[:depth] in drawn for depth in range(1, len(path)))
                )
            }
            if not fragment_ids:
                self._kept = {name: kept for name, kept in self._kept.items() if kept[1] > self.n_draws - _KEPT_RUNS}
        for fragment_id in fragment_ids:
            if (sent_at := self._polls.pop(fragment_id, None)) is not None:
                self.poll_seconds.append(time.perf_counter() - sent_at)
        mine = self._pressed
        if mine is None or mine.done.done() or run_id not in mine.run_ids:
            return
        if message.script_finished in _DONE:
            mine.done.set_result(time.perf_counter())
        elif message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            mine.done.set_exception(ScreenError("the page does not compile"))

    def _keep_polling(self, fragment_id: str, interval_s: float) -> None:
        held = self._timers.get(fragment_id)
        if held is not None and held.get_name() == str(interval_s):
            return
        if held is not None:
            held.cancel()
        self._timers[fragment_id] = asyncio.create_task(self._poll(fragment_id, interval_s), name=str(interval_s))

    async def _poll(self, fragment_id: str, interval_s: float) -> None:
        while True:
            await asyncio.sleep(interval_s)
            self.n_polls += 1
            self._polls.setdefault(fragment_id, time.perf_counter())
            with contextlib.suppress(websockets.ConnectionClosed):
                await self._send(fragment_id, (), is_auto=True)

    def _stop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._polls.clear()

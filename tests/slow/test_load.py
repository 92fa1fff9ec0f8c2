"""A huddle of several people on websockets, and a server killed in the midst of it: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest

from benchmarks.load.app import start_app
from benchmarks.load.outcome import N_CARRIED, carry_actions_over, outcome_of
from benchmarks.load.people import Person, Told
from benchmarks.load.run import run_load
from benchmarks.load.screen import Screen
from dashboard.components.static_assets import copy_static_assets
from dashboard.stores.operations import OperationsStore
from pipelines.settings import Paths, operations_url, project_paths
from tests.support.published_build import write_published_build

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.load.app import App

N_PEOPLE, N_APPENDS, N_BEFORE_KILL = 10, 200, 90


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A published build with actions carried over, served from a folder of this test's own."""
    written = write_published_build(tmp_path / "data")
    carry_actions_over(written)
    copy_static_assets(project_paths({}).static_dir)
    return written


@pytest.mark.slow
def test_ten_people_lose_and_double_nothing_and_see_each_others_changes(paths: Paths) -> None:
    app = start_app(paths.data_dir)
    try:
        figures = asyncio.run(run_load(app, n_people=N_PEOPLE, think_s=1.0, seconds=60, alone_s=5, n_quiet=2))
    finally:
        app.stop()

    outcome = outcome_of(paths, figures.told, n_before=N_CARRIED)
    assert outcome.problems == ()
    assert outcome.n_recorded == outcome.n_acknowledged > N_PEOPLE
    assert [fault for told in figures.told for fault in told.faults] == []
    assert figures.n_not_seen == 0
    # Every kind of act came to something: actions, notes, asks, answers, the chair's steps, the roll.
    words = {word.split()[0] for told in figures.told for word in told.recorded.values()}
    assert {"action", "note", "moved", "ask", "answer"} <= words
    assert figures.told[0].roll


@pytest.mark.slow
def test_what_a_screen_acknowledged_survives_a_killed_server_and_a_form_sent_again_records_once(paths: Paths) -> None:
    killed = start_app(paths.data_dir)
    told = asyncio.run(_append_until_killed(killed))
    acknowledged = {event_id for each in told for event_id in each.recorded}
    assert N_BEFORE_KILL <= len(acknowledged) < N_APPENDS

    outcome = outcome_of(paths, told, n_before=N_CARRIED)
    assert outcome.problems == ()

    # Those whose answer never came press again after the restart, where the page has the forms of a new session.
    unsure = {event_id: words for each in told for event_id, words in each.unsure.items()}
    stored = _stored_words(paths)
    app = start_app(paths.data_dir)
    try:
        again = asyncio.run(_enter_again([words for words in unsure.values() if words not in stored], app))
    finally:
        app.stop()
    after = outcome_of(paths, [*told, again], n_before=N_CARRIED)
    assert after.problems == ()
    assert set(unsure.values()) <= set(_stored_words(paths))


@pytest.mark.slow
def test_a_form_sent_twice_with_one_id_records_once(paths: Paths) -> None:
    app = start_app(paths.data_dir)
    try:
        told = asyncio.run(_send_twice(app))
    finally:
        app.stop()

    assert outcome_of(paths, [told], n_before=N_CARRIED).problems == ()
    assert _stored_words(paths).count("ask once of person 1") == 1


async def _append_until_killed(app: App) -> list[Told]:
    serials = itertools.count(1)
    people = [Person(n, Screen(app.port), think_s=0.05, serials=serials) for n in range(1, N_PEOPLE + 1)]
    for person in people:
        await person.screen.open()

    def n_recorded() -> int:
        return sum(len(person.told.recorded) for person in people)

    async def append(person: Person) -> None:
        while n_recorded() < N_APPENDS and person.screen.error is None:
            await person.ask_for(f"ask {person.next_serial()} of person {person.number}")

    async def kill() -> None:
        while n_recorded() < N_BEFORE_KILL:  # noqa: ASYNC110 - what is waited for is a count over all screens
            await asyncio.sleep(0.005)
        app.kill()

    await asyncio.gather(kill(), *(append(person) for person in people), return_exceptions=True)
    for person in people:
        await person.screen.close()
    return [person.told for person in people]


async def _enter_again(words: list[str], app: App) -> Told:
    person = Person(99, Screen(app.port), think_s=0.05, serials=itertools.count(1))
    await person.screen.open()
    for each in words:
        await person.ask_for(each)
    await person.screen.close()
    return person.told


async def _send_twice(app: App) -> Told:
    person = Person(1, Screen(app.port), think_s=0.05, serials=itertools.count(1))
    await person.screen.open()
    button = person.screen.one("button", key="ask_record:")
    names = list(person.screen.one("selectbox", key="whom:").proto.options)
    typed = {"ask_what": "ask once of person 1", "from": names[0], "whom": names[1]}
    await person.screen.press(button, **typed)
    person.told.recorded[button.key.partition(":")[2]] = typed["ask_what"]
    # The finger that pressed twice: the second press comes from the form that is gone.
    await person.screen.press_again(button)
    await person.screen.close()
    return person.told


def _stored_words(paths: Paths) -> list[str]:
    store = OperationsStore(operations_url(paths, {}))
    events = store.events(after_sequence_no=N_CARRIED)
    store.close()
    return [event.payload["what"] for event in events if event.payload and "what" in event.payload]

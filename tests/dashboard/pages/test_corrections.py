"""What was recorded wrongly is put right by an event that tells who, when and what stood before."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from tests.support.kept_record import book_of, events_of
from tests.support.screen import open_page, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.actions import Action
    from pipelines.settings import Paths

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def actions(paths: Paths) -> list[Action]:
    return list(book_of(paths).actions.values())


def field(screen: AppTest, label: str):
    return next(each for each in (*screen.text_input, *screen.selectbox) if each.label == label)


def correcting_an_open_action() -> AppTest:
    screen = open_page()
    happened = next(group for group in screen.button_group if group.label == "What happened?")
    return happened.set_value("Correct").run()


def correcting_an_ended_action() -> AppTest:
    screen = open_page()
    box = field(screen, "Which")
    return box.set_value(next(option for option in box.options if "done" in str(option))).run()


def test_a_wrong_owner_and_wrong_words_are_put_right_and_what_stood_before_is_told(published: Paths) -> None:
    before = {action.action_id: action for action in actions(published)}
    screen = correcting_an_open_action()
    field(screen, "Owner agency").select("ems")
    field(screen, "What is to be done").input("Walk the square at six")
    field(screen, "Why it is corrected").input("It was typed for the wrong agency")
    screen = press(screen, "Record the correction")

    (corrected,) = [action for action in actions(published) if action.what == "Walk the square at six"]
    stood = before[corrected.action_id]
    assert corrected.owner_agency_code == "ems"
    assert corrected.due_date == stood.due_date
    told = html.unescape(text_of(screen))
    assert f"what was “{stood.what}”: It was typed for the wrong agency" in told
    assert ", CRT leadership: corrected, owner was" in told


def test_only_what_was_changed_is_recorded(published: Paths) -> None:
    screen = correcting_an_open_action()
    field(screen, "How we shall know").input("No ticket for a week")
    field(screen, "Why it is corrected").input("Said otherwise")
    press(screen, "Record the correction")

    newest = events_of(published)[-1]
    assert newest.facts == {"corrected_texts": "how_we_know"}
    assert newest.payload == {"how_we_know": "No ticket for a week", "words": "Said otherwise"}


@pytest.mark.parametrize(
    ("change", "reason", "problem"),
    [(False, "A slip", "Nothing is changed"), (True, "", "Why it is corrected: is empty")],
    ids=["nothing changed", "no reason"],
)
def test_a_correction_of_nothing_or_without_a_reason_is_not_recorded(published, change, reason, problem) -> None:
    before = actions(published)
    screen = correcting_an_open_action()
    if change:
        field(screen, "What is to be done").input("Something else")
    field(screen, "Why it is corrected").input(reason)
    screen = press(screen, "Record the correction")

    assert problem in screen.error[0].value.replace("\\", "")
    assert actions(published) == before


def test_an_action_closed_by_mistake_is_opened_again_and_comes_back_every_morning(published: Paths) -> None:
    ended = [action for action in actions(published) if action.status == "done"]
    screen = correcting_an_ended_action()
    field(screen, "How it ended").select_index(3)
    field(screen, "Why it is corrected").input("The wrong button")
    press(screen, "Record the correction")

    open_again = [
        action for action in actions(published) if action.is_open and action.action_id in {e.action_id for e in ended}
    ]
    assert len(open_again) == 1
    assert open_again[0].result is None


def test_a_role_that_only_reads_corrects_nothing() -> None:
    assert not [fold for fold in open_page(role_code="council").expander if "Correct" in fold.label]

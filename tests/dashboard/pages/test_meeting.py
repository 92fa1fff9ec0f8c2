"""The huddle page as a meeting: the chair leads it, everybody follows, asks are answered, the close makes minutes."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.huddle.action_drafts import NewAction, note_draft
from dashboard.huddle.asks import NewAsk, answer_draft, ask_draft
from dashboard.huddle.events import AskAnswer, OnScreen
from dashboard.huddle.forms import opening_problems
from dashboard.stores.operations import OperationsStore, StoreFullError
from pipelines.settings import Paths, load_reference, operations_url
from tests.support.kept_record import book_of, events_of
from tests.support.published_build import AS_OF_DATE, location_id
from tests.support.recorded_actions import OVERDUE
from tests.support.screen import open_page, open_wall, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.actions import Action
    from tests.support.standing_builds import OwnRecord


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def as_role(role_code: str) -> AppTest:
    return open_page(role_code=role_code)


def labels(screen: AppTest) -> list[str]:
    return [button.label for button in screen.button]


def choose(screen: AppTest, label: str, wanted: str) -> AppTest:
    box = next(box for box in screen.selectbox if box.label == label)
    return box.set_value(next(value for value in _values(box) if wanted in str(value))).run()


def _values(box) -> list[str]:
    return list(box.options)


def wall() -> str:
    return html.unescape(text_of(open_wall()))


def started(paths: Paths) -> AppTest:
    return press(as_role("chair"), "Start the huddle")


def test_only_the_chair_can_lead_the_meeting(published: Paths) -> None:
    assert not [label for label in labels(as_role("leadership")) if "huddle" in label]
    assert [label for label in labels(as_role("chair")) if "Start the huddle" in label]


def test_the_chair_goes_through_the_parts_and_every_screen_says_which(published: Paths) -> None:
    screen = started(published)
    assert "Part 1 of 7 · Data health" in text_of(screen)

    screen = press(screen, "Safety overnight ▶")

    assert "Part 2 of 7 · Safety overnight" in text_of(screen)
    assert "Part 2 of 7 · Safety overnight" in text_of(open_page())
    assert book_of(published).meeting(AS_OF_DATE).part_no == 2


def test_a_second_chair_finds_the_meeting_running_and_starts_no_other(published: Paths) -> None:
    first, second = as_role("chair"), as_role("chair")
    press(first, "Start the huddle")

    after = press(second, "Start the huddle")

    assert "The huddle was already started" in after.error[0].value.replace("\\", "")
    assert len(book_of(published).meeting(AS_OF_DATE).history) == 1


def test_the_wall_says_that_nothing_started_then_follows_the_chair(published: Paths) -> None:
    assert "The huddle has not started" in wall()

    screen = started(published)
    press(press(screen, "Safety overnight ▶"), "Carried-over actions ▶")

    told = wall()
    assert "3 · Carried-over actions" in told
    assert "▲ Overdue" in told


def test_the_wall_holds_nothing_to_press_and_no_figure_of_outreach(published: Paths) -> None:
    screen = press(started(published), "Safety overnight ▶")
    assert "Contacts" in text_of(screen)

    wall_screen = open_wall()

    told = text_of(wall_screen)
    assert not wall_screen.button
    assert not wall_screen.selectbox
    assert "2 · Safety overnight" in told
    assert "Contacts" not in told


def test_the_roll_call_is_recorded_and_a_colleagues_is_kept(published: Paths) -> None:
    first, second = as_role("chair"), as_role("chair")
    roll = next(group for group in first.button_group if group.label == "Who is here")
    roll.set_value(["ems"]).run()

    roll = next(group for group in second.button_group if group.label == "Who is here")
    roll.set_value(["police"]).run()

    assert book_of(published).present_agencies(AS_OF_DATE) == ("ems", "police")


def test_a_dropped_place_stands_off_the_agenda_with_its_reason_and_comes_back_by_undoing(published: Paths) -> None:
    screen = started(published)
    screen = choose(screen, "Item", "4 · Mill Square")
    decision = next(group for group in screen.button_group if group.label == "Decision")
    screen = decision.set_value("Drop").run()
    next(field for field in screen.text_input if field.label == "Why").input("Was spoken of on Monday")
    screen = press(screen, "Record: drop")

    assert "Mill Square. Dropped" in text_of(screen)
    assert "Was spoken of on Monday" in text_of(screen)

    screen = press(screen, "Undo")
    assert "Mill Square. Dropped" not in text_of(screen)


def test_the_chair_decides_about_a_place_from_its_own_line(published: Paths) -> None:
    screen = started(published)
    screen = screen.button(key=f"decide:location:{location_id(2)}").click().run()
    decision = next(group for group in screen.button_group if group.label == "Decision")
    screen = decision.set_value("Pin").run()
    next(field for field in screen.text_input if field.label == "Why").input("The crew is there at nine")
    screen = press(screen, "Record: pin")

    assert "Pinned Tue 14 May: The crew is there at nine" in text_of(screen)
    assert set(book_of(published).decisions) == {f"location:{location_id(2)}"}


def test_nobody_but_the_chair_is_offered_a_decision_and_after_the_close_nobody(published: Paths) -> None:
    def offered(screen: AppTest) -> list[str]:
        return [label for label in labels(screen) if label == "Pin, defer or drop"]

    assert offered(as_role("chair"))
    assert not offered(as_role("leadership"))
    assert not offered(closed(started(published)))


def test_a_decision_without_a_reason_is_not_recorded(published: Paths) -> None:
    screen = choose(started(published), "Item", "Mill Square")
    decision = next(group for group in screen.button_group if group.label == "Decision")
    screen = press(decision.set_value("Pin").run(), "Record: pin")

    assert "Why: is empty" in screen.error[0].value.replace("\\", "")
    assert book_of(published).decisions == {}


def asked(screen: AppTest, what: str) -> AppTest:
    next(area for area in screen.text_area if area.label == "What is needed").input(what)
    next(box for box in screen.selectbox if box.label == "Who asks").select("police")
    next(box for box in screen.selectbox if box.label == "Whom").select("parks")
    return press(screen, "Record the ask")


def test_an_ask_stays_on_the_agenda_until_it_is_answered(published: Paths) -> None:
    screen = asked(open_page(), "A key to the gate")
    assert "asks Parks and Recreation: A key to the gate" in text_of(screen)

    answer = next(group for group in screen.button_group if group.label == "Answer")
    screen = answer.set_value("We can").run()
    next(field for field in screen.text_input if field.label.startswith("The answer")).input("At the desk by noon")
    screen = press(screen, "Record: we can")

    assert "Answered: we can: At the desk by noon" in text_of(screen)
    assert "No ask is open." in text_of(screen)


def test_an_ask_that_names_a_person_waits_for_its_writer_to_decide(published: Paths) -> None:
    screen = asked(open_page(), "A bed for client John Smith")

    assert "a person's name" in html.unescape(text_of(screen))
    assert book_of(published).asks == {}

    press(screen, "Record as written")

    (ask,) = book_of(published).asks.values()
    assert ask.history[0].facts["text_check"] == "kept:name_after_client"


def test_a_full_disk_is_said_beside_what_was_typed_and_the_same_press_records_once_there_is_room(
    published: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFullError("the disk is full")

    screen = open_page(role_code="chair")
    with monkeypatch.context() as disk:
        disk.setattr(OperationsStore, "append", full)
        told = press(screen, "Start the huddle")
        assert not told.exception
        assert "Nothing was recorded: make room" in told.error[0].value.replace("\\", "")
        screen = asked(told, "A second truck")
        assert "Nothing was recorded: make room" in screen.error[0].value.replace("\\", "")
        assert "A second truck" in [area.value for area in screen.text_area]

    press(press(screen, "Record the ask"), "Start the huddle")
    book = book_of(published)
    assert [ask.what for ask in book.asks.values()] == ["A second truck"]
    assert book.meeting(AS_OF_DATE).is_running


def test_what_a_colleague_records_is_told_on_the_strip_without_moving_the_page(published: Paths) -> None:
    mine = started(published)
    asked(open_page(), "A second truck")
    page_before = mine.header

    mine.run()

    assert [head.value for head in mine.header] == [head.value for head in page_before]
    assert "A second truck" in text_of(mine)


def closed(screen: AppTest) -> AppTest:
    screen = next(box for box in screen.checkbox if box.label == "Everything is said").check().run()
    return press(screen, "Close the huddle")


def test_the_close_freezes_the_minutes_and_what_comes_later_stands_apart(published: Paths) -> None:
    screen = asked(started(published), "A key to the gate")
    screen = closed(screen)
    frozen, _, since = text_of(screen).partition("Since the close")
    assert "A key to the gate" in frozen
    assert "Nothing was recorded of this morning." in since

    screen = asked(open_page(), "A second truck")

    frozen, _, since = text_of(screen).partition("Since the close")
    minutes = frozen.partition("crt-minutes")[2]
    assert "A key to the gate" in minutes
    assert "A second truck" not in minutes
    assert "A second truck" in since


def test_the_close_asks_whether_everything_is_said(published: Paths) -> None:
    screen = started(published)

    assert next(button for button in screen.button if "Close the huddle" in button.label).disabled


def test_the_strip_is_there_for_no_role_that_sees_zones_only(published: Paths) -> None:
    started(published)

    assert "Huddle running" not in text_of(as_role("council"))


def test_who_recorded_it_and_for_which_agency_is_on_record(published: Paths) -> None:
    asked(open_page(agency_code="ems"), "A second truck")

    newest = events_of(published)[-1]
    assert (newest.role_code, newest.facts["by_agency_code"]) == ("leadership", "ems")


def test_two_presses_record_an_action_from_a_places_line(published: Paths) -> None:
    screen = open_page()
    screen.button(key=f"propose:{location_id(2)}").click().run()

    press(screen, "Record the action")

    (action,) = [each for each in book_of(published).actions.values() if each.opened_date == AS_OF_DATE]
    proposed = {row["what"] for _, row in load_reference(published.reference_dir, "action_proposals").iterrows()}
    assert action.location_id == location_id(2)
    assert action.what in proposed
    assert screen.session_state["proposed_place"] is None


def opened_now(paths: Paths) -> Action:
    (action,) = [each for each in book_of(paths).actions.values() if each.opened_date == AS_OF_DATE]
    return action


def test_two_presses_make_an_action_of_an_ask_for_the_agency_that_is_asked(published: Paths) -> None:
    asked(open_page(), "A key to the gate")
    screen = open_page()
    (key,) = [button.key for button in screen.button if str(button.key).startswith("propose:ask:")]
    press(screen.button(key=key).click().run(), "Record the action")

    assert (opened_now(published).what, opened_now(published).owner_agency_code) == ("A key to the gate", "parks")
    assert [ask.is_open for ask in book_of(published).asks.values()] == [True]


def test_two_presses_make_an_action_of_a_late_feed(own_record: OwnRecord) -> None:
    late = own_record("stale")
    screen = open_page()
    key = next(str(button.key) for button in screen.button if str(button.key).startswith("propose:feed:"))
    press(screen.button(key=key).click().run(), "Record the action")
    assert opened_now(late).owner_agency_code == "crt"
    assert opened_now(late).how_we_know == "Data health shows the feed as current."


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("under", ["signal:", "came_back:"])
def test_a_signal_and_a_place_that_came_back_open_the_form_under_their_own_line(under: str) -> None:
    screen = open_page()
    key = next(str(button.key) for button in screen.button if str(button.key).startswith(f"propose:{under}"))

    opened, folded = screen.button(key=key).click().run(), labels(open_page()).count("Record the action")

    assert labels(opened).count("Record the action") == folded + 1
    assert labels(opened.button(key=key).click().run()).count("Record the action") == folded


def test_a_role_that_only_reads_is_offered_no_action(published: Paths) -> None:
    assert not [key for key in (button.key for button in as_role("council").button) if str(key).startswith("propose:")]


def test_every_proposal_is_for_a_ranked_category_and_a_known_agency_and_passes_the_form(published: Paths) -> None:
    reference = published.reference_dir
    ranked = load_reference(reference, "categories").query("is_ranked == '1'")["category_code"]
    agencies = dict.fromkeys(load_reference(reference, "agencies")["agency_code"], "")

    rows = load_reference(reference, "action_proposals")

    assert set(rows["category_code"]) == set(ranked)
    for _, row in rows.iterrows():
        filled_in = NewAction(row["what"], row["owner_agency_code"], AS_OF_DATE, row["how_we_know"])
        assert opening_problems(filled_in, huddle_date=AS_OF_DATE, agencies=agencies) == []


def test_a_long_meeting_shows_the_last_entries_and_counts_those_before_them(published: Paths) -> None:
    on_screen = OnScreen(huddle_date=AS_OF_DATE, build_id="b1", role_code="leadership")
    drafts = [note_draft(OVERDUE, note=f"note {n:02d}.", on_screen=on_screen) for n in range(25)]
    for n in range(33):
        ask = NewAsk(f"thing {n:02d}", "parks", "shelters", AS_OF_DATE, None)
        drafts.append(ask_draft(ask, ask_id=f"q{n}", on_screen=on_screen))
        drafts.append(answer_draft(f"q{n}", answer=AskAnswer.CAN, words=f"yes {n:02d}.", on_screen=on_screen))
    store = OperationsStore(operations_url(published, {}))
    begun_at = datetime(AS_OF_DATE.year, AS_OF_DATE.month, AS_OF_DATE.day, 12, tzinfo=UTC)
    for second, draft in enumerate(drafts):
        store.append(draft, event_id=f"e{second}", recorded_at=begun_at + timedelta(seconds=second))
    store.close()

    huddle = text_of(open_page())
    owners = text_of(open_page("agency", agency_code="public_works"))

    assert "3 before these: in Agenda (CSV), and in the minutes." in huddle
    assert [f"yes {n:02d}." in huddle for n in (2, 3, 32)] == [False, True, True]
    # The opening and 25 notes.
    assert "History (26)" in huddle
    assert "6 before these: on the owner's card under My agency." in huddle
    assert [f"note {n:02d}." in huddle for n in (4, 5, 24)] == [False, True, True]
    assert all(f"note {n:02d}." in owners for n in range(25))

"""Contacts logged on the page: what is recorded, who reads it back, and that no other screen tells there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest

from dashboard.components import download, meeting
from dashboard.components.opening import open_morning
from dashboard.huddle.contacts import (
    ContactPlace,
    ToldContact,
    contact_id_of,
    corrected_draft,
    logged_draft,
    withdrawn_draft,
)
from dashboard.huddle.events import OnScreen
from dashboard.huddle.meetings import close_draft, start_draft, step_draft
from dashboard.stores.operations import OperationsStore
from pipelines.settings import Paths, operations_url
from tests.support.kept_record import book_of, record
from tests.support.published_build import AS_OF_DATE, location_id, write_past_build, write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.screen import Seen, all_told, open_page, open_seen, press, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.contacts import Contact
    from dashboard.huddle.events import EventDraft

AT = datetime(2024, 5, 14, 12, 40, tzinfo=UTC)
FORM = "Record the contact"
OWN = "Only on this screen, until the page is reloaded"


@pytest.fixture
def published(own_morning: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setattr("dashboard.state.now_at", lambda: AT)
    return own_morning


def the_contact(paths: Paths) -> Contact:
    (contact,) = book_of(paths).contacts.values()
    return contact


def told(paths: Paths) -> ToldContact:
    found = the_contact(paths).told
    assert found is not None
    return found


def choose(screen: AppTest, group: str, answer: str | None) -> AppTest:
    return next(each for each in screen.button_group if each.label == group).set_value(answer).run()


def outreach(role_code: str = "outreach") -> AppTest:
    screen = open_page("outreach", role_code=role_code)
    assert not screen.exception
    return screen


def logged(**changes: str) -> AppTest:
    screen = choose(outreach(), "Where", location_id(1))
    for group, answer in changes.items():
        screen = choose(screen, group.replace("_", " "), answer)
    return press(screen, FORM)


@pytest.mark.parametrize(
    ("role_code", "may"),
    [
        ("outreach", True),
        ("recovery", True),
        ("leadership", False),
        ("chair", False),
    ],
)
def test_only_outreach_and_recovery_services_log_contacts(published: Paths, role_code: str, may: bool) -> None:
    screen = outreach(role_code)

    assert (FORM in [each.label for each in screen.button]) == may
    assert ("This role logs no contacts" in text_of(screen)) != may


def test_a_contact_is_recorded_with_what_was_chosen_and_its_writer_reads_it_at_once(published: Paths) -> None:
    screen = choose(outreach(), "Where", location_id(1))
    assert "Reason for declining" not in text_of(screen)
    screen = choose(screen, "Shelter offer", "declined")
    screen = choose(screen, "Reason for declining today, as they said it", "belongings")
    screen = press(choose(screen, "Naloxone, doses given", "2"), FORM)

    assert told(published) == ToldContact(
        AT,
        told(published).place,
        "outreach",
        offers={"shelter": "declined"},
        decline_reason="belongings",
        n_naloxone_doses=2,
    )
    assert told(published).place.words == "Mill Square"
    text = text_of(screen)
    assert "Mill Square · Tue 14 May 08:40 · outreach led · shelter: declined today · reason: belongings" in text
    assert OWN in text


def test_without_a_place_nothing_is_recorded_and_what_was_chosen_stays(published: Paths) -> None:
    screen = press(choose(outreach(), "Treatment offer", "accepted"), FORM)

    assert "choose a place" in screen.error[0].value
    assert book_of(published).contacts == {}
    assert next(each for each in screen.button_group if each.label == "Treatment offer").value == "accepted"


def test_another_screen_of_the_same_role_sees_no_entry(published: Paths) -> None:
    logged()

    assert OWN not in text_of(outreach())


def test_a_correction_replaces_what_was_told_and_the_old_words_leave_the_record(published: Paths) -> None:
    screen = press(logged(Shelter_offer="accepted"), "Correct")
    assert next(each for each in screen.button_group if each.label == "Shelter offer").value == "accepted"
    assert next(each for each in screen.button_group if each.label == "Where").value == location_id(1)
    screen = press(choose(screen, "Shelter offer", "unavailable"), "Record the correction")

    assert dict(told(published).offers) == {"shelter": "unavailable"}
    assert told(published).contact_at == AT
    assert "shelter: asked for, not available" in text_of(screen)
    store = OperationsStore(operations_url(published, {}))
    payloads = [event.payload for event in store.events() if event.kind == "contact_logged"]
    assert store.verify().ok
    store.close()
    assert payloads == [None]


def test_a_withdrawn_contact_is_gone_and_so_is_what_was_told_of_it(published: Paths) -> None:
    screen = press(press(logged(), "Withdraw"), "Withdraw it")

    assert the_contact(published).told is None
    assert OWN not in text_of(screen)
    files = [file.read_bytes() for file in published.operations_dir.rglob("*operations*") if file.is_file()]
    assert files
    assert not [content for content in files if b"place_text" in content]


def test_a_withdrawal_that_is_not_wanted_changes_nothing(published: Paths) -> None:
    screen = press(press(logged(), "Withdraw"), "Keep it")

    assert told(published).place.words == "Mill Square"
    assert OWN in text_of(screen)


def test_the_same_form_pressed_twice_is_one_contact(published: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the answer to the first press never came: the form keeps its id, and its instant too."""
    monkeypatch.setattr("dashboard.state.close_form", lambda _: None)
    screen = logged()
    monkeypatch.setattr("dashboard.state.now_at", lambda: AT.replace(minute=55))
    press(screen, FORM)

    assert told(published).contact_at == AT


def search(screen: AppTest, words: str) -> AppTest:
    return next(each for each in screen.text_input if each.label == "Search a place").set_value(words).run()


def test_a_place_is_found_by_its_words_with_how_sure_and_why_and_kept_as_a_square(published: Paths) -> None:
    screen = search(outreach(), "780 albany")
    assert "780 Albany St" in text_of(screen)
    assert "of 100 sure" in text_of(screen)
    press(press(screen, "Take it"), FORM)

    place = told(published).place
    assert "780 Albany St" in place.words
    assert place.lon not in (None, -71.0728)


def test_where_several_places_fit_it_asks_which_and_one_at_a_known_place_is_that_place(published: Paths) -> None:
    screen = search(outreach(), "12 Everett St")
    assert "Which one?" in text_of(screen)
    which = [each.label for each in screen.button if "Everett" in each.label]
    assert len(which) == 2
    screen = press(screen, next(label for label in which if "East Boston" in label))
    press(screen, FORM)

    assert told(published).place.words == "Mill Square"


def test_a_place_that_nobody_knows_is_recorded_in_its_words_only_when_its_writer_says_so(published: Paths) -> None:
    screen = search(outreach(), "behind the zeppelin hangar")
    assert "Not found" in text_of(screen)
    screen = press(screen, FORM)
    assert "choose a place" in screen.error[0].value
    press(press(screen, "Record it in these words"), FORM)

    assert told(published).place == ContactPlace("behind the zeppelin hangar")


def other_time(screen: AppTest, on: date, at: time) -> AppTest:
    screen = choose(choose(screen, "Where", location_id(1)), "When", "Another time")
    screen = next(each for each in screen.selectbox if each.label == "Day").select(on).run()
    return next(each for each in screen.time_input if each.label == "Boston time").set_value(at).run()


def test_in_the_night_the_clocks_go_back_it_asks_which_hour_is_meant(
    published: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.state.now_at", lambda: datetime(2024, 11, 3, 15, tzinfo=UTC))
    screen = other_time(outreach(), date(2024, 11, 3), time(1, 30))
    screen = press(screen, FORM)
    assert "fill in the time" in screen.error[0].value

    press(choose(screen, "There were two 01:30 that night. Which one?", "EST"), FORM)

    assert told(published).contact_at == datetime(2024, 11, 3, 6, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skipped_cannot_be_told(published: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.state.now_at", lambda: datetime(2024, 3, 10, 15, tzinfo=UTC))
    screen = other_time(outreach(), date(2024, 3, 10), time(2, 30))

    assert "There was no 02:30 that night" in text_of(screen)
    press(screen, FORM)
    assert book_of(published).contacts == {}


@pytest.mark.usefixtures("published")
def test_on_a_past_morning_nothing_can_be_logged(own_build: Paths) -> None:
    write_past_build(own_build, as_of_date=date(2024, 5, 13), build_id="past")
    screen = open_page("outreach", role_code="outreach", morning="2024-05-13")

    assert FORM not in [each.label for each in screen.button]
    assert "Nothing can be logged on a past morning" in text_of(screen)


def some_contacts(n: int) -> Iterable[tuple[str, EventDraft]]:
    """Return so many contacts, logged after everything else: the second corrected, the third withdrawn."""
    by = OnScreen(AS_OF_DATE, f"{AS_OF_DATE:%Y%m%d}-full", "outreach", "street_outreach")
    contact = ToldContact(AT, ContactPlace("Mill Square", -71.07, 42.33), "police", co_response_outcome="arrest")
    for number in range(n):
        draft = replace(logged_draft(contact, event_id=f"c{number}", on_screen=by), facts={"text_check": "kept:phone"})
        yield f"c{number}", draft
    if n > 1:
        yield "corrected", corrected_draft(contact_id_of("c1"), contact, on_screen=by)
        yield "withdrawn", withdrawn_draft(contact_id_of("c2"), on_screen=by)


FEW: tuple[Seen, ...] = (
    ("huddle", "chair", "ems"),
    ("huddle", "outreach", "street_outreach"),
    ("outreach", "outreach", None),
    ("location", "leadership", None),
    ("council", "council", None),
    ("wall", "leadership", None),
)
PAGES = ("huddle", "agency", "location", "district", "outreach", "council", "complaint_and_need", "track_record",
         "data_health", "past_mornings", "gaps")  # fmt: skip
ROLES = ("leadership", "chair", "recovery", "outreach", "district", "council")
ALL: tuple[Seen, ...] = (
    *((page, role, "street_outreach") for page in PAGES for role in ROLES),
    *(("wall", role, None) for role in ROLES),
)


def seen(
    monkeypatch: pytest.MonkeyPatch, folder: Path, n_contacts: int, screens: tuple[Seen, ...], *, is_closed: bool
) -> dict[Seen, object]:
    """Return what screens tell in a world of its own, in which so many contacts were logged in the running meeting."""
    monkeypatch.setenv("CRT_DATA_DIR", str(folder))
    monkeypatch.setattr("dashboard.state.now_at", lambda: AT)
    paths = write_published_build(folder)
    record_actions(paths)
    chair = OnScreen(AS_OF_DATE, f"{AS_OF_DATE:%Y%m%d}-full", "chair")
    record(paths, ("m1", start_draft(chair)), ("m2", step_draft(part_no=5, on_screen=chair)), at=AT)
    record(paths, *some_contacts(n_contacts), at=AT)
    if is_closed:
        record(paths, ("m3", close_draft(chair)), at=AT)
    found: dict[Seen, object] = {each: all_told(open_seen(each)) for each in screens}
    morning = open_morning()
    book = morning.book()
    agenda = meeting.agenda_of(morning, book)
    taken = (download.archive_of(morning, agenda, book), agenda, book.newest_recorded_at)
    return found | {("the download", "leadership", None): taken}


@pytest.mark.parametrize("is_closed", [False, True], ids=["running", "closed"])
def test_no_screen_of_others_tells_that_a_contact_was_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_closed: bool
) -> None:
    """A world without a contact, and one with three, of which one was corrected, one withdrawn: to others the same."""
    screens = FEW[:2] if is_closed else FEW
    none, some = (seen(monkeypatch, tmp_path / str(n), n, screens, is_closed=is_closed) for n in (0, 3))

    assert some == none


@pytest.mark.slow
@pytest.mark.parametrize("is_closed", [False, True], ids=["running", "closed"])
def test_no_page_in_any_role_tells_that_a_contact_was_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_closed: bool
) -> None:
    none, one, some = (seen(monkeypatch, tmp_path / str(n), n, ALL, is_closed=is_closed) for n in (0, 1, 3))

    assert one == none
    assert some == none


def test_the_worlds_do_differ_for_the_screen_that_logged_it(published: Paths) -> None:
    """So that the test above can fail."""
    before = outreach()

    assert all_told(logged()) != all_told(before)

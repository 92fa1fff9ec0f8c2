"""The ordinance checklist on the screens: what each role reads, what is recorded, and what the huddle is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.huddle.events import EventKind, NamedLocation
from tests.support.kept_record import book_of
from tests.support.published_build import location_id
from tests.support.recorded_operations import record_operation
from tests.support.screen import open_page, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

ANSWERS = "could not bring a pet"
NO_RULING = "It gives no legal ruling"
FERRY = NamedLocation(location_id(2), "Second Place", 2)


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def refused(screen: AppTest) -> str:
    """What the page says is wrong, as a person reads it."""
    return str(screen.error[0].value).replace("\\", "")


def field(elements, label: str):
    return next(each for each in elements if each.label.startswith(label))


def test_a_place_is_reported_and_its_checklist_opens(published: Paths) -> None:
    screen = open_page("ordinance", agency_code="parks", location=location_id(1))
    press(screen, "Report it")

    (operation,) = book_of(published).operations.values()
    assert operation.location_name == "Mill Square"
    assert operation.steps[0].agency_code == "parks"
    assert screen.title[0].value == "Mill Square"
    told = text_of(screen)
    assert NO_RULING in told
    assert "Closed: 7 of 7 conditions missing" in told
    screen = open_page("ordinance", agency_code="parks", location=location_id(1))
    press(screen, "Report it")
    assert "An operation is open at this place already" in refused(screen)


def test_a_step_needs_its_agency_and_what_it_holds_and_is_recorded_once(published: Paths) -> None:
    operation_id = record_operation(published)
    screen = open_page("ordinance", operation=operation_id)
    press(screen, "Look at the shelter list again")
    press(screen, "Record: shelter list looked at")
    assert "Which agency did it: choose one." in refused(screen)
    assert "Is shelter available on the list: choose one." in refused(screen)

    field(screen.selectbox, "Which agency").select("shelters")
    field(screen.radio, "Is shelter").set_value("yes")
    press(screen, "Record: shelter list looked at")
    steps = book_of(published).operations[operation_id].steps
    assert [step.kind for step in steps].count(EventKind.OPERATION_SHELTER_CHECKED) == 2
    # What the overnight report tells fills the stamp and the source in; the step holds both itself.
    assert steps[-1].facts["list_at"].startswith("2024-05-14T09:20")
    assert steps[-1].payload == {"source": "Town list"}


def test_no_removal_can_be_recorded_while_a_condition_is_missing_but_by_an_override_on_record(published: Paths) -> None:
    operation_id = record_operation(published)
    screen = open_page("ordinance", agency_code="public_works", operation=operation_id)
    labels = {button.label for button in screen.button}
    # The list is of another year by the clock of the machine.
    assert "The list that was looked at counted until" in text_of(screen)
    assert "Record the removal" not in labels

    press(screen, "Record an override")
    press(screen, "Record: override")
    assert "Name and office of the official responsible: fill it in." in refused(screen)
    field(screen.text_input, "Name and office").set_value("A. Example, Deputy")
    field(screen.text_input, "Reason").set_value("The exit is blocked")
    press(screen, "Record: override")
    press(screen, "Record the removal")
    press(screen, "Record: removal")

    operation = book_of(published).operations[operation_id]
    assert [step.kind for step in operation.steps[-2:]] == [
        EventKind.OPERATION_OVERRIDDEN,
        EventKind.OPERATION_REMOVAL,
    ]
    told = text_of(screen)
    assert "past the gate, by override of: The daily shelter list" in told
    assert "responsible: A. Example, Deputy" in told


@pytest.mark.parametrize(
    ("role_code", "agency_code", "is_told"),
    [
        ("leadership", "street_outreach", True),
        ("leadership", None, False),
        ("leadership", "police", False),
        ("chair", "transit_police", False),
        ("district", "street_outreach", False),
    ],
)
def test_offers_and_answers_are_told_to_few(
    published: Paths, role_code: str, agency_code: str | None, is_told: bool
) -> None:
    operation_id = record_operation(published)
    screen = open_page("ordinance", role_code=role_code, agency_code=agency_code, operation=operation_id)
    told = text_of(screen)
    labels = {button.label for button in screen.button}

    assert NO_RULING in told
    assert "Notice posted" in told
    for words in (ANSWERS, "Spanish", "a copy of the storage policy", "answers to the offer recorded"):
        assert (words in told) == is_told
    assert ("Make an offer again" in labels) == is_told
    assert ("Offers: shelter, transport, storage" in told) == (not is_told)


def test_the_council_and_a_past_screen_record_nothing(published: Paths) -> None:
    record_operation(published)
    screen = open_page("ordinance", role_code="council")

    assert screen.title[0].value == "Not for this role"
    assert "Mill Square" not in text_of(screen)
    assert open_page("ordinance", operation="operation:nobody").warning[0].value.startswith("The address asks for an")


def test_the_huddle_hears_of_the_clock_in_part_5_and_no_word_of_the_offer(published: Paths) -> None:
    record_operation(published)
    told = text_of(open_page())

    assert "■ Clock ends today" in told
    assert "Mill Square, number 1 today: the 24 h of the notice (unattended property) end Tue 14 May 08:00." in told
    assert ANSWERS not in told


def test_two_mornings_later_the_revisit_is_in_part_3_until_it_is_recorded_and_the_place_tells_it(
    published: Paths,
) -> None:
    operation_id = record_operation(published, begun_days_ago=31, ends_with=EventKind.OPERATION_CLOSED_VOLUNTARILY)
    told = text_of(open_page())
    assert "▲ Revisit overdue" in told
    assert "Revisit at 30 days, Mill Square, number 1 today: was due Mon 13 May, 1 day ago" in told

    screen = open_page("ordinance", agency_code="street_outreach", operation=operation_id)
    press(screen, "Record the revisit at 30 days")
    field(screen.radio, "What is there now").set_value("back")
    press(screen, "Record: revisit at 30 days")
    told = text_of(open_page())
    assert "▲ Revisit overdue" not in told
    assert "Mill Square, number 1 today: revisit at 30 days: came back." in told
    place = text_of(open_page("location", location=location_id(1)))
    assert "▲ Came back" in place
    assert "revisit at 30 days: came back" in place


def test_a_tag_is_entered_filtered_and_returned(published: Paths) -> None:
    operation_id = record_operation(published, ends_with=EventKind.OPERATION_CLOSED_VOLUNTARILY)
    screen = open_page("ordinance", agency_code="public_works", operation=operation_id)
    field(screen.text_input, "Tag:").set_value("Maria")
    press(screen, "Enter the tag")
    assert "Tag: one to four letters" in refused(screen)
    field(screen.text_input, "Tag:").set_value("bos 123")
    field(screen.selectbox, "What it is").select("tent")
    field(screen.selectbox, "Where it is stored").select("city_storage")
    press(screen, "Enter the tag")
    assert "BOS-123" in text_of(screen)

    screen = open_page("ordinance", agency_code="public_works")
    screen.text_input(key="tag_filter").set_value("999").run()
    assert "None of 1 tags holds this." in text_of(screen)
    screen.text_input(key="tag_filter").set_value("bos").run()
    assert "1 of 1 tags" in text_of(screen)
    field(screen.selectbox, "Tag").select("property:BOS-123")
    field(screen.selectbox, "How").select("collected")
    press(screen, "Record: returned")
    assert book_of(published).stored_property["property:BOS-123"].status == "returned"


def test_a_step_is_corrected_and_taken_back_with_what_stood_before_in_its_history(published: Paths) -> None:
    operation_id = record_operation(published)
    screen = open_page("ordinance", agency_code="street_outreach", operation=operation_id)
    operation = book_of(published).operations[operation_id]
    notice = operation.newest(EventKind.OPERATION_NOTICE_POSTED)
    assert notice is not None
    field(screen.selectbox, "Which").select(notice.event_id).run()
    field(screen.radio, "Kind of notice").set_value("after_shelter_unavailable")
    field(screen.text_input, "Why it is corrected").set_value("The wrong one was ticked")
    press(screen, "Record the correction")

    told = text_of(screen)
    assert "kind of notice was “unattended property”" in told
    assert ", corrected" in told
    press(screen, "↶ Take back: the correction")
    notice = book_of(published).operations[operation_id].newest(EventKind.OPERATION_NOTICE_POSTED)
    assert notice is not None
    assert notice.facts["notice_type"] == "unattended_property"


def test_a_newer_list_of_another_place_that_has_no_shelter_holds_up_the_removal(published: Paths) -> None:
    operation_id = record_operation(published)
    newer = "2024-05-14T10:00+00:00"
    record_operation(published, "elsewhere", begun_days_ago=0, place=FERRY, list_at=newer, is_available="no")
    screen = open_page("ordinance", agency_code="public_works", operation=operation_id)
    press(screen, "Record an override")
    field(screen.text_input, "Name and office").set_value("A. Example, Deputy")
    field(screen.text_input, "Reason").set_value("The exit is blocked")
    press(screen, "Record: override")
    press(screen, "Record the removal")
    press(screen, "Record: removal")

    assert "A newer shelter list, looked at for another place" in refused(screen)
    assert book_of(published).operations[operation_id].is_open


def test_the_sections_are_told_in_words_of_ours_and_say_that_the_citys_are_not_filled_in(published: Paths) -> None:
    told = text_of(open_page("ordinance"))

    assert "16-66.6" in told
    assert told.count("The City’s own text is not filled in: its Law Department gives it") == 5

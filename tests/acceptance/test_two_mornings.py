"""The loop, once: a place is listed, somebody promises something there, and it comes back until it is done."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from dashboard.huddle.book import fold_events
from dashboard.huddle.events import ActionStatus, EventKind, NamedLocation
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import current_manifest, read_query
from pipelines.settings import operations_url, project_paths
from tests.support.command_line import run_crt
from tests.support.recorded_operations import record_operation
from tests.support.screen import open_page

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PROMISE = "Second basket, emptied before seven"
PROOF = "No litter ticket older than a day on Thursday"


def huddle() -> AppTest:
    page = open_page()
    assert not page.exception
    return page


def keyed(elements, prefix):
    return next(element for element in elements if element.key and element.key.startswith(prefix))


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.html, page.caption, page.info, page.warning, page.success, page.subheader)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def said_heads(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in page.header)


def promise_at_number_four(page: AppTest) -> None:
    paths = project_paths()
    listed = read_query(paths.build_file(current_manifest(paths).build_id), "locations")
    four = listed.loc[listed["number"] == 4, "location_id"].iloc[0]
    keyed(page.text_area, "what:").set_value(PROMISE)
    keyed(page.selectbox, "owner:").set_value("public_works")
    keyed(page.selectbox, "place:").set_value(four)
    keyed(page.text_input, "know:").set_value(PROOF)
    keyed(page.button, "record:").click().run()
    assert not page.exception


def actions():
    return list(fold_events(OperationsStore(operations_url(project_paths())).events()).actions.values())


def test_a_promise_comes_back_every_morning_until_it_is_closed_with_a_result(first_morning, capsys):
    promise_at_number_four(huddle())
    (promised,) = actions()
    assert (promised.owner_agency_code, str(promised.due_date), promised.is_open) == (
        "public_works",
        "2015-10-21",
        True,
    )
    assert promised.location_number == 4

    run_crt(capsys, "build", "--as-of", "2015-10-21")
    second = said(huddle())
    assert PROMISE in second
    assert "due today" in second

    run_crt(capsys, "build", "--as-of", "2015-10-22")
    third = huddle()
    assert "overdue 1 day" in said(third)

    keyed(third.pills, "happened:").set_value("Done").run()
    keyed(third.text_input, "words:").set_value("Basket stands since Tuesday")
    keyed(third.button, "record:").click().run()
    (closed,) = actions()
    assert (closed.status, closed.result) == (ActionStatus.DONE, "Basket stands since Tuesday")

    run_crt(capsys, "build", "--as-of", "2015-10-23")
    fourth = huddle()
    assert not [button for button in fourth.pills if (button.key or "").startswith("happened:")]

    place = open_page("location", location=closed.location_id)
    assert not place.exception
    assert "Basket stands since Tuesday" in said(place)
    # What was closed on the morning before came back by the door of any source.
    assert "Did it work?" in said_heads(place)
    assert "the past before it is too short" in said(place)


def test_a_revisit_comes_onto_the_agenda_by_itself_30_days_after_the_end_and_stays_until_it_is_recorded(
    first_morning, capsys
):
    paths = project_paths()
    first = read_query(paths.build_file(current_manifest(paths).build_id), "locations").iloc[0]
    operation_id = record_operation(
        paths,
        begun_at=datetime(2015, 10, 20, 12, tzinfo=UTC),
        place=NamedLocation(first["location_id"], first["name"], int(first["number"])),
        ends_with=EventKind.OPERATION_CLOSED_VOLUNTARILY,
    )
    assert "Revisit" not in said(huddle())

    run_crt(capsys, "build", "--as-of", "2015-11-20")
    due = said(huddle())
    assert f"Revisit at 30 days, {escape(first['name'])}, " in due
    assert ": was due Thu 19 Nov, 1 day ago (closed voluntarily Tue 20 Oct" in due

    checklist = open_page("ordinance", agency_code="street_outreach", operation=operation_id)
    keyed(checklist.button, "step_operation_revisited_30d").click().run()
    keyed(checklist.radio, "found_code:").set_value("not_back")
    keyed(checklist.button, "step_record:").click().run()
    assert not checklist.exception
    assert "was due Thu 19 Nov" not in said(huddle())
    assert "revisit at 30 days: not back" in said(huddle())


def test_recording_twice_from_one_form_counts_once(first_morning):
    page = huddle()
    promise_at_number_four(page)
    keyed(page.text_area, "what:").set_value(PROMISE)
    page.run()

    assert len(actions()) == 1


def test_an_action_without_owner_or_proof_is_refused_in_words(first_morning):
    page = huddle()
    keyed(page.text_area, "what:").set_value(PROMISE)
    keyed(page.button, "record:").click().run()

    assert actions() == []
    assert page.error or page.warning

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.huddle import action_drafts
from dashboard.huddle.action_drafts import NewAction
from dashboard.huddle.concerns import NewConcern, outcome_draft, raise_draft
from dashboard.huddle.contacts import ContactPlace, ToldContact, contact_id_of, logged_draft, withdrawn_draft
from dashboard.huddle.events import ActionStatus, ConcernOutcome, NamedLocation, OnScreen
from dashboard.huddle.meetings import close_draft, start_draft
from dashboard.stores.handover import (
    CONTACT_COLUMNS,
    InboxUnwritableError,
    as_csv,
    hand_over,
)
from dashboard.stores.operations import OperationsError, OperationsStore
from pipelines.errors import HandoverError
from pipelines.settings import operations_url, project_paths
from pipelines.sources.huddle_actions import SCHEMA, read_action_file
from pipelines.sources.huddle_contacts import SCHEMA as CONTACTS_SCHEMA
from pipelines.sources.huddle_contacts import read_contact_file
from tests.support.published_build import write_published_build
from tests.support.recorded_actions import AT_LEFT_PLACE, CLOSED, DUE_TODAY, LATER, OVERDUE, record_actions

NOON = datetime(2024, 5, 14, 12, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path):
    recorded = write_published_build(tmp_path)
    record_actions(recorded)
    return recorded


def test_what_was_recorded_at_places_is_read_back_as_the_build_reads_it(paths):
    handed = hand_over(paths, operations_url(paths, {})).actions_file
    assert handed is not None
    rows = {row["action_id"]: row for row in read_action_file(handed).to_pylist()}

    assert rows.keys() == {OVERDUE, DUE_TODAY, CLOSED, AT_LEFT_PLACE}
    assert LATER not in rows
    assert (rows[CLOSED]["status_code"], rows[CLOSED]["closed_date"]) == ("done", date(2024, 5, 13))
    assert (rows[OVERDUE]["status_code"], rows[OVERDUE]["closed_date"]) == ("open", None)


def test_an_inbox_that_cannot_be_written_is_named_and_the_build_can_go_on_without_it(paths):
    paths.inbox_dir.write_text("in the way", encoding="utf-8")

    with pytest.raises(InboxUnwritableError, match="cannot be written") as refused:
        hand_over(paths, operations_url(paths, {}))

    assert isinstance(refused.value, OperationsError)


def test_no_word_that_a_person_typed_leaves_the_operations_database(paths):
    handed = hand_over(paths, operations_url(paths, {})).actions_file
    assert handed is not None
    text = handed.read_text(encoding="utf-8")

    for word in ("light", "bins", "Mill", "leadership", "14:00"):
        assert word not in text


def test_a_concern_changes_nothing_of_what_the_next_build_is_told(paths):
    url = operations_url(paths, {})
    before = hand_over(paths, url).actions_file.read_bytes()
    new = NewConcern("ems", ("shelters",), "distress", True, NamedLocation("Ltest001", "Mill Square", 1))
    on_screen = OnScreen(date(2024, 5, 14), "b", "leadership", "ems")
    store = OperationsStore(url)
    store.append(raise_draft(new, event_id="c1", on_screen=on_screen), event_id="c1", recorded_at=NOON)
    closing = outcome_draft("concern:c1", outcome=ConcernOutcome.CONNECTED, on_screen=on_screen)
    store.append(closing, event_id="c2", recorded_at=NOON, seen_sequence_no=store.last_sequence_no())
    store.close()

    assert hand_over(paths, url).actions_file.read_bytes() == before


def test_the_same_actions_give_the_same_file_and_a_correction_another(paths):
    url = operations_url(paths, {})
    first = hand_over(paths, url).actions_file
    assert first is not None
    before = first.read_bytes()
    assert hand_over(paths, url).actions_file == first
    assert first.read_bytes() == before

    store = OperationsStore(url)
    on_screen = OnScreen(huddle_date=date(2024, 5, 14), build_id="b", role_code="leadership")
    draft = action_drafts.closing_draft(
        OVERDUE, status=ActionStatus.DROPPED, result="No longer needed", on_screen=on_screen
    )
    store.append(draft, event_id="drop", recorded_at=NOON)
    place = NamedLocation("Lnew", "New", None)
    new = NewAction("Sweep", "parks", date(2024, 5, 20), "Seen swept", place)
    store.append(action_drafts.opening_draft(new, action_id="n", on_screen=on_screen), event_id="n", recorded_at=NOON)
    hand_over(paths, url)
    rows = {row["action_id"]: row["status_code"] for row in read_action_file(first).to_pylist()}

    assert (rows[OVERDUE], rows["n"]) == ("dropped", "open")


def test_the_builds_of_closed_huddles_are_told_so_that_they_are_kept(paths):
    url = operations_url(paths, {})
    store = OperationsStore(url)
    for number, build_id in enumerate(("b-1", "b-2")):
        on_screen = OnScreen(huddle_date=date(2024, 5, 14 + number), build_id=build_id, role_code="chair")
        for draft in (start_draft(on_screen), *([close_draft(on_screen)] if build_id == "b-1" else [])):
            store.append(draft, event_id=f"{draft.kind}{number}", recorded_at=NOON)

    assert hand_over(paths, url).closed_build_ids == {"b-1"}


def test_where_nothing_was_ever_recorded_nothing_is_handed_over_and_no_database_made(tmp_path):
    empty = project_paths({"CRT_DATA_DIR": str(tmp_path / "data")})

    handed = hand_over(empty, operations_url(empty, {}))

    assert (handed.closed_build_ids, handed.actions_file) == (frozenset(), None)
    assert not empty.data_dir.exists()


def test_the_columns_are_those_that_the_build_reads(tmp_path):
    file = tmp_path / "actions.csv"
    file.write_text(as_csv([]), encoding="utf-8")
    assert read_action_file(file).schema == SCHEMA
    file.write_text(as_csv([]).replace("status", "state"), encoding="utf-8")
    with pytest.raises(HandoverError):
        read_action_file(file)


def test_contacts_are_handed_over_as_they_stand_and_of_withdrawn_ones_the_id_alone(paths):
    url = operations_url(paths, {})
    assert hand_over(paths, url).contacts_file is None
    actions_before = hand_over(paths, url).actions_file.read_bytes()
    on_screen = OnScreen(date(2024, 5, 14), "b", "outreach", "street_outreach")
    told = ToldContact(NOON, ContactPlace("Mill Square", -71.07, 42.33), "outreach", n_naloxone_doses=2)
    store = OperationsStore(url)
    for event_id in ("one", "two"):
        draft = logged_draft(told, event_id=event_id, on_screen=on_screen)
        store.append(draft, event_id=event_id, recorded_at=NOON, seen_sequence_no=store.last_sequence_no())
    gone = withdrawn_draft(contact_id_of("two"), on_screen=on_screen)
    store.append(gone, event_id="w", recorded_at=NOON, seen_sequence_no=store.last_sequence_no())
    store.close()

    handed = hand_over(paths, url).contacts_file

    assert handed is not None
    first, second = read_contact_file(handed).to_pylist()
    assert (first["contact_id"], first["contact_at"], first["naloxone_doses"]) == ("contact:one", NOON, 2)
    assert {key for key, value in second.items() if value is not None} == {"contact_id", "status_code"}
    text = handed.read_text(encoding="utf-8")
    assert "street_outreach" not in text
    # Of what the huddle decided nothing is told otherwise.
    assert hand_over(paths, url).actions_file.read_bytes() == actions_before


def test_the_columns_of_contacts_are_those_that_the_build_reads():
    assert list(CONTACT_COLUMNS) == CONTACTS_SCHEMA.names

"""Who saw, took away or changed what: for the auditor alone, by person, by place and by day, without a figure."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboard import cache, identity
from dashboard.access import load_roles
from dashboard.components import accesses
from dashboard.stores.access_log import AccessLog, Did
from dashboard.stores.operations import OperationsError
from dashboard.stores.operations_schema import ACCESS_ENTRIES
from pipelines.settings import operations_url
from tests.support.published_build import HOSTILE_NAME, location_id
from tests.support.recorded_events import tamper
from tests.support.screen import open_page, press, text_of

PERSON = "kim@example.gov"


def seen_by(monkeypatch, role_code, person=PERSON):
    """Somebody who signed in and has this role looks, whatever is chosen on the screen."""

    def viewer(paths):
        role = load_roles(paths.reference_dir).named(role_code)
        return identity.Viewer(role=role, district_code=None, person=person, is_signed_in=person is not None)

    monkeypatch.setattr(identity, "viewer", viewer)


def told(paths):
    log = AccessLog(operations_url(paths))
    try:
        return [entry.access for entry in reversed(log.entries())]
    finally:
        log.close()


def test_a_page_opened_at_a_place_is_noted_once_however_often_it_is_drawn(own_morning, monkeypatch):
    seen_by(monkeypatch, "recovery")
    screen = open_page("location", location=location_id(3))
    screen.run()
    screen.run()

    (access,) = told(own_morning)
    assert (access.person, access.role_code, access.did) == (PERSON, "recovery", Did.OPENED)
    assert (access.page_code, access.subject_id) == ("location", location_id(3))
    assert access.build_id == cache.current_build(own_morning).build_id


def test_another_place_another_role_and_another_quarter_of_an_hour_are_further_accesses(own_morning, monkeypatch):
    seen_by(monkeypatch, "recovery")
    screen = open_page("location", location=location_id(3))
    screen.query_params["location"] = location_id(1)
    screen.run()
    seen_by(monkeypatch, "chair")
    screen.run()
    monkeypatch.setattr(accesses, "SAME_WITHIN_MINUTES", 0)
    screen.run()

    noted = [(access.role_code, access.subject_id) for access in told(own_morning)]
    there = ("chair", location_id(1))
    assert noted == [("recovery", location_id(3)), ("recovery", location_id(1)), there, there]


def test_what_somebody_writes_into_the_address_is_not_noted(own_morning):
    open_page("location", location="Jane Doe, 12 Elm St")
    open_page("council", zone="<script>")

    assert [access.subject_id for access in told(own_morning)] == ["", ""]


def test_what_was_recorded_is_joined_to_who_did_and_no_word_of_it_is_told(own_morning, monkeypatch):
    seen_by(monkeypatch, "chair")
    press(open_page("huddle"), "Start the huddle")
    seen_by(monkeypatch, "auditor", person="lee@example.gov")

    screen = open_page("access_log")
    screen.selectbox(key="access_by").select("entries").run()

    text = text_of(screen)
    assert not screen.exception
    assert "meeting started: meeting:2024-05-14" in text
    assert PERSON in text
    assert "The log is whole" in screen.caption[1].value
    assert "Collect" not in text


def test_the_report_stands_by_person_by_place_and_by_day(own_morning, monkeypatch):
    seen_by(monkeypatch, "recovery")
    open_page("location", location=location_id(3))
    seen_by(monkeypatch, "auditor")
    screen = open_page("access_log")

    for by, words in (("person", (PERSON, "Recovery Services")), ("subject", ("location: ",)), ("day", (PERSON,))):
        screen.selectbox(key="access_by").select(by).run()
        text = text_of(screen)
        assert not screen.exception
        assert [word for word in words if word not in text] == []
        # A place's name came from tickets: it is shown as text, whatever it holds.
        assert HOSTILE_NAME not in text


@pytest.mark.parametrize(
    "role_code",
    [
        "leadership",
        *(pytest.param(code, marks=pytest.mark.slow) for code in ("chair", "recovery", "district", "council")),
        pytest.param("administrator", marks=pytest.mark.slow),
    ],
)
def test_nobody_else_reads_it(own_morning, monkeypatch, role_code):
    seen_by(monkeypatch, "recovery")
    open_page("location", location=location_id(3))
    seen_by(monkeypatch, role_code, person=None)

    text = text_of(open_page("access_log"))

    assert PERSON not in text
    assert "The log is whole" not in text


def test_a_log_that_was_tampered_with_says_so_before_anything_else(own_morning, monkeypatch):
    seen_by(monkeypatch, "auditor")
    open_page("access_log")
    url = operations_url(own_morning)
    tamper(url, update(ACCESS_ENTRIES).values(person="somebody else"))

    screen = open_page("access_log")

    assert "not whole, at entry 1" in screen.error[0].value


def test_a_log_that_cannot_be_written_stops_no_page_and_names_nobody(own_morning, monkeypatch, caplog):
    seen_by(monkeypatch, "recovery")

    def broken(_log, _access):
        raise OperationsError(f"{own_morning.data_dir} of {PERSON} is locked")

    monkeypatch.setattr(AccessLog, "note", broken)
    with caplog.at_level(logging.DEBUG):
        screen = open_page("location", location=location_id(3))

    assert not screen.exception
    assert "an access could not be noted: OperationsError" in caplog.text
    assert PERSON not in caplog.text
    own = [record.getMessage() for record in caplog.records if record.name.startswith("crt")]
    assert not [line for line in own if location_id(3) in line]


def test_a_file_is_noted_when_it_is_taken_away_and_not_when_its_button_is_drawn(own_morning, monkeypatch):
    seen_by(monkeypatch, "chair")

    def page():
        import streamlit as st  # noqa: PLC0415

        from dashboard.components import accesses  # noqa: PLC0415

        st.session_state["made"] = accesses.noted("agenda", lambda: b"PDF")

    screen = AppTest.from_function(page).run()
    assert told(own_morning) == []

    assert screen.session_state["made"]() == b"PDF"

    (access,) = told(own_morning)
    assert (access.did, access.subject_id, access.person) == (Did.TOOK_AWAY, "agenda", PERSON)

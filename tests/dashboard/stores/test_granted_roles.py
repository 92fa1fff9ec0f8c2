"""Who may come in, on both kinds of store: looked at anew, erased, and on a store made by an older version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from dashboard.huddle.events import ErasureReason, OnScreen
from dashboard.huddle.role_grants import ON_THE_HOST, Asked, ended_draft, granted_draft
from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import StoreDamagedError
from dashboard.stores.operations_schema import CHAIN_HEAD, EVENTS
from tests.dashboard.stores.test_operations_versions import make_released
from tests.support.granted_roles import NOW, today
from tests.support.recorded_events import append_note, append_three, tamper

ANA = "ana@boston.gov"


def give(store, person=ANA, *, grant_id="g1"):
    asked = Asked(person, "leadership", today(), today() + timedelta(days=30))
    draft = granted_draft(asked, grant_id=grant_id, by=ON_THE_HOST, by_role=ON_THE_HOST, on=today())
    store.append(draft, event_id=grant_id, recorded_at=NOW)
    return draft.subject_id


def end(store, grants, grant_id="grant:g1"):
    draft = ended_draft(grants.named(grant_id), by=ON_THE_HOST, by_role=ON_THE_HOST, on=today())
    store.append(draft, event_id=f"end-{grant_id}", recorded_at=NOW)


def standing(roles, person=ANA):
    return [grant.role_code for grant in roles.grants().standing(person, on=today())]


def test_what_is_given_and_taken_back_counts_at_the_next_look(store):
    roles = GrantedRoles(store)
    assert standing(roles) == []

    give(store)
    assert standing(roles) == ["leadership"]

    end(store, roles.grants())
    assert standing(roles) == []
    assert store.verify().ok


def test_what_the_huddle_records_meanwhile_does_not_read_the_grants_anew(store):
    append_three(store)
    give(store)
    roles = GrantedRoles(store)
    before = roles.grants()

    append_note(store, "e9")

    assert roles.grants() is before


def test_an_erased_address_is_gone_the_chain_holds_and_nobody_comes_in_by_it(store):
    grant_id = give(store)
    roles = GrantedRoles(store)
    assert standing(roles) == ["leadership"]

    store.erase_payload(
        "g1",
        reason=ErasureReason.REQUEST,
        erasure_event_id="x1",
        recorded_at=NOW,
        on_screen=OnScreen(today(), "", "administrator"),
    )

    assert standing(roles) == []
    assert roles.grants().named(grant_id).person is None
    assert store.verify().ok
    assert ANA not in "".join(str(row) for row in store.whole_record())


def test_another_record_put_in_its_place_is_read_from_the_beginning(file, open_store, tmp_path):
    """On a SQLite file: a server's record is put back into an empty database alone."""
    store = open_store(f"sqlite:///{file}")
    backup = store.whole_record()
    give(store)
    roles = GrantedRoles(store)
    assert standing(roles) == ["leadership"]

    store.put_back(backup, may_lose=True, aside=tmp_path / "aside.sqlite")
    append_three(store)

    assert standing(roles) == []


@pytest.mark.parametrize("version", ["0001"])
def test_a_store_of_a_released_version_takes_grants_beside_what_it_holds(store_url, open_store, version):
    make_released(store_url, version)
    store = open_store(store_url)

    give(store)

    assert standing(GrantedRoles(store)) == ["leadership"]
    report = store.verify()
    assert (report.n_events, report.ok) == (8, True)


def test_a_grant_that_was_changed_in_the_file_breaks_the_chain(store, store_url):
    give(store)

    tamper(store_url, update(EVENTS).where(EVENTS.c.event_id == "g1").values(role_code="administrator"))

    assert (store.verify().ok, store.verify().first_bad_event_id) == (False, "g1")


def test_nobody_comes_in_by_a_record_that_cannot_be_read(store, store_url):
    give(store)
    roles = GrantedRoles(store)

    tamper(store_url, update(EVENTS).values(facts="{"), delete(CHAIN_HEAD))

    with pytest.raises(StoreDamagedError):
        roles.grants()

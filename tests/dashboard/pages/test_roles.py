"""The page of roles: an administrator gives, takes back and erases on record; the auditor reads; no build is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import OperationsStore
from pipelines.settings import Paths, operations_url, project_paths
from tests.support.granted_roles import claims_of, give, sign_in, today
from tests.support.screen import open_page, press, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from dashboard.huddle.role_grants import Grant

ADMIN, ANA = "admin@boston.gov", "ana@boston.gov"


@pytest.fixture
def paths(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """A machine without any build, on which an administrator signed in."""
    paths = project_paths()
    give(paths, ADMIN, "administrator")
    sign_in(monkeypatch, claims_of(ADMIN))
    return paths


def granted(paths: Paths) -> dict[str | None, Grant]:
    store = OperationsStore(operations_url(paths))
    try:
        assert store.verify().ok
        return {grant.person: grant for grant in GrantedRoles(store).grants().grants}
    finally:
        store.close()


def filled(person: str, role_code: str, district_code: str | None = None) -> AppTest:
    screen = open_page("roles")
    assert not screen.exception
    next(box for box in screen.text_input if box.label.startswith("Person")).input(person)
    next(box for box in screen.selectbox if box.label == "Role").select(role_code)
    screen = screen.run()
    if district_code is not None:
        next(box for box in screen.selectbox if box.label == "District").select(district_code)
    return screen


def test_an_administrator_gives_a_role_and_the_record_says_who_when_and_until(paths: Paths) -> None:
    screen = press(filled("Ana@Boston.gov", "district", "D-4"), "Give this role")

    grant = granted(paths)[ANA]
    assert (grant.role_code, grant.district_code, grant.by) == ("district", "D-4", f"grant:{ADMIN}-administrator")
    assert (grant.from_date, grant.holds_on(today())) == (today(), True)
    assert f"by {ADMIN}" in text_of(screen)


@pytest.mark.parametrize(
    ("person", "role_code", "words"),
    [("", "council", "person is missing"), (ADMIN, "leadership", "to themselves"), (ANA, "district", "name it")],
)
def test_what_may_not_be_given_is_said_and_nothing_is_recorded(
    paths: Paths, person: str, role_code: str, words: str
) -> None:
    screen = press(filled(person, role_code), "Give this role")

    assert words in screen.error[0].value
    assert list(granted(paths)) == [ADMIN]


def test_a_role_is_taken_back_and_then_its_address_is_erased(paths: Paths) -> None:
    grant_id = give(paths, ANA, "council")
    screen = open_page("roles")
    screen = screen.selectbox(key="grant_to_end").select(grant_id).run()
    screen = press(screen, "Take it back now")
    assert not granted(paths)[ANA].holds_on(today())

    screen = screen.selectbox(key="grant_to_erase").select(grant_id).run()
    screen = press(screen, "Erase it for good")

    assert granted(paths)[None].role_code == "council"
    assert ANA not in text_of(screen)
    assert "address erased" in text_of(screen)


def test_the_auditor_reads_who_has_which_role_and_changes_none(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    give(paths, ANA, "auditor")
    sign_in(monkeypatch, claims_of(ANA))

    screen = open_page("roles")

    assert ADMIN in text_of(screen)
    assert [button.label for button in screen.button] == ["Sign out"]
    assert not screen.text_input


def test_an_administrator_whose_role_ended_meanwhile_changes_nothing(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = filled(ANA, "council")
    monkeypatch.setattr("dashboard.identity._own_grants", lambda *_: [])

    screen = screen.button[-1].click().run()

    assert "No role was given to" in text_of(screen)
    assert list(granted(paths)) == [ADMIN]


def test_without_sign_in_nobody_gives_a_role_on_the_screen_and_no_address_shows(data_dir: Path) -> None:
    give(project_paths(), ANA, "council")

    screen = open_page("roles", role_code="administrator")

    assert "There is no sign-in here" in screen.info[0].value
    assert ANA not in text_of(screen)
    assert not screen.button

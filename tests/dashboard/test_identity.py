"""Who is looking: the provider's word for the person, our record for the role, and nobody where either is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard import identity
from dashboard.access import NOBODY
from dashboard.stores.ended_sign_ins import EndedSignIns
from dashboard.stores.operations import StoreLockedError
from pipelines.settings import operations_url, project_paths
from tests.support.granted_roles import NOW, claims_of, give, sign_in

if TYPE_CHECKING:
    from pathlib import Path

ANA = "ana@boston.gov"


def test_without_sign_in_the_role_is_the_screens_and_nobody_is_named(data_dir: Path) -> None:
    viewer = identity.viewer(project_paths())

    assert (viewer.role.role_code, viewer.person, viewer.is_signed_in) == ("leadership", None, False)


def test_who_signed_in_has_the_role_that_was_given_and_the_grant_that_gave_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = project_paths()
    grant_id = give(paths, ANA, "district", district_code="D-4", agency_code="police")
    sign_in(monkeypatch, claims_of("ANA@Boston.gov"))

    viewer = identity.viewer(paths)

    assert (viewer.role.role_code, viewer.district_code, viewer.agency_code) == ("district", "D-4", "police")
    assert (viewer.person, viewer.is_signed_in, viewer.grant_id) == (ANA, True, grant_id)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (None, "nobody signed in"),
        (claims_of(ANA, at=NOW - timedelta(hours=13)), "too long ago"),
        (claims_of(ANA, at=NOW + timedelta(hours=1)), "from the future"),
        ({**claims_of(ANA), "iat": None}, "no instant"),
        ({**claims_of(ANA), "iat": "yesterday"}, "no instant"),
        ({**claims_of(ANA), "iat": True}, "no instant"),
        ({**claims_of(ANA), "iat": 1e300}, "no instant"),
        (claims_of(ANA, email_verified=False), "an address that nobody checked"),
        ({**claims_of(ANA), "email": [ANA]}, "a list for an address"),
        ({**claims_of(ANA), "email": " "}, "no address"),
    ],
)
def test_a_sign_in_that_does_not_hold_is_nobodys(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, claims: dict[str, object] | None, why: str
) -> None:
    sign_in(monkeypatch, claims)

    viewer = identity.viewer(project_paths())

    assert (viewer.role, viewer.person, viewer.is_signed_in) == (NOBODY, None, False), why


def test_a_role_that_ended_or_that_the_table_no_longer_has_lets_nobody_in(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = project_paths()
    give(paths, ANA, "leadership", days=1)
    give(paths, ANA, "role_of_before")
    later = NOW + timedelta(days=2)
    sign_in(monkeypatch, claims_of(ANA, at=later), at=later)

    viewer = identity.viewer(paths)

    assert (viewer.has_role, viewer.person, viewer.is_signed_in) == (False, ANA, True)


def test_a_half_made_setup_of_sign_in_lets_nobody_in(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRT_SIGN_IN_CLIENT_ID", "crt")

    assert not identity.viewer(project_paths()).has_role


def test_another_claim_may_name_the_person(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = project_paths()
    give(paths, "a123", "council")
    sign_in(monkeypatch, claims_of(ANA, employee_no="A123"))
    monkeypatch.setenv("CRT_SIGN_IN_PERSON_CLAIM", "employee_no")

    assert identity.viewer(paths).role.role_code == "council"


def test_a_sign_out_holds_for_another_process_and_here_even_where_it_cannot_be_written(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = project_paths()
    give(paths, ANA, "leadership")
    monkeypatch.setattr("streamlit.logout", lambda: None)
    monkeypatch.setattr("dashboard.identity._ENDED", {})
    for minute, is_written in enumerate((True, False)):
        sign_in(monkeypatch, claims_of(ANA, at=NOW - timedelta(minutes=minute)))
        assert identity.viewer(paths).is_signed_in
        with monkeypatch.context() as patch:
            if not is_written:
                patch.setattr("dashboard.stores.ended_sign_ins.EndedSignIns.note", locked)
            identity.sign_out()
        assert not identity.viewer(paths).is_signed_in
        ended = EndedSignIns(operations_url(paths))
        assert ended.has(identity.sign_in_of(claims_of(ANA, at=NOW - timedelta(minutes=minute)))) == is_written
        ended.close()


def locked(*_: object, **__: object) -> None:
    raise StoreLockedError("another writer holds it")

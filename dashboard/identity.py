"""Who is looking: the one place that tells pages the role, and where there is sign-in, the person.

Without sign-in the role is chosen on the screen, and the server answers this machine alone (`dashboard.serving`). With
it the person is the provider's word and the role is ours: what was granted and holds today. No grant, no role.
"""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, state
from dashboard.access import NOBODY
from dashboard.huddle.role_grants import person_of
from dashboard.remembered import remembered
from dashboard.sign_in_settings import has_sign_in, person_claim
from dashboard.stores.ended_sign_ins import EndedSignIns
from dashboard.stores.operations import OperationsError
from pipelines.settings import HUDDLE_ZONE, operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.access import Role
    from dashboard.huddle.role_grants import Grant
    from pipelines.settings import Paths

_LOG = logging.getLogger("crt.dashboard")
# Sign-ins whose end could not be written: this process at least remembers them, until they would have ended.
_ENDED: dict[str, datetime] = {}
# Seconds since 1970; what lies beyond is no instant, and reading it would fail.
_LATEST_STAMP = 1e11


@dataclass(frozen=True)
class Viewer:
    """Who looks at a screen at this moment; asked for anew on every run, so that what was taken back is gone.

    `role` is `access.NOBODY` for somebody without one: it sees and does nothing. `person` is what the provider calls
    the person, lower case, and None where nobody signs in. `district_code` and `agency_code` are those that a grant
    names: where the viewer's district page opens, and for whom they speak. `grant_id` is the grant that lets them in.
    """

    role: Role
    district_code: str | None
    person: str | None
    is_signed_in: bool
    agency_code: str | None = None
    grant_id: str | None = None

    @property
    def has_role(self) -> bool:
        """Whether there is a role at all; without one no page is drawn."""
        return bool(self.role.role_code)


@dataclass(frozen=True)
class Admission:
    """What a screen's own requests for files rest on, which come apart from any drawing.

    `sign_in` is the digest of the sign-in, empty where nobody signs in; `holds` tells whether it, and the role that
    the screen was drawn for, are still there.
    """

    sign_in: str
    holds: Callable[[], bool]


_STRANGER = Viewer(NOBODY, district_code=None, person=None, is_signed_in=False)


def viewer(paths: Paths) -> Viewer:
    """Return who is looking at this screen.

    Parameters
    ----------
    paths
        The project's, whose reviewed roles and whose record of grants count.

    Returns
    -------
    Without sign-in whoever chose a role on the screen. With it the person, and of the roles they were given and hold
    today the one chosen on the screen, else the first; nobody's role where they hold none.

    Raises
    ------
    OperationsError
        The record of who may come in cannot be read.
    """
    if not has_sign_in(os.environ):
        role = state.chosen_role(cache.roles(paths))
        return Viewer(role=role, district_code=None, person=None, is_signed_in=False)
    person = _signed_in_person(paths)
    if person is None:
        return _STRANGER
    held = _own_grants(paths, person)
    if not held:
        return Viewer(NOBODY, district_code=None, person=person, is_signed_in=True)
    chosen = state.chosen_role_code()
    grant = next((each for each in held if each.role_code == chosen), held[0])
    return Viewer(
        role=cache.roles(paths).granted(grant.role_code),
        district_code=grant.district_code,
        person=person,
        is_signed_in=True,
        agency_code=grant.agency_code,
        grant_id=grant.grant_id,
    )


def admission(paths: Paths, looking: Viewer) -> Admission:
    """Return what lets a file by that is made for, or sent to, the screen that is being drawn.

    Parameters
    ----------
    paths
        The project's.
    looking
        Whom the screen is drawn for.
    """
    if not has_sign_in(os.environ):
        return Admission("", holds=lambda: True)
    claims = dict(_claims() or {})

    def holds() -> bool:
        person = _person_of(claims, paths)
        return person is not None and any(each.grant_id == looking.grant_id for each in _own_grants(paths, person))

    return Admission(sign_in_of(claims), holds)


def sign_in_of(claims: Mapping[str, Any]) -> str:
    """Return what tells one sign-in from another, without saying whose it is; empty for nobody's."""
    if claims.get("is_logged_in") is not True:
        return ""
    words = "\0".join(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "sid", "nonce"))
    return hashlib.sha256(words.encode()).hexdigest()


def own_role_codes(paths: Paths) -> tuple[str, ...]:
    """Return the roles that the signed-in person holds today, in the order of the reviewed table."""
    person = _signed_in_person(paths)
    return () if person is None else tuple(grant.role_code for grant in _own_grants(paths, person))


def sign_out() -> None:
    """End this sign-in for every tab and every copy of its cookie, and leave the provider's session too."""
    claims, paths = _claims() or {}, project_paths()
    if (at := _instant(claims)) is not None:
        sign_in, lasts = sign_in_of(claims), timedelta(hours=cache.policy(paths).sign_in_max_hours)
        try:
            _ended_sign_ins(operations_url(paths)).note(sign_in, signed_in_at=at, forget_before=state.now_at() - lasts)
        except OperationsError as error:
            _LOG.error("a sign-out could not be written: %s", type(error).__name__)
            _ENDED[sign_in] = at
    st.logout()


@remembered(max_entries=8)
def _ended_sign_ins(url: str) -> EndedSignIns:
    return EndedSignIns(url)


def _own_grants(paths: Paths, person: str) -> list[Grant]:
    """Return what a person holds today of the roles that the reviewed table still has, in its order."""
    today = state.now_at().astimezone(HUDDLE_ZONE).date()
    standing = {each.role_code: each for each in cache.grants(operations_url(paths)).standing(person, on=today)}
    return [standing[role.role_code] for role in cache.roles(paths).roles if role.role_code in standing]


def _signed_in_person(paths: Paths) -> str | None:
    """Return what the provider calls whoever signed in; None for nobody, for too long ago, and for an ended sign-in."""
    return _person_of(_claims() or {}, paths)


def _person_of(claims: Mapping[str, Any], paths: Paths) -> str | None:
    at = _instant(claims)
    if at is None:
        return None
    now, lasts = state.now_at(), timedelta(hours=cache.policy(paths).sign_in_max_hours)
    for digest, ended in list(_ENDED.items()):
        if now - ended > lasts:
            _ENDED.pop(digest, None)
    # A cookie from the future is nobody's: a minute is what two clocks may differ.
    if not timedelta(minutes=-1) <= now - at <= lasts or claims.get("email_verified") is False:
        return None
    sign_in = sign_in_of(claims)
    if sign_in in _ENDED or _ended_sign_ins(operations_url(paths)).has(sign_in):
        return None
    named = claims.get(person_claim(os.environ))
    return person_of(named) or None if isinstance(named, str) else None


def _claims() -> Mapping[str, Any] | None:
    """Return what the provider said of whoever signed in, by the cookie that this server signed; None for nobody."""
    told = st.user.to_dict()
    return told if told.get("is_logged_in") is True else None


def _instant(claims: Mapping[str, Any]) -> datetime | None:
    """Return when somebody signed in, aware; None where the provider did not say."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, int | float) or not 0 < issued < _LATEST_STAMP:
        return None
    return datetime.fromtimestamp(issued, tz=UTC)

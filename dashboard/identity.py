"""Who is looking: the one place that tells pages the role, and where there is sign-in, the person.

Without sign-in the role is chosen on the screen, and the server answers this machine alone (`dashboard.serving`). With
it the person is the provider's word and the role is ours: what was granted and holds today. No grant, no role.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, state
from dashboard.access import NOBODY
from dashboard.huddle.role_grants import person_of
from dashboard.sign_in_settings import has_sign_in, person_claim
from pipelines.settings import HUDDLE_ZONE, operations_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.access import Role
    from dashboard.huddle.role_grants import Grant
    from pipelines.settings import Paths

# Sign-ins that ended before their time, by digest. Held by the process: a restart forgets them, and the longest a
# sign-in lasts (policy.csv) is then what ends a copied cookie.
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


def own_role_codes(paths: Paths) -> tuple[str, ...]:
    """Return the roles that the signed-in person holds today, in the order of the reviewed table."""
    person = _signed_in_person(paths)
    return () if person is None else tuple(grant.role_code for grant in _own_grants(paths, person))


def sign_out() -> None:
    """End this sign-in for every tab and every copy of its cookie, and leave the provider's session too."""
    claims = _claims()
    if claims is not None and (at := _instant(claims)) is not None:
        _ENDED[_digest(claims)] = at
    st.logout()


def _own_grants(paths: Paths, person: str) -> list[Grant]:
    """Return what a person holds today of the roles that the reviewed table still has, in its order."""
    today = state.now_at().astimezone(HUDDLE_ZONE).date()
    standing = {each.role_code: each for each in cache.grants(operations_url(paths)).standing(person, on=today)}
    return [standing[role.role_code] for role in cache.roles(paths).roles if role.role_code in standing]


def _signed_in_person(paths: Paths) -> str | None:
    """Return what the provider calls whoever signed in; None for nobody, for too long ago, and for an ended sign-in."""
    claims = _claims()
    at = None if claims is None else _instant(claims)
    if claims is None or at is None:
        return None
    now, lasts = state.now_at(), timedelta(hours=cache.policy(paths).sign_in_max_hours)
    for digest, ended in list(_ENDED.items()):
        if now - ended > lasts:
            _ENDED.pop(digest, None)
    # A cookie from the future is nobody's: a minute is what two clocks may differ.
    if not timedelta(minutes=-1) <= now - at <= lasts or _digest(claims) in _ENDED:
        return None
    if claims.get("email_verified") is False:
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


def _digest(claims: Mapping[str, Any]) -> str:
    """Return what tells one sign-in from another, without saying whose it is."""
    words = "\0".join(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "sid", "nonce"))
    return hashlib.sha256(words.encode()).hexdigest()

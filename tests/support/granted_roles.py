"""Roles given to made-up people, and a screen on which one of them signed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dashboard.huddle.role_grants import ON_THE_HOST, Asked, granted_draft
from dashboard.stores.operations import OperationsStore
from pipelines.settings import HUDDLE_ZONE, operations_url

if TYPE_CHECKING:
    import pytest

    from pipelines.settings import Paths

SECRET = "a-secret-of-a-test-of-forty-characters-x"
SETTINGS = {
    "CRT_SIGN_IN_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
    "CRT_SIGN_IN_CLIENT_ID": "crt",
    "CRT_SIGN_IN_CLIENT_SECRET": "of-a-test",
    "CRT_SIGN_IN_COOKIE_SECRET": SECRET,
    "CRT_SIGN_IN_REDIRECT_URI": "http://127.0.0.1:8501/oauth2callback",
}
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


def today(at: datetime = NOW) -> date:
    """Return Boston's day."""
    return at.astimezone(HUDDLE_ZONE).date()


def give(
    paths: Paths,
    person: str,
    role_code: str,
    *,
    grant_id: str = "",
    by: str = ON_THE_HOST,
    at: datetime = NOW,
    days: int = 30,
    **of: str,
) -> str:
    """Record that a role was given, and return the grant's id."""
    grant_id = grant_id or f"{person}-{role_code}"
    asked = Asked(person, role_code, today(at), today(at) + timedelta(days=days), **of)
    draft = granted_draft(asked, grant_id=grant_id, by=by, by_role="administrator", on=today(at))
    store = OperationsStore(operations_url(paths))
    store.append(draft, event_id=grant_id, recorded_at=at)
    store.close()
    return draft.subject_id


def claims_of(person: str, *, at: datetime = NOW, **others: Any) -> dict[str, Any]:
    """Return what the provider says of somebody who signed in at an instant."""
    return {
        "is_logged_in": True,
        "iss": "http://127.0.0.1:9",
        "sub": f"sub-of-{person}",
        "email": person,
        "iat": int(at.timestamp()),
        **others,
    }


def sign_in(monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any] | None, *, at: datetime = NOW) -> None:
    """Let every screen from now on be one on which somebody, or nobody, signed in; the clock stands."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("dashboard.identity._claims", lambda: claims)
    monkeypatch.setattr("dashboard.state.now_at", lambda: at)

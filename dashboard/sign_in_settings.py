"""The City's OpenID Connect provider, as the environment names it; secrets stand nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.runtime.secrets import SecretsValue

METADATA_URL = "CRT_SIGN_IN_METADATA_URL"
CLIENT_ID = "CRT_SIGN_IN_CLIENT_ID"
CLIENT_SECRET = "CRT_SIGN_IN_CLIENT_SECRET"  # noqa: S105 - the name of a setting, not a secret
COOKIE_SECRET = "CRT_SIGN_IN_COOKIE_SECRET"  # noqa: S105 - the name of a setting, not a secret
REDIRECT_URI = "CRT_SIGN_IN_REDIRECT_URI"
PERSON_CLAIM = "CRT_SIGN_IN_PERSON_CLAIM"
CONTACT = "CRT_SIGN_IN_CONTACT"
REQUIRED = (METADATA_URL, CLIENT_ID, CLIENT_SECRET, COOKIE_SECRET, REDIRECT_URI)

_EMAIL = "email"
_SCOPE = "openid email"
_CALLBACK = "/oauth2callback"
_MIN_SECRET_LENGTH = 32
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


class ServingError(Exception):
    """The board may not be served as it was asked for; nothing was started."""

    exit_code = 53
    next_step = "Follow docs/runbooks/sign-in.md; for this machine alone: crt serve, without any CRT_SIGN_IN_ setting."


class SignInSettingsError(ServingError):
    """The settings of sign-in are incomplete or unsafe; the message names settings, never their values."""

    exit_code = 54
    next_step = "Set it in the environment of the service as docs/runbooks/sign-in.md says, and start again."


@dataclass(frozen=True)
class SignIn:
    """What Streamlit's login needs, complete and looked through. Its secrets are not part of how it is written."""

    metadata_url: str
    client_id: str
    redirect_uri: str
    client_secret: str = field(repr=False)
    cookie_secret: str = field(repr=False)
    scope: str = _SCOPE

    @property
    def is_over_tls(self) -> bool:
        """Whether browsers come by https: cookies are then sent that way alone."""
        return urlsplit(self.redirect_uri).scheme == "https"

    def auth_section(self) -> dict[str, SecretsValue]:
        """Return the section `auth` of Streamlit's secrets.

        Of a person no more than the address is asked for, and the provider asks anew at each sign-in: on a shared
        machine the one before must not sign the next one in.
        """
        return {
            "server_metadata_url": self.metadata_url,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "cookie_secret": self.cookie_secret,
            "redirect_uri": self.redirect_uri,
            "client_kwargs": {"scope": self.scope, "prompt": "login"},
        }


def has_sign_in(environment: Mapping[str, str]) -> bool:
    """Return whether people have to sign in: one setting of it is enough, so that a half-made setup lets nobody in."""
    return any(environment.get(name, "").strip() for name in REQUIRED)


def person_claim(environment: Mapping[str, str]) -> str:
    """Return the claim that names a person: `email` unless the environment says another."""
    return environment.get(PERSON_CLAIM, "").strip() or _EMAIL


def whom_to_ask(environment: Mapping[str, str]) -> str:
    """Return whom somebody without a role asks, in words."""
    return environment.get(CONTACT, "").strip() or "the CRT office, which names the administrators of roles"


def sign_in_of(environment: Mapping[str, str]) -> SignIn | None:
    """Return the settings of sign-in; None where nothing asks for it.

    Raises
    ------
    SignInSettingsError
        Some but not all are set, an address is not one, or the cookie's secret is too short to hold.
    """
    if not has_sign_in(environment):
        return None
    stated = {name: environment.get(name, "").strip() for name in REQUIRED}
    if missing := [name for name, value in stated.items() if not value]:
        raise SignInSettingsError(f"sign-in is set up in part: {', '.join(missing)} is missing")
    for name in (METADATA_URL, REDIRECT_URI):
        _refuse_unsafe_address(name, stated[name])
    if urlsplit(stated[REDIRECT_URI]).path.rstrip("/").rpartition("/")[2] != _CALLBACK.strip("/"):
        raise SignInSettingsError(f"{REDIRECT_URI} does not end in {_CALLBACK}")
    if len(stated[COOKIE_SECRET]) < _MIN_SECRET_LENGTH:
        raise SignInSettingsError(f"{COOKIE_SECRET} has fewer than {_MIN_SECRET_LENGTH} characters")
    return SignIn(
        metadata_url=stated[METADATA_URL],
        client_id=stated[CLIENT_ID],
        redirect_uri=stated[REDIRECT_URI],
        client_secret=stated[CLIENT_SECRET],
        cookie_secret=stated[COOKIE_SECRET],
        # Another claim than the address mostly belongs to the profile.
        scope=_SCOPE if person_claim(environment) == _EMAIL else f"{_SCOPE} profile",
    )


def is_loopback(name: str) -> bool:
    """Return whether a host's name or address is this machine's own; an empty one means every address."""
    bare = name.strip().strip("[]").lower()
    return bare in _LOOPBACK_NAMES or (bare.startswith("127.") and all(part.isdigit() for part in bare.split(".")))


def _refuse_unsafe_address(name: str, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return
    raise SignInSettingsError(f"{name} is no https address (http only on this machine itself)")

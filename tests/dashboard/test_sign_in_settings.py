from __future__ import annotations

import pytest

from dashboard.serving import checked_sign_in
from dashboard.sign_in_settings import ServingError, SignInSettingsError, is_loopback, sign_in_of
from tests.support.granted_roles import SECRET, SETTINGS


def test_nothing_asks_for_sign_in_where_nothing_is_set() -> None:
    assert sign_in_of({}) is None
    assert sign_in_of(dict.fromkeys(SETTINGS, " ")) is None


def test_complete_settings_become_streamlits_section() -> None:
    sign_in = sign_in_of(SETTINGS)

    assert sign_in is not None
    assert sign_in.auth_section()["server_metadata_url"] == SETTINGS["CRT_SIGN_IN_METADATA_URL"]
    assert sign_in.auth_section()["client_kwargs"] == {"scope": "openid email", "prompt": "login"}


@pytest.mark.parametrize("left_out", list(SETTINGS))
def test_settings_that_are_there_in_part_are_refused_and_the_missing_one_is_named(left_out: str) -> None:
    with pytest.raises(SignInSettingsError, match=left_out):
        sign_in_of({name: value for name, value in SETTINGS.items() if name != left_out})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRT_SIGN_IN_METADATA_URL", "http://provider.example/.well-known/openid-configuration"),
        ("CRT_SIGN_IN_METADATA_URL", "file:///etc/passwd"),
        ("CRT_SIGN_IN_REDIRECT_URI", "http://board.example/oauth2callback"),
        ("CRT_SIGN_IN_REDIRECT_URI", "https://board.example/elsewhere"),
        ("CRT_SIGN_IN_COOKIE_SECRET", "too short"),
    ],
)
def test_unsafe_settings_are_refused_and_no_value_is_told(name: str, value: str) -> None:
    with pytest.raises(SignInSettingsError) as refused:
        sign_in_of({**SETTINGS, name: value})

    assert name in str(refused.value)
    assert value not in str(refused.value)


def test_secrets_are_no_part_of_how_settings_are_written() -> None:
    written = repr(sign_in_of(SETTINGS))

    assert SECRET not in written
    assert SETTINGS["CRT_SIGN_IN_CLIENT_SECRET"] not in written


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "[::1]", "127.1.2.3", "LOCALHOST"])
def test_this_machines_own_addresses_are_served_without_sign_in(address: str) -> None:
    assert checked_sign_in({}, address=address) is None


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "", None, "::", "10.0.0.7", "board.example", "127.0.0.1.example", "127.evil.example", "unix://x"],
)
def test_no_other_address_is_served_without_sign_in_and_what_to_do_is_said(address: str | None) -> None:
    with pytest.raises(ServingError, match="nobody has to sign in") as refused:
        checked_sign_in({}, address=address)

    assert "docs/runbooks/sign-in.md" in refused.value.next_step


def test_with_sign_in_any_address_is_served() -> None:
    assert checked_sign_in(SETTINGS, address="0.0.0.0") is not None


def test_a_person_is_never_taken_from_a_requests_headers() -> None:
    with pytest.raises(ServingError, match="trustedUserHeaders"):
        checked_sign_in(SETTINGS, address="127.0.0.1", trusted_headers={"X-User": "email"})


def test_an_empty_name_is_no_loopback() -> None:
    assert not is_loopback("")

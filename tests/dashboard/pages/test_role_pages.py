"""The reviewed tables, walked in process: every role before every page that is denied to it, and who has no role.

With real sessions, and with what is allowed, `tests/slow/test_every_session.py` walks them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.components import location_map
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.expected_roles import ALLOWED, DENIED, PAGES, ROLE_CODES, ROLES, TELLING
from tests.support.granted_roles import NOW, claims_of, give, sign_in, today
from tests.support.published_build import location_id
from tests.support.screen import map_arguments, open_page, open_wall, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

ANA = "ana@boston.gov"


def shows_nothing(screen: AppTest) -> bool:
    assert not screen.exception
    text = text_of(screen)
    slipped = [words for words in TELLING if words in text]
    pieces = [*screen.get("download_button"), *screen.get("file_uploader"), *screen.text_input, *screen.text_area]
    return DENIED in text and not slipped and not pieces and map_arguments(screen) == {}


def open_as(page: str, role_code: str) -> AppTest:
    if page == "wall":
        screen = open_page("huddle", role_code=role_code)
        screen.query_params["view"] = "wall"
        return screen.run()
    asked = {"location": location_id(1)} if page == "location" else {}
    return open_page(page, role_code=role_code, **asked)


DENIED_PAIRS = [
    (role.role_code, page)
    for role in ROLES.roles
    for page in PAGES
    if not ALLOWED.may_open(role, page) and page != "huddle"
]


@pytest.mark.usefixtures("standing_morning")
@pytest.mark.parametrize("role_code", ROLE_CODES)
def test_a_page_that_the_table_denies_to_a_role_shows_nothing_of_it(role_code: str) -> None:
    denied = [page for role, page in DENIED_PAIRS if role == role_code]

    assert [page for page in denied if not shows_nothing(open_as(page, role_code))] == []


def test_every_page_stands_in_the_table_and_the_table_names_no_other_page_or_role() -> None:
    named = {page for _, page in ALLOWED.allowed}

    assert named == set(PAGES)
    assert {role for role, _ in ALLOWED.allowed} <= set(ROLE_CODES)


def test_who_changes_roles_or_reads_the_log_sees_no_figure_and_no_place() -> None:
    for role in ROLES.roles:
        if role.may_change_roles or role.may_read_access_log:
            assert (role.audience.sees_outreach, role.audience.sees_health, role.sees_places) == (False,) * 3
            assert not {"huddle", "location", "wall"} & set(ALLOWED.of_role(role))


@pytest.mark.usefixtures("standing_morning")
def test_a_role_without_the_huddle_is_led_to_its_own_page() -> None:
    assert open_page(role_code="administrator").title[0].value == "Roles"
    assert open_page(role_code="wall").query_params["view"] == "wall"


@pytest.mark.usefixtures("standing_morning")
def test_who_was_chosen_in_the_list_is_led_to_their_page_as_that_role() -> None:
    screen = open_page()
    screen.selectbox(key="role_code").select("administrator").run()
    assert (screen.title[0].value, screen.selectbox(key="role_code").value) == ("Roles", "administrator")


@pytest.mark.usefixtures("standing_morning")
@pytest.mark.parametrize(("key", "chosen"), [("role_code", "district"), ("agency_code", "police")])
def test_a_place_pressed_on_the_map_opens_as_whoever_was_chosen(
    key: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = open_page()
    screen.selectbox(key=key).select(chosen).run()
    pressed = [location_id(2)]
    monkeypatch.setattr(location_map, "show", lambda *_, **__: pressed.pop() if pressed else None)

    screen.run()

    assert screen.query_params["location"] == location_id(2)
    assert screen.selectbox(key=key).value == chosen
    assert "Outreach figures are not shown to this role." in text_of(screen)
    assert screen.run().selectbox(key=key).value == chosen


def test_without_signing_in_nothing_of_the_board_shows(
    standing_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, None)

    for screen in (open_page(), open_page("location", location=location_id(1)), open_wall(), open_page("roles")):
        assert not screen.exception
        assert [button.label for button in screen.button] == ["Sign in"]
        assert [words for words in (*TELLING, "SAMPLE", "Seen as") if words in text_of(screen)] == []


def test_whoever_was_given_no_role_is_told_so_and_whom_to_ask(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(own_morning, "bea@boston.gov", "leadership")
    sign_in(monkeypatch, claims_of(ANA, role="administrator", roles=["chair"], groups=["leadership"]))
    monkeypatch.setenv("CRT_SIGN_IN_CONTACT", "the CRT office <b>617</b>")

    for screen in (open_page(role_code="chair"), open_page("roles", role_code="administrator"), open_wall()):
        text = text_of(screen)
        assert "No role was given to" in text
        assert "the CRT office" in text
        assert "<b>617" not in text
        assert [button.label for button in screen.button] == ["Sign out"]
        assert [words for words in (*TELLING, "SAMPLE", "Seen as") if words in text] == []


def test_the_role_is_the_one_that_was_given_whatever_the_screen_or_the_provider_says(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(own_morning, ANA, "council")
    sign_in(monkeypatch, claims_of(ANA, role="leadership"))

    screen = open_page(role_code="leadership")

    assert "Lived Experience Council" in text_of(screen)
    assert "Mill Square" not in text_of(screen)
    assert not [box for box in screen.selectbox if box.key == "role_code"]


def test_whoever_has_two_roles_chooses_between_these_alone(own_morning: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    give(own_morning, ANA, "council")
    give(own_morning, ANA, "district", district_code="D-4")
    sign_in(monkeypatch, claims_of(ANA))

    screen = open_page()

    assert screen.selectbox(key="role_code").options == ["District officer", "Lived Experience Council"]


def test_a_district_officers_page_opens_at_the_district_of_the_grant(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(own_morning, ANA, "district", district_code="C-11")
    sign_in(monkeypatch, claims_of(ANA))

    assert open_page("district").title[0].value.replace("\\", "").startswith("C-11")


def test_an_agency_is_spoken_for_only_where_the_grant_names_it(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(own_morning, ANA, "leadership")
    give(own_morning, "bea@boston.gov", "leadership", agency_code="ems")
    sign_in(monkeypatch, claims_of(ANA))
    without = open_page("agency", agency_code="ems")
    sign_in(monkeypatch, claims_of("bea@boston.gov"))
    with_one = open_page("agency")

    assert not [box for box in (*without.selectbox, *with_one.selectbox) if box.key == "agency_code"]
    assert "for <b>Boston EMS</b>" in text_of(with_one)
    assert "for <b>" not in text_of(without)


def test_a_role_that_is_taken_back_is_gone_at_the_next_press(
    own_morning: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant_id = give(own_morning, ANA, "leadership")
    sign_in(monkeypatch, claims_of(ANA))
    screen = open_page("past_mornings")
    assert "Past mornings" in text_of(screen)

    take_back(own_morning, grant_id)

    screen = screen.run()
    assert "No role was given to" in text_of(screen)
    assert "Past mornings" not in text_of(screen)


def test_signing_out_ends_every_copy_of_the_sign_in(own_morning: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    give(own_morning, ANA, "leadership")
    sign_in(monkeypatch, claims_of(ANA))
    monkeypatch.setattr("dashboard.identity._ENDED", {})
    monkeypatch.setattr("streamlit.logout", lambda: None)
    copied = open_page("past_mornings")

    press(open_page("roles"), "Sign out")

    assert [button.label for button in copied.run().button] == ["Sign in"]
    sign_in(monkeypatch, claims_of(ANA, at=NOW + timedelta(minutes=1)), at=NOW + timedelta(minutes=2))
    assert "Past mornings" in text_of(copied.run())


def test_a_record_that_cannot_be_read_lets_nobody_in(own_morning: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in own_morning.operations_dir.iterdir():
        file.write_bytes(b"not a database" * 100)
    sign_in(monkeypatch, claims_of(ANA))

    screen = open_page()

    assert "Next step" in screen.error[0].value
    assert "Mill Square" not in text_of(screen)


def take_back(paths: Paths, grant_id: str) -> None:
    from dashboard.huddle.role_grants import ON_THE_HOST, ended_draft  # noqa: PLC0415
    from dashboard.stores.granted_roles import GrantedRoles  # noqa: PLC0415

    store = OperationsStore(operations_url(paths))
    grant = GrantedRoles(store).grants().named(grant_id)
    assert grant is not None
    draft = ended_draft(grant, by=ON_THE_HOST, by_role=ON_THE_HOST, on=today())
    store.append(draft, event_id=f"end-{grant_id}", recorded_at=NOW)
    store.close()

"""Any past morning is opened as it was seen, read only, and the difference since is a click away."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from dashboard.huddle import meetings
from dashboard.huddle.action_drafts import NewAction, closing_draft, opening_draft
from dashboard.huddle.events import OnScreen
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.published_build import AS_OF_DATE, N_LOCATIONS, write_past_build, write_published_build
from tests.support.screen import open_page, text_of
from tests.support.standing_builds import open_standing

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

PAST = AS_OF_DATE - timedelta(days=1)
SEEN = OnScreen(huddle_date=PAST, build_id="past", role_code="chair")
TODAY = OnScreen(huddle_date=AS_OF_DATE, build_id="full", role_code="chair")
ACTION = NewAction("Sweep the steps twice", "public_works", date(2024, 5, 20), "No litter ticket for a week")


def write_two_mornings(folder: Path) -> Paths:
    paths = write_published_build(folder)
    write_past_build(paths, as_of_date=PAST, build_id="past")
    return paths


def hold_huddle(paths: Paths) -> Paths:
    """Record the past morning's huddle, its close, and what was done since."""
    store = OperationsStore(operations_url(paths, {}))
    drafts = [
        meetings.start_draft(SEEN),
        opening_draft(ACTION, action_id="e1", on_screen=SEEN),
        meetings.close_draft(SEEN),
        closing_draft("e1", status="done", result="Swept at six", on_screen=TODAY),
    ]
    for number, draft in enumerate(drafts):
        at = datetime(2024, 5, 13 + (number == 3), 12, 30 + number, tzinfo=UTC)
        store.append(draft, event_id=f"e{number}", recorded_at=at)
    store.close()
    return paths


@pytest.fixture(scope="module")
def two_mornings(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The builds of two mornings, for the whole file: only read."""
    return write_two_mornings(tmp_path_factory.mktemp("mornings"))


@pytest.fixture
def published(two_mornings: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    return hold_huddle(open_standing(monkeypatch, two_mornings, tmp_path))


def past_huddle(role_code: str | None = None, page: str = "huddle") -> AppTest:
    screen = open_page(role_code=role_code)
    if page != "huddle":
        screen.switch_page(f"dashboard/pages/{page}.py")
    screen.query_params["morning"] = PAST.isoformat()
    return screen.run()


def told(screen: AppTest) -> str:
    return html.unescape(text_of(screen))


@pytest.mark.usefixtures("published")
def test_a_past_morning_shows_its_own_build_and_what_was_recorded_up_to_its_close():
    text = told(past_huddle())

    assert "A past morning: Mon 13 May 2024." in text
    assert "As it stood when the huddle was closed, Mon 13 May 08:32." in text
    assert f"{N_LOCATIONS - 1} high-response locations" in text
    assert "Sweep the steps twice" in text


@pytest.mark.usefixtures("published")
def test_what_became_of_it_since_is_a_click_away_and_nowhere_else():
    screen = past_huddle()

    fold = next(fold for fold in screen.expander if fold.label.startswith("What is different"))
    since = html.unescape("\n".join(str(each.proto.body) for each in fold.get("html")))
    assert "Then open, now done on Tue 14 May. Result: Swept at six" in since
    assert f"not on the list then, number {N_LOCATIONS} now" in since
    assert told(screen).count("Swept at six") == 1


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("role_code", ["leadership", "chair", "district"])
def test_nothing_can_be_recorded_of_a_past_morning_whatever_the_role(role_code):
    screen = past_huddle(role_code)

    assert [button.label for button in screen.button] == ["Back to the present morning"]
    assert not screen.text_input
    assert not screen.text_area


@pytest.mark.usefixtures("published")
def test_a_past_morning_stays_from_page_to_page_until_one_goes_back():
    screen = past_huddle(page="district")

    screen.switch_page("dashboard/pages/data_health.py").run()
    assert "A past morning: Mon 13 May 2024." in told(screen)

    screen.button(key="leave_past_morning").click().run()
    assert "A past morning" not in told(screen)
    assert "morning" not in screen.query_params


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("asked", ["2024-05-01", AS_OF_DATE.isoformat(), "yesterday", "<b>x</b>"])
def test_an_address_that_names_no_past_morning_shows_the_present_one(asked):
    screen = open_page()
    screen.query_params["morning"] = asked

    text = told(screen.run())

    assert "A past morning" not in text
    assert asked not in text or asked == AS_OF_DATE.isoformat()


@pytest.mark.usefixtures("published")
def test_the_wall_shows_the_present_morning_whatever_the_address_asks_for():
    screen = open_page()
    screen.query_params["view"] = "wall"
    screen.query_params["morning"] = PAST.isoformat()

    assert "Tue 14 May 2024" in told(screen.run())


@pytest.mark.usefixtures("published")
def test_the_council_s_role_sees_no_place_of_a_past_morning_either():
    text = told(past_huddle("council"))

    assert "A past morning" in text
    assert "Sweep the steps twice" not in text
    assert "Mill Square" not in text


@pytest.mark.usefixtures("published")
def test_the_page_of_past_mornings_tells_how_each_ended():
    text = told(open_page("past_mornings"))

    assert "closed Mon 13 May 08:32, with minutes · 1 action opened, 0 closed" in text


def test_a_past_morning_whose_build_is_gone_is_listed_without_a_link(data_dir):
    hold_huddle(write_two_mornings(data_dir)).build_file("past").unlink()

    screen = open_page("past_mornings")

    assert "no build of it is left, so it cannot be opened" in told(screen)
    assert not screen.get("page_link")

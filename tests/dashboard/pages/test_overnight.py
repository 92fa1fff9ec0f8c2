"""Part 2 of the huddle page: what each role reads of the night, and what typing it in does."""

from __future__ import annotations

import html
import re
from datetime import time
from typing import TYPE_CHECKING

import pytest

from tests.support import published_build
from tests.support.kept_record import book_of
from tests.support.published_build import write_published_build
from tests.support.screen import open_page, open_wall, press, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths
    from tests.support.standing_builds import OwnRecord

# A word that stands on no screen of a role that sees no health counts, the form's choices included.
OF_HEALTH = ("Naloxone doses given", "Overdoses survived", "suspected overdose", "EMS and health")


@pytest.fixture
def published(own_record: OwnRecord) -> Paths:
    return own_record("full")


def told(screen: AppTest) -> str:
    """All that stands on the page as a person reads it, tags away."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text_of(screen))))


def typing(screen: AppTest, kind: str) -> AppTest:
    pills = next(group for group in screen.button_group if group.label == "What about")
    return pills.set_value(kind).run()


def fill(screen: AppTest, code: str, value: str, *, at: time | None = time(6, 40), source: str = "Bed desk") -> AppTest:
    next(field for field in screen.text_input if str(field.key).startswith(f"night:{code}:")).input(value)
    next(field for field in screen.text_input if str(field.key).startswith("night_source")).input(source)
    if at is not None:
        next(field for field in screen.time_input if str(field.key).startswith("night_time")).set_value(at)
    return next(button for button in screen.button if str(button.key).startswith("night_record")).click().run()


def facts_of(paths: Paths) -> dict[str, str]:
    return {fact.measure_code: fact.value for fact in book_of(paths).overnight}


def test_leadership_reads_every_figure_with_time_and_source_and_every_blank_in_its_own_words(published: Paths) -> None:
    page = told(open_page())

    assert "Low 41 °F" in page
    assert "Low-threshold shelter 0" in page
    assert "as of Tue 14 May 05:20, Town list, by file" in page
    assert "▲ Late: CSS (clinical stabilisation) (newest Mon 13 May 05:20)" in page
    assert "○ Not collected: Highest heat index" in page
    assert "▲ Warning Official warning: coastal flood warning" in page
    assert "EMS calls for a suspected overdose 24" in page
    assert "Overdoses not survived fewer than 11" in page
    assert "Naloxone doses given 0" in page


def test_a_role_that_sees_no_health_counts_gets_weather_and_beds_and_no_word_of_the_rest(published: Paths) -> None:
    for role_code in ("district", "council"):
        page = told(open_page(role_code=role_code))
        assert "Low 41 °F" in page
        assert "Emergency shelter 14" in page
        assert [word for word in OF_HEALTH if word in page] == []


def test_only_roles_that_may_write_are_offered_the_form_and_health_figures_only_to_those_who_see_them(
    published: Paths,
) -> None:
    offered = {}
    for role_code in ("leadership", "district", "council"):
        groups = [group for group in open_page(role_code=role_code).button_group if group.label == "What about"]
        offered[role_code] = [option.content for group in groups for option in group.proto.options]

    assert offered == {
        "leadership": ["Weather", "Free beds", "EMS and health"], "district": ["Weather", "Free beds"], "council": [],
    }  # fmt: skip


def test_a_typed_value_that_is_newer_stands_with_who_typed_it_and_when(published: Paths) -> None:
    screen = fill(typing(open_page(), "Free beds"), "beds_ats", "3")

    page = told(screen)
    assert "ATS (acute treatment) 3" in page
    assert "as of Tue 14 May 06:40, Bed desk, typed in" in page
    assert "by CRT leadership" in page
    assert facts_of(published) == {"beds_ats": "3"}


def test_a_name_for_who_told_it_is_found_and_recorded_only_as_its_writer_decides(published: Paths) -> None:
    screen = fill(typing(open_page(), "Free beds"), "beds_ats", "3", source="client John Smith")
    assert "Not recorded yet." in told(screen)
    assert facts_of(published) == {}

    next(button for button in screen.button if button.label == "Record as written").click().run()

    assert facts_of(published) == {"beds_ats": "3"}


def test_a_correction_stands_and_the_history_tells_what_stood_before(published: Paths) -> None:
    fill(typing(open_page(), "Free beds"), "beds_ats", "3")

    page = told(fill(typing(open_page(), "Free beds"), "beds_ats", "4", at=time(6, 50)))

    assert "ATS (acute treatment) 4" in page
    assert "value was “3”" in page


@pytest.mark.parametrize(
    ("value", "at", "source", "words"),
    [
        ("many", None, "", ("not a whole number", "fill in the time", "Who told it: is empty")),
        ("501", time(6, 40), "Bed desk", ("0 to 500",)),
        ("", time(6, 40), "Bed desk", ("type at least one figure",)),
    ],
)
def test_what_the_form_refuses_is_said_and_nothing_is_recorded(
    published: Paths, value: str, at: time | None, source: str, words: tuple[str, ...]
) -> None:
    screen = fill(typing(open_page(), "Free beds"), "beds_ats", value, at=at, source=source)

    said = html.unescape(screen.error[0].value.replace("\\", ""))
    assert [each for each in words if each not in said] == []
    assert facts_of(published) == {}


def test_a_health_figure_typed_in_reaches_the_page_through_disclosure_alone(published: Paths) -> None:
    screen = fill(typing(open_page(), "EMS and health"), "naloxone_given", "7", source="EMS desk")

    page = told(screen)
    assert "Naloxone doses given fewer than 11" in page
    assert not re.search(r"Naloxone doses given[^.]{0,60}\b7\b", page.partition("What the figures of the night")[0])
    assert "EMS desk" in page
    assert [word for word in (*OF_HEALTH, "EMS desk") if word in told(open_page(role_code="district"))] == []


def test_a_running_count_of_a_night_that_is_not_closed_is_not_taken(published: Paths) -> None:
    screen = fill(typing(open_page(), "EMS and health"), "naloxone_given", "12", at=time(4, 30))

    assert "a running count is not taken" in screen.error[0].value.replace("\\", "")


def test_the_wall_and_the_minutes_hold_weather_and_beds_and_nothing_of_a_health_source(published: Paths) -> None:
    screen = fill(typing(open_page(role_code="chair"), "EMS and health"), "naloxone_given", "19", source="EMS desk")
    for label in ("Start the huddle", "Safety overnight ▶"):
        screen = press(screen, label)
    on_wall = told(open_wall())

    screen = next(box for box in screen.checkbox if box.label == "Everything is said").check().run()
    minutes = told(press(screen, "Close the huddle")).partition("Minutes")[2].partition("1 · Data health")[2]

    for public in (on_wall, minutes.partition("7 · ")[0]):
        assert "Free beds: Emergency shelter 14" in public
        assert "coastal flood warning" in public
        assert [word for word in (*OF_HEALTH, "EMS desk", "aloxone") if word in public] == []
    since = minutes.partition("Since the close")[2].partition("2 · Safety overnight")[0]
    assert [word for word in (*OF_HEALTH, "EMS desk", "aloxone") if word in since] == []


def test_a_build_of_an_earlier_version_that_knows_no_night_is_drawn_without_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tuple(table for table in published_build.PUBLISHED if not table.name.startswith("overnight"))
    monkeypatch.setattr(published_build, "PUBLISHED", earlier)
    write_published_build(data_dir, build_id="earlier-version")

    page = told(open_page())

    assert "Nothing on overdoses, weather or beds is collected" in page
    assert "Low 41" not in page

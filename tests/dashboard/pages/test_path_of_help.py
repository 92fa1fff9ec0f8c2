from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.support.published_build import write_past_build, write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from tests.support.published_build import State
    from tests.support.standing_builds import OwnRecord, StandingBuilds


def read(screen: AppTest) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(screen)))


def opened(own_record: OwnRecord, *, role_code: str | None = None, state: State = "full") -> str:
    own_record(state)
    return read(open_page("path_of_help", role_code=role_code))


@pytest.fixture(scope="module")
def text(standing_builds: StandingBuilds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as leadership reads it, opened once: most of these tests only read."""
    with pytest.MonkeyPatch.context() as environment:
        own_dir = tmp_path_factory.mktemp("path")
        yield opened(lambda state: standing_builds.open(environment, own_dir, state))


def test_what_was_attained_stands_first_with_what_was_not_and_what_nobody_knows_beside_it(text: str) -> None:
    headline = re.search(r"(\d+) attained (\d+) not attained · (\d+) unknown Referrals, last 28 days", text)

    assert headline is not None
    assert text.index(headline.group(0)) < text.index("The path")
    assert [int(n) for n in headline.groups()][1:] == [14 * 7, 12 * 7]


def test_stages_are_events_in_the_order_of_the_path_and_say_what_they_count(text: str) -> None:
    assert re.search(r"Contacts \d+ Engaged 90 .*Attained \d+ Not attained 98 Unknown 84", text)
    assert "A ride is no arrival." in text
    assert "Unduplicated people: not collected. To count a person once" in text
    assert "%" not in text
    assert "refused" not in text.lower()


def test_what_was_never_written_down_is_not_collected_and_what_was_not_seen_is_zero(text: str) -> None:
    assert "About 1 day 24 0 12" in text
    assert "About 30 days not collected not collected not collected" in text


def test_earlier_days_are_told_as_they_were_and_none_twice_when_somebody_asks(data_dir: Path) -> None:
    paths = write_published_build(data_dir)
    began = date(2024, 4, 16)
    for day in (began, date(2024, 5, 9), date(2024, 5, 13)):
        write_past_build(paths, as_of_date=day, build_id=f"past-{day}", finely_told_on=began)
    screen = open_page("path_of_help")
    assert "To Tue 16 Apr" not in read(screen)

    screen.toggle(key="path_earlier").set_value(True).run()

    rows = re.findall(r"To (?:(\w+ \d+ \w+)|today\S*|this \w+)", read(screen).partition("Earlier days")[2])
    assert rows[1:] == ["Tue 16 Apr"]


def test_between_two_periods_the_page_says_of_which_days_its_figures_are_and_when_they_are_told_anew(
    data_dir: Path,
) -> None:
    paths = write_published_build(data_dir, finely_told_on=date(2024, 5, 6))
    write_past_build(paths, as_of_date=date(2024, 5, 6), build_id="began")

    text = read(open_page("path_of_help"))

    assert "Told once in 28 days: as on Mon 6 May, and anew from Mon 3 Jun on." in text
    assert "Stage by stage, 28 days to Mon 6 May" in text
    assert "last 28 days" not in text


def test_where_the_build_that_told_the_path_is_gone_the_page_says_so_and_when_it_is_told_anew(data_dir: Path) -> None:
    write_published_build(data_dir, finely_told_on=date(2024, 5, 6))

    text = read(open_page("path_of_help"))

    assert "These figures were told on Mon 6 May, and that morning's build is no longer here." in text
    assert "told anew from Mon 3 Jun on" in text
    assert "Recorded in HMIS" in text


def test_a_small_figure_is_told_of_no_step_and_no_sum_gives_it_away(text: str) -> None:
    # Three of which nobody knows whether they arrived: neither they nor what was given in all.
    assert re.search(r"Recovery navigation 15 hidden 40 0 fewer than 11", text)


def test_navigation_and_transport_stand_apart_by_provider(text: str) -> None:
    assert "A van of the City 38 30 0 8" in text.partition("Recovery navigation and transport")[2]


def test_the_council_reads_zones_and_no_place_and_nothing_of_treatment(own_record: OwnRecord) -> None:
    text = opened(own_record, role_code="council")

    assert "What came of referrals may concern treatment" in text
    assert not re.search(r"By high-response location|Mill Square", text)
    assert not re.search(r"(?i)\battained|navigation by provider|still there", text)
    assert "Old Town" in text
    assert "Transport by provider" in text


def test_a_district_officer_reads_no_figure_and_no_stage(own_record: OwnRecord) -> None:
    text = opened(own_record, role_code="district")

    assert "does not open the page" in text
    assert not re.search(r"(?i)attained|engaged|navigation|unduplicated|offers", text)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("stale", "▲ Outreach: late."),
        pytest.param("empty", "○ Outreach: not collected.", marks=pytest.mark.slow),
    ],
)
def test_a_log_that_is_late_or_never_came_tells_no_figure(own_record: OwnRecord, state: str, said: str) -> None:
    text = opened(own_record, state=state)

    assert said in text
    assert "Stage by stage" not in text
    assert "Unduplicated people: not collected." in text


def test_a_build_of_before_the_path_says_so(data_dir: Path) -> None:
    paths = write_published_build(data_dir)
    (file,) = paths.builds_dir.glob("*.duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table path_figures")

    assert "This build was made before the path of help was counted." in read(open_page("path_of_help"))


def test_what_projects_recorded_in_hmis_is_told_by_project_and_week_beside_the_log(text: str) -> None:
    assert "They stand beside the outreach log and are never added to it" in text
    assert "HMIS by project: the weeks told of 18 Mar to 12 May 2024" in text
    # A small week of one project hides the same week of another, and the sum of either's weeks.
    assert re.search(r"Lantern PATH Team hidden hidden 135 135 135 135", text)
    assert re.search(r"All projects \d+ \d+ 135 135 135 135", text)


def test_a_project_is_read_week_by_week_with_small_and_late_weeks_as_such(own_record: OwnRecord) -> None:
    own_record("full")
    page = open_page("path_of_help")
    page.selectbox(key="hmis_project").set_value("P1").run()

    assert "25 Mar 2024 fewer than 11 fewer than 11" in read(page)
    assert "29 Apr 2024 late" in read(page)


def test_the_council_is_told_that_figures_of_hmis_are_not_for_it_and_a_district_officer_nothing(
    own_record: OwnRecord,
) -> None:
    council = opened(own_record, role_code="council")

    assert "Figures of HMIS come from health services too, so they are not shown to this role." in council
    assert "Lantern PATH Team" not in council
    assert "HMIS" not in read(open_page("path_of_help", role_code="district"))


def test_without_an_export_hmis_is_not_collected(own_record: OwnRecord) -> None:
    assert "○ HMIS: not collected." in opened(own_record, state="empty")

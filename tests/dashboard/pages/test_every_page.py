from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import HOSTILE_NAME, HOSTILE_REASON, State, location_id, write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from tests.support.standing_builds import StandingBuilds

    Draw = Callable[..., AppTest]

PAGES = (
    "huddle",
    "location",
    "district",
    "bring_in",
    "ordinance",
    "council",
    "complaint_and_need",
    "gaps",
    "recovery_line",
    "path_of_help",
    "track_record",
    "past_mornings",
    "data_health",
)
STATES: tuple[State, ...] = ("full", "empty", "stale", "failing")


@pytest.fixture(scope="module")
def drawn(standing_builds: StandingBuilds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draw]:
    """A page of a build in a state, drawn once for all that must hold of it; these tests only read."""
    screens: dict[tuple[str, State], AppTest] = {}
    with pytest.MonkeyPatch.context() as environment:

        def draw(page: str, state: State = "full") -> AppTest:
            if (page, state) not in screens:
                standing_builds.open(environment, tmp_path_factory.mktemp("every_page"), state, with_actions=True)
                screens[page, state] = open_page(page)
            return screens[page, state]

        yield draw


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_drawn_whatever_state_the_build_is_in(drawn: Draw, page: str, state: State) -> None:
    screen = drawn(page, state)

    assert not screen.exception
    assert not screen.error
    assert len(screen.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_the_made_up_city_says_so_on_every_page(drawn: Draw, page: str) -> None:
    assert "SAMPLE — made-up city" in text_of(drawn(page))


@pytest.mark.parametrize("page", PAGES)
def test_the_real_city_never_says_sample(drawn: Draw, page: str) -> None:
    assert "SAMPLE" not in text_of(drawn(page, "stale"))


@pytest.mark.parametrize("page", PAGES)
def test_no_piece_is_drawn_whose_code_weighs_as_much_as_a_map(drawn: Draw, page: str) -> None:
    screen = drawn(page)

    heavy = ("vega_lite_chart", "arrow_vega_lite_chart", "plotly_chart", "arrow_data_frame", "date_input")
    assert [kind for kind in heavy if screen.get(kind)] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_failed_build_is_said_on_every_page_with_its_next_step_and_the_last_one_shows(drawn: Draw, page: str) -> None:
    text = text_of(drawn(page, "failing"))

    assert "Build failed." in text
    assert "Ask the 311 data desk for the export again" in text
    assert "You see the build of Tue 14 May 2024" in text
    assert "<b>found</b>" not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_morning_rebuilt_from_a_later_snapshot_says_so(drawn: Draw, page: str) -> None:
    assert "rebuilt from a later snapshot" in text_of(drawn(page, "stale"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_its_morning_and_that_there_is_no_sign_in(drawn: Draw, page: str) -> None:
    text = text_of(drawn(page))

    assert "Tue 14 May 2024, 06:00" in text
    assert "no sign-in" in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("own_morning")
def test_hostile_text_is_never_markup(drawn: Draw, page: str) -> None:
    asked = {"location": {"location": location_id(3)}, "district": {"district": "D-4"}}
    screen = open_page(page, **asked[page]) if page in asked else drawn(page)

    text = text_of(screen)
    assert HOSTILE_NAME not in "".join(element.value for element in screen.title)
    assert HOSTILE_REASON not in text
    assert "<script>" not in text
    assert "<img" not in "".join(element.proto.body for element in screen.get("html"))


@pytest.mark.parametrize("page", PAGES)
def test_a_new_machine_is_told_what_to_do(data_dir: Path, page: str) -> None:
    screen = open_page(page)

    assert not screen.exception
    assert "crt build" in screen.error[0].value
    assert "Traceback" not in text_of(screen)


def test_a_first_build_that_failed_is_said_before_there_is_any_build(data_dir: Path) -> None:
    paths = write_published_build(data_dir, state="failing")
    paths.manifest_file.unlink()

    assert "first one failed" in open_page().error[0].value.replace("\\", "")


def test_a_build_whose_file_is_gone_is_said_in_words(data_dir: Path) -> None:
    paths = write_published_build(data_dir)
    for file in paths.builds_dir.glob("*.duckdb"):
        file.unlink()

    screen = open_page()

    assert not screen.exception
    assert "Next step" in screen.error[0].value


def test_an_operations_database_that_cannot_be_read_is_said_in_words(data_dir: Path) -> None:
    paths = write_published_build(data_dir)
    paths.operations_dir.mkdir(parents=True)
    (paths.operations_dir / "operations.sqlite").write_bytes(b"not a database" * 100)

    screen = open_page()

    assert not screen.exception
    assert "Next step" in screen.error[0].value


def test_a_new_build_shows_on_the_next_run_without_a_restart(data_dir: Path) -> None:
    write_published_build(data_dir)
    screen = open_page()
    assert "12 high-response locations" in text_of(screen)

    write_published_build(data_dir, state="empty", build_id="a-newer-build")

    assert "No place is listed this morning" in text_of(screen.run())

"""A data folder of an earlier version, opened after an update and before the next build: told in words, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.dashboard.pages.test_every_page import PAGES
from tests.support.published_build import write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a page still draws after what is missing.
AFTER = {"huddle": "7 · What the Council told us", "location": "Open tickets", "gaps": "Declined today, and why"}
TOLD = "an earlier version of the board made the published build"
# Tables that came after the first version whose builds may still lie in a data folder.
LATER_TABLES = ("released_outreach", "court_totals", "hmis_weeks", "path_figures", "recovery_line_measures")


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    paths = write_published_build(tmp_path_factory.mktemp("earlier"))
    record_actions(paths)
    (file,) = paths.builds_dir.glob("*.duckdb")
    with duckdb.connect(str(file)) as connection:
        for table in LATER_TABLES:
            connection.execute(f"drop table {table}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(paths.data_dir))
        yield


@pytest.mark.usefixtures("updated")
@pytest.mark.parametrize(
    "page", [page if page in AFTER else pytest.param(page, marks=pytest.mark.slow) for page in PAGES]
)
def test_a_page_says_what_an_earlier_build_lacks_and_what_to_do_and_draws_the_rest(page: str) -> None:
    screen = open_page(page)

    said = [error.value.replace("\\", "") for error in screen.error]
    assert not screen.exception
    assert [text for text in said if TOLD not in text or "`crt build`" not in text] == []
    assert page not in AFTER or (said and AFTER[page] in text_of(screen))

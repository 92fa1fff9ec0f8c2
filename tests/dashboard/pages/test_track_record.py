from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.screen import map_arguments, open_page, text_of

if TYPE_CHECKING:
    from tests.support.standing_builds import OwnRecord


@pytest.fixture
def page(own_record: OwnRecord) -> str:
    own_record("full")
    return text_of(open_page("track_record"))


def _rows(text: str, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins so."""
    table = text.split(f"<caption>{caption}")[1].split("</table>", maxsplit=1)[0]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1])]


def test_the_page_says_in_words_first_what_the_list_held_and_that_it_did_better(page: str) -> None:
    assert page.index("<b>◆ Next week.</b>") < page.index("<b>◆ Next day.</b>") < page.index("<table")
    assert "The list&#x27;s first 20 places held 31% of the incidents of All ranked categories." in page
    assert "26 weeks from Tue 14 Nov 2023 to Mon 13 May 2024" in page


def test_it_says_plainly_where_a_plain_count_does_as_well_and_where_too_little_is_known(page: str) -> None:
    assert "<b>= a plain count does as well</b>, one category alone, next week: Needles." in page
    assert "<b>○ too little to tell</b>, one category alone, next week: &lt;i&gt;Litter&lt;/i&gt;." in page


def test_a_table_holds_the_list_the_plain_count_the_best_and_the_intervals(page: str) -> None:
    rows = _rows(page, "Of the incidents that came, the share that lay in one of the first 20 places")

    assert rows[0] == [
        "All ranked categories",
        "next week",
        "31 %",
        "28 %",
        "52 %",
        "28 % to 34 %",
        "1.17 (1.07 to 1.30)",
        "◆ the list does better",
    ]
    assert [row[0] for row in rows[::2]] == ["All ranked categories", "&lt;i&gt;Litter&lt;/i&gt;", "Needles"]
    assert rows[2][-2:] == ["–", "○ too little to tell"]


def test_pai_is_told_in_times_with_the_area_it_was_measured_on(page: str) -> None:
    assert "125 cells of 100 m, 1 % of 125 km² (the City&#x27;s outline)" in page
    assert _rows(page, "PAI")[0][2:5] == ["21.7", "19.6", "36.4"]
    assert _rows(page, "PEI")[0][2] == "31 %"


def test_what_it_cannot_tell_and_what_it_rests_on_stand_on_the_page(page: str) -> None:
    assert "It counts what was reported, not what happened" in page
    assert _rows(page, "Weeks do not overlap")[0] == ["All ranked categories", "next week", "26", "26", "4,321"]


def test_a_build_without_a_week_to_judge_says_what_is_missing_and_draws_no_table(own_record: OwnRecord) -> None:
    own_record("empty")
    screen = open_page("track_record")

    assert "No week can be judged yet" in screen.info[0].value
    assert "<table" not in text_of(screen)


@pytest.mark.parametrize("role", ["district", "council"])
def test_every_role_may_read_it_and_no_place_stands_on_it(own_record: OwnRecord, role: str) -> None:
    own_record("full")
    screen = open_page("track_record").selectbox(key="role_code").select(role).run()

    text = text_of(screen)
    assert not screen.exception
    assert "◆ the list does better" in text
    assert "Mill Square" not in text
    assert map_arguments(screen) == {}
    assert "contacts" not in text.casefold()

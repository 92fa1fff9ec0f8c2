from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import HOSTILE_NAME, location_id, write_past_build, write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.standing_builds import OwnRecord

PAGE = "complaint_and_need"


@pytest.fixture(autouse=True)
def _published(own_record: OwnRecord) -> None:
    own_record("full")


def told(role_code: str = "leadership") -> str:
    screen = open_page(PAGE)
    if role_code != "leadership":
        screen = screen.selectbox(key="role_code").select(role_code).run()
    assert not screen.exception
    return text_of(screen)


def rows(text: str) -> dict[str, list[str]]:
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)]
    return {row[0]: row[1:] for row in cells if row}


def test_places_stand_in_the_order_of_the_list_with_both_ranks_side_by_side() -> None:
    listed = [name for name in rows(told()) if name[0].isdigit()]

    assert [int(name.split(" · ")[0]) for name in listed] == list(range(1, 13))


def test_where_the_two_disagree_is_said_in_words_with_what_could_explain_it() -> None:
    text = told()

    # In the made-up town the first places have most tickets and the fewest contacts.
    assert "More asked than met</b>: number 1 of 12 by residents&#x27; tickets" in text
    assert "More met than asked" in text
    assert "Note: Litter moved to the 2025 system in April 2024" in text
    assert "Few reporters could account for it" in text


def test_bursts_are_told_by_place_or_zone_and_never_by_address() -> None:
    text = told()

    assert rows(text)["Old Town (not on the list)"][:4] == ["Needles", "Citizens Connect App", "40", "1"]
    assert rows(text)["2 · Harbor St / Quay St"][:1] != []
    assert "That one person sent them cannot be known" in text
    assert HOSTILE_NAME not in text


def test_a_role_without_outreach_sees_what_was_asked_and_no_rank_or_count_of_outreach() -> None:
    text = told("district")

    assert "Outreach figures are not shown to this role, so nothing can be compared." in text
    assert "Contacts" not in text
    assert "Rank by contacts" not in text
    assert len(rows(text)["Old Town"]) == 1


def test_the_council_sees_zones_and_no_place() -> None:
    text = told("council")

    assert "Mill Square" not in text
    assert "Where the two disagree" not in text
    assert len(rows(text)["Old Town"]) == 6
    assert "not on the list" not in rows(text)


@pytest.mark.parametrize("state", ["stale", "empty"])
def test_a_log_that_is_late_or_never_came_compares_nothing_and_says_why(own_record: OwnRecord, state: str) -> None:
    own_record(state)

    text = told()

    assert "The outreach log is late or was not collected, so nothing can be compared." in text
    assert 'data-label="Rank by contacts"' not in text


def test_a_places_own_page_says_how_it_stands_and_how_few_reporters_could_account_for_it() -> None:
    text = text_of(open_page("location", location=location_id(2)))

    assert "number 2 of 12 by residents&#x27; tickets" in text
    assert "Few reporters could account for it" in text
    assert "<dt><b>Hold half</b></dt>" in text


def test_between_two_periods_it_says_that_contacts_and_tickets_are_not_of_the_same_days(
    data_dir: Path,
) -> None:
    began = date(2024, 5, 6)
    paths = write_published_build(data_dir, finely_told_on=began)
    write_past_build(paths, as_of_date=began, build_id=f"{began}.began")

    said = "contacts at places are of the 28 days to Mon 6 May, and tickets of the last 28 days"
    assert said in told()
    assert said not in told("district")

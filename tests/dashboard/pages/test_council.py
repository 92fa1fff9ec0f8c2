from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import location_id, write_past_build, write_published_build, zone_id
from tests.support.screen import map_arguments, open_page, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths
    from tests.support.standing_builds import OwnRecord

OLD_TOWN = zone_id("Old Town")
EVERY_PLACE = ("Mill Square", "Founders Park", "Orchard Green", "Weaver Bridge", "Ferry Steps")


pytestmark = pytest.mark.usefixtures("standing_morning")


def _as(screen: AppTest, role_code: str) -> AppTest:
    return screen.selectbox(key="role_code").select(role_code).run()


def _rows(text: str) -> list[list[str]]:
    """The cells of every table row."""
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)]


def _heads_with(text: str, words: str) -> list[str]:
    """The heads that begin with these words, escapes taken away."""
    return [line.replace("\\", "") for line in text.splitlines() if line.startswith(words) and "·" in line]


def _row(text: str, first_cell: str) -> list[str]:
    """The cells of the first table row that begins with these words."""
    return next(cells for cells in _rows(text) if cells and cells[0] == first_cell)


def test_the_page_says_what_was_done_and_what_was_asked_for_city_wide() -> None:
    text = text_of(_as(open_page("council"), "council"))

    assert _heads_with(text, "What was done") == ["What was done · The whole city · The last 28 days"]
    assert _row(text, "Shelter") == ["Shelter", "hidden", "fewer than 5", "176", "114"]
    assert _row(text, "Used needles picked up") == ["Used needles picked up", "0"]
    assert _row(text, "Needles") == ["Needles", "420", "350"]


def test_every_zone_has_its_row_with_small_counts_hidden_and_a_true_zero_shown() -> None:
    text = text_of(_as(open_page("council"), "council"))

    # The city's 3 acceptances lie in Old Town; a zone with none says so.
    assert _row(text, "Old Town")[4] == "fewer than 5"
    assert _row(text, "Hill Side")[4] == "0"
    assert len(re.findall('data-label="Part of the city"', text)) == 7


def test_a_zone_is_chosen_by_its_address() -> None:
    text = text_of(_as(open_page("council", zone=OLD_TOWN), "council"))

    assert _heads_with(text, "What was done") == ["What was done · Old Town · The last 28 days"]
    assert _row(text, "Needles") == ["Needles", "70", "60"]


def test_a_zone_that_is_chosen_goes_into_the_address_and_the_whole_city_out_of_it() -> None:
    screen = open_page("council")
    screen.selectbox(key="zone_choice").select(OLD_TOWN).run()
    assert screen.query_params["zone"] == OLD_TOWN
    assert "What was done · Old Town" in text_of(screen)

    screen.selectbox(key="zone_choice").select("").run()
    assert "zone" not in screen.query_params


@pytest.mark.parametrize(
    "asked", ["Nnowhere", "../../etc", "<script>alert(1)</script>", "none' or 1=1", location_id(1), "rest of none"]
)
def test_a_zone_that_nobody_knows_is_said_clearly_and_never_echoed(asked: str) -> None:
    screen = open_page("council", zone=asked)

    assert not screen.exception
    assert "is not here" in screen.warning[0].value
    assert asked not in text_of(screen)
    assert "What was done · The whole city" in text_of(screen)


def test_the_council_sees_no_figure_of_health_services_and_is_told_so_in_words() -> None:
    text = text_of(_as(open_page("council"), "council"))

    for words in ("Treatment: offered, accepted, declined", "Why people declined", "Who got in and who stayed",
                  "Naloxone given"):  # fmt: skip
        assert _row(text, words) == [words, "Not for this room"]
    assert "It does not mean that there were none." in text
    assert "Got in" not in text
    assert "Pet" not in text


def test_leadership_sees_why_people_declined_and_what_was_attained_with_their_own_threshold() -> None:
    text = text_of(open_page("council"))

    assert _row(text, "Naloxone given") == ["Naloxone given", "fewer than 11"]
    assert _row(text, "Got in")[0] == "Got in"
    assert "Why people declined, last 28 days" in text
    assert "Not for this room" not in text


def test_a_role_without_outreach_sees_the_public_part_alone() -> None:
    text = text_of(_as(open_page("council"), "district"))

    assert "What the teams did is not shown to this role" in text
    assert len(_row(text, "Old Town")) == 3
    assert _row(text, "Needles") == ["Needles", "420", "350"]
    assert "Contacts" not in text
    assert "Tell us about" not in text


def test_the_days_of_an_earlier_morning_can_be_chosen_as_it_told_them_and_no_others_and_the_page_says_why(
    own_build: Paths,
) -> None:
    began = date(2024, 4, 16)
    write_past_build(own_build, as_of_date=began, build_id="20240416-full")
    write_past_build(own_build, as_of_date=date(2024, 5, 13), build_id="20240513-full", finely_told_on=began)

    screen = _as(open_page("council", days="2024-04-16", zone=OLD_TOWN), "council")

    text = text_of(screen)
    assert _heads_with(text, "What was done") == [
        "What was done · Old Town · The 28 days before Tue, Apr 16, 2024",
    ]
    assert _row(text, "Needles") == ["Needles", "70", "60"]
    assert "you can pick the last days, or the days as an earlier morning told them" in text
    # Of a morning between none: its days would differ from these by one.
    assert screen.selectbox(key="period_choice").options == ["The last 28 days", "The 28 days before Tue, Apr 16, 2024"]

    screen.selectbox(key="period_choice").select("last_days").run()
    assert "days" not in screen.query_params


def test_between_two_periods_the_room_looks_at_the_days_that_were_told_last(own_build: Paths) -> None:
    write_published_build(own_build.data_dir, finely_told_on=date(2024, 5, 8))
    write_past_build(own_build, as_of_date=date(2024, 5, 8), build_id="20240508-full")

    screen = _as(open_page("council"), "council")

    assert "What was done · The whole city · The 28 days before Wed, May 8, 2024" in text_of(screen)
    assert screen.selectbox(key="period_choice").options == ["The 28 days before Wed, May 8, 2024"]


@pytest.mark.parametrize("asked", ["2024-05-07", "2024-05-14", "always", "<script>"])
def test_days_that_no_earlier_morning_told_are_not_let_through(asked: str) -> None:
    text = text_of(_as(open_page("council", days=asked), "council"))

    assert "What was done · The whole city · The last 28 days" in text
    assert asked not in text


def test_what_came_back_after_the_work_is_told_for_the_whole_city_and_names_no_place() -> None:
    text = text_of(_as(open_page("council"), "council"))

    assert _row(text, "Fewer than at like places") == ["Fewer than at like places", "1"]
    assert _row(text, "It looks as if it moved near by") == ["It looks as if it moved near by", "1"]
    assert _row(text, "It was not back after 30 days")[1] in {"1", "2"}
    assert _row(text, "We cannot tell") == ["We cannot tell", "1"]


def test_what_is_not_there_is_said() -> None:
    text = text_of(_as(open_page("council"), "council"))

    assert "How many people this is. We count times, and we keep no list of anyone." in text


@pytest.mark.parametrize(
    ("state", "said"), [("empty", "did not come"), ("stale", "is too old")], ids=["empty", "stale"]
)
def test_a_log_that_is_late_or_never_came_is_said_in_words(own_record: OwnRecord, state: str, said: str) -> None:
    own_record(state)

    text = text_of(_as(open_page("council"), "council"))

    assert said in text
    assert "fewer than" not in text


def test_no_number_stands_without_its_definition() -> None:
    text = text_of(open_page("council"))

    for words in ("311 tickets", "311 incidents", "Tickets", "Incidents"):
        assert f"<dt><b>{words}</b></dt>" in text
    for words in ("Offered", "Accepted", "Declined that day", "Asked for, not there", "Times", "Jobs"):
        assert f"<dt><b>{words}</b></dt>" in text


@pytest.mark.parametrize("page", ["huddle", "location", "council", "complaint_and_need", "track_record", "data_health"])
@pytest.mark.parametrize("asked", [{}, {"location": location_id(1)}, {"zone": OLD_TOWN}], ids=["", "place", "zone"])
def test_no_page_and_no_address_names_a_place_or_a_point_to_the_council(page: str, asked: dict[str, str]) -> None:
    screen = _as(open_page(page, **asked), "council")

    told = text_of(screen).replace("\\", "")
    assert not screen.exception
    assert [place for place in EVERY_PLACE if place in told] == []
    assert "101001001" not in told
    assert map_arguments(screen) == {}
    links = [link.proto.query_string for link in screen.get("page_link")]
    assert not any("location" in link for link in links)
    assert not re.search(r"-71\.\d{3}|42\.3\d{2}", told)


def test_the_rows_of_the_outreach_log_are_not_counted_on_any_screen() -> None:
    """A day's file holds a day's contacts: its rows would give back what is hidden."""
    for role_code in ("leadership", "council", "district"):
        text = text_of(_as(open_page("data_health"), role_code))
        log = [cells for cells in _rows(text) if cells and cells[0] == "outreach.csv"]
        assert len(log) == 2  # its rows, and its clock
        assert ["not shown", "not shown", "6", "not shown"] in [cells[2:6] for cells in log]
        assert ["not shown", "not shown"] in [cells[3:5] for cells in log]
        assert _row(text, "Outreach log")[5] == "not shown"

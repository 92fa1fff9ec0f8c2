from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard.components import location_history
from tests.support.published_build import LEFT_LOCATION_ID, location_id
from tests.support.screen import map_arguments, open_page, press, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


pytestmark = pytest.mark.usefixtures("standing_morning")


def test_the_page_says_number_name_district_and_why() -> None:
    screen = open_page("location", location=location_id(4))

    assert screen.title[0].value.startswith("4 · Founders Park")
    text = text_of(screen)
    assert "<b>D-4</b> · South Fields" in text
    assert "47 incidents in 28 days (54 tickets)" in text
    assert "How its rank comes about" in text


def test_the_neighbours_on_the_list_are_one_link_away() -> None:
    links = [link.proto.query_string for link in open_page("location", location=location_id(4)).get("page_link")]

    assert links[:2] == [f"location={location_id(3)}", f"location={location_id(5)}"]


def test_the_first_and_the_last_place_have_one_neighbour() -> None:
    for number, neighbour in ((1, 2), (12, 11)):
        links = open_page("location", location=location_id(number)).get("page_link")
        assert [link.proto.query_string for link in links][:1] == [f"location={location_id(neighbour)}"]


def test_the_weeks_are_told_in_a_chart_in_words_and_in_a_table() -> None:
    screen = open_page("location", location=location_id(1))

    assert "Ranked tickets a week over 26 weeks" in text_of(screen)
    assert text_of(screen).count('data-label="Week from"') == 26
    assert text_of(screen).count(" reported by residents, ") == 26


def test_the_bars_of_a_week_are_as_high_as_its_tickets() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    bars = re.findall(
        r'<li title="[^:]+: ([\d,]+) reported by residents, ([\d,]+) entered by city staff">'
        r'<b class="crt-staff" style="height:([\d.]+)%"></b><b class="crt-residents" style="height:([\d.]+)%"></b>',
        text,
    )
    ticks = [int(tick.replace(",", "")) for tick in re.findall(r'<div style="bottom:[\d.]+%"><span>([\d,]+)<', text)]
    assert len(bars) == 26
    assert len(ticks) <= 6
    for residents, staff, staff_height, residents_height in bars:
        assert float(residents_height) == pytest.approx(100 * int(residents.replace(",", "")) / max(ticks), abs=0.01)
        assert float(staff_height) == pytest.approx(100 * int(staff.replace(",", "")) / max(ticks), abs=0.01)
    assert max(float(one) + float(other) for *_, one, other in bars) <= 100.01


@pytest.mark.parametrize(("top", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (28, 10), (51, 20), (1_000, 200)])
def test_the_scale_of_the_weeks_has_at_most_five_steps(top: int, step: int) -> None:
    assert location_history._step(top) == step


def test_the_pattern_is_told_in_plain_words_and_the_test_is_one_click_away() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "<b>Intensifying hot spot</b>: hot in 24 of 26 weeks, the last one too, and getting hotter." in text
    assert "What that says of the place &lt;b&gt;here&lt;/b&gt;." in text
    assert "<details><summary>The test behind it</summary>" in text
    assert text.count('data-label="Week beginning"') == 26
    assert text.count('<td data-label="Hot">hot</td>') == 24
    assert "chance 0.0037: rising." in text
    assert "Benjamini and Hochberg 1995" in text
    assert "How Emerging Hot Spot Analysis works" in text


def test_where_too_few_weeks_are_held_that_is_said_and_no_test_is_shown() -> None:
    text = text_of(open_page("location", location=location_id(2)))

    assert "<b>Not enough past to say</b>: 6 full weeks are held, 10 are needed." in text
    assert "The test behind it" not in text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "above the usual 2 to 6"),
        (2, "too little past to say what is usual"),
        (3, "below the usual 2 to 6"),
        (4, "usual here 2 to 6"),
    ],
)
def test_each_count_of_incidents_stands_with_what_is_usual_there(number: int, words: str) -> None:
    text = text_of(open_page("location", location=location_id(number)))

    assert f"incidents in 28 days; {words}</span>" in text
    assert f"of them in the last 7; {words}</span>" in text


def test_a_category_stands_with_its_own_range_and_what_is_not_ranked_without_one() -> None:
    text = text_of(open_page("location", location=location_id(4)))

    assert '<td data-label="Usual here">2 to 6</td>' in text
    assert '<td data-label="Usual here">–</td>' in text


def test_no_page_tells_a_percent_change() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert not re.search(r"[+−-]\s?\d+(\.\d+)?\s?%", text)


def test_tickets_are_told_by_category_and_age_and_each_open_one_is_listed() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "Open 14 days or more" in text
    assert "Street lights (not ranked)" in text
    assert "101001001" in text
    assert "101001002" not in text
    assert "gone from the newest file" in text


def test_what_was_done_there_is_told_with_its_result() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "overdue 2 days" in text
    assert "✓ done Mon 13 May" in text
    assert "Done at 14:00; seen lit that evening" in text


def test_outreach_goes_through_disclosure() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "fewer than 5</b>" in text
    assert "fewer than 11</b> doses given" in text


def test_the_map_marks_this_place() -> None:
    layer = map_arguments(open_page("location", location=location_id(4)))["feature_group"]

    assert layer.count('"chosen"') == 1


@pytest.mark.parametrize("asked", ["Lnowhere", "../../etc", "<script>alert(1)</script>", "Ltest001' or 1=1"])
def test_a_place_that_nobody_knows_is_said_clearly_and_never_echoed(asked: str) -> None:
    screen = open_page("location", location=asked)

    assert not screen.exception
    assert "does not know" in screen.warning[0].value
    assert asked not in text_of(screen)
    assert len(screen.get("page_link")) == 12


def test_a_place_that_left_the_list_keeps_its_name_its_last_morning_and_its_actions() -> None:
    screen = open_page("location", location=LEFT_LOCATION_ID)

    assert screen.title[0].value == "Ferry Steps"
    assert "Last listed Mon 13 May as number 11" in screen.info[0].value
    assert "Clear the steps" in text_of(screen)


def test_without_a_place_in_the_address_the_first_one_shows_and_later_the_one_last_seen() -> None:
    screen = open_page("location")
    assert screen.title[0].value.startswith("1 · Mill Square")

    screen.query_params["location"] = location_id(6)
    screen.run()
    del screen.query_params["location"]
    assert screen.run().title[0].value.startswith("6 · Orchard Green")


def test_a_role_that_sees_zones_only_is_not_told_which_place_the_address_names() -> None:
    screen = open_page("location", location=location_id(1))
    screen.selectbox(key="role_code").select("council").run()

    assert map_arguments(screen) == {}
    assert screen.title[0].value == "Not for this role"
    assert "Mill Square" not in text_of(screen)
    assert "101001001" not in text_of(screen)


@pytest.mark.usefixtures("own_morning")
def test_an_action_opened_here_is_for_this_place() -> None:
    screen = open_page("location", location=location_id(6))
    next(area for area in screen.text_area if str(area.key).startswith("what:")).input("Look at the lawn")
    next(box for box in screen.selectbox if str(box.key).startswith("owner:")).select("parks")
    next(box for box in screen.text_input if str(box.key).startswith("know:")).input("Nobody reports it for a week")
    next(button for button in screen.button if button.label == "Record the action").click()
    screen.run()

    assert "Look at the lawn" in text_of(screen)
    assert "Look at the lawn" in text_of(open_page("location", location=location_id(6)))
    assert "Look at the lawn" not in text_of(open_page("location", location=location_id(7)))


def test_the_page_says_whether_what_was_done_there_worked() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "▼ Fewer</span> <b>Mend the light over the gate</b>" in text
    assert "about 17 were to be expected (10 to 25). Fewer than comparable places" in text
    assert "3 fell by 15 or more too" in text
    assert "<b>−12</b> incidents, 95 % interval −24 to −1" in text
    assert "◆ Moved nearby</span> <b>An action</b>" in text
    assert "Too early to say: 5 of 28 days" in text
    assert "no list of the time holds its place" in text


def test_where_nothing_was_done_nothing_is_said_of_its_working() -> None:
    assert "Did it work?" not in text_of(open_page("location", location=location_id(2)))


def test_what_is_near_is_told_in_metres_and_what_was_not_handed_in_is_not_collected() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "<b>School</b>: &lt;b&gt;School&lt;/b&gt; A, 120 m (1 within 300 m)" in text
    assert "<b>Disposal boxes</b>: ○ not collected" in text


def test_what_is_far_is_told_with_none_within_reach_and_what_holds_the_place_with_no_distance() -> None:
    assert "A, 1,240 m (none within 300 m)" in text_of(open_page("location", location=location_id(2)))
    assert "A, in it (1 within 300 m)" in text_of(open_page("location", location=location_id(4)))


def test_a_ticket_located_from_its_address_is_marked() -> None:
    assert text_of(open_page("location", location=location_id(4))).count("(located from its address)") == 1


def sharps_table(number: int, *, role_code: str | None = None) -> str:
    text = text_of(open_page("location", role_code=role_code, location=location_id(number)))
    (table,) = [table for table in re.findall(r"<table.*?</table>", text, re.DOTALL) if 'data-label="Measure"' in table]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table))


def test_sharps_asked_for_and_collected_stand_apart_each_with_what_it_rests_on() -> None:
    told = sharps_table(1)

    assert "Asked for 14 Needle tickets of 311: 12 by residents, 2 by city staff; 2 still open" in told
    assert (
        "Collected, by crews 31 Closing texts of 12 tickets: a number told by 8, none found by 3, not told by 1" in told
    )
    assert "Seen on a walk-through ○ not collected No walk-through is recorded here in 28 days" in told


def test_the_nearest_disposal_box_stands_beside_the_sharps() -> None:
    text = text_of(open_page("location", location=location_id(1)))

    assert "<b>Disposal box" in text.split("Seen on a walk-through")[1]


def test_where_no_closing_text_tells_a_number_what_was_collected_is_not_known() -> None:
    assert "Collected, by crews not known Closing texts of 2 tickets" in sharps_table(2)
    assert "Asked for 0 No needle ticket of 311" in sharps_table(3)
    assert "Collected, by crews not known No needle ticket of the last days is closed" in sharps_table(3)


def test_a_district_officer_reads_of_sharps_what_311_says_and_no_figure_of_outreach() -> None:
    assert "Collected, by outreach" in sharps_table(1)
    assert "Collected, by outreach" not in sharps_table(1, role_code="district")
    assert "Collected, by crews 31" in sharps_table(1, role_code="district")


def walk(screen: AppTest, n_sharps: int | None, agency_code: str = "police") -> AppTest:
    number = next(field for field in screen.number_input if (field.key or "").startswith("walk_sharps:"))
    if n_sharps is not None:
        number.set_value(n_sharps)
    agency = next(field for field in screen.selectbox if (field.key or "").startswith("walk_agency:"))
    agency.set_value(agency_code)
    return press(screen, "Record the walk-through")


@pytest.mark.usefixtures("own_morning")
def test_a_district_officer_records_a_walk_through_and_everybody_who_sees_the_place_reads_it_at_once() -> None:
    walk(open_page("location", role_code="district", location=location_id(1)), 7)
    walk(open_page("location", role_code="district", location=location_id(1)), 0)

    told = sharps_table(1)

    assert re.search(r"Seen on a walk-through 0 .*, Boston Police Department. Before it, newest first: 7 on ", told)
    assert "No walk-through is recorded here" in sharps_table(2)


@pytest.mark.usefixtures("own_morning")
def test_a_walk_through_recorded_by_mistake_is_undone_where_it_was_recorded() -> None:
    screen = walk(open_page("location", role_code="district", location=location_id(1)), 7)

    press(screen, "Undo the walk-through recorded last (7 sharps)")

    assert "No walk-through is recorded here" in sharps_table(1)


@pytest.mark.usefixtures("own_morning")
def test_a_walk_through_without_a_number_is_not_taken_for_none_seen() -> None:
    screen = walk(open_page("location", role_code="district", location=location_id(1)), None)

    assert "fill in a number; 0 where none were seen" in screen.error[0].value
    assert "No walk-through is recorded here" in sharps_table(1)


def test_a_role_that_sees_no_places_is_offered_no_walk_through() -> None:
    screen = open_page("location", role_code="council", location=location_id(1))

    assert not any("walk-through" in button.label for button in screen.button)

from __future__ import annotations

import pytest

from dashboard.components.district_places import DistrictPlace
from dashboard.components.walks import Start, metres_words, usual_start, walk_from
from dashboard.huddle.agenda_items import AgendaLocation

GATE = Start("gate", "the gate", 0.0, 0.0)


def place(number: int, x_m: float, y_m: float = 0.0) -> DistrictPlace:
    listed = AgendaLocation(number, f"L{number}", f"Place {number}", "D-4", (), ())
    return DistrictPlace(f"L{number}", f"Place {number}", x_m, y_m, listed)


def test_places_stand_in_walking_order_with_the_way_from_the_one_before_and_keep_their_numbers():
    far, near, here = place(1, 0.0, 1430.0), place(2, 400.0), place(5, 0.0, 4.0)

    walk = walk_from(GATE, [far, near, here], max_places=30)

    assert [each.short_words for each in walk.places] == ["number 5", "number 2", "number 1"]
    assert walk.way_to == {
        "L5": "At the start",
        "L2": "400 m east of number 5",
        "L1": "1.5 km north of number 2",
    }
    assert walk.length_m == pytest.approx(4 + 400.02 + 1484.89, abs=0.1)
    assert walk.sentence == "Walking order from the gate: 1.9 km in straight lines; streets are longer."


def test_a_place_that_left_the_list_is_walked_too_by_its_name():
    left = DistrictPlace("Lx", "Ferry Steps", 300.0, 0.0, listed=None)

    walk = walk_from(GATE, [place(1, 900.0), left], max_places=30)

    assert [each.name for each in walk.places] == ["Ferry Steps", "Place 1"]
    assert walk.way_to["L1"] == "600 m east of Ferry Steps"
    assert left.words == "Ferry Steps (no longer on the list)"


def test_of_more_places_than_a_walk_takes_the_later_numbers_stand_behind_it_and_that_is_said():
    places = [place(number, 100.0 * (40 - number)) for number in range(1, 33)]

    walk = walk_from(GATE, places, max_places=30)

    assert [each.short_words for each in walk.places[-2:]] == ["number 31", "number 32"]
    assert len(walk.way_to) == 30
    assert walk.places[0].short_words == "number 30"
    assert "The walk has the first 30 numbers; 2 places more stand behind them by number." in walk.sentence


def test_the_same_places_and_the_same_start_give_the_same_walk():
    places = [place(number, 37.0 * (number * 7 % 11), 53.0 * (number * 5 % 13)) for number in range(1, 20)]

    walks = [walk_from(GATE, places, max_places=30) for _ in range(3)]

    assert walks[0] == walks[1] == walks[2]


def test_a_walk_that_nobody_chose_begins_at_the_first_that_is_known():
    assert usual_start({"a": GATE, "b": Start("b", "b", 1.0, 1.0)}) is GATE


@pytest.mark.parametrize(
    ("length_m", "words"), [(0.0, "0 m"), (14.0, "10 m"), (994.0, "990 m"), (996.0, "1.0 km"), (2345.0, "2.3 km")]
)
def test_lengths_are_told_as_one_says_them_on_foot(length_m, words):
    assert metres_words(length_m) == words


def test_of_the_only_place_where_one_stands_already_no_length_is_told():
    assert walk_from(GATE, [place(7, 3.0)], max_places=30).sentence == ""
    assert "120 m" in walk_from(GATE, [place(7, 120.0)], max_places=30).sentence

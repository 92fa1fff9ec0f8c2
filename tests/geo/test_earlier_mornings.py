"""What screens of successive mornings, laid side by side, say of a count that each of them hides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.earlier_mornings import EarlierMornings, Narrowed, ToldMorning, ToldPart, least_and_reach
from geo.errors import BadParameterError
from geo.sum_trees import UNBOUNDED

SMALL = "1 to 4"
HIDDEN = "hidden"
TOTAL, FIRST, SECOND = range(3)


def morning(day: int, total: int | str, first: int | str, second: int | str) -> ToldMorning:
    told = [
        (1, 4, True) if each == SMALL else (1, UNBOUNDED, False) if each == HIDDEN else (int(each), int(each), False)
        for each in (total, first, second)
    ]
    least, greatest, is_small = zip(*told, strict=True)
    is_hidden = tuple(each in (SMALL, HIDDEN) for each in (total, first, second))
    return ToldMorning(day, least, greatest, is_small, is_hidden, reach=(0, 0, 0))


# Sums of two days. The second part had 5 on the first two, so 5 at most on the second of them. Where today says that it
# had none since, it had 5 at most of the 7 between, and the first part 2 at least.
BEFORE = (morning(2, 5, 0, 5), morning(3, 7, SMALL, HIDDEN))


def test_a_sum_told_today_can_narrow_what_was_hidden_yesterday():
    told = EarlierMornings(2, BEFORE)

    assert told.beside(morning(4, 5, 5, 0)).narrowed() == [Narrowed(3, FIRST)]


def test_where_today_hides_the_part_that_would_tell_nothing_is_narrowed():
    told = EarlierMornings(2, BEFORE)

    assert told.beside(morning(4, 7, HIDDEN, HIDDEN)).narrowed() == []
    assert told.beside(morning(4, 5, 5, 0).untold()).narrowed() == []


def test_a_count_hidden_today_is_narrowed_by_what_yesterday_told():
    told = EarlierMornings(2, (morning(1, 8, 0, 8), morning(2, 8, 0, 8), morning(3, 8, 0, 8)))

    # Of 8 on two days at most 8 leave: whoever has the sums knows no more of 4 than that it is small.
    assert told.beside(morning(4, 8, SMALL, HIDDEN)).narrowed() == []
    # Where nothing came to the second part on a day that is in both sums, it can have lost no more than the first day.
    known = EarlierMornings(2, (morning(1, 0, 0, 0), morning(2, 5, 0, 5), morning(3, 10, 0, 10)))
    assert known.beside(morning(4, 6, SMALL, HIDDEN)).narrowed() == [Narrowed(4, FIRST), Narrowed(4, SECOND)]


def test_mornings_whose_sums_share_no_day_say_nothing_of_each_other():
    told = EarlierMornings(2, (morning(1, 5, 0, 5), morning(3, 10, 0, 10)))

    assert told.beside(morning(5, 6, SMALL, HIDDEN)).narrowed() == []


def test_what_was_narrowed_before_today_is_no_reason_to_hide_anything_today():
    told = EarlierMornings(2, (*BEFORE, morning(4, 5, 5, 0)))

    assert told.beside(morning(5, 9, 9, 0)).narrowed() == []


def test_what_was_told_before_a_correction_and_fits_nothing_told_since_is_left_out():
    # 10 on days 1 and 2, none on days 2 and 3, none on days 1 and 0: no table of days is like that.
    told = EarlierMornings(2, (morning(1, 0, 0, 0), morning(2, 10, 0, 10), morning(3, 0, 0, 0)))

    assert told.beside(morning(4, 6, SMALL, HIDDEN)).narrowed() == []


def test_what_tells_less_today_narrows_less():
    beside = EarlierMornings(2, BEFORE).beside(morning(4, 5, 5, 0))
    assert beside.narrowed() == [Narrowed(3, FIRST)]

    beside.tell(morning(4, 5, HIDDEN, HIDDEN))
    assert beside.narrowed() == []


def test_a_part_that_showed_on_every_morning_can_be_hidden_today():
    beside = EarlierMornings(2, (morning(2, 12, 6, 6), morning(3, 12, 6, 6))).beside(morning(4, 12, 6, 6))
    beside.tell(morning(4, 12, HIDDEN, HIDDEN))

    assert beside.narrowed() == []


def test_one_knows_how_many_mornings_ago_a_part_was_hidden_last():
    told = EarlierMornings(2, BEFORE)

    assert [told.days_hidden_ago(node) for node in (TOTAL, FIRST, SECOND)] == [None, 1, 1]
    assert EarlierMornings(2, (*BEFORE, morning(4, 5, 5, 0))).days_hidden_ago(FIRST) == 2


def test_mornings_out_of_order_or_of_other_parts_are_refused():
    with pytest.raises(BadParameterError, match="in order"):
        EarlierMornings(2, BEFORE[::-1])
    with pytest.raises(BadParameterError, match="same parts"):
        EarlierMornings(2, (BEFORE[0], ToldMorning(3, (0,), (0,), (False,), (False,), (0,))))


def test_a_hidden_sum_must_be_able_to_be_as_much_as_its_own_parts_on_the_screens_need():
    yesterday = morning(1, HIDDEN, HIDDEN, HIDDEN)
    # Today's two days are yesterday's second and a new one: of the first part yesterday had what today has, and the day
    # before.
    today = morning(2, HIDDEN, SMALL, HIDDEN)
    nothing_before = morning(0, 0, 0, 0)

    told = EarlierMornings(2, (nothing_before, yesterday))
    assert told.beside(today).narrowed() == []

    two_small_parts = replace(yesterday, least=(1, 2, 1), reach=(0, 5, 0))
    told = EarlierMornings(2, (nothing_before, two_small_parts))
    assert Narrowed(1, FIRST) in told.beside(today).narrowed()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([], (0, 0)),
        ([ToldPart(6, 6, is_small=False)], (6, 6)),
        ([ToldPart(1, 4, is_small=True), ToldPart(1, 4, is_small=True), ToldPart(6, 6, is_small=False)], (8, 11)),
        ([ToldPart(1, UNBOUNDED, is_small=False), ToldPart(0, 0, is_small=False)], (1, 3)),
    ],
)
def test_parts_on_the_screen_tell_how_many_their_sum_is_at_least_and_must_be_able_to_be(parts, told):
    assert least_and_reach(parts) == told

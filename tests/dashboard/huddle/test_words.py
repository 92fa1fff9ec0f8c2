from __future__ import annotations

from datetime import UTC, date, datetime

from dashboard.huddle.words import count_words, day_words, instant_words


def test_a_day_of_this_year_is_said_without_its_year():
    assert day_words(date(2015, 11, 10), seen_from=date(2015, 11, 12)) == "Tue 10 Nov"


def test_a_day_of_another_year_is_said_with_it():
    assert day_words(date(2014, 12, 31), seen_from=date(2015, 1, 2)) == "Wed 31 Dec 2014"


def test_an_instant_is_said_on_bostons_clock_before_and_after_the_clocks_change():
    assert instant_words(datetime(2015, 11, 10, 2, 14, tzinfo=UTC), seen_from=date(2015, 11, 10)) == "Mon 9 Nov 21:14"
    assert instant_words(datetime(2015, 7, 1, 2, 5, tzinfo=UTC), seen_from=date(2015, 7, 1)) == "Tue 30 Jun 22:05"


def test_one_is_said_in_the_singular():
    assert [count_words(n, "morning") for n in (0, 1, 2)] == ["0 mornings", "1 morning", "2 mornings"]

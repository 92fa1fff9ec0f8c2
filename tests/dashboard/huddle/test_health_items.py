from __future__ import annotations

from datetime import date

from dashboard.huddle.health_items import clock_items, moved_items, silent_items
from tests.support.tables import table

ON = date(2026, 10, 15)
STREAMS = table(
    """
    stream_name | feed_name  | status   | usual_per_day | told_text
    Litter      | Legacy 311 | flowing  | 90            | Flowing
    Needles     | Legacy 311 | silent   | 41            | Silent since 12 October 2026: none for 3 days
    Graffiti    | Legacy 311 | thinned  | 12            | Thin since 12 October 2026: 2 in 3 days
    Call        | New 311    | gap      | 9             | No ticket on 9 October 2026: usually 9.0 a day; it flows again
    Rodents     | New 311    | moved    | 5             | Fell
    """,
    usual_per_day="float",
)
TOPICS = table(
    """
    topic_name      | status          | began_date | note_text
    Litter & Debris | moved           | 2026-04-13 | moved
    Park Litter     | legacy_not_held | 2026-03-11 | began
    Park Can        | too_few         | 2025-12-11 | began
    Lost Pet        | running_in_new  | -          |
    """,
    began_date="date",
)
FILES = table(
    """
    feed_code | rows_read | clock_regime         | clock_basis   | is_clock_mixed
    legacy    | 10        | eastern_local        | closing_times | no
    legacy    | 10        | eastern_minus_offset | assumed       | no
    new       | 10        | eastern_local        | quiet_hours   | yes
    new       | 0         | utc                  | quiet_hours   | no
    """,
    rows_read="int",
    is_clock_mixed="bool",
)


def test_the_largest_silent_streams_are_named_and_the_rest_counted():
    (item,) = silent_items(STREAMS)

    assert item.text == (
        "Needles, Legacy 311: silent since 12 October 2026: none for 3 days. "
        "Graffiti, Legacy 311: thin since 12 October 2026: 2 in 3 days. "
        "And 1 more: see Data health."
    )


def test_nothing_is_said_of_streams_that_flow_or_moved_or_where_there_is_none():
    assert silent_items(STREAMS[STREAMS["status"].isin(["flowing", "moved"])]) == []
    assert silent_items(STREAMS[:0]) == []


def test_a_topic_that_moved_is_told_with_its_day_and_those_that_cannot_be_told_are_counted():
    (item,) = moved_items(TOPICS, on=ON)

    assert item.text == (
        "Moved to the 2025 system: Litter & Debris (Mon 13 Apr). The rise there comes from the move. "
        "2 topics began in the 2025 system within the year; a rise in them cannot be told from a move."
    )


def test_a_topic_whose_total_changed_too_is_not_said_to_rise_by_the_move_alone():
    (item,) = moved_items(TOPICS[:1].assign(status="moved_total_changed"), on=ON)

    assert item.text.endswith("Part of the change there is the move.")


def test_one_topic_that_cannot_be_told_is_singular_and_none_says_nothing():
    (item,) = moved_items(TOPICS[1:2], on=ON)

    assert item.text == ("1 topic began in the 2025 system within the year; a rise in it cannot be told from a move.")
    assert moved_items(TOPICS[3:], on=ON) == []


def test_clocks_are_told_where_mixed_in_a_file_different_in_a_feed_or_not_verified():
    (item,) = clock_items(FILES)

    assert item.text == (
        "Clocks: 1 file with rows of more than one clock; 2 files of a feed whose files follow different clocks; "
        "1 file whose clock is not verified."
    )
    assert clock_items(FILES[:1]) == []

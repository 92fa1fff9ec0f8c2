"""Decision 0009, sentence by sentence."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.disclosure import (
    Audience,
    Blank,
    NotForAudienceError,
    Released,
    Thresholds,
    describe_blank,
    may_see,
    release_count,
    release_table,
)
from geo.errors import BadParameterError, MissingColumnError

LEADERSHIP = Audience("leadership", sees_outreach=True, sees_health=True)
COUNCIL = Audience("council", sees_outreach=True)
DISTRICT = Audience("district")
THRESHOLDS = Thresholds(health_below=11, outreach_below=5)


def release(n, column_class="outreach", audience=LEADERSHIP, **values):
    return release_count(n, column_class=column_class, audience=audience, thresholds=THRESHOLDS, **values)


@pytest.mark.parametrize(
    ("column_class", "n", "value", "blank"),
    [
        ("outreach", 1, None, Blank.SUPPRESSED),
        ("outreach", 4, None, Blank.SUPPRESSED),
        ("outreach", 5, 5, None),
        ("health", 10, None, Blank.SUPPRESSED),
        ("health", 11, 11, None),
        ("public", 1, 1, None),
        ("outreach", 0, 0, Blank.ZERO),
        ("health", 0, 0, Blank.ZERO),
        ("public", 0, 0, Blank.ZERO),
        ("health", None, None, Blank.NOT_COLLECTED),
    ],
)
def test_counts_under_their_threshold_are_hidden_and_a_true_zero_shows(column_class, n, value, blank):
    assert release(n, column_class) == Released(value, blank)


@pytest.mark.parametrize("n", [None, 0, 3, 50])
def test_a_count_of_a_late_or_missing_feed_is_not_shown_as_if_it_were_the_count(n):
    assert release(n, feed_status="late") == Released(None, Blank.LATE)
    assert release(n, feed_status="not_collected") == Released(None, Blank.NOT_COLLECTED)


def test_who_may_see_what():
    seen = {
        audience.role_code: [name for name in ("public", "outreach", "health", "personal") if may_see(name, audience)]
        for audience in (LEADERSHIP, COUNCIL, DISTRICT)
    }

    assert seen == {
        "leadership": ["public", "outreach", "health"],
        "council": ["public", "outreach"],
        "district": ["public"],
    }


@pytest.mark.parametrize("n", [None, 0, 3, 50])
def test_an_audience_that_may_not_see_a_class_is_not_even_told_whether_there_is_a_count(n):
    with pytest.raises(NotForAudienceError) as told:
        release(n, "health", COUNCIL)
    assert str(told.value) == "council may not see counts of class health"


def test_counts_that_are_none_are_refused():
    with pytest.raises(BadParameterError, match="negative"):
        release(-1)
    with pytest.raises(BadParameterError, match="no feed status"):
        release(1, feed_status="stale")


@pytest.mark.parametrize(
    ("value", "blank"),
    [(None, None), (None, Blank.ZERO), (0, None), (3, Blank.SUPPRESSED), (-1, None), (0, Blank.LATE)],
)
def test_a_released_count_is_a_figure_or_a_zero_or_a_blank(value, blank):
    with pytest.raises(BadParameterError):
        Released(value, blank)


def test_a_threshold_below_one_is_refused():
    with pytest.raises(BadParameterError, match="at least 1"):
        Thresholds(health_below=11, outreach_below=0)


def test_the_five_blanks_read_differently():
    words = [describe_blank(blank, threshold=5) for blank in Blank]

    assert words == [
        "0",
        "fewer than 5",
        "hidden so that another figure cannot be worked out",
        "not collected",
        "late",
    ]


def counts(*rows, columns=("measure_code", "column_class", "n_events")):
    return pd.DataFrame(rows, columns=list(columns))


def table(frame, audience=LEADERSHIP, thresholds=THRESHOLDS, **values):
    return release_table(
        frame,
        value_column="n_events",
        class_column="column_class",
        audience=audience,
        thresholds=thresholds,
        blank_column="blank",
        **values,
    )


def shown(released):
    return [
        (code, blank or int(n))
        for code, n, blank in zip(released["measure_code"], released["n_events"], released["blank"], strict=True)
    ]


MEASURES = counts(
    ("contacts", "outreach", 40), ("declined", "outreach", 3), ("naloxone", "health", 9), ("sharps", "outreach", 0)
)


def test_a_table_is_released_cell_by_cell():
    assert shown(table(MEASURES)) == [
        ("contacts", 40), ("declined", "suppressed"), ("naloxone", "suppressed"), ("sharps", "zero")
    ]  # fmt: skip


def test_rows_of_a_class_the_audience_may_not_see_are_gone():
    assert table(MEASURES, COUNCIL)["measure_code"].tolist() == ["contacts", "declined", "sharps"]
    assert table(MEASURES, DISTRICT).empty
    assert table(MEASURES, DISTRICT).columns.tolist() == ["measure_code", "column_class", "n_events", "blank"]


def test_what_the_build_marked_as_late_or_not_collected_stays_so():
    frame = MEASURES.assign(blank=["late", "not_collected", "", None])

    assert shown(table(frame)) == [
        ("contacts", "late"), ("declined", "not_collected"), ("naloxone", "suppressed"), ("sharps", "zero")
    ]  # fmt: skip


def test_nothing_of_the_raw_frame_comes_along():
    frame = MEASURES.set_index(pd.Index([40, 3, 9, 0], name="n_events_raw"))
    frame.attrs["raw"] = [40, 3, 9, 0]

    released = table(frame)

    assert released.index.tolist() == [0, 1, 2, 3]
    assert released.index.name is None
    assert released.attrs == {}


def test_a_further_column_of_numbers_is_refused_unless_it_is_a_label():
    frame = MEASURES.assign(location_number=[1, 2, 3, 4])

    with pytest.raises(BadParameterError, match="location_number holds numbers"):
        table(frame)
    assert table(frame, label_columns=["location_number"])["location_number"].tolist() == [1, 2, 3, 4]
    assert "is_new" in table(MEASURES.assign(is_new=[True, False, True, True], note=None)).columns


def total(*parts: int, n: int | None = None, column_class="outreach"):
    rows = [(f"part {i}", column_class, part) for i, part in enumerate(parts)]
    return counts(*rows, ("all", column_class, sum(parts) if n is None else n))


TOTAL = ("measure_code", "all")


def test_one_hidden_part_beside_a_total_takes_the_first_other_by_label_with_it():
    assert shown(table(total(3, 20, 9, 0), total_row=TOTAL)) == [
        ("part 0", "suppressed"),
        ("part 1", "suppressed_complementary"),
        ("part 2", 9),
        ("part 3", "zero"),
        ("all", 32),
    ]


def test_two_hidden_parts_that_the_total_does_not_give_back_take_none_with_them():
    assert shown(table(total(3, 2, 20), total_row=TOTAL))[2:] == [("part 2", 20), ("all", 25)]


def test_two_hidden_ones_of_which_the_total_says_that_each_is_one_take_a_third_with_them():
    assert shown(table(total(1, 1, 20), total_row=TOTAL))[2:] == [("part 2", "suppressed_complementary"), ("all", 22)]


def test_a_second_part_that_gives_no_cover_takes_a_third():
    # 1 and 5 hidden, 6 together: 5 is the least the second can be, so the first would be 1.
    assert shown(table(total(1, 5, 30), total_row=TOTAL)) == [
        ("part 0", "suppressed"),
        ("part 1", "suppressed_complementary"),
        ("part 2", "suppressed_complementary"),
        ("all", 36),
    ]


def test_where_no_part_gives_cover_the_total_is_hidden():
    assert shown(table(total(3, 0), total_row=TOTAL)) == [
        ("part 0", "suppressed"), ("part 1", "zero"), ("all", "suppressed")
    ]  # fmt: skip
    assert shown(table(total(3, 0, n=9), total_row=TOTAL))[-1] == ("all", "suppressed_complementary")
    assert shown(table(total(4, 4), total_row=TOTAL))[-1] == ("all", "suppressed_complementary")


def test_parts_that_are_not_hidden_leave_the_total_alone():
    assert shown(table(total(6, 7), total_row=TOTAL)) == [("part 0", 6), ("part 1", 7), ("all", 13)]


def test_a_part_of_a_late_feed_gives_no_cover():
    frame = total(3, 20, 9).assign(blank=["", "late", "", ""])

    assert shown(table(frame, total_row=TOTAL)) == [
        ("part 0", "suppressed"), ("part 1", "late"), ("part 2", "suppressed_complementary"), ("all", 32)
    ]  # fmt: skip


def test_a_total_over_parts_the_audience_may_not_know_of_is_gone():
    frame = pd.concat([MEASURES, counts(("all", "outreach", 52))], ignore_index=True)

    assert "all" not in table(frame, COUNCIL, total_row=TOTAL)["measure_code"].tolist()
    assert "all" in table(frame, LEADERSHIP, total_row=TOTAL)["measure_code"].tolist()


def test_a_total_that_is_not_one_row_is_refused():
    with pytest.raises(BadParameterError, match="0 rows are called all"):
        table(MEASURES, total_row=TOTAL)
    with pytest.raises(MissingColumnError, match="counts with a total lack group"):
        table(MEASURES, total_row=("group", "all"))
    with pytest.raises(MissingColumnError, match="counts lack column_class"):
        table(MEASURES.drop(columns="column_class"))

from __future__ import annotations

import pandas as pd
import pytest

from geo.disclosure import Audience, Thresholds
from geo.errors import BadParameterError, MissingColumnError
from geo.parted_release import release_parts

LIMITS = Thresholds(health_below=11, outreach_below=5)
EVERYBODY = Audience("leadership", sees_outreach=True, sees_health=True)
HIDDEN = "suppressed_complementary"


def counts(*numbers: int | None, code: str = "gap", column_class: str = "outreach", blank: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure_code": code,
            "part": [f"part {i}" for i in range(len(numbers))],
            "column_class": column_class,
            "n_events": pd.array(numbers, dtype="Int64"),
            "blank": blank,
        }
    )


def totals(**shown: int | None) -> pd.DataFrame:
    return pd.DataFrame({"measure_code": list(shown), "n_events": pd.array(list(shown.values()), dtype="Int64")})


def release(parts: pd.DataFrame, sums: pd.DataFrame, audience: Audience = EVERYBODY) -> list[object]:
    released = release_parts(parts, sums, part_column="part", audience=audience, thresholds=LIMITS)
    return [int(n) if pd.notna(n) else blank for n, blank in zip(released["n_events"], released["blank"], strict=True)]


def test_parts_that_are_large_enough_are_told_and_a_true_zero_is():
    assert release(counts(12, 0, 9), totals(gap=21)) == [12, 0, 9]


def test_a_small_part_is_hidden_and_another_with_it_because_the_sum_is_told():
    large, small, *others = release(counts(20, 3, 9, 12), totals(gap=44))

    assert small in (HIDDEN, "suppressed")
    assert [large, *others].count(HIDDEN) == 1


def test_where_the_sum_is_hidden_no_part_is_told_not_even_that_it_is_zero():
    assert release(counts(12, 0, 9), totals(gap=None)) == [HIDDEN] * 3
    assert release(counts(12, 0, 9), totals(other=21)) == [HIDDEN] * 3


def test_where_only_hiding_the_sum_would_help_no_part_is_told():
    assert release(counts(4, 0, 0), totals(gap=4)) == [HIDDEN] * 3


def test_a_feed_that_is_late_or_never_came_says_so_in_every_part():
    assert release(counts(2, 9, blank="late"), totals(gap=None)) == ["late", "late"]
    assert release(counts(None, None, blank="not_collected"), totals(gap=None)) == ["not_collected"] * 2


def test_each_sum_has_its_own_parts_and_rows_keep_their_order():
    both = pd.concat([counts(12, 9), counts(30, 40, code="other")], ignore_index=True).iloc[[2, 0, 3, 1]]

    assert release(both, totals(gap=21, other=None)) == [HIDDEN, 12, HIDDEN, 9]


def test_who_may_not_see_a_class_gets_no_row_of_it():
    both = pd.concat([counts(12, 9), counts(30, 40, code="treated", column_class="health")])
    council = Audience("council", sees_outreach=True, sees_health=False)

    assert release(both, totals(gap=21, treated=70), council) == [12, 9]
    assert release(both, totals(gap=21, treated=70), Audience("district")) == []


def test_a_part_that_stands_twice_and_a_missing_column_are_refused():
    twice = pd.concat([counts(12, 9), counts(12)], ignore_index=True)

    with pytest.raises(BadParameterError):
        release(twice, totals(gap=33))
    with pytest.raises(MissingColumnError, match="blank"):
        release(counts(12).drop(columns="blank"), totals(gap=12))

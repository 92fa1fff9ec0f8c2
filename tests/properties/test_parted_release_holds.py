"""What holds of the parts of a sum that is told elsewhere, for somebody who knows the sum."""

from __future__ import annotations

from itertools import product

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.disclosure import Audience, Thresholds
from geo.parted_release import release_parts

EVERYBODY = Audience("leadership", sees_outreach=True, sees_health=True)
parts = st.lists(st.integers(0, 12), min_size=1, max_size=4)
limits = st.builds(Thresholds, health_below=st.integers(3, 12), outreach_below=st.integers(3, 8))


def release(values, thresholds, *, is_told=True):
    counts = pd.DataFrame(
        {
            "measure_code": "gap",
            "part": [f"part {i}" for i in range(len(values))],
            "column_class": "outreach",
            "n_events": pd.array(values, dtype="Int64"),
            "blank": "",
        }
    )
    told = pd.array([sum(values) if is_told else None], dtype="Int64")
    totals = pd.DataFrame({"measure_code": ["gap"], "n_events": told})
    return release_parts(counts, totals, part_column="part", audience=EVERYBODY, thresholds=thresholds)


@given(parts, limits)
def test_a_reader_who_knows_the_sum_cannot_tell_a_hidden_part(values, thresholds):
    released = release(values, thresholds)
    total = sum(values)
    choices = [possible(row, thresholds.outreach_below, total) for row in released.to_dict("records")]
    fitting = [each for each in product(*choices) if sum(each) == total]

    assert tuple(values) in fitting
    for i, n in enumerate(values):
        if 0 < n < thresholds.outreach_below:
            assert pd.isna(released["n_events"].iloc[i])
            assert len(values) == 1 or len({each[i] for each in fitting}) > 1


@given(parts, limits)
def test_where_the_sum_is_hidden_nothing_depends_on_the_parts(values, thresholds):
    assert set(release(values, thresholds, is_told=False)["blank"]) == {"suppressed_complementary"}


def possible(row, below: int, total: int) -> range | list[int]:
    """Return what a hidden part may be: a blank that is not called small may hide any number, none among them."""
    if row["blank"] == "suppressed":
        return range(1, below)
    if row["blank"] == "suppressed_complementary":
        return range(total + 1)
    return [int(row["n_events"])]


@given(parts, limits)
def test_nothing_is_hidden_where_no_part_is_small(values, thresholds):
    large = [n if n == 0 or n >= thresholds.outreach_below else thresholds.outreach_below for n in values]

    assert release(large, thresholds)["n_events"].tolist() == large

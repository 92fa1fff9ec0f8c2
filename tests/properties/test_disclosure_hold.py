"""What holds of any released table: nothing under the threshold leaves."""

from __future__ import annotations

from itertools import product

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.disclosure import Audience, Blank, Thresholds, may_see, release_table

LEADERSHIP = Audience("leadership", sees_outreach=True, sees_health=True)
audiences = st.builds(Audience, st.just("any"), sees_outreach=st.booleans(), sees_health=st.booleans())
thresholds = st.builds(Thresholds, health_below=st.integers(3, 12), outreach_below=st.integers(3, 8))
rows = st.lists(
    st.tuples(
        st.sampled_from(["public", "outreach", "health"]),
        st.one_of(st.none(), st.integers(0, 30)),
        st.sampled_from(["", "", "late", "not_collected"]),
    ),
    max_size=8,
)
parts = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def frame(cells) -> pd.DataFrame:
    labelled = [(f"measure {chr(97 + i)}", *cell) for i, cell in enumerate(cells)]
    made = pd.DataFrame(labelled, columns=["measure_code", "column_class", "n_events", "blank"])
    return made.astype({"n_events": "Int64"})


def release(counts, audience, limits, **values):
    return release_table(
        counts,
        value_column="n_events",
        class_column="column_class",
        audience=audience,
        thresholds=limits,
        blank_column="blank",
        **values,
    )


@given(rows, audiences, thresholds)
def test_no_cell_holds_a_number_under_its_threshold(cells, audience, limits):
    released = release(frame(cells), audience, limits)

    for row in released.to_dict("records"):
        assert may_see(row["column_class"], audience)
        figures = [value for value in row.values() if isinstance(value, int) and value != 0]
        assert all(figure >= limits.below(row["column_class"]) for figure in figures)
        assert pd.isna(row["n_events"]) == (row["blank"] not in ("", "zero"))
        assert not row["blank"] or Blank(row["blank"])


@given(rows, audiences, thresholds, st.randoms(use_true_random=False))
def test_row_order_changes_no_cell(cells, audience, limits, random):
    counts = frame(cells)
    mixed = counts.iloc[random.sample(range(len(counts)), len(counts))]

    one, other = (
        release(each, audience, limits).sort_values("measure_code", ignore_index=True) for each in (counts, mixed)
    )

    pd.testing.assert_frame_equal(one, other)


@given(parts, thresholds)
def test_a_reader_who_knows_the_total_cannot_tell_a_hidden_part(values, limits):
    """Every reader's sum: all numbers that fit what is shown leave at least two for each small part."""
    counts = frame([*(("outreach", n, "") for n in values), ("outreach", sum(values), "")])
    counts.loc[len(values), "measure_code"] = "all"
    released = release(counts, LEADERSHIP, limits, total_row=("measure_code", "all"))
    total = released["n_events"].iloc[-1]
    if pd.isna(total):
        return

    below = limits.outreach_below
    choices = [possible(row, below, int(total)) for row in released.iloc[:-1].to_dict("records")]
    fitting = [each for each in product(*choices) if sum(each) == total]

    assert tuple(values) in fitting
    for i, blank in enumerate(released["blank"].iloc[:-1]):
        if blank == "suppressed":
            assert len({each[i] for each in fitting}) > 1


def possible(row, below: int, total: int) -> list[int]:
    if row["blank"] == "suppressed":
        return list(range(1, below))
    if row["blank"] == "suppressed_complementary":
        return list(range(below, total + 1))
    return [int(row["n_events"])]

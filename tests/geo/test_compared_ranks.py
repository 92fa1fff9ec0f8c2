from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.compared_ranks import ALIKE, MORE_ASKED, MORE_MET, NOT_COMPARED, compare_ranks, released_order
from geo.errors import BadParameterError, MissingColumnError


def compared(asked, met, *, min_places=2, gap_share=0.5):
    places = pd.DataFrame({"place_id": [f"L{n}" for n in range(len(asked))], "asked": asked, "met": met})
    return compare_ranks(places, min_places=min_places, gap_share=gap_share)


def test_a_place_that_many_ask_about_and_few_are_met_at_is_told_and_so_is_the_other_way_round():
    found = compared([40, 30, 20, 10], [1.0, 30.0, 20.0, 40.0])

    assert found["verdict"].tolist() == [MORE_ASKED, ALIKE, ALIKE, MORE_MET]
    assert found[["asked_first", "met_first"]].to_numpy().tolist() == [[1, 4], [2, 2], [3, 3], [4, 1]]


def test_places_that_tie_share_their_ranks_and_no_order_is_made_up_among_them():
    found = compared([9, 9, 9, 1], [5.0, 0.0, 0.0, 0.0])

    assert found["asked_first"].tolist() == [1, 1, 1, 4]
    assert found["asked_last"].tolist() == [3, 3, 3, 4]
    assert found["met_first"].tolist() == [1, 2, 2, 2]
    assert found["verdict"].tolist() == [ALIKE] * 4


def test_a_place_whose_count_may_not_be_told_has_no_rank_and_takes_none_from_the_others():
    found = compared([40, 30, 20], [np.nan, 30.0, 20.0])

    assert found["verdict"].tolist() == [NOT_COMPARED, ALIKE, ALIKE]
    assert found["asked_first"].isna().tolist() == [True, False, False]
    assert found["asked_first"].tolist()[1:] == [1, 2]


def test_too_few_places_are_not_compared():
    assert set(compared([3, 2, 1], [1.0, 2.0, np.nan], min_places=3)["verdict"]) == {NOT_COMPARED}


def test_no_place_at_all_is_no_row():
    assert compared([], []).empty


def released(counts, blanks):
    return pd.DataFrame({"n_events": pd.array(counts, dtype="Int64"), "blank": blanks})


def test_every_small_count_stands_at_one_place_above_a_zero_and_below_what_is_told():
    order = released_order(
        released([5, 0, None, None, None, None], ["", "zero", "suppressed", "suppressed", "late", "not_collected"])
    )

    assert order[0] > order[2] == order[3] > order[1]
    assert order[4:].isna().all()


def test_a_count_hidden_for_anothers_sake_stands_nowhere():
    assert released_order(released([None], ["suppressed_complementary"])).isna().all()


@given(
    st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 20))), min_size=2, max_size=25),
    st.randoms(use_true_random=False),
    st.floats(0.05, 1),
)
def test_neither_the_order_of_rows_nor_a_count_that_is_not_told_changes_any_rank(rows, random, gap_share):
    places = pd.DataFrame(rows, columns=["asked", "met"]).assign(place_id=[f"L{n}" for n in range(len(rows))])
    places["met"] = places["met"].astype(float)
    shuffled = places.sample(frac=1, random_state=random.randint(0, 2**31))
    more = pd.concat(
        [places, pd.DataFrame({"asked": [random.randint(0, 50)], "met": [np.nan], "place_id": ["hidden"]})]
    )

    found, again, beside = (
        compare_ranks(each, min_places=2, gap_share=gap_share).set_index("place_id")
        for each in (places, shuffled, more)
    )

    pd.testing.assert_frame_equal(found.sort_index(), again.sort_index())
    pd.testing.assert_frame_equal(found, beside.drop("hidden"))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=25))
def test_the_two_orders_are_treated_alike(rows):
    asked, met = ([row[side] for row in rows] for side in (0, 1))
    there, back = (
        compared(asked, np.array(met, dtype=float)),
        compared(met, np.array(asked, dtype=float)),
    )

    other = {MORE_ASKED: MORE_MET, MORE_MET: MORE_ASKED, ALIKE: ALIKE}
    assert there["verdict"].map(other).tolist() == back["verdict"].tolist()


@pytest.mark.parametrize(("min_places", "gap_share"), [(1, 0.5), (2, 0.0), (2, 1.1)])
def test_a_rule_that_means_nothing_is_refused(min_places, gap_share):
    with pytest.raises(BadParameterError):
        compared([1, 2], [1.0, 2.0], min_places=min_places, gap_share=gap_share)


def test_a_frame_without_its_columns_is_refused():
    with pytest.raises(MissingColumnError, match="met"):
        compare_ranks(pd.DataFrame({"place_id": [], "asked": []}), min_places=2, gap_share=0.5)

from __future__ import annotations

import gc

import pytest

from dashboard import pauses


@pytest.fixture(autouse=True)
def _as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_a_full_collection_comes_a_tenth_as_often_and_the_smaller_ones_as_before():
    gc.set_threshold(700, 10, 10)

    pauses.collect_seldom()
    pauses.collect_seldom()

    assert gc.get_threshold() == (700, 10, 100)

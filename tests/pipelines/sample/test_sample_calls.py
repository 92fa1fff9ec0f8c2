"""The made-up log of calls: read whole, with what the page must show on the last morning."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from pipelines.readers.recovery_line_words import line_words
from pipelines.readers.source_file import read_file
from pipelines.sample.recovery_line import log_text
from pipelines.settings import load_reference, project_paths

WORDS = line_words(load_reference(project_paths({}).reference_dir, "recovery_line_words").to_dict("records"))


@pytest.fixture(scope="module", params=[1, 2])
def rows(request):
    (result,) = read_file("line.csv", log_text(np.random.default_rng(request.param)).encode(), line_words=WORDS)
    assert result.set_aside.num_rows == 0
    return result.accepted.to_pylist()


def test_most_callers_are_linked_some_wait_and_some_ended(rows):
    asked = [row for row in rows if row["asked_for"] != "information"]
    reasons = Counter(row["not_linked_reason"] for row in asked if row["linked_at"] is None)

    assert 0.85 < sum(row["linked_at"] is not None for row in asked) / len(asked) < 0.97
    assert {"full", "caller_ended", "called_back_no_answer"} <= set(reasons)


def test_where_the_city_is_full_half_the_links_go_out_of_town_and_nobody_is_sent_there_without_need(rows):
    gone = [row for row in rows if row["linked_to"] == "out_of_town"]

    assert len(gone) > 50
    assert {row["city_full"] for row in gone} == {"yes"}

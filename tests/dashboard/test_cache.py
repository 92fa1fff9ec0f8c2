from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from dashboard import cache
from geo.disclosure import Thresholds
from pipelines.settings import project_paths
from tests.support.published_build import write_published_build

if TYPE_CHECKING:
    from pipelines.settings import Paths

MADE_OF = {
    "action_proposals": cache.action_proposals,
    "overnight_measures": cache.overnight_measures,
    "policy": cache.policy,
    "roles": cache.roles,
    "stigmatising_words": cache.stigmatising_words,
}
READ_FROM = {"agencies": cache.agency_names, "outreach_measures": cache.measure_codes, "risk_kinds": cache.risk_kinds}


@pytest.fixture
def paths(tmp_path) -> Paths:
    """The project's reviewed tables, copied so that a test may correct one."""
    copied = replace(project_paths({}), root=tmp_path)
    shutil.copytree(project_paths({}).reference_dir, copied.reference_dir)
    return copied


def correct(paths: Paths, table_name: str) -> None:
    """Take the last row out; of the policy, which may lack none, change a number."""
    table = paths.reference_dir / f"{table_name}.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    corrected = lines[:-1]
    if table_name == "policy":
        corrected = ["n_locations,7,fewer\n" if line.startswith("n_locations,") else line for line in lines]
    table.write_text("".join(corrected), encoding="utf-8")


@pytest.mark.parametrize("table_name", [*MADE_OF, *READ_FROM])
def test_a_correction_of_a_reviewed_table_holds_on_the_next_press(paths, table_name):
    told = {**MADE_OF, **READ_FROM}[table_name]
    before = told(paths)

    correct(paths, table_name)

    assert told(paths) != before
    assert told(project_paths({})) == before


@pytest.mark.parametrize("table_name", MADE_OF)
def test_what_is_made_of_a_reviewed_table_is_made_once_while_the_table_stays(paths, table_name):
    told = MADE_OF[table_name]

    assert told(paths) is told(paths)


def test_a_frame_of_a_reviewed_table_belongs_to_whoever_asked_and_a_measure_table_is_still_a_table(paths):
    measures = cache.overnight_measures(paths)

    mine = cache._reviewed(paths, "overnight_measures")
    mine.loc[:, "measure_code"] = "changed"

    assert list(cache._reviewed(paths, "overnight_measures")["measure_code"]) == list(measures)


def test_released_figures_are_worked_out_once_a_build_and_the_frame_belongs_to_whoever_asked(tmp_path, monkeypatch):
    build = cache.current_build(write_published_build(tmp_path))
    assert build is not None
    audience = next(role.audience for role in cache.roles(project_paths({})).roles if role.audience.sees_health)
    asked = (build, audience, Thresholds(outreach_below=5, health_below=11))
    ways = (
        lambda: cache.released_outreach(build, audience),
        lambda: cache.released_gaps(*asked),
        lambda: cache.released_declines(*asked),
    )
    expected = [released().copy() for released in ways]
    for released in ways:
        mine = released()
        mine["n_events"] = 0

    monkeypatch.setattr(cache.warehouse, "read_query", lambda *_: pytest.fail("it was read again"))

    for released, before in zip(ways, expected, strict=True):
        assert not before.empty
        pd.testing.assert_frame_equal(released(), before)

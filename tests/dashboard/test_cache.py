from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from dashboard import cache
from geo.disclosure import Thresholds
from pipelines.settings import project_paths
from tests.support.published_build import AS_OF_DATE, write_past_build, write_published_build

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


@pytest.fixture
def nine_days_ago(tmp_path, monkeypatch):
    """A published build between two periods, and where the build that began the present one would lie."""
    began_on = AS_OF_DATE - timedelta(days=9)
    paths = write_published_build(tmp_path, finely_told_on=began_on)
    monkeypatch.setenv("CRT_DATA_DIR", str(tmp_path))
    return paths, began_on


def widest():
    return next(role.audience for role in cache.roles(project_paths({})).roles if role.audience.sees_health)


def test_between_two_periods_finer_figures_are_those_of_the_build_that_began_the_present_one(nine_days_ago):
    paths, began_on = nine_days_ago
    write_past_build(paths, as_of_date=began_on, build_id="began")
    build, thresholds = cache.current_build(paths), Thresholds(outreach_below=5, health_below=11)

    then = cache.finely_told(build)

    assert (then.build_id, then.as_of_date) == ("began", began_on)
    outreach = cache.released_outreach(build, widest())
    own = cache.released_outreach(then, widest())
    assert set(outreach["level"]) == {"city", "zone", "place"}
    is_place = outreach["level"] == "place"
    pd.testing.assert_frame_equal(
        outreach[is_place].reset_index(drop=True), own[own["level"] == "place"].reset_index(drop=True)
    )
    for released in (cache.released_gaps, cache.released_declines):
        pd.testing.assert_frame_equal(released(build, widest(), thresholds), released(then, widest(), thresholds))
    assert cache.released_path(build, widest(), thresholds).city.equals(
        cache.released_path(then, widest(), thresholds).city
    )


def test_where_that_build_is_gone_no_finer_figure_is_told(nine_days_ago):
    paths, _ = nine_days_ago
    build, thresholds = cache.current_build(paths), Thresholds(outreach_below=5, health_below=11)

    assert cache.finely_told(build) is None
    assert set(cache.released_outreach(build, widest())["level"]) == {"city", "zone"}
    assert cache.released_gaps(build, widest(), thresholds).empty
    assert cache.released_declines(build, widest(), thresholds).empty
    assert cache.released_path(build, widest(), thresholds) is None


def test_earlier_paths_are_those_of_builds_that_began_a_period(tmp_path, monkeypatch):
    paths = write_published_build(tmp_path)
    monkeypatch.setenv("CRT_DATA_DIR", str(tmp_path))
    write_past_build(paths, as_of_date=AS_OF_DATE - timedelta(days=28), build_id="began")
    between = AS_OF_DATE - timedelta(days=7)
    began_on = AS_OF_DATE - timedelta(days=28)
    write_past_build(paths, as_of_date=between, build_id="between", finely_told_on=began_on)

    told = cache.earlier_paths(cache.current_build(paths), widest(), Thresholds(outreach_below=5, health_below=11))

    assert [build.build_id for build, _ in told] == ["began"]

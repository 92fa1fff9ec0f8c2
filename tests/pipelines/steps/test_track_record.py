from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
import shapely

from pipelines.contracts import published_table
from pipelines.settings import load_policy, load_reference, morning_instant, project_paths
from pipelines.steps.track_record import ALL_RANKED, JudgeList

PATHS = project_paths({})
POLICY = load_policy(PATHS.reference_dir)
LAST = date(2024, 5, 12)
CITY = shapely.box(230_000, 895_000, 240_000, 905_000)


def _incidents(*, last: date = LAST, n_days: int = 140) -> pd.DataFrame:
    """Litter at six corners every day, graffiti at a seventh, one needle."""
    corners = [(235_050.0 + 400 * number, 900_050.0) for number in range(6)]
    rows = []
    for back in range(n_days):
        began = pd.Timestamp(morning_instant(last - timedelta(days=back), POLICY)) + pd.Timedelta(hours=4)
        rows += [("litter", x, y, began) for x, y in corners]
        rows += [("graffiti", 235_050.0, 903_050.0, began)]
    rows += [("sharps", 236_050.0, 903_050.0, began)]
    frame = pd.DataFrame(rows, columns=["category_code", "x_m", "y_m", "began_at"])
    return frame.assign(
        incident_no=range(len(frame)), reporter_group="residents", opened_at=frame["began_at"], n_tickets=1
    )


def _frames(**changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    incidents = changed.get("incidents", _incidents())
    cells = (incidents[["x_m", "y_m"]] // POLICY.track_cell_m).drop_duplicates().astype("int64")
    return {
        "int_incidents__replayed": incidents,
        "int_cells__ticketed": cells.set_axis(["column_no", "row_no"], axis=1),
        "int_areas__current": changed.get("areas", _areas(CITY)),
        "int_feeds__covered": changed.get("covered", _covered(city311_legacy=LAST)),
        "ref_categories": load_reference(PATHS.reference_dir, "categories"),
    }


def _areas(*outlines: shapely.Geometry) -> pd.DataFrame:
    return pd.DataFrame(
        {"layer_code": "city_outline", "geom_wkb": [shapely.to_wkb(each) for each in outlines]}, dtype=object
    )


def _covered(**feeds: date) -> pd.DataFrame:
    return pd.DataFrame({"feed_code": list(feeds), "last_full_date": list(feeds.values())})


def _row(judged: pd.DataFrame, **key: object) -> pd.Series:
    for name, value in key.items():
        judged = judged[judged[name] == value]
    return judged.iloc[0]


def test_each_category_and_all_of_them_are_judged_by_every_measure_and_method():
    judged, period = JudgeList(POLICY, n_weeks=12).run(_frames())

    # Of the one needle four months ago no week is left out: the stream began with it; dumping never came.
    assert set(judged["category_code"]) == {ALL_RANKED, "litter", "graffiti", "sharps"}
    assert len(judged) == 4 * 2 * 6 * 3
    assert not judged.duplicated(["category_code", "horizon_days", "measure_code", "method_code"]).any()
    assert period.iloc[0].to_dict() == {
        "first_date": pd.Timestamp(LAST - timedelta(days=83)),
        "last_date": pd.Timestamp(LAST),
        "n_weeks": 12,
        "plain_days": 28,
        "area_km2": 100.0,
        "area_how": "official",
        "n_top_cells": 100,
    }


def test_corners_that_never_change_are_found_as_well_by_a_plain_count_and_the_sentence_says_so():
    judged, _ = JudgeList(POLICY, n_weeks=12).run(_frames())

    row = _row(judged, category_code="litter", horizon_days=7, measure_code="held_20", method_code="list")
    assert row["verdict_code"] == "as_good"
    assert row["told_text"] == (
        "The list's first 20 places held 100 % of the incidents of the following week, a plain count's 100 %, the best "
        "20 in hindsight 100 %. A plain count does as well: the list found 1.00 times what it finds "
        "(95 of 100 drawings: 1.00 to 1.00)."
    )


def test_where_nothing_came_the_sentence_says_that_and_claims_nothing():
    judged, _ = JudgeList(POLICY, n_weeks=12).run(_frames())

    row = _row(judged, category_code="sharps", horizon_days=7, measure_code="pai", method_code="list")
    assert row["verdict_code"] == "too_few"
    assert row["told_text"] == "In no following week that was judged did anything come, or no list could be made."


def test_where_the_plain_count_found_nothing_there_is_no_ratio_and_nothing_is_claimed():
    late = _incidents()
    needle = late[late["category_code"] == "sharps"]
    again = pd.Timestamp(morning_instant(LAST, POLICY)) + pd.Timedelta(hours=1)
    elsewhere = needle.assign(incident_no=len(late), x_m=238_050.0, began_at=again, opened_at=again)
    judged, _ = JudgeList(POLICY, n_weeks=4).run(_frames(incidents=pd.concat([late, elsewhere])))

    row = _row(judged, category_code="sharps", horizon_days=7, measure_code="held_20", method_code="list")
    assert pd.isna(row["ratio_to_plain"])
    assert row["verdict_code"] == "too_few"
    assert row["told_text"].endswith("Too little data to tell the two apart.")


def test_the_last_week_ends_with_the_last_day_that_a_311_feed_holds_in_full():
    covered = _covered(city311_legacy=LAST - timedelta(days=9), city311_new=LAST - timedelta(days=3))
    _, period = JudgeList(POLICY, n_weeks=4).run(_frames(covered=covered))

    assert period["last_date"].item() == pd.Timestamp(LAST - timedelta(days=3))


def test_one_category_can_be_asked_for_alone():
    judged, _ = JudgeList(POLICY, n_weeks=4, category_code="litter").run(_frames())

    assert judged["category_code"].unique().tolist() == ["litter"]


def test_without_an_outline_the_ground_is_worked_out_and_said_to_be():
    _, period = JudgeList(POLICY, n_weeks=4).run(_frames(areas=_areas()))

    assert period["area_how"].item() == "derived"
    assert 0 < period["area_km2"].item() < 20


def test_an_outline_in_two_parts_is_one_city():
    halves = _areas(shapely.box(230_000, 895_000, 235_000, 905_000), shapely.box(235_000, 895_000, 240_000, 905_000))

    assert JudgeList(POLICY, n_weeks=4).run(_frames(areas=halves))[1]["area_km2"].item() == 100


@pytest.mark.parametrize(
    "changed",
    [{"covered": _covered()}, {"incidents": _incidents().iloc[:0]}, {"incidents": _incidents(n_days=20)}],
    ids=["no feed", "no ticket", "too few days"],
)
def test_where_no_week_can_be_judged_the_tables_are_empty_and_keep_the_types_of_their_contracts(changed):
    judged, period = JudgeList(POLICY, n_weeks=4).run(_frames(**changed))
    full, _ = JudgeList(POLICY, n_weeks=4).run(_frames())

    assert judged.empty
    assert period["n_weeks"].item() == 0
    assert judged[full.columns.tolist()].dtypes.to_dict() == full.dtypes.to_dict()
    assert {column.name for column in published_table("track_record").columns} == set(judged.columns)
    assert {column.name for column in published_table("track_record_period").columns} == set(period.columns)

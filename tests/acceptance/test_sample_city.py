"""The made-up city through the product: what was planted is what the board shows."""

from __future__ import annotations

import json
from datetime import date

import duckdb
import pandas as pd
import pytest

from dashboard.huddle.actions import open_actions
from dashboard.huddle.book import fold_events
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import current_manifest, read_query
from pipelines.build import make_tables
from pipelines.settings import operations_url, project_paths
from tests.support.command_line import run_crt, run_quietly

# The sample is made of five builds: a minute of processor before the first sentence.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The sample, made and built once as `make run` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRT_DATA_DIR", str(tmp_path_factory.mktemp("city")))
        patch.delenv("CRT_OPERATIONS_URL", raising=False)
        assert run_quietly("sample") == 0
        assert run_quietly("build") == 0
        yield project_paths()


def table(paths, name):
    return read_query(paths.build_file(current_manifest(paths).build_id), name)


def truth(paths, code):
    told = json.loads((paths.sample_dir / "sample.json").read_text(encoding="utf-8"))
    return next(planted for planted in told["planted"] if planted["code"] == code)


def test_without_a_date_the_samples_last_morning_is_built_and_marked_as_sample(city):
    manifest = current_manifest(city)

    assert str(manifest.as_of_date) == "2026-10-15"
    assert manifest.is_sample


def test_the_new_cluster_is_on_the_list_and_was_not_the_morning_before(city):
    listed = table(city, "locations")
    place = listed[listed["name"].str.startswith(truth(city, "new_cluster")["place_name"])]

    assert place["n_incidents_7d"].tolist() == [truth(city, "new_cluster")["figures"]["n_incidents"]]
    assert place["first_listed_date"].astype(str).tolist() > ["2026-10-08"]


def test_the_new_cluster_passes_the_test_and_nothing_else_that_was_planted_does(city):
    planted = truth(city, "new_cluster")
    signals, lines = table(city, "signals"), table(city, "signal_lines")

    assert signals["category_code"].tolist() == ["sharps"]
    assert signals["place_name"].str.startswith(planted["place_name"]).all()
    assert signals["n_incidents"].tolist() == [planted["figures"]["n_incidents"]]
    assert lines["is_set"].all()
    assert (lines["n_alerts_replayed"] <= lines["alerts_a_year"]).all()


def test_the_chronic_places_are_hot_spots_all_the_while(city):
    patterns = table(city, "location_patterns").merge(table(city, "locations")[["location_id", "name"]])
    chronic = patterns.set_index("name").loc[["Lantern Square", "Saltworks Square"]]

    assert chronic["pattern_code"].tolist() == ["persistent", "persistent"]
    assert (chronic["n_hot_weeks"] >= 24).all()


def test_the_fading_place_cools_and_is_hot_no_more(city):
    patterns = table(city, "location_patterns").merge(table(city, "locations")[["location_id", "name"]])
    fading = patterns.set_index("name").loc["Kiln Common"]

    assert fading["pattern_code"] == "none"
    assert fading["last_gi_z"] < 0
    assert fading["trend_z"] < -3
    assert fading["told_text"] == "No pattern: not hot in any of 26 weeks, and standing out less and less."


def test_the_new_cluster_is_above_what_is_usual_there_and_the_fading_place_below(city):
    ranges = table(city, "location_ranges").merge(table(city, "locations")[["location_id", "name"]])
    together = ranges[ranges["category_code"] == "all"].set_index(["name", "window_days"])
    planted = truth(city, "new_cluster")

    assert together.loc[(planted["place_name"], 7), "standing"] == "above"
    assert together.loc[(planted["place_name"], 7), "n_incidents"] == planted["figures"]["n_incidents"]
    assert together.loc[("Kiln Common", 28), "standing"] == "below"
    # Nine in ten are to lie within; of forty numbers half a dozen may not.
    assert together["standing"].eq("within").mean() > 0.8


def test_the_counts_that_stand_with_a_range_are_those_of_the_list(city):
    listed = table(city, "locations").set_index("location_id")
    ranges = table(city, "location_ranges")
    together = ranges[ranges["category_code"] == "all"].set_index("location_id")

    for days, name in ((7, "n_incidents_7d"), (28, "n_incidents")):
        counts = together.loc[together["window_days"] == days, "n_incidents"]
        assert counts.sort_index().tolist() == listed[name].sort_index().tolist()


def test_every_corner_that_names_a_place_is_found_in_words(city, capsys):
    corners = [name for name in table(city, "locations")["name"] if " & " in name]
    answers = run_crt(capsys, "locate", *corners, "--json").json

    assert corners
    assert [answer["best"]["label"] for answer in answers] == corners


def test_the_chronic_places_lead_the_list(city):
    listed = table(city, "locations").sort_values("number")

    assert {"Lantern Square", "Saltworks Square"} <= set(listed["name"].head(3))
    assert (listed.set_index("name").loc[["Lantern Square", "Saltworks Square"], "chronic_share"] > 0.6).all()


def test_the_late_feed_is_told(city):
    feeds = table(city, "feeds").set_index("feed_code")

    assert feeds["status"].to_dict() == {
        "city311_legacy": "current", "city311_new": "late", "outreach": "current", "overnight": "current",
        "recovery_line": "current",
    }  # fmt: skip


def test_the_night_before_the_last_morning_has_figures_and_both_kinds_of_blank(city):
    conditions = table(city, "overnight_conditions").set_index("measure_code")

    assert conditions.loc["beds_css", "blank"] == "late"
    assert conditions.loc["weather_heat_index", "blank"] == "not_collected"
    assert conditions.loc["weather_low", "measured"] > 0
    assert conditions["blank"].eq("").sum() == len(conditions) - 2
    assert set(table(city, "overnight_counts")["blank"]) == {""}


def test_one_reporters_burst_of_forty_does_not_buy_a_place_near_the_top(city):
    burst = truth(city, "reporters_burst")
    listed = table(city, "locations")
    near = listed[(listed["lon"] - burst["lon"]).abs().lt(0.0009) & (listed["lat"] - burst["lat"]).abs().lt(0.0007)]

    assert burst["figures"]["n_tickets"] == 40
    assert near.empty or near["number"].min() > 5


def test_the_reporters_burst_is_told_as_one_that_one_reporter_could_have_sent(city):
    planted = truth(city, "reporters_burst")
    largest = table(city, "bursts").iloc[0]

    assert (largest["n_tickets"], largest["n_addresses"]) == (planted["figures"]["n_tickets"], 1)
    assert largest["channel_name"] == "Citizens Connect App"
    assert str(largest["first_at"].tz_convert("America/New_York").date()) == planted["from_date"]


def test_the_type_nobody_reviewed_shows_and_is_counted(city):
    planted = truth(city, "unreviewed_type")
    unmapped = table(city, "unmapped_types").set_index("type_name")["n_tickets"]

    assert unmapped[planted["figures"]["type_name"]] == planted["figures"]["n_tickets"]


def test_every_row_handed_in_is_accounted_for(city):
    files = table(city, "source_files")

    assert (files["rows_read"] == files["n_accepted"] + files["n_set_aside"] + files["n_superseded"]).all()
    # Three rows of the legacy export repeated, two contacts without a place, two platforms of a station.
    assert files["n_set_aside"].sum() == 3 + 2 + 2


def test_no_ticket_is_taken_for_gone_because_the_years_come_in_two_files(city):
    assert table(city, "feeds")["n_gone"].sum() == 0


def test_the_past_huddles_are_carried_over(city):
    store = OperationsStore(operations_url(city))
    book = fold_events(store.events())
    still_open = open_actions(book, on=current_manifest(city).as_of_date)

    assert store.verify().ok
    assert book.refused == ()
    assert len(still_open) == 6
    assert sum(action.is_overdue(current_manifest(city).as_of_date) for action in still_open) == 1
    assert {action.location_name for action in still_open if action.location_id} >= {"Lantern Square", "Ferry Landing"}


def result_at(paths, code):
    """Return what the build says of the one action at a planted place."""
    names = table(paths, "place_registry").set_index("location_id")["name"]
    results = table(paths, "action_results")
    (row,) = results[results["location_id"].map(names) == truth(paths, code)["place_name"]].index
    return results.loc[row]


def test_the_action_after_which_nothing_came_is_found_to_have_worked_and_has_not_come_back(city):
    told, planted = result_at(city, "action_worked"), truth(city, "action_worked")

    assert told["verdict_code"] == "fewer"
    assert told["n_after"] == planted["figures"]["n_tickets_after"] == 0
    assert 10 <= told["n_before"] <= planted["figures"]["n_tickets_before"]
    assert told["wdd_high"] < 0
    assert not told["is_back_30_days"]
    assert pd.isna(told["came_back_days"])


def test_the_action_after_which_it_went_round_the_corner_is_found_to_have_moved_it_and_to_have_come_back(city):
    told, planted = result_at(city, "action_moved"), truth(city, "action_moved")

    assert told["verdict_code"] == "moved_nearby"
    assert told["n_after"] <= planted["figures"]["n_tickets_after"] + 1
    assert told["n_ring_after"] > told["n_ring_expected_high"]
    assert told["wdd_low"] < 0 < told["wdd_high"]
    back = pd.Timestamp(told["closed_date"]) + pd.Timedelta(days=int(told["came_back_days"]))
    assert pd.Timestamp(planted["to_date"]) < back < pd.Timestamp("2026-10-15")
    assert told["is_back_90_days"]


def test_an_earlier_morning_knows_of_its_actions_only_what_was_recorded_by_then(city):
    before, on, after = (_actions_seen_on(city, day) for day in ("2026-07-13", "2026-07-16", "2026-07-17"))

    assert before.empty
    assert on["is_done"].tolist() == [False, False]
    assert after["is_done"].tolist() == [True, True]
    assert after["x_m"].notna().all()


def _actions_seen_on(paths, day):
    (seen,) = make_tables(paths, ["int_actions__seen"], as_of_date=date.fromisoformat(day), report=lambda _line: None)
    return seen


@pytest.mark.slow
def test_making_the_sample_again_doubles_nothing(city, capsys):
    n_events = len(OperationsStore(operations_url(city)).events())

    assert run_crt(capsys, "sample", "--json").json["n_events"] == 0
    assert len(OperationsStore(operations_url(city)).events()) == n_events
    files = run_crt(capsys, "status", "--json").json["files"]
    assert sum(file["accepted"] for file in files) == sum(file["accepted"] for file in files[: len(files) // 2])


def test_outreach_counts_are_whole_in_the_build_and_hidden_on_the_way_out(city):
    build_file = city.build_file(current_manifest(city).build_id)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        raw = connection.sql("select * from location_outreach").df()
    told = table(city, "released_outreach")

    assert set(raw["column_class"]) == {"outreach", "health"}
    assert raw["n_events"].notna().all()
    assert {"suppressed", "suppressed_complementary", "zero", ""} == set(told["blank"])
    assert told.loc[told["blank"].str.startswith("suppressed"), "n_events"].isna().all()


def test_the_planted_migration_is_found_to_the_day_and_no_other_topic_is_called_migrated(city):
    planted = truth(city, "topic_migration")
    topics = table(city, "topic_migrations")
    moved = topics[topics["status"].str.startswith("moved")]

    assert moved["topic_name"].tolist() == [planted["figures"]["new_topic"]]
    assert moved["status"].tolist() == ["moved"]
    assert moved["began_date"].astype(str).tolist() == [planted["from_date"]]
    assert moved["legacy_types"].tolist() == [planted["figures"]["legacy_type"]]
    assert set(topics["status"]) <= {"moved", "running_in_both", "running_in_new"}


def test_places_with_tickets_of_the_topic_that_moved_say_that_the_rise_comes_from_the_move(city):
    notes = table(city, "location_reasons")["reason_text"]
    (told,) = set(notes[notes.str.startswith("Note")])

    assert told == (
        "Note: Litter & Debris moved to the 2025 system in April 2026, the total did not change: "
        "the rise there comes from the move"
    )


def test_the_open_tickets_named_at_a_place_are_those_its_categories_count(city):
    file = city.build_file(current_manifest(city).build_id)
    ages = ["n_open_under_3d", "n_open_3d_to_14d", "n_open_14d_or_more"]
    named, counted = {}, {}
    for place in table(city, "locations")["location_id"]:
        tickets = read_query(file, "location_open_tickets", location_id=place)
        named[place] = int((~tickets["is_gone"]).sum())
        counted[place] = int(read_query(file, "location_categories", location_id=place)[ages].sum().sum())

    assert max(counted.values()) > 0
    assert named == counted


def test_the_open_tickets_of_each_place_by_age_add_up_to_its_open_tickets(city):
    ages = table(city, "location_open_ages").set_index("location_id").sum(axis="columns")
    n_open = table(city, "locations").set_index("location_id")["n_open_tickets"]

    assert n_open.max() > 0
    assert ages.to_dict() == n_open.to_dict()


def test_a_late_feed_is_late_and_none_of_its_streams_is_called_silent(city):
    feeds, streams = table(city, "feeds"), table(city, "streams")

    assert feeds.set_index("feed_code").loc["city311_new", "status"] == "late"
    assert set(streams["status"]) <= {"flowing", "too_few"}
    assert len(streams) > 20


def test_every_clock_of_the_sample_is_verified(city):
    files = table(city, "source_files")

    assert "assumed" not in set(files["clock_basis"])
    assert not files["is_clock_mixed"].any()
    assert (files["n_clock_against"] == 0).all()

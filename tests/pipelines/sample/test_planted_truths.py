"""The planted truths, counted again from the written files by other means than the generator's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.sample import PlantedTruth, SampleManifest, write_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleManifest:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def tickets(sample: SampleManifest) -> pd.DataFrame:
    """Tickets of both systems that have a place, with `opened_at` on the wall clock."""
    legacy = pd.concat([_read(path) for path in sample.files.legacy]).drop_duplicates()
    new_system = _read(sample.files.new_system)
    legacy = legacy[legacy["LATITUDE"] != "42.3594"]
    new_system = new_system[new_system["longitude"] != ""]
    both = [
        pd.DataFrame(
            {
                "system": "legacy",
                "type_name": legacy["TYPE"],
                "opened_at": pd.to_datetime(legacy["OPEN_DT"], format="%m/%d/%Y %I:%M:%S %p"),
                "lon": legacy["LONGITUDE"].astype(float),
                "lat": legacy["LATITUDE"].astype(float),
                "channel": legacy["Source"],
                "address": legacy["LOCATION_STREET_NAME"],
            }
        ),
        pd.DataFrame(
            {
                "system": "new",
                "type_name": new_system["case_topic"],
                "opened_at": pd.to_datetime(new_system["open_date"].str[:19]),
                "lon": new_system["longitude"].astype(float),
                "lat": new_system["latitude"].astype(float),
                "channel": new_system["report_source"],
                "address": new_system["street_number"] + " " + new_system["street_name"],
            }
        ),
    ]
    return pd.concat(both, ignore_index=True)


@pytest.fixture(scope="module")
def outreach(sample: SampleManifest) -> pd.DataFrame:
    return _read(sample.files.outreach)


def _read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _within(table: pd.DataFrame, truth: PlantedTruth, radius_m: float) -> pd.Series:
    east_m = (table["lon"] - truth.lon) * 82_463
    north_m = (table["lat"] - truth.lat) * 111_076
    return np.hypot(east_m, north_m) < radius_m


RANKED = (
    "Needle Pickup", "Empty Litter Basket", "Graffiti Removal", "Illegal Dumping", "Trash on Vacant Lot",
    "Overflowing or Un-kept Dumpster", "Illegal Graffiti", "Litter & Debris", "Park Litter & Debris",
    "Park Overflowing Trash Can", "Park Graffiti",
)  # fmt: skip


def test_nine_needle_incidents_stand_at_ropewalk_park_in_the_last_six_days(
    sample: SampleManifest, tickets: pd.DataFrame
):
    truth = sample.truth("new_cluster")
    there = tickets[_within(tickets, truth, 80) & (tickets["type_name"] == "Needle Pickup")]
    recent = there[there["opened_at"] >= "2026-10-09 06:00"].sort_values("opened_at")

    assert len(recent) == truth.figures["n_tickets"] == 12
    assert _count_incidents(recent) == truth.figures["n_incidents"] == 9
    assert len(there) - len(recent) == truth.figures["n_tickets_before"] == 6
    assert truth.place_name == "Ropewalk Park"


def test_the_new_cluster_is_smaller_on_the_morning_before(sample: SampleManifest, tickets: pd.DataFrame):
    there = tickets[_within(tickets, sample.truth("new_cluster"), 80) & (tickets["type_name"] == "Needle Pickup")]
    seen = there[(there["opened_at"] >= "2026-10-08 06:00") & (there["opened_at"] < "2026-10-14 06:00")]

    assert _count_incidents(seen.sort_values("opened_at")) == 5


def test_nothing_else_that_is_ranked_falls_at_the_new_cluster_s_park(sample: SampleManifest, tickets: pd.DataFrame):
    there = tickets[_within(tickets, sample.truth("new_cluster"), 135) & tickets["type_name"].isin(RANKED)]

    assert set(there["type_name"]) == {"Needle Pickup"}


def test_kiln_common_was_heavy_until_july_and_has_been_quiet_since(sample: SampleManifest, tickets: pd.DataFrame):
    truth = sample.truth("fading_place")
    there = tickets[_within(tickets, truth, 135) & tickets["type_name"].isin(RANKED)]

    assert len(there) == truth.figures["n_tickets"] == 230
    assert there["opened_at"].max() == pd.Timestamp("2026-07-15 17:20")
    assert truth.to_date == "2026-07-15"
    assert there["opened_at"].dt.to_period("M").nunique() == 11


def test_the_2025_system_is_three_days_late_and_the_legacy_feed_is_not(sample: SampleManifest, tickets: pd.DataFrame):
    newest = tickets.groupby("system")["opened_at"].max()
    behind_h = (pd.Timestamp("2026-10-15 06:00") - newest).dt.total_seconds() / 3600

    assert behind_h["new"] == pytest.approx(sample.truth("late_feed").figures["newest_opened_behind_h"], abs=0.1)
    assert 72 < behind_h["new"] < 73
    assert behind_h["legacy"] < 4


def test_litter_moves_to_the_2025_system_in_spring_and_is_no_rise(sample: SampleManifest, tickets: pd.DataFrame):
    truth = sample.truth("topic_migration")
    old = tickets[tickets["type_name"] == truth.figures["legacy_type"]]
    new = tickets[tickets["type_name"] == truth.figures["new_topic"]]

    assert new["opened_at"].min() >= pd.Timestamp("2026-04-13")
    assert (old["opened_at"] >= "2026-05-01").sum() < 0.08 * (new["opened_at"] >= "2026-05-01").sum()
    litter = pd.concat([old, new])
    before = litter["opened_at"].between("2026-03-16", "2026-04-13").sum()
    after = litter["opened_at"].between("2026-04-13", "2026-05-11").sum()
    assert 0.7 < after / before < 1.5


def test_ferry_landing_has_many_contacts_and_nobody_arrives(sample: SampleManifest, outreach: pd.DataFrame):
    truth = sample.truth("no_arrivals")
    placed = outreach[outreach["lon"] != ""].astype({"lon": float, "lat": float})
    there = placed[_within(placed, truth, 120)]
    elsewhere = placed[~_within(placed, truth, 200)]
    by_name = outreach[outreach["place_text"] == "Ferry Landing"]

    assert truth.figures["n_contacts"] > 1_000
    assert len(by_name) > 1_000
    for table in (there, by_name):
        assert (table["referral_outcome"] == "not_attained").sum() > 100
        assert (table["referral_outcome"] == "attained").sum() == truth.figures["n_referrals_attained"] == 0
    assert (elsewhere["referral_outcome"] == "attained").sum() > 200


def test_one_address_sends_forty_graffiti_tickets_in_two_days(sample: SampleManifest, tickets: pd.DataFrame):
    truth = sample.truth("reporters_burst")
    burst = tickets[(tickets["address"] == truth.place_name) & (tickets["type_name"] == "Graffiti Removal")]

    assert len(burst) == truth.figures["n_tickets"] == 40
    assert burst[["lon", "lat"]].drop_duplicates().shape == (1, 2)
    assert burst["opened_at"].max() - burst["opened_at"].min() < pd.Timedelta(days=2)
    assert set(burst["channel"]) == {"Citizens Connect App"}


@pytest.mark.parametrize("code", ["chronic_lantern", "chronic_saltworks", "chronic_ferry"])
def test_chronic_places_are_heavy_in_every_season(sample: SampleManifest, tickets: pd.DataFrame, code: str):
    truth = sample.truth(code)
    there = tickets[_within(tickets, truth, 100) & tickets["type_name"].isin(RANKED)]

    assert len(there) == pytest.approx(truth.figures["n_tickets"], rel=0.05)
    assert there["opened_at"].dt.to_period("W").value_counts().min() >= 1
    assert there["opened_at"].dt.to_period("W").nunique() >= 56


def test_the_unreviewed_topic_is_there_as_often_as_the_manifest_says(sample: SampleManifest, tickets: pd.DataFrame):
    truth = sample.truth("unreviewed_type")

    assert (tickets["type_name"] == truth.figures["type_name"]).sum() == truth.figures["n_tickets"] == 12


def test_planted_figures_do_not_change_with_the_size_of_the_sample(tmp_path):
    large = write_sample(tmp_path, n_tickets=60_000)

    assert large.truth("new_cluster").figures["n_tickets"] == 12
    assert large.truth("new_cluster").figures["n_tickets_before"] == 6
    assert large.truth("reporters_burst").figures["n_tickets"] == 40
    assert large.truth("fading_place").figures["n_tickets"] == round(230 * 60 / 26)
    assert large.truth("fading_place").figures["n_tickets_after"] == 0


def _count_incidents(needles: pd.DataFrame) -> int:
    """Merge tickets at most 25 m and 24 h from an incident's first ticket, as the policy table defines an incident."""
    firsts: list[tuple[pd.Timestamp, float, float]] = []
    for row in needles.itertuples():
        if not any(
            row.opened_at - opened <= pd.Timedelta(hours=24)
            and np.hypot((row.lon - lon) * 82_463, (row.lat - lat) * 111_076) <= 25
            for opened, lon, lat in firsts
        ):
            firsts.append((row.opened_at, row.lon, row.lat))
    return len(firsts)

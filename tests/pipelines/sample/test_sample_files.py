from __future__ import annotations

import gzip
import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipelines.readers.outreach_words import ALLOWED_WORDS
from pipelines.readers.source_file import read_file
from pipelines.sample import SampleManifest, write_sample
from pipelines.settings import load_reference, project_paths

if TYPE_CHECKING:
    from pathlib import Path

LEGACY_HEADER = (
    "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CLOSURE_REASON,CASE_TITLE,SUBJECT,REASON,TYPE,"
    "QUEUE,Department,SubmittedPhoto,ClosedPhoto,Location,fire_district,pwd_district,city_council_district,"
    "police_district,neighborhood,neighborhood_services_district,ward,precinct,land_usage,LOCATION_STREET_NAME,"
    "LOCATION_ZIPCODE,Property_Type,Property_ID,LATITUDE,LONGITUDE,Source,Geocoded_Location"
)
NEW_HEADER = (
    "case_id,open_date,case_topic,service_name,assigned_department,assigned_team,case_status,closure_reason,"
    "closure_comments,close_date,target_close_date,on_time,report_source,full_address,street_number,street_name,zip_code,"
    "neighborhood,public_works_district,city_council_district,fire_district,police_district,ward,precinct,"
    "submitted_photo,closed_photo,longitude,latitude"
)
REFERENCE = project_paths().reference_dir


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleManifest:
    return write_sample(tmp_path_factory.mktemp("sample"))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def legacy(sample: SampleManifest) -> pd.DataFrame:
    return pd.concat([_read(path) for path in sample.files.legacy], ignore_index=True).drop_duplicates()


@pytest.fixture(scope="module")
def new_system(sample: SampleManifest) -> pd.DataFrame:
    return _read(sample.files.new_system)


@pytest.fixture(scope="module")
def outreach(sample: SampleManifest) -> pd.DataFrame:
    return _read(sample.files.outreach)


def _first_line(path: Path) -> str:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return lines.readline()


def test_two_runs_write_the_same_bytes(tmp_path: Path):
    first = write_sample(tmp_path / "first", n_tickets=4_000)
    write_sample(tmp_path / "second", n_tickets=4_000)

    for path in (*first.files.tickets, first.files.outreach, first.files.huddles, first.files.manifest):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name


def test_another_seed_makes_another_city(tmp_path: Path):
    first = write_sample(tmp_path / "first", n_tickets=2_000)
    other = write_sample(tmp_path / "other", n_tickets=2_000, seed=1)

    assert first.files.new_system.read_bytes() != other.files.new_system.read_bytes()


def test_a_sample_too_small_for_its_planted_truths_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="at least 2000 tickets"):
        write_sample(tmp_path, n_tickets=1_999)


def test_headers_are_exactly_those_of_the_two_systems(sample: SampleManifest):
    assert [_first_line(path) for path in sample.files.legacy] == [LEGACY_HEADER + "\n"] * 2
    assert _first_line(sample.files.new_system) == NEW_HEADER + "\n"


def test_the_manifest_counts_what_stands_in_the_files(
    sample: SampleManifest, legacy: pd.DataFrame, new_system: pd.DataFrame, outreach: pd.DataFrame
):
    assert sample.n_tickets == 26_000
    assert len(legacy) == sample.n_tickets_legacy == legacy["CASE_ENQUIRY_ID"].nunique()
    assert len(new_system) == sample.n_tickets_new_system == new_system["case_id"].nunique()
    assert len(outreach) == sample.n_contacts
    rows_2026 = _read(sample.files.legacy[1])
    assert rows_2026.duplicated().sum() == sample.n_repeated_rows


def test_each_legacy_file_holds_the_tickets_opened_in_its_year(sample: SampleManifest):
    years = [set(_read(path)["OPEN_DT"].str[6:10]) for path in sample.files.legacy]

    assert years == [{"2025"}, {"2026"}]


def test_cells_have_the_city_s_own_forms(legacy: pd.DataFrame, new_system: pd.DataFrame):
    forms = {
        "CASE_ENQUIRY_ID": r"1019\d{8}",
        "OPEN_DT": r"\d\d/\d\d/202[56] \d\d:\d\d:\d\d [AP]M",
        "CLOSED_DT": r"|\d\d/\d\d/202[56] \d\d:\d\d:\d\d [AP]M",
        "LOCATION_ZIPCODE": r"|999\d\.0",
        "Location": r"|(INTERSECTION of .+ & .+|[\d-]+ .+)  Port Lantern  MA(  0999\d)?",
        "Geocoded_Location": r"\((0|\d+\.\d+), (0|-\d+\.\d+)\)",
        "police_district": r" ?|[A-D]-?\d",
        "ward": r" ?|(Ward )?\d{1,2}",
    }
    for column, form in forms.items():
        assert legacy[column].str.fullmatch(form).all(), column
    assert new_system["case_id"].str.fullmatch(r"BCS-9\d{7}").all()
    assert new_system["open_date"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?\+00").all()
    assert new_system["close_date"].str.fullmatch(r"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00").all()
    assert new_system["full_address"].str.fullmatch(r"|.+ &(amp;)? .+|[\d-]+ .+, Port Lantern, MA 0999\d").all()


def test_the_traps_of_the_real_files_are_in_the_sample(legacy: pd.DataFrame, new_system: pd.DataFrame):
    is_sentinel = (legacy["LATITUDE"] == "42.3594") & (legacy["LONGITUDE"] == "-71.0587")

    assert 0.12 < is_sentinel.mean() < 0.17
    assert (legacy.loc[is_sentinel, "Location"] != "").sum() > 500
    assert (legacy.loc[is_sentinel, "Location"] == "").sum() > 500
    assert {"", " "} <= set(legacy["police_district"])
    assert {"D4", "D-4"} <= set(legacy["police_district"])
    assert (new_system["longitude"] == "").any()
    assert new_system["full_address"].str.contains("&amp;").any()


def test_every_coordinate_lies_in_the_box_and_off_the_real_city(
    legacy: pd.DataFrame, new_system: pd.DataFrame, outreach: pd.DataFrame
):
    placed = legacy[legacy["LATITUDE"] != "42.3594"]
    for lons, lats in (
        (placed["LONGITUDE"], placed["LATITUDE"]),
        (new_system["longitude"], new_system["latitude"]),
        (outreach["lon"], outreach["lat"]),
    ):
        lon, lat = lons[lons != ""].astype(float), lats[lats != ""].astype(float)
        assert lon.between(-70.98, -70.93).all()
        assert lat.between(42.28, 42.32).all()


def test_coordinates_repeat_heavily_because_they_are_snapped_to_addresses(legacy: pd.DataFrame):
    placed = legacy[legacy["LATITUDE"] != "42.3594"]

    assert len(placed[["LONGITUDE", "LATITUDE"]].drop_duplicates()) < 0.35 * len(placed)


def test_nothing_is_stamped_after_the_last_morning(
    sample: SampleManifest, legacy: pd.DataFrame, new_system: pd.DataFrame, outreach: pd.DataFrame
):
    morning = datetime(2026, 10, 15, 6)
    assert sample.last_morning == date(2026, 10, 15)
    for column in ("OPEN_DT", "CLOSED_DT"):
        stamps = pd.to_datetime(legacy.loc[legacy[column] != "", column], format="%m/%d/%Y %I:%M:%S %p")
        assert stamps.max() < morning
        assert (morning - stamps.max()).total_seconds() < 4 * 3600
    assert new_system["close_date"].max() < "2026-10-12 06:00"
    assert "2026-10-14 18:00" < outreach["contact_at"].max() < "2026-10-15 06:00"


def test_no_stamp_stands_in_the_hour_that_does_not_exist(
    legacy: pd.DataFrame, new_system: pd.DataFrame, outreach: pd.DataFrame
):
    for column in ("OPEN_DT", "CLOSED_DT"):
        assert not legacy[column].str.match(r"03/08/2026 02:.. ?.*AM").any()
    for stamps in (new_system["open_date"], new_system["close_date"], outreach["contact_at"]):
        assert not stamps.str.startswith("2026-03-08 02").any()


def test_tickets_of_the_ranked_categories_come_at_the_rate_of_a_small_city(
    legacy: pd.DataFrame, new_system: pd.DataFrame
):
    categories = load_reference(REFERENCE, "categories")
    ranked = set(categories.loc[categories["is_ranked"] == "1", "category_code"])
    types = load_reference(REFERENCE, "ticket_types")
    known = set(types.loc[types["category_code"].isin(ranked), "type_name"])
    n_ranked = legacy["TYPE"].isin(known).sum() + new_system["case_topic"].isin(known).sum()

    assert 25 <= n_ranked / 395 <= 35
    needles = legacy[legacy["TYPE"] == "Needle Pickup"]
    assert 0.4 < (needles["Source"] == "Employee Generated").mean() < 0.6


def test_every_type_is_one_that_somebody_reviewed_except_the_planted_one(
    legacy: pd.DataFrame, new_system: pd.DataFrame
):
    types = load_reference(REFERENCE, "ticket_types")
    known = set(zip(types["system_code"], types["type_name"], strict=True))
    used = {("legacy", name) for name in legacy["TYPE"]} | {("new", name) for name in new_system["case_topic"]}
    channels = load_reference(REFERENCE, "channels")
    known_channels = set(zip(channels["system_code"], channels["channel_name"], strict=True))

    assert used - known == {("new", "Bench Repair")}
    assert {("legacy", name) for name in legacy["Source"]} <= known_channels
    assert {("new", name) for name in new_system["report_source"]} <= known_channels


def test_every_word_of_the_outreach_log_is_one_the_log_allows(outreach: pd.DataFrame):
    for column, words in ALLOWED_WORDS.items():
        assert set(outreach[column]) <= {*words, ""}, column
    assert set(outreach["lead"]) == {"outreach", "clinician", "police"}


def test_answers_of_the_outreach_log_fit_together(outreach: pd.DataFrame):
    offers = outreach[["shelter_offer", "treatment_offer", "transport_offer", "storage_offer"]]
    declined = (offers == "declined").any(axis=1)

    assert ((outreach["decline_reason"] != "") == declined).all()
    assert ((outreach["referral_to"] != "") == (outreach["referral_outcome"] != "")).all()
    assert ((outreach["co_response_outcome"] != "") == (outreach["lead"] != "outreach")).all()


def test_the_readers_take_every_row_but_those_planted_to_be_set_aside(sample: SampleManifest):
    set_aside = {}
    for path in (*sample.files.tickets, sample.files.outreach):
        (result,) = read_file(path.name, path.read_bytes())
        assert result.messages == (), path.name
        set_aside[path.name] = result.set_aside.column("reason_code").to_pylist()

    assert set_aside == {
        "legacy_2025.csv.gz": [],
        "legacy_2026.csv.gz": ["duplicate"] * 3,
        "new_system.csv.gz": [],
        "outreach_log.csv": ["no_place"] * 2,
    }


def test_the_readers_find_the_clock_of_each_file_from_its_own_evidence(sample: SampleManifest):
    for path in sample.files.tickets:
        (result,) = read_file(path.name, path.read_bytes())
        assert result.clock.regime == "eastern_local"
        assert not result.clock.evidence.startswith("Assumed"), path.name


def test_no_cell_holds_an_address_of_mail_or_a_telephone_number(
    sample: SampleManifest, legacy: pd.DataFrame, new_system: pd.DataFrame
):
    texts = (legacy["CLOSURE_REASON"], legacy["CASE_TITLE"], new_system["closure_comments"])
    pattern = re.compile(r"@|\b\d{3}[ .-]\d{3}[ .-]\d{4}\b|\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z]")

    for column in texts:
        assert not column.str.contains(pattern).any()
    assert not pattern.search(sample.files.huddles.read_text(encoding="utf-8"))


def test_the_manifest_beside_the_files_says_the_same(sample: SampleManifest):
    written = json.loads(sample.files.manifest.read_text(encoding="utf-8"))

    assert written["last_morning"] == "2026-10-15"
    assert written["files"]["legacy"] == ["legacy_2025.csv.gz", "legacy_2026.csv.gz"]
    assert [truth["code"] for truth in written["planted"]] == [truth.code for truth in sample.planted]

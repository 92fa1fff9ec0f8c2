from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pipelines.readers.outreach_words import DECLINE_REASONS
from pipelines.settings import load_reference, project_paths
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from tests.support.published_build import State
    from tests.support.standing_builds import OwnRecord


def read(
    own_record: OwnRecord, *, role_code: str | None = None, agency_code: str | None = None, state: State = "full"
) -> str:
    own_record(state)
    text = text_of(open_page("gaps", role_code=role_code, agency_code=agency_code))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_daily_list_tells_free_beds_with_its_time_and_source_and_what_is_late(own_record: OwnRecord) -> None:
    text = read(own_record)

    assert "Emergency shelter 14" in text
    assert "Town list" in text
    assert "Late: CSS" in text
    assert "wind chill" not in text.lower()


def test_what_was_asked_for_and_not_there_is_told_by_part_of_the_day(own_record: OwnRecord) -> None:
    text = read(own_record)

    assert "Asked for and not available, by the hour of the contact, last 28 days" in text
    assert re.search(r"Shelter 0 0 (\d+|hidden|fewer than 5) (\d+|hidden|fewer than 5) 0 0 \d+", text)


def test_reasons_for_declining_stand_in_the_reviewed_order_with_those_never_said(own_record: OwnRecord) -> None:
    text = read(own_record)

    assert "Said not today, without more 25 Could not bring a pet 12 Would have to leave or lose belongings 14" in text
    assert "No reason written down 16 Declined, in all 67" in text
    assert "Never said: would have to part from a partner" in text


@pytest.mark.parametrize("role_code", ["district", "council"])
def test_who_may_not_see_health_figures_reads_no_reason(own_record: OwnRecord, role_code: str) -> None:
    text = read(own_record, role_code=role_code)

    assert "Could not bring a pet" not in text
    assert "Emergency shelter 14" in text


@pytest.mark.parametrize(("role_code", "agency_code"), [("district", None), ("leadership", "police")])
def test_a_district_officer_and_whoever_speaks_for_the_police_read_of_beds_alone(
    own_record: OwnRecord, role_code: str, agency_code: str | None
) -> None:
    text = read(own_record, role_code=role_code, agency_code=agency_code)

    assert text.count("Outreach figures are not shown to this role.") == 2
    assert "by the hour of the contact" not in text


def test_a_late_log_tells_no_figure(own_record: OwnRecord) -> None:
    text = read(own_record, state="stale")

    assert text.count("▲ Outreach: late.") == 2
    assert "Declined, in all" not in text


def test_every_reason_of_the_log_has_its_row_in_the_reviewed_table() -> None:
    table = load_reference(project_paths().reference_dir, "decline_reasons")

    assert set(table["reason_code"]) - {"all", "not_written_down"} == set(DECLINE_REASONS)


def test_the_parts_of_the_day_hold_every_hour_once() -> None:
    parts = load_reference(project_paths().reference_dir, "day_parts").astype({"begins_hour": int, "ends_hour": int})

    hours = [hour for part in parts.itertuples() for hour in range(part.begins_hour, part.ends_hour)]
    assert hours == list(range(24))

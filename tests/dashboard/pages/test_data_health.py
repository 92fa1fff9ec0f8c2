from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.support import published_build
from tests.support.published_build import write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.standing_builds import OwnRecord


@pytest.mark.parametrize(("role_code", "is_told"), [("recovery", True), ("district", False), ("council", False)])
def test_a_log_of_calls_tells_its_newest_stamp_to_who_sees_health_figures_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, role_code: str, is_told: bool
) -> None:
    calls = {**published_build._source_files()[2], "feed_code": "recovery_line"}
    monkeypatch.setattr(published_build, "_source_files", lambda: [calls])
    write_published_build(data_dir, build_id="calls-alone")

    text = text_of(open_page("data_health", role_code=role_code))

    assert ('data-label="Newest record">not shown<' in text) is not is_told
    assert "30,000" not in text.partition("Files")[2].partition("Layers of the city")[0]


@pytest.fixture
def full(own_record: OwnRecord) -> str:
    own_record("full")
    return text_of(open_page("data_health"))


def test_each_file_is_shown_to_add_up(full: str) -> None:
    assert full.count("✓ yes") == 3
    assert 'data-label="Rows read" class="crt-right">30,010<' in full
    assert 'data-label="+ set aside" class="crt-right">6<' in full
    assert 'data-label="+ superseded" class="crt-right">4<' in full


def test_of_an_export_of_hmis_no_count_of_rows_is_told(data_dir: Path) -> None:
    """Its rows are contacts and stays: a row set aside as deleted is one too, and so is the line it stands on."""
    paths = write_published_build(data_dir, build_id="hmis")
    with duckdb.connect(str(paths.build_file("hmis"))) as connection:
        connection.execute("update source_files set feed_code = 'hmis', path = 'oct.zip' where receipt_no = 1")
    text = text_of(open_page("data_health"))

    row = text[text.index("oct.zip") :].split("</tr>")[0]
    assert "990" not in row
    files = text[text.index("Newest file first") :]
    row = files[files.index("oct.zip") :].split("</tr>")[0]
    assert row.count("not shown") == 4
    assert "30,0" not in row
    aside = text[text.index("Rows set aside are kept") :]
    row = aside[aside.index("oct.zip") :].split("</tr>")[0]
    assert row.count("not shown") == 2
    assert "4411" not in row


def test_rows_set_aside_name_their_reason_lines_and_next_step(full: str) -> None:
    assert "A quotation mark opens in the row and never closes" in full
    assert "77, 5120" in full
    assert "close the quotation mark in the line named" in full


def test_the_clock_regime_comes_with_its_evidence(full: str) -> None:
    assert "Eastern local time" in full
    assert "closing remarks repeat the closing time to the second" in full


def test_a_type_that_no_table_knows_is_counted_and_shown_as_text(full: str) -> None:
    assert "Brand-new &lt;i&gt;type&lt;/i&gt;" in full


def test_failed_checks_come_with_their_next_step_and_the_passed_are_counted(full: str) -> None:
    assert "▲ 1 failed, 6 passed" in full
    assert "tell the 311 data desk when it grows" in full


def test_a_late_feed_says_what_to_do(own_record: OwnRecord) -> None:
    own_record("stale")

    text = text_of(open_page("data_health"))

    # Three feeds, and the layer of schools.
    assert text.count("▲ late") == 3 + 1
    assert "Ask for yesterday&#x27;s City 311 (legacy system)" in text


def test_an_empty_warehouse_says_what_to_ingest(own_record: OwnRecord) -> None:
    own_record("empty")

    text = text_of(open_page("data_health"))

    assert "crt ingest 311 FILE" in text
    # Three feeds, and every layer.
    assert text.count("○ not collected") == 3 + 6


def test_tickets_without_a_place_are_counted_by_reason(full: str) -> None:
    assert "the coordinate a system writes when it has none" in full
    assert ">1,234<" in full


def test_the_first_line_says_what_matters_today(full: str) -> None:
    (line,) = [part for part in full.splitlines() if "<b>Today:</b>" in part]

    assert "▲ Needles, City 311 (legacy system): silent since 11 May 2024: usually 41 a day, none for 3 days" in line
    assert "Clocks: 1 file with rows of more than one clock; 1 file whose clock is not verified" in line
    assert "◆ Moved to the 2025 system: Litter &amp; &lt;b&gt;Debris&lt;/b&gt; (Fri 15 Mar)" in line


def test_the_first_line_calls_no_feed_current_that_never_came(own_record: OwnRecord) -> None:
    own_record("empty")

    (line,) = [part for part in text_of(open_page("data_health")).splitlines() if "<b>Today:</b>" in part]

    assert "○ 3 feeds not collected" in line
    assert "every feed is current" not in line


def test_a_topic_that_moved_shows_the_total_before_and_after_with_its_expected_range(full: str) -> None:
    assert "◆ moved, total unchanged" in full
    assert 'data-label="A week before" class="crt-right">49<' in full
    assert 'data-label="A week after" class="crt-right">46<' in full
    assert 'data-label="Expected after" class="crt-right">33 to 65<' in full


def test_a_topic_that_always_ran_is_folded_away(full: str) -> None:
    assert "1 other topic without a beginning to tell" in full
    assert "Running in both systems" in full


def test_a_silent_stream_stands_before_those_that_flow(full: str) -> None:
    assert "▲ silent" in full
    assert "The other 1 stream" in full
    assert full.index("▲ silent") < full.index("● flowing")


def test_clocks_that_are_mixed_or_not_verified_are_said_with_the_rows_for_and_against(full: str) -> None:
    assert "▲ mixed" in full
    assert "○ not verified" in full
    assert 'data-label="Rows for" class="crt-right">990 (99.0 %)<' in full


def test_one_type_without_a_category_is_said_in_english(full: str) -> None:
    assert "1 type has no category yet" in full


def test_an_empty_warehouse_says_that_nothing_is_watched(own_record: OwnRecord) -> None:
    own_record("empty")

    text = text_of(open_page("data_health"))

    assert "No topic began in the 2025 system on the days held." in text
    assert "No stream is watched: that needs four weeks of an expected 311 feed." in text
    assert "there is no clock to judge" in text


def test_a_layer_that_is_old_or_was_not_handed_in_says_what_to_do(full: str) -> None:
    assert "▲ late" in full
    assert "crt ingest layer schools FILE, then crt build" in full
    assert "crt ingest layer disposal_boxes FILE, then crt build" in full
    assert "crt ingest layer parks FILE" not in full


def test_tickets_put_back_by_their_address_are_told_with_their_share(full: str) -> None:
    assert "<b>766</b> of 2,000 tickets without a coordinate of their own (38 %)" in full
    assert 'data-label="At a known address" class="crt-right">500<' in full


def test_the_readings_of_closing_texts_add_up_to_the_needle_tickets_and_say_what_is_not_known(full: str) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", full))

    assert "Says how many were collected 20 77 Says none was found 9 0 Says nothing of sharps 5 unknown" in text
    assert "Still open 6 unknown All 40 77" in text

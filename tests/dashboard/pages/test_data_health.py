from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.published_build import write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def full(data_dir: Path) -> str:
    write_published_build(data_dir)
    return text_of(open_page("data_health"))


def test_each_file_is_shown_to_add_up(full: str) -> None:
    assert full.count("✓ yes") == 3
    assert 'data-label="Rows read" class="crt-right">30,010<' in full
    assert 'data-label="+ set aside" class="crt-right">6<' in full
    assert 'data-label="+ superseded" class="crt-right">4<' in full


def test_rows_set_aside_name_their_reason_lines_and_next_step(full: str) -> None:
    assert "A quotation mark opens in the row and never closes" in full
    assert "77, 5120" in full
    assert "close the quotation mark in the line named" in full


def test_the_clock_regime_comes_with_its_evidence(full: str) -> None:
    assert "eastern local" in full
    assert "closing remarks repeat the closing time to the second" in full


def test_a_type_that_no_table_knows_is_counted_and_shown_as_text(full: str) -> None:
    assert "Brand-new &lt;i&gt;type&lt;/i&gt;" in full


def test_failed_checks_come_with_their_next_step_and_the_passed_are_counted(full: str) -> None:
    assert "▲ 1 failed, 6 passed" in full
    assert "tell the 311 data desk when it grows" in full


def test_a_late_feed_says_what_to_do(data_dir: Path) -> None:
    write_published_build(data_dir, state="stale")

    text = text_of(open_page("data_health"))

    assert text.count("▲ late") == 3
    assert "Ask for yesterday&#x27;s City 311 (legacy system)" in text


def test_an_empty_warehouse_says_what_to_ingest(data_dir: Path) -> None:
    write_published_build(data_dir, state="empty")

    text = text_of(open_page("data_health"))

    assert "crt ingest 311 FILE" in text
    assert text.count("○ not collected") == 3


def test_tickets_without_a_place_are_counted_by_reason(full: str) -> None:
    assert "the coordinate a system writes when it has none" in full
    assert ">1,234<" in full

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dashboard.components.recovery_line import answer_words, minutes_words
from tests.support import published_build, published_calls
from tests.support.published_build import AS_OF_DATE, write_past_build, write_published_build
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.published_build import State
    from tests.support.standing_builds import OwnRecord

PAGE = "recovery_line"
FIGURES = ("340", "linked yet", "Recovery navigator", "city was full", "hand-off")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def read(
    own_record: OwnRecord, *, role_code: str | None = None, agency_code: str | None = None, state: State = "full"
) -> str:
    own_record(state)
    return plain(text_of(open_page(PAGE, role_code=role_code, agency_code=agency_code)))


def test_the_first_line_says_whether_every_caller_was_linked_and_how_many_wait(own_record: OwnRecord) -> None:
    text = read(own_record)

    assert text.index("call 911") < text.index("Every caller linked?")
    assert "No: 340 of 400 calls of the last 28 days were linked, 85 %; 60 were not." in text
    assert "Not linked yet: 44" in text
    assert "Linked, of calls of the last 24 hours: 21" in text
    assert "Under 1 hour fewer than 11 1 to 4 hours 0 4 to 24 hours fewer than 11 1 to 3 days" in text


def test_times_full_days_and_where_links_went_stand_each_in_a_table(own_record: OwnRecord) -> None:
    text = read(own_record)

    assert "Half of those linked were linked within 38 minutes" in text
    assert "Nine in ten of those linked were linked within 15 h 24 min" in text
    assert "Acute treatment (ATS) 250 120 130" in text
    assert "Residential recovery (RRS) 50 fewer than 11 hidden" in text
    assert "Recovery navigator 200" in text
    assert "A service outside Boston 30" in text
    assert "311 by telephone 300" in text


ROLES = ["recovery", *(pytest.param(code, marks=pytest.mark.slow) for code in ("leadership", "chair", "outreach"))]


@pytest.mark.parametrize("role_code", ROLES)
def test_roles_that_see_health_figures_read_the_same_page(own_record: OwnRecord, role_code: str) -> None:
    assert "No: 340 of 400 calls" in read(own_record, role_code=role_code)


@pytest.mark.parametrize("role_code", ["district", "council"])
def test_who_sees_no_health_figure_reads_of_911_and_nothing_of_calls(own_record: OwnRecord, role_code: str) -> None:
    text = read(own_record, role_code=role_code)

    assert "call 911" in text
    assert "does not open the page" in text
    assert [word for word in FIGURES if word in text] == []


@pytest.mark.parametrize("role_code", ["district", pytest.param("council", marks=pytest.mark.slow)])
def test_who_sees_no_health_figure_cannot_tell_whether_there_is_a_log(own_record: OwnRecord, role_code: str) -> None:
    there = read(own_record, role_code=role_code)
    own_record("empty")

    without = plain(text_of(open_page(PAGE, role_code=role_code)))

    assert there.partition("Every caller linked?")[2] == without.partition("Every caller linked?")[2]


@pytest.mark.parametrize("agency_code", ["police", pytest.param("transit_police", marks=pytest.mark.slow)])
def test_a_police_agencys_screen_reads_nothing_of_calls_whatever_its_role(
    own_record: OwnRecord, agency_code: str
) -> None:
    text = read(own_record, role_code="leadership", agency_code=agency_code)

    assert "not shown on this screen" in text
    assert [word for word in FIGURES if word in text] == []


def test_another_agencys_screen_reads_them(own_record: OwnRecord) -> None:
    assert "No: 340 of 400 calls" in read(own_record, role_code="leadership", agency_code="recovery_services")


def test_a_log_that_never_came_is_not_collected_and_no_zero(own_record: OwnRecord) -> None:
    text = read(own_record, state="empty")

    assert "○ Recovery line: not collected." in text
    assert "No call asked for a link" not in text


def test_a_late_log_tells_no_figure(own_record: OwnRecord) -> None:
    text = read(own_record, state="stale")

    assert "▲ Recovery line: late." in text
    assert [word for word in FIGURES if word in text] == []


def test_a_build_that_knew_no_log_says_so(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = tuple(table for table in published_build.PUBLISHED if not table.name.startswith("recovery_line"))
    monkeypatch.setattr(published_build, "PUBLISHED", earlier)
    write_published_build(data_dir, build_id="knew-no-calls")

    assert "made before there was a log of calls" in plain(text_of(open_page(PAGE)))


def test_between_two_periods_the_line_is_told_as_it_was_and_who_waits_is_told_anew(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = AS_OF_DATE.replace(day=6)
    paths = write_published_build(data_dir, build_id="today-calls", finely_told_on=began)
    monkeypatch.setitem(published_calls.CALLS, "not_yet", 40)
    monkeypatch.setitem(published_calls.CALLS, "ended", 20)
    monkeypatch.setitem(published_calls.CALLS, "3d_or_more", 20)
    write_past_build(paths, as_of_date=began, build_id="began-calls")

    text = plain(text_of(open_page(PAGE)))

    assert "Waiting for a link this morning: 44 , of calls of the last 28 days." in text
    assert "Told once in 28 days: as on Mon 6 May, and anew from Mon 3 Jun on." in text
    assert "No: 340 of 400 calls of the 28 days to Mon 6 May were linked, 85 %; 60 were not." in text
    assert "Not linked yet: 40" in text
    assert "As the log stood at Mon 6 May" in text


@pytest.mark.slow
def test_a_past_morning_is_read_from_its_own_build(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write_published_build(data_dir)
    past = AS_OF_DATE.replace(day=AS_OF_DATE.day - 1)
    monkeypatch.setitem(published_calls.CALLS, "linked_1d", 33)
    monkeypatch.setitem(published_calls.CALLS, "linked_before", 307)
    write_past_build(paths, as_of_date=past, build_id="past-calls")

    assert "last 24 hours: 33" in plain(text_of(open_page(PAGE, morning=past.isoformat())))
    assert "last 24 hours: 21" in plain(text_of(open_page(PAGE)))


def part(n: int | None, blank: str = "") -> dict[str, object]:
    return {"n_events": n, "blank": blank}


@pytest.mark.parametrize(
    ("calls", "linked", "not_linked", "words"),
    [
        (part(None, "suppressed"), part(None), part(None), "Fewer than 11 calls in the last 28 days: too few to tell."),
        (part(0, "zero"), part(0), part(0), "No call asked for a link in the last 28 days."),
        (part(40), part(40), part(0, "zero"), "Yes: every one of 40 calls of the last 28 days was linked."),
        (part(40), part(None, "suppressed_complementary"), part(None, "suppressed"), "Almost: fewer than 11 of 40"),
        (part(40), part(None, "suppressed"), part(None, "suppressed_complementary"), "No: fewer than 11 of 40"),
        (part(40), part(None, "suppressed_complementary"), part(None, "suppressed_complementary"), "is not told"),
    ],
)
def test_the_answer_in_words_never_tells_a_hidden_number(calls, linked, not_linked, words):
    parts = {"calls": calls, "linked": linked, "not_linked": not_linked}

    assert words in answer_words(parts, share_pct=None, below=11, days="last 28 days")


def test_a_share_that_is_not_the_whole_never_reads_as_the_whole():
    parts = {"calls": part(9000), "linked": part(8980), "not_linked": part(20)}

    assert "linked, over 99 %; 20 were not." in answer_words(parts, share_pct=99.8, below=11, days="last 28 days")


@pytest.mark.parametrize(("minutes", "words"), [(0.4, "0 minutes"), (1, "1 minute"), (59.6, "1 h 00 min")])
def test_a_duration_is_told_as_the_room_says_it(minutes, words):
    assert minutes_words(minutes) == words

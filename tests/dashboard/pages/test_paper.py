"""Paper beside the screen: the same items, numbers and words; nothing for a role without places."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import crt_handout
from dashboard.components import handouts, meeting, shift_sheets
from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.asks import NewAsk, ask_draft
from dashboard.huddle.events import NamedLocation, OnScreen
from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url
from tests.support.held_huddle import hold_huddle
from tests.support.printed import squeezed, words_of
from tests.support.published_build import AS_OF_DATE, location_id
from tests.support.screen import open_page, text_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from pipelines.settings import Paths

BUILD_ID = "20240514-full"
# What the page tells by its own pieces: a card an action, a line a feed, a row a measure of the night.
_NIGHT = {ItemKind.OVERNIGHT, ItemKind.OVERNIGHT_LATE, ItemKind.OVERNIGHT_NOT_COLLECTED}
_TOLD_OTHERWISE = {
    *_NIGHT,
    ItemKind.FEED_CURRENT,
    ItemKind.ACTION_OVERDUE,
    ItemKind.ACTION_DUE_TODAY,
    ItemKind.ACTION_CARRIED,
    ItemKind.LOCATION,
}
# The form of a new action stands there instead.
_ONLY_SAID = "Each new action has one owner agency, a due date, and how we shall know."


@pytest.fixture
def published(own_morning: Paths) -> Paths:
    return own_morning


def seen(screen: AppTest) -> str:
    """Return the words that stand on a page, without its marks and spaces."""
    return squeezed(html.unescape(re.sub(r"<[^>]*>", " ", text_of(screen))))


def buttons(screen: AppTest) -> dict[str, str]:
    return {button.proto.label: button.proto.id for button in screen.get("download_button")}


def test_a_file_asked_for_holds_what_was_recorded_after_its_button_was_drawn(published: Paths, monkeypatch) -> None:
    files = {}
    monkeypatch.setattr(handouts.st, "download_button", lambda label, *, data, **_: files.update({label: data}))
    open_page()
    before = files["Agenda (Markdown)"]().decode()
    store = OperationsStore(operations_url(published))
    on_screen = OnScreen(huddle_date=AS_OF_DATE, build_id=BUILD_ID, role_code="leadership")
    ask = NewAsk("Two bags of ice by noon", "parks", "shelters", AS_OF_DATE, None)
    store.append(ask_draft(ask, ask_id="q1", on_screen=on_screen), event_id="q1", recorded_at=datetime.now(UTC))

    after = files["Agenda (Markdown)"]().decode()
    with zipfile.ZipFile(io.BytesIO(next(data for label, data in files.items() if "places" in label)())) as archived:
        listed = archived.read("SAMPLE-agenda.csv").decode("utf-8-sig")

    assert "Two bags of ice by noon" not in before
    assert "Two bags of ice by noon" in after
    assert "Two bags of ice by noon" in listed


def test_the_printed_agenda_has_the_pages_items_numbers_and_names(published: Paths) -> None:
    screen = open_page()
    morning = crt_handout.opened_morning(published, None)
    book = morning.book()
    agenda = meeting.agenda_of(morning, book)

    paper = words_of(handouts.agenda_pdf(morning, agenda, book))

    assert list(buttons(screen))[:3] == ["Agenda (PDF)", "Agenda (CSV)", "Agenda (Markdown)"]
    assert not [label for label in buttons(screen) if "Minutes" in label]
    page, sent = seen(screen), text_of(screen)
    for part in agenda.parts:
        assert squeezed(part.title) in page
        for item in part.items:
            if item.kind not in _TOLD_OTHERWISE and item.text != _ONLY_SAID:
                assert squeezed(item.text) in page, item.text
                assert squeezed(item.text) in paper, item.text
            if item.kind in _NIGHT:
                assert squeezed(item.text) in paper, item.text
                figures = re.findall(r"\d+(?:\.\d+)?", item.text.partition("(")[0])
                assert [figure for figure in figures if figure not in page] == []
    listed = [int(number) for number in re.findall(r'class="crt-place-no">(\d+)<', sent)]
    assert listed == [place.number for place in agenda.locations]
    at = [paper.index(f"{place.number}{squeezed(place.name)}·{place.district_code}") for place in agenda.locations]
    assert at == sorted(at)
    for action in book.actions.values():
        if action.is_open:
            assert squeezed(action.what) in page
            assert squeezed(action.what) in paper


def test_the_printed_minutes_are_those_of_the_page(published: Paths) -> None:
    place = NamedLocation(location_id(1), "Mill Square", 1)
    hold_huddle(published, AS_OF_DATE, build_id=BUILD_ID, location=place)

    screen = open_page()
    morning = crt_handout.opened_morning(published, None)
    paper = words_of(crt_handout.paper_of(morning, agency_code=None, district_code=None).content)

    lines = [html.unescape(line) for line in re.findall(r"<li>(.*?)</li>", text_of(screen).split("crt-minutes")[1])]
    frozen = lines[: next(at for at, line in enumerate(lines) if "This morning:" in line) + 1]
    assert len(frozen) > 10
    # A line may go on in the next column, round the map: its beginning and its end are looked for.
    ends = [end for line in frozen for end in (squeezed(line)[:20], squeezed(line)[-20:])]
    assert [end for end in ends if end not in paper] == []
    assert {"Minutes (PDF)", "Minutes (CSV)", "Minutes (Markdown)"} <= set(buttons(screen))


@pytest.mark.parametrize(("page", "asked"), [("huddle", {}), ("district", {"district": "D-4"})])
def test_a_role_that_sees_no_places_is_offered_no_paper(published: Paths, page: str, asked: dict[str, str]) -> None:
    screen = open_page(page, role_code="council", agency_code="public_works", **asked)

    assert not screen.exception
    assert buttons(screen) == {}


def test_an_agencys_sheet_has_the_actions_and_asks_of_its_page(published: Paths) -> None:
    place = NamedLocation(location_id(1), "Mill Square", 1)
    hold_huddle(published, AS_OF_DATE, build_id=BUILD_ID, location=place, is_closed=False)
    morning = crt_handout.opened_morning(published, None)
    book = morning.book()

    for code, said in (
        ("public_works", "1 Mill Square · A-1, Old Town"),
        ("shelters", "Street outreach teams asks Emergency shelters: Two vans at 16:00 (Mill Square, number 1 today)"),
    ):
        screen = open_page("agency", role_code="leadership", agency_code=code)
        paper = words_of(shift_sheets.agency_pdf(morning, book, code))

        summary = next(caption.value for caption in screen.caption if "open," in caption.value)
        assert squeezed(summary) in paper
        assert squeezed(said) in paper
        own = [action for action in book.actions.values() if action.is_open and action.owner_agency_code == code]
        assert all(squeezed(action.what) in paper and squeezed(action.what) in seen(screen) for action in own)
        assert "Shift sheet (PDF)" in buttons(screen)


@pytest.mark.parametrize("code", ["A-1", "D-4"])
def test_a_districts_sheet_has_its_places_in_the_walking_order_of_the_page_with_the_way_to_each(
    published: Paths, code: str
) -> None:
    screen = open_page("district", district=code)
    morning = crt_handout.opened_morning(published, None)
    paper = words_of(shift_sheets.district_pdf(morning, morning.book(), code))

    numbers = [int(number) for number in re.findall(r'class="crt-place-no">(\d+)<', text_of(screen))]
    own = morning.rows("locations").query("district_code == @code").set_index("number")
    assert sorted(numbers) == sorted(own.index)
    names = [squeezed(own.loc[number, "name"]) for number in numbers]
    at = [paper.index(f"{number}{name}·{code}") for number, name in zip(numbers, names, strict=True)]
    assert at == sorted(at)
    ways = re.findall(r'<p class="crt crt-way">(.*?)</p>', text_of(screen))
    assert len(ways) == len(numbers)
    assert [way for way in ways if squeezed(way) not in paper] == []
    walked = next(caption.value for caption in screen.caption if "straight lines" in caption.value)
    assert squeezed("Places, in walking order") in paper
    # The screen's own signs apart, a name that is a trap included.
    assert squeezed(walked.replace("\\", "").replace("\u2060", "")) in paper.replace("\u2060", "")
    assert "Shift sheet (PDF)" in buttons(screen)


def test_a_sheet_printed_in_the_huddles_order_says_so_and_tells_no_way(published: Paths) -> None:
    morning = crt_handout.opened_morning(published, None)

    sheet = shift_sheets.district_sheet(morning, morning.book(), "D-4", None)

    assert [place.number for place in sheet.places] == [3, 4, 5]
    assert sheet.order == ""
    assert {place.way for place in sheet.places} == {""}

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dashboard.components.meeting import mark_of
from dashboard.huddle.actions import Action
from dashboard.huddle.agenda import AgendaItem, ItemKind
from dashboard.huddle.events import ActionStatus
from dashboard.paper.handout import Marks
from dashboard.paper.shift_sheet import AskList, SheetPlace, ShiftSheet, shift_sheet_pdf
from tests.support.printed import read_pdf, squeezed, tags_of, words_of
from tests.support.published_build import AS_OF_DATE
from tests.support.takeaway import AGENCIES, MORNING, told_of


def action(action_id: str, *, due: date = AS_OF_DATE, what: str = "Empty the two bins", owner: str = "public_works"):
    return Action(
        action_id=action_id,
        what=what,
        owner_agency_code=owner,
        due_date=due,
        how_we_know="A count at noon",
        location_id="L1",
        location_name="Mill Square",
        location_number=1,
        status=ActionStatus.OPEN,
        result=None,
        opened_date=AS_OF_DATE - timedelta(days=3),
        closed_date=None,
        due_first=due,
        history=(),
        is_erased=False,
    )


MILL = SheetPlace(1, "Mill Square", "A-1, Old Town", tuple(f"reason {at}" for at in range(5)), (action("a1"),))
GONE = SheetPlace(None, "Ferry Steps", "A-1", (), (action("a2", due=AS_OF_DATE - timedelta(days=2), owner="ghosts"),))
ASKED = AskList(
    "Asked of us", (AgendaItem("Parks asks us: two vans.", ItemKind.ASK_LATE),), "Nobody waits.", is_to_answer=True
)
SHEET = ShiftSheet(
    "Public Works", "2 actions open, 1 overdue.", (MILL, GONE), (action("a3", what="Call back"),), (ASKED,)
)


def printed(sheet: ShiftSheet = SHEET, **changed) -> bytes:
    return shift_sheet_pdf(sheet, told=told_of(**changed), marks=Marks(mark_of), agencies=AGENCIES, recorded_at=MORNING)


def test_the_sheet_says_where_why_what_is_asked_until_when_and_who():
    shown = words_of(printed())

    for said in (
        "Shift sheet · Public Works · Tue 14 May 2024",
        "2 actions open, 1 overdue.",
        "1 Mill Square · A-1, Old Town",
        "reason 0 · reason 1 · reason 2 + 2 more reasons on the screen",
        "■ Due today · Public Works: Empty the two bins We know by: A count at noon",
        "not on the list today Ferry Steps · A-1",
        "▲ Overdue 2 days, was due Sun 12 May · ghosts",
        "No place named ■ Due today · Public Works: Call back",
        "▲ Late Parks asks us: two vans. we can in part we cannot",
        "As of Tue 14 May 06:00",
        "Build 20240514-full",
        "SAMPLE: a made-up city",
    ):
        assert squeezed(said) in shown


def test_an_agencys_own_sheet_does_not_repeat_its_name_at_every_action():
    shown = words_of(printed(replace(SHEET, names_owner=False)))

    assert "■Duetoday:Emptythetwobins" in shown
    assert "PublicWorks:" not in shown


def test_each_action_and_each_place_without_one_has_room_for_a_result():
    quiet = replace(MILL, actions=())

    shown = words_of(printed(replace(SHEET, places=(MILL, quiet))))

    assert shown.count(squeezed("done could not partly: what is left")) == 2
    assert shown.count(squeezed("seen, nothing to do to report:")) == 1


def test_an_action_that_goes_on_over_the_page_still_says_where_it_is():
    many = replace(MILL, actions=tuple(action(f"a{at}", what=f"What {at} " + "x " * 300) for at in range(20)))

    pages = read_pdf(printed(replace(SHEET, places=(many,)))).pages

    assert len(pages) > 2
    for page in pages[1:]:
        first = squeezed(page.extract_text()).split("SAMPLE:amade-upcity", 1)[1]
        assert first.startswith("1■Duetoday")


@pytest.mark.parametrize("typed", ['#read("/etc/passwd") $x$ *b*', "<b>&amp;", "z" * 280])
def test_what_somebody_typed_stands_there_as_itself(typed):
    place = SheetPlace(3, typed, typed, (typed,), (action("a1", what=typed),))
    sheet = ShiftSheet(typed, typed, (place,), ())

    assert words_of(printed(sheet)).count(squeezed(typed)) >= 6


def test_the_sheet_is_tagged_and_the_same_at_each_printing():
    first = printed()

    assert first == printed()
    assert [str(tag["/S"]) for tag in tags_of(first)].count("/H1") == 1


def test_an_empty_sheet_says_so():
    shown = words_of(printed(ShiftSheet("Parks", "0 actions open.", (), (), (replace(ASKED, items=()),))))

    assert squeezed("No place.") in shown
    assert squeezed("Nobody waits.") in shown

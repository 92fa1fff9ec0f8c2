"""The agenda on one page: the screen's items, whatever the morning; what does not fit is counted on the page itself."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from dashboard.components.meeting import mark_of
from dashboard.huddle.agenda import Agenda, AgendaItem, AgendaLocation, AgendaPart, ItemKind
from dashboard.huddle.meetings import PLANNED_PARTS
from dashboard.paper.glyphs import drawable_text
from dashboard.paper.handout import MAP_SIZE_PT, TEMPLATE, Marks, agenda_markdown, agenda_pdf, agenda_words
from dashboard.paper.street_map import Ground, MarkedPlace, built_ground, draw_map
from dashboard.paper.typesetting import pdf_of, pictures_of
from tests.support.printed import ink_in_margins, n_pages, read_pdf, squeezed, tags_of, words_of
from tests.support.published_build import AS_OF_DATE, N_LOCATIONS, write_published_build
from tests.support.recorded_actions import record_actions
from tests.support.takeaway import MORNING, agenda_and_book, read, told_of

if TYPE_CHECKING:
    from typing import Any

MARKS = Marks(mark_of)
OVERDUE, LATER, LINE = ItemKind.ACTION_OVERDUE, ItemKind.ACTION_CARRIED, ItemKind.LIST_CHANGE


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Agenda:
    paths = write_published_build(tmp_path_factory.mktemp("town") / "data")
    record_actions(paths)
    return agenda_and_book(paths, read(paths, "locations"))[0]


def city_of(agenda: Agenda):
    places = [
        MarkedPlace(place.number, place.name, 236_000.0 + 90 * place.number, 900_000.0 + 61 * (place.number % 7))
        for place in agenda.locations
    ]
    xy = read_points(places)
    return draw_map(places, Ground(built_ground(*xy)), area=None, width_pt=MAP_SIZE_PT[0], height_pt=MAP_SIZE_PT[1])


def read_points(places):
    return np.array([place.x_m for place in places]), np.array([place.y_m for place in places])


def printed(agenda: Agenda, **changed: Any) -> bytes:
    return agenda_pdf(agenda, told=told_of(**changed), marks=MARKS, recorded_at=MORNING, city=city_of(agenda))


def words(agenda: Agenda) -> dict[str, Any]:
    return agenda_words(agenda, told=told_of(), marks=MARKS, recorded_at=MORNING, city=city_of(agenda))


def morning_of(*, actions: int, places: int, changes: int, text: str, reasons: int = 7) -> Agenda:
    """Return an agenda with so many of each, every text the same."""
    kinds = (ItemKind.ESCALATED, OVERDUE, ItemKind.ACTION_DUE_TODAY, LATER)
    carried = [AgendaItem(f"{at} {text}", kinds[at % 4]) for at in range(actions)]
    changed = [AgendaItem(f"{at} {text}", LINE) for at in range(changes)]
    listed = tuple(
        AgendaLocation(at, f"L{at}", f"{at} {text}", "D-4", tuple(f"{at}.{no} {text}" for no in range(reasons)), ())
        for at in range(1, places + 1)
    )
    items = {3: carried, 4: [*changed, *(AgendaItem(place.name, ItemKind.LOCATION) for place in listed)]}
    parts = tuple(
        AgendaPart(
            number,
            planned.title,
            f"{planned.from_min}–{planned.to_min}",
            (AgendaItem(f"Sum of part {number}.", ItemKind.SUMMARY), *items.get(number, ())),
        )
        for number, planned in enumerate(PLANNED_PARTS, start=1)
    )
    return Agenda(AS_OF_DATE, parts, listed)


WORST = {
    "fifty actions, forty places, each text one word of 280 wide signs": {
        "actions": 50,
        "places": 40,
        "text": "W" * 280,
    },
    "signs that no font holds": {"actions": 50, "places": 40, "text": "😀" * 280},
    "an error as long as a page": {"actions": 3, "places": 3, "text": "word " * 1_500},
    "two hundred places": {"actions": 100, "places": 200, "text": "Lantern Square"},
}


@pytest.mark.parametrize("morning", WORST.values(), ids=WORST.keys())
def test_the_agenda_is_one_page_whatever_the_morning_and_says_how_much_is_only_on_the_screen(morning):
    agenda = morning_of(changes=20, **morning)

    told = words(agenda)
    content = pdf_of(TEMPLATE, told, written_at=MORNING)

    assert told["map"]["width"] == MAP_SIZE_PT[0]
    assert n_pages(content) == 1
    assert ink_in_margins(pictures_of(TEMPLATE, told, ppi=40)[0], margin_in=0.53) == 0
    shown = words_of(content)
    n_items = sum(item.kind != ItemKind.LOCATION for part in agenda.parts for item in part.items)
    left_out = {
        "line": n_items - sum(len(part["lines"]) for part in told["parts"]),
        "place": morning["places"] - len(told["places"]),
        "reason": 7 * morning["places"] - sum(len(place["reasons"]) for place in told["places"]),
    }
    counted = re.findall(r"(\d+) (line|place|reason)", told["left_out"].split("Cut short")[0])
    assert {noun: int(number) for number, noun in counted} == {noun: n for noun, n in left_out.items() if n}
    assert squeezed(told["left_out"]) in shown
    # Each part's sum stays, whatever else goes.
    assert all(f"Sumofpart{number}." in shown for number in range(1, 8))


def test_an_ordinary_morning_stands_whole_on_the_page_in_large_letters():
    agenda = morning_of(actions=4, places=5, changes=2, text="Empty the bins", reasons=2)

    told, shown = words(agenda), words_of(printed(agenda))

    assert told["left_out"] == "Nothing of the agenda is left out."
    assert told["size"] > 10
    for part in agenda.parts:
        assert all(squeezed(item.text) in shown for item in part.items)
    assert all(squeezed(reason) in shown for place in agenda.locations for reason in place.reasons)


def test_the_reasons_of_the_lowest_places_go_before_any_line_and_each_place_says_how_many_went():
    agenda = morning_of(actions=6, places=20, changes=5, text="19 incidents in 28 days, usual here 10 to 34; open")

    told = words(agenda)

    left = [len(place["reasons"]) for place in told["places"]]
    assert sum(left) < 140
    assert left == sorted(left, reverse=True)
    assert max(left) - min(left) <= 1
    assert [place["more"] for place in told["places"]] == [f"+{7 - n}" if n < 7 else "" for n in left]
    assert sum(len(part["lines"]) for part in told["parts"]) == 7 + 6 + 5
    assert f"{140 - sum(left)} reasons" in told["left_out"]


def test_what_is_not_due_goes_before_what_is_overdue_and_what_is_escalated_goes_last():
    agenda = morning_of(actions=60, places=20, changes=20, text="Empty the two bins by the steps twice a day " * 3)

    told = words(agenda)

    lines = [line for part in told["parts"] for line in part["lines"]]
    marks = [line["mark"] for line in lines]
    assert not any(place["reasons"] for place in told["places"])
    assert len(told["places"]) == 20
    assert mark_of(LINE)[0] not in marks
    assert mark_of(LATER)[0] not in marks
    assert mark_of(ItemKind.ACTION_DUE_TODAY)[0] not in marks
    assert 0 < marks.count(mark_of(OVERDUE)[0]) < 15
    assert marks.count(mark_of(ItemKind.ESCALATED)[0]) == 15
    assert told["parts"][2]["more"] == f"+ {60 + 1 - len(told['parts'][2]['lines'])} more lines on the screen"


def test_what_the_chair_pinned_and_what_this_page_does_not_know_outlast_what_is_not_due():
    agenda = morning_of(actions=0, places=20, changes=0, text="Empty the two bins by the steps twice a day " * 3)
    items = [
        *(AgendaItem(f"{at} " + "Later, by the steps " * 6, LATER) for at in range(80)),
        AgendaItem("Pinned by the chair", ItemKind.KEPT, decided="pinned"),
        AgendaItem("Of a kind that is named nowhere", ItemKind.NOT_IN_THIS_VERSION + "?"),
    ]
    part = replace(agenda.parts[2], items=(agenda.parts[2].items[0], *items))

    told = words(replace(agenda, parts=(*agenda.parts[:2], part, *agenda.parts[3:])))

    texts = [line["text"] for line in told["parts"][2]["lines"]]
    assert len(texts) < 60
    assert {"▣ pinned: Pinned by the chair", "Of a kind that is named nowhere"} <= set(texts)


@pytest.mark.parametrize("at", range(4))
def test_a_name_that_somebody_made_up_to_do_harm_stands_there_as_itself(at):
    typed = (
        '#read("/etc/passwd") $x$ *b* @c \\ <label>',
        "<script>alert(1)</script> ${a} [b](javascript:c)",
        "\u202egnp.exe שלום 😀",
        "y" * 280,
    )[at]
    agenda = morning_of(actions=1, places=2, changes=1, text=typed, reasons=1)

    content = printed(agenda)

    assert n_pages(content) == 1
    expected, shown = squeezed(drawable_text(typed)), words_of(content)
    # In the action, the change, and in the name and the reason of each of two places; counted sign by sign, because a
    # word may go on in the next column, and right-to-left words are read back in the order of the page.
    assert [sign for sign in set(expected) if shown.count(sign) < 6 * expected.count(sign)] == []


def test_the_page_is_accessible_tagged_titled_in_english_with_the_map_in_words(town):
    content = printed(town)

    root = read_pdf(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read_pdf(content).metadata.title == "Morning huddle, Tue 14 May 2024"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tags = tags_of(content)
    kinds = [str(tag["/S"]) for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 7
    assert kinds.count("/LI") >= N_LOCATIONS
    alt = next(str(tag["/Alt"]) for tag in tags if "/Alt" in tag)
    listed = [f"{place.number} {place.name}" for place in town.locations]
    assert len(listed) == N_LOCATIONS
    assert alt.startswith(f"Map of the places by their numbers, as in the list: {', '.join(listed)}.")
    assert [each for each in listed if squeezed(drawable_text(each)) not in words_of(content)] == []


def test_the_page_is_us_letter_says_the_build_the_hours_the_role_and_that_it_is_a_sample(town):
    content = printed(town)

    box = read_pdf(content).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (612, 792)
    shown = words_of(content)
    for said in ("SAMPLE: a made-up city", "As of Tue 14 May 06:00", "Build 20240514-full", "Made for: CRT leadership"):
        assert squeezed(said) in shown
    assert "SAMPLE" not in words_of(printed(town, is_sample=False))


def test_a_printer_without_colour_loses_nothing_because_there_is_none(town):
    picture = pictures_of(TEMPLATE, words(town), ppi=40)[0]

    red, green, blue = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int).transpose(2, 0, 1)
    assert np.abs(red - green).max() == 0
    assert np.abs(green - blue).max() == 0


def test_the_same_build_and_record_give_the_same_bytes(town):
    assert printed(town) == printed(town)


def test_a_role_without_points_gets_the_page_without_the_map(town):
    content = agenda_pdf(town, told=told_of(), marks=MARKS, recorded_at=None, city=None)

    assert not [tag for tag in tags_of(content) if tag["/S"] == "/Figure"]
    assert squeezed("12 high-response locations, by score") in words_of(content)
    assert squeezed("Nothing recorded yet") in words_of(content)


def test_what_the_chair_decided_stands_with_the_item(town):
    place = replace(town.locations[0], decided="deferred to Wed 15 May", is_off=True)
    agenda = replace(town, locations=(place, *town.locations[1:]))

    assert squeezed("▣ deferred to Wed 15 May") in words_of(printed(agenda))


def test_the_markdown_holds_the_whole_agenda_and_typed_signs_are_shown_as_themselves(town):
    text = agenda_markdown(town, told=told_of(), marks=MARKS, recorded_at=MORNING)

    items = [item for part in town.parts for item in part.items]
    assert [line[:3] for line in text.splitlines() if line.startswith("## ")] == ["## "] * 7
    assert text.count("\n- ") == len(items)
    assert "**SAMPLE: a made-up city**" in text
    assert "\\<b\\>the\\</b\\>" in text
    assert "▲ Overdue Public Works: Empty the two bins" in text

"""The agenda on one page of US Letter, the paper of Boston's printers: the same items, words and numbers as the screen.

What does not fit is left out in a stated order, and the page says how much of it stands on the screen alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dashboard.huddle.agenda import ItemKind
from dashboard.huddle.words import count_words, day_words, instant_words
from dashboard.paper.glyphs import drawable_text
from dashboard.paper.markdown import bold, heading, plain
from dashboard.paper.typesetting import pages_of, pdf_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from dashboard.huddle.agenda import Agenda, AgendaItem, AgendaLocation, AgendaPart
    from dashboard.paper.provenance import Provenance
    from dashboard.paper.street_map import StreetMap

TEMPLATE = "handout"
MAP_SIZE_PT = (257.0, 211.0)
"""The most room the map has on the page: one column wide."""

# Letters from large to small; below the last one a page is hard to read across a table, so lines are left out instead.
_SIZES_PT = (10.6, 9.8, 9.0, 8.3)
# More than the smallest letters get onto a page even where every sign is as narrow as an i.
_MOST_SIGNS = 22_000
# What usually fits lies between these: where the search for the cut begins, because full pages take longest to set.
_LIKELY_SIGNS = (12_000, 9_500, 8_000, 6_500)
_SHORT, _SHORT_NAME = 140, 60
_QUIET = frozenset({ItemKind.NOT_IN_THIS_VERSION, ItemKind.FEED_CURRENT})
# What goes when the reasons of the places are gone already: what only informs, quietest first.
_INFORMS = (
    *_QUIET,
    ItemKind.LIST_CHANGE,
    ItemKind.TOPIC_MOVED,
    ItemKind.CLOCK_DOUBTFUL,
    ItemKind.ACTION_CLOSED,
    ItemKind.ACTION_RESULT,
    ItemKind.ASK_ENDED,
    ItemKind.FEEDBACK_ANSWERED,
    ItemKind.ITEM_OFF,
)
# Then what asks for an act, in this order; a kind that is named nowhere goes with those that are due today.
_GOES_IN_ORDER = (
    (ItemKind.ASK_OPEN, ItemKind.FEEDBACK_OPEN, ItemKind.ACTION_CARRIED, ItemKind.MEET_PROPOSED),
    (ItemKind.ASK_LATE, ItemKind.ACTION_DUE_TODAY, ItemKind.ACTION_NEW, ItemKind.MEET_AFTER),
    (
        ItemKind.SIGNAL,
        ItemKind.FEED_LATE,
        ItemKind.FEED_NOT_COLLECTED,
        ItemKind.STREAM_SILENT,
        ItemKind.OVERNIGHT_NOT_COLLECTED,
        ItemKind.OVERNIGHT_LATE,
        ItemKind.OVERNIGHT,
    ),
    (ItemKind.ACTION_OVERDUE,),
    (
        ItemKind.FEEDBACK_ESCALATED,
        ItemKind.ESCALATED,
        ItemKind.CAME_BACK,
        ItemKind.KEPT,
        ItemKind.BUILD_FAILED,
        ItemKind.OVERNIGHT_WARNING,
    ),
)
_DUE_TODAY = 1
_STAYS = frozenset({ItemKind.SUMMARY, ItemKind.LIST_SUMMARY, ItemKind.RESULT_SUMMARY})
_READ_AS = "Marks: ▲ needs an act, ■ due today, □ open, ✓ ended, ◆ changed, ▣ decided by the chair, ○ not collected."


@dataclass(frozen=True)
class Marks:
    """How the screen marks items: the words of a kind's mark, empty for none, and whether it is to be acted on."""

    of: Callable[[ItemKind], tuple[str, bool]]


@dataclass(frozen=True)
class _Line:
    kind: ItemKind
    text: str
    is_short: bool = False


@dataclass(frozen=True)
class _Place:
    number: int
    name: str
    side: str
    decided: str
    reasons: tuple[str, ...]
    n_reasons: int
    is_short: bool = False


@dataclass(frozen=True)
class _Page:
    """What stands on the page; lines of each part by their place on the agenda, so that a step can name one."""

    lines: Mapping[tuple[int, int], _Line]
    places: tuple[_Place, ...]


class _Step(NamedTuple):
    """One thing left out: a place's last reason, a line, the end of a line or of a name, or the last place."""

    kind: Literal["reason", "line", "short line", "short name", "place"]
    key: tuple[int, int] = (0, 0)
    place_no: int = 0


class _Frame(NamedTuple):
    """What stands round the agenda on its page."""

    told: Provenance
    marks: Marks
    recorded_at: datetime | None
    city: StreetMap | None


def agenda_pdf(
    agenda: Agenda, *, told: Provenance, marks: Marks, recorded_at: datetime | None, city: StreetMap | None
) -> bytes:
    """Return the agenda as one page of PDF/UA-1, US Letter.

    Parameters
    ----------
    agenda
        The agenda that the screen shows.
    told
        Whose morning it is and for which role.
    marks
        The screen's own marks.
    recorded_at
        When the newest event that the agenda knows was recorded, aware; None when nothing is recorded.
    city
        The numbered map, at most `MAP_SIZE_PT`; None for a role without points, or where no place is listed.

    Notes
    -----
    The largest letters that hold everything are taken. Where the smallest do not, it is cut in this order: the reasons
    of places, each place's last ones first, and of those the lowest places' first; the lines that only inform; long
    lines become short ones; then actions and asks that are not due, and at last what is overdue. Sums stay.
    """
    words = agenda_words(agenda, told=told, marks=marks, recorded_at=recorded_at, city=city)
    return pdf_of(TEMPLATE, words, written_at=told.as_of_at)


def agenda_words(
    agenda: Agenda, *, told: Provenance, marks: Marks, recorded_at: datetime | None, city: StreetMap | None
) -> dict[str, Any]:
    """Return what the page's template is given, cut so that it is one page."""
    whole, frame = _whole_page(agenda), _Frame(told, marks, recorded_at, city)
    page, size = _fitted(whole, lambda page, size: _words(agenda, whole, page, frame, size))
    return _words(agenda, whole, page, frame, size)


def agenda_markdown(agenda: Agenda, *, told: Provenance, marks: Marks, recorded_at: datetime | None) -> str:
    """Return the whole agenda as Markdown, nothing left out; signs that somebody typed are shown as themselves."""
    on = agenda.as_of_date
    head = heading(1, f"Agenda of the morning huddle · {day_words(on, seen_from=on)} {on.year}")
    sample = bold(told.sample) + "\n\n" if told.sample else ""
    made = f"{plain('. '.join(_made(told, recorded_at)))}.\n"
    parts = (
        f"\n{heading(2, f'{part.number}. {part.title} (minutes {part.minutes})')}"
        + "".join(f"- {_marked(item, marks)}\n" for item in part.items)
        for part in agenda.parts
    )
    return f"{head}{sample}{made}{''.join(parts)}"


def _marked(item: AgendaItem, marks: Marks) -> str:
    mark, _ = marks.of(item.kind)
    return plain(" ".join(word for word in (mark, f"[{item.decided}]" if item.decided else "", item.text) if word))


def _whole_page(agenda: Agenda) -> _Page:
    lines = {
        (part.number, at): _Line(
            item.kind, drawable_text(f"▣ {item.decided}: {item.text}" if item.decided else item.text)
        )
        for part in agenda.parts
        for at, item in enumerate(part.items)
        if item.kind != ItemKind.LOCATION
    }
    return _Page(lines, tuple(_place(location) for location in agenda.locations))


def _place(location: AgendaLocation) -> _Place:
    n_open = len(location.open_actions)
    side = location.district_code + (f" · □ {n_open} open" if n_open else "")
    decided = f"▣ {location.decided}" if location.decided else ""
    reasons = tuple(drawable_text(reason) for reason in location.reasons)
    return _Place(location.number, drawable_text(location.name), side, decided, reasons, len(reasons))


def _fitted(whole: _Page, words: Callable[[_Page, float], dict[str, Any]]) -> tuple[_Page, float]:
    """Return the page that fits on one sheet, and the size of its letters: whole if it can be, else cut."""

    def fits(page: _Page, size: float) -> bool:
        return _n_signs(page) <= _MOST_SIGNS and pages_of(TEMPLATE, words(page, size)) == 1

    smallest = _SIZES_PT[-1]
    if fits(whole, smallest):
        return whole, next((size for size in _SIZES_PT[:-1] if fits(whole, size)), smallest)
    steps = _steps(whole)

    def steps_to(n_signs: int) -> int:
        """Return after how many steps so few signs are left."""
        return bisect_left(range(len(steps)), -n_signs, key=lambda taken: -_n_signs(_cut(whole, steps[:taken])))

    too_few, enough = max(0, steps_to(_MOST_SIGNS) - 1), len(steps)
    for n_signs in _LIKELY_SIGNS:
        probed = steps_to(n_signs)
        if not too_few < probed < enough:
            continue
        if fits(_cut(whole, steps[:probed]), smallest):
            enough = probed
            break
        too_few = probed
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if fits(_cut(whole, steps[:middle]), smallest):
            enough = middle
        else:
            too_few = middle
    return _cut(whole, steps[:enough]), smallest


def _n_signs(page: _Page) -> int:
    places = (len(place.name) + sum(len(reason) for reason in place.reasons) for place in page.places)
    return sum(len(line.text) for line in page.lines.values()) + sum(places)


def _steps(whole: _Page) -> list[_Step]:
    """Return what is left out, one step after the other, until only sums and numbers are left."""
    most = max((len(place.reasons) for place in whole.places), default=0)
    places = range(len(whole.places))
    by_reason = [
        _Step("reason", place_no=place_no)
        for reason_no in reversed(range(most))
        for place_no in reversed(places)
        if len(whole.places[place_no].reasons) > reason_no
    ]
    keys = sorted(whole.lines, reverse=True)
    turn = {kind: at for at, kinds in enumerate(_GOES_IN_ORDER) for kind in kinds}
    kinds = {key: line.kind for key, line in whole.lines.items()}
    informing = sorted((key for key in keys if kinds[key] in _INFORMS), key=lambda key: kinds[key] not in _QUIET)
    due = [key for key in keys if kinds[key] not in {*_INFORMS, *_STAYS}]
    due.sort(key=lambda key: turn.get(kinds[key], _DUE_TODAY))
    long = [key for key in keys if key not in informing and len(whole.lines[key].text) > _SHORT]
    long_names = [place_no for place_no in places if len(whole.places[place_no].name) > _SHORT_NAME]
    return [
        *by_reason,
        *(_Step("line", key=key) for key in informing),
        *(_Step("short line", key=key) for key in long),
        *(_Step("short name", place_no=place_no) for place_no in reversed(long_names)),
        *(_Step("line", key=key) for key in due),
        *(_Step("place") for _ in places),
    ]


def _cut(whole: _Page, steps: Iterable[_Step]) -> _Page:
    """Return the page after some steps; taken all at once, because a morning can have thousands."""
    lines, places, n_cut = dict(whole.lines), list(whole.places), Counter[int]()
    for kind, key, place_no in steps:
        if kind == "reason":
            n_cut[place_no] += 1
        elif kind == "line":
            del lines[key]
        elif kind == "short line":
            lines[key] = replace(lines[key], text=_shortened(lines[key].text, _SHORT), is_short=True)
        elif kind == "short name":
            name = _shortened(places[place_no].name, _SHORT_NAME)
            places[place_no] = replace(places[place_no], name=name, is_short=True)
        else:
            places.pop()
    left = (replace(place, reasons=place.reasons[: place.n_reasons - n_cut[at]]) for at, place in enumerate(places))
    return _Page(lines, tuple(left))


def _shortened(text: str, length: int) -> str:
    return f"{text[: length - 1].rstrip()}…"


def _words(agenda: Agenda, whole: _Page, page: _Page, frame: _Frame, size: float) -> dict[str, Any]:
    told, marks, recorded_at, city = frame
    on = agenda.as_of_date
    return {
        "size": size,
        "title": "Morning huddle",
        "day": f"{day_words(on, seen_from=on)} {on.year}",
        "sample": told.sample or "",
        "made": _made(told, recorded_at),
        "parts": [_part(part, whole, page, marks) for part in agenda.parts],
        "places": [_place_words(place) for place in page.places],
        "places_title": f"{len(whole.places)} high-response locations, by score" if whole.places else "",
        "more_places": _more(len(whole.places) - len(page.places), "place"),
        "map": None if city is None else city.as_told(),
        "left_out": _left_out(whole, page),
        "key": _READ_AS,
    }


def _part(part: AgendaPart, whole: _Page, page: _Page, marks: Marks) -> dict[str, Any]:
    shown = [line for (number, _), line in sorted(page.lines.items()) if number == part.number]
    n_whole = sum(number == part.number for number, _ in whole.lines)
    return {
        "number": part.number,
        "title": part.title,
        "minutes": part.minutes,
        "lines": [_line(line, marks) for line in shown],
        "more": _more(n_whole - len(shown), "line"),
    }


def _line(line: _Line, marks: Marks) -> dict[str, Any]:
    mark, is_to_act_on = marks.of(line.kind)
    return {"mark": mark, "is_strong": is_to_act_on, "is_quiet": line.kind in _QUIET, "text": line.text}


def _place_words(place: _Place) -> dict[str, Any]:
    n_cut = place.n_reasons - len(place.reasons)
    return {
        "number": place.number,
        "name": place.name,
        "side": place.side,
        "decided": place.decided,
        "reasons": list(place.reasons),
        "more": f"+{n_cut}" if n_cut else "",
    }


def _more(number: int, noun: str) -> str:
    return f"+ {count_words(number, f'more {noun}')} on the screen" if number else ""


def _left_out(whole: _Page, page: _Page) -> str:
    """Return in one sentence what stands on the screen and not here."""
    n_reasons = sum(place.n_reasons for place in whole.places) - sum(len(place.reasons) for place in page.places)
    told = [
        count_words(number, noun)
        for number, noun in (
            (n_reasons, "reason"),
            (len(whole.lines) - len(page.lines), "line"),
            (len(whole.places) - len(page.places), "place"),
        )
        if number
    ]
    n_short = sum(line.is_short for line in page.lines.values()) + sum(place.is_short for place in page.places)
    sentences = [f"On the screen and not on this page: {', '.join(told)} (each marked +)."] if told else []
    if n_short:
        sentences.append(f"Cut short (…), whole on the screen: {count_words(n_short, 'line')}.")
    return " ".join(sentences) or "Nothing of the agenda is left out."


def _made(told: Provenance, recorded_at: datetime | None) -> list[str]:
    on = told.as_of_date
    recorded = (
        "nothing recorded yet" if recorded_at is None else f"recorded up to {instant_words(recorded_at, seen_from=on)}"
    )
    return [
        f"As of {instant_words(told.as_of_at, seen_from=on)}",
        recorded[0].upper() + recorded[1:],
        f"Build {told.build_id}",
        f"Made for: {told.role_name}",
    ]

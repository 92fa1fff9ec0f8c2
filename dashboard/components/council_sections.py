"""What the Council's room is told, as sections that the screen draws and the paper prints: the same words and numbers.

Only what disclosure has released already is told: the days of one build, the present one or an earlier morning's as it
told them. No table is made here from raw counts, and no days can be chosen freely.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard import cache
from dashboard.catalogue import NO_WORDS, Said
from dashboard.components import outreach
from dashboard.components.council_words import named
from dashboard.components.html_table import Head
from dashboard.components.text import NOTHING
from dashboard.huddle.feedback import About
from geo.disclosure import WHOLE_CITY, Blank
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dashboard.catalogue import Speech
    from dashboard.components.opening import Morning
    from dashboard.help_release import ReleasedPath

_KINDS = {
    "shelter": About.SHELTER,
    "treatment": None,
    "transport": About.TRANSPORT,
    "storage": About.STORAGE,
}
_ANSWERS = ("accepted", "declined", "unavailable")
_OUTCOMES = ("referral_attained", "referral_not_attained", "referral_unknown")
_OF_PATH = ("engaged", "transport_any", "transport_arrived")
_ZONE_MEASURES = (
    "contacts",
    "offer_shelter_accepted",
    "offer_shelter_declined",
    "offer_shelter_unavailable",
    "sharps_collected",
)
_CANNOT_TELL = ("too_few", "no_comparison", "no_past", "no_place")
_VERDICTS = ("fewer", "fewer_here", "moved_nearby", "more", "no_difference", "too_early")
_BACK_DAYS = (30, 90)
_HEALTH = ("treatment", "reasons", "attained", "naloxone")
# A page of hundreds of hexes helps nobody; the chooser has them all.
_MOST_ZONES = 40
_LOG_BLANKS = {Blank.NOT_COLLECTED: "log.not_collected", Blank.LATE: "log.late"}


@dataclass(frozen=True)
class Looked:
    """What a member looks at: whose days, and which part of the city (None for all).

    `period_code` is `LAST_DAYS` for the present morning, else the ISO date of an earlier one.
    """

    period_code: str
    zone_id: str | None
    when: str
    where: str


@dataclass(frozen=True)
class Section:
    """A table with its caption and what must be known of it; `abouts` are its numbers that feedback can be about.

    Without rows only the notes are told. `title` heads it on its own, empty where it stands under the one before.
    """

    key: str
    heads: tuple[Head, ...] = ()
    rows: tuple[tuple[Said | str, ...], ...] = ()
    caption: Said = NO_WORDS
    title: Said = NO_WORDS
    notes: tuple[Said, ...] = ()
    abouts: tuple[About, ...] = ()


def sections(morning: Morning, speech: Speech, looked: Looked) -> list[Section]:
    """Return every section of what was done and asked, in reading order.

    Parameters
    ----------
    morning
        The morning with the build whose days are looked at; its role decides what is told, and what is "not for this
        room".
    speech
        The room's language.
    looked
        The chosen days and part of the city.
    """
    path = cache.released_path(morning.build, morning.role.audience, morning.thresholds)
    return [
        *_done(morning, speech, looked, path),
        *_health(morning, speech, looked, path),
        *_not_for_room(morning, speech),
        _asked(morning, speech, looked),
        _zones(morning, speech),
        _came_back(morning, speech),
    ]


def _done(morning: Morning, speech: Speech, looked: Looked, path: ReleasedPath | None) -> list[Section]:
    title = speech.said("done.title", where=looked.where, when=looked.when)
    released = outreach.released(morning)
    if released is None:
        return [Section("done", title=title, notes=(speech.said("done.hidden_role"),))]
    rows = released[released["location_id"] == (looked.zone_id or WHOLE_CITY)]
    if (said := _said_of_log(speech, rows)) is not None:
        return [Section("done", title=title, notes=(said,))]
    told = {row["measure_code"]: row for row in row_dicts(rows)}
    offered = _offered(path, looked.zone_id)
    help_rows, abouts = [], []
    for kind, about in _KINDS.items():
        answers = [told.get(f"offer_{kind}_{answer}") for answer in _ANSWERS]
        if any(answer is not None for answer in answers):
            cells = [_cell(morning, speech, row) for row in (offered.get(f"offered_{kind}"), *answers)]
            help_rows.append((speech.said(f"kind.{kind}"), *cells))
            abouts += [about] if about is not None else []
    heads = ("help.offer", "help.offered", "help.accepted", "help.declined", "help.unavailable")
    others = _others(morning, speech, rows, path if looked.zone_id is None else None)
    return [
        Section(
            "help",
            _heads(speech, heads),
            tuple(help_rows),
            speech.said("help.caption"),
            title,
            _how_to_read(morning, speech),
            tuple(abouts),
        ),
        Section(
            "other",
            _heads(speech, ("other.what", "other.times")),
            tuple((words, cell) for _, words, cell in others),
            speech.said("other.caption"),
            abouts=_abouts_of(code for code, _, _ in others),
        ),
    ]


def _offered(path: ReleasedPath | None, zone_id: str | None) -> dict[str, Mapping[str, Any]]:
    if path is None:
        return {}
    rows = path.city if zone_id is None else path.areas[path.areas["location_id"] == zone_id]
    return {str(row["sum_code"]): row for row in row_dicts(rows)}


def _others(
    morning: Morning, speech: Speech, rows: pd.DataFrame, path: ReleasedPath | None
) -> list[tuple[str, Said, Said | str]]:
    """Return what else was counted: each measure's code, its words and its figure, in the reviewed order."""
    found = [
        (str(row["measure_code"]), str(row["measure_name"]), row)
        for row in row_dicts(outreach.in_order(morning, rows))
        if not row["measure_code"].startswith(("offer_", "referral_"))
    ]
    if path is not None:
        of_path = {str(row["sum_code"]): row for row in row_dicts(path.city)}
        found[1:1] = [(code, code, of_path[code]) for code in _OF_PATH if code in of_path]
    return [(code, named(speech, f"measure.{code}", name), _cell(morning, speech, row)) for code, name, row in found]


def _abouts_of(codes: Iterable[str]) -> tuple[About, ...]:
    found = [
        About.CO_RESPONSE if code.startswith("co_response") else About(code)
        for code in codes
        if code in set(About) or code.startswith("co_response")
    ]
    return tuple(dict.fromkeys(found))


def _health(morning: Morning, speech: Speech, looked: Looked, path: ReleasedPath | None) -> list[Section]:
    """Return why people declined and what was attained, for a role that may know; of the whole city alone."""
    if not morning.role.audience.sees_health or looked.zone_id is not None or path is None:
        return []
    lookback = int(morning.facts["lookback_days"])
    declines = cache.released_declines(morning.build, morning.role.audience, morning.thresholds)
    reasons = tuple(
        (named(speech, f"reason.{row['reason_code']}", str(row["reason_code"])), _cell(morning, speech, row))
        for row in row_dicts(declines)
    )
    of_path = {str(row["sum_code"]): row for row in row_dicts(path.city)}
    outcomes = tuple(
        (speech.said(f"measure.{code}"), _cell(morning, speech, of_path[code.removeprefix("referral_")]))
        for code in _OUTCOMES
        if code.removeprefix("referral_") in of_path
    )
    told = (
        Section(
            "reasons",
            _heads(speech, ("reasons.reason", "other.times")),
            reasons,
            speech.said("reasons.caption", n=lookback),
        ),
        Section(
            "attained",
            _heads(speech, ("attained.what", "other.times")),
            outcomes,
            speech.said("attained.caption", n=lookback),
        ),
    )
    return [section for section in told if section.rows]


def _not_for_room(morning: Morning, speech: Speech) -> list[Section]:
    """Return what this room is not told, in words, so that a gap is not taken for a zero."""
    if morning.role.audience.sees_health:
        return []
    rows = tuple((speech.said(f"room.{what}"), speech.said("room.not_for")) for what in _HEALTH)
    return [
        Section(
            "room",
            tuple(replace(head, is_figure=False) for head in _heads(speech, ("room.what", "room.answer"))),
            rows,
            speech.said("room.why"),
            speech.said("room.title"),
        )
    ]


def _asked(morning: Morning, speech: Speech, looked: Looked) -> Section:
    title = speech.said("asked.title", where=looked.where, when=looked.when)
    zone_id = looked.zone_id
    categories = (
        morning.rows("city_categories") if zone_id is None else morning.rows("zone_categories", zone_id=zone_id)
    )
    if categories.empty:
        return Section("asked", title=title, notes=(speech.said("asked.none"),))
    rows = tuple(
        (
            named(speech, f"category.{row['category_code']}", str(row["category_name"])),
            _count(speech, row["n_tickets"]),
            _count(speech, row["n_incidents"]),
        )
        for row in row_dicts(categories)
    )
    heads = _heads(speech, ("asked.what", "asked.tickets", "asked.incidents"))
    return Section("asked", heads, rows, speech.said("asked.caption"), title, abouts=(About.ASKED,))


def _zones(morning: Morning, speech: Speech) -> Section:
    """Return one row a zone: what was asked for and, where the role may see it, what was done."""
    zones = morning.rows("zones")
    shown = zones.nlargest(_MOST_ZONES, "n_tickets") if len(zones) > _MOST_ZONES else zones
    released = outreach.released(morning)
    is_told = released is not None and _said_of_log(speech, released) is None
    measures = _ZONE_MEASURES if is_told else ()
    figures: dict[tuple[str, str], Mapping[str, Any]] = {}
    if released is not None and is_told:
        of_zones = released[(released["level"] == "zone") & released["measure_code"].isin(measures)]
        figures = {(row["location_id"], row["measure_code"]): row for row in row_dicts(of_zones)}
    rows = tuple(
        (
            zone_name(speech, zone),
            _count(speech, zone["n_tickets"]),
            _count(speech, zone["n_incidents"]),
            *(_cell(morning, speech, figures.get((zone["zone_id"], code))) for code in measures),
        )
        for zone in row_dicts(shown)
    )
    n_more = len(zones) - len(shown)
    heads = ("zones.zone", "zones.tickets", "zones.incidents", *(f"zones.{code}" for code in measures))
    return Section(
        "zones",
        _heads(speech, heads),
        rows,
        speech.said("zones.caption", n=len(shown)),
        speech.said("zones.title"),
        (speech.said("zones.more", n=n_more),) if n_more else (),
        (About.ZONE,),
    )


def zone_name(speech: Speech, zone: Mapping[str, Any]) -> Said | str:
    """Return a zone's name: its own, or the catalogue's words for what lies in none."""
    return speech.said("zone.none") if zone["zone_id"] == "none" else str(zone["zone_name"])


def _came_back(morning: Morning, speech: Speech) -> Section:
    """Return what came of the jobs done at places: how many of each verdict in the whole city, and what came back."""
    results = morning.rows("action_results")
    title = speech.said("back.title")
    if results.empty:
        return Section("back", title=title, notes=(speech.said("back.none"),))
    verdicts = results["verdict_code"]
    counted = [(f"back.{code}", int((verdicts == code).sum())) for code in _VERDICTS]
    counted.append(("back.cannot_tell", int(verdicts.isin(_CANNOT_TELL).sum())))
    for days in _BACK_DAYS:
        is_back = results[f"is_back_{days}_days"].dropna().astype(bool)
        counted += [(f"back.within_{days}", int(is_back.sum())), (f"back.not_within_{days}", int((~is_back).sum()))]
    rows = tuple((speech.said(key), _count(speech, n)) for key, n in counted if n)
    heads = _heads(speech, ("back.what", "back.jobs"))
    return Section("back", heads, rows, speech.said("back.caption"), title, abouts=(About.CAME_BACK,))


def _said_of_log(speech: Speech, figures: pd.DataFrame) -> Said | None:
    """Return what is said instead of the figures, where the whole log is late or never came."""
    blanks = set(figures["blank"])
    key = _LOG_BLANKS.get(blanks.pop()) if len(blanks) == 1 else None
    return None if key is None else speech.said(key)


def _heads(speech: Speech, keys: Sequence[str]) -> tuple[Head, ...]:
    said = [speech.said(key) for key in keys]
    return tuple(Head(each.text, is_figure=at > 0, is_english=each.is_english) for at, each in enumerate(said))


def _cell(morning: Morning, speech: Speech, row: Mapping[str, Any] | None) -> Said | str:
    """Return a released figure: the number, or in a word or three why there is none."""
    if row is None or pd.isna(row["blank"]):
        return NOTHING
    if not row["blank"] or row["blank"] == Blank.ZERO:
        return _count(speech, row["n_events"])
    if row["blank"] == Blank.SUPPRESSED:
        return speech.said("blank.suppressed", n=morning.thresholds.below(row["column_class"]))
    key = {Blank.SUPPRESSED_COMPLEMENTARY: "hidden", Blank.LATE: "late"}.get(row["blank"], "not_collected")
    return speech.said(f"blank.{key}")


def _count(speech: Speech, value: Any) -> str:
    return NOTHING if pd.isna(value) else speech.number(int(value))


def _how_to_read(morning: Morning, speech: Speech) -> tuple[Said, ...]:
    thresholds = morning.thresholds
    how = (speech.said("blank.how", n=thresholds.outreach_below),)
    if morning.role.audience.sees_health:
        return (*how, speech.said("blank.how_health", n=thresholds.health_below))
    return how

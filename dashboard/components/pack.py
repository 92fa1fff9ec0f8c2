"""The working group's public pack, put together from what is released to its reader: city and zones, never a place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.access import Role
from dashboard.components import accesses, outreach, told_once
from dashboard.components.council_words import block, html
from dashboard.components.download import provenance_of
from dashboard.components.text import as_markdown, day, whole
from dashboard.paper import download
from dashboard.paper.pack import Pack, PackArea, PackCell, PackTable, pack_files
from geo.disclosure import WHOLE_CITY, Audience, Blank
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.catalogue import Speech
    from dashboard.components.opening import Morning

READER = Role(
    role_code="working_group",
    role_name="the public (working group)",
    audience=Audience(role_code="working_group", sees_outreach=True, sees_health=False, sees_places=False),
    sees_points=False,
    may_write_actions=False,
)
"""Who reads the pack: of outreach what the Council sees, of health services nothing, of places no single one."""

_KINDS = {"shelter": "Shelter", "transport": "A ride", "storage": "Storage for belongings"}
_ANSWERS = {"accepted": "Accepted", "declined": "Declined that day", "unavailable": "Asked for, not there"}
_COUNTED = ("contacts", "sharps_collected")
_CO_RESPONSE = ("co_response_arrest", "co_response_citation", "co_response_no_action", "co_response_unknown")
_BY_ZONE = {
    "contacts": "Contacts",
    "offer_shelter_accepted": "Shelter accepted",
    "offer_shelter_declined": "Shelter declined",
    "offer_shelter_unavailable": "Shelter not there",
    "sharps_collected": "Sharps collected",
}
_ON_PATH = {
    "contact": "Contacts",
    "engaged": "Engaged",
    "offered_shelter": "Shelter offered",
    "accepted_shelter": "Shelter accepted",
}
_TICKET_FEEDS = ("city311_legacy", "city311_new", "open311")


class _About(NamedTuple):
    """What stands below a table, in the words of a public document; the contracts say the same to whoever builds."""

    meaning: str
    source: str
    not_counted: str
    feed_codes: tuple[str, ...]


_NO_PEOPLE = "people: the log has no key of a person, so nobody can be counted once"
_OUTREACH = _About(
    "Events of these days, never people: the same person met twice is two", "outreach log", _NO_PEOPLE, ("outreach",)
)
_ASKED = _About(
    "Times that help was asked for and not to be had, by the hour of the contact",
    "outreach log",
    "declines; requests that nobody wrote down",
    ("outreach",),
)
_PATH = _About(
    "Events of these days. Engaged: a relationship that leads to an assessment or a plan. An offer is no share of "
    "contacts: one contact can hold several",
    "outreach log",
    _NO_PEOPLE,
    ("outreach",),
)
_TICKETS = _About(
    "Tickets are what was reported to 311; reports of one thing are one incident, where they have a place on the map",
    "City 311",
    "tickets without a usable place are in no incident",
    _TICKET_FEEDS,
)
_SHARPS = _About(
    "Requested: tickets that ask for needles to be picked up. Collected: what closing texts of these tickets tell",
    "City 311",
    "what texts without a number stand for, what was collected without a ticket",
    _TICKET_FEEDS,
)
_COURTS = _About(
    "Events of the quarter as the court told them, never people; no total is a part of another",
    "totals of the courts",
    "people; totals below the threshold, which are not kept",
    ("court_totals",),
)
_HIDDEN = (
    '"hidden" is a figure that would give a small one away; what is hidden on any screen of the board is hidden here.'
)
_WINDOWS = (
    "The windows are those of the board's screens of that morning. There is no sum over two months: it could be "
    "subtracted from the windows that the screens told in between."
)
_HEALTH = (
    "Figures of health and recovery services (treatment, referrals attained, naloxone, calls to the recovery line): "
    "they are told to the services themselves, and not in a public document until that is decided."
)
_NOT_TOLD = (
    "How many people this is: events are counted, and no list of anyone is kept.",
    _HEALTH,
    "Single places: a public document tells the city and its zones.",
)


def show(morning: Morning, speech: Speech) -> None:
    """Draw the button that makes the pack, the same for every role that sees outreach figures; else nothing.

    The button speaks the room's language, and says in another than English that the pack does not.

    A district officer gets no offers and no declines from the board, and so no pack either.
    """
    if not morning.role.audience.sees_outreach:
        return
    public = replace(morning, role=READER)
    told = provenance_of(public)
    st.download_button(
        as_markdown(speech.text("pack.button")),
        data=accesses.noted("working-group pack", lambda: _zipped(public), viewer=morning.viewer),
        file_name=f"{told.prefix}working-group-pack-{told.as_of_date.isoformat()}.zip",
        mime="application/zip",
        on_click="ignore",
        type="tertiary",
        icon=":material/print:",
        key="working_group_pack",
    )
    keys = ["pack.caption"] if speech.catalogue is None else ["pack.caption", "pack.in_english"]
    block(speech, f'<p class="crt-quiet">{" ".join(html(speech, key) for key in keys)}</p>')


def files_of(morning: Morning) -> dict[str, bytes]:
    """Return the pack's files by name, whoever asks: what they hold is released to the public alone."""
    public = replace(morning, role=READER)
    return pack_files(pack_of(public), told=provenance_of(public))


def pack_of(morning: Morning) -> Pack:
    """Return what the pack holds of a morning.

    Parameters
    ----------
    morning
        With `READER` as its role.
    """
    # Outreach as it was told with its finer tables, which is once in a lookback (decision 0062).
    then = told_once.then(morning) or morning
    released = cache.released_outreach(then.build, morning.role.audience)
    return Pack(
        areas=(
            PackArea("Recovery and addiction", tuple(_recovery(then, released, _window(then)))),
            PackArea("Public safety", tuple(_safety(morning, released, then))),
            _judicial(morning),
        ),
        small_numbers=_small_numbers(morning),
        not_collected=(
            *_NOT_TOLD,
            *_feeds_missing(morning),
        ),
    )


def _small_numbers(morning: Morning) -> tuple[str, ...]:
    thresholds = morning.thresholds
    below = (
        f"Figures of outreach below {thresholds.outreach_below} and totals of courts below {thresholds.health_below} "
        "are not told. A 0 is told: nobody was counted."
    )
    return (below, _HIDDEN, _WINDOWS, "Figures of 311 are public already and are told in full.")


def _recovery(morning: Morning, released: pd.DataFrame, days: str) -> Iterable[PackTable]:
    city = released[released["location_id"] == WHOLE_CITY].set_index("measure_code")
    names = cache.measure_names(morning.paths)
    yield _table(
        "Help offered, and what people answered",
        days,
        "Help",
        tuple(_ANSWERS.values()),
        [
            (words, tuple(_cell(morning, city, f"offer_{kind}_{answer}") for answer in _ANSWERS))
            for kind, words in _KINDS.items()
        ],
        about=_OUTREACH,
    )
    yield _table(
        "What else the outreach teams counted",
        days,
        "Counted",
        ("Events",),
        [(names[code], (_cell(morning, city, code),)) for code in _COUNTED],
        about=_OUTREACH,
    )
    gaps = cache.released_gaps(morning.build, morning.role.audience, morning.thresholds)
    parts = tuple(dict.fromkeys(gaps["part_words"]))
    yield _table(
        "Asked for and not there, by part of the day",
        days,
        "Help",
        parts,
        [
            (
                words,
                tuple(
                    _cell(morning, own.set_index("part_words"), part)
                    for part in parts
                    for own in [gaps[gaps["measure_code"] == f"offer_{kind}_unavailable"]]
                ),
            )
            for kind, words in _KINDS.items()
        ],
        about=_ASKED,
    )
    yield from _path(morning, days)
    zones = released[released["level"] == "zone"]
    yield _table(
        "Outreach by zone",
        days,
        "Zone",
        tuple(_BY_ZONE.values()),
        [
            (
                str(zone["zone_name"]),
                tuple(
                    _cell(morning, zones[zones["location_id"] == zone["zone_id"]].set_index("measure_code"), code)
                    for code in _BY_ZONE
                ),
            )
            for zone in row_dicts(morning.rows("zones"))
        ],
        about=_OUTREACH,
    )


def _path(morning: Morning, days: str) -> Iterable[PackTable]:
    path = cache.released_path(morning.build, morning.role.audience, morning.thresholds)
    if path is None or path.city.empty:
        return
    told = path.city.set_index("sum_code")
    yield _table(
        "On the path of help",
        days,
        "Step",
        ("Events",),
        [(words, (_cell(morning, told, code),)) for code, words in _ON_PATH.items()],
        about=_PATH,
    )


def _safety(morning: Morning, released: pd.DataFrame, then: Morning) -> Iterable[PackTable]:
    days = _window(morning)
    categories = row_dicts(morning.rows("city_categories"))
    yield _table(
        "What the city was asked for",
        days,
        "311 category",
        ("Tickets", "Incidents"),
        [(str(row["category_name"]), (_public(row["n_tickets"]), _public(row["n_incidents"]))) for row in categories],
        about=_TICKETS,
    )
    yield _table(
        "311 by zone",
        days,
        "Zone",
        ("Tickets", "Incidents"),
        [
            (str(row["zone_name"]), (_public(row["n_tickets"]), _public(row["n_incidents"])))
            for row in row_dicts(morning.rows("zones"))
        ],
        about=_TICKETS,
    )
    sharps = dict(morning.rows("city_sharps").iloc[0])
    yield _table(
        "Sharps: three measures, none of which stands for another",
        days,
        "Measure",
        ("Number",),
        [
            ("Requested: tickets about needles", (_public(sharps["n_requested"]),)),
            ("Collected by crews, as their closing texts tell", (_public(sharps["n_collected"]),)),
            ("Seen on a walk-through", (_public(None),)),
        ],
        about=_SHARPS,
    )
    city = released[released["location_id"] == WHOLE_CITY].set_index("measure_code")
    names = cache.measure_names(morning.paths)
    yield _table(
        "Co-response: a clinician or outreach worker with an officer",
        _window(then),
        "Outcome",
        ("Contacts",),
        [(names[code], (_cell(morning, city, code),)) for code in _CO_RESPONSE],
        about=_OUTREACH,
    )


def _judicial(morning: Morning) -> PackArea:
    name = "Judicial initiatives"
    totals = cache.released_court_totals(morning.build, morning.thresholds)
    if totals is None or totals.empty or (totals["blank"] == Blank.NOT_COLLECTED).all():
        note = (
            "Diversion and court referrals: not collected. No totals of the courts were handed in "
            "(docs/court-totals.md tells the form)."
        )
        return PackArea(name, (), (note,))
    defined = (f"{row['measure_name']}: {row['definition']}" for row in cache.court_measures(morning.paths))
    definitions = ". ".join(words.rstrip(".") for words in defined)
    heads = tuple(dict.fromkeys(totals["measure_name"]))
    tables = []
    for quarter, own in totals.groupby("quarter_code", sort=False):
        rows = [
            (str(program), tuple(_cell(morning, told.set_index("measure_name"), head) for head in heads))
            for program, told in own.groupby("program_name", sort=False)
        ]
        table = _table("Court programs", f"quarter {quarter}", "Program", heads, rows, about=_COURTS)
        tables.append(replace(table, meaning=f"{table.meaning}. {definitions}"))
    return PackArea(name, tuple(tables))


def _table(
    title: str,
    period: str,
    row_head: str,
    heads: tuple[str, ...],
    rows: list[tuple[str, tuple[PackCell, ...]]],
    *,
    about: _About,
) -> PackTable:
    return PackTable(title, period, row_head, heads, tuple(rows), *about)


def _cell(morning: Morning, released: pd.DataFrame, key: str) -> PackCell:
    """Return a released figure; what was released to nobody, or is not published, is not collected."""
    if key not in released.index:
        return PackCell(None, str(Blank.NOT_COLLECTED), "not collected")
    row: Mapping[str, Any] = dict(released.loc[key])
    value = None if pd.isna(row["n_events"]) else int(row["n_events"])
    return PackCell(value, str(row["blank"]), outreach.in_words(morning, row))


def _public(value: Any) -> PackCell:
    if pd.isna(value):
        return PackCell(None, str(Blank.NOT_COLLECTED), "not collected")
    return PackCell(int(value), "" if value else str(Blank.ZERO), whole(value))


def _window(morning: Morning) -> str:
    days = int(morning.facts["lookback_days"])
    return f"{days} days to {day(morning.build.as_of_date, seen_from=morning.build.as_of_date)}, 06:00"


def _feeds_missing(morning: Morning) -> list[str]:
    feeds = row_dicts(morning.rows("feeds"))
    return [
        f"{feed['feed_name']}: {feed['status'].replace('_', ' ')}." for feed in feeds if feed["status"] != "current"
    ]


def _zipped(morning: Morning) -> bytes:
    return download.archive(files_of(morning), told=provenance_of(morning))

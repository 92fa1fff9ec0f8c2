"""What was typed in of a night, and how it stands beside what came by file: the newest by its own time stamp counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.huddle.events import Event, EventDraft, EventKind, event_draft
from dashboard.huddle.history import HistoryEntry, entry_of, typed_words
from dashboard.huddle.words import instant_words
from geo.frames import row_dicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.huddle.events import OnScreen

OVERNIGHT_KINDS = frozenset({EventKind.OVERNIGHT_REPORTED})
LONGEST_SOURCE = 80

_ZONE = ZoneInfo("America/New_York")
_NUMBER = re.compile(r"-?\d{1,5}(\.\d{1,3})?")
_WORD = re.compile(r"[a-z][a-z_]{1,39}")


@dataclass(frozen=True)
class TypedFact:
    """What somebody typed in of one measure of one night; `value` and `source` are empty when they were erased.

    `column_class` is the measure's class when it was typed: what is not `public` is told by no line of the meeting.
    """

    fact_id: str
    night_date: date
    measure_code: str
    measure_name: str
    column_class: str
    value: str
    source: str
    as_at: datetime
    role_code: str
    recorded_at: datetime
    history: tuple[HistoryEntry, ...]

    @property
    def is_public(self) -> bool:
        """Whether a line that everybody reads may tell it."""
        return self.column_class == "public"

    @property
    def title(self) -> str:
        """What it is called where everybody may read it."""
        return self.measure_name if self.is_public else "A figure of the night"


@dataclass(frozen=True)
class NewFact:
    """The filled-in form of one measure: the value in its one spelling, when it was true, who told it."""

    measure_code: str
    measure_name: str
    column_class: str
    value: str
    as_at: datetime
    source: str


@dataclass(frozen=True)
class StandingMeasure:
    """One public measure as it stands: a value, or a blank (`not_collected`, `late`) with the newest stamp known.

    `value_text` is the value in words, "40 °F" or "heat advisory"; `role_code` and `recorded_at` tell who typed it in
    and when, empty and None where it came by file.
    """

    measure_code: str
    measure_name: str
    kind: str
    value_text: str
    word_code: str
    as_at: datetime | None
    source: str
    role_code: str
    recorded_at: datetime | None
    blank: str


def night_before(huddle_date: date) -> date:
    """Return the date on which the night before a huddle began."""
    return huddle_date - timedelta(days=1)


def fact_id(night_date: date, measure_code: str) -> str:
    """Return the subject id of one measure of one night: each its own, so that nobody waits for another."""
    return f"overnight:{night_date.isoformat()}:{measure_code}"


def report_draft(new_fact: NewFact, *, on_screen: OnScreen) -> EventDraft:
    """Return the draft that tells a measure of the night before, or corrects it."""
    night_date = night_before(on_screen.huddle_date)
    facts = {
        "night_date": night_date.isoformat(),
        "measure_code": new_fact.measure_code,
        "measure_name": new_fact.measure_name,
        "column_class": new_fact.column_class,
        "as_at": new_fact.as_at.isoformat(timespec="minutes"),
    }
    payload = {"value": new_fact.value, "source": new_fact.source.strip()}
    subject_id = fact_id(night_date, new_fact.measure_code)
    return event_draft(EventKind.OVERNIGHT_REPORTED, subject_id, on_screen, facts=facts, payload=payload)


def stamp_problem(as_at: datetime, *, huddle_date: date, now_at: datetime | None = None) -> str | None:
    """Return what is wrong with a time stamp, in words; None when it is of the night or the huddle day, and not ahead.

    Parameters
    ----------
    as_at
        When the value was true, aware.
    huddle_date
        The huddle: a stamp from noon of the day before to the next morning's 06:00 is of its night.
    now_at
        The present instant, aware; None asks no clock, as the fold does: two machines' clocks may disagree.
    """
    noon = datetime.combine(night_before(huddle_date), time(12), tzinfo=_ZONE)
    ends = datetime.combine(huddle_date + timedelta(days=1), time(6), tzinfo=_ZONE)
    if not noon <= as_at < ends:
        return "Its time stamp is of another night."
    return "Its time stamp lies ahead of the clock." if now_at is not None and as_at > now_at else None


def overnight_refusal(fact: TypedFact | None, event: Event | EventDraft) -> str | None:
    """Return why an event is no legal step of a typed-in measure, in words; None when it is legal.

    What was typed plays no part in it, so that an erasure refuses nothing that stood; and no clock does.
    """
    facts = event.facts
    night_date, as_at = _read_date(facts.get("night_date", "")), _read_instant(facts.get("as_at", ""))
    code = facts.get("measure_code", "")
    if not code or not facts.get("measure_name") or facts.get("column_class") not in ("public", "health"):
        return "It names no measure."
    if night_date != night_before(event.huddle_date) or event.subject_id != fact_id(night_date, code):
        return "It is of another night than the one before this huddle."
    if as_at is None:
        return "It says not when the value was true."
    if (problem := stamp_problem(as_at, huddle_date=event.huddle_date)) is not None:
        return problem
    if fact is not None and as_at < fact.as_at:
        newer = instant_words(fact.as_at, seen_from=event.huddle_date)
        return f"A value of a later time stands already: {newer}."
    return None


def overnight_after(fact: TypedFact | None, event: Event) -> TypedFact:
    """Return a typed-in measure after a legal event, its history's new entry with what stood before.

    Of a measure that is not public the history tells no value, so that no line made from it can.
    """
    facts = event.facts
    is_public = facts["column_class"] == "public"
    before = {}
    if fact is not None and fact.is_public and is_public:
        before = {"value": fact.value, "time": instant_words(fact.as_at, seen_from=event.huddle_date)}
    entry = entry_of(event, before=before)
    return TypedFact(
        fact_id=event.subject_id,
        night_date=date.fromisoformat(facts["night_date"]),
        measure_code=facts["measure_code"],
        measure_name=facts["measure_name"],
        column_class=facts["column_class"],
        value="" if event.payload is None else _plain_value(event.payload.get("value", "")),
        source="" if event.payload is None else event.payload.get("source", ""),
        as_at=datetime.fromisoformat(facts["as_at"]),
        role_code=event.role_code,
        recorded_at=event.recorded_at,
        history=(
            *(() if fact is None else fact.history),
            replace(entry, words=typed_words(event, "value").replace("_", " ")) if is_public else entry,
        ),
    )


def condition_rows(conditions: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return the published table `overnight_conditions` as rows by column name, in the reviewed order."""
    return tuple(row_dicts(conditions.sort_values("sort_no")))


def standing_conditions(
    conditions: Iterable[Mapping[str, Any]], facts: Iterable[TypedFact], *, on: date
) -> list[StandingMeasure]:
    """Return every public measure of a morning as it stands, in the reviewed order.

    Parameters
    ----------
    conditions
        What `condition_rows` gives: made once a build, because this is asked for after every event.
    facts
        What was typed in, of any night.
    on
        The morning.
    """
    typed = _of_night(facts, on=on)
    return [_condition(row, typed.get(row["measure_code"])) for row in conditions]


def standing_counts(counts: pd.DataFrame, facts: Iterable[TypedFact], *, on: date) -> pd.DataFrame:
    """Return the published table `overnight_counts` with what was typed in instead, where that is newer.

    Raw counts of a health source: they go to `geo.disclosure` and nowhere else.

    Returns
    -------
    `measure_code`, `measure_name`, `kind`, `unit`, `column_class`, `n_events` (`Int64`), `as_at`, `source`,
    `role_code`, `recorded_at`, `late_after` (hours, as text), `definition`, `not_counted`, `blank`, in the reviewed
    order.
    """
    typed = _of_night(facts, on=on)
    rows = []
    for row in row_dicts(counts.sort_values("sort_no")):
        late_after = f"{row['late_after_hours']:g}"
        source = "" if pd.isna(row["source"]) else row["source"]
        told = {**row, "source": source, "late_after": late_after, "role_code": "", "recorded_at": pd.NaT}
        fact = typed.get(row["measure_code"])
        if fact is not None and fact.value.isdecimal() and _is_newer(fact, row["as_at"]):
            told |= {
                "n_events": int(fact.value),
                "as_at": fact.as_at,
                "source": fact.source,
                "role_code": fact.role_code,
                "recorded_at": fact.recorded_at,
                "blank": "",
            }
        rows.append(told)
    frame = pd.DataFrame(rows, columns=[*_COUNT_COLUMNS, "role_code", "recorded_at"])
    return frame.assign(
        n_events=pd.array([None if pd.isna(n) else int(n) for n in frame["n_events"]], dtype="Int64"),
        as_at=pd.to_datetime(frame["as_at"], utc=True),
        recorded_at=pd.to_datetime(frame["recorded_at"], utc=True),
    )


_COUNT_COLUMNS = [
    "measure_code",
    "measure_name",
    "kind",
    "unit",
    "column_class",
    "n_events",
    "as_at",
    "source",
    "late_after",
    "definition",
    "not_counted",
    "blank",
]


def _of_night(facts: Iterable[TypedFact], *, on: date) -> dict[str, TypedFact]:
    """Return what was typed in of the night before a morning by measure; what was erased is as if it never was."""
    return {fact.measure_code: fact for fact in facts if fact.night_date == night_before(on) and fact.value}


def _condition(row: Mapping[str, Any], fact: TypedFact | None) -> StandingMeasure:
    by_file = None if pd.isna(row["as_at"]) else pd.Timestamp(row["as_at"]).to_pydatetime()
    known = {name: row[name] for name in ("measure_code", "measure_name", "kind")}
    if fact is not None and fact.is_public and _is_newer(fact, row["as_at"]):
        is_word = _WORD.fullmatch(fact.value) is not None
        return StandingMeasure(
            **known,
            value_text=_value_text(fact.value, row["unit"]),
            word_code=fact.value if is_word else "",
            as_at=fact.as_at,
            source=fact.source,
            role_code=fact.role_code,
            recorded_at=fact.recorded_at,
            blank="",
        )
    word_code = "" if pd.isna(row["word_code"]) else row["word_code"]
    number = "" if pd.isna(row["measured"]) else f"{row['measured']:g}"
    return StandingMeasure(
        **known,
        value_text="" if row["blank"] else _value_text(word_code or number, row["unit"]),
        word_code=word_code,
        as_at=by_file,
        source="" if pd.isna(row["source"]) else row["source"],
        role_code="",
        recorded_at=None,
        blank=row["blank"],
    )


def _is_newer(fact: TypedFact, file_at: Any) -> bool:
    """Return whether a typed value counts: of one stamp it is a correction of the file's."""
    return bool(pd.isna(file_at)) or fact.as_at >= pd.Timestamp(file_at).to_pydatetime()


def _value_text(value: str, unit: str) -> str:
    if _WORD.fullmatch(value):
        return value.replace("_", " ")
    # The head says already that beds are free ones.
    return value if unit in ("", "free beds") else f"{value} {unit}"


def _plain_value(value: str) -> str:
    """Return a value as the fold may use it; empty where it is neither a number nor a word of a closed list."""
    return value if _NUMBER.fullmatch(value) or _WORD.fullmatch(value) else ""


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo is None else at

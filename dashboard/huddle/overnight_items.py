"""Part 2's lines about the night: weather and free beds, which everybody may read. Nothing from a health source."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboard.huddle.agenda_items import SAFETY_SILENCE, AgendaItem, ItemKind
from dashboard.huddle.overnight import standing_conditions
from dashboard.huddle.words import instant_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from dashboard.huddle.overnight import StandingMeasure, TypedFact

NO_WARNING = "none"
# Of two lines of the wall, some 130 signs, what the head and the time of the figures leave.
_FIGURE_SIGNS = 105
_HEADS = {"weather": "Weather", "beds": "Free beds"}
_SAID_ALOUD = AgendaItem(
    "What else the room must know of the night, each agency says aloud. An overdose is 911, never 311.",
    ItemKind.NOT_IN_THIS_VERSION,
)


def overnight_items(
    conditions: Sequence[Mapping[str, Any]], facts: Iterable[TypedFact], *, on: date
) -> list[AgendaItem]:
    """Return part 2: a warning in force, weather, free beds, what is late, what is not collected.

    Parameters
    ----------
    conditions
        What `overnight.condition_rows` gives; empty where the build has none.
    facts
        What was typed in, of any night.
    on
        The morning.
    """
    if not conditions:
        return [SAFETY_SILENCE]
    measures = standing_conditions(conditions, facts, on=on)
    told = [measure for measure in measures if not measure.blank]
    late = [measure for measure in measures if measure.blank == "late"]
    missing = [measure for measure in measures if measure.blank == "not_collected"]
    in_force = [measure for measure in told if measure.word_code not in ("", NO_WARNING)]
    items = [AgendaItem(warning_words(measure, on=on), ItemKind.OVERNIGHT_WARNING) for measure in in_force]
    groups = stamp_groups(measure for measure in told if measure not in in_force)
    items += [
        AgendaItem(group_words(line, on=on), ItemKind.OVERNIGHT) for group in groups for line in _wall_lines(group)
    ]
    if late:
        items.append(AgendaItem(late_words(late, on=on), ItemKind.OVERNIGHT_LATE))
    if missing:
        names = "weather and free beds" if len(missing) == len(measures) else _names(missing)
        items.append(AgendaItem(f"Not collected: {names}.", ItemKind.OVERNIGHT_NOT_COLLECTED))
    return [*items, _SAID_ALOUD]


def stamp_groups(measures: Iterable[StandingMeasure]) -> list[list[StandingMeasure]]:
    """Return measures of one kind that were told at one instant by one source together, in the reviewed order."""
    groups: dict[tuple[object, ...], list[StandingMeasure]] = {}
    for measure in measures:
        key = (measure.kind, measure.as_at, measure.source, measure.role_code)
        groups.setdefault(key, []).append(measure)
    return [list(group) for _, kind in groupby(groups.values(), key=lambda each: each[0].kind) for group in kind]


def warning_words(measure: StandingMeasure, *, on: date) -> str:
    """Return a warning in force in one line."""
    how = provenance_words(measure.as_at, measure.source, measure.recorded_at, on=on)
    return f"{measure.measure_name}: {measure.value_text} ({how})."


def _wall_lines(group: list[StandingMeasure]) -> list[list[StandingMeasure]]:
    """Part a group so that no figure falls off the two lines that an item has on the wall; only its source may."""
    lines: list[list[StandingMeasure]] = [[]]
    for measure in group:
        told = sum(len(_figure(each)) + 2 for each in [*lines[-1], measure])
        if lines[-1] and told > _FIGURE_SIGNS:
            lines.append([])
        lines[-1].append(measure)
    return lines


def _figure(measure: StandingMeasure) -> str:
    return f"{measure.measure_name} {measure.value_text}"


def group_words(group: list[StandingMeasure], *, on: date) -> str:
    """Return measures told together in one line: "Free beds: Emergency shelter 8, ATS 4 (…)."."""
    head = _HEADS.get(group[0].kind, group[0].kind)
    told = ", ".join(_figure(measure) for measure in group)
    return f"{head}: {told} ({provenance_words(group[0].as_at, group[0].source, group[0].recorded_at, on=on)})."


def provenance_words(as_at: datetime | None, source: str, recorded_at: datetime | None, *, on: date) -> str:
    """Return when a value was true, who told it, and how it came: "as of Thu 15 Oct 05:30, shelter list, by file"."""
    how = "by file" if recorded_at is None else f"typed in {instant_words(recorded_at, seen_from=on)}"
    at = "" if as_at is None else f"as of {instant_words(as_at, seen_from=on)}"
    return ", ".join(part for part in (at, source, how) if part)


def late_words(measures: Iterable[StandingMeasure], *, on: date) -> str:
    """Return which measures are late, each with its newest stamp."""
    told = [
        measure.measure_name
        + ("" if measure.as_at is None else f" (newest {instant_words(measure.as_at, seen_from=on)})")
        for measure in measures
    ]
    return f"Late: {', '.join(told)}."


def _names(measures: Iterable[StandingMeasure]) -> str:
    return ", ".join(measure.measure_name for measure in measures)

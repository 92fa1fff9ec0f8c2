"""Files in the reference program's own formats (SaTScan user guide, "Input Data"), from bytes to frames.

Cases and controls: location, count, date, covariates. Population: location, date, people, covariates. Coordinates:
location, latitude and longitude, or two and more coordinates on a plane. Columns are parted by blanks or tabs, or by
commas where the first line has one; quotes keep a name with blanks together. A faulty line stops the scan: an
expectation stands on all lines, so one that is left out would be wrong everywhere and not in one place.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pandas as pd

from geo.signals.study_periods import StudyPeriod, TimeUnit
from pipelines.errors import ScanFileError
from pipelines.readers.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import numpy.typing as npt

_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_QUOTED = re.compile(r'"[^"]*"')
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_DATE = re.compile(r"(\d{1,4})(?:[/.*-](\d{1,4})(?:[/.*-](\d{1,4}))?)?", re.ASCII)
_EARLIEST_YEAR, _TWO_DIGITS, _CENTURY = 1753, 99, 1900
# A population that is given for a year stands for its middle, one for a month for the middle of it.
_MIDDLE_MONTH, _MIDDLE_DAY = 7, 15
_PRECISIONS = (TimeUnit.YEAR, TimeUnit.MONTH, TimeUnit.DAY)
_CASE_WORDS, _POPULATION_WORDS = 3, 3
_DIMENSIONS = 2
_LAT_LIMIT, _LON_LIMIT = 90.0, 180.0


@dataclass(frozen=True)
class ScanCases:
    """Cases or controls: `line_no`, `location_id`, `n_cases`, `date` and a column for each of `covariates`."""

    rows: pd.DataFrame
    covariates: tuple[str, ...]


@dataclass(frozen=True)
class ScanPopulation:
    """Populations: `line_no`, `location_id`, `date`, `is_day`, `n_people` and a column for each of `covariates`."""

    rows: pd.DataFrame
    covariates: tuple[str, ...]


@dataclass(frozen=True)
class ScanPlaces:
    """Location ids and their coordinates, (n, 2 or more), in the file's order; each location once."""

    location_ids: pd.Series
    coordinates: npt.NDArray[np.float64]


def read_scan_places(name: str, content: bytes, *, is_latlon: bool) -> ScanPlaces:
    """Read a coordinates file; a location that is named again must be where it was.

    Raises
    ------
    ScanFileError
        A line without coordinates, one that is no number or no place on earth, a location at two places, or no line.
    """
    found: dict[str, tuple[float, ...]] = {}
    widths: set[int] = set()

    def take(words: list[str]) -> None:
        least = "location, latitude and longitude" if is_latlon else "location and two coordinates or more"
        if len(words) < 1 + _DIMENSIONS:
            _refuse(f"it has {len(words)} columns and needs {least}")
        given = words[1 : 1 + _DIMENSIONS] if is_latlon else words[1:]
        place = tuple(_number(word, "coordinate") for word in given)
        if is_latlon and (abs(place[0]) > _LAT_LIMIT or abs(place[1]) > _LON_LIMIT):
            _refuse(f"latitude {given[0]} and longitude {given[1]} are no place on earth (latitude comes first)")
        if found.setdefault(words[0], place) != place:
            _refuse(f"location {words[0]} is at two places; it must be at one")
        widths.add(len(place))
        if len(widths) > 1:
            _refuse(f"it has {len(place)} coordinates where the lines before have another number")

    _read_lines(name, content, take)
    return ScanPlaces(pd.Series(list(found), dtype=object), np.array(list(found.values()), dtype=np.float64))


def read_scan_cases(
    name: str, content: bytes, *, period: StudyPeriod, known: Collection[str], what: str = "cases"
) -> ScanCases:
    """Read a case or a control file.

    Parameters
    ----------
    name, content
        The file's name, for messages, and its bytes.
    period
        The study period. Where it is a single interval the date may be left out of all lines.
    known
        Locations that have coordinates.
    what
        "cases" or "controls", for messages.

    Raises
    ------
    ScanFileError
        A line without a whole count, with a date that is none, is vaguer than the time unit or outside the study
        period, at a location without coordinates, with other columns than the first line; or no case at all.
    """
    rows: list[tuple[str, int, date]] = []
    covariates: list[list[str]] = []
    is_undated = False

    def take(words: list[str]) -> None:
        nonlocal is_undated
        if not rows:
            is_undated = len(words) == _CASE_WORDS - 1 and period.n_intervals == 1
        needed = _CASE_WORDS - is_undated
        if len(words) < needed:
            _refuse(
                f"it has {len(words)} columns and needs location, number of {what} and date"
                f" (which may be left out only where the study period is a single {period.unit})"
            )
        if not _WHOLE.fullmatch(words[1]):
            _refuse(f"'{words[1]}' is no whole number of {what} (if this line is a header, take it out)")
        day = period.first_day(0) if is_undated else _day_of(words[2], period)
        _require_known(words[0], known)
        _require_width(words, needed, covariates)
        rows.append((words[0], int(words[1]), day))
        covariates.append(words[needed:])

    line_nos = _read_lines(name, content, take)
    frame = pd.DataFrame(rows, columns=["location_id", "n_cases", "date"])
    frame.insert(0, "line_no", line_nos)
    if not frame["n_cases"].sum():
        raise ScanFileError(f"{name}: it holds {len(frame):,} lines and not one of its counts is above zero")
    return ScanCases(*_with_covariates(frame, covariates))


def read_scan_population(name: str, content: bytes, *, known: Collection[str]) -> ScanPopulation:
    """Read a population file. A year stands for its 1 July, a month for its 15th, a day for the whole day.

    Raises
    ------
    ScanFileError
        A line without a date or without a number of people, at a location without coordinates, with other columns
        than the first line; or no line.
    """
    rows: list[tuple[str, date, bool, float]] = []
    covariates: list[list[str]] = []

    def take(words: list[str]) -> None:
        if len(words) < _POPULATION_WORDS:
            _refuse(f"it has {len(words)} columns and needs location, date and population")
        parts, precision = _date_parts(words[1])
        middle = {
            TimeUnit.YEAR: (parts[0], _MIDDLE_MONTH, 1),
            TimeUnit.MONTH: (parts[0], parts[1], _MIDDLE_DAY),
            TimeUnit.DAY: parts,
        }[precision]
        n_people = _number(words[2], "population")
        if n_people < 0:
            _refuse(f"a population of {words[2]} is below zero")
        _require_known(words[0], known)
        _require_width(words, _POPULATION_WORDS, covariates)
        rows.append((words[0], date(*middle), precision is TimeUnit.DAY, n_people))
        covariates.append(words[_POPULATION_WORDS:])

    line_nos = _read_lines(name, content, take)
    frame = pd.DataFrame(rows, columns=["location_id", "date", "is_day", "n_people"])
    frame.insert(0, "line_no", line_nos)
    return ScanPopulation(*_with_covariates(frame, covariates))


class _FaultyLineError(Exception):
    """A line cannot be taken; the message says why."""


def _refuse(reason: str) -> NoReturn:
    raise _FaultyLineError(reason)


def _read_lines(name: str, content: bytes, take: Callable[[list[str]], None]) -> list[int]:
    """Hand each line's words to `take`; return the numbers of the lines.

    Raises
    ------
    ScanFileError
        Some line was refused: the first with its reason, and how many more there are. Or there is no line.
    """
    taken: list[int] = []
    faulty: list[tuple[int, str]] = []
    decoded = decode(content, is_damaged=False)
    for line_no, line, has_commas in _lines(decoded.text.decode("utf-8", errors="replace")):
        try:
            if line_no in decoded.not_text_lines:
                _refuse("it holds bytes that are no text")
            take(_words(line, has_commas=has_commas))
        except _FaultyLineError as error:
            faulty.append((line_no, str(error)))
        else:
            taken.append(line_no)
    if faulty:
        line_no, reason = faulty[0]
        more = f" ({len(faulty) - 1:,} more lines cannot be read either)" if len(faulty) > 1 else ""
        raise ScanFileError(f"{name}, line {line_no}: {reason}{more}")
    if not taken:
        raise ScanFileError(f"{name}: it holds no line")
    return taken


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the number of each line that holds anything, the line, and whether commas part its columns."""
    has_commas: bool | None = None
    for line_no, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip().strip("\x1a")
        if stripped:
            if has_commas is None:
                has_commas = "," in _QUOTED.sub("", stripped)
            yield line_no, stripped, has_commas


def _words(line: str, *, has_commas: bool) -> list[str]:
    if not has_commas:
        return [found[1] if found[1] is not None else found[2] for found in _WORDS.finditer(line)]
    try:
        (fields,) = csv.reader([line], skipinitialspace=True)
    except csv.Error as error:
        _refuse(f"its columns cannot be told apart ({error})")
    while len(fields) > 1 and not fields[-1].strip():
        fields.pop()
    return [field.strip() for field in fields]


def _number(word: str, what: str) -> float:
    if not _NUMBER.fullmatch(word) or not math.isfinite(value := float(word)):
        _refuse(f"'{word}' is no number for a {what}")
    return value


def _date_parts(word: str) -> tuple[tuple[int, int, int], TimeUnit]:
    """Read year, year/month, year/month/day, month/year or month/day/year; parted by / - . or *."""
    found = _DATE.fullmatch(word)
    if found is None:
        _refuse(f"'{word}' is no date (year, year/month or year/month/day)")
    parts = [int(part) for part in found.groups() if part is not None]
    precision = _PRECISIONS[len(parts) - 1]
    if len(parts) > 1 and len(found.groups()[len(parts) - 1]) == 4:  # noqa: PLR2004 - a year of four digits
        parts = [parts[-1], *parts[:-1]]
    if parts[0] <= _TWO_DIGITS:
        parts[0] += _CENTURY
    whole = (parts[0], *parts[1:], *(1,) * (len(_PRECISIONS) - len(parts)))
    try:
        date(*whole)
    except ValueError:
        _refuse(f"'{word}' is no date of the calendar")
    if parts[0] < _EARLIEST_YEAR:
        _refuse(f"'{word}' is before the year {_EARLIEST_YEAR}")
    return (whole[0], whole[1], whole[2]), precision


def _day_of(word: str, period: StudyPeriod) -> date:
    """Read a date as precise as the time unit at least, within the study period."""
    parts, precision = _date_parts(word)
    if _PRECISIONS.index(precision) < _PRECISIONS.index(period.unit):
        _refuse(f"'{word}' is to the {precision} and the time unit is the {period.unit} (set --time-unit {precision})")
    day = date(*parts)
    if not period.starts[0] <= day.toordinal() < period.starts[-1]:
        first, last = period.first_day(0), period.last_day(period.n_intervals)
        _refuse(f"{word} lies outside the study period, {first} to {last}")
    return day


def _require_known(location_id: str, known: Collection[str]) -> None:
    if location_id not in known:
        _refuse(f"location {location_id} has no line in the coordinates file")


def _require_width(words: list[str], needed: int, covariates: list[list[str]]) -> None:
    if covariates and len(words) - needed != len(covariates[0]):
        _refuse(f"it has {len(words) - needed} covariates where the first line has {len(covariates[0])}")


def _with_covariates(frame: pd.DataFrame, covariates: list[list[str]]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    names = tuple(f"covariate_{number}" for number in range(1, len(covariates[0]) + 1))
    return pd.concat([frame, pd.DataFrame(covariates, columns=list(names), dtype=object)], axis=1), names

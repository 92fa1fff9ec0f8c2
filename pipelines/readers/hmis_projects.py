"""What an HMIS export says of itself and of its projects: its days, their names, and where they have their seat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError
from pipelines.readers.form_cells import as_shown, holds_contact_details
from pipelines.readers.hmis_elements import READ_COLUMNS
from pipelines.readers.hmis_members import EXPORT, PROJECT, PROJECT_COC
from pipelines.readers.hmis_rows import pick_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_REPORTING_PERIOD, _FULL_REFRESH = "3", "2"
_FIRST_YEAR, _LAST_YEAR = 2008, 2098
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_CODE = re.compile(r"[A-Za-z0-9._:{}-]{1,36}")
_PROJECT_TYPE = re.compile(r"\d{1,2}")
_COC, _GEOCODE, _ZIP = re.compile(r"[A-Z]{2}-\d{3}"), re.compile(r"\d{6}"), re.compile(r"\d{5}")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class ExportPeriod:
    """When the export was made (naive, Boston's clock), and the first and the last day that it tells whole."""

    exported_at: datetime
    first_date: date
    last_date: date

    def holds(self, day: date) -> bool:
        """Return whether the export speaks for a day."""
        return self.first_date <= day <= self.last_date


@dataclass(frozen=True)
class Project:
    """One project of an organisation; the codes of its place are empty where it has none or several."""

    project_code: str
    project_name: str
    project_type: str
    is_deleted: bool
    coc_code: str = ""
    geocode: str = ""
    zip_code: str = ""


def read_day(text: str) -> date | None:
    """Return the day that a cell names, as the form writes it (2026-01-05, a time may follow); None for any other."""
    named = _DAY.fullmatch(text)
    try:
        day = date.fromisoformat(named.group(1)) if named else None
    except ValueError:
        return None
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def read_period(name: str, content: bytes) -> ExportPeriod:
    """Return which days an export tells whole.

    A day on which, or after which, the export was made is not over in it.

    Raises
    ------
    SourceFileError
        It states no days or no instant, not one record, or holds changes only: then it cannot stand for what it leaves
        out.
    """
    file_name = f"{name}: {EXPORT}"
    picked = pick_rows(file_name, content, columns=READ_COLUMNS[EXPORT])
    if picked.n_read != 1 or picked.faults:
        raise SourceFileError(f"{file_name} must hold one whole record and holds {picked.n_read:,}. Export it again.")
    stated, first, last, period_type, directive = picked.rows[0][1]
    if (period_type, directive) != (_REPORTING_PERIOD, _FULL_REFRESH):
        raise SourceFileError(
            f"{file_name}: the export is not of all records of a period, so nobody can say what it replaces. Export "
            "again with the period type 'Reporting period' (3) and the directive 'Full refresh' (2)."
        )
    exported_at, first_date, last_date = _instant(stated), read_day(first), read_day(last)
    if exported_at is None or first_date is None or last_date is None:
        raise SourceFileError(
            f"{file_name}: ExportDate, ExportStartDate or ExportEndDate is no date as the form writes it "
            "(2026-01-05; ExportDate with a time). A spreadsheet changes dates: hand in the export as it was made."
        )
    last_date = min(last_date, exported_at.date() - timedelta(days=1))
    if last_date < first_date:
        raise SourceFileError(
            f"{file_name}: no day of the export's period was over when it was made. Export an earlier period, or later."
        )
    return ExportPeriod(exported_at, first_date, last_date)


def read_projects(name: str, members: Mapping[str, bytes]) -> dict[str, Project]:
    """Return the export's projects by code; a line that is not whole or has no usable code is passed over.

    Rows of such a project are set aside, each with that reason, so nothing is lost without a word.

    Raises
    ------
    SourceFileError
        A header lacks a column.
    """
    places = _places(name, members)
    projects: dict[str, Project] = {}
    for _, (code, label, project_type, deleted) in pick_rows(
        f"{name}: {PROJECT}", members[PROJECT], columns=READ_COLUMNS[PROJECT]
    ).rows:
        if not _CODE.fullmatch(code) or (code in projects and not projects[code].is_deleted):
            continue
        coc_code, geocode, zip_code = places.get(code, ("", "", ""))
        projects[code] = Project(
            project_code=code,
            project_name=_name(label),
            project_type=project_type if _PROJECT_TYPE.fullmatch(project_type) else "",
            is_deleted=bool(deleted),
            coc_code=coc_code,
            geocode=geocode,
            zip_code=zip_code,
        )
    return projects


def _places(name: str, members: Mapping[str, bytes]) -> dict[str, tuple[str, str, str]]:
    if PROJECT_COC not in members:
        return {}
    rows = pick_rows(f"{name}: {PROJECT_COC}", members[PROJECT_COC], columns=READ_COLUMNS[PROJECT_COC]).rows
    stated: dict[str, list[tuple[str, str, str]]] = {}
    for _, (code, coc_code, geocode, zip_code, deleted) in rows:
        if not deleted:
            stated.setdefault(code, []).append((coc_code.upper(), geocode, zip_code))
    return {
        code: (
            _only((row[0] for row in own), _COC),
            _only((row[1] for row in own), _GEOCODE),
            _only((row[2] for row in own), _ZIP),
        )
        for code, own in stated.items()
    }


def _only(texts: Iterable[str], pattern: re.Pattern[str]) -> str:
    """Return the one code of a form that several rows state; empty where they state none or more than one."""
    codes = {text for text in texts if pattern.fullmatch(text)}
    return codes.pop() if len(codes) == 1 else ""


def _name(text: str) -> str:
    """Return the name of a project as it may be landed: an organisation's, with no way to reach a person in it."""
    shown = as_shown(text)
    return "" if len(shown) > _LONGEST_NAME or holds_contact_details(shown) else shown


def _instant(text: str) -> datetime | None:
    try:
        stated = datetime.fromisoformat(text.replace("T", " ")) if _INSTANT.fullmatch(text) else None
    except ValueError:
        return None
    return stated if stated and _FIRST_YEAR <= stated.year <= _LAST_YEAR else None

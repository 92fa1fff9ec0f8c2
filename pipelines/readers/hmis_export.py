"""An HMIS CSV export, read for one thing: how often each element was recorded by a project on a day.

No row of it leaves this module, no key of a person or of a stay, and no word that a person typed (decision 0052).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from pipelines.readers.clock import ClockVerdict
from pipelines.readers.hmis_elements import (
    CONTACT,
    ENGAGEMENT,
    EVENT_FILES,
    OUTCOMES,
    PATH_REFERRAL,
    READ_COLUMNS,
    RECORD_TYPES,
)
from pipelines.readers.hmis_members import ENROLLMENT, LIVING_SITUATION, SERVICES, open_members
from pipelines.readers.hmis_projects import read_day, read_period, read_projects
from pipelines.readers.hmis_rows import pick_rows
from pipelines.readers.record_cutter import Fault
from pipelines.readers.results import HMIS, ReadResult, accepted_schema, tabulate_set_aside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.readers.hmis_projects import ExportPeriod, Project
    from pipelines.readers.hmis_rows import PickedRows
    from pipelines.readers.upload_limits import UploadLimits

# Project, element, outcome (empty for an element without one) and day.
_Counts: TypeAlias = "Counter[tuple[str, str, str, date]]"
_CLOCK = ClockVerdict("eastern_local", "Days, and the instant of the export, are read as Boston's.", "form")
_LAYOUT_NAME = "HMIS CSV export"


def read_export(name: str, content: bytes, *, limits: UploadLimits) -> list[ReadResult]:
    """Read an HMIS CSV export (FY 2024 or FY 2026): counts by element, project and day, and where rows went.

    Parameters
    ----------
    name
        The file's name, for messages.
    content
        Its bytes: the whole export as one zip.
    limits
        What is unpacked at the most.

    Returns
    -------
    One result per file of the export whose rows are counted (`EVENT_FILES`). In each, rows read = rows counted + rows
    set aside; `accepted` holds counts, and a row without a day per project and element that the export speaks for.

    Raises
    ------
    SourceFileError
        The export cannot be taken; the message holds nothing of what stands in it.
    """
    members = open_members(name, content, limits=limits)
    period = read_period(name, members["Export.csv"])
    projects = read_projects(name, members)
    picked = {
        form_name: pick_rows(f"{name}: {form_name}", members[form_name], columns=READ_COLUMNS[form_name])
        for form_name in EVENT_FILES
        if form_name in members
    }
    # What was unpacked goes before anything is made of it.
    del members, content
    stays = _Stays(projects)
    readings = {ENROLLMENT: _count_engagements(picked[ENROLLMENT], stays, period)}
    if LIVING_SITUATION in picked:
        readings[LIVING_SITUATION] = _count_contacts(picked[LIVING_SITUATION], stays, period)
    if SERVICES in picked:
        readings[SERVICES] = _count_services(picked[SERVICES], stays, period)
    spoken_for = [projects[code] for code in sorted(stays.project_codes())]
    absent = tuple(
        f"{form_name} is not in the export: nothing is told of {EVENT_FILES[form_name].words}."
        for form_name in EVENT_FILES
        if form_name not in picked
    )
    results = [
        _result(name, form_name, picked[form_name], reading, spoken_for=spoken_for, period=period)
        for form_name, reading in readings.items()
    ]
    told = f"Read were days, project and element, of {len(spoken_for):,} projects; no other file of the zip was opened."
    results[0] = replace(results[0], messages=(told, *absent, *results[0].messages))
    return results


@dataclass
class _Reading:
    """What became of the rows of one file."""

    counts: _Counts = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def set_aside(self, line_no: int, reason_code: str, detail: str) -> None:
        self.faults.append(Fault(line_no, reason_code, detail, ""))


class _Stays:
    """Which project each stay is of: held while one export is read, and never told, landed or hashed."""

    def __init__(self, projects: Mapping[str, Project]) -> None:
        self._projects = projects
        self._project_of: dict[str, str] = {}
        self._deleted: set[str] = set()

    def add(self, stay: str, project_code: str) -> tuple[str, str]:
        """Note a stay; returns reason code and words where it stands already, else two empty words."""
        if stay not in self._project_of:
            self._project_of[stay] = project_code
            return "", ""
        if self._project_of[stay] == project_code:
            return "duplicate", "the stay stands on an earlier line"
        return "bad_value", "the stay stands on an earlier line with another project; the first one counts"

    def add_deleted(self, stay: str) -> None:
        """Note a stay that was deleted: its rows went with it."""
        self._deleted.add(stay)

    def project_of(self, stay: str) -> tuple[str, str, str]:
        """Return the code of a stay's project; else reason code and words, in their place."""
        project_code = self._project_of.get(stay)
        if project_code is None:
            if stay in self._deleted:
                return "", "deleted", "the stay it belongs to was deleted"
            return "", "unknown_stay", f"{ENROLLMENT} holds no stay that it belongs to"
        project = self._projects.get(project_code)
        if project is None:
            return "", "unknown_project", "Project.csv does not hold the project of its stay"
        if project.is_deleted:
            return "", "deleted", "the project it belongs to was deleted"
        return project_code, "", ""

    def project_codes(self) -> set[str]:
        """Return the projects that have a stay: for these the export speaks."""
        return {
            code for code in self._project_of.values() if code in self._projects and not self._projects[code].is_deleted
        }


def _count_engagements(picked: PickedRows, stays: _Stays, period: ExportPeriod) -> _Reading:
    reading = _Reading()
    for line_no, (stay, project_code, engaged, deleted) in picked.rows:
        if deleted:
            stays.add_deleted(stay)
            reading.set_aside(line_no, "deleted", "it was deleted in the system it comes from")
            continue
        if not stay or not project_code:
            reading.set_aside(line_no, "bad_value", "EnrollmentID or ProjectID is empty")
            continue
        reason_code, detail = stays.add(stay, project_code)
        if reason_code:
            reading.set_aside(line_no, reason_code, detail)
        elif not engaged:
            reading.set_aside(line_no, "no_engagement_date", "the stay has no date of engagement")
        else:
            _count(reading, stays, period, line_no=line_no, stay=stay, day_text=engaged, element=ENGAGEMENT)
    return reading


def _count_contacts(picked: PickedRows, stays: _Stays, period: ExportPeriod) -> _Reading:
    reading = _Reading()
    for line_no, (stay, day_text, deleted) in picked.rows:
        if deleted:
            reading.set_aside(line_no, "deleted", "it was deleted in the system it comes from")
        else:
            _count(reading, stays, period, line_no=line_no, stay=stay, day_text=day_text, element=CONTACT)
    return reading


def _count_services(picked: PickedRows, stays: _Stays, period: ExportPeriod) -> _Reading:
    reading = _Reading()
    for line_no, (stay, day_text, deleted, record_type, outcome) in picked.rows:
        element = RECORD_TYPES.get(record_type)
        if deleted:
            reading.set_aside(line_no, "deleted", "it was deleted in the system it comes from")
        elif element is None:
            reading.set_aside(line_no, "other_element", "its record type is not one that is counted (141, 161)")
        elif element == PATH_REFERRAL and outcome not in OUTCOMES:
            reading.set_aside(line_no, "bad_value", "ReferralOutcome is none of 1, 2, 3 or empty")
        else:
            told = OUTCOMES[outcome] if element == PATH_REFERRAL else ""
            _count(reading, stays, period, line_no=line_no, stay=stay, day_text=day_text, element=element, outcome=told)
    return reading


def _count(
    reading: _Reading,
    stays: _Stays,
    period: ExportPeriod,
    *,
    line_no: int,
    stay: str,
    day_text: str,
    element: str,
    outcome: str = "",
) -> None:
    """Count one row for its project and day, or set it aside."""
    project_code, reason_code, detail = stays.project_of(stay)
    if reason_code:
        reading.set_aside(line_no, reason_code, detail)
        return
    day = read_day(day_text)
    if day is None:
        reading.set_aside(line_no, "bad_event_date", "its date is missing or not written as 2026-01-05")
    elif not period.holds(day):
        # An export holds earlier rows of stays that are open, and no others: of such days it cannot tell all.
        reading.set_aside(line_no, "outside_period", "its day is none that the export tells whole")
    else:
        reading.counts[project_code, element, outcome, day] += 1


def _result(
    name: str,
    form_name: str,
    picked: PickedRows,
    reading: _Reading,
    *,
    spoken_for: list[Project],
    period: ExportPeriod,
) -> ReadResult:
    faults = [*picked.faults, *reading.faults]
    accepted = _tabulate(reading.counts, EVENT_FILES[form_name].elements, spoken_for=spoken_for, period=period)
    return ReadResult(
        file_name=f"{name}: {form_name}",
        content_hash=_digest(form_name, accepted, faults),
        feed_code=HMIS,
        layout_name=_LAYOUT_NAME,
        accepted=accepted,
        set_aside=tabulate_set_aside(faults),
        rows_read=picked.n_read,
        # Not the newest event's day: every role reads it, and it would tell that there was one on that day.
        newest_opened_stamp=datetime.combine(period.last_date, time()),
        newest_stamp=period.exported_at,
        clock=_CLOCK,
        messages=picked.messages,
        n_rows_counted=sum(reading.counts.values()),
    )


def _tabulate(
    counts: _Counts, elements: tuple[str, ...], *, spoken_for: list[Project], period: ExportPeriod
) -> pa.Table:
    """Return the counts, and before them one row without a day per project and element that the export speaks for."""
    project_of = {project.project_code: project for project in spoken_for}
    heads = [((code, element, "", None), 0) for code in project_of for element in elements]
    rows = [
        {
            "exported_at": period.exported_at,
            "first_date": period.first_date,
            "last_date": period.last_date,
            "project_code": code,
            "project_name": project_of[code].project_name,
            "project_type": project_of[code].project_type,
            "coc_code": project_of[code].coc_code,
            "geocode": project_of[code].geocode,
            "zip_code": project_of[code].zip_code,
            "element_code": element,
            "outcome_code": outcome,
            "event_date": day,
            "n_events": n_events,
        }
        for (code, element, outcome, day), n_events in (*heads, *sorted(counts.items()))
    ]
    return pa.Table.from_pylist(rows, schema=accepted_schema(HMIS))


def _digest(form_name: str, accepted: pa.Table, faults: list[Fault]) -> str:
    """Return what tells two readings apart: the counts and the lines set aside. No byte of a row goes into it."""
    told = [form_name, accepted.to_pylist(), sorted((fault.line_no, fault.reason_code) for fault in faults)]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()

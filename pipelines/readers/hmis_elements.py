"""What an HMIS export is asked for: which columns of which file, and which elements they count; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.readers.hmis_members import (
    ENROLLMENT,
    EXPORT,
    LIVING_SITUATION,
    PROJECT,
    PROJECT_COC,
    SERVICES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTACT, ENGAGEMENT, PATH_SERVICE, PATH_REFERRAL = "4.12", "4.13", "P1", "P2"

READ_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        EXPORT: ("ExportDate", "ExportStartDate", "ExportEndDate", "ExportPeriodType", "ExportDirective"),
        PROJECT: ("ProjectID", "ProjectName", "ProjectType", "DateDeleted"),
        PROJECT_COC: ("ProjectID", "CoCCode", "Geocode", "ZIP", "DateDeleted"),
        ENROLLMENT: ("EnrollmentID", "ProjectID", "DateOfEngagement", "DateDeleted"),
        LIVING_SITUATION: ("EnrollmentID", "InformationDate", "DateDeleted"),
        SERVICES: ("EnrollmentID", "DateProvided", "DateDeleted", "RecordType", "ReferralOutcome"),
    }
)
"""The allow-list. `EnrollmentID` names a stay, so it is held while the export is read and goes with that."""

RECORD_TYPES: Mapping[str, str] = MappingProxyType({"141": PATH_SERVICE, "161": PATH_REFERRAL})
"""The record types of Services.csv that are counted (list 1.4 of the form)."""

OUTCOMES: Mapping[str, str] = MappingProxyType({"": "unknown", "1": "attained", "2": "not_attained", "3": "unknown"})
"""What came of a PATH referral (list P2.A); what nobody wrote down is not known."""

NO_FAULT_REASONS = frozenset({"deleted", "outside_period", "other_element", "no_engagement_date"})
"""Rows set aside for these are as they should be: they hold nothing that is counted."""


@dataclass(frozen=True)
class EventFile:
    """A file whose rows are counted: which elements it may hold, and what its rows are in words."""

    elements: tuple[str, ...]
    words: str


EVENT_FILES: Mapping[str, EventFile] = MappingProxyType(
    {
        ENROLLMENT: EventFile((ENGAGEMENT,), "engagements (4.13)"),
        LIVING_SITUATION: EventFile((CONTACT,), "contacts (4.12)"),
        SERVICES: EventFile((PATH_SERVICE, PATH_REFERRAL), "PATH services and referrals (P1, P2)"),
    }
)

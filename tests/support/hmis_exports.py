"""Writes HMIS CSV exports of made-up projects, with every column of the form, in FY 2024's or FY 2026's order."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


META = ("DateCreated", "DateUpdated", "UserID", "DateDeleted", "ExportID")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "Export.csv": _names(
        "ExportID SourceType SourceID SourceName SourceContactFirst SourceContactLast SourceContactPhone "
        "SourceContactExtension SourceContactEmail ExportDate ExportStartDate ExportEndDate SoftwareName "
        "SoftwareVersion CSVVersion ExportPeriodType ExportDirective HashStatus ImplementationID"
    ),
    "Project.csv": (
        *_names(
            "ProjectID OrganizationID ProjectName ProjectCommonName OperatingStartDate OperatingEndDate "
            "ContinuumProject ProjectType HousingType RRHSubType ResidentialAffiliation TargetPopulation "
            "HOPWAMedAssistedLivingFac PITCount"
        ),
        *META,
    ),
    "ProjectCoC.csv": (
        *_names("ProjectCoCID ProjectID CoCCode Geocode Address1 Address2 City State ZIP GeographyType"),
        *META,
    ),
    "Enrollment.csv": (
        *_names(
            "EnrollmentID PersonalID ProjectID EntryDate HouseholdID RelationshipToHoH EnrollmentCoC LivingSituation "
            "RentalSubsidyType LengthOfStay DateToStreetESSH DisablingCondition DateOfEngagement MoveInDate "
            "DateOfPATHStatus ClientEnrolledInPATH ReasonNotEnrolled CurrentPregnant MentalHealthConsultation"
        ),
        *META,
    ),
    "CurrentLivingSituation.csv": (
        *_names(
            "CurrentLivingSitID EnrollmentID PersonalID InformationDate CurrentLivingSituation CLSSubsidyType "
            "VerifiedBy LeaveSituation14Days SubsequentResidence ResourcesToObtain LeaseOwn60Day MovedTwoOrMore "
            "LocationDetails"
        ),
        *META,
    ),
    "Services.csv": (
        *_names(
            "ServicesID EnrollmentID PersonalID DateProvided RecordType TypeProvided OtherTypeProvided "
            "MovingOnOtherType SubTypeProvided FAAmount FAStartDate FAEndDate ReferralOutcome"
        ),
        *META,
    ),
    "Client.csv": ("PersonalID", "FirstName", "MiddleName", "LastName", "SSN", "DOB", *META),
    "Event.csv": ("EventID", "EnrollmentID", "PersonalID", "EventDate", "Event", "LocationCrisisOrPHHousing", *META),
}


def export_row(**changes: str) -> Row:
    """Return the one record of Export.csv: October 2015, made on 5 November 2015, all records of the period."""
    return {
        "ExportDate": "2015-11-05 09:30:00",
        "ExportStartDate": "2015-09-01",
        "ExportEndDate": "2015-10-31",
        "CSVVersion": "2026|v1.0",
        "ExportPeriodType": "3",
        "ExportDirective": "2",
        **changes,
    }


def write_csv(file_name: str, rows: Sequence[Row], *, line_end: str = "\r\n", columns: Sequence[str] = ()) -> bytes:
    """Return one file of an export; what a row does not say is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or HEADERS[file_name], restval="", lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def small_export(**changes: Sequence[Row] | bytes | None) -> dict[str, bytes]:
    """Return an export's files: an outreach project with two stays; files by stem in place of these, None for none.

    Four contacts, one engagement, a PATH service, three PATH referrals and a night in a bed.
    """
    files: dict[str, Sequence[Row] | bytes | None] = {
        "Export": [export_row()],
        "Project": [{"ProjectID": "P1", "ProjectName": "Harbor Outreach", "ProjectType": "4"}],
        "ProjectCoC": [{"ProjectID": "P1", "CoCCode": "MA-500", "Geocode": "250282", "ZIP": "02118"}],
        "Enrollment": [
            {"EnrollmentID": "E1", "PersonalID": "X1", "ProjectID": "P1", "DateOfEngagement": "2015-10-06"},
            {"EnrollmentID": "E2", "PersonalID": "X2", "ProjectID": "P1"},
        ],
        "CurrentLivingSituation": [
            {"EnrollmentID": stay, "InformationDate": day, "CurrentLivingSituation": "116"}
            for stay, day in (("E1", "2015-10-05"), ("E1", "2015-10-05"), ("E2", "2015-10-05"), ("E2", "2015-10-13"))
        ],
        "Services": [
            {"EnrollmentID": "E1", "DateProvided": "2015-10-07", "RecordType": "141", "TypeProvided": "6"},
            *(
                {"EnrollmentID": "E1", "DateProvided": "2015-10-08", "RecordType": "161", "ReferralOutcome": outcome}
                for outcome in ("1", "2", "")
            ),
            {"EnrollmentID": "E2", "DateProvided": "2015-10-08", "RecordType": "200", "TypeProvided": "200"},
        ],
        "Client": [{"PersonalID": "X1", "FirstName": "Never", "LastName": "Read", "SSN": "123456789"}],
        "Event": [],
        **changes,
    }
    return {
        f"{stem}.csv": rows if isinstance(rows, bytes) else write_csv(f"{stem}.csv", rows)
        for stem, rows in files.items()
        if rows is not None
    }


def pack(files: Mapping[str, bytes], *, folder: str = "") -> bytes:
    """Return the files as one zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
    return packed.getvalue()


def write_export(path: Path, **changes: Sequence[Row] | bytes | None) -> Path:
    """Write `small_export` as a zip and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(small_export(**changes)))
    return path

"""The headers and forms that the readers know."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

StampForm = Literal["month_first", "iso", "spreadsheet", "offset"]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LEGACY_COLUMNS = _names(
    "case_enquiry_id open_dt target_dt closed_dt ontime_status case_status closure_reason case_title subject reason "
    "type queue department submittedphoto closedphoto location fire_district pwd_district city_council_district "
    "police_district neighborhood neighborhood_services_district ward precinct land_usage location_street_name "
    "location_zipcode property_type property_id latitude longitude source geocoded_location"
)
_LEGACY_A_COLUMNS = _names(
    "case_enquiry_id open_dt target_dt closed_dt ontime case_status closure_reason case_title subject reason type "
    "queue department submittedphoto closedphoto location fire_district pwd_district city_council_district "
    "police_district neighborhood neighborhood_services_district ward precinct location_street_name "
    "location_zipcode latitude longitude source"
)
_LEGACY_C_COLUMNS = _names(
    "_id case_enquiry_id open_dt sla_target_dt closed_dt on_time case_status closure_reason case_title subject reason "
    "type queue department submitted_photo closed_photo location fire_district pwd_district city_council_district "
    "police_district neighborhood neighborhood_services_district ward precinct location_street_name "
    "location_zipcode latitude longitude geom_4326 source"
)
_NEW_COLUMNS = _names(
    "case_id open_date case_topic service_name assigned_department assigned_team case_status closure_reason "
    "closure_comments close_date target_close_date on_time report_source full_address street_number street_name "
    "zip_code neighborhood public_works_district city_council_district fire_district police_district ward precinct "
    "submitted_photo closed_photo longitude latitude"
)
_OUTREACH_COLUMNS = _names(
    "contact_id contact_at place_text lon lat team lead co_response_outcome shelter_offer treatment_offer "
    "transport_offer storage_offer decline_reason referral_to referral_outcome sharps_collected "
    "naloxone_doses"
)
# The path of help: logs of before it came lack them, and are taken as ever (decision 0051).
PATH_COLUMNS = _names(
    "engaged retained_1d retained_7d retained_30d navigation navigation_provider transport transport_provider"
)
_REJECT_COLUMNS = _names("line_no reason")
_OVERNIGHT_COLUMNS = _names("night_date measure_code value as_at source")
_RECOVERY_LINE_COLUMNS = _names(
    "call_id called_at channel asked_for linked_to linked_at warm_handoff city_full not_linked_reason"
)
_COURT_COLUMNS = _names("quarter program_code measure_code total as_at source")
_OPEN311_COLUMNS = _names(
    "service_request_id status status_notes service_name service_code description agency_responsible service_notice "
    "requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url"
)


@dataclass(frozen=True)
class Layout:
    """One known header, with what the readers must know to cut and check its records.

    `mark_pattern` is what the cell in `mark_column` looks like in bytes; exactly one such cell stands in each record,
    so that lines holding one count the records without any CSV reader. `canonical` renames a header's column to the
    name that all files of the feed share. `passed_over` are columns that say nothing about the ticket itself: they may
    be there or not, and two rows that differ in nothing else are the same row.
    """

    name: str
    feed_code: str
    columns: tuple[str, ...]
    mark_column: str
    mark_pattern: bytes
    id_column: str
    id_pattern: str
    opened_column: str
    closed_column: str
    target_column: str
    note_column: str
    lon_column: str
    lat_column: str
    stamp_form: StampForm
    optional: frozenset[str] = frozenset()
    canonical: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    passed_over: frozenset[str] = frozenset()
    takes_unknown_columns: bool = True

    def canonical_names(self, header: list[str]) -> list[str]:
        """Return the feed's name of each header column, in the header's order; unknown ones are numbered."""
        lowered = [name.strip().lower() for name in header]
        return [
            self.canonical.get(name, name) if name in self.columns else f"unknown {place}"
            for place, name in enumerate(lowered, start=1)
        ]

    @property
    def landed_columns(self) -> frozenset[str]:
        """The feed's names of the columns that this header brings and that are kept."""
        kept = [name for name in self.columns if name not in self.passed_over]
        return frozenset(self.canonical_names(kept))

    def unknown_columns(self, header: list[str]) -> list[str]:
        """Return the header's columns that the layout does not know, as written."""
        return [name for name in header if name.strip().lower() not in self.columns]

    def missing_columns(self, header: list[str]) -> list[str]:
        """Return the columns that the layout cannot do without and the header does not have."""
        present = {name.strip().lower() for name in header}
        return [name for name in self.columns if name not in present | self.optional | self.passed_over]


LEGACY_B = Layout(
    name="legacy header B",
    feed_code="city311_legacy",
    columns=_LEGACY_COLUMNS,
    mark_column="case_enquiry_id",
    mark_pattern=rb"\d{12}",
    id_column="case_enquiry_id",
    id_pattern=r"^\d{12}$",
    opened_column="open_dt",
    closed_column="closed_dt",
    target_column="target_dt",
    note_column="closure_reason",
    lon_column="longitude",
    lat_column="latitude",
    stamp_form="month_first",
)
LEGACY_A = Layout(
    name="legacy header A",
    feed_code="city311_legacy",
    columns=_LEGACY_A_COLUMNS,
    mark_column="case_enquiry_id",
    mark_pattern=rb"\d{12}",
    id_column="case_enquiry_id",
    id_pattern=r"^\d{12}$",
    opened_column="open_dt",
    closed_column="closed_dt",
    target_column="target_dt",
    note_column="closure_reason",
    lon_column="longitude",
    lat_column="latitude",
    stamp_form="iso",
    canonical=MappingProxyType({"ontime": "ontime_status"}),
)
LEGACY_C = Layout(
    name="legacy header C",
    feed_code="city311_legacy",
    columns=_LEGACY_C_COLUMNS,
    mark_column="case_enquiry_id",
    mark_pattern=rb"\d{12}",
    id_column="case_enquiry_id",
    id_pattern=r"^\d{12}$",
    opened_column="open_dt",
    closed_column="closed_dt",
    target_column="target_dt",
    note_column="closure_reason",
    lon_column="longitude",
    lat_column="latitude",
    stamp_form="iso",
    canonical=MappingProxyType(
        {
            "sla_target_dt": "target_dt",
            "on_time": "ontime_status",
            "submitted_photo": "submittedphoto",
            "closed_photo": "closedphoto",
        }
    ),
    # A datastore dump numbers its rows in _id; geom_4326 is the same point as latitude and longitude, in binary.
    passed_over=frozenset({"_id", "geom_4326"}),
)
NEW_SYSTEM = Layout(
    name="2025 system",
    feed_code="city311_new",
    columns=_NEW_COLUMNS,
    mark_column="case_id",
    mark_pattern=rb"BCS-\d+",
    id_column="case_id",
    id_pattern=r"^BCS-\d+$",
    opened_column="open_date",
    closed_column="close_date",
    target_column="target_close_date",
    note_column="closure_comments",
    lon_column="longitude",
    lat_column="latitude",
    stamp_form="iso",
    # Both published exports of 2026 came without the photo links.
    optional=frozenset({"submitted_photo", "closed_photo"}),
)
OUTREACH_LOG = Layout(
    name="outreach log",
    feed_code="outreach",
    columns=(*_OUTREACH_COLUMNS, *PATH_COLUMNS, *_REJECT_COLUMNS),
    # A contact number may be any text; the contact's date is the one cell of a row that can be told by its form.
    mark_column="contact_at",
    mark_pattern=rb"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})(?:[ T][0-9: APMapm]*)?",
    id_column="contact_id",
    id_pattern=r"\S",
    opened_column="contact_at",
    closed_column="",
    target_column="",
    note_column="",
    lon_column="lon",
    lat_column="lat",
    stamp_form="spreadsheet",
    # Rows that were set aside are downloaded with these two in front, corrected, and handed in again as they stand.
    optional=frozenset(PATH_COLUMNS),
    passed_over=frozenset(_REJECT_COLUMNS),
    takes_unknown_columns=False,
)
OVERNIGHT_REPORT = Layout(
    name="overnight report",
    feed_code="overnight",
    columns=_OVERNIGHT_COLUMNS,
    mark_column="night_date",
    mark_pattern=rb"\d{4}-\d{2}-\d{2}",
    id_column="measure_code",
    id_pattern=r"\S",
    opened_column="as_at",
    closed_column="",
    target_column="",
    note_column="",
    lon_column="",
    lat_column="",
    stamp_form="offset",
    takes_unknown_columns=False,
)
RECOVERY_LINE_LOG = Layout(
    name="recovery line log",
    feed_code="recovery_line",
    columns=(*_RECOVERY_LINE_COLUMNS, *_REJECT_COLUMNS),
    # As in the outreach log: a call's number may be any text, its time can be told by its form.
    mark_column="called_at",
    mark_pattern=(rb"(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})(?:[ T][0-9: APMapm]*)?(?:Z|[+-]\d{2}:?\d{2})?"),
    id_column="call_id",
    id_pattern=r"\S",
    opened_column="called_at",
    closed_column="linked_at",
    target_column="",
    note_column="",
    lon_column="",
    lat_column="",
    stamp_form="spreadsheet",
    passed_over=frozenset(_REJECT_COLUMNS),
    takes_unknown_columns=False,
)
COURT_TOTALS = Layout(
    name="court totals",
    feed_code="court_totals",
    columns=_COURT_COLUMNS,
    mark_column="quarter",
    mark_pattern=rb"\d{4}-[Qq][1-4]",
    id_column="program_code",
    id_pattern=r"\S",
    opened_column="as_at",
    closed_column="",
    target_column="",
    note_column="",
    lon_column="",
    lat_column="",
    stamp_form="offset",
    takes_unknown_columns=False,
)
# Open311 has no header line: its JSON and XML name each value. The order of names in a request means nothing.
OPEN311 = Layout(
    name="Open311 GeoReport v2",
    feed_code="open311",
    columns=_OPEN311_COLUMNS,
    mark_column="service_request_id",
    mark_pattern=rb"service_request_id",
    id_column="service_request_id",
    id_pattern=r"^\S+$",
    opened_column="requested_datetime",
    closed_column="updated_datetime",
    target_column="expected_datetime",
    note_column="status_notes",
    lon_column="longitude",
    lat_column="latitude",
    stamp_form="offset",
    canonical=MappingProxyType({"lat": "latitude", "long": "longitude"}),
)
# The headers that a CSV may have.
LAYOUTS = (LEGACY_B, LEGACY_A, LEGACY_C, NEW_SYSTEM, OUTREACH_LOG, OVERNIGHT_REPORT, RECOVERY_LINE_LOG, COURT_TOTALS)

FEED_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "city311_legacy": _LEGACY_COLUMNS,
        "city311_new": _NEW_COLUMNS,
        "open311": tuple(OPEN311.canonical_names(list(_OPEN311_COLUMNS))),
        # The parsed numbers take the names lon and lat: a cell that is no number sets its row aside.
        "outreach": tuple(name for name in (*_OUTREACH_COLUMNS, *PATH_COLUMNS) if name not in {"lon", "lat"}),
        "overnight": _OVERNIGHT_COLUMNS,
        "court_totals": _COURT_COLUMNS,
        "recovery_line": _RECOVERY_LINE_COLUMNS,
    }
)

"""Made-up source files in the exact form of the real ones: every name, number and text here is invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from pipelines.readers.layouts import LEGACY_A, LEGACY_C, NEW_SYSTEM, OUTREACH_LOG

LEGACY_B_HEADER = (
    "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CLOSURE_REASON,CASE_TITLE,SUBJECT,REASON,TYPE,"
    "QUEUE,Department,SubmittedPhoto,ClosedPhoto,Location,fire_district,pwd_district,city_council_district,"
    "police_district,neighborhood,neighborhood_services_district,ward,precinct,land_usage,LOCATION_STREET_NAME,"
    "LOCATION_ZIPCODE,Property_Type,Property_ID,LATITUDE,LONGITUDE,Source,Geocoded_Location"
)
LEGACY_B_NAMES = LEGACY_B_HEADER.lower().split(",")
LEGACY_A_NAMES = list(LEGACY_A.columns)
LEGACY_C_ID_NAMES = list(LEGACY_C.columns)
LEGACY_C_NAMES = [name for name in LEGACY_C_ID_NAMES if name != "_id"]
NEW_NAMES = [name for name in NEW_SYSTEM.columns if not name.endswith("_photo")]
OUTREACH_NAMES = [name for name in OUTREACH_LOG.columns if name not in OUTREACH_LOG.passed_over]
FIRST_OPENED = datetime(2015, 1, 1, 0, 20, 9)


def as_line(cells):
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def as_file(header, lines, *, end="\n"):
    return (end.join([header, *lines]) + end).encode("utf-8")


OVERNIGHT_HEADER = "night_date,measure_code,value,as_at,source"


def overnight_line(**changes):
    """One value of the night of 5 January: 14 free beds at 05:00 of the morning after."""
    cells = {
        "night_date": "2026-01-05",
        "measure_code": "beds_emergency_shelter",
        "value": "14",
        "as_at": "2026-01-06T05:00-05:00",
        "source": "Nightly shelter list",
    }
    return as_line((cells | changes).values())


RECOVERY_LINE_HEADER = (
    "call_id,called_at,channel,asked_for,linked_to,linked_at,warm_handoff,city_full,not_linked_reason"
)


def call_line(**changes):
    """One call of 5 January at 14:05, linked 26 minutes later."""
    cells = {
        "call_id": "RL-1",
        "called_at": "2026-01-05 14:05",
        "channel": "311_phone",
        "asked_for": "ats",
        "linked_to": "ats",
        "linked_at": "2026-01-05 14:31",
        "warm_handoff": "yes",
        "city_full": "no",
        "not_linked_reason": "",
    }
    return as_line((cells | changes).values())


def legacy_id(number):
    return f"{101001240000 + number}"


def legacy_b_line(number, **changes):
    """One ticket as the legacy portal exports it, opened `number` hours after the year began."""
    opened = FIRST_OPENED + timedelta(hours=number)
    closed = opened + timedelta(hours=30)
    cells = dict.fromkeys(LEGACY_B_NAMES, "")
    cells |= {
        "case_enquiry_id": legacy_id(number),
        "open_dt": f"{opened:%m/%d/%Y %I:%M:%S %p}",
        "target_dt": f"{opened + timedelta(days=7):%m/%d/%Y %I:%M:%S %p}",
        "closed_dt": f"{closed:%m/%d/%Y %I:%M:%S %p}",
        "ontime_status": "ONTIME",
        "case_status": "Closed",
        "closure_reason": f"Case Closed. Closed date : {closed:%Y-%m-%d %H:%M:%S}.1 Case Resolved made up",
        "case_title": "Needle Pickup",
        "subject": "Mayor's 24 Hour Hotline",
        "reason": "Needle Program",
        "type": "Needle Pickup",
        "queue": "GEN_Needle_Pickup",
        "location": f"{number + 1} Example St  Boston  MA  02118",
        "police_district": "D4",
        "neighborhood": "South End",
        "latitude": "42.3357",
        "longitude": "-71.0748",
        "source": "Constituent Call",
        "geocoded_location": "(42.3357, -71.0748)",
    }
    return as_line((cells | changes).values())


def legacy_b_file(n_rows=20):
    return as_file(LEGACY_B_HEADER, [legacy_b_line(number) for number in range(n_rows)])


def legacy_a_line(number, **changes):
    opened = FIRST_OPENED + timedelta(hours=number)
    cells = dict.fromkeys(LEGACY_A_NAMES, "")
    cells |= {
        "case_enquiry_id": legacy_id(number),
        "open_dt": f"{opened:%Y-%m-%d %H:%M:%S}",
        "closed_dt": f"{opened + timedelta(hours=5):%Y-%m-%d %H:%M:%S}",
        "ontime": "ONTIME",
        "case_status": "Closed",
        "type": "Needle Pickup",
        "latitude": "42.3357",
        "longitude": "-71.0748",
    }
    return as_line((cells | changes).values())


def legacy_c_line(number, *, names=LEGACY_C_NAMES, **changes):
    """One ticket as the newer portal exports it, opened `number` hours after 2024 began, Eastern, and stamped early.

    The stamps have the UTC offset subtracted once more than they should; the closing note states the true time.
    """
    opened = datetime(2024, 1, 1, 0, 20, 9) + timedelta(hours=number)
    closed = opened + timedelta(hours=30)
    cells = dict.fromkeys(LEGACY_C_ID_NAMES, "")
    cells |= {
        "_id": f"{number + 1}",
        "case_enquiry_id": legacy_id(number),
        "open_dt": f"{opened + eastern_offset(opened):%Y-%m-%d %H:%M:%S}",
        "closed_dt": f"{closed + eastern_offset(closed):%Y-%m-%d %H:%M:%S}",
        "on_time": "ONTIME",
        "case_status": "Closed",
        "closure_reason": f"Case Closed. Closed date : {closed:%Y-%m-%d %H:%M:%S}.24 Case Noted made up ",
        "type": "Rodent Activity",
        "location": f"{number + 1} Example St  Boston  MA  02118",
        "police_district": "D4",
        "latitude": "42.33570000000001",
        "longitude": "-71.07480000000001",
        "geom_4326": "0101000020E6100000",
        "source": "Constituent Call",
    }
    cells |= changes
    return as_line([cells[name] for name in names])


def legacy_c_file(n_rows=20, *, names=LEGACY_C_NAMES):
    return as_file(",".join(names), [legacy_c_line(number, names=names) for number in range(n_rows)])


def eastern_offset(moment):
    return ZoneInfo("America/New_York").utcoffset(moment)


def new_id(number):
    return f"BCS-{65327 + number:08d}"


def new_line(number, *, names=NEW_NAMES, **changes):
    opened = datetime(2025, 8, 1, 6, 35, 6) + timedelta(hours=number)
    cells = dict.fromkeys(NEW_NAMES, "")
    cells |= {
        "case_id": new_id(number),
        "open_date": f"{opened:%Y-%m-%d %H:%M:%S}.539+00",
        "close_date": f"{opened + timedelta(hours=2):%Y-%m-%d %H:%M:%S}+00",
        "case_topic": "Animal Issue",
        "case_status": "Closed",
        "report_source": "Call",
        "full_address": f"{number + 1} Example St, Boston, MA 02118",
        "police_district": "D4",
        "longitude": "-71.072802",
        "latitude": "42.310332",
    }
    cells |= changes
    return as_line([cells[name] for name in names])


def new_file(n_rows=20, *, names=NEW_NAMES):
    return as_file(",".join(names), [new_line(number, names=names) for number in range(n_rows)])


def contact_line(number, **changes):
    cells = dict.fromkeys(OUTREACH_NAMES, "")
    cells |= {
        "contact_id": f"C-{number:05d}",
        "contact_at": f"2026-01-05 {8 + number % 12:02d}:{number % 60:02d}",
        "place_text": "Example Square",
        "team": "Team 4",
        "lead": "outreach",
        "shelter_offer": "declined",
        "treatment_offer": "not_offered",
        "transport_offer": "accepted",
        "storage_offer": "unavailable",
        "decline_reason": "pet",
        "sharps_collected": "3",
        "naloxone_doses": "0",
    }
    return as_line((cells | changes).values())


def outreach_file(lines):
    return as_file(",".join(OUTREACH_NAMES), lines)


def zipped(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            # A fixed date: names of tests are made from these bytes, and two workers must collect the same.
            member = zipfile.ZipInfo(name, date_time=(2026, 1, 6, 10, 0, 0))
            archive.writestr(member, text, compress_type=zipfile.ZIP_DEFLATED)
    return content.getvalue()


def half_a_gzip(text):
    packed = gzip.compress(text, mtime=0)
    return packed[: len(packed) // 2]


def reasons(result):
    """How many rows were set aside for what."""
    counted = {}
    for reason in result.set_aside.column("reason_code").to_pylist():
        counted[reason] = counted.get(reason, 0) + 1
    return counted


def request(number, **changes):
    """One Open311 request, opened `number` hours after 2017 began."""
    opened = datetime(2017, 1, 1, 0, 20, 9) + timedelta(hours=number)
    return {
        "service_request_id": legacy_id(number),
        "status": "closed",
        "status_notes": "Case Noted made up",
        "service_name": "Other",
        "service_code": "4f38920fe75084437f0001a0",
        "description": 'A "made up" {request}, with: marks\nand a line',
        "requested_datetime": f"{opened:%Y-%m-%dT%H:%M:%S}-05:00",
        "updated_datetime": f"{opened + timedelta(hours=3):%Y-%m-%dT%H:%M:%S}-05:00",
        "address": f"{number + 1} Example St, Dorchester",
        "lat": 42.33659308458665,
        "long": -71.02767240187012,
    } | changes


def json_page(requests, *, indent=1):
    return json.dumps(requests, indent=indent).encode()


def json_lines(requests):
    return b"".join(json.dumps(one).encode() + b"\n" for one in requests)


def xml_page(requests):
    body = "".join(
        "<request>"
        + "".join(f"<{name}>{escape(str(value))}</{name}>\n" for name, value in one.items())
        + "<zipcode/></request>\n"
        for one in requests
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<service_requests>\n{body}</service_requests>\n'.encode()

"""Small files in the City's exact legacy form B, for tests that run the product from file to screen."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

HEADER_B = [
    "CASE_ENQUIRY_ID",
    "OPEN_DT",
    "TARGET_DT",
    "CLOSED_DT",
    "OnTime_Status",
    "CASE_STATUS",
    "CLOSURE_REASON",
    "CASE_TITLE",
    "SUBJECT",
    "REASON",
    "TYPE",
    "QUEUE",
    "Department",
    "SubmittedPhoto",
    "ClosedPhoto",
    "Location",
    "fire_district",
    "pwd_district",
    "city_council_district",
    "police_district",
    "neighborhood",
    "neighborhood_services_district",
    "ward",
    "precinct",
    "land_usage",
    "LOCATION_STREET_NAME",
    "LOCATION_ZIPCODE",
    "Property_Type",
    "Property_ID",
    "LATITUDE",
    "LONGITUDE",
    "Source",
    "Geocoded_Location",
]
STAMP = "%m/%d/%Y %I:%M:%S %p"


def ticket(
    number: int,
    opened_at: datetime,
    *,
    closed_at: datetime | None = None,
    kind: str = "Needle Pickup",
    lon: float = -71.0700,
    lat: float = 42.3400,
    place: str = "INTERSECTION of Alder St & Birch St  Boston  MA  ",
    source: str = "Constituent Call",
    title: str = "Needle Pickup",
    closure: str = "",
) -> dict[str, str]:
    """Return one row of the export, by column name."""
    return dict.fromkeys(HEADER_B, "") | {
        "CASE_ENQUIRY_ID": str(101_000_000_000 + number),
        "OPEN_DT": opened_at.strftime(STAMP),
        "CLOSED_DT": closed_at.strftime(STAMP) if closed_at else "",
        "OnTime_Status": "ONTIME",
        "CASE_STATUS": "Closed" if closed_at else "Open",
        "CLOSURE_REASON": closure,
        "CASE_TITLE": title,
        "SUBJECT": "Mayor's 24 Hour Hotline",
        "REASON": "Needle Program",
        "TYPE": kind,
        "Location": place,
        "police_district": "D4",
        "neighborhood": "South End",
        "LATITUDE": str(lat),
        "LONGITUDE": str(lon),
        "Source": source,
        "Geocoded_Location": f"({lat}, {lon})",
    }


def busy_corners(
    *, first_day: datetime, n_days: int, n_corners: int = 4, first_number: int = 1
) -> list[dict[str, str]]:
    """Return tickets at corners 400 m apart: the first has one a day, the second one every two days, and so on."""
    rows = []
    for corner in range(n_corners):
        for day in range(0, n_days, corner + 1):
            opened_at = first_day + timedelta(days=day, hours=8 + corner)
            number = first_number + corner * 10_000 + day
            rows.append(
                ticket(
                    number,
                    opened_at,
                    closed_at=opened_at + timedelta(days=2),
                    lon=round(-71.0700 + 0.005 * corner, 6),
                    place=f"INTERSECTION of {['Alder', 'Birch', 'Cedar', 'Dogwood'][corner]} St & Elm St  Boston  MA  ",
                )
            )
    return rows


def csv_text(rows: Iterable[dict[str, str]], header: Sequence[str] = tuple(HEADER_B)) -> str:
    """Return the rows as the City's CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=header, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_gzip(path: Path, text: str) -> Path:
    """Write text as a gzip file whose bytes depend on the text alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path

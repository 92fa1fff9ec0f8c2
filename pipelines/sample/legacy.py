"""Tickets in the legacy system's form: Socrata header B, as the City wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipelines.sample.city import TOWN
from pipelines.sample.clock import iso_stamps, legacy_stamps
from pipelines.sample.columns import joined, numbers, pick, quoted, same, where
from pipelines.sample.tickets import (
    CHANNEL_APP,
    CHANNEL_EMPLOYEE,
    PLACE_FULL,
    PLACE_NONE,
    STILL_OPEN,
    Tickets,
    feed_ends,
)

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.sample.city import City
    from pipelines.sample.columns import BoolArray, IntArray, TextColumn

HEADER = (
    "CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CLOSURE_REASON,CASE_TITLE,SUBJECT,REASON,"
    "TYPE,QUEUE,Department,SubmittedPhoto,ClosedPhoto,Location,fire_district,pwd_district,city_council_district,"
    "police_district,neighborhood,neighborhood_services_district,ward,precinct,land_usage,LOCATION_STREET_NAME,"
    "LOCATION_ZIPCODE,Property_Type,Property_ID,LATITUDE,LONGITUDE,Source,Geocoded_Location"
)
# City Hall: what the legacy system writes when a ticket has no geocode.
SENTINEL_LAT, SENTINEL_LON = "42.3594", "-71.0587"
_FIRST_ID = 101_900_000_000
_MAX_ID_STEP = 9
_RESIDENT_CHANNELS = {
    "mixed": ("Constituent Call",) * 8 + ("Citizens Connect App",) * 9 + ("Self Service",) * 3,
    "call": ("Constituent Call",) * 18 + ("Self Service",) * 2,
    "self_service": ("Self Service",) * 20,
}
_STAFF_CHANNELS = ("Employee Generated", "Employee Generated", "City Worker App")
_LAND_USES = ("R1", "R2", "R3", "R4", "A", "C", "CM", "E", "RC", "")
_NEEDLE_NOTES = (
    "Case Resolved 1 syringe recovered", "Case Resolved 2 syringes recovered", "Case Resolved 3 syringes recovered",
    "Case Resolved 6 syringes recovered", "Case Resolved 11 syringes recovered  area checked both sides",
    "Case Resolved Mobile Sharps Team canvassed the area. No needles found.", "Case Resolved 0 syringes recovered",
    "Case Noted canvassed area  no needles found", "Case Resolved 4 ndls", "Case Resolved", "Case Resolved ",
    "Case Noted Duplicate of Existing Case",
)  # fmt: skip
_OTHER_NOTES = (
    "Case Resolved", "Case Resolved", "Case Resolved", "Case Resolved Work completed", "Case Noted",
    "Case Noted Duplicate of Existing Case", "Case Invalid", "Case Resolved crew attended  nothing left",
)  # fmt: skip
_PHOTO_HOST = "https://photos.port-lantern.example"


@dataclass(frozen=True)
class LegacyForm:
    """Writes tickets in header B; the texts of kinds, addresses and neighborhoods are made once."""

    city: City
    kinds: pd.DataFrame

    def columns(self, tickets: Tickets, ids: IntArray, rng: np.random.Generator) -> dict[str, TextColumn]:
        """Return the columns in the header's order, one text per ticket.

        Parameters
        ----------
        tickets
            Legacy tickets only.
        ids
            Their case numbers.
        rng
            Draws what a clerk would vary: spellings, notes, photos.
        """
        cells = (
            self._case_cells(tickets, ids, rng)
            | self._place_cells(tickets, rng)
            | self._property_cells(tickets, ids)
            | self._position_cells(tickets)
            | {"Source": self._channels(tickets, rng)}
        )
        return {name: cells[name] for name in HEADER.split(",")}

    def _case_cells(self, tickets: Tickets, ids: IntArray, rng: np.random.Generator) -> dict[str, TextColumn]:
        n = len(tickets)
        is_open = tickets.closed_s == STILL_OPEN
        closed = np.where(is_open, tickets.opened_s, tickets.closed_s)
        target_h = self.kinds["target_h"].astype(np.int64).to_numpy()[tickets.kind_no]
        target = tickets.opened_s + 3600 * target_h
        ends = np.where(is_open, feed_ends(self.kinds)[tickets.kind_no], closed)
        is_late = (target_h > 0) & (ends > target)
        photo = joined(_PHOTO_HOST, "/report/", numbers(ids), ".jpg")
        after = joined(_PHOTO_HOST, "/closed/", numbers(ids), ".jpg")
        return {
            "CASE_ENQUIRY_ID": numbers(ids),
            "OPEN_DT": legacy_stamps(tickets.opened_s),
            "TARGET_DT": where(target_h > 0, legacy_stamps(target), ""),
            "CLOSED_DT": where(is_open, "", legacy_stamps(closed)),
            "OnTime_Status": where(is_late, same("OVERDUE", n), "ONTIME"),
            "CASE_STATUS": where(is_open, same("Open", n), "Closed"),
            "CLOSURE_REASON": where(is_open, " ", self._closing_notes(tickets, closed, rng)),
            "CASE_TITLE": self._titles(tickets, rng),
            "SubmittedPhoto": where(rng.random(n) < 0.2, photo, ""),  # noqa: PLR2004 - one in five
            "ClosedPhoto": where((rng.random(n) < 0.06) & ~is_open, after, ""),  # noqa: PLR2004
        } | {name: self._of_kind(column, tickets) for name, column in _KIND_CELLS.items()}

    def _closing_notes(self, tickets: Tickets, closed: IntArray, rng: np.random.Generator) -> TextColumn:
        """Notes repeat the closing stamp, as the legacy system does: that is the file's own evidence of its clock."""
        n = len(tickets)
        is_needle = self.kinds["kind_code"].eq("needle").to_numpy(dtype=np.bool_)[tickets.kind_no]
        needle = pick(_NEEDLE_NOTES, rng.integers(0, len(_NEEDLE_NOTES), n))
        other = pick(_OTHER_NOTES, rng.integers(0, len(_OTHER_NOTES), n))
        hundredths = pick([f"{k:02d}" for k in range(100)], rng.integers(0, 100, n))
        stamp = joined(iso_stamps(closed), ".", hundredths)
        return joined("Case Closed. Closed date : ", stamp, " ", where(is_needle, needle, other))

    def _titles(self, tickets: Tickets, rng: np.random.Generator) -> TextColumn:
        """Titles are the type, with the scheduling noise of the real ones now and then."""
        type_name = self._of_kind("type_name", tickets)
        noise = rng.random(len(tickets))
        scheduled = joined("SCH ", pick([f"{m}/{d}" for m in range(1, 13) for d in (3, 11, 24)], tickets.kind_no), " ")
        titled = where(noise < 0.02, joined(scheduled, type_name), type_name)  # noqa: PLR2004 - one in fifty
        return where(noise > 0.98, same("PRINTED", len(tickets)), titled)  # noqa: PLR2004

    def _place_cells(self, tickets: Tickets, rng: np.random.Generator) -> dict[str, TextColumn]:
        n = len(tickets)
        nowhere = tickets.place_state == PLACE_NONE
        zones = self.city.addresses["neighborhood_no"].to_numpy(dtype=np.int64)[tickets.address_no]
        # Unknown is an empty cell or one space, as in the real files.
        blank = where(rng.random(n) < 0.5, same("", n), " ")  # noqa: PLR2004

        def of_zone(column: str, form: str = "{}") -> TextColumn:
            texts = [form.format(text) for text in self.city.neighborhoods[column]]
            return where(nowhere, blank, pick(texts, zones))

        spelling = rng.random(n)
        dashed = [f"{label[0]}-{label[1:]}" for label in self.city.neighborhoods["police_label"]]
        ward = where(spelling < 0.8, of_zone("ward", "Ward {}"), of_zone("ward", "{:0>2}"))  # noqa: PLR2004
        return {
            "fire_district": of_zone("fire_district", "{}.0"),
            "pwd_district": of_zone("works_district"),
            "city_council_district": of_zone("council_district", "{}.0"),
            "police_district": where((spelling > 0.994) & ~nowhere, pick(dashed, zones), of_zone("police_label")),  # noqa: PLR2004
            "neighborhood": of_zone("legacy_label"),
            "neighborhood_services_district": of_zone("services_district", "{}.0"),
            "ward": where(spelling > 0.95, of_zone("ward"), ward),  # noqa: PLR2004
            "precinct": self._precincts(tickets, blank, of_zone("ward")),
        }

    def _precincts(self, tickets: Tickets, blank: TextColumn, ward: TextColumn) -> TextColumn:
        within = pick([f"{k:02d}.0" for k in range(1, 10)], tickets.address_no % 9)
        return where(tickets.place_state == PLACE_NONE, blank, joined(ward, within))

    def _property_cells(self, tickets: Tickets, ids: IntArray) -> dict[str, TextColumn]:
        table = self.city.addresses
        nowhere = tickets.place_state == PLACE_NONE
        corner = table["is_corner"].to_numpy(dtype=np.bool_)
        street = [
            " ".join(filter(None, pair)) for pair in zip(table["street_number"], table["street_name"], strict=True)
        ]
        zips = self.city.neighborhoods["zip_code"].to_numpy()[table["neighborhood_no"]]
        with_town = [
            f"INTERSECTION of {text}  {TOWN}  MA" if is_corner else f"{text}  {TOWN}  MA  0{zip_code}"
            for text, is_corner, zip_code in zip(street, corner, zips, strict=True)
        ]
        street_only = [f"INTERSECTION {t}" if is_corner else t for t, is_corner in zip(street, corner, strict=True)]
        zip_cells = ["" if is_corner else f"{zip_code}.0" for is_corner, zip_code in zip(corner, zips, strict=True)]
        uses = ["" if is_corner else _LAND_USES[k % 10] for k, is_corner in enumerate(corner.tolist())]

        def of_address(texts: list[str]) -> TextColumn:
            return where(nowhere, "", pick(texts, tickets.address_no))

        return {
            "Location": of_address(with_town),
            "land_usage": of_address(uses),
            "LOCATION_STREET_NAME": of_address(street_only),
            "LOCATION_ZIPCODE": where(ids % 5 == 0, "", of_address(zip_cells)),
            "Property_Type": of_address(["Intersection" if is_corner else "Address" for is_corner in corner.tolist()]),
            "Property_ID": of_address([f"{1000 + 7 * k}.0" for k in range(len(table))]),
        }

    def _position_cells(self, tickets: Tickets) -> dict[str, TextColumn]:
        """Four decimals, no trailing zeros, as the legacy system snaps them; City Hall where there is no geocode."""
        known: BoolArray = tickets.place_state == PLACE_FULL
        lat = [repr(round(value, 4)) for value in self.city.addresses["lat"].tolist()]
        lon = [repr(round(value, 4)) for value in self.city.addresses["lon"].tolist()]
        geocoded = [f"({a}, {o})" for a, o in zip(lat, lon, strict=True)]
        return {
            "LATITUDE": where(known, pick(lat, tickets.address_no), SENTINEL_LAT),
            "LONGITUDE": where(known, pick(lon, tickets.address_no), SENTINEL_LON),
            "Geocoded_Location": quoted(where(known, pick(geocoded, tickets.address_no), "(0, 0)")),
        }

    def _channels(self, tickets: Tickets, rng: np.random.Generator) -> TextColumn:
        names = [name for profile in self.kinds["resident_channels"] for name in _RESIDENT_CHANNELS[profile]]
        residents = pick(names, tickets.kind_no * 20 + rng.integers(0, 20, len(tickets)))
        is_needle = self.kinds["kind_code"].eq("needle").to_numpy(dtype=np.bool_)[tickets.kind_no]
        staff_draw = np.where(is_needle | (tickets.channel == CHANNEL_EMPLOYEE), 0, rng.integers(0, 3, len(tickets)))
        channel = where(tickets.is_staff, pick(_STAFF_CHANNELS, staff_draw), residents)
        return where(tickets.channel == CHANNEL_APP, same("Citizens Connect App", len(tickets)), channel)

    def _of_kind(self, column: str, tickets: Tickets) -> TextColumn:
        return pick(self.kinds[column].tolist(), tickets.kind_no)


_KIND_CELLS = {
    "SUBJECT": "subject",
    "REASON": "reason",
    "TYPE": "type_name",
    "QUEUE": "queue",
    "Department": "department",
}


def case_ids(n_tickets: int, rng: np.random.Generator) -> IntArray:
    """Return rising case numbers with gaps, from a range the City has not reached: `1019########`."""
    return _FIRST_ID + np.cumsum(rng.integers(1, _MAX_ID_STEP + 1, n_tickets))

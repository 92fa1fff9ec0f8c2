"""Tickets in the 2025 system's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from pipelines.sample.city import TOWN
from pipelines.sample.clock import iso_stamps, spoken_times
from pipelines.sample.columns import joined, numbers, pick, quoted, same, where
from pipelines.sample.tickets import CHANNEL_APP, PLACE_FULL, PLACE_NONE, STILL_OPEN, Tickets, feed_ends

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.sample.city import City
    from pipelines.sample.columns import FloatArray, IntArray, TextColumn

HEADER = (
    "case_id,open_date,case_topic,service_name,assigned_department,assigned_team,case_status,closure_reason,"
    "closure_comments,close_date,target_close_date,on_time,report_source,full_address,street_number,street_name,"
    "zip_code,neighborhood,public_works_district,city_council_district,fire_district,police_district,ward,precinct,"
    "submitted_photo,closed_photo,longitude,latitude"
)
_FIRST_ID = 90_000_000
_MAX_ID_STEP = 3
_ENDINGS = ("Resolved",) * 8 + ("Noted", "Transitioned")
_COMMENTS = ("Crew on site, nothing left", "duplicate", "Area checked; baskets emptied", "Referred to the parks crew")
_PHOTO_HOST = "https://photos.port-lantern.example"


@dataclass(frozen=True)
class NewSystemForm:
    """Writes tickets as the 2025 system publishes them."""

    city: City
    kinds: pd.DataFrame

    def columns(self, tickets: Tickets, ids: IntArray, rng: np.random.Generator) -> dict[str, TextColumn]:
        """Return the columns in the header's order, one text per ticket.

        Parameters
        ----------
        tickets
            Tickets of the 2025 system only.
        ids
            Their case numbers, without the prefix.
        rng
            Draws what a clerk would vary: endings, comments, photos.
        """
        cells = (
            self._case_cells(tickets, ids, rng)
            | self._closing_cells(tickets, rng)
            | self._address_cells(tickets, rng)
            | self._zone_cells(tickets)
        )
        return {name: cells[name] for name in HEADER.split(",")}

    def _case_cells(self, tickets: Tickets, ids: IntArray, rng: np.random.Generator) -> dict[str, TextColumn]:
        n = len(tickets)
        case_id = joined("BCS-", numbers(ids))
        by_phone = where(rng.random(n) < 0.5, same("Call", n), "BOS311")  # noqa: PLR2004 - half
        by_phone = where(tickets.channel == CHANNEL_APP, same("BOS311", n), by_phone)
        fraction = _fractions(rng, n)
        target_h = self.kinds["target_h"].astype(np.int64).to_numpy()[tickets.kind_no]
        target = tickets.opened_s + 3600 * target_h
        ends = np.minimum(tickets.closed_s, feed_ends(self.kinds)[tickets.kind_no])
        return {
            "case_id": case_id,
            # The stamps end in +00 and are Boston's wall clock all the same: that is how the City publishes them.
            "open_date": joined(iso_stamps(tickets.opened_s), fraction, "+00"),
            "target_close_date": joined(iso_stamps(target), fraction, "+00"),
            "on_time": where(ends > target, same("OVERDUE", n), "ONTIME"),
            "case_topic": self._of_kind("type_name", tickets),
            "service_name": self._of_kind("type_name", tickets),
            "assigned_department": self._of_kind("subject", tickets),
            "assigned_team": self._of_kind("queue", tickets),
            "report_source": where(tickets.is_staff, same("Employee Generated", n), by_phone),
            "submitted_photo": where(rng.random(n) < 0.25, joined(_PHOTO_HOST, "/", case_id, ".jpg"), ""),  # noqa: PLR2004
            "closed_photo": same("", n),
        }

    def _closing_cells(self, tickets: Tickets, rng: np.random.Generator) -> dict[str, TextColumn]:
        n = len(tickets)
        is_open = tickets.closed_s == STILL_OPEN
        closed = np.where(is_open, tickets.opened_s, tickets.closed_s)
        chance = rng.random(n)
        # Staff write the time of a visit beside the stamp: that is the file's own evidence of its clock.
        told = joined("Reporter contacted at ", spoken_times(closed), ".")
        comment = where(chance < 0.12, pick(_COMMENTS, rng.integers(0, len(_COMMENTS), n)), "")  # noqa: PLR2004
        return {
            "case_status": where(is_open, same("In progress", n), "Closed"),
            "closure_reason": where(is_open, "", pick(_ENDINGS, rng.integers(0, len(_ENDINGS), n))),
            "closure_comments": quoted(where(is_open, "", where(chance > 0.94, told, comment))),  # noqa: PLR2004
            "close_date": where(is_open, "", joined(iso_stamps(closed), "+00")),
        }

    def _address_cells(self, tickets: Tickets, rng: np.random.Generator) -> dict[str, TextColumn]:
        table = self.city.addresses
        nowhere = tickets.place_state == PLACE_NONE
        corner = table["is_corner"].to_numpy(dtype=np.bool_)
        zips = self.city.neighborhoods["zip_code"].to_numpy()[table["neighborhood_no"]]
        full = [
            street if is_corner else f"{number} {street}, {TOWN}, MA 0{zip_code}"
            for number, street, is_corner, zip_code in zip(
                table["street_number"], table["street_name"], corner, zips, strict=True
            )
        ]

        def of_address(texts: list[str]) -> TextColumn:
            return where(nowhere, "", pick(texts, tickets.address_no))

        # The 2025 system leaves "&amp;" in some of its corners.
        escaped = rng.random(len(tickets)) < 0.02  # noqa: PLR2004 - one in fifty
        street = of_address(table["street_name"].tolist())
        full_address = quoted(of_address(full))
        return {
            "full_address": where(escaped, pc.replace_substring(full_address, " & ", " &amp; "), full_address),
            "street_number": of_address(table["street_number"].tolist()),
            "street_name": where(escaped, pc.replace_substring(street, " & ", " &amp; "), street),
            "zip_code": of_address(zips.tolist()),
            "longitude": self._degrees("lon", tickets),
            "latitude": self._degrees("lat", tickets),
        }

    def _zone_cells(self, tickets: Tickets) -> dict[str, TextColumn]:
        nowhere = tickets.place_state == PLACE_NONE
        zones = self.city.addresses["neighborhood_no"].to_numpy(dtype=np.int64)[tickets.address_no]
        sources = {
            "neighborhood": "new_label",
            "public_works_district": "works_district",
            "city_council_district": "council_district",
            "fire_district": "fire_district",
            "police_district": "police_label",
            "ward": "ward",
        }
        cells = {
            name: where(nowhere, "", pick([text.lstrip("0") for text in self.city.neighborhoods[column]], zones))
            for name, column in sources.items()
        }
        precinct = pick([str(k) for k in range(1, 10)], tickets.address_no % 9)
        return cells | {"precinct": where(nowhere, "", precinct)}

    def _degrees(self, column: str, tickets: Tickets) -> TextColumn:
        texts = [repr(value) for value in self.city.addresses[column].tolist()]
        return where(tickets.place_state == PLACE_FULL, pick(texts, tickets.address_no), "")

    def _of_kind(self, column: str, tickets: Tickets) -> TextColumn:
        return quoted(pick(self.kinds[column].tolist(), tickets.kind_no))


def case_ids(n_tickets: int, rng: np.random.Generator) -> IntArray:
    """Return rising case numbers with gaps, from a range the City has not reached: `BCS-9#######`."""
    return _FIRST_ID + np.cumsum(rng.integers(1, _MAX_ID_STEP + 1, n_tickets))


def _fractions(rng: np.random.Generator, n: int) -> TextColumn:
    """Fractions of a second as the system writes them: six digits, three, or none."""
    chance: FloatArray = rng.random(n)
    six = joined(".", pc.utf8_lpad(numbers(rng.integers(0, 1_000_000, n)), 6, "0"))
    three = joined(".", pc.utf8_lpad(numbers(rng.integers(0, 1_000, n)), 3, "0"))
    return where(chance < 0.65, six, where(chance < 0.98, three, ""))  # noqa: PLR2004 - shares of the real export

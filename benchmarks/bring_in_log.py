"""What bringing in a log of 100,000 contacts costs, beside pandas reading the same files in the same process.

`python -m benchmarks.bring_in_log [contacts]` writes a made-up log as CSV and as a workbook and times, in processor
seconds: opening it (what is unpacked, decoded, cut into rows), reading it as the build does (each row judged, what is
known told from what is new) and writing what is confirmed. The peer does less: `read_csv` and `read_excel` make text
of the cells and judge none. Ratios are between parts of one run; seconds are orders of size.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from openpyxl import Workbook

from dashboard.components.upload_rows import read
from pipelines.readers.log_draft import LOG_COLUMNS, confirmed_log, open_log
from pipelines.readers.upload_limits import upload_limits
from pipelines.settings import load_policy, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable

N_CONTACTS = 100_000
_FIRST = datetime(2026, 1, 5, 8, 0)  # noqa: DTZ001 - as the log writes it


class Costs(NamedTuple):
    """Processor seconds of one file: opened, read as the build does, confirmed, and the peer's reading."""

    open_s: float
    read_s: float
    confirm_s: float
    peer_s: float

    @property
    def ratio(self) -> float:
        """How many times as long as the peer the file takes until it can be shown."""
        return (self.open_s + self.read_s) / self.peer_s


def made_up_log(n_contacts: int) -> tuple[bytes, bytes]:
    """Return the same made-up log as CSV and as a workbook; every hundredth row would be set aside."""
    text, book = io.StringIO(), Workbook(write_only=True)
    writer, sheet = csv.writer(text), book.create_sheet("Log")
    writer.writerow(LOG_COLUMNS)
    sheet.append(list(LOG_COLUMNS))
    for number in range(n_contacts):
        at = _FIRST + timedelta(minutes=number % 400_000)
        lead = "outreach" if number % 100 else "nobody"
        row: dict[str, Any] = {
            "contact_id": f"C-{number:06d}",
            "place_text": f"{number % 3000 + 1} Example St",
            "team": "Team 4",
            "lead": lead,
            "shelter_offer": "declined",
            "decline_reason": "pet",
            "sharps_collected": number % 7,
            "naloxone_doses": 0,
        }
        sheet.append([(row | {"contact_at": at}).get(name) for name in LOG_COLUMNS])
        writer.writerow([(row | {"contact_at": f"{at:%Y-%m-%d %H:%M}"}).get(name, "") for name in LOG_COLUMNS])
    packed = io.BytesIO()
    book.save(packed)
    return text.getvalue().encode(), packed.getvalue()


def measure(content: bytes, peer: Callable[[io.BytesIO], pd.DataFrame]) -> Costs:
    """Time one file, and the peer on the same bytes."""
    limits = upload_limits(load_policy(project_paths({}).reference_dir))
    began = time.process_time()
    draft = open_log("log", content, limits=limits)
    opened = time.process_time()
    reading = read(draft, {}, known={})
    judged = time.process_time()
    confirmed_log(reading.result)
    confirmed = time.process_time()
    peer(io.BytesIO(content))
    return Costs(opened - began, judged - opened, confirmed - judged, time.process_time() - confirmed)


def main(n_contacts: int) -> None:
    """Print the costs of both forms."""
    of_csv, of_workbook = made_up_log(n_contacts)
    for name, content, peer in (("CSV", of_csv, pd.read_csv), ("XLSX", of_workbook, pd.read_excel)):
        costs = measure(content, peer)
        print(
            f"{name:5} {len(content) / 1e6:5.1f} MB   open {costs.open_s:5.2f} s   read {costs.read_s:5.2f} s   "
            f"confirm {costs.confirm_s:5.2f} s   pandas {costs.peer_s:5.2f} s   {costs.ratio:4.1f} x"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else N_CONTACTS)

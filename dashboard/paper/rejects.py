"""The rows of a log that were set aside, to be corrected in a spreadsheet and brought in again as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dashboard.paper.spreadsheet import neutralised
from pipelines.readers.log_draft import LOG_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = ("line_no", "reason", *LOG_COLUMNS)
# A coordinate west of Greenwich begins with a minus sign and is no formula.
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rejects_file(rows: Sequence[tuple[int, str, Mapping[str, str]]]) -> bytes:
    """Write rows that were set aside as CSV: UTF-8 with a byte order mark, nothing in it that a spreadsheet runs.

    Parameters
    ----------
    rows
        The line, the reason in words, and the cells by column; of a line that is no whole row there are none.
    """
    lines = [COLUMNS, *((str(line_no), reason, *_cells(cells)) for line_no, reason, cells in rows)]
    return "".join(f"{','.join(_quoted(cell) for cell in line)}\r\n" for line in lines).encode("utf-8-sig")


def _cells(cells: Mapping[str, str]) -> list[str]:
    return [cells.get(name, "") for name in LOG_COLUMNS]


def _quoted(text: str) -> str:
    safe = text if _NUMBER.fullmatch(text) else neutralised(text)
    doubled = safe.replace('"', '""')
    return f'"{doubled}"'

"""Workbooks as spreadsheet programs write them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from tests.pipelines.readers.files import OUTREACH_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HEADER = list(OUTREACH_NAMES)


def log_cells(**cells: Any) -> list[Any]:
    """One contact's cells in the template's order; what is not named is as a plain contact has it."""
    plain = {"contact_id": "C-1", "contact_at": "2026-01-05 14:05", "place_text": "Example Square", "lead": "outreach"}
    return [(plain | cells).get(name) for name in HEADER]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], *, epoch: Any = None) -> bytes:
    """Return a workbook with these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    if epoch is not None:
        book.epoch = epoch
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def log_workbook(*rows: Sequence[Any]) -> bytes:
    """Return a workbook with one sheet that is an outreach log."""
    return workbook({"Log": [HEADER, *rows]})


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None], **added: bytes) -> bytes:
    """Return an archive with its members changed (None takes one away) and others added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            text = change(member, old.read(member))
            if text is not None:
                new.writestr(member, text)
        for member, text in added.items():
            new.writestr(member, text)
    return packed.getvalue()

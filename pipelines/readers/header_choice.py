"""Which of the known layouts a header has, or in words why it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError
from pipelines.readers.layouts import LAYOUTS

if TYPE_CHECKING:
    from pipelines.readers.layouts import Layout

_COUNTED = {
    "outreach": "this log counts contacts",
    "court_totals": "this file holds totals",
    "overnight": "this report counts events",
    "recovery_line": "this log counts calls",
}


def choose_layout(header: list[str], *, file_name: str = "the file", line_no: int = 1) -> Layout:
    """Choose the layout whose columns all stand in the header; case and order do not matter.

    Parameters
    ----------
    header
        The header's cells as written.
    file_name, line_no
        Where the header stands, for the message.

    Raises
    ------
    SourceFileError
        No layout fits, a column stands twice, or a form of ours holds a column outside its template.
    """
    _refuse_repeated_columns(header, file_name=file_name, line_no=line_no)
    for layout in LAYOUTS:
        if not layout.missing_columns(header):
            _refuse_columns_outside_template(header, layout, file_name=file_name, line_no=line_no)
            return layout
    raise SourceFileError(f"{file_name}, line {line_no}: {_nearest_in_words(header)}")


def _refuse_repeated_columns(header: list[str], *, file_name: str, line_no: int) -> None:
    names = [name.strip().lower() for name in header]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        msg = (
            f"{file_name}, line {line_no}: the header names a column twice ({', '.join(repeated)}), so nobody can say "
            "which one counts. Export the file again from its source."
        )
        raise SourceFileError(msg)


def _refuse_columns_outside_template(header: list[str], layout: Layout, *, file_name: str, line_no: int) -> None:
    unknown = [name for name in layout.unknown_columns(header) if name.strip()]
    if layout.takes_unknown_columns or not unknown:
        return
    msg = (
        f"{file_name}, line {line_no}: the {layout.name} has columns outside the template: {', '.join(unknown)}. "
        f"Privacy: {_COUNTED[layout.feed_code]} and never describes a person, so a column that might hold a name, a "
        "birth date or health notes is not taken, and neither is the file. Delete these columns and ingest the file "
        "again."
    )
    raise SourceFileError(msg)


def _nearest_in_words(header: list[str]) -> str:
    present = {name.strip().lower() for name in header if name.strip()}

    def likeness(layout: Layout) -> float:
        known = set(layout.columns)
        return len(present & known) / len(present | known)

    nearest = max(LAYOUTS, key=likeness)
    if not present & set(nearest.columns):
        known = "; ".join(layout.name for layout in LAYOUTS)
        return f"none of its columns is known, so this is no file that is known here. Known headers: {known}."
    missing = ", ".join(nearest.missing_columns(header))
    unknown = ", ".join(name for name in nearest.unknown_columns(header) if name.strip()) or "none"
    n_found = len(present & set(nearest.columns))
    return (
        f"the header fits no known layout. Nearest is {nearest.name} with {n_found} of {len(nearest.columns)} columns. "
        f"Missing: {missing}. Not known: {unknown}."
    )

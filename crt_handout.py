"""The command `crt handout`: the morning's agenda, its minutes, or a shift sheet as PDF, for a printer or for cron."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crt_output import print_json
from dashboard import cache
from dashboard.access import Role
from dashboard.components import handouts, meeting, minutes, shift_sheets
from dashboard.components.download import provenance_of
from dashboard.components.opening import morning_of
from dashboard.huddle.past_mornings import past_mornings
from dashboard.paper.download import file_name
from dashboard.stores import warehouse
from dashboard.stores.warehouse import BuildMissingError, StoreError
from geo.disclosure import Audience
from pipelines.settings import operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.past_mornings import PastMorning
    from pipelines.settings import Paths

PUBLIC_RECORDS = Role(
    role_code="public_records",
    role_name="Public records",
    audience=Audience(role_code="public_records", sees_outreach=False, sees_health=False, sees_places=True),
    sees_points=True,
    may_write_actions=False,
)
"""For whom the command makes paper: like the wall screen, without any figure of outreach or health."""


class MorningMissingError(StoreError):
    """No build of the asked morning is left."""

    exit_code = 35
    next_step = "Ask for one of the dates named above, or build that morning again (crt build --as-of DATE)."


class PaperUnwrittenError(StoreError):
    """The file could not be written; what stood there before stands there still."""

    exit_code = 36
    next_step = "Name a file in a folder that exists and may be written (--out FILE), or free space on the disk."


@dataclass(frozen=True)
class Paper:
    """A file made: `kind` is agenda, minutes or shift_sheet, `what` stands in its name, `morning` is what it is of."""

    kind: str
    what: str
    content: bytes
    morning: Morning


@click.command()
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The huddle's date; without it the morning on the screens."
)
@click.option("--out", type=click.Path(path_type=Path), help="File or folder; without it handouts/ in the data folder.")
@click.option("--agency", "agency_code", help="A shift sheet of this agency (its code) instead.")
@click.option("--district", "district_code", help="A shift sheet of this police district (its code) instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def handout(
    as_of: datetime | None, out: Path | None, agency_code: str | None, district_code: str | None, as_json: bool
) -> None:
    """Print the agenda before the huddle, the minutes after it, or a shift sheet: one PDF.

    Minutes when that morning's huddle is closed, else the agenda. Made for public records: places and 311 alone, no
    figure of outreach or health. The same morning and the same record give the same file.
    """
    if agency_code is not None and district_code is not None:
        raise click.UsageError("Name an agency or a district, not both.")
    paths = project_paths()
    with warehouse.opened_once():
        morning = opened_morning(paths, None if as_of is None else as_of.date())
        paper = paper_of(morning, agency_code=agency_code, district_code=district_code)
    named = file_name(provenance_of(paper.morning), paper.what, ending="pdf")
    file = _target(paths, out, named)
    write_whole(file, paper.content, makes_folder=out is None)
    if as_json:
        build = paper.morning.build
        print_json(
            {
                "path": str(file),
                "kind": paper.kind,
                "build_id": build.build_id,
                "as_of": build.as_of_date,
                "is_sample": build.is_sample,
                "n_bytes": len(paper.content),
            }
        )
        return
    click.echo(str(file))


def opened_morning(paths: Paths, asked: date | None) -> Morning:
    """Return a morning as the public may see it: the present one, or a past one as its page would be opened.

    Parameters
    ----------
    paths
        The data folder's.
    asked
        The huddle's date; None takes the morning on the screens.

    Raises
    ------
    BuildMissingError
        No build was ever published here.
    MorningMissingError
        There is no build of that date.
    """
    present = cache.current_build(paths)
    if present is None:
        raise BuildMissingError("There is no published build yet")
    morning = morning_of(paths, present, role=PUBLIC_RECORDS)
    if asked is None or asked == present.as_of_date:
        return morning
    past = _past(paths, asked, present=present.as_of_date)
    build = cache.kept_build(paths, str(past.build_id))
    if build is None:
        raise BuildMissingError(f"the build {past.build_id} is gone")
    return replace(morning.with_build(build), past=past, present_build=present)


def _past(paths: Paths, asked: date, *, present: date) -> PastMorning:
    """Return another morning than the one on the screens; it may be a later one, where an old one was built again."""
    book = cache.book(operations_url(paths), up_to=date.max)
    known = [each for each in past_mornings(book, cache.kept_builds(paths), present=date.max) if each.build_id]
    found = next((each for each in known if each.huddle_date == asked), None)
    if found is None:
        told = ", ".join(day.isoformat() for day in sorted({present, *(each.huddle_date for each in known)}))
        raise MorningMissingError(f"there is no build of {asked.isoformat()}; there are builds of {told}")
    return found


def paper_of(morning: Morning, *, agency_code: str | None, district_code: str | None) -> Paper:
    """Return what the command prints: a shift sheet if one is asked for, the minutes after the close, else the agenda.

    Raises
    ------
    click.BadParameter
        Nobody knows that agency or that district.
    """
    book = morning.book()
    if agency_code is not None:
        _check_code(agency_code, morning.agencies, "--agency")
        content = shift_sheets.agency_pdf(morning, book, agency_code)
        return Paper("shift_sheet", f"shift-{agency_code}", content, morning)
    if district_code is not None:
        _check_code(district_code, list(morning.rows("districts")["district_code"]), "--district")
        content = shift_sheets.district_pdf(morning, book, district_code)
        return Paper("shift_sheet", f"shift-{district_code}", content, morning)
    return _minutes(morning, book) or Paper(
        "agenda", "agenda", handouts.agenda_pdf(morning, meeting.agenda_of(morning, book), book), morning
    )


def _minutes(morning: Morning, book: HuddleBook) -> Paper | None:
    frozen = minutes.frozen_minutes(morning, book)
    if frozen is None:
        return None
    note = minutes.OTHER_BUILD if frozen.is_other_build else ""
    return Paper("minutes", "minutes", handouts.minutes_pdf(frozen.seen, frozen.minutes, note=note), frozen.seen)


def _check_code(code: str, known: Iterable[str], option: str) -> None:
    if code not in known:
        raise click.BadParameter(f"'{code}' is none of {', '.join(known)}.", param_hint=option)


def _target(paths: Paths, out: Path | None, named: str) -> Path:
    if out is None:
        return paths.data_dir / "handouts" / named
    return out / named if out.is_dir() else out


def write_whole(file: Path, content: bytes, *, makes_folder: bool) -> None:
    """Write a file whole or not at all: beside its place first, then in it."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if makes_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise PaperUnwrittenError(f"{file} could not be written: {error.strerror or error}") from error

"""The command `crt handout`: the morning's agenda, its minutes, or a shift sheet as PDF, for a printer or for cron."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crt_output import print_json
from dashboard import cache
from dashboard.access import Role
from dashboard.components import handouts, meeting, minutes, shift_sheets
from dashboard.components.download import provenance_of
from dashboard.components.opening import Morning
from dashboard.paper.download import file_name
from dashboard.stores import warehouse
from dashboard.stores.warehouse import BuildMissingError, StoreError
from geo.disclosure import Audience
from pipelines.settings import operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from dashboard.cache import Build
    from dashboard.huddle.book import HuddleBook
    from pipelines.settings import Paths

_PUBLIC = Role(
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
class _Paper:
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
        morning = _morning(paths, None if as_of is None else as_of.date())
        paper = _paper(morning, agency_code=agency_code, district_code=district_code)
    named = file_name(provenance_of(paper.morning), paper.what, ending="pdf")
    folder = paths.data_dir / "handouts"
    if out is None:
        folder.mkdir(parents=True, exist_ok=True)
    file = folder / named if out is None else out / named if out.is_dir() else out
    _write(file, paper.content)
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


def _morning(paths: Paths, asked: date | None) -> Morning:
    """Return the asked morning with the build that its closed huddle had, else with the newest one of that date."""
    present = cache.current_build(paths)
    if present is None:
        raise BuildMissingError("There is no published build yet")
    build = present
    if asked is not None and asked != present.as_of_date:
        build = _kept(paths, asked, present)
    attempt = warehouse.last_attempt(paths)
    is_present = build.build_id == present.build_id
    return Morning(
        paths=paths,
        build=build,
        facts=dict(cache.rows(build, "build").iloc[0]),
        policy=cache.policy(paths),
        roles=cache.roles(paths),
        role=_PUBLIC,
        agencies=cache.agency_names(paths),
        failed_attempt=attempt if is_present and attempt is not None and not attempt.is_ok else None,
    )


def _kept(paths: Paths, asked: date, present: Build) -> Build:
    kept = sorted(_kept_builds(paths), key=lambda build: build.published_at)
    of_that_date = [build for build in kept if build.as_of_date == asked]
    if not of_that_date:
        dates = sorted({build.as_of_date for build in (*kept, present)})
        told = ", ".join(day.isoformat() for day in dates)
        raise MorningMissingError(f"there is no build of {asked.isoformat()}; there are builds of {told}")
    held = cache.book(operations_url(paths), up_to=asked).meeting(asked)
    had = None if held is None else held.close_build_id
    return next((build for build in of_that_date if build.build_id == had), of_that_date[-1])


def _kept_builds(paths: Paths) -> Iterable[Build]:
    """Return every build whose file is there and can be read; one of an older version of the product may not be."""
    for file in sorted(paths.builds_dir.glob("*.duckdb")):
        try:
            build = cache.kept_build(paths, file.stem)
        except StoreError:
            continue
        if build is not None:
            yield build


def _paper(morning: Morning, *, agency_code: str | None, district_code: str | None) -> _Paper:
    book = morning.book()
    if agency_code is not None:
        _check_code(agency_code, morning.agencies, "--agency")
        content = shift_sheets.agency_pdf(morning, book, agency_code)
        return _Paper("shift_sheet", f"shift-{agency_code}", content, morning)
    if district_code is not None:
        _check_code(district_code, list(morning.rows("districts")["district_code"]), "--district")
        content = shift_sheets.district_pdf(morning, book, district_code)
        return _Paper("shift_sheet", f"shift-{district_code}", content, morning)
    return _minutes(morning, book) or _Paper(
        "agenda", "agenda", handouts.agenda_pdf(morning, meeting.agenda_of(morning, book), book), morning
    )


def _minutes(morning: Morning, book: HuddleBook) -> _Paper | None:
    frozen = minutes.frozen_minutes(morning, book)
    if frozen is None:
        return None
    note = minutes.OTHER_BUILD if frozen.is_other_build else ""
    return _Paper("minutes", "minutes", handouts.minutes_pdf(frozen.seen, frozen.minutes, note=note), frozen.seen)


def _check_code(code: str, known: Iterable[str], option: str) -> None:
    if code not in known:
        raise click.BadParameter(f"'{code}' is none of {', '.join(known)}.", param_hint=option)


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then in it."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise PaperUnwrittenError(f"{file} could not be written: {error.strerror or error}") from error

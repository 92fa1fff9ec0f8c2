"""The command `crt release`: every table and map layer that an audience can get of a morning, as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crt_handout import PUBLIC_RECORDS, PaperUnwrittenError, opened_morning, write_whole
from crt_output import print_json
from dashboard import cache
from dashboard.components.pack import READER
from dashboard.components.released_tables import map_layers, released_counts, released_tables
from dashboard.paper.release import table_files
from dashboard.stores import warehouse
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.access import Role
    from pipelines.settings import Paths

PUBLIC = "public"


@click.command()
@click.option("--audience", "audience_code", required=True, help="A role of roles.csv, or public.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The huddle's date; without it the morning on the screens."
)
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def release(audience_code: str, as_of: datetime | None, folder: Path, as_json: bool) -> None:
    """Write every table (CSV) and map layer (GeoJSON) that an audience can get of a morning.

    One figure a row: `value`, or `blank` with its reason (zero, suppressed, suppressed_complementary, not_collected,
    late). Files of an earlier release in the folder that this one does not have are named, and left alone.
    """
    paths = project_paths()
    role = _role(paths, audience_code)
    with warehouse.opened_once():
        morning = replace(opened_morning(paths, None if as_of is None else as_of.date()), role=role)
        tables = released_tables(morning)
        if role is PUBLIC_RECORDS:
            # Of outreach the public gets what the working group's pack tells.
            tables |= released_counts(replace(morning, role=READER))
        files = {**table_files(tables), **map_layers(morning)}
    left = _write(folder, files)
    if left and not as_json:
        click.echo(f"Not of this release, left as they are: {', '.join(left)}", err=True)
    if as_json:
        build = morning.build
        print_json(
            {
                "build_id": build.build_id,
                "as_of": build.as_of_date,
                "audience": audience_code,
                "is_sample": build.is_sample,
                "files": sorted(files),
                "left_from_before": left,
            }
        )
        return
    for name in sorted(files):
        click.echo(str(folder / name))


def _role(paths: Paths, audience_code: str) -> Role:
    roles = {role.role_code: role for role in cache.roles(paths).roles} | {PUBLIC: PUBLIC_RECORDS}
    if audience_code not in roles:
        raise click.BadParameter(f"'{audience_code}' is none of {', '.join(roles)}.", param_hint="--audience")
    return roles[audience_code]


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Write the files; returns the tables and layers that stood there before and are none of them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PaperUnwrittenError(f"{folder} could not be made: {error.strerror or error}") from error
    for name, content in files.items():
        write_whole(folder / name, content, makes_folder=False)
    return sorted(
        each.name for each in folder.iterdir() if each.suffix in (".csv", ".geojson") and each.name not in files
    )

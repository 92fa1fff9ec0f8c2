"""The command `crt pack`: the working group's public pack of a morning, as PDF and CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crt_handout import PaperUnwrittenError, opened_morning, write_whole
from crt_output import print_json
from dashboard.components import pack as pack_pieces
from dashboard.stores import warehouse
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The morning's date; without it the morning on the screens."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder; without it packs/ in the data folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def pack(as_of: datetime | None, out: Path | None, as_json: bool) -> None:
    """Make the working group's public pack: three focus areas, PDF and CSV.

    Every figure stands on the board's screens of that morning too; city and zones, no single place, nothing of health
    services. Totals of courts come by crt ingest court-totals; without them the pack says not collected.
    """
    paths = project_paths()
    with warehouse.opened_once():
        morning = opened_morning(paths, None if as_of is None else as_of.date())
        files = pack_pieces.files_of(morning)
    folder = out or paths.data_dir / "packs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PaperUnwrittenError(f"{folder} could not be made: {error.strerror or error}") from error
    written = []
    for name, content in files.items():
        write_whole(folder / name, content, makes_folder=False)
        written.append(str(folder / name))
    build = morning.build
    if as_json:
        print_json(
            {"files": written, "build_id": build.build_id, "as_of": build.as_of_date, "is_sample": build.is_sample}
        )
        return
    for name in written:
        click.echo(name)

"""The command line's door: thin commands over the rooms below."""

from __future__ import annotations

import importlib
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crt_audit import audit
from crt_backtest import backtest
from crt_locate import locate
from crt_operations import backup, restore, verify
from crt_output import print_error, print_file, print_json, print_receipt, say
from crt_retention import retention
from crt_roles import roles
from crt_scan import scan
from crt_sharps import sharps
from dashboard.components.static_assets import copy_static_assets
from dashboard.serving import checked_sign_in
from dashboard.sign_in_settings import ServingError
from dashboard.stores.handover import hand_over
from dashboard.stores.operations import OperationsError, OperationsStore
from dashboard.stores.past_huddles import PastBuild, past_huddle_dates, record_past_huddles
from dashboard.stores.warehouse import StoreError, current_manifest, read_query
from geo.frames import row_dicts
from pipelines.build import account_files, build_morning
from pipelines.errors import BuildBrokenError, DamagedFileError, NoBuildError, NothingAcceptedError, PipelineError
from pipelines.publication import begun_build
from pipelines.readers.hmis_elements import NO_FAULT_REASONS
from pipelines.readers.results import BOUNDARIES, LAYERS
from pipelines.sample.clock import LAYERS_TAKEN_AT
from pipelines.sample.writing import write_sample
from pipelines.settings import HUDDLE_ZONE, PROJECT_ROOT, Paths, operations_url, project_paths
from pipelines.sources.inbox_logs import tell_waiting_logs
from pipelines.sources.landing import land_file
from pipelines.sources.receipts import read_receipts

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.build import PublishedBuild
    from pipelines.sources.landing import Expected
    from pipelines.sources.receipts import Receipt

UNKNOWN_FAULT_EXIT_CODE = 70
_OWN_FAULT = (
    "This is a fault of the program, not of your files; nothing on the screens has changed.",
    "Keep the lines above, send them to whoever keeps the pipelines, and use the last build.",
)
_DRAWN = {"handout": "crt_handout", "pack": "crt_pack", "release": "crt_release"}
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


class _Commands(click.Group):
    """The commands; those that draw with the screen's own pieces are loaded only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_DRAWN])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _DRAWN:
            return super().get_command(ctx, cmd_name)
        # Without a server the screen's memory would warn of it on standard error at each start: here that is right.
        logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
            lambda record: "No runtime found" not in record.getMessage()
        )
        command: click.Command = getattr(importlib.import_module(_DRAWN[cmd_name]), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Boston's CRT morning huddle: hand in the files, build the morning, open the board.

    Every morning: crt ingest 311 FILE…, crt ingest outreach FILE…, crt ingest overnight FILE…,
    crt ingest recovery-line FILE…, crt build, crt serve.
    The data folder is data/ beside the program, or CRT_DATA_DIR.
    """


cli.add_command(roles)
cli.add_command(scan)
cli.add_command(sharps)


@cli.group()
def ingest() -> None:
    """Hand in files, plain, gzip or zip, in any order, as often as you like."""


@ingest.command("311")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--taken-at",
    type=click.DateTime(),
    help="When the export was made, New York time; else its newest stamp.",
)
@_JSON
def ingest_311(files: tuple[Path, ...], taken_at: datetime | None, as_json: bool) -> None:
    """Hand in 311 files of either system; the header decides how each is read."""
    _ingest(files, expected="city311", taken_at=taken_at, as_json=as_json)


@ingest.command("outreach")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--taken-at", type=click.DateTime(), help="When the log was closed, New York time; else its newest stamp."
)
@_JSON
def ingest_outreach(files: tuple[Path, ...], taken_at: datetime | None, as_json: bool) -> None:
    """Hand in outreach logs (the form: docs/outreach-log.md)."""
    _ingest(files, expected="outreach", taken_at=taken_at, as_json=as_json)


@ingest.command("overnight")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@_JSON
def ingest_overnight(files: tuple[Path, ...], as_json: bool) -> None:
    """Hand in weather, beds, EMS and health counts of a night (the form: docs/overnight.md)."""
    _ingest(files, expected="overnight", taken_at=None, as_json=as_json)


@ingest.command("recovery-line")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--taken-at", type=click.DateTime(), help="When the log was closed, New York time; else its newest stamp."
)
@_JSON
def ingest_recovery_line(files: tuple[Path, ...], taken_at: datetime | None, as_json: bool) -> None:
    """Hand in logs of calls to the recovery line, CSV (the form: docs/recovery-line.md)."""
    _ingest(files, expected="recovery_line", taken_at=taken_at, as_json=as_json)


@ingest.command("court-totals")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@_JSON
def ingest_court_totals(files: tuple[Path, ...], as_json: bool) -> None:
    """Hand in totals of the courts by quarter: no row of a person, small counts not kept (docs/court-totals.md)."""
    _ingest(files, expected="court_totals", taken_at=None, as_json=as_json)


@ingest.command("hmis")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@_JSON
def ingest_hmis(files: tuple[Path, ...], as_json: bool) -> None:
    """Hand in HMIS CSV exports, each a whole zip: counts are kept, no row and nothing of a person (docs/hmis.md)."""
    _ingest(files, expected="hmis", taken_at=None, as_json=as_json)


@ingest.command("boundaries")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@_JSON
def ingest_boundaries(files: tuple[Path, ...], as_json: bool) -> None:
    """Hand in police districts, neighborhoods or the city outline (GeoJSON); the newest of each counts."""
    _ingest(files, expected="boundaries", taken_at=None, as_json=as_json)


@ingest.command("layer")
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--taken-at",
    type=click.DateTime(),
    help="When the layer was fetched, New York time: earlier mornings do not see it; else it counts for every morning.",
)
@_JSON
def ingest_layer(name: str, files: tuple[Path, ...], taken_at: datetime | None, as_json: bool) -> None:
    """Hand in a layer of the city, GeoJSON or CSV with coordinates; the newest of each counts (docs/layers.md).

    NAME: schools, clinics, parks, transit_stops, disposal_boxes, streets.
    """
    _ingest(files, expected="layer", taken_at=taken_at, as_json=as_json, layer_code=name)


@cli.command()
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="The huddle's date; without it today.")
@_JSON
def build(as_of: datetime | None, as_json: bool) -> None:
    """Build the morning and put it on the screens; if it fails, the last one stays."""
    paths = project_paths()
    published = _build(paths, as_of.date() if as_of else _default_morning(paths))
    if as_json:
        print_json(
            {
                "build_id": published.build_id,
                "as_of": published.as_of_date,
                "n_locations": published.n_locations,
            }
        )
        return
    click.echo(f"The huddle of {published.as_of_date} is on the screens: {published.n_locations} locations.")
    for warning in published.failed_warnings:
        click.echo(f"  note: {warning}")


@cli.command()
@_JSON
def status(as_json: bool) -> None:
    """Tell what was handed in, what became of every row, and which build is on the screens."""
    paths = project_paths()
    manifest = current_manifest(paths)
    files = _status_files(paths)
    if as_json:
        build_id, as_of = (manifest.build_id, manifest.as_of_date) if manifest else (None, None)
        print_json({"build_id": build_id, "as_of": as_of, "files": files})
        return
    click.echo(f"On the screens: {manifest.as_of_date} ({manifest.build_id})" if manifest else "No build yet.")
    if (begun := begun_build(paths)) is not None:
        which = (
            f"of {begun.get('as_of_date', 'an unknown morning')}, begun at {begun.get('began_at', 'an unknown time')},"
        )
        click.echo(f"A build {which} has not ended: it still runs, or it was killed. If none runs: crt build.")
    for line in tell_waiting_logs(paths):
        click.echo(f"Waits in the inbox for the next build: {line}")
    for file in files:
        print_file(file)


@cli.command()
@_JSON
def locations(as_json: bool) -> None:
    """List the morning's high-response locations by number, with their reasons."""
    paths = project_paths()
    manifest = current_manifest(paths)
    if manifest is None:
        msg = "there is no published build"
        raise NoBuildError(msg)
    build_file = paths.build_file(manifest.build_id)
    reasons = read_query(build_file, "location_reasons")
    told = [_location(row, reasons) for row in row_dicts(read_query(build_file, "locations"))]
    if as_json:
        print_json({"build_id": manifest.build_id, "as_of": manifest.as_of_date, "locations": told})
        return
    sample = "  SAMPLE: a made-up city" if manifest.is_sample else ""
    click.echo(f"High-response locations of {manifest.as_of_date}{sample}")
    for place in told:
        click.echo(f"{place['number']:>3}  {place['name']}  ({place['district']})  score {place['score']:.2f}")
        for reason in place["reasons"]:
            click.echo(f"       {reason}")


@cli.command()
@click.option("--tickets", "n_tickets", type=click.IntRange(min=2_000), default=26_000, show_default=True)
@_JSON
def sample(n_tickets: int, as_json: bool) -> None:
    """Write and hand in a made-up city: 13 months of tickets, an outreach log, five past huddles."""
    paths = project_paths()
    manifest = write_sample(paths.sample_dir, n_tickets=n_tickets)
    say(f"wrote the made-up city to {paths.sample_dir}")
    receipts = [
        receipt for file in manifest.files.tickets for receipt in _land(paths, file, expected="city311", is_sample=True)
    ]
    receipts += _land(paths, manifest.files.outreach, expected="outreach", is_sample=True)
    receipts += _land(paths, manifest.files.overnight, expected="overnight", is_sample=True)
    receipts += _land(paths, manifest.files.recovery_line, expected="recovery_line", is_sample=True)
    for layer_code, file in manifest.files.layers:
        receipts += _land(
            paths, file, expected="layer", is_sample=True, taken_at=LAYERS_TAKEN_AT, layer_code=layer_code
        )
    past = {day: _build(paths, day) for day in past_huddle_dates(manifest.files.huddles)}
    n_events = record_past_huddles(
        manifest.files.huddles,
        OperationsStore(operations_url(paths)),
        {day: PastBuild(build_id=build.build_id, file=build.file) for day, build in past.items()},
    )
    say(f"recorded {n_events} events of {len(past)} past huddles")
    if as_json:
        files = [receipt.path for receipt in receipts]
        print_json({"last_morning": manifest.last_morning, "files": files, "n_events": n_events})
        return
    click.echo(f"The made-up city is in; its last morning is {manifest.last_morning}. Next: crt build, then crt serve.")


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="Another one only where people sign in.")
def serve(port: int, address: str) -> None:
    """Open the board, on this machine alone; for others people sign in (docs/runbooks/sign-in.md)."""
    paths = project_paths()
    checked_sign_in(os.environ, address=address)
    copy_static_assets(paths.static_dir)
    click.echo(f"The board: http://{address}:{port}   (stop it with Ctrl+C)")
    command = [
        sys.executable, "-m", "streamlit", "run", str(PROJECT_ROOT / "streamlit_app.py"),
        "--server.address", address, "--server.port", str(port),
    ]  # fmt: skip
    sys.exit(subprocess.run(command, check=False, cwd=PROJECT_ROOT).returncode)  # noqa: S603 - our own arguments


for command in (backtest, locate, verify, backup, restore, retention, audit):
    cli.add_command(command)


def main() -> None:
    """Run a command; every error leaves as a sentence, a next step and an exit code of its kind."""
    as_json = "--json" in sys.argv
    try:
        # The one clock of the commands.
        cli(standalone_mode=False, obj=lambda: datetime.now(UTC))
    except click.ClickException as error:
        error.show()
        if as_json:
            print_json({"error": error.format_message(), "next_step": "See crt --help for the commands and options."})
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except (PipelineError, StoreError, OperationsError, ServingError) as error:
        if isinstance(error, BuildBrokenError):
            logging.getLogger("crt").exception("what broke the build:", exc_info=error.__cause__)
        print_error(str(error), error.next_step, as_json=as_json)
        sys.exit(error.exit_code)
    except Exception:
        logging.getLogger("crt").exception("crt broke")
        print_error(*_OWN_FAULT, as_json=as_json)
        sys.exit(UNKNOWN_FAULT_EXIT_CODE)


@dataclass(frozen=True)
class _Refusal:
    path: Path
    error: PipelineError


def _ingest(
    files: tuple[Path, ...], *, expected: Expected, taken_at: datetime | None, as_json: bool, layer_code: str = ""
) -> None:
    """Hand in every file; one bad file does not keep the others out, but the command ends with its exit code."""
    paths = project_paths()
    receipts: list[Receipt] = []
    refusals: list[_Refusal] = []
    for file in files:
        try:
            landed = _land(paths, file, expected=expected, taken_at=taken_at, layer_code=layer_code)
        except PipelineError as error:
            refusals.append(_Refusal(file, error))
            continue
        receipts += landed
        if any(receipt.is_cut_off for receipt in landed):
            msg = f"{file}: the file is cut off; the rows before the cut were taken"
            refusals.append(_Refusal(file, DamagedFileError(msg)))
        for receipt in landed:
            if receipt.rows_read and not receipt.n_accepted and not set(receipt.set_aside) <= NO_FAULT_REASONS:
                msg = f"{receipt.path}: all {receipt.rows_read:,} rows were set aside ({', '.join(receipt.set_aside)})"
                refusals.append(_Refusal(file, NothingAcceptedError(msg)))
    for refusal in refusals:
        print_error(str(refusal.error), refusal.error.next_step, as_json=False)
    if as_json:
        errors = [
            {"path": str(refusal.path), "error": str(refusal.error), "next_step": refusal.error.next_step}
            for refusal in refusals
        ]
        print_json({"files": [json.loads(receipt.to_json()) for receipt in receipts], "errors": errors})
    else:
        for receipt in receipts:
            print_receipt(receipt)
    if refusals:
        sys.exit(refusals[0].error.exit_code)


def _land(
    paths: Paths,
    file: Path,
    *,
    expected: Expected,
    taken_at: datetime | None = None,
    is_sample: bool = False,
    layer_code: str = "",
) -> list[Receipt]:
    say(f"reading {file}")
    stated = taken_at.replace(tzinfo=HUDDLE_ZONE) if taken_at else None
    return land_file(
        file,
        expected=expected,
        paths=paths,
        taken_at=stated,
        is_sample=is_sample,
        landed_at=datetime.now(UTC),
        layer_code=layer_code,
    )


def _build(paths: Paths, as_of_date: date) -> PublishedBuild:
    say(f"building the morning of {as_of_date}")
    kept_build_ids = None
    try:
        kept_build_ids = hand_over(paths, operations_url(paths)).closed_build_ids
    except OperationsError as error:
        # The morning does not wait for it: what was handed over before still counts.
        print_error(f"what the huddle recorded could not be handed over: {error}", error.next_step, as_json=False)
    return build_morning(
        paths, as_of_date=as_of_date, built_at=datetime.now(UTC), report=say, kept_build_ids=kept_build_ids
    )


def _default_morning(paths: Paths) -> date:
    """Today; where all that was handed in is the made-up city, its last morning."""
    # Lines may be the real city's while the tickets are the made-up one's.
    receipts = [receipt for receipt in read_receipts(paths) if receipt.feed_code not in (BOUNDARIES, LAYERS)]
    manifest_file = paths.sample_dir / "sample.json"
    if receipts and all(receipt.is_sample for receipt in receipts) and manifest_file.exists():
        return date.fromisoformat(json.loads(manifest_file.read_text(encoding="utf-8"))["last_morning"])
    return datetime.now(HUDDLE_ZONE).date()


def _status_files(paths: Paths) -> list[dict[str, Any]]:
    files, set_aside, unmapped = account_files(paths)
    file_ids = {receipt.receipt_no: receipt.file_id for receipt in read_receipts(paths)}
    told = []
    for row in row_dicts(files):
        reasons = set_aside[set_aside["receipt_no"] == row["receipt_no"]]
        types = unmapped[unmapped["file_id"] == file_ids[row["receipt_no"]]]
        told.append(
            {
                "path": row["path"],
                "feed": row["feed_code"],
                "rows_read": row["rows_read"],
                "accepted": row["n_accepted"],
                "set_aside": dict(zip(reasons["reason_code"], reasons["n_rows"].tolist(), strict=True)),
                "superseded": row["n_superseded"],
                "taken_at": row["taken_at"],
                "clock_regime": row["clock_regime"],
                "clock_evidence": row["clock_evidence"],
                "newest_record": row["newest_record_at"],
                "unmapped_types": dict(zip(types["type_name"], types["n_tickets"].tolist(), strict=True)),
                "message": row["message"],
            }
        )
    return told


def _location(row: dict[str, Any], reasons: pd.DataFrame) -> dict[str, Any]:
    own = reasons[reasons["location_id"] == row["location_id"]].sort_values("reason_no")
    plain = (
        "location_id",
        "number",
        "name",
        "lon",
        "lat",
        "n_tickets",
        "n_incidents",
        "score",
        "chronic_share",
    )
    return {
        **{name: row[name] for name in plain},
        "district": row["district_code"],
        "reasons": own["reason_text"].tolist(),
    }

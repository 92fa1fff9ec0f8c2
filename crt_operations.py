"""The commands `crt verify`, `crt backup` and `crt restore`: what the huddle recorded, checked, copied and put back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crt_output import print_error, print_json
from dashboard.stores.operations import ChainReport, OperationsStore, StoreDamagedError, told_damage
from dashboard.stores.operations_backup import file_name, write_backup
from dashboard.stores.operations_chain import GENESIS_HASH
from dashboard.stores.operations_database import is_not_made_yet
from dashboard.stores.operations_restore import restore_backup
from pipelines.settings import operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from dashboard.stores.operations_restore import Restored

_FILE = click.Path(path_type=Path, dir_okay=False)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.command()
@_JSON
def verify(as_json: bool) -> None:
    """Tell whether the record is whole: no event changed, missing, moved or slipped in.

    Exit code 0 when it is; else the first bad event is named.
    """
    try:
        report, newest_hash = _verified(operations_url(project_paths()))
        told = told_damage(report)
    except StoreDamagedError as error:
        # Not even a database: what asks for `ok` is still answered.
        report, newest_hash = ChainReport(n_events=0, ok=False, first_bad_event_id=None), GENESIS_HASH
        told = str(error)
    if as_json:
        print_json({"n_events": report.n_events, "ok": report.ok, "first_bad_event_id": report.first_bad_event_id})
    if not report.ok:
        print_error(told, StoreDamagedError.next_step, as_json=False)
        sys.exit(StoreDamagedError.exit_code)
    if not as_json:
        click.echo(f"The record is whole: {report.n_events:,} events.")
    if not as_json and report.n_events:
        click.echo(f"Its newest event has the hash {newest_hash}: kept elsewhere, it shows a record made anew.")


@click.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder; the name is the time.")
@_JSON
@click.pass_obj
def backup(now: Callable[[], datetime], file: Path | None, folder: Path | None, as_json: bool) -> None:
    """Copy the record to one file, whole, while the board goes on.

    To FILE, or to a new file in the folder of --out; without either to backups/ in the data folder. The file holds
    what people typed: keep it as you keep the record. Words erased later still stand in it.
    """
    if file is not None and folder is not None:
        raise click.UsageError("Name a file or a folder (--out), not both.")
    paths = project_paths()
    made_at = now()
    target = file or (folder or paths.backups_dir) / file_name(made_at)
    store = OperationsStore(operations_url(paths))
    try:
        written = write_backup(store.whole_record(), target, made_at=made_at)
    finally:
        store.close()
    manifest = written.manifest
    if as_json:
        print_json(
            {
                "file": str(target),
                "n_events": manifest.n_events,
                "newest_hash": manifest.newest_hash,
                "sha256": written.sha256,
            }
        )
        return
    click.echo(f"{target}: {manifest.n_events:,} events, read back and whole. Newest: {manifest.newest_hash}")
    click.echo("Copy it to another machine: a backup on the same disk goes with the disk.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Also where the record holds events that the backup lacks.")
@_JSON
@click.pass_obj
def restore(now: Callable[[], datetime], file: Path, replace: bool, as_json: bool) -> None:
    """Put a backup back in the place of the record; what stood there is kept aside.

    The backup is looked through before anything is touched. On PostgreSQL only into an empty database.
    """
    restored = restore_backup(file, operations_url(project_paths()), may_lose=replace, restored_at=now())
    if as_json:
        print_json(
            {
                "n_events": restored.backup.manifest.n_events,
                "kept_aside": None if restored.kept_aside is None else str(restored.kept_aside),
                "lost_event_ids": restored.before.lost_event_ids,
                "again_with_words": restored.before.again_with_words,
            }
        )
        return
    _tell(restored)


def _verified(url: str) -> tuple[ChainReport, str]:
    """Return the report, and the hash of the newest event; a store that nobody made is empty, and stays unmade."""
    if is_not_made_yet(url):
        return ChainReport(n_events=0, ok=True, first_bad_event_id=None), GENESIS_HASH
    store = OperationsStore(url)
    try:
        return store.verify(), store.newest_hash()
    finally:
        store.close()


def _tell(restored: Restored) -> None:
    manifest = restored.backup.manifest
    click.echo(f"The record is that of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {manifest.n_events:,} events, whole.")
    if restored.kept_aside is not None:
        click.echo(f"What stood there is kept in {restored.kept_aside}")
    if restored.before.lost_event_ids:
        click.echo(f"Events that only that one holds: {', '.join(restored.before.lost_event_ids)}")
    if restored.before.again_with_words:
        again = ", ".join(restored.before.again_with_words)
        click.echo(f"Words that had been erased stand here again; erase those of these events anew: {again}")

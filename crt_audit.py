"""The command `crt audit`: whether the access log is whole."""

from __future__ import annotations

import sys

import click

from crt_output import print_error, print_json
from dashboard.stores.access_log import AccessLog, AccessReport
from dashboard.stores.operations import StoreDamagedError
from dashboard.stores.operations_database import is_not_made_yet
from pipelines.settings import operations_url, project_paths


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def audit(as_json: bool) -> None:
    """Tell whether the access log is whole: no entry changed, missing or slipped in, none erased but by the rule.

    Exit code 0 when it is. Apart from crt verify, which tells of the record of the huddle.
    """
    url = operations_url(project_paths())
    report = AccessReport(n_entries=0, n_erased=0, ok=True, first_bad_entry_no=None)
    if not is_not_made_yet(url):
        log = AccessLog(url)
        try:
            report = log.verify()
        finally:
            log.close()
    if as_json:
        print_json(
            {
                "n_entries": report.n_entries,
                "n_erased": report.n_erased,
                "ok": report.ok,
                "first_bad_entry_no": report.first_bad_entry_no,
            }
        )
    if not report.ok:
        told = f"the access log is not whole, at entry {report.first_bad_entry_no}: {report.problem}"
        print_error(told, StoreDamagedError.next_step, as_json=False)
        sys.exit(StoreDamagedError.exit_code)
    if not as_json:
        click.echo(f"The access log is whole: {report.n_entries:,} entries, {report.n_erased:,} erased before them.")

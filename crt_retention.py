"""The command `crt retention`: what is due for erasure and why; without --dry-run it is erased, on record."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import click

from crt_output import print_json
from dashboard.huddle.events import OnScreen
from dashboard.stores.access_log import Access, AccessLog, Did
from dashboard.stores.operations_database import is_not_made_yet
from dashboard.stores.retention import erase_contacts, find_due_contacts
from dashboard.stores.warehouse import current_manifest
from pipelines.retention import ACCESS_LOG, PHONE_CONTACTS, erase_due, find_due, limit_of, load_rules
from pipelines.settings import HUDDLE_ZONE, operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from dashboard.stores.retention import DueContact
    from pipelines.retention import Rule
    from pipelines.settings import Paths

ROLE = "retention"
"""The role that an erasure by rule is recorded under; nobody signs in with it."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what is due and why; touch nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_obj
def retention(now: Callable[[], datetime], dry_run: bool, as_json: bool) -> None:
    """Erase what the reviewed rules say is due (data/reference/retention.csv), with a record that it was.

    Counts in builds stay. A file that the morning on the screens still looks back on is never due. From cron after the
    huddle (docs/runbooks/retention.md); while a build or an ingest runs nothing is erased (exit code 18).
    """
    paths, at = project_paths(), now()
    rules = load_rules(paths)
    contacts = _due_contacts(paths, rules, at)
    due = [
        {
            "rule_code": each.rule.rule_code,
            "what": each.subject,
            "reason": each.reason,
            "n_rows": each.n_rows,
            "newest_at": each.newest_at,
        }
        for each in find_due(paths, now=at)
    ]
    due += [_told(rules[PHONE_CONTACTS], each) for each in contacts]
    n_entries = _entries(paths, rules, at, is_erased=False)
    due += [_told_log(rules[ACCESS_LOG], n_entries, at)] if n_entries else []
    erased: list[dict[str, Any]] = []
    if not dry_run:
        erased = [each.facts() for each in erase_due(paths, now=at)]
        n_contacts = erase_contacts(operations_url(paths), contacts, recorded_at=at, on_screen=_on_screen(paths, at))
        erased += [{"rule_code": PHONE_CONTACTS, "n_events": n_contacts}] if n_contacts else []
        n_gone = _entries(paths, rules, at, is_erased=True) if n_entries else 0
        erased += [{"rule_code": ACCESS_LOG, "n_entries": n_gone}] if n_gone else []
    if as_json:
        told = [
            {"rule_code": rule.rule_code, "what": rule.what, "kept_days": rule.kept_days, "why": rule.why,
             "source": rule.source}
            for rule in rules.values()
        ]  # fmt: skip
        print_json({"dry_run": dry_run, "rules": told, "due": due, "erased": erased})
        return
    for line in due:
        click.echo(f"{line['what']}: {line['reason']}")
    if not due:
        click.echo("Nothing is due.")
    elif dry_run:
        click.echo(f"{len(due)} due. Nothing was touched (--dry-run).")
    else:
        click.echo(f"{len(due)} erased; the record of it: {paths.erasures_file}. Next: crt build.")


def _due_contacts(paths: Paths, rules: Mapping[str, Rule], at: datetime) -> list[DueContact]:
    rule = rules.get(PHONE_CONTACTS)
    if rule is None:
        return []
    return find_due_contacts(operations_url(paths), before=limit_of(paths, rule, now=at))


def _told(rule: Rule, contact: DueContact) -> dict[str, Any]:
    """Tell of a contact its event's id and its day, nothing that was told of it."""
    day = contact.contact_at.astimezone(HUDDLE_ZONE).date()
    reason = f"{rule.what}: kept {rule.kept_days} days, of {day}; {rule.why}"
    return {"rule_code": rule.rule_code, "what": f"event {contact.event_id}", "reason": reason, "n_rows": 1,
            "newest_at": day}  # fmt: skip


def _entries(paths: Paths, rules: Mapping[str, Rule], at: datetime, *, is_erased: bool) -> int:
    """Return how many entries of the access log are due, or erase them and return how many went."""
    rule, url = rules.get(ACCESS_LOG), operations_url(paths)
    if rule is None or is_not_made_yet(url):
        return 0
    log = AccessLog(url)
    before = at - timedelta(days=rule.kept_days)
    try:
        if not is_erased:
            return log.n_before(before)
        eraser = Access(at, None, "", ROLE, Did.ERASED, "", "", "")
        return log.erase_before(before, erased_by=eraser)
    finally:
        log.close()


def _told_log(rule: Rule, n_entries: int, at: datetime) -> dict[str, Any]:
    reason = f"{rule.what}: kept {rule.kept_days} days; {rule.why}"
    day = (at - timedelta(days=rule.kept_days)).date()
    return {"rule_code": rule.rule_code, "what": "the beginning of the access log", "reason": reason,
            "n_rows": n_entries, "newest_at": day}  # fmt: skip


def _on_screen(paths: Paths, at: datetime) -> OnScreen:
    manifest = current_manifest(paths)
    day = at.astimezone(UTC).date() if manifest is None else manifest.as_of_date
    return OnScreen(huddle_date=day, build_id="" if manifest is None else manifest.build_id, role_code=ROLE)

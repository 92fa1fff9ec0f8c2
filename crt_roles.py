"""The commands `crt roles …`: who may come in, given and taken back on the machine itself, on record."""

from __future__ import annotations

import uuid
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import click

from crt_output import print_json
from dashboard.huddle.events import ErasureReason, OnScreen
from dashboard.huddle.role_grants import (
    ON_THE_HOST,
    Asked,
    end_refusal,
    ended_draft,
    erasure_refusal,
    grant_refusal,
    granted_draft,
    person_of,
)
from dashboard.role_rules import load_role_rules
from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import OperationsStore
from dashboard.stores.operations_database import is_not_made_yet
from pipelines.settings import HUDDLE_ZONE, operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from dashboard.huddle.role_grants import Grant

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
_DAY = click.DateTime(["%Y-%m-%d"])
_USUAL_DAYS = 90


@click.group()
def roles() -> None:
    """Say who may come in where people sign in (docs/runbooks/sign-in.md).

    The first administrator is given here; after that administrators give roles on the page Roles. What is done here is
    on record as done on the machine.
    """


@roles.command()
@click.argument("person")
@click.argument("role_code", metavar="ROLE")
@click.option("--district", help="Of which district, as D-4: a district officer's role names one.")
@click.option("--agency", help="For which agency the person speaks, by its code.")
@click.option("--from", "from_date", type=_DAY, help="First day; without it today.")
@click.option("--until", "until_date", type=_DAY, help=f"Last day; without it {_USUAL_DAYS} days from the first.")
@_JSON
@click.pass_obj
def give(
    now: Callable[[], datetime],
    person: str,
    role_code: str,
    district: str | None,
    agency: str | None,
    from_date: datetime | None,
    until_date: datetime | None,
    as_json: bool,
) -> None:
    """Give ROLE to PERSON, as the provider calls them (their address)."""
    paths = project_paths()
    today = _day(now())
    first = from_date.date() if from_date else today
    last = until_date.date() if until_date else first + timedelta(days=_USUAL_DAYS)
    asked = Asked(person, role_code, first, last, district, agency)
    store = OperationsStore(operations_url(paths))
    try:
        given = GrantedRoles(store).grants()
        rules = load_role_rules(paths.reference_dir)
        if (reason := grant_refusal(given, asked, by=None, rules=rules, on=today)) is not None:
            raise click.UsageError(f"{reason} Roles: {', '.join(rules.role_codes)}.")
        event_id = str(uuid.uuid4())
        draft = granted_draft(asked, grant_id=event_id, by=ON_THE_HOST, by_role=ON_THE_HOST, on=today)
        store.append(draft, event_id=event_id, recorded_at=now())
    finally:
        store.close()
    if as_json:
        print_json({"grant_id": draft.subject_id, "role": role_code, "from": first, "until": last})
        return
    click.echo(f"{person_of(person)}: {role_code} from {first} through {last} ({draft.subject_id}).")


@roles.command()
@click.argument("grant_id")
@_JSON
@click.pass_obj
def end(now: Callable[[], datetime], grant_id: str, as_json: bool) -> None:
    """Take a role back, from this moment on; GRANT_ID as `crt roles list` tells it."""
    store = OperationsStore(operations_url(project_paths()))
    try:
        given = GrantedRoles(store).grants()
        grant = given.named(grant_id)
        if grant is None or (reason := end_refusal(given, grant_id)) is not None:
            raise click.UsageError("No role was given under this id." if grant is None else str(reason))
        draft = ended_draft(grant, by=ON_THE_HOST, by_role=ON_THE_HOST, on=_day(now()))
        store.append(draft, event_id=str(uuid.uuid4()), recorded_at=now())
    finally:
        store.close()
    if as_json:
        print_json({"grant_id": grant_id, "ended": True})
        return
    click.echo(f"Taken back: {grant_id} lets nobody in from now on.")


@roles.command()
@click.argument("grant_id")
@_JSON
@click.pass_obj
def erase(now: Callable[[], datetime], grant_id: str, as_json: bool) -> None:
    """Erase the address of an ended role for good; that there was a role stays on record."""
    store = OperationsStore(operations_url(project_paths()))
    today = _day(now())
    try:
        given = GrantedRoles(store).grants()
        if (reason := erasure_refusal(given, grant_id, on=today)) is not None:
            raise click.UsageError(reason)
        store.erase_payload(
            next(grant.event_id for grant in given.grants if grant.grant_id == grant_id),
            reason=ErasureReason.REQUEST,
            erasure_event_id=str(uuid.uuid4()),
            recorded_at=now(),
            on_screen=OnScreen(today, build_id="", role_code=ON_THE_HOST),
        )
    finally:
        store.close()
    if as_json:
        print_json({"grant_id": grant_id, "erased": True})
        return
    click.echo(f"Erased: nobody can tell any more who had {grant_id}. Backups made before still can.")


@roles.command("list")
@_JSON
@click.pass_obj
def list_given(now: Callable[[], datetime], as_json: bool) -> None:
    """Tell who was given which role, oldest first."""
    url = operations_url(project_paths())
    if is_not_made_yet(url):
        given: tuple[Grant, ...] = ()
    else:
        store = OperationsStore(url)
        try:
            given = GrantedRoles(store).grants().grants
        finally:
            store.close()
    today = _day(now())
    if as_json:
        print_json({"grants": [_told(grant, today) for grant in given]})
        return
    for grant in given:
        told = _told(grant, today)
        of = " ".join(str(told[name]) for name in ("district", "agency") if told[name])
        holds = "holds" if told["holds"] else "does not hold"
        click.echo(
            f"{told['grant_id']}  {told['person'] or 'address erased'}  {grant.role_code} {of}  "
            f"{grant.from_date} to {grant.until_date}: {holds}"
        )
    if not given:
        click.echo("Nobody was given a role yet. Next: crt roles give PERSON administrator")


def _told(grant: Grant, today: date) -> dict[str, object]:
    return {
        "grant_id": grant.grant_id,
        "person": grant.person,
        "role": grant.role_code,
        "district": grant.district_code,
        "agency": grant.agency_code,
        "from": grant.from_date,
        "until": grant.until_date,
        "given_at": grant.given_at.astimezone(UTC),
        "by": grant.by,
        "ended_at": grant.ended_at,
        "holds": grant.holds_on(today),
    }


def _day(at: datetime) -> date:
    return at.astimezone(HUDDLE_ZONE).date()

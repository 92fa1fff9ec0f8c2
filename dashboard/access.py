"""Who is looking: the roles of the reviewed table, and what each may see and do. Deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.stores.warehouse import StoreError
from geo.disclosure import (
    WHOLE_CITY,
    Answers,
    Audience,
    Blank,
    Thresholds,
    may_see,
    release_nested,
    release_parts,
)
from pipelines.settings import load_reference

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path


ALL_REASONS = "all"
# No project has this code: a code of HMIS has no space in it.
ALL_PROJECTS = "all projects"
_HMIS_COLUMNS = (
    "project_code", "project_name", "zip_code", "measure_code", "measure_name", "column_class", "week_start_date",
    "n_events", "blank",
)  # fmt: skip


class RolesError(StoreError):
    """The reviewed table of roles cannot be used."""

    exit_code = 34
    next_step = "Put data/reference/roles.csv back as it was last reviewed (git checkout data/reference)."


@dataclass(frozen=True)
class Role:
    """One row of `roles.csv`; `audience` is what disclosure asks for.

    Without `sees_places` a role sees city and zones, and nothing that names one place.
    """

    role_code: str
    role_name: str
    audience: Audience
    sees_points: bool
    may_write_actions: bool
    may_run_meeting: bool = False
    may_bring_in_logs: bool = False
    may_log_contacts: bool = False
    may_give_feedback: bool = False
    is_of_district: bool = False
    may_change_roles: bool = False
    may_read_access_log: bool = False

    @property
    def sees_places(self) -> bool:
        """Whether single places may be named to it; else zones only."""
        return self.audience.sees_places


# Whoever has no role: sees nothing, does nothing.
NOBODY = Role(role_code="", role_name="no role", audience=Audience(""), sees_points=False, may_write_actions=False)


def may_see_concern(role: Role, agency_code: str | None, *, involved: Collection[str], told: Collection[str]) -> bool:
    """Return whether the place and the kind of a concern may be shown on a screen. Deny by default.

    Parameters
    ----------
    role
        Must see health and places by the reviewed table: no district officer does, nor the Council.
    agency_code
        The agency chosen on the screen; None sees nothing.
    involved
        The agencies that raised the concern or were asked.
    told
        The agencies that the reviewed table lets see concerns at all: no police agency is among them.
    """
    return role.audience.sees_health and role.sees_places and agency_code in involved and agency_code in told


def may_see_answers(role: Role, agency_code: str | None, *, told: Collection[str]) -> bool:
    """Return whether a screen may show what was offered at a place and what was answered. Deny by default.

    Parameters
    ----------
    role
        Must see outreach and places by the reviewed table: no district officer does, nor the Council.
    agency_code
        The agency chosen on the screen; None sees nothing, because it could be a police agency's screen.
    told
        The agencies that the reviewed table lets see what concerns people at a place: no police agency is among them.
    """
    return role.audience.sees_outreach and role.sees_places and agency_code in told


def may_see_calls(role: Role, agency_code: str | None, *, told: Collection[str]) -> bool:
    """Return whether a screen may show anything of the calls to the recovery line.

    Parameters
    ----------
    role
        Must see health figures by the reviewed table: no district officer does, nor the Council.
    agency_code
        The agency chosen on the screen, if any: on a police agency's screen nothing shows, whatever the role.
    told
        The agencies that the reviewed table lets see what concerns people: no police agency is among them.
    """
    return role.audience.sees_health and (agency_code is None or agency_code in told)


@dataclass(frozen=True)
class Roles:
    """All roles, in the table's order, and the one a new screen starts with."""

    roles: tuple[Role, ...]
    default: Role

    def named(self, role_code: str | None) -> Role:
        """Return the role with this code; the default one when the code is none of the table."""
        return next((role for role in self.roles if role.role_code == role_code), self.default)

    def granted(self, role_code: str) -> Role:
        """Return the role with this code; where the table has none, the one that sees and does nothing."""
        return next((role for role in self.roles if role.role_code == role_code), NOBODY)


def release_gaps(
    gap_hours: pd.DataFrame, released: pd.DataFrame, *, audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release what was asked for and not to be had by part of the day, beside the city's figures that show already.

    Parameters
    ----------
    gap_hours
        The published table.
    released
        `release_outreach` for the same audience: a part is told only where its sum is.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    `measure_code`, `part_words`, `column_class`, `n_events`, `blank`, in the table's order.
    """
    return release_parts(
        gap_hours[["measure_code", "column_class", "part_words", "n_events", "blank"]],
        released[released["level"] == "city"],
        part_column="part_words",
        audience=audience,
        thresholds=thresholds,
    )


def release_hmis(weeks: pd.DataFrame, *, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Release what projects recorded in HMIS: for each week all projects together with each of them.

    Each week stands for itself, so what is told of it is the same on every later morning: beside a sum of weeks that
    slides, a week that shows today would give back one that is hidden tomorrow (decision 0054). A sum of weeks is told
    where each of them is. A project that no export tells of a week is no part of it: that it tells nothing is public,
    so it may not stand in for a hidden one.

    Parameters
    ----------
    weeks
        The published table `hmis_weeks`.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    `project_code` (`ALL_PROJECTS` for their sum), `project_name`, `zip_code`, `measure_code`, `measure_name`,
    `column_class`, `week_start_date` (text; empty for the sum of the weeks), `n_events`, `blank`. No row for an
    audience that sees no health figure.
    """
    rows = weeks.assign(week_start_date=weeks["week_start_date"].astype(str))[list(_HMIS_COLUMNS)]
    rows = rows.astype({"n_events": "Int64"})
    is_held = rows["blank"] == ""
    is_for = rows["column_class"].map(lambda name: may_see(name, audience)).astype(bool)
    told = [
        _release_hmis_week(own, audience=audience, thresholds=thresholds)
        for _, own in rows[is_held].groupby(["measure_code", "week_start_date"], sort=False)
    ]
    if not told:
        return rows[is_for]
    by_week = pd.concat(told, ignore_index=True)
    if by_week.empty:
        return by_week
    return pd.concat([_summed_weeks(by_week), by_week, rows[~is_held & is_for]], ignore_index=True)


def _release_hmis_week(held: pd.DataFrame, *, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Release one measure of one week: all projects, and each."""
    whole = held.iloc[:1].assign(
        project_code=ALL_PROJECTS, project_name="", zip_code="", n_events=held["n_events"].sum()
    )
    tree = pd.concat([whole, held], ignore_index=True)
    parents = ["", *(ALL_PROJECTS for _ in range(len(held)))]
    return release_nested(
        tree.assign(node_id=tree["project_code"]),
        nodes=pd.DataFrame({"node_id": tree["project_code"], "parent_id": parents}),
        answers=(),
        audience=audience,
        thresholds=thresholds,
    ).drop(columns="node_id")


def _summed_weeks(by_week: pd.DataFrame) -> pd.DataFrame:
    """Return a row for the weeks of each project and measure together: their sum where each of them is told."""
    sums = []
    for _, own in by_week.groupby(["measure_code", "project_code"], sort=False):
        is_told = bool(own["n_events"].notna().all())
        n = int(own["n_events"].sum()) if is_told else None
        blank = Blank.SUPPRESSED_COMPLEMENTARY if n is None else Blank.ZERO if n == 0 else ""
        row = own.iloc[:1].assign(week_start_date="", blank=str(blank))
        sums.append(row.assign(n_events=pd.array([n], dtype="Int64")))
    return pd.concat(sums, ignore_index=True)


def release_declines(
    reasons: pd.DataFrame, released: pd.DataFrame, *, audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release why something was declined, and how often in all.

    All reasons together lie between what was declined of one kind and what was declined of all kinds. So they are told
    only where each of these city figures is: else they would narrow a hidden one.

    Parameters
    ----------
    reasons
        The published table `decline_reasons`, its sum in the row `ALL_REASONS`.
    released
        `release_outreach` for the same audience.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    The rows in the table's order, `ALL_REASONS` first; none for an audience that sees no health figure.
    """
    declined = released[(released["level"] == "city") & released["measure_code"].str.contains("_declined")]
    is_sum = reasons["reason_code"] == ALL_REASONS
    n = reasons.loc[is_sum, "n_events"].iloc[0]
    is_told = (
        not declined.empty and bool(declined["n_events"].notna().all()) and (n == 0 or n >= thresholds.health_below)
    )
    parts = release_parts(
        reasons[~is_sum].assign(measure_code=ALL_REASONS),
        pd.DataFrame({"measure_code": [ALL_REASONS], "n_events": pd.array([n if is_told else pd.NA], dtype="Int64")}),
        part_column="reason_code",
        audience=audience,
        thresholds=thresholds,
    )
    if parts.empty:
        return parts
    whole = parts.iloc[:1].assign(reason_code=ALL_REASONS)
    if parts["n_events"].notna().any():
        whole["n_events"] = pd.array([n], dtype="Int64")
        whole["blank"] = str(Blank.ZERO) if n == 0 else ""
    return pd.concat([whole, parts], ignore_index=True).drop(columns="measure_code")


def release_overnight(
    counts: pd.DataFrame, *, answers: Sequence[Answers], audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release the overnight counts of health sources to an audience, all measures together.

    An overdose is one of the calls: calls less the overdoses that show would bound a hidden one, so what is hidden is
    decided for all of them at once, whoever looks.

    Parameters
    ----------
    counts
        `dashboard.huddle.overnight.standing_counts`: `measure_code`, `column_class`, `n_events`, `blank` and texts.
    answers
        Which measures are outcomes of which.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    The same columns, for an audience that sees health counts; no row for any other. `n_events` is empty where hidden.
    """
    if counts.empty:
        return counts
    told = dict(zip(counts["measure_code"], counts["n_events"], strict=True))
    # Two reports of different minutes may disagree; outcomes that are more than the calls bound nothing.
    kept = [group for group in answers if _may_bound(group, told)]
    return release_nested(
        counts.assign(node_id=WHOLE_CITY),
        nodes=pd.DataFrame([(WHOLE_CITY, "")], columns=["node_id", "parent_id"]),
        answers=kept,
        audience=audience,
        thresholds=thresholds,
    ).drop(columns="node_id")


def _may_bound(group: Answers, told: Mapping[str, Any]) -> bool:
    outcomes = [told.get(member) for member in group.members]
    known = [int(n) for n in outcomes if not pd.isna(n)]
    calls = told.get(group.bounding)
    return not pd.isna(calls) and sum(known) <= int(calls)


def load_roles(reference_dir: Path) -> Roles:
    """Read the roles; a flag counts as given only where the table says `1`.

    Raises
    ------
    RolesError
        The table names no role, or not exactly one default.
    """
    rows = load_reference(reference_dir, "roles")
    roles = tuple(_role(row) for _, row in rows.iterrows())
    defaults = [role for role, is_default in zip(roles, rows.get("is_default", ()), strict=True) if is_default == "1"]
    if len(defaults) != 1:
        raise RolesError(f"roles.csv marks {len(defaults)} roles as the default; it must be one")
    return Roles(roles=roles, default=defaults[0])


def _role(row: pd.Series[str]) -> Role:
    audience = Audience(
        role_code=row["role_code"],
        sees_outreach=row.get("sees_outreach") == "1",
        sees_health=row.get("sees_health") == "1",
        sees_places=row.get("sees_places") == "1",
    )
    return Role(
        role_code=row["role_code"],
        role_name=row["role_name"],
        audience=audience,
        sees_points=row.get("sees_points") == "1" and audience.sees_places,
        may_write_actions=row.get("may_write_actions") == "1",
        may_run_meeting=row.get("may_run_meeting") == "1",
        may_bring_in_logs=row.get("may_bring_in_logs") == "1",
        may_give_feedback=row.get("may_give_feedback") == "1",
        is_of_district=row.get("is_of_district") == "1",
        may_change_roles=row.get("may_change_roles") == "1",
        may_read_access_log=row.get("may_read_access_log") == "1",
        # Who logs a contact reads it back: offers, answers and naloxone.
        may_log_contacts=row.get("may_log_contacts") == "1" and audience.sees_outreach and audience.sees_health,
    )

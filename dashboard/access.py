"""Who is looking: the roles of the reviewed table, and what each may see and do. Deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.stores.warehouse import StoreError
from geo.disclosure import Audience, Thresholds, release_table
from pipelines.settings import load_reference

if TYPE_CHECKING:
    from pathlib import Path


WHOLE_CITY = "city"


class RolesError(StoreError):
    """The reviewed table of roles cannot be used."""

    exit_code = 34
    next_step = "Put data/reference/roles.csv back as it was last reviewed (git checkout data/reference)."


@dataclass(frozen=True)
class Role:
    """One row of `roles.csv`; `audience` is what disclosure asks for."""

    role_code: str
    role_name: str
    audience: Audience
    sees_points: bool
    may_write_actions: bool


@dataclass(frozen=True)
class Roles:
    """All roles, in the table's order, and the one a new screen starts with."""

    roles: tuple[Role, ...]
    default: Role

    def named(self, role_code: str | None) -> Role:
        """Return the role with this code; the default one when the code is none of the table."""
        return next((role for role in self.roles if role.role_code == role_code), self.default)


def release_outreach(
    parts: pd.DataFrame, city: pd.DataFrame, *, audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release every outreach figure of a build to an audience, each measure's places and total together.

    Released apart, the city's figure less the places that show would give a hidden place back.

    Parameters
    ----------
    parts
        `location_outreach`: `location_id` (`elsewhere` included), `measure_code`, `measure_name`, `column_class`,
        `n_events`, `blank`.
    city
        `city_outreach`: the same without `location_id`.
    audience, thresholds
        Who is looking, and the reviewed thresholds.

    Returns
    -------
    The rows the audience may see, `location_id` being `WHOLE_CITY` for the city's; empty where it may see none.
    """
    counts = pd.concat([parts, city.assign(location_id=WHOLE_CITY)], ignore_index=True)
    released = [
        release_table(
            measure,
            value_column="n_events",
            class_column="column_class",
            blank_column="blank",
            audience=audience,
            thresholds=thresholds,
            total_row=("location_id", WHOLE_CITY),
        )
        for _, measure in counts.groupby("measure_code", sort=True)
    ]
    return pd.concat(released, ignore_index=True) if released else counts


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
    )
    return Role(
        role_code=row["role_code"],
        role_name=row["role_name"],
        audience=audience,
        sees_points=row.get("sees_points") == "1",
        may_write_actions=row.get("may_write_actions") == "1",
    )

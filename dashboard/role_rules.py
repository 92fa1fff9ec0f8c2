"""What the reviewed tables allow of a role that is given: one reading for the page and for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access import load_roles
from dashboard.huddle.role_grants import RoleRules
from pipelines.settings import load_policy, load_reference

if TYPE_CHECKING:
    from pathlib import Path


def load_role_rules(reference_dir: Path) -> RoleRules:
    """Read what may be given: roles, districts, agencies, and for how long at most.

    Raises
    ------
    PolicyError
        A table is missing or holds what nothing reads.
    RolesError
        The table of roles cannot be used.
    """
    roles = load_roles(reference_dir).roles
    return RoleRules(
        role_codes=tuple(role.role_code for role in roles),
        of_district=tuple(role.role_code for role in roles if role.is_of_district),
        district_codes=tuple(load_reference(reference_dir, "districts")["district_code"]),
        agency_codes=tuple(load_reference(reference_dir, "agencies")["agency_code"]),
        max_days=load_policy(reference_dir).role_grant_max_days,
    )

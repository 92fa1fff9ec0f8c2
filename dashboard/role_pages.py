"""Which role may open which page: one reviewed table (`data/reference/role_pages.csv`); what it leaves out is denied.

What a role sees *on* a page, by class of column, stands in `roles.csv`; `docs/who-sees-what.md` shows both together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.settings import load_reference

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.access import Role


@dataclass(frozen=True)
class RolePages:
    """The pairs of role and page that were reviewed; a page is known by the name of its file."""

    allowed: tuple[tuple[str, str], ...]

    def may_open(self, role: Role, page_code: str) -> bool:
        """Return whether the role may open the page: only where the table says so."""
        return (role.role_code, page_code) in self.allowed

    def of_role(self, role: Role) -> tuple[str, ...]:
        """Return the pages that the role may open, in the table's order; none where the table has none."""
        return tuple(page_code for role_code, page_code in self.allowed if role_code == role.role_code)


def load_role_pages(reference_dir: Path) -> RolePages:
    """Read which role may open which page.

    Raises
    ------
    PolicyError
        The table is missing, or says one pair twice.
    """
    rows = load_reference(reference_dir, "role_pages")
    return RolePages(tuple(zip(rows["role_code"], rows["page_code"], strict=True)))

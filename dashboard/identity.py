"""Who is looking: the one place that tells pages the role, and where there is sign-in, the person.

Without sign-in the role is chosen on the screen, and the server answers this machine alone (`dashboard.serving`). With
it the person is the provider's word and the role is ours: what was granted and holds today. No grant, no role.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import cache, state

if TYPE_CHECKING:
    from dashboard.access import Role
    from pipelines.settings import Paths


@dataclass(frozen=True)
class Viewer:
    """Who looks at a screen at this moment; asked for anew on every run, so that what was taken back is gone.

    `role` is `access.NOBODY` for somebody without one: it sees and does nothing. `person` is what the provider calls
    the person, lower case, and None where nobody signs in. `district_code` and `agency_code` are those that a grant
    names: where the viewer's district page opens, and for whom they speak.
    """

    role: Role
    district_code: str | None
    person: str | None
    is_signed_in: bool
    agency_code: str | None = None

    @property
    def has_role(self) -> bool:
        """Whether there is a role at all; without one no page is drawn."""
        return bool(self.role.role_code)


def viewer(paths: Paths) -> Viewer:
    """Return who is looking at this screen.

    Parameters
    ----------
    paths
        The project's, whose reviewed roles count.
    """
    role = state.chosen_role(cache.roles(paths))
    return Viewer(role=role, district_code=None, person=None, is_signed_in=False)

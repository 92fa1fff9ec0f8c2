"""What every page starts from: the build on the screen, who looks, and what has been recorded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dashboard import cache, state
from dashboard.huddle.events import OnScreen
from dashboard.stores import warehouse
from dashboard.stores.warehouse import Attempt, BuildMissingError
from geo.disclosure import Thresholds
from pipelines.settings import Paths, Policy, operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.access import Role, Roles
    from dashboard.cache import Build
    from dashboard.huddle.book import HuddleBook
    from dashboard.stores.operations import OperationsStore


@dataclass(frozen=True)
class Morning:
    """One morning as one screen sees it; made anew on every run of a page."""

    paths: Paths
    build: Build
    facts: Mapping[str, Any]
    policy: Policy
    roles: Roles
    role: Role
    agencies: Mapping[str, str]
    failed_attempt: Attempt | None
    agency_code: str | None = None

    @property
    def thresholds(self) -> Thresholds:
        """The counts below which nothing is shown."""
        return Thresholds(
            health_below=self.policy.suppress_health_below, outreach_below=self.policy.suppress_outreach_below
        )

    @property
    def on_screen(self) -> OnScreen:
        """What an event says was on the screen when it was recorded."""
        return OnScreen(
            huddle_date=self.build.as_of_date,
            build_id=self.build.build_id,
            role_code=self.role.role_code,
            agency_code=self.agency_code,
        )

    def rows(self, query_name: str, **params: str) -> pd.DataFrame:
        """Return rows of this morning's build."""
        return cache.rows(self.build, query_name, **params)

    def drawn_from(self, book: HuddleBook) -> tuple[str, ...]:
        """Return what a drawing of this morning rests on, as a key under which all screens may remember it.

        The build, the events taken, and the reviewed tables that words are made from. The role is not among it: what is
        remembered under it must be the same for every role.
        """
        return (str(book.last_sequence_no), str(hash(book.known_ids)), *self.rests_on)

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """The build and the reviewed tables that words are made from, as a key: what no event changes."""
        return (str(self.build.file), repr(self.policy), repr(self.agencies), repr(self.failed_attempt))

    def operations(self) -> OperationsStore:
        """Return the store of what people record."""
        return cache.operations(operations_url(self.paths))

    def book(self) -> HuddleBook:
        """Return what stands on this morning, by the newest event: a colleague may have recorded one."""
        return cache.book(operations_url(self.paths), up_to=self.build.as_of_date)


def open_morning() -> Morning:
    """Return the morning on the screen.

    Raises
    ------
    BuildMissingError
        No build was ever published here.
    BuildDamagedError
        The published build cannot be read.
    """
    paths = project_paths()
    attempt = warehouse.last_attempt(paths)
    build = cache.current_build(paths)
    if build is None:
        raise BuildMissingError(_nothing_yet(attempt))
    roles = cache.roles(paths)
    agencies = cache.agency_names(paths)
    return Morning(
        paths=paths,
        build=build,
        facts=dict(cache.rows(build, "build").iloc[0]),
        policy=cache.policy(paths),
        roles=roles,
        role=state.chosen_role(roles),
        agencies=agencies,
        failed_attempt=None if attempt is None or attempt.is_ok else attempt,
        agency_code=state.chosen_agency(agencies),
    )


def _nothing_yet(attempt: Attempt | None) -> str:
    if attempt is None or attempt.is_ok:
        return "There is no published build yet"
    return f"There is no published build yet, and the first one failed: {attempt.error} {attempt.next_step}".strip()

"""What every page starts from: the build on the screen, who looks, and what has been recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache, identity, state
from dashboard.huddle.events import OnScreen
from dashboard.huddle.history import entry_line
from dashboard.huddle.past_mornings import PastMorning, past_mornings
from dashboard.stores import warehouse
from dashboard.stores.warehouse import Attempt, BuildMissingError
from geo.disclosure import Thresholds
from pipelines.settings import Paths, Policy, operations_url, project_paths

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from dashboard.access import Role, Roles
    from dashboard.cache import Build
    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.history import HistoryEntry
    from dashboard.identity import Viewer
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
    past: PastMorning | None = None
    present_build: Build | None = None
    viewer: Viewer | None = None

    @property
    def thresholds(self) -> Thresholds:
        """The counts below which nothing is shown."""
        return Thresholds(
            health_below=self.policy.suppress_health_below, outreach_below=self.policy.suppress_outreach_below
        )

    @property
    def may_choose_agency(self) -> bool:
        """True where the chosen role speaks for an agency, on a past morning too, where nothing can be recorded."""
        return self.roles.named(self.role.role_code).may_write_actions

    @property
    def how_to_choose_agency(self) -> str:
        """What somebody does who speaks for no agency yet, in words."""
        if self.viewer is not None and self.viewer.is_signed_in:
            return "An administrator of roles can give you yours."
        return "Choose yours above, beside the role."

    def agency_name(self, agency_code: str) -> str:
        """Return an agency's name; its code where the reviewed table no longer has it."""
        return self.agencies.get(agency_code, agency_code)

    def history_lines(self, history: Iterable[HistoryEntry]) -> list[str]:
        """Return a history's entries, each with when it was recorded and by which role."""
        names = {role.role_code: role.role_name for role in self.roles.roles}
        return [
            entry_line(entry, agencies=self.agencies, roles=names, seen_from=self.build.as_of_date) for entry in history
        ]

    @property
    def is_for_another_viewer(self) -> bool:
        """True where whoever looks is no longer who this was drawn for: their role was taken back, or they signed out.

        A part of a page that is drawn anew alone, and a press in it, do not pass the door.
        """
        return self.viewer is not None and identity.viewer(self.paths) != self.viewer

    @property
    def on_screen(self) -> OnScreen:
        """What an event says was on the screen when it was recorded."""
        return OnScreen(
            huddle_date=self.build.as_of_date,
            build_id=self.build.build_id,
            role_code=self.role.role_code,
            agency_code=self.agency_code,
        )

    def with_build(self, build: Build) -> Morning:
        """Return the morning with another build and its facts; a failed attempt is told of the newest alone."""
        return replace(self, build=build, facts=_facts(build), failed_attempt=None)

    def rows(self, query_name: str, **params: str) -> pd.DataFrame:
        """Return rows of this morning's build."""
        return cache.rows(self.build, query_name, **params)

    def drawn_from(self, book: HuddleBook) -> tuple[str, ...]:
        """Return what a drawing of this morning rests on, as a key under which all screens may remember it.

        The build, the record and the events taken of it, and the reviewed tables that words are made from. The role is
        not among it: what is remembered under it must be the same for every role.
        """
        record = operations_url(self.paths)
        return (record, str(book.last_sequence_no), str(hash(book.known_ids)), *self.rests_on)

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """The build and the reviewed tables that words are made from, as a key: what no event changes."""
        return (str(self.build.file), repr(self.policy), repr(self.agencies), repr(self.failed_attempt))

    def operations(self) -> OperationsStore:
        """Return the store of what people record."""
        return cache.operations(operations_url(self.paths))

    def book(self) -> HuddleBook:
        """Return what stands on this morning, by the newest event: a colleague may have recorded one.

        Of a past morning what stood at its close; where nobody closed it, what is recorded of it until now.
        """
        if self.past is not None and self.past.close_event_id is not None:
            return cache.book_at_close(
                operations_url(self.paths),
                huddle_date=self.past.huddle_date,
                close_event_id=self.past.close_event_id,
            )
        return self.book_until_now()

    def live_book(self) -> HuddleBook:
        """Return the book for a part that is drawn anew alone; as of a moment ago, if nobody here recorded since.

        Where the viewer's role was taken back meanwhile, or their sign-in ended, the whole page is drawn anew instead.
        """
        if self.is_for_another_viewer:
            st.rerun(scope="app")
        if self.past is not None:
            return self.book()
        return cache.polled_book(operations_url(self.paths), up_to=self.build.as_of_date)

    def book_until_now(self) -> HuddleBook:
        """Return all that is recorded of this morning, its close or not."""
        return cache.book(operations_url(self.paths), up_to=self.build.as_of_date)


def open_morning(*, follows_address: bool = True) -> Morning:
    """Return the morning on the screen: the present one, or the past one that the screen is asked to show.

    A past morning is only read: nothing can be recorded of it, whatever the role.

    Parameters
    ----------
    follows_address
        False for the wall, which always shows the present morning.

    Raises
    ------
    BuildMissingError
        No build was ever published here.
    BuildDamagedError
        The published build cannot be read.
    """
    paths = project_paths()
    present = cache.current_build(paths)
    if present is None:
        raise BuildMissingError(_nothing_yet(warehouse.last_attempt(paths)))
    looking = identity.viewer(paths)
    past = _asked_past(paths, present) if follows_address else None
    build = None if past is None else cache.kept_build(paths, str(past.build_id))
    morning = morning_of(paths, build or present, role=looking.role)
    agency_code = looking.agency_code if looking.is_signed_in else _chosen_agency(morning)
    role = _of_agency(looking.role, agency_code, told=cache.agencies_told_of_concerns(paths))
    morning = replace(morning, role=role, viewer=looking, agency_code=agency_code)
    if past is None or build is None:
        return morning
    read_only = replace(
        role,
        may_write_actions=False,
        may_run_meeting=False,
        may_bring_in_logs=False,
        may_log_contacts=False,
        may_give_feedback=False,
    )
    return replace(morning, role=read_only, failed_attempt=None, past=past, present_build=present)


def _chosen_agency(morning: Morning) -> str | None:
    """Return the agency chosen on the screen; none for a role without the list, whatever another role chose before."""
    return state.chosen_agency(morning.agencies) if morning.may_choose_agency else None


def _of_agency(role: Role, agency_code: str | None, *, told: Collection[str]) -> Role:
    """Return a role as its agency may have it: a police agency's screen gets no figure of outreach or health.

    Parameters
    ----------
    role
        By the reviewed table, whoever has it.
    agency_code
        The agency that the screen speaks for, if any.
    told
        The agencies that the reviewed table lets see what concerns people: no police agency is among them.
    """
    if agency_code is None or agency_code in told:
        return role
    audience = replace(role.audience, sees_outreach=False, sees_health=False)
    return replace(role, audience=audience, may_log_contacts=False, may_bring_in_logs=False)


def morning_of(paths: Paths, build: Build, *, role: Role) -> Morning:
    """Return the morning of a build as a role sees it, by the reviewed tables and the last attempt as they are now.

    Parameters
    ----------
    paths
        The data folder's.
    build
        Its facts are the morning's.
    role
        Who looks; for no agency yet.

    Raises
    ------
    BuildDamagedError
        The build cannot be read.
    """
    attempt = warehouse.last_attempt(paths)
    return Morning(
        paths=paths,
        build=build,
        facts=_facts(build),
        policy=cache.policy(paths),
        roles=cache.roles(paths),
        role=role,
        agencies=cache.agency_names(paths),
        failed_attempt=None if attempt is None or attempt.is_ok else attempt,
    )


def mornings_before(paths: Paths, present: Build) -> list[PastMorning]:
    """Return the mornings before the present one that have a build or a huddle, newest first."""
    book = cache.book(operations_url(paths), up_to=date.max)
    return past_mornings(book, cache.kept_builds(paths), present=present.as_of_date)


def _facts(build: Build) -> dict[str, Any]:
    return dict(cache.rows(build, "build").iloc[0])


def _asked_past(paths: Paths, present: Build) -> PastMorning | None:
    """Return the past morning that is asked for, and keep it on the screen; None where there is none to open."""
    asked = state.asked_morning()
    if asked is None:
        return None
    found = next((each for each in mornings_before(paths, present) if each.huddle_date == asked), None)
    if found is None or found.build_id is None:
        state.leave_past_morning()
        return None
    state.stay_at_morning(asked)
    return found


def _nothing_yet(attempt: Attempt | None) -> str:
    if attempt is None or attempt.is_ok:
        return "There is no published build yet"
    return f"There is no published build yet, and the first one failed: {attempt.error} {attempt.next_step}".strip()

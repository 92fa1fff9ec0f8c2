"""Which past mornings can be opened as they were seen: the builds that are kept, and the huddles that were closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from dashboard.huddle.book import HuddleBook


class KeptBuild(NamedTuple):
    """A build whose file is still there, and the morning it is of."""

    build_id: str
    as_of_date: date


@dataclass(frozen=True)
class PastMorning:
    """A morning with the build it is opened with, and its huddle's close; instants are aware.

    `build_id` is None where no build of it is left. Where the huddle was closed and the build that it had is gone,
    `is_other_build` says that a later build of the same morning stands in. `closed_at` and `close_event_id` are None
    where nobody closed the huddle on the board: what was recorded of that morning until now stands for its close.
    """

    huddle_date: date
    build_id: str | None
    is_other_build: bool
    started_at: datetime | None
    closed_at: datetime | None
    close_event_id: str | None
    n_actions_opened: int
    n_actions_closed: int


def past_mornings(book: HuddleBook, builds: Iterable[KeptBuild], *, present: date) -> list[PastMorning]:
    """Return the mornings before the present one that have a build or a huddle, newest first.

    Parameters
    ----------
    book
        Everything that was recorded, folded without an end.
    builds
        The builds that are kept, in the order they were made: of several of one morning the last one counts, but where
        its huddle was closed the one that it had.
    present
        The morning that is on the screens.
    """
    kept: dict[date, list[str]] = {}
    for build in builds:
        kept.setdefault(build.as_of_date, []).append(build.build_id)
    actions = book.actions.values()
    recorded = {day for action in actions for day in (action.opened_date, action.closed_date) if day is not None}
    dates = {day for day in {*kept, *recorded, *book.meeting_dates} if day < present}
    return [_past_morning(book, day, kept.get(day, [])) for day in sorted(dates, reverse=True)]


def _past_morning(book: HuddleBook, day: date, build_ids: list[str]) -> PastMorning:
    held = book.meeting(day)
    had = None if held is None else held.close_build_id
    build_id = had if had in build_ids else build_ids[-1] if build_ids else None
    return PastMorning(
        huddle_date=day,
        build_id=build_id,
        is_other_build=had is not None and build_id is not None and build_id != had,
        started_at=None if held is None else held.started_at,
        closed_at=None if held is None else held.closed_at,
        close_event_id=None if held is None else held.close_event_id,
        n_actions_opened=sum(action.opened_date == day for action in book.actions.values()),
        n_actions_closed=sum(action.closed_date == day for action in book.actions.values()),
    )

"""The track record over days that somebody asks for, from what was ingested: no build is needed and none is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from geo.replay import WEEK_DAYS
from pipelines.build import make_tables
from pipelines.errors import BacktestPeriodError, NothingToBuildError, UnknownCategoryError
from pipelines.readers.results import HMIS
from pipelines.settings import HUDDLE_ZONE, load_policy, load_reference, morning_instant
from pipelines.sources.receipts import read_receipts
from pipelines.steps.track_record import JudgeList, streams_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    import pandas as pd

    from pipelines.settings import Paths

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Backtest:
    """`record` and the one row of `period` are the contract tables `track_record` and `track_record_period`."""

    record: pd.DataFrame
    period: pd.Series


def play_again(
    paths: Paths,
    *,
    category: str | None,
    first_date: date | None,
    last_date: date | None,
    report: Callable[[str], None],
) -> Backtest:
    """Judge the list over past weeks.

    Parameters
    ----------
    paths
        The data folder.
    category
        Code or name of a ranked category, or `all` for the huddle's own list; None for all of these.
    first_date, last_date
        First and last huddle day judged, the first moved to where whole weeks begin, counted back from the last.
        Without a last day, the last one that a 311 feed holds in full; without a first, as many weeks as the policy
        table says.
    report
        Takes one line a finished piece of work.

    Raises
    ------
    UnknownCategoryError
        No ranked category is called so; the message lists them.
    BacktestPeriodError
        The first day lies after the last, or no week could be judged.
    NothingToBuildError
        No ticket was ingested.
    DataFolderError
        A landed file cannot be read.
    """
    if first_date is not None and last_date is not None and first_date > last_date:
        raise BacktestPeriodError(f"--from {first_date} lies after --to {last_date}")
    policy = load_policy(paths.reference_dir)
    code = _known_code(paths, category)
    newest_at = _newest_at(paths)
    past_date = (last_date or newest_at.astimezone(HUDDLE_ZONE).date()) + _DAY
    step = JudgeList(policy)
    frames = dict(
        zip(
            sorted(step.reads),
            make_tables(paths, sorted(step.reads), as_of_date=past_date, report=report),
            strict=True,
        )
    )
    if last_date is not None and newest_at >= morning_instant(past_date, policy):
        # Records from after it are held, so the day is: the morning itself could not know that.
        frames["int_feeds__covered"] = frames["int_feeds__covered"].assign(last_full_date=last_date)
    n_weeks = None if first_date is None else _whole_weeks(first_date, step.last_full_date(frames))
    record, period = JudgeList(policy, n_weeks=n_weeks, category_code=code).run(frames)
    if record.empty:
        raise BacktestPeriodError(_why_nothing(frames["int_incidents__replayed"], code, policy.track_plain_days))
    return Backtest(record, period.iloc[0])


def _known_code(paths: Paths, category: str | None) -> str | None:
    if category is None:
        return None
    streams = streams_of(load_reference(paths.reference_dir, "categories"))
    for code, name in streams.items():
        if category.strip().casefold() in (code.casefold(), name.casefold()):
            return code
    raise UnknownCategoryError(f"no ranked category is called '{category}'; known are {', '.join(streams)}")


def _newest_at(paths: Paths) -> datetime:
    """Return the instant of the newest ticket handed in: no clock is asked, so the same files say the same."""
    newest = [
        receipt.newest_record_at
        for receipt in read_receipts(paths)
        if receipt.newest_record_at is not None and receipt.feed_code not in ("outreach", HMIS)
    ]
    if not newest:
        msg = "no 311 ticket has been ingested, so there is no morning to play again"
        raise NothingToBuildError(msg)
    return max(newest)


def _whole_weeks(first_date: date, last_date: date | None) -> int:
    n_days = 0 if last_date is None else (last_date - first_date).days + 1
    if n_days < WEEK_DAYS:
        held = "no 311 feed holds a full day" if last_date is None else f"the last full huddle day held is {last_date}"
        raise BacktestPeriodError(f"from {first_date} on there is no whole week to judge: {held}")
    return n_days // WEEK_DAYS


def _why_nothing(incidents: pd.DataFrame, code: str | None, plain_days: int) -> str:
    own = incidents if code in (None, "all") else incidents[incidents["category_code"] == code]
    if own.empty:
        return "no incident of a ranked category was opened before the last day"
    first = own["began_at"].min().tz_convert(HUDDLE_ZONE).date()
    return (
        f"no week could be judged: the first incident was opened on {first}, and a week is judged only when the "
        f"{plain_days} days before it are held"
    )

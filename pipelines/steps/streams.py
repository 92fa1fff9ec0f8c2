"""Watches the counts a day: topics that moved between the systems, streams that fell silent, both in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo import migrations, silences
from geo.frames import row_dicts
from geo.holidays import holiday_dates
from geo.migrations import MoveRules, find_migrations
from geo.silences import SilenceRules, find_silences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.settings import Policy

# The two feeds of the one 311 service: what leaves one can have moved to the other.
_OTHER_FEED = {"city311_legacy": "city311_new", "city311_new": "city311_legacy"}
_UNMAPPED = "unmapped"
_WITH_FEED = "with_feed"
_ALARMS = (silences.SILENT, silences.THINNED, silences.GAP)
_CANNOT_TELL = (migrations.OLD_NOT_HELD, migrations.OLD_ENDED, migrations.TOO_EARLY, migrations.TOO_FEW)
_FEW_A_DAY = 10


class FindMigrations:
    """Tells of every topic of the 2025 system when it began there, and whether the legacy system fell for it."""

    name = "find topics that moved"
    reads = frozenset({"int_streams__daily", "int_feeds__covered"})
    writes = ("int_topics__migrated",)

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._rules = MoveRules(
            window_days=policy.migration_window_days,
            min_days=policy.migration_min_days,
            min_tickets=policy.migration_min_tickets,
            start_share=policy.migration_start_share,
            fall_share=policy.migration_fall_share,
            range_sd=policy.migration_range_sd,
        )
        self._first_noted = as_of_date - timedelta(days=policy.migration_note_days)

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per reviewed category and topic of the 2025 system, with the sentence for the screens."""
        daily = _full_days(frames["int_streams__daily"], frames["int_feeds__covered"])
        daily = daily[(daily["category_code"] != _UNMAPPED) & daily["type_name"].notna()]
        found = find_migrations(daily, rules=self._rules)
        rows = row_dicts(found)
        table = found.drop(columns=["topics"]).assign(
            legacy_types=pd.array([", ".join(row["legacy_types"]) for row in rows], dtype="str"),
            told_text=pd.array([_move_text(row, self._rules) for row in rows], dtype="str"),
            note_text=pd.array([self._note_text(row) for row in rows], dtype="str"),
        )
        return (_typed(table, texts=("category_code", "topic_name", "status"), dates=("began_date",)),)

    def _note_text(self, row: Mapping[str, Any]) -> str:
        """Return what the reasons of a place say after the topic's name; empty where no note is due."""
        if row["began_date"] is None or row["began_date"] < self._first_noted:
            return ""
        system = f"the 2025 system in {row['began_date']:%B %Y}"
        if row["status"] == migrations.MOVED:
            return f"moved to {system}, the total did not change: the rise there comes from the move"
        if row["status"] == migrations.MOVED_TOTAL_CHANGED:
            return f"moved to {system}, and the total changed: part of the change there is the move"
        if row["status"] in _CANNOT_TELL:
            return f"began in {system}: a rise cannot be told from a move from the legacy system"
        return ""


class FindSilences:
    """Judges the last days of every stream against its own usual weeks; a stream that moved is not called silent."""

    name = "find silent streams"
    reads = frozenset({"int_streams__daily", "int_feeds__covered", "ref_holidays", "ref_feeds"})
    writes = ("int_streams__watched",)

    def __init__(self, policy: Policy) -> None:
        self._rules = SilenceRules(
            usual_weeks=policy.silence_usual_weeks,
            windows_days=policy.silence_windows_days,
            low_share=policy.silence_low_share,
            false_alarms_a_year=policy.silence_false_alarms_a_year,
            level_swing=policy.silence_level_swing,
            told_days=policy.silence_told_days,
        )

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return one row per stream of the expected 311 feeds, with the sentence for the screens."""
        feeds = frames["ref_feeds"]
        expected = set(feeds.loc[feeds["is_expected"] == "1", "feed_code"])
        covered = frames["int_feeds__covered"]
        daily = _full_days(frames["int_streams__daily"], covered)
        daily = daily[daily["feed_code"].isin(expected)]
        last_dates = {
            row["feed_code"]: row["last_full_date"]
            for row in row_dicts(covered)
            if row["feed_code"] in set(daily["feed_code"])
        }
        counts, names = _streams(daily)
        found = find_silences(
            counts,
            last_dates,
            rules=self._rules,
            holidays=_holidays(frames["ref_holidays"], last_dates),
            counterparts=_counterparts(counts),
        )
        rows = row_dicts(found)
        table = found.assign(
            status=_within_feeds(found),
            stream_name=pd.array([names[row["stream_kind"], row["stream_code"]] for row in rows], dtype="str"),
            told_text=pd.array([_silence_text(row, _other_ends(row, rows, last_dates)) for row in rows], dtype="str"),
        )
        texts = ("feed_code", "stream_kind", "stream_code", "status")
        return (_typed(table, texts=texts, dates=("since_date", "last_date")),)


def _full_days(daily: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """Leave out days that a feed does not hold in full; days become instants, which frames group and compare fast."""
    days = pd.to_datetime(daily["huddle_date"])
    last = covered[["feed_code"]].assign(last_date=pd.to_datetime(covered["last_full_date"]))
    of_feed = daily[["feed_code"]].merge(last, on="feed_code", how="left").set_index(daily.index)
    return daily.assign(huddle_date=days)[days <= of_feed["last_date"]]


def _streams(daily: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Return the counts a day of each feed, category and channel, and the streams' names on screens."""
    parts = [
        _counted(daily[["feed_code", "huddle_date", "n_tickets"]].assign(stream_code=""), silences.WHOLE_FEED),
        _counted(daily.rename(columns={"category_code": "stream_code"}), "category"),
        _counted(daily.rename(columns={"channel_name": "stream_code"}), "channel"),
    ]
    categories = daily[["category_code", "category_name"]].drop_duplicates("category_code")
    names = {(silences.WHOLE_FEED, ""): "All tickets"}
    names |= {("category", code): name for code, name in categories.itertuples(index=False, name=None)}
    names |= {("channel", code): f"Channel: {code}" for code in daily["channel_name"].unique()}
    return pd.concat(parts, ignore_index=True), names


def _counted(daily: pd.DataFrame, stream_kind: str) -> pd.DataFrame:
    counts = daily.groupby(["feed_code", "stream_code", "huddle_date"])["n_tickets"].sum().reset_index()
    return counts.assign(stream_kind=stream_kind)


def _counterparts(counts: pd.DataFrame) -> dict[tuple[str, str, str], tuple[tuple[str, str, str], ...]]:
    """Name, for each stream, where its tickets can have moved: its category in the other system, or all of that."""
    keys = counts[["feed_code", "stream_kind", "stream_code"]].drop_duplicates().itertuples(index=False, name=None)
    return {
        (feed, kind, code): (
            (_OTHER_FEED[feed], kind, code) if kind == "category" else (_OTHER_FEED[feed], silences.WHOLE_FEED, ""),
        )
        for feed, kind, code in keys
        if feed in _OTHER_FEED
    }


def _holidays(rules: pd.DataFrame, last_dates: Mapping[str, date]) -> frozenset[date]:
    years = [day.year for day in last_dates.values()]
    return holiday_dates(rules, first_year=min(years) - 1, last_year=max(years)) if years else frozenset()


def _within_feeds(found: pd.DataFrame) -> list[str]:
    """Say once that a whole feed fell, not again for each of its categories and channels."""
    rows = row_dicts(found)
    whole = {row["feed_code"]: row for row in rows if row["stream_kind"] == silences.WHOLE_FEED}
    return [_WITH_FEED if _falls_with(row, whole[row["feed_code"]]) else row["status"] for row in rows]


def _falls_with(row: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    if row["stream_kind"] == silences.WHOLE_FEED or row["status"] not in _ALARMS or whole["status"] not in _ALARMS:
        return False
    # A feed with empty days that flows again does not excuse a stream of it that is silent still.
    is_told = whole["status"] != silences.GAP or row["status"] == silences.GAP
    return is_told and bool(row["since_date"] >= whole["since_date"])


def _other_ends(row: Mapping[str, Any], rows: list[dict[str, Any]], last_dates: Mapping[str, date]) -> date | None:
    """Return the last day of the other system, where it has the stream too and is behind: a move would not show yet."""
    other = _OTHER_FEED.get(row["feed_code"], "")
    if other not in last_dates or last_dates[other] >= row["last_date"]:
        return None
    key = (other, row["stream_kind"], row["stream_code"])
    has_it = row["stream_kind"] != "category" or any(
        (each["feed_code"], each["stream_kind"], each["stream_code"]) == key for each in rows
    )
    return last_dates[other] if has_it else None


def _silence_text(row: Mapping[str, Any], other_ends: date | None) -> str:
    usual = f"usually {_a_day(row['usual_per_day'])} a day"
    if row["status"] == silences.FLOWING:
        return f"Flowing: {usual}"
    if row["status"] == silences.TOO_FEW:
        return f"Too few to tell a silence: {usual}"
    if row["status"] == silences.GAP:
        days = "" if row["n_days"] == 1 else f" and {row['n_days'] - 1} more of the days after it"
        return f"No ticket on {_day(row['since_date'])}{days}: {usual}; it flows again"
    n_days = (row["last_date"] - row["since_date"]).days + 1
    days = "day" if n_days == 1 else f"{n_days} days"
    since = _day(row["since_date"])
    if row["status"] == silences.MOVED:
        return f"Fell on {since}, and the other system rose by as much: moved, not silent ({usual} before)"
    if row["n_tickets"] == 0:
        told = f"silent since {since}: {usual}, none {'that day' if n_days == 1 else f'for {days}'}"
    else:
        expected = f"{row['n_expected_low']:,} to {row['n_expected_high']:,} expected"
        told = f"thin since {since}: {usual}, {row['n_tickets']:,} in the last {days} ({expected})"
    if other_ends is not None:
        told += f"; the other system is held only to {_day(other_ends)}, so a move cannot be told apart"
    return told[0].upper() + told[1:]


def _a_day(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= _FEW_A_DAY else f"{rate:.1f}"


def _move_text(row: Mapping[str, Any], rules: MoveRules) -> str:
    """Return what can honestly be said of a topic, in one or two sentences."""
    if row["began_date"] is None:
        return _STEADY_TEXTS[row["status"]]
    began = f"Began in the 2025 system on {_day(row['began_date'])}"
    moved = f"Moved from the legacy system ({', '.join(row['legacy_types'])}) on {_day(row['began_date'])}"
    cannot = "so a rise cannot be told from a move"
    texts = {
        migrations.MOVED: lambda: (
            f"{moved}: the total is unchanged, {_total(row)}. The rise in the 2025 system comes from the move."
        ),
        migrations.MOVED_TOTAL_CHANGED: lambda: (
            f"{moved}, but the total changed: {_total(row)}. Only part of the change is the move."
        ),
        migrations.OLD_NOT_HELD: lambda: f"{began}; the legacy feed is not held for the days before, {cannot}.",
        migrations.OLD_ENDED: lambda: f"{began}; the legacy feed has ended or is silent since, {cannot}.",
        migrations.TOO_EARLY: lambda: (
            f"{began}: too early, {cannot}. That needs {rules.min_days} days of both systems."
        ),
        migrations.TOO_FEW: lambda: (
            f"{began}; too few tickets beside those of its category in the legacy system, {cannot}."
        ),
        migrations.NOTHING_BEFORE: lambda: (
            f"{began}; the legacy feed had no ticket of its category in the {row['n_days_before']} days before: "
            "nothing that is held moved."
        ),
        migrations.NOT_A_MOVE: lambda: (
            f"{began}; its category in the legacy system did not fall by as much ({_figure(row['legacy_before'])} a "
            f"week before, {_figure(row['legacy_after'])} after): the rise is not a move."
        ),
    }
    return texts[row["status"]]()


_STEADY_TEXTS = {
    migrations.RUNNING_IN_BOTH: "Running in both systems since the first days held.",
    migrations.RUNNING_IN_NEW: (
        "Running in the 2025 system since the first days held; the legacy feed holds no ticket of its category."
    ),
    migrations.TOO_SMALL: "Too few tickets to tell when it began.",
}


def _total(row: Mapping[str, Any]) -> str:
    expected = f"{_figure(row['expected_low'])} to {_figure(row['expected_high'])} expected"
    return f"{_figure(row['total_before'])} a week before, {_figure(row['total_after'])} after ({expected})"


def _figure(rate: float) -> str:
    return f"{rate:,.0f}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _typed(table: pd.DataFrame, *, texts: tuple[str, ...], dates: tuple[str, ...]) -> pd.DataFrame:
    """Give the columns the types of their contract, in an empty table too."""
    typed: dict[str, Any] = {name: table[name].astype("str") for name in texts}
    typed |= {name: pd.to_datetime(table[name]).astype("datetime64[s]") for name in dates}
    return table.assign(**typed)

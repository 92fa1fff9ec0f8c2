"""The path of help as it may be told: beside the outreach figures that show already, and giving none of them back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.access import WHOLE_CITY
from geo.disclosure import Answers, Audience, Blank, may_see, release_nested
from geo.second_cut import release_second_cut
from geo.told_sums import sum_told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.disclosure import Thresholds

EVERYBODY = Audience("everybody together", sees_outreach=True, sees_health=True, sees_places=True)
_CONTACTS, _OTHER_DAYS = "contacts", "other_days"
_COUNTED = ["node_id", "measure_code", "column_class", "n_events", "blank"]


@dataclass(frozen=True)
class PathRules:
    """What the reviewed tables say of the path: which measures make each stage, and which exclude each other.

    `stages` maps a stage to its measures, `weekly` holds the measures that are told by week, `answers` those of the
    log's old columns, `own_answers` those of the path's own.
    """

    stages: Mapping[str, tuple[str, ...]]
    weekly: frozenset[str]
    answers: tuple[Answers, ...]
    own_answers: tuple[Answers, ...]

    @property
    def own_measures(self) -> frozenset[str]:
        """The measures of the path's own columns."""
        return frozenset(member for group in self.own_answers for member in group.members)


@dataclass(frozen=True)
class ReleasedPath:
    """The path of help as it may be told: each a frame with `sum_code`, `column_class`, `n_events`, `blank`.

    `city` has one row per stage; `weeks` has `part_code` and `week_date` before it; `areas` has `level` (`zone` or
    `place`) and `location_id`; `providers` has `provider_code`, `provider_words` and `day`, as `2026-10-14`, empty
    for all days together.
    """

    city: pd.DataFrame
    weeks: pd.DataFrame
    areas: pd.DataFrame
    providers: pd.DataFrame

    def seen_by(self, audience: Audience) -> ReleasedPath:
        """Return the rows of the classes that an audience may see, and places only where it may see places."""
        levels = ("zone", "place") if audience.sees_places else ("zone",)
        return ReleasedPath(
            city=_seen(self.city, audience),
            weeks=_seen(self.weeks, audience),
            areas=_seen(self.areas[self.areas["level"].isin(levels)], audience),
            providers=_seen(self.providers, audience),
        )


def release_path(
    weeks: pd.DataFrame, days: pd.DataFrame, joint: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds
) -> ReleasedPath:
    """Release the path of help for everybody together; `ReleasedPath.seen_by` gives an audience its rows.

    Contacts, offers and referrals are told for the city, its zones and places as the outreach figures tell them. By
    week they are a second cut under the same sums. What the path's own columns tell is released for the city, bound by
    its contacts, and only where these show; providers and days are a cut under that. A stage is a sum of what is told.

    Parameters
    ----------
    weeks, days
        The published tables `path_weeks` and `path_provider_days`.
    joint
        `access.release_outreach` for `EVERYBODY`.
    rules
        From the reviewed tables.
    thresholds
        From the policy table.
    """
    of_city = joint[joint["level"] == "city"]
    own = _own_city(weeks, of_city, rules=rules, thresholds=thresholds)
    city = pd.concat([of_city.assign(node_id=WHOLE_CITY)[_COUNTED], own], ignore_index=True)
    areas = joint[joint["level"] != "city"]
    return ReleasedPath(
        city=sum_told(city, rules.stages, by=["node_id"]).drop(columns="node_id"),
        weeks=_weeks(weeks, city, rules=rules, thresholds=thresholds),
        areas=sum_told(areas, rules.stages, by=["level", "location_id"]),
        providers=_providers(days, city, rules=rules, thresholds=thresholds),
    )


def _own_city(weeks: pd.DataFrame, of_city: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds) -> pd.DataFrame:
    own = weeks[weeks["measure_code"].isin(rules.own_measures)]
    summed = own.groupby(["measure_code", "column_class", "blank"])["n_events"].sum(min_count=1).reset_index()
    contacts = of_city[of_city["measure_code"] == _CONTACTS]
    counts = pd.concat([summed, contacts], ignore_index=True).assign(node_id=WHOLE_CITY)[_COUNTED]
    is_late = counts["blank"].isin([Blank.LATE, Blank.NOT_COLLECTED])
    counts["blank"] = counts["blank"].where(is_late, "")
    are_contacts_told = bool(contacts["n_events"].notna().any()) or not contacts["blank"].isin(_hidden()).any()
    if not are_contacts_told:
        counts = counts[counts["measure_code"] != _CONTACTS]
    released = release_nested(
        counts,
        nodes=pd.DataFrame([(WHOLE_CITY, "")], columns=["node_id", "parent_id"]),
        answers=rules.own_answers,
        audience=EVERYBODY,
        thresholds=thresholds,
    )
    bounding = released[released["measure_code"] == _CONTACTS]
    if not are_contacts_told or bounding["blank"].isin(_hidden()).any():
        _mask(released, ~released["blank"].isin([Blank.LATE, Blank.NOT_COLLECTED]))
    return released[released["measure_code"] != _CONTACTS]


def _weeks(weeks: pd.DataFrame, city: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds) -> pd.DataFrame:
    weekly = weeks[weeks["measure_code"].isin(rules.weekly) & weeks["measure_code"].isin(city["measure_code"])]
    # The days of no whole week first: no screen shows them, so what has to be hidden beside a week costs nothing there.
    parts = sorted(dict.fromkeys(weekly["part_code"]), key=lambda part: (part != _OTHER_DAYS, part))
    codes = set(weekly["measure_code"])
    released = release_second_cut(
        weekly.rename(columns={"part_code": "node_id"})[_COUNTED],
        city,
        nodes=pd.DataFrame(
            [(WHOLE_CITY, ""), *((part, WHOLE_CITY) for part in parts)], columns=["node_id", "parent_id"]
        ),
        answers=_among(codes, (*rules.answers, *rules.own_answers)),
        audience=EVERYBODY,
        thresholds=thresholds,
    ).rename(columns={"node_id": "part_code"})
    told = _before_it_began(released, weekly, by=["part_code"])
    days_of = weekly.drop_duplicates("part_code")[["part_code", "week_date"]]
    summed = sum_told(told, rules.stages, by=["part_code"])
    whole = days_of[days_of["week_date"].notna()]
    return whole.merge(summed, on="part_code", how="inner")


def _providers(days: pd.DataFrame, city: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds) -> pd.DataFrame:
    """Release the providers under the city's sums, then each one's days under its own: no day costs a sum."""
    keys = ["measure_code", "column_class", "blank", "provider_code"]
    whole = days.groupby(keys, sort=False)["n_events"].sum(min_count=1).reset_index().assign(is_begun=True)
    in_all = _cut(whole.assign(node_id=whole["provider_code"]), city, thresholds=thresholds)
    found = [in_all.assign(provider_code=in_all["node_id"])]
    for provider_code, own in days.groupby("provider_code", sort=False):
        of_days = own.assign(node_id=own["huddle_date"].astype(str))
        told = _cut(of_days, in_all[in_all["node_id"] == provider_code], thresholds=thresholds)
        found.append(told.assign(provider_code=provider_code))
    summed = sum_told(pd.concat(found, ignore_index=True), rules.stages, by=["provider_code", "node_id"])
    named = days.drop_duplicates("provider_code")[["provider_code", "provider_words"]]
    day = summed["node_id"].where(summed["node_id"] != summed["provider_code"], "")
    return summed.assign(day=day).merge(named, on="provider_code").drop(columns="node_id")


def _cut(counts: pd.DataFrame, totals: pd.DataFrame, *, thresholds: Thresholds) -> pd.DataFrame:
    """Release parts of one level under sums that are told: `counts` has `node_id` and `is_begun`."""
    parts = [(part, WHOLE_CITY) for part in dict.fromkeys(counts["node_id"])]
    released = release_second_cut(
        counts[_COUNTED],
        totals,
        nodes=pd.DataFrame([(WHOLE_CITY, ""), *parts], columns=["node_id", "parent_id"]),
        answers=(),
        audience=EVERYBODY,
        thresholds=thresholds,
    )
    return _before_it_began(released, counts, by=["node_id"])


def _before_it_began(released: pd.DataFrame, counts: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Say *not collected* of the zeros from before anything was ever written in a column; they tell no more than 0."""
    begun = counts[["measure_code", *by, "is_begun"]]
    told = released.merge(begun, on=["measure_code", *by], how="left")
    is_blank = (told["is_begun"] == False) & (told["blank"] == Blank.ZERO)  # noqa: E712 - null in places
    told.loc[is_blank, "n_events"] = pd.NA
    told.loc[is_blank, "blank"] = str(Blank.NOT_COLLECTED)
    return told.drop(columns="is_begun")


def _among(codes: Collection[str], answers: Sequence[Answers]) -> list[Answers]:
    """Return the groups of answers of which measures are there."""
    kept = [replace(group, members=tuple(member for member in group.members if member in codes)) for group in answers]
    return [group for group in kept if group.bounding in codes and group.members]


def _seen(rows: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    return rows[[may_see(name, audience) for name in rows["column_class"]]].reset_index(drop=True)


def _mask(released: pd.DataFrame, rows: pd.Series[bool]) -> None:
    released.loc[rows, "n_events"] = pd.NA
    released.loc[rows, "blank"] = str(Blank.SUPPRESSED_COMPLEMENTARY)


def _hidden() -> list[str]:
    return [str(Blank.SUPPRESSED), str(Blank.SUPPRESSED_COMPLEMENTARY)]

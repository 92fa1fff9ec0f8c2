"""The path of help as it may be told: beside the outreach figures that show already, and giving none of them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.disclosure import EVERYBODY, WHOLE_CITY, Answers, Audience, Blank, may_see, release_nested, release_parts
from geo.told_sums import sum_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.disclosure import Thresholds

_CONTACTS = "contacts"
_COUNTED = ["node_id", "measure_code", "column_class", "n_events", "blank"]


@dataclass(frozen=True)
class PathRules:
    """What the reviewed tables say of the path: which measures make each stage, and which exclude each other.

    `stages` maps a stage to its measures, `own_answers` says which measures of the path's own columns exclude each
    other.
    """

    stages: Mapping[str, tuple[str, ...]]
    own_answers: tuple[Answers, ...]

    @property
    def own_measures(self) -> frozenset[str]:
        """The measures of the path's own columns."""
        return frozenset(member for group in self.own_answers for member in group.members)


@dataclass(frozen=True)
class ReleasedPath:
    """The path of help as it may be told: each a frame with `sum_code`, `column_class`, `n_events`, `blank`.

    `city` has one row per stage; `areas` has `level` (`zone` or `place`) and `location_id` before it; `providers` has
    `provider_code` and `provider_words`.
    """

    city: pd.DataFrame
    areas: pd.DataFrame
    providers: pd.DataFrame

    def seen_by(self, audience: Audience) -> ReleasedPath:
        """Return the rows of the classes that an audience may see, and places only where it may see places."""
        levels = ("zone", "place") if audience.sees_places else ("zone",)
        return ReleasedPath(
            city=_seen(self.city, audience),
            areas=_seen(self.areas[self.areas["level"].isin(levels)], audience),
            providers=_seen(self.providers, audience),
        )


def release_path(
    figures: pd.DataFrame, providers: pd.DataFrame, joint: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds
) -> ReleasedPath:
    """Release the path of help for everybody together; `ReleasedPath.seen_by` gives an audience its rows.

    Contacts, offers and referrals are told for the city, its zones and places as the outreach figures tell them. What
    the path's own columns tell is released for the city, bound by its contacts, and only where these show; providers
    are the parts of that. A stage is a sum of what is told.

    Parameters
    ----------
    figures, providers
        The published tables `path_figures` and `path_providers`.
    joint
        `access.release_outreach` for everybody.
    rules
        From the reviewed tables.
    thresholds
        From the policy table.
    """
    of_city = joint[joint["level"] == "city"]
    own = _own_city(figures, of_city, rules=rules, thresholds=thresholds)
    city = pd.concat([of_city.assign(node_id=WHOLE_CITY)[_COUNTED], own], ignore_index=True)
    by_provider = release_parts(
        providers.drop(columns="provider_words"),
        city,
        part_column="provider_code",
        audience=EVERYBODY,
        thresholds=thresholds,
    )
    named = providers.drop_duplicates("provider_code")[["provider_code", "provider_words"]]
    return ReleasedPath(
        city=sum_told(city, rules.stages, by=["node_id"]).drop(columns="node_id"),
        areas=sum_told(joint[joint["level"] != "city"], rules.stages, by=["level", "location_id"]),
        providers=sum_told(by_provider, rules.stages, by=["provider_code"]).merge(named, on="provider_code"),
    )


def _own_city(
    figures: pd.DataFrame, of_city: pd.DataFrame, *, rules: PathRules, thresholds: Thresholds
) -> pd.DataFrame:
    own = figures[figures["measure_code"].isin(rules.own_measures)]
    contacts = of_city[of_city["measure_code"] == _CONTACTS]
    counts = pd.concat([own, contacts], ignore_index=True).assign(node_id=WHOLE_CITY)[_COUNTED]
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


def _seen(rows: pd.DataFrame, audience: Audience) -> pd.DataFrame:
    return rows[[may_see(name, audience) for name in rows["column_class"]]].reset_index(drop=True)


def _mask(released: pd.DataFrame, rows: pd.Series[bool]) -> None:
    released.loc[rows, "n_events"] = pd.NA
    released.loc[rows, "blank"] = str(Blank.SUPPRESSED_COMPLEMENTARY)


def _hidden() -> list[str]:
    return [str(Blank.SUPPRESSED), str(Blank.SUPPRESSED_COMPLEMENTARY)]

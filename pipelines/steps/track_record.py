"""The track record of a morning: the weeks before it played again, every ranked category and all of them together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.city_cells import CityGround, measure_ground
from geo.frames import row_dicts
from geo.replay import HINDSIGHT, LIST, NEXT_DAY, PLAIN_COUNT, WEEK_DAYS, ListRules, replay_mornings
from geo.track_record import AS_GOOD, BETTER, PAI, PEI, RECORD_COLUMNS, TOO_FEW, WORSE, JudgeRules, judge_tallies
from pipelines.settings import morning_instant
from pipelines.steps.ground import GROUND_READS, ground_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy

ALL_RANKED = "all"
"""The code of the list that the huddle has: every ranked category together, each with its weight."""


class JudgeList:
    """Plays the last weeks again and says what the list would have held, beside a plain count and the best possible."""

    name = "judge the list by what came"
    reads = frozenset({"int_incidents__replayed", "int_feeds__covered", "ref_categories"}) | GROUND_READS
    writes = ("int_list__judged", "int_list__replayed")

    def __init__(
        self,
        policy: Policy,
        *,
        before: date | None = None,
        n_weeks: int | None = None,
        category_code: str | None = None,
    ) -> None:
        self._policy = policy
        self._before = before
        self._n_weeks = n_weeks or policy.track_weeks
        self._category_code = category_code

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return the record, one row per category, horizon, measure and method, and one row: what it rests on.

        The last week ends with the last huddle day that a 311 feed holds in full, a day cut in half by an export would
        read as a day on which nothing came; and before the day stated, if one is.
        """
        last_date = self.last_full_date(frames)
        ground = _ground(frames, self._policy)
        past_date = None
        records = []
        if last_date is not None and ground.n_cells:
            past_date = pd.Timestamp(last_date) + pd.Timedelta(days=1)
            records = self._records(frames, ground, past_date)
        judged = pd.concat([_no_records(), *records], ignore_index=True)
        weeks = int(judged["n_weeks"].max()) if len(judged) else 0
        rests_on = pd.DataFrame(
            {
                "first_date": [past_date and past_date - pd.Timedelta(days=WEEK_DAYS * weeks)],
                "last_date": [past_date and past_date - pd.Timedelta(days=1)],
                "n_weeks": [weeks],
                "plain_days": [self._policy.track_plain_days],
                "area_km2": [ground.area_km2],
                "area_how": [ground.how],
                "n_top_cells": [ground.cells_of_share(self._policy.track_area_share)],
            }
        )
        dates = {"first_date": "datetime64[s]", "last_date": "datetime64[s]"}
        return _typed(judged.assign(told_text=_texts(judged, self._policy))), rests_on.astype(dates)

    def last_full_date(self, frames: Mapping[str, pd.DataFrame]) -> date | None:
        """Return the last huddle day that a 311 feed holds in full; None where none holds any."""
        covered = frames["int_feeds__covered"]
        of_tickets = covered["last_full_date"]
        if of_tickets.empty:
            return None
        last = pd.Timestamp(of_tickets.max())
        return (last if self._before is None else min(last, pd.Timestamp(self._before) - pd.Timedelta(days=1))).date()

    def _records(
        self, frames: Mapping[str, pd.DataFrame], ground: CityGround, past_date: pd.Timestamp
    ) -> list[pd.DataFrame]:
        policy = self._policy
        rules = list_rules(policy, ground)
        n_days = policy.track_tie_days + WEEK_DAYS * self._n_weeks
        mornings = [
            morning_instant((past_date - pd.Timedelta(days=back)).date(), policy) for back in range(n_days, -1, -1)
        ]
        records = []
        for code, name, weights in _streams(frames["ref_categories"]):
            if self._category_code not in (None, code):
                continue
            tallies = replay_mornings(
                frames["int_incidents__replayed"],
                mornings=mornings,
                n_weeks=self._n_weeks,
                huddle_weekdays=policy.huddle_weekdays,
                category_weights=weights,
                rules=rules if code == ALL_RANKED else rules_alone(rules),
            )
            record = judge_tallies(tallies, list_sizes=rules.list_sizes, rules=judge_rules(policy, ground))
            records.append(record.assign(category_code=code, category_name=name))
        return [record for record in records if len(record)]


def list_rules(policy: Policy, ground: CityGround) -> ListRules:
    """Return how a replayed list is made: by the morning's own numbers."""
    return ListRules(
        acute_half_life_days=policy.acute_half_life_days,
        chronic_half_life_days=policy.chronic_half_life_days,
        acute_weight=policy.acute_weight,
        staff_weight=policy.staff_weight,
        radius_m=policy.location_radius_m,
        min_incidents=policy.min_location_incidents,
        plain_days=policy.track_plain_days,
        tie_days=policy.track_tie_days,
        list_sizes=policy.track_list_sizes,
        cell_m=policy.track_cell_m,
        n_top_cells=ground.cells_of_share(policy.track_area_share),
    )


def rules_alone(rules: ListRules) -> ListRules:
    """Return the rules for a category alone: without a least number of incidents, so that both lists are as long."""
    return replace(rules, min_incidents=0)


def judge_rules(policy: Policy, ground: CityGround) -> JudgeRules:
    """Return how the replayed lists are judged."""
    return JudgeRules(
        area_share=ground.cells_of_share(policy.track_area_share) / ground.n_cells,
        n_resamples=policy.track_resamples,
        seed=policy.track_seed,
        min_weeks=policy.track_min_weeks,
        min_incidents=policy.track_min_incidents,
        widest_ratio=policy.track_widest_ratio,
    )


def streams_of(categories: pd.DataFrame) -> dict[str, str]:
    """Return code and name of what can be judged, from the reviewed table of categories."""
    return {code: name for code, name, _ in _streams(categories)}


def _ground(frames: Mapping[str, pd.DataFrame], policy: Policy) -> CityGround:
    return measure_ground(frames["int_cells__ticketed"], **ground_rules(frames, policy))


def _streams(categories: pd.DataFrame) -> list[tuple[str, str, dict[str, float]]]:
    """Return code, name and weights of what is judged: all ranked categories together, then each alone."""
    ranked = categories[categories["is_ranked"] == "1"]
    weights = dict(zip(ranked["category_code"], ranked["rank_weight"].astype(float), strict=True))
    names = dict(zip(ranked["category_code"], ranked["category_name"], strict=True))
    alone = [(code, names[code], {code: weight}) for code, weight in weights.items()]
    return [(ALL_RANKED, "All ranked categories", weights), *alone]


def _texts(judged: pd.DataFrame, policy: Policy) -> list[str]:
    """Return what can be said of each row of the list, in words; nothing for the other methods' rows."""
    keys = ("category_code", "horizon_days", "measure_code")
    rows = row_dicts(judged)
    values = {(*(row[key] for key in keys), row["method_code"]): row["value"] for row in rows}
    return [
        _text(
            row,
            {method: values[(*(row[key] for key in keys), method)] for method in (LIST, PLAIN_COUNT, HINDSIGHT)},
            share=f"{100 * policy.track_area_share:g} %",
        )
        if row["method_code"] == LIST
        else ""
        for row in rows
    ]


def _text(row: Mapping[str, Any], values: Mapping[str, Any], *, share: str) -> str:
    after = "following day" if row["horizon_days"] == NEXT_DAY else "following week"
    if any(pd.isna(value) for value in values.values()):
        return f"In no {after} that was judged did anything come, or no list could be made."
    as_times = {key: f"{value:.1f}" for key, value in values.items()}
    as_share = {key: f"{100 * value:.0f} %" for key, value in values.items()}
    if row["measure_code"] == PAI:
        found = (
            f"Incidents of the {after} lay {as_times[LIST]} times as close together on the list's top {share} of the "
            f"area as in the whole city, on a plain count's {as_times[PLAIN_COUNT]} times, at best "
            f"{as_times[HINDSIGHT]} times."
        )
    elif row["measure_code"] == PEI:
        found = (
            f"The list's top {share} of the area held {as_share[LIST]} of what the best {share} held in the {after}, "
            f"a plain count's {as_share[PLAIN_COUNT]}."
        )
    else:
        name, size = row["measure_code"].split("_")
        found = (
            f"The list's first {size} places held {as_share[LIST]} of the incidents of the {after}, a plain count's "
            f"{as_share[PLAIN_COUNT]}, the best {size} in hindsight {as_share[HINDSIGHT]}."
            if name == "held"
            else f"Something came in the {after} at {as_share[LIST]} of the list's first {size} places, at "
            f"{as_share[PLAIN_COUNT]} of a plain count's."
        )
    return f"{found} {_verdict_text(row)}"


def _verdict_text(row: Mapping[str, Any]) -> str:
    if pd.isna(row["ratio_low"]):
        return "Too little data to tell the two apart."
    times = f"{row['ratio_to_plain']:.2f} times"
    interval = f"95 of 100 drawings: {row['ratio_low']:.2f} to {row['ratio_high']:.2f}"
    return {
        BETTER: f"The list does better: it found {times} what a plain count finds ({interval}).",
        AS_GOOD: f"A plain count does as well: the list found {times} what it finds ({interval}).",
        WORSE: f"A plain count does better: the list found only {times} what it finds ({interval}).",
        TOO_FEW: f"Too little data to tell the two apart: the list found {times} as much ({interval}).",
    }[row["verdict_code"]]


def _no_records() -> pd.DataFrame:
    return pd.DataFrame(columns=[*RECORD_COLUMNS, "category_code", "category_name"])


def _typed(judged: pd.DataFrame) -> pd.DataFrame:
    """Give the columns the types of their contract, in an empty table too."""
    texts = ("category_code", "category_name", "measure_code", "method_code", "verdict_code", "told_text")
    counts = ("horizon_days", "n_weeks", "n_mornings", "n_incidents")
    types = {name: "str" if name in texts else "int64" if name in counts else "float64" for name in judged}
    return judged.astype(types)

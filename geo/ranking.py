"""What an incident counts towards a rank: square-root damping, a fast and a slow rate, a reviewed weight."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import BadParameterError, require_columns, require_positive
from geo.points import finite_column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from geo.points import FloatArray

REPORTER_GROUPS = ("residents", "staff")
"""Who reported. Kept apart all the way: staff tickets follow where crews already go."""

_TICKET_COLUMNS = ("ticket_id", "incident_id", "category_code", "reporter_group", "x_m", "y_m", "opened_at")
_DAMPED_COLUMNS = (
    "incident_id",
    "category_code",
    "began_at",
    "x_m",
    "y_m",
    "n_tickets",
    "reporter_group",
    "damped",
    "n_incidents",
)
_SCORED_COLUMNS = ("category_code", "began_at", "reporter_group", "damped")
_SECONDS_PER_DAY = 86_400.0


def damp_incidents(tickets: pd.DataFrame) -> pd.DataFrame:
    """Weigh each incident by the square root of its tickets, so that one angry reporter cannot buy a rank.

    An incident of n tickets weighs sqrt(n); the groups of reporters share that in proportion to their
    tickets.

    Parameters
    ----------
    tickets
        One row per ticket: `ticket_id`, `incident_id`, `category_code`, `reporter_group` (residents or
        staff), `x_m`, `y_m` (EPSG:26986, metres), `opened_at` (instant). Row order does not matter.

    Returns
    -------
    One row per incident and group of reporters, in that order: `incident_id`, `category_code`, `began_at`,
    `x_m`, `y_m` (of the incident's first ticket by `opened_at`, then `ticket_id`), `n_tickets` (the group's
    own count), `reporter_group`, `damped` (incidents; over the groups they sum to sqrt of all the incident's
    tickets), `n_incidents` (1 in one of an incident's rows and 0 in the other, so that incidents can be counted).

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        A `reporter_group` that is neither residents nor staff.

    Notes
    -----
    Measured in `../shared/METHODS.md` section 7: counting square roots instead of tickets changes what the
    ranking finds by at most 2.5 %, and takes the reward out of repetition.
    """
    require_columns(tickets, _TICKET_COLUMNS, what="tickets")
    strangers = sorted(set(tickets["reporter_group"].unique()) - set(REPORTER_GROUPS), key=str)
    if strangers:
        raise BadParameterError(f"reporter_group must be one of {REPORTER_GROUPS}, got {strangers}")
    first = tickets.sort_values(["opened_at", "ticket_id"]).drop_duplicates("incident_id")
    first = first[["incident_id", "category_code", "opened_at", "x_m", "y_m"]].rename(columns={"opened_at": "began_at"})
    groups = tickets.groupby(["incident_id", "reporter_group"], observed=True).size().reset_index(name="n_tickets")
    incident_tickets = groups.groupby("incident_id", observed=True)["n_tickets"].transform("sum")
    groups["damped"] = groups["n_tickets"] / np.sqrt(incident_tickets)
    is_alone = groups["n_tickets"] == incident_tickets
    groups["n_incidents"] = (is_alone | (groups["reporter_group"] == REPORTER_GROUPS[0])).astype("int64")
    damped = first.merge(groups, on="incident_id", validate="one_to_many")
    return damped.sort_values(["incident_id", "reporter_group"], ignore_index=True)[list(_DAMPED_COLUMNS)]


def score_terms(
    damped: pd.DataFrame,
    *,
    as_of_at: datetime,
    acute_half_life_days: float,
    chronic_half_life_days: float,
    acute_weight: float,
    category_weights: Mapping[str, float],
    staff_weight: float,
) -> pd.DataFrame:
    """Give each row of `damp_incidents` its part in a score, every term of the sum in a column of its own.

    Parameters
    ----------
    damped
        As `damp_incidents` returns it; its ids and numbers of tickets are not asked for.
    as_of_at
        The morning's instant; every incident must have begun before it.
    acute_half_life_days, chronic_half_life_days
        Half-lives of the fast and the slow rate, days.
    acute_weight
        Share of the fast rate in the score, 0 to 1; the slow rate has the rest.
    category_weights
        Weight of each category, from the reviewed table; every category in `damped` must be in it.
    staff_weight
        What a staff ticket counts beside a resident's 1.

    Returns
    -------
    `damped`, same rows and index, with `acute_rate`, `chronic_rate` (damped incidents a day), `weight`
    (category times reporters), `acute_part`, `chronic_part` and `contribution` (weighted incidents a day; the
    two parts sum to it). Summed over a location's rows they are the location's score and shares.

    Raises
    ------
    MissingColumnError
        A column is missing.
    BadParameterError
        An incident began at or after `as_of_at`, or one instant has a time zone and the other none; a
        category without a weight; a half-life or weight out of range.

    Notes
    -----
    rate = damped * exp(-ln 2 * age / h) * ln 2 / h: for a place with a steady r incidents a day the rates of
    all its incidents sum to r, whatever the half-life, so the fast and the slow rate can be compared.
    Two-speed scoring is measured in `../shared/METHODS.md` section 7 (within 3 % of a Hawkes mixture on six
    streams of nine).
    """
    require_columns(damped, _SCORED_COLUMNS, what="damped incidents")
    require_positive(acute_half_life_days, name="acute_half_life_days")
    require_positive(chronic_half_life_days, name="chronic_half_life_days")
    if not 0 <= acute_weight <= 1:
        raise BadParameterError(f"acute_weight must lie between 0 and 1, got {acute_weight}")
    age_days = _age_days(damped["began_at"], as_of_at)
    weight = _weights(damped, category_weights, staff_weight)
    mass = finite_column(damped, "damped", what="damped incidents", minimum=0)
    acute_rate = mass * _decay(age_days, acute_half_life_days)
    chronic_rate = mass * _decay(age_days, chronic_half_life_days)
    acute_part = weight * acute_weight * acute_rate
    chronic_part = weight * (1 - acute_weight) * chronic_rate
    return damped.assign(
        acute_rate=acute_rate,
        chronic_rate=chronic_rate,
        weight=weight,
        acute_part=acute_part,
        chronic_part=chronic_part,
        contribution=acute_part + chronic_part,
    )


def _age_days(began_at: pd.Series, as_of_at: datetime) -> FloatArray:
    if began_at.empty:
        return np.empty(0)
    if (began_at.dt.tz is None) != (as_of_at.tzinfo is None):
        raise BadParameterError("began_at and as_of_at must both carry a time zone, or neither")
    age_days: FloatArray = ((as_of_at - began_at).dt.total_seconds() / _SECONDS_PER_DAY).to_numpy(np.float64)
    # Written this way round so that a missing instant (NaN) is refused as well.
    if not (age_days > 0).all():
        raise BadParameterError(f"an incident has no instant before {as_of_at}: nothing at or after it may be seen")
    return age_days


def _weights(damped: pd.DataFrame, category_weights: Mapping[str, float], staff_weight: float) -> FloatArray:
    position, categories = pd.factorize(damped["category_code"], use_na_sentinel=False)
    unknown = sorted(set(categories) - set(category_weights), key=str)
    if unknown:
        raise BadParameterError(f"categories without a weight: {unknown}")
    weights = [*category_weights.values(), staff_weight]
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
        raise BadParameterError("category_weights and staff_weight must be finite and at least 0")
    of_category = np.array([category_weights[category] for category in categories], np.float64)
    of_reporter = np.where(damped["reporter_group"] == "staff", staff_weight, 1.0)
    return np.asarray(of_category[position] * of_reporter, np.float64)


def _decay(age_days: FloatArray, half_life_days: float) -> FloatArray:
    rate_per_day = math.log(2) / half_life_days
    return np.asarray(np.exp(-rate_per_day * age_days) * rate_per_day, np.float64)

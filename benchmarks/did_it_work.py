"""How often "did it work?" says something where nothing was done, and how often it finds what was done.

`python -m benchmarks.did_it_work [MADE_UP_CITIES]`. Actions are invented at the twenty heaviest places of a morning, by
the half year before it ("listed") and by its last four weeks alone ("just high", the worst case of regression to the
mean). With nothing changed every verdict of fewer, moved or more is false. Then half, three quarters or all of what
came after is taken away, or put into the ring. Beside it two plainer rules: before and after alone (a Poisson
difference beyond 1.96 standard errors), and the weighted displacement difference of the disk as published, with the
mean of the comparison places as control. It times nothing: what it prints are counts and shares.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.planted_outbreaks import SHARED, read_legacy, read_open311, stream_of
from geo.comparison import Incidents
from geo.displacement import JUDGED, judge_actions
from pipelines.settings import load_policy, project_paths
from pipelines.steps.actions import effect_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.displacement import EffectRules
    from geo.points import FloatArray

N_PLACES = 20
WORK_DAYS = 3
CITY_DAYS, CITY_MORNING = 420, 250
USUAL_DAYS, WINDOW_DAYS = 210, 28
EFFECTS = {
    "nothing": (1.0, False), "half gone": (0.5, False), "three quarters gone": (0.25, False), "all gone": (0.0, False),
    "half moved": (0.5, True), "all moved": (0.0, True),
}  # fmt: skip
SIZES = ((0, 10), (10, 15), (15, 25), (25, 50), (50, 1_000))
_LOCAL_FEWER = ("fewer", "fewer_here", "moved_nearby")
_Z = 1.96


def main() -> None:
    """Print one row per stream, choice of places and effect, then the power by what was before."""
    n_cities = int(sys.argv[1]) if sys.argv[1:] else 12
    rules = effect_rules(load_policy(project_paths().reference_dir))
    print(
        "stream                  places     effect               judged  fewer  moved  more | before-after  plain WDD"
    )
    for name, streams in _streams(n_cities).items():
        held = list(streams)
        for choice in ("listed", "just high"):
            # The places of a list are what an action is taken at; the others are there for regression to the mean.
            for effect in EFFECTS if choice == "listed" else ("nothing",):
                some = held if effect == "nothing" else held[::2]
                told = run(some, choice=choice, effect=effect, rules=rules)
                print(f"{name:<23} {choice:<10} {effect:<20} {_row(told)}", flush=True)
                if effect != "nothing":
                    print(_by_size(told), flush=True)


def made_up_city(seed: int, *, kind: str, n_places: int = 600) -> pd.DataFrame:
    """Return 420 days of incidents at places of very different rates, with season, nothing ever being done.

    Parameters
    ----------
    seed
        Of the drawing.
    kind
        `poisson`: steady rates; `drifting`: each place's own level wanders (a month's memory, standard deviation 0.4);
        `bursty`: days with incidents hold several.
    n_places
        How many, 250 m apart.
    """
    rng = np.random.default_rng([26, seed])
    side = int(np.ceil(np.sqrt(n_places)))
    rate = np.minimum(rng.pareto(1.3, n_places) * 0.02 + 0.005, 1.5)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(CITY_DAYS) / 365 + rng.uniform(0, 2 * np.pi))
    level = rate[:, None] * season
    if kind == "drifting":
        level = level * np.exp(_wander(rng, n_places) - 0.08)
    counts = rng.negative_binomial(1.0, 1 / (1 + level)) if kind == "bursty" else rng.poisson(level)
    place, day = (np.repeat(at, counts.ravel()) for at in np.indices(counts.shape).reshape(2, -1))
    spot = rng.normal(0, 25, (2, place.size)).round(-1)
    return pd.DataFrame(
        {"x_m": 250.0 * (place % side) + spot[0], "y_m": 250.0 * (place // side) + spot[1], "day_no": day}
    )


def run(streams: Iterable[tuple[pd.DataFrame, int]], *, choice: str, effect: str, rules: EffectRules) -> pd.DataFrame:
    """Return the results of one invented action at each of a morning's heaviest places, one after the other.

    Parameters
    ----------
    streams
        Incidents, and the huddle day on which the actions are promised.
    choice
        `listed` or `just high`.
    effect
        A key of `EFFECTS`.
    rules
        How they are judged.
    """
    results = []
    for number, (incidents, morning) in enumerate(streams):
        rng = np.random.default_rng([7, number])
        last_day = int(incidents["day_no"].max())
        for x_m, y_m in _places(incidents, morning, choice).tolist():
            action = pd.DataFrame(
                {
                    "action_id": ["a"], "x_m": [x_m], "y_m": [y_m], "opened_day": [morning],
                    "ended_day": [morning + WORK_DAYS], "is_done": [True],
                }
            )  # fmt: skip
            changed = _changed(incidents, (x_m, y_m), morning + WORK_DAYS, effect, rng)
            results.append(judge_actions(changed, action, first_day=0, last_day=last_day, rules=rules))
    return pd.concat(results, ignore_index=True)


def _streams(n_cities: int) -> dict[str, Iterator[tuple[pd.DataFrame, int]]]:
    cities = {f"made up, {kind}": _cities(kind, n_cities) for kind in ("poisson", "drifting", "bursty")}
    if not SHARED.exists():
        return cities
    policy = load_policy(project_paths().reference_dir)
    real = {
        "2015 quality of life": stream_of(read_legacy(), year=2015, per_day=None, policy=policy),
        "2017 Open311": stream_of(read_open311(), year=2017, per_day=None, policy=policy),
    }
    return cities | {name: _mornings(incidents) for name, incidents in real.items()}


def _cities(kind: str, n_cities: int) -> Iterator[tuple[pd.DataFrame, int]]:
    yield from ((made_up_city(seed, kind=kind), CITY_MORNING) for seed in range(n_cities))


def _mornings(incidents: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, int]]:
    yield from ((incidents, day) for day in range(120, 320, 28))


def _wander(rng: np.random.Generator, n_places: int) -> FloatArray:
    kept = np.exp(-1 / 30)
    steps = rng.normal(0, 0.4 * np.sqrt(1 - kept**2), (n_places, CITY_DAYS))
    steps[:, 0] = rng.normal(0, 0.4, n_places)
    for day in range(1, CITY_DAYS):
        steps[:, day] += kept * steps[:, day - 1]
    return steps


def _places(incidents: pd.DataFrame, morning: int, choice: str) -> FloatArray:
    held = Incidents(*(incidents[name].to_numpy() for name in ("x_m", "y_m", "day_no")))
    n_days = USUAL_DAYS if choice == "listed" else WINDOW_DAYS
    return held.heavy_places((morning - n_days, morning), radius_m=100.0)[:N_PLACES]


def _changed(
    incidents: pd.DataFrame, here: tuple[float, float], ended: int, effect: str, rng: np.random.Generator
) -> pd.DataFrame:
    kept, is_moved = EFFECTS[effect]
    away = np.hypot(incidents["x_m"] - here[0], incidents["y_m"] - here[1])
    hit = (away <= 100) & (incidents["day_no"] > ended) & (rng.random(len(incidents)) >= kept)  # noqa: PLR2004 - disk
    if not is_moved:
        return incidents[~hit]
    turn, out = rng.uniform(0, 2 * np.pi, len(incidents)), rng.uniform(130, 270, len(incidents))
    return incidents.assign(
        x_m=incidents["x_m"].where(~hit, here[0] + out * np.cos(turn)),
        y_m=incidents["y_m"].where(~hit, here[1] + out * np.sin(turn)),
    )


def _row(told: pd.DataFrame) -> str:
    codes = Counter(told["verdict_code"])
    whole = told[told["verdict_code"].isin(JUDGED)].astype({"n_before": float, "n_after": float})
    n = max(len(whole), 1)
    change, of_places = whole["n_after"] - whole["n_before"], whole["comparison_after"] - whole["comparison_before"]
    of_counts = whole["n_after"] + whole["n_before"]
    alone = change < -_Z * np.sqrt(of_counts)
    spread = np.sqrt(of_counts + (whole["comparison_after"] + whole["comparison_before"]) / whole["n_comparisons"])
    published = (change - of_places) < -_Z * spread
    shares = [sum(codes[code] for code in _LOCAL_FEWER) / n, codes["moved_nearby"] / n, codes["more"] / n]
    left_out = ", ".join(f"{code} {number}" for code, number in sorted(codes.items()) if code not in JUDGED)
    figures = "  ".join(f"{share:5.3f}" for share in shares)
    return f"{len(whole):>6}  {figures} | {alone.mean():12.3f}  {published.mean():9.3f}   not judged: {left_out}"


def _by_size(told: pd.DataFrame) -> str:
    parts = []
    for least, below in SIZES:
        own = told[told["n_before"].between(least, below - 1) & told["verdict_code"].isin([*JUDGED, "too_few"])]
        found, moved = own["verdict_code"].isin(_LOCAL_FEWER).sum(), (own["verdict_code"] == "moved_nearby").sum()
        parts.append(f"{least}-{below - 1}: {found}/{len(own)} fewer, {moved} of them moved")
    return "    by incidents before: " + "; ".join(parts)


if __name__ == "__main__":
    main()

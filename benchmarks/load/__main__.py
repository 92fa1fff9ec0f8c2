"""Run the load: `python -m benchmarks.load` (about three minutes), `--events 10000` for the whole of it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.load.app import start_app
from benchmarks.load.outcome import N_CARRIED, Outcome, carry_actions_over, outcome_of
from benchmarks.load.run import Figures, run_load
from pipelines.settings import PROJECT_ROOT, project_paths

_A_MINUTE_S = 60
_SHORT_RUN_S, _LONGEST_S = 90.0, 3600.0


@click.command()
@click.option("--people", "n_people", default=50, show_default=True, help="Screens that act, the chair's among them.")
@click.option("--think", "think_s", default=5.0, show_default=True, help="Mean seconds between a person's acts.")
@click.option("--seconds", type=float, help="How long they work: 90, or as long as --events takes, an hour at most.")
@click.option("--events", "n_events", type=int, help="They stop when so many events were acknowledged.")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="A built data folder; else the sample.")
def main(n_people: int, think_s: float, seconds: float | None, n_events: int | None, data: Path | None) -> None:
    """Let people work in one huddle on the real server, and say what it took and whether anything was lost."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        if data is None:
            _build_sample(data_dir)
        else:
            shutil.copytree(data, data_dir, ignore=shutil.ignore_patterns("operations", "raw"))
        paths = project_paths({"CRT_DATA_DIR": str(data_dir)})
        shutil.rmtree(paths.operations_dir, ignore_errors=True)
        carry_actions_over(paths)
        app = start_app(data_dir)
        try:
            figures = asyncio.run(
                run_load(
                    app,
                    n_people=n_people,
                    think_s=think_s,
                    seconds=seconds or (_LONGEST_S if n_events else _SHORT_RUN_S),
                    n_events=n_events,
                )
            )
        finally:
            app.stop()
        _tell(figures, outcome_of(paths, figures.told, n_before=N_CARRIED), n_people=n_people)


def _build_sample(data_dir: Path) -> None:
    for command in ("sample", "build"):
        subprocess.run(
            [sys.executable, "-m", "crt", command],
            cwd=PROJECT_ROOT,
            env={"CRT_DATA_DIR": str(data_dir), "PATH": ""},
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _tell(figures: Figures, outcome: Outcome, *, n_people: int) -> None:
    presses = [seconds for each in figures.told[:-1] for seconds in each.press_s]
    records = [seconds for each in figures.told[:-1] for seconds in each.record_s]
    alone = figures.alone
    acts = sum(each.n_acts for each in figures.told[:-1])
    print(f"{n_people} people and a wall for {figures.lasted_s:.0f} s: {acts} acts, {len(presses)} presses")
    print(f"  a second: {acts / figures.lasted_s:.1f} acts, {len(presses) / figures.lasted_s:.1f} presses")
    print(f"  processor of the server: {figures.cpu_share:.2f} of one core")
    print("seconds, median and 95th percentile")
    print(f"  first drawing                {_two(figures.first_draw_s)}")
    print(f"  a press, one person alone    {_two(alone.press_s)}")
    print(f"  a press, all together        {_two(presses)}   ratio {_ratio(presses, alone.press_s)}")
    print(f"  of these what records, alone {_two(alone.record_s)}")
    print(f"  all together                 {_two(records)}   ratio {_ratio(records, alone.record_s)}")
    print(f"  a poll                       {_two(figures.poll_s)}")
    print(f"  the chair's step on every screen, {len(figures.step_seen_s)} times   {_two(figures.step_seen_s)}")
    print(f"  one change in silence on every screen, the longest of {len(figures.quiet_seen_s)}: "
          f"{max(figures.quiet_seen_s, default=float('nan')):.2f}; never seen: {figures.n_not_seen}")  # fmt: skip
    print(f"memory, MB, by minute: {_by_minute(figures.rss_mb)}")
    print(f"events: {outcome.n_recorded} in the record, {outcome.n_acknowledged} acknowledged, "
          f"{outcome.n_refused} refused")  # fmt: skip
    for problem in outcome.problems:
        print(f"  ▲ {problem}")
    faults = [fault for each in figures.told for fault in each.faults]
    print(f"faults on screens: {len(faults)} {faults[:3]}")
    refused = [words for each in figures.told for words in each.refused]
    print(f"refusals, the first: {refused[:3]}")
    if not outcome.problems:
        print("nothing lost, nothing doubled, the chain verifies")
    sys.exit(1 if outcome.problems or faults else 0)


def _two(seconds: list[float]) -> str:
    return f"{_quantile(seconds, 0.5):.3f}  {_quantile(seconds, 0.95):.3f}"


def _ratio(seconds: list[float], alone: list[float]) -> str:
    return " ".join(f"{_quantile(seconds, share) / _quantile(alone, share):.1f}" for share in (0.5, 0.95))


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def _by_minute(samples: list[tuple[float, float]]) -> str:
    minutes = {int(at_s // _A_MINUTE_S): rss_mb for at_s, rss_mb in samples}
    return " ".join(f"{rss_mb:.0f}" for rss_mb in minutes.values())


if __name__ == "__main__":
    main()

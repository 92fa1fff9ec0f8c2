"""The command `crt backtest`: would the list have been right, in words or as one JSON document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from crt_output import print_json, say
from geo.frames import row_dicts
from geo.replay import LIST, NEXT_DAY
from pipelines.backtest import play_again
from pipelines.contracts import TRACK_RECORD
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.backtest import Backtest

_DATE = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--category", help="One ranked category, or all for the huddle's own list; without it each of them.")
@click.option("--from", "first", type=_DATE, help="First huddle day judged; without it half a year back.")
@click.option("--to", "last", type=_DATE, help="Last huddle day judged; without it the last one held in full.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def backtest(category: str | None, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Tell whether the list would have been right, beside a plain count and the best possible in hindsight.

    Plays past mornings again from what was ingested; it needs no build and changes nothing.
    """
    played = play_again(
        project_paths(),
        category=category,
        first_date=first.date() if first else None,
        last_date=last.date() if last else None,
        report=say,
    )
    if as_json:
        print_json(_document(played))
        return
    period = played.period
    days = f"{period['first_date']:%Y-%m-%d} to {period['last_date']:%Y-%m-%d}"
    click.echo(
        f"Track record of {period['n_weeks']} weeks, {days}: each morning's list made again from what was opened "
        f"before it, beside a plain count (most incidents in {period['plain_days']} days) and the best in hindsight."
    )
    click.echo(f"Area: {period['area_km2']:.0f} km² ({period['area_how']}).")
    heading = None
    for row in row_dicts(played.record[played.record["method_code"] == LIST]):
        told = (row["category_name"], row["horizon_days"])
        if told != heading:
            heading = told
            window = "next day" if row["horizon_days"] == NEXT_DAY else "next week"
            click.echo(
                f"\n{row['category_name']}, {window} ({row['n_weeks']} weeks, {row['n_mornings']} mornings, "
                f"{row['n_incidents']:,} incidents)"
            )
        click.echo(f"  {row['told_text']}")


def _document(played: Backtest) -> dict[str, Any]:
    period = dict(played.period)
    keys = [column.name for column in TRACK_RECORD.columns]
    return {
        "from": period.pop("first_date").date(),
        "to": period.pop("last_date").date(),
        **period,
        "methods": sorted(played.record["method_code"].unique().tolist()),
        "record": [{key: _or_null(row[key]) for key in keys} for row in row_dicts(played.record)],
    }


def _or_null(value: object) -> object:
    """Return a missing number as JSON's null: it knows no NaN."""
    return None if isinstance(value, float) and math.isnan(value) else value

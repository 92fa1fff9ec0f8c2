"""What the command line prints: receipts and files in words, results and failures as one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipelines.sources.receipts import Receipt


def print_receipt(receipt: Receipt) -> None:
    """Print what became of a file handed in."""
    again = " (handed in before: nothing doubled)" if receipt.is_repeat else ""
    aside = ", ".join(f"{n:,} {reason}" for reason, n in receipt.set_aside.items()) or "none"
    click.echo(
        f"{receipt.path}: {receipt.rows_read:,} rows read, {receipt.n_accepted:,} taken, set aside: {aside}{again}"
    )
    what = receipt.layout_name if receipt.clock_regime == "no_clock" else f"clock: {receipt.clock_regime}"
    click.echo(f"    {what} ({receipt.clock_evidence})")
    for message in receipt.messages:
        click.echo(f"    note: {message}")


def print_file(file: dict[str, Any]) -> None:
    """Print one file of `crt status`, so that its rows can be seen to add up."""
    aside = ", ".join(f"{n:,} {reason}" for reason, n in file["set_aside"].items()) or "0"
    click.echo(
        f"{file['path']} [{file['feed']}]: {file['rows_read']:,} read = {file['accepted']:,} accepted"
        f" + {aside} set aside + {file['superseded']:,} superseded"
        f"; newest record {_plain(file['newest_record']) or 'none (it has no stamps)'}"
    )


def print_error(error: str, next_step: str, *, as_json: bool) -> None:
    """Print what went wrong and what to do to standard error; as one JSON document on standard output too."""
    click.echo(f"crt: {error}\nNext step: {next_step}", err=True)
    if as_json:
        print_json({"error": error, "next_step": next_step})


def print_json(document: object) -> None:
    """Print one JSON document to standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: object) -> object:
    """Turn what frames hold into JSON: dates to ISO text, numbers to numbers, missing to null."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT are what differs from itself
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    return str(value)


def say(line: str) -> None:
    """Print a line of progress to standard error."""
    click.echo(f"  {line}", err=True)

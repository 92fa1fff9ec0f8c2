"""`crt sharps`: what the grammar reads in a file of closing texts; it needs no data folder and keeps nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from crt_output import print_json, say
from pipelines.errors import TextsFileError
from pipelines.readers.sharps_mentions import plain
from pipelines.readers.sharps_texts import Reading, read_closing_text
from pipelines.readers.texts_file import read_texts

_SHOWN, _LOOKED_AT = 60, 1_000


@click.command()
@click.option(
    "--texts",
    "file",
    type=click.Path(path_type=Path, readable=False),
    required=True,
    metavar="FILE",
    help="One closing text a line, plain or gzip.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def sharps(file: Path, as_json: bool) -> None:
    """Read how many sharps closing texts say were collected ("recovered 2 syringes", "No needles found").

    A text that does not say a number that can be taken is unknown, with the reason. What the words for the rules mean:
    docs/sharps-texts.md.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise TextsFileError(f"{file}: it cannot be read ({error.strerror or error})") from error
    texts = read_texts(str(file), content)
    say(f"{len(texts):,} texts")
    readings = [read_closing_text(text) for text in texts]
    if as_json:
        print_json([_document(text_no, reading) for text_no, reading in enumerate(readings, start=1)])
        return
    for text_no, (text, reading) in enumerate(zip(texts, readings, strict=True), start=1):
        told = "unknown" if reading.n_collected is None else f"{reading.n_collected:,}"
        click.echo(f"{text_no:>6}  {told:>7}  {reading.how.value:<17}  {_shortened(text)}")
    _print_totals(readings)


def _document(text_no: int, reading: Reading) -> dict[str, Any]:
    return {"text_no": text_no, "collected": reading.n_collected, "how": reading.how.value}


def _shortened(text: str) -> str:
    """Return the beginning of a text as the grammar sees it, with nothing in it that a terminal would act on."""
    words = plain(text[:_LOOKED_AT])
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def _print_totals(readings: list[Reading]) -> None:
    known = [reading.n_collected for reading in readings if reading.n_collected is not None]
    n_unknown = len(readings) - len(known)
    click.echo(
        f"{len(readings):,} texts: {sum(n > 0 for n in known):,} with sharps collected ({sum(known):,} in all),"
        f" {sum(n == 0 for n in known):,} with none, {n_unknown:,} unknown"
    )
    for how, n_texts in Counter(reading.how.value for reading in readings).most_common():
        click.echo(f"    {n_texts:,} {how}")

"""The command `crt locate`: where a text means, how sure that is and why; a question where it may mean several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crt_output import print_json, say
from dashboard.stores.warehouse import current_manifest, read_query
from geo.crs import unproject_points
from geo.known_places import gazetteer_of
from geo.place_matching import PlaceFinder
from pipelines.errors import NoBuildError
from pipelines.locating import find_district
from pipelines.settings import project_paths

if TYPE_CHECKING:
    from geo.place_matching import Answer, Candidate

_DEGREES = 6


@click.command()
@click.argument("texts", nargs=-1, required=True, metavar="TEXT…")
@click.option("--district", help="Police district said with them (code or name): decides between places of one name.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def locate(texts: tuple[str, ...], district: str | None, as_json: bool) -> None:
    """Find places on the map from what people write: "Mass and Cass", "780 Albany", "corner of E Newton and Albany".

    Put each TEXT in quotes. It is looked up in the tickets of the build on the screens and the reviewed named places;
    nothing is asked of anybody outside. Where several places fit, they are listed and none is chosen.
    """
    paths = project_paths()
    manifest = current_manifest(paths)
    if manifest is None:
        msg = "there is no published build, so no places are known"
        raise NoBuildError(msg)
    build_file = paths.build_file(manifest.build_id)
    area = None if district is None else find_district(read_query(build_file, "districts"), district)
    finder = PlaceFinder(gazetteer_of(read_query(build_file, "known_places")))
    say(f"looking in the places known to the huddle of {manifest.as_of_date}")
    answers = [finder.find(text, area=area) for text in texts]
    if as_json:
        print_json([_document(answer) for answer in answers])
        return
    for answer in answers:
        _print_answer(answer)


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "query": answer.query,
        "best": _place(answer.best) if answer.best else None,
        "candidates": [_place(candidate) for candidate in answer.candidates],
        "why": answer.why,
    }


def _place(found: Candidate) -> dict[str, Any]:
    lon, lat = unproject_points([found.x_m], [found.y_m])
    return {
        "lon": round(float(lon[0]), _DEGREES),
        "lat": round(float(lat[0]), _DEGREES),
        "label": found.label,
        "town": found.town,
        "confidence": round(found.confidence),
        "how": found.how,
        "why": found.why,
    }


def _print_answer(answer: Answer) -> None:
    click.echo(answer.query)
    if answer.best:
        click.echo(f"    {_told(answer.best)}")
        return
    click.echo(f"    {answer.how}: {answer.why}")
    for candidate in answer.candidates:
        click.echo(f"    ? {_told(candidate)}")


def _told(found: Candidate) -> str:
    place = _place(found)
    named = f"{found.label} ({found.town})" if found.town else found.label
    where = f"{named} at {place['lat']:.5f}, {place['lon']:.5f}"
    return f"{where}; {place['confidence']} of 100 sure: {found.how}, {found.why}"

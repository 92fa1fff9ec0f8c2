"""`crt scan`: a scan statistic on files in the reference program's formats; it needs no data folder, keeps nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crt_output import print_json, say
from geo.errors import GeoError, UnpeopledCaseError
from geo.frames import row_dicts
from geo.signals.circles import chord_km, on_sphere
from geo.signals.scans import MAX_POPULATION_PCT, Draws, Limits, scan_bernoulli, scan_cases, scan_poisson
from geo.signals.study_periods import TimeUnit, lay_period
from pipelines.errors import ScanFileError
from pipelines.readers.scan_files import (
    ScanPlaces,
    read_scan_cases,
    read_scan_places,
    read_scan_population,
)

if TYPE_CHECKING:
    from datetime import datetime

    from geo.signals.scans import ScanResult

PERMUTATION, POISSON, BERNOULLI = "permutation", "poisson", "bernoulli"
LATLON, CARTESIAN = "latlon", "cartesian"
_FILE = click.Path(path_type=Path, readable=False)
_DAY = click.DateTime(["%Y-%m-%d", "%Y/%m/%d"])
_MOST_REPLICATIONS = 999_999


@dataclass(frozen=True)
class _Files:
    cases: Path
    geo: Path
    population: Path | None
    controls: Path | None


@click.command()
@click.argument("cases", type=_FILE)
@click.argument("geo", type=_FILE)
@click.option("--model", type=click.Choice([PERMUTATION, POISSON, BERNOULLI]), default=PERMUTATION, show_default=True)
@click.option("--population", type=_FILE, help="People at risk: location, date, people, covariates (poisson).")
@click.option("--controls", type=_FILE, help="Controls, in the form of the cases (bernoulli).")
@click.option("--start", type=_DAY, required=True, metavar="YYYY-MM-DD", help="First day of the study period.")
@click.option("--end", type=_DAY, required=True, metavar="YYYY-MM-DD", help="Last day of the study period.")
@click.option("--time-unit", type=click.Choice([unit.value for unit in TimeUnit]), default="day", show_default=True)
@click.option("--coordinates", type=click.Choice([LATLON, CARTESIAN]), default=LATLON, show_default=True)
@click.option(
    "--max-radius-km",
    type=click.FloatRange(0, min_open=True),
    help="Widest circle; with --coordinates cartesian in the unit of the file.",
)
@click.option(
    "--max-population-pct",
    type=click.FloatRange(0, 100, min_open=True),
    default=MAX_POPULATION_PCT,
    show_default=True,
    help="Most of the population at risk that a circle may hold; with permutation, of the cases.",
)
@click.option(
    "--max-days",
    type=click.IntRange(min=1),
    help="Longest window, rounded down to whole time units; else half of the study period.",
)
@click.option(
    "--prospective/--retrospective",
    "is_prospective",
    default=True,
    show_default=True,
    help="Only windows that end with the study period, or all.",
)
@click.option("--replications", type=click.IntRange(0, _MOST_REPLICATIONS), default=999, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option("--adjust-weekdays", is_flag=True, help="Compare Mondays with Mondays (permutation, by days).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def scan(  # noqa: PLR0913, PLR0917 - one for each of the reference program's settings
    cases: Path,
    geo: Path,
    model: str,
    population: Path | None,
    controls: Path | None,
    start: datetime,
    end: datetime,
    time_unit: str,
    coordinates: str,
    max_radius_km: float | None,
    max_population_pct: float,
    max_days: int | None,
    is_prospective: bool,
    replications: int,
    seed: int,
    adjust_weekdays: bool,
    as_json: bool,
) -> None:
    """Look for clusters of cases in place and time, in files of the SaTScan formats.

    CASES has location, number of cases, date and covariates; GEO location and coordinates. Columns are parted by
    blanks, tabs or commas.
    """
    if (population is not None) and model != POISSON:
        raise click.UsageError("--population belongs to --model poisson")
    if (controls is not None) != (model == BERNOULLI):
        raise click.UsageError("--controls belongs to --model bernoulli, which needs it")
    if adjust_weekdays and (model != PERMUTATION or time_unit != TimeUnit.DAY):
        raise click.UsageError("--adjust-weekdays belongs to --model permutation with days as the time unit")
    if end < start:
        raise click.UsageError("--end comes before --start")
    is_latlon = coordinates == LATLON
    limit = math.inf if max_radius_km is None else max_radius_km
    limits = Limits(
        start_date=start.date(),
        end_date=end.date(),
        unit=TimeUnit(time_unit),
        max_radius=chord_km(limit) if is_latlon else limit,
        max_population_pct=max_population_pct,
        max_days=max_days,
        is_prospective=is_prospective,
    )
    files = _Files(cases, geo, population, controls)
    try:
        result = _scan(files, model, limits, Draws(replications, seed), is_latlon, adjust_weekdays)
    except GeoError as error:
        raise ScanFileError(f"{cases}: {error}") from error
    clusters = [_cluster(row) for row in row_dicts(result.clusters)]
    if as_json:
        print_json({"clusters": clusters})
        return
    _print_clusters(clusters, n_replications=replications)


def _scan(
    files: _Files, model: str, limits: Limits, draws: Draws, is_latlon: bool, adjust_weekdays: bool
) -> ScanResult:
    period = lay_period(limits.start_date, limits.end_date, limits.unit)
    places = read_scan_places(str(files.geo), _bytes_of(files.geo), is_latlon=is_latlon)
    known = set(places.location_ids)
    read = read_scan_cases(str(files.cases), _bytes_of(files.cases), period=period, known=known)
    n_cases = int(read.rows["n_cases"].sum())
    say(f"{n_cases:,} cases at {len(known):,} locations over {period.n_intervals:,} {limits.unit}s")
    where = _where(places, is_latlon)
    if model == PERMUTATION:
        return scan_cases(
            read.rows,
            places.location_ids,
            where,
            limits=limits,
            draws=draws,
            category_columns=read.covariates,
            adjust_weekdays=adjust_weekdays,
        )
    if model == BERNOULLI and files.controls is not None:
        controls = read_scan_cases(
            str(files.controls), _bytes_of(files.controls), period=period, known=known, what="controls"
        )
        if read.covariates or controls.covariates:
            say("covariates are not looked at: the Bernoulli model knows none")
        return scan_bernoulli(read.rows, controls.rows, places.location_ids, where, limits=limits, draws=draws)
    return _scan_poisson(files, read.rows, read.covariates, places, where, limits, draws)


def _scan_poisson(
    files: _Files,
    cases: Any,
    covariates: tuple[str, ...],
    places: ScanPlaces,
    where: Any,
    limits: Limits,
    draws: Draws,
) -> ScanResult:
    people = None
    if files.population is None:
        say("no --population: as many people are taken to be at every location all the time")
        covariates = ()
    else:
        name, known = str(files.population), set(places.location_ids)
        people = read_scan_population(name, _bytes_of(files.population), known=known)
        if people.covariates != covariates:
            raise ScanFileError(
                f"{name}: its lines have {len(people.covariates)} covariates and those of {files.cases}"
                f" {len(covariates)}; both must have the same"
            )
    try:
        return scan_poisson(
            cases,
            None if people is None else people.rows,
            places.location_ids,
            where,
            limits=limits,
            draws=draws,
            category_columns=covariates,
        )
    except UnpeopledCaseError as error:
        line_no = int(cases["line_no"].iloc[error.row])
        raise ScanFileError(f"{files.cases}, line {line_no}: {error} (population: {files.population})") from error


def _where(places: ScanPlaces, is_latlon: bool) -> Any:
    return on_sphere(*places.coordinates.T) if is_latlon else places.coordinates


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScanFileError(f"{path}: it cannot be read ({error.strerror or error})") from error


def _cluster(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "locations": list(row["location_ids"]),
        "start": row["start_date"],
        "end": row["end_date"],
        "observed": row["n_cases"],
        "expected": row["n_expected"],
        "log_likelihood_ratio": row["log_likelihood_ratio"],
        "p_value": _if_known(row["p_value"]),
        "recurrence_interval_days": _if_known(row["recurrence_interval_days"]),
    }


def _if_known(figure: float) -> float | None:
    return None if math.isnan(figure) else figure


def _print_clusters(clusters: list[dict[str, Any]], *, n_replications: int) -> None:
    if not clusters:
        click.echo("No cluster: nowhere are there more cases than expected, two at least.")
    for number, cluster in enumerate(clusters, start=1):
        rate = cluster["observed"] / cluster["expected"]
        click.echo(
            f"{number:>3}  {cluster['start']} to {cluster['end']}: {cluster['observed']:,} cases,"
            f" {cluster['expected']:.2f} expected ({rate:.1f} times)"
        )
        chance = "" if cluster["p_value"] is None else f", p {cluster['p_value']:.4g}"
        again = cluster["recurrence_interval_days"]
        often = "" if again is None else f", by chance once in {again:,.0f} days"
        click.echo(f"       log-likelihood ratio {cluster['log_likelihood_ratio']:.6f}{chance}{often}")
        n_locations = len(cluster["locations"])
        named = "1 location" if n_locations == 1 else f"{n_locations:,} locations"
        click.echo(f"       {named}: {', '.join(cluster['locations'])}")
    if clusters and n_replications:
        click.echo(
            f"p is from {n_replications:,} replications: how often cases that know nothing of place and time"
            " gather as strongly anywhere. It is not how often real reports do."
        )

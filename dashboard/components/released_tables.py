"""Every table and map layer that the role on a screen can get of a morning: what `crt release` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import cache
from dashboard.components.download import provenance_of, sheet_of
from dashboard.components.meeting import agenda_of
from dashboard.paper.download import morning_files
from dashboard.paper.release import public_figures, released_figures
from dashboard.paper.sheets import location_sheet
from pipelines.contracts import published_table

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.opening import Morning

_LEVELS = {True: ("city", "zone", "place"), False: ("city", "zone")}


def released_tables(morning: Morning) -> dict[str, pd.DataFrame]:
    """Return the tables by name: public ones by the reviewed list, then what went through disclosure.

    A table without a row is there where the audience may see its kind; one that it may not see is not.
    """
    return {**_public(morning), **released_counts(morning)}


def released_counts(morning: Morning) -> dict[str, pd.DataFrame]:
    """Return the tables of outreach and health figures that the role may see."""
    return {**_outreach(morning), **_of_health(morning), **_of_courts(morning)}


def map_layers(morning: Morning) -> dict[str, bytes]:
    """Return the map layers by file name, GeoJSON in EPSG:4326; none for a role that sees no points."""
    told = provenance_of(morning)
    if not told.sees_points:
        return {}
    book = morning.book()
    locations = morning.rows("locations")
    places = location_sheet(locations, morning.rows("location_reasons"), told=told)
    files = morning_files(sheet_of(morning, agenda_of(morning, book), book), places, locations, told=told)
    return {name.removeprefix(told.prefix): made for name, made in files.items() if name.endswith(".geojson")}


def _public(morning: Morning) -> dict[str, pd.DataFrame]:
    levels = _LEVELS[morning.role.sees_places]
    listed = cache.released_table_list(morning.paths)
    return {
        name: public_figures(morning.rows("released_table", table_name=name), published_table(name))
        for name in listed.loc[listed["level"].isin(levels), "table_name"]
    }


def _outreach(morning: Morning) -> dict[str, pd.DataFrame]:
    build, audience, thresholds = morning.build, morning.role.audience, morning.thresholds
    if not audience.sees_outreach:
        return {}
    outreach = cache.released_outreach(build, audience)
    zones = cache.rows(cache.finely_told(build) or build, "location_zones")
    zone_of = dict(zip(zones["location_id"], zones["zone_id"], strict=True))
    part_of = [
        {"zone": "city", "place": zone_of.get(place, "")}.get(level, "")
        for level, place in zip(outreach["level"], outreach["location_id"], strict=True)
    ]
    # On which morning a figure was decided: its days are those before that.
    finely = cache.finely_told_on(build).isoformat()
    told_on = outreach["level"].map(lambda level: finely if level == "place" else build.as_of_date.isoformat())
    tables = {
        "outreach": released_figures(
            outreach.assign(part_of=part_of, told_on=told_on),
            keys=("told_on", "level", "location_id", "part_of"),
            measure="measure_code",
        ),
        "gaps": released_figures(
            cache.released_gaps(build, audience, thresholds).assign(told_on=finely),
            keys=("told_on", "part_words"),
            measure="measure_code",
        ),
    }
    path = cache.released_path(build, audience, thresholds)
    if path is not None:
        tables["path_city"] = released_figures(path.city.assign(told_on=finely), keys=("told_on",), measure="sum_code")
        tables["path_areas"] = released_figures(
            path.areas.assign(told_on=finely), keys=("told_on", "level", "location_id"), measure="sum_code"
        )
        tables["path_providers"] = released_figures(
            path.providers.assign(told_on=finely), keys=("told_on", "provider_code"), measure="sum_code"
        )
    return tables


def _of_courts(morning: Morning) -> dict[str, pd.DataFrame]:
    """Return totals of the courts: the pack tells everybody of them."""
    totals = cache.released_court_totals(morning.build, morning.thresholds)
    if totals is None:
        return {}
    return {"court_totals": released_figures(totals, keys=("quarter_code", "program_code"), measure="measure_code")}


def _of_health(morning: Morning) -> dict[str, pd.DataFrame]:
    build, audience, thresholds = morning.build, morning.role.audience, morning.thresholds
    if not audience.sees_health:
        return {}
    declines = cache.released_declines(build, audience, thresholds).assign(
        told_on=cache.finely_told_on(build).isoformat()
    )
    hmis = cache.released_hmis(build, audience, thresholds)
    overnight = cache.released_overnight(build, morning.book().overnight, audience, thresholds)
    tables = {
        "decline_reasons": released_figures(declines, keys=("told_on",), measure="reason_code"),
        "hmis": released_figures(hmis, keys=("project_code", "week_start_date"), measure="measure_code"),
    }
    if not overnight.empty:
        tables["overnight"] = released_figures(overnight, keys=(), measure="measure_code")
    line_told_on = cache.finely_told_on(build, cache.RECOVERY_LINE)
    line = cache.released_recovery_line(build, audience, thresholds)
    if line is not None:
        told_on = line_told_on.isoformat()
        tables["recovery_line"] = released_figures(
            line.calls.assign(told_on=told_on), keys=("told_on", "cut_code", "sum_code"), measure="part_code"
        )
        tables["recovery_line_measures"] = released_figures(
            line.measures.assign(told_on=told_on), keys=("told_on",), measure="measure_code", value="measured"
        )
    waiting = cache.waiting_for_link(build, audience, thresholds)
    if waiting is not None and line_told_on != build.as_of_date:
        tables["recovery_line_waiting"] = released_figures(waiting, keys=(), measure="part_code")
    return tables

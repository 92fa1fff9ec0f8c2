"""Writing the made-up city as source files, in the forms in which the real ones come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.sample import legacy, new_system, outreach, overnight, recovery_line
from pipelines.sample.city import City, lay_city
from pipelines.sample.clock import LAST_MORNING, moment
from pipelines.sample.columns import csv_bytes, write_gzip
from pipelines.sample.huddles import past_huddles
from pipelines.sample.layers import write_layers
from pipelines.sample.manifest import SampleFiles, SampleManifest, planted_truths, truth_at
from pipelines.sample.pulls import hot_pull
from pipelines.sample.tickets import Tickets, complete, draw_everyday, together
from pipelines.sample.truths import move_round_the_corner, moving_corner, planted_tickets, quiet_zones
from pipelines.settings import load_reference, project_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from pipelines.sample.columns import FloatArray, IntArray
    from pipelines.sample.truths import Figure, PlantedTruth

DEFAULT_TICKETS = 26_000
DEFAULT_SEED = 20_261_015
MIN_TICKETS = 2_000
_CONTACTS_PER_TICKET = 0.21
_MAX_GROWTH = 2.0
# The city grows slowly with its tickets: a hundred times the tickets, twice the width and depth.
_GROWTH_EXPONENT = 0.15
_BLOCK_ROWS = 200_000
_YEAR_END_S = moment("2026-01-01 00:00")
# The legacy export of 2026 repeats its first rows at its end: set aside by the reader as `duplicate`.
_REPEATED_ROWS = 3


def write_sample(out_dir: Path, *, n_tickets: int = DEFAULT_TICKETS, seed: int = DEFAULT_SEED) -> SampleManifest:
    """Write the made-up city's source files; the same numbers give the same files, byte for byte.

    Parameters
    ----------
    out_dir
        Made when it is not there; files of an earlier sample are replaced.
    n_tickets
        Distinct tickets in both systems together, planted ones included; at least 2,000. Contacts grow with it.
    seed
        Seeds every draw.

    Returns
    -------
    What was written and what was planted; also written as `sample.json` beside the files.

    Raises
    ------
    ValueError
        Fewer tickets than the planted truths need.
    PolicyError
        One of the `sample_*` tables in `data/reference` is missing.
    """
    if n_tickets < MIN_TICKETS:
        msg = f"the sample needs at least {MIN_TICKETS} tickets to hold what is planted in it, not {n_tickets}"
        raise ValueError(msg)
    out_dir.mkdir(parents=True, exist_ok=True)
    files = _files_in(out_dir)
    city, hot = _lay(n_tickets, seed)
    kinds = _reference("sample_ticket_kinds")
    tickets = _draw_tickets(city, hot, kinds, n_tickets=n_tickets, seed=seed)
    _write_legacy(files, legacy.LegacyForm(city, kinds), tickets.at(_of_system(kinds, tickets, "legacy")), seed)
    _write_new_system(
        files.new_system, new_system.NewSystemForm(city, kinds), tickets.at(_of_system(kinds, tickets, "new")), seed
    )
    n_contacts = round(_CONTACTS_PER_TICKET * n_tickets)
    no_arrivals = _write_outreach(files.outreach, city, hot, n_contacts=n_contacts, seed=seed)
    files.overnight.write_text(overnight.report_text(_rng(seed, 12)), encoding="utf-8", newline="\n")
    files.recovery_line.write_text(recovery_line.log_text(_rng(seed, 13)), encoding="utf-8", newline="\n")
    huddles = json.dumps(
        past_huddles(city.places, corner=dict(city.addresses.iloc[moving_corner(city)])), ensure_ascii=False, indent=2
    )
    files.huddles.write_text(huddles + "\n", encoding="utf-8", newline="\n")
    write_layers(files.layers, city)
    n_legacy = len(_of_system(kinds, tickets, "legacy"))
    manifest = SampleManifest(
        last_morning=LAST_MORNING,
        seed=seed,
        files=files,
        n_tickets=len(tickets),
        n_tickets_legacy=n_legacy,
        n_tickets_new_system=len(tickets) - n_legacy,
        n_repeated_rows=_REPEATED_ROWS,
        n_contacts=n_contacts,
        n_contacts_without_place=outreach.N_WITHOUT_PLACE,
        planted=planted_truths(city, kinds, tickets, (no_arrivals,)),
    )
    files.manifest.write_text(manifest.as_json(), encoding="utf-8", newline="\n")
    return manifest


def _reference(table_name: str) -> pd.DataFrame:
    return load_reference(project_paths().reference_dir, table_name)


def _files_in(out_dir: Path) -> SampleFiles:
    return SampleFiles(
        legacy=(out_dir / "legacy_2025.csv.gz", out_dir / "legacy_2026.csv.gz"),
        new_system=out_dir / "new_system.csv.gz",
        outreach=out_dir / "outreach_log.csv",
        overnight=out_dir / "overnight.csv",
        recovery_line=out_dir / "recovery_line.csv",
        huddles=out_dir / "huddles.json",
        layers=(
            ("schools", out_dir / "schools.geojson"),
            ("clinics", out_dir / "clinics.csv"),
            ("parks", out_dir / "parks.geojson"),
            ("transit_stops", out_dir / "transit_stops.csv"),
            ("disposal_boxes", out_dir / "disposal_boxes.csv"),
        ),
        manifest=out_dir / "sample.json",
    )


def _rng(seed: int, *purpose: int) -> np.random.Generator:
    """One generator per purpose, so that more draws in one part leave the others as they were."""
    return np.random.default_rng([seed, *purpose])


def _lay(n_tickets: int, seed: int) -> tuple[City, FloatArray]:
    growth = float(np.clip((n_tickets / DEFAULT_TICKETS) ** _GROWTH_EXPONENT, 1.0, _MAX_GROWTH))
    tables = [_reference(f"sample_{name}") for name in ("streets", "places", "neighborhoods")]
    city = lay_city(*tables, growth=growth, rng=_rng(seed, 1))
    return city, hot_pull(city, growth=growth, rng=_rng(seed, 2))


def _draw_tickets(city: City, hot: FloatArray, kinds: pd.DataFrame, *, n_tickets: int, seed: int) -> Tickets:
    planted = planted_tickets(city, kinds, scale=n_tickets / DEFAULT_TICKETS, rng=_rng(seed, 3))
    n_everyday = n_tickets - sum(len(part.kind_no) for part in planted)
    everyday = draw_everyday(city, kinds, hot, n_tickets=n_everyday, quiet=quiet_zones(city), rng=_rng(seed, 4))
    everyday = move_round_the_corner(city, kinds, everyday)
    return complete(together([everyday, *planted]), kinds, n_everyday=n_everyday, rng=_rng(seed, 5))


def _of_system(kinds: pd.DataFrame, tickets: Tickets, system_code: str) -> IntArray:
    is_system = kinds["system_code"].eq(system_code).to_numpy(dtype=np.bool_)
    return np.flatnonzero(is_system[tickets.kind_no])


def _write_legacy(files: SampleFiles, form: legacy.LegacyForm, tickets: Tickets, seed: int) -> None:
    """One file per calendar year of opening, as the City publishes them; the second ends with repeated rows."""
    ids = legacy.case_ids(len(tickets), _rng(seed, 6))
    n_first = int(np.searchsorted(tickets.opened_s, _YEAR_END_S))
    rows = np.arange(len(tickets))
    parts = (rows[:n_first], rows[n_first:])
    for part_no, (path, part) in enumerate(zip(files.legacy, parts, strict=True)):
        blocks = _blocks(form, tickets.at(part), ids[part], (seed, 7, part_no))
        write_gzip(path, legacy.HEADER, _with_first_rows_again(blocks) if part_no else blocks)


def _with_first_rows_again(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first_rows = b""
    for block in blocks:
        first_rows = first_rows or b"".join(block.splitlines(keepends=True)[:_REPEATED_ROWS])
        yield block
    yield first_rows


def _write_new_system(path: Path, form: new_system.NewSystemForm, tickets: Tickets, seed: int) -> None:
    ids = new_system.case_ids(len(tickets), _rng(seed, 8))
    write_gzip(path, new_system.HEADER, _blocks(form, tickets, ids, (seed, 9)))


def _blocks(
    form: legacy.LegacyForm | new_system.NewSystemForm, tickets: Tickets, ids: IntArray, purpose: tuple[int, ...]
) -> Iterator[bytes]:
    """Write so many rows at a time that neither memory nor a column of text grows with the sample."""
    for start in range(0, len(tickets), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        yield csv_bytes(form.columns(tickets.at(rows), ids[rows], _rng(*purpose, start)))


def _write_outreach(path: Path, city: City, hot: FloatArray, *, n_contacts: int, seed: int) -> PlantedTruth:
    contacts = outreach.draw_contacts(city, hot, n_contacts=n_contacts, rng=_rng(seed, 10))
    columns = outreach.log_columns(city, contacts, rng=_rng(seed, 11), path_rng=_rng(seed, 13))
    path.write_bytes(f"{outreach.HEADER}\n".encode() + csv_bytes(columns))
    return _no_arrivals(city, contacts, columns)


def _no_arrivals(city: City, contacts: outreach.Contacts, columns: dict[str, Any]) -> PlantedTruth:
    place = outreach.NO_ARRIVALS_PLACE
    names = [known.name for known in city.places]
    there = contacts.named_place == names.index(place)
    ended = np.asarray(columns["referral_outcome"].to_pylist(), dtype=object)[there]
    figures: dict[str, Figure] = {
        f"n_referrals_{word}": int((ended == word).sum()) for word in ("attained", "not_attained", "unknown")
    }
    figures["n_contacts"] = int(there.sum())
    what = "Many contacts and referrals, and nobody arrives: referrals are not arrivals."
    span_s = (int(contacts.at_s[there].min()), int(contacts.at_s[there].max()))
    return truth_at(city, place, code="no_arrivals", what=what, span_s=span_s, figures=figures)

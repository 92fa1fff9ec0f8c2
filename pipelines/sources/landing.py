"""What the readers accepted, laid down unchanged in `data/raw`: nothing is interpreted here, nothing written twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import DataFolderError, SourceFileError
from pipelines.readers.boundaries import read_boundaries
from pipelines.readers.boundary_layers import KnownAreas
from pipelines.readers.clock import to_instant
from pipelines.readers.court_totals import NO_TOTALS, totals_rules
from pipelines.readers.hmis_export import read_export
from pipelines.readers.layer_forms import layer_forms
from pipelines.readers.layers import read_layer
from pipelines.readers.overnight_measures import measures_of
from pipelines.readers.payloads import holds_workbook
from pipelines.readers.recovery_line_words import NO_WORDS, line_words
from pipelines.readers.results import BOUNDARIES, HMIS, LAYERS, accepted_schema
from pipelines.readers.source_file import read_file
from pipelines.readers.unpacking import LARGEST_TEXT_BYTES
from pipelines.readers.upload_limits import upload_limits
from pipelines.settings import load_policy, load_reference
from pipelines.sources.erasures import erased_files
from pipelines.sources.receipts import (
    Receipt,
    hold_landing_lock,
    next_receipt_no,
    read_receipts,
    short_file_id,
    write_receipt,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from pipelines.readers.clock import ClockVerdict
    from pipelines.readers.court_totals import TotalsRules
    from pipelines.readers.layer_forms import LayerForm
    from pipelines.readers.overnight_measures import OvernightMeasure
    from pipelines.readers.recovery_line_words import LineWords
    from pipelines.readers.results import ReadResult
    from pipelines.settings import Paths

__all__ = ["Expected", "Receipt", "land_file", "land_results", "landed_schema", "read_receipts"]

Expected = Literal["city311", "outreach", "overnight", "recovery_line", "court_totals", "hmis", "boundaries", "layer"]

_LINES_NAMED = 10
_TAKEN_AT_HOW = {
    BOUNDARIES: "lines carry no date; the file handed in last counts",
    HMIS: "the instant that the export states",
    LAYERS: "the layer carries no date; it counts for every morning, as taken when it was handed in",
}
_COMMANDS: dict[Expected, str] = {
    "city311": "crt ingest 311 FILE",
    "outreach": "crt ingest outreach FILE",
    "overnight": "crt ingest overnight FILE",
    "recovery_line": "crt ingest recovery-line FILE",
    "court_totals": "crt ingest court-totals FILE",
    "hmis": "crt ingest hmis FILE",
    "boundaries": "crt ingest boundaries FILE",
    "layer": "crt ingest layer NAME FILE",
}
_WORDS: dict[Expected, str] = {
    "city311": "a city 311 export",
    "outreach": "an outreach log",
    "overnight": "an overnight report",
    "recovery_line": "a recovery line log",
    "court_totals": "a file of court totals",
    "hmis": "an HMIS export",
    "boundaries": "a boundary file",
    "layer": "a layer",
}
_FOUND: dict[str, Expected] = {
    "outreach": "outreach",
    "overnight": "overnight",
    "recovery_line": "recovery_line",
    "court_totals": "court_totals",
    HMIS: "hmis",
    BOUNDARIES: "boundaries",
    LAYERS: "layer",
}


def landed_schema(feed_code: str) -> pa.Schema:
    """Return the columns of a feed's files in `data/raw`: the reader's, with the `file_id` in front."""
    return pa.schema([pa.field("file_id", pa.string()), *accepted_schema(feed_code)])


def land_file(
    path: Path,
    *,
    expected: Expected,
    paths: Paths,
    taken_at: datetime | None,
    is_sample: bool,
    landed_at: datetime,
    layer_code: str = "",
) -> list[Receipt]:
    """Read one file and land it: rows in Parquet named by content, and one receipt per CSV in it.

    Parameters
    ----------
    path
        The file: plain, gzip, zip or a workbook.
    expected
        Which kind of file the command is for; the other kind is refused before anything is written.
    taken_at
        When the snapshot was taken (aware); None takes the newest stamp inside, read by the file's own clock.
    is_sample
        True for files of the made-up city.
    landed_at
        The instant of landing (aware), for the receipt.
    layer_code
        Of a layer, which one of the reviewed table.

    Returns
    -------
    The receipts, in the order of the zip's members. A damaged file is landed as far as it is intact, with `is_cut_off`.

    Raises
    ------
    SourceFileError
        The file is missing, cannot be read as any known file, or is of the other kind; or no layer is called so.
    SecondWriterError
        Another ingest is running in the same data folder.
    DataFolderError
        The data folder cannot be written.
    """
    # No name holds the file's bytes: they go when they are read, before anything is written.
    if expected == "boundaries":
        results = read_boundaries(path.name, _read_bytes(path), known=_known_areas(paths))
    elif expected == "layer":
        form = _layer_form(paths, layer_code)
        results = read_layer(path.name, _read_bytes(path), form=form, known=_known_areas(paths))
    elif expected == "hmis":
        if path.is_dir():
            raise SourceFileError(f"{path}: this is a folder. Hand in the whole HMIS CSV export as one zip.")
        limits = upload_limits(load_policy(paths.reference_dir))
        results = read_export(path.name, _read_bytes(path), limits=limits)
    elif expected == "outreach":
        results = _read_log(path.name, _read_bytes(path), paths=paths)
    else:
        measures = _known_measures(paths) if expected == "overnight" else {}
        words = _known_words(paths) if expected == "recovery_line" else NO_WORDS
        totals = _known_totals(paths) if expected == "court_totals" else NO_TOTALS
        results = read_file(path.name, _read_bytes(path), measures=measures, line_words=words, totals=totals)
    for result in results:
        _refuse_other_kind(result, expected=expected)
    return land_results(
        results, path=str(path), paths=paths, taken_at=taken_at, is_sample=is_sample, landed_at=landed_at
    )


def land_results(
    results: Sequence[ReadResult],
    *,
    path: str,
    paths: Paths,
    taken_at: datetime | None,
    is_sample: bool,
    landed_at: datetime,
    messages: tuple[str, ...] = (),
) -> list[Receipt]:
    """Land what was read of one file, as `land_file` does.

    Parameters
    ----------
    results
        What the reader made of it.
    path
        Where it came from, in words for the receipt.
    messages
        What else the receipt says; the other parameters are those of `land_file`.

    Raises
    ------
    SecondWriterError
        Another ingest is running in the same data folder.
    DataFolderError
        The data folder cannot be written.
    """
    with hold_landing_lock(paths):
        try:
            return [
                _land_result(
                    replace(result, messages=(*messages, *result.messages)),
                    path=path,
                    paths=paths,
                    taken_at=taken_at,
                    is_sample=is_sample,
                    landed_at=landed_at,
                )
                for result in results
            ]
        except OSError as error:
            raise DataFolderError(f"{paths.raw_dir} cannot be written: {error.strerror}") from error


def _read_log(name: str, content: bytes, *, paths: Paths) -> list[ReadResult]:
    """Read an outreach log; what is taken of a workbook at the most stands in a reviewed table."""
    limits = upload_limits(load_policy(paths.reference_dir)) if holds_workbook(content) else None
    return read_file(name, content, limits=limits)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_TEXT_BYTES:
            raise SourceFileError(
                f"{path}: the file is larger than {LARGEST_TEXT_BYTES / 1e6:,.0f} MB. Split it by year."
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceFileError(f"{path}: there is no such file. Check the name and the folder.") from error
    except (IsADirectoryError, NotADirectoryError) as error:
        raise SourceFileError(f"{path}: this is a folder, not a file. Name the files in it.") from error
    except PermissionError as error:
        raise SourceFileError(f"{path}: you may not read this file. Ask its owner for read access.") from error


def _known_areas(paths: Paths) -> KnownAreas:
    """Return what the reviewed tables know of the city: its box, its districts, its neighborhoods."""
    policy = load_policy(paths.reference_dir)
    return KnownAreas(
        district_codes=frozenset(load_reference(paths.reference_dir, "districts")["district_code"]),
        neighborhood_names=frozenset(load_reference(paths.reference_dir, "neighborhoods")["neighborhood_name"]),
        west=policy.city_min_lon,
        south=policy.city_min_lat,
        east=policy.city_max_lon,
        north=policy.city_max_lat,
    )


def _layer_form(paths: Paths, layer_code: str) -> LayerForm:
    forms = layer_forms(load_reference(paths.reference_dir, "layers").to_dict("records"))
    if layer_code not in forms:
        raise SourceFileError(f"no layer is called '{layer_code}'. Known are {', '.join(forms)}.")
    return forms[layer_code]


def _known_measures(paths: Paths) -> dict[str, OvernightMeasure]:
    return measures_of(load_reference(paths.reference_dir, "overnight_measures").to_dict("records"))


def _known_words(paths: Paths) -> LineWords:
    return line_words(load_reference(paths.reference_dir, "recovery_line_words").to_dict("records"))


def _known_totals(paths: Paths) -> TotalsRules:
    """Return what a file of court totals may name, and below which count a health count is not kept."""
    programs, measures = (
        load_reference(paths.reference_dir, name).to_dict("records") for name in ("court_programs", "court_measures")
    )
    return totals_rules(programs, measures, least_told=load_policy(paths.reference_dir).suppress_health_below)


def _refuse_other_kind(result: ReadResult, *, expected: Expected) -> None:
    found: Expected = _FOUND.get(result.feed_code, "city311")
    if found != expected:
        msg = (
            f"{result.file_name}: this is {_WORDS[found]} ({result.layout_name}), not {_WORDS[expected]}. "
            f"Use `{_COMMANDS[found]}` for it."
        )
        raise SourceFileError(msg)


def _land_result(
    result: ReadResult,
    *,
    path: str,
    paths: Paths,
    taken_at: datetime | None,
    is_sample: bool,
    landed_at: datetime,
) -> Receipt:
    receipts = read_receipts(paths)
    landed = [receipt for receipt in receipts if receipt.content_hash == result.content_hash]
    gone = erased_files(paths).get(short_file_id(result.content_hash))
    # A receipt is what makes a file landed. Rows without one are of an ingest that died, rows gone are put back; what
    # was erased by the rule for retention stays so.
    if gone is None:
        _write_rows(result, paths)
    inside = to_instant(result.newest_stamp, result.clock.regime) if result.newest_stamp else None
    newest = result.newest_opened_stamp
    reasons = result.set_aside.column("reason_code").to_pylist()
    lines = result.set_aside.column("line_no").to_pylist()
    receipt = Receipt(
        receipt_no=next_receipt_no(receipts),
        path=path,
        file_name=result.file_name,
        feed_code=result.feed_code,
        layout_name=result.layout_name,
        content_hash=result.content_hash,
        rows_read=result.rows_read,
        n_accepted=result.n_accepted,
        set_aside=dict(Counter(reasons).most_common()),
        set_aside_lines=_first_lines(reasons, lines),
        taken_at=taken_at.astimezone(UTC) if taken_at else inside,
        taken_at_how="stated" if taken_at else _TAKEN_AT_HOW.get(result.feed_code, "newest stamp inside"),
        clock_regime=result.clock.regime,
        clock_evidence=result.clock.evidence,
        clock_basis=result.clock.basis,
        n_clock_for=result.clock.n_for,
        n_clock_against=result.clock.n_against,
        is_clock_mixed=result.clock.is_mixed,
        newest_record_at=to_instant(newest, result.clock.regime) if newest else None,
        is_sample=is_sample,
        is_repeat=bool(landed),
        is_cut_off=result.is_cut_off,
        landed_at=landed_at.astimezone(UTC),
        messages=(
            *result.messages,
            *_tell_clock(result.clock),
            *_tell_taken_at(taken_at, inside, landed),
            *(() if gone is None else ("This content was erased by the rule for retention; its rows are not taken.",)),
        ),
    )
    write_receipt(paths, receipt)
    return receipt


def _first_lines(reasons: list[str], lines: list[int]) -> dict[str, tuple[int, ...]]:
    first: dict[str, list[int]] = {}
    for reason, line_no in zip(reasons, lines, strict=True):
        named = first.setdefault(reason, [])
        if len(named) < _LINES_NAMED:
            named.append(line_no)
    return {reason: tuple(named) for reason, named in first.items()}


def _write_rows(result: ReadResult, paths: Paths) -> None:
    """Write the rows set aside, then the accepted ones, where the same content does not lie there already."""
    file_id = short_file_id(result.content_hash)
    target = paths.raw_dir / result.feed_code / f"{file_id}.parquet"
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_table(result.set_aside, target.with_suffix(".set_aside.parquet"))
    file_ids = pa.repeat(pa.scalar(file_id, pa.string()), result.accepted.num_rows)
    columns = [file_ids, *result.accepted.columns]
    # The accepted rows come last: where their file stands, both are whole.
    _write_table(pa.Table.from_arrays(columns, schema=landed_schema(result.feed_code)), target)


def _tell_clock(clock: ClockVerdict) -> tuple[str, ...]:
    """Say what nobody may pass over: a clock that was not verified, and rows that do not follow one clock."""
    if clock.is_mixed:
        return (f"{clock.mixed_words} Read by what most of the evidence says; ask the 311 data desk for one clock.",)
    if clock.basis == "assumed":
        return ("The clock was not verified: the file shows too little, so the header's usual clock was taken.",)
    return ()


def _tell_taken_at(stated: datetime | None, inside: datetime | None, landed: Sequence[Receipt]) -> tuple[str, ...]:
    """Say when a stated instant does not fit the file, or is not used because the file lay there before."""
    first = landed[0].taken_at if landed else None
    if stated and landed and stated != first:
        return (f"The file was handed in before, as taken at {first}; that instant stays.",)
    if stated and inside and stated < inside:
        return (f"It was said to be taken at {stated}, but holds stamps up to {inside}: check --taken-at.",)
    return ()


def _write_table(table: pa.Table, target: Path) -> None:
    partial = target.with_suffix(".partial")
    pq.write_table(table, partial, compression="zstd")
    partial.replace(target)

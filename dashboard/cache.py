"""What pages read more than once, remembered by build id: a new build is a new key, so nothing stale is ever shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from dashboard.access import (
    Roles,
    load_roles,
    release_declines,
    release_gaps,
    release_hmis,
    release_overnight,
)
from dashboard.court_release import release_totals
from dashboard.help_release import PathRules, ReleasedPath, release_path
from dashboard.huddle.action_drafts import ActionProposal
from dashboard.huddle.overnight import TypedFact, standing_counts
from dashboard.huddle.past_mornings import KeptBuild
from dashboard.huddle.text_check import stigmatising_words as stigmatising_words_of
from dashboard.recovery_line import NOT_YET, LineFigures, release_recovery_line, release_waiting
from dashboard.remembered import remembered
from dashboard.role_pages import RolePages, load_role_pages
from dashboard.stores import warehouse
from dashboard.stores.access_log import AccessLog
from dashboard.stores.catalogues import catalogue_states, read_catalogues
from dashboard.stores.folded_record import FoldedRecord
from dashboard.stores.granted_roles import GrantedRoles
from dashboard.stores.operations import OperationsStore
from dashboard.stores.warehouse import StoreError
from geo.crs import project_lonlat
from geo.disclosure import EVERYBODY, answers_of, seen_outreach
from geo.frames import row_dicts
from geo.known_places import gazetteer_of
from geo.place_matching import PlaceFinder
from pipelines import settings
from pipelines.readers.log_draft import known_rows
from pipelines.readers.overnight_measures import OvernightMeasure, measures_of
from pipelines.readers.source_file import read_file
from pipelines.settings import Policy, load_policy, load_reference, project_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from dashboard.huddle.book import HuddleBook
    from dashboard.huddle.role_grants import Grants
    from dashboard.huddle.text_check import StigmatisingWord
    from dashboard.stores.catalogues import Catalogues
    from geo.disclosure import Answers, Audience, Thresholds
    from pipelines.readers.inbox_log import InboxLog
    from pipelines.settings import Paths


# How old a poll's look at the record may be: a fifth of the strip's second. Whoever records or reloads looks anew.
_POLLED_AGE_S = 0.2
# So many earlier periods are told beside a morning's figures.
_EARLIER_PERIODS = 8
OUTREACH, RECOVERY_LINE = "outreach", "recovery_line"
"""The feeds of which finer tables are told once in a lookback."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Build:
    """The published build on this screen: its manifest's words and its file."""

    build_id: str
    file: Path
    as_of_date: date
    as_of_at: datetime
    published_at: datetime
    is_sample: bool


def current_build(paths: Paths) -> Build | None:
    """Return the published build; None when there is none yet.

    The manifest is read on every run of a page: it is one small file, and it is what tells that a new build is there.
    """
    manifest = warehouse.current_manifest(paths)
    if manifest is None:
        return None
    return Build(
        build_id=manifest.build_id,
        file=paths.build_file(manifest.build_id),
        as_of_date=manifest.as_of_date,
        as_of_at=manifest.as_of_at,
        published_at=manifest.published_at,
        is_sample=manifest.is_sample,
    )


def kept_build(paths: Paths, build_id: str) -> Build | None:
    """Return an earlier build by its id; None when its file is no longer there."""
    file = paths.build_file(build_id)
    if not file.exists():
        return None
    facts = _rows(str(file), "build").iloc[0]
    return Build(
        build_id=build_id,
        file=file,
        as_of_date=pd.Timestamp(facts["as_of_date"]).date(),
        as_of_at=pd.Timestamp(facts["as_of_at"]).to_pydatetime(),
        published_at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
        is_sample=bool(facts["is_sample"]),
    )


def kept_builds(paths: Paths) -> list[KeptBuild]:
    """Return every build whose file is still there and can be read, in the order they were made.

    One made by an older version of this program may not be readable any more: it is left out.
    """
    found = []
    for file in sorted(paths.builds_dir.glob("*.duckdb"), key=lambda each: each.stat().st_mtime_ns):
        try:
            build = kept_build(paths, file.stem)
        except StoreError:
            continue
        if build is not None:
            found.append(KeptBuild(build.build_id, build.as_of_date))
    return found


def finely_told(build: Build, feed_code: str = OUTREACH) -> Build | None:
    """Return the build whose finer tables of a feed are told on a build's morning: its own, or an earlier one's.

    Places, parts of the day, reasons, providers and the calls are told once in a lookback (decision 0062). None
    where the build that told them is gone.
    """
    told_on = finely_told_on(build, feed_code)
    if told_on == build.as_of_date:
        return build
    # Of two builds of that morning the one made last.
    wanted = [each for each in kept_builds(project_paths()) if each.as_of_date == told_on]
    return kept_build(project_paths(), wanted[-1].build_id) if wanted else None


def finely_told_on(build: Build, feed_code: str = OUTREACH) -> date:
    """Return the morning on which the finer tables of a build's morning were decided.

    Its own where the log was never current yet, or an older version of this program made the build.
    """
    periods = rows_if_published(build, "release_periods")
    begun = [] if periods is None else periods.loc[periods["feed_code"] == feed_code, "begun_date"].tolist()
    return pd.Timestamp(begun[0]).date() if begun else build.as_of_date


def rows(build: Build, query_name: str, **params: str) -> pd.DataFrame:
    """Return the rows of one query of `stores/queries`, remembered for this build; the caller may change the frame."""
    return _own(_rows(str(build.file), query_name, **params))


def rows_if_published(build: Build, query_name: str) -> pd.DataFrame | None:
    """Return the rows of a query; None where an earlier version made the build and knew nothing of its table.

    The minutes of a closed huddle are made from the build that it had, which may be older than the program.
    """
    try:
        return rows(build, query_name)
    except warehouse.TableMissingError:
        return None


def _own(remembered: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that its caller may change: pandas copies a column only when somebody writes to it."""
    return remembered.copy(deep=False)


@remembered(max_entries=20)
def _told_outreach(build_file: str) -> pd.DataFrame:
    # A column of a build that holds an empty cell comes as fractions.
    return warehouse.read_query(Path(build_file), "released_outreach").astype({"n_events": "Int64"})


def released_outreach(build: Build, audience: Audience) -> pd.DataFrame:
    """Return every outreach figure of a build's morning as this audience may see it; those of places as last told.

    What is hidden was decided once, for everybody together, when a build was made; an audience gets its rows of that.
    """
    own = _told_outreach(str(build.file))
    then = finely_told(build)
    if then != build:
        places = _told_outreach(str(then.file)) if then is not None else own.iloc[:0]
        own = pd.concat([own[own["level"] != "place"], places[places["level"] == "place"]], ignore_index=True)
    return seen_outreach(own, audience)


def known_contacts(build: Build, waiting: Iterable[InboxLog]) -> dict[str, str]:
    """Return every contact's newest values that are known, by digests: those of the build, then those that wait.

    Parameters
    ----------
    build
        Knows what was landed before its morning.
    waiting
        The logs of the inbox, in the order in which they will be landed.
    """
    published = rows_if_published(build, "known_contacts")
    known = {} if published is None else dict(zip(published["contact_digest"], published["values_digest"], strict=True))
    for log in waiting:
        known.update(_waiting_contacts(log.content_hash, log))
    return known


@remembered(max_entries=40)
def _waiting_contacts(content_hash: str, _log: InboxLog) -> dict[str, str]:  # noqa: ARG001 - the key
    (result,) = read_file(_log.shown_name, _log.log)
    return dict(known_rows(result).values())


def released_gaps(build: Build, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Return what was asked for and not to be had, by part of the day, as this audience may see it."""
    return _released_finely(build, "gap_hours", release_gaps, audience, thresholds)


def released_declines(build: Build, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Return why something was declined as this audience may see it; no row where it sees no health figure."""
    return _released_finely(build, "decline_reasons", release_declines, audience, thresholds)


def _released_finely(
    build: Build, query_name: str, release: Callable[..., pd.DataFrame], audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Release a table of the build that told it last; no row where that is gone."""
    then = finely_told(build)
    if then is None:
        return _own(_released_beside(str(build.file), query_name, release, audience, thresholds)).iloc[:0]
    return _own(_released_beside(str(then.file), query_name, release, audience, thresholds))


@remembered(max_entries=80)
def _released_beside(
    build_file: str,
    query_name: str,
    release: Callable[..., pd.DataFrame],
    audience: Audience,
    thresholds: Thresholds,
) -> pd.DataFrame:
    """Release a table whose sums are among the outreach figures, beside these."""
    told = seen_outreach(_told_outreach(build_file), audience)
    return release(warehouse.read_query(Path(build_file), query_name), told, audience=audience, thresholds=thresholds)


def released_path(build: Build, audience: Audience, thresholds: Thresholds) -> ReleasedPath | None:
    """Return the path of help as it was told last, as this audience may see it; None where nothing is known of it.

    Whole, the city too: some of its stages are told nowhere else.
    """
    then = finely_told(build)
    if then is None:
        return None
    paths = project_paths()
    states = tuple(table_state(paths, name) for name in ("path_stages", "help_measures", "outreach_measures"))
    path = _released_path(str(then.file), thresholds, states, then, paths)
    return None if path is None else path.seen_by(audience)


@remembered(max_entries=20)
def _released_path(
    build_file: str,
    thresholds: Thresholds,
    states: tuple[tuple[int, int] | None, ...],  # noqa: ARG001 - corrected tables are read anew
    _build: Build,
    _paths: Paths,
) -> ReleasedPath | None:
    try:
        figures = warehouse.read_query(Path(build_file), "path_figures")
        providers = warehouse.read_query(Path(build_file), "path_providers")
        told = released_outreach(_build, EVERYBODY)
    except warehouse.TableMissingError:
        return None
    if figures.empty:
        return None
    return release_path(figures, providers, told, rules=path_rules(_paths), thresholds=thresholds)


def earlier_paths(build: Build, audience: Audience, thresholds: Thresholds) -> list[tuple[Build, ReleasedPath]]:
    """Return the path of help as it was told for earlier days, newest first; no two of them share a day.

    Nothing is counted anew over other days: a reader gets what the screens of those mornings told (decision 0062).
    """
    paths = project_paths()
    own = finely_told(build)
    before = build.as_of_date if own is None else own.as_of_date
    # Of two builds of one morning the one made last.
    newest = {each.as_of_date: each for each in kept_builds(paths) if each.as_of_date < before}
    kept = (kept_build(paths, newest[morning].build_id) for morning in sorted(newest, reverse=True))
    began = [each for each in kept if each is not None and _began_period(each)][:_EARLIER_PERIODS]
    told = [(each, released_path(each, audience, thresholds)) for each in began]
    return [(each, path) for each, path in told if path is not None]


def _began_period(build: Build) -> bool:
    """Return whether a build's own finer tables are those that are told; not so of one that an older version made."""
    periods = rows_if_published(build, "release_periods")
    return periods is not None and finely_told_on(build) == build.as_of_date


def path_rules(paths: Paths) -> PathRules:
    """Return which measures make the stages of the path of help, from the reviewed tables."""
    measures = {
        str(row["stage_code"]): tuple(str(row["measure_codes"]).split()) for row in row_dicts(path_stages(paths))
    }
    return PathRules(stages=measures, own_answers=answers_of(_reviewed(paths, "help_measures")))


def path_stages(paths: Paths) -> pd.DataFrame:
    """Return the reviewed stages of the path of help, in their order."""
    return _reviewed(paths, "path_stages")


def released_recovery_line(build: Build, audience: Audience, thresholds: Thresholds) -> LineFigures | None:
    """Return what this audience may see of the recovery line as it was told last, not to be changed.

    None where there was no log yet, or the build that told it is gone.
    """
    then = finely_told(build, RECOVERY_LINE)
    return None if then is None else _released_recovery_line(str(then.file), audience, thresholds)


def waiting_for_link(build: Build, audience: Audience, thresholds: Thresholds) -> pd.DataFrame | None:
    """Return the calls not linked yet on a build's own morning, as this audience may see them: one row, or none.

    None where there was no log yet.
    """
    own = rows_if_published(build, "recovery_line_calls")
    if own is None:
        return None
    if finely_told_on(build, RECOVERY_LINE) == build.as_of_date:
        told = _released_recovery_line(str(build.file), audience, thresholds)
        return None if told is None else told.calls[told.calls["part_code"] == NOT_YET].reset_index(drop=True)
    return release_waiting(own, audience=audience, thresholds=thresholds)


@remembered(max_entries=40)
def _released_recovery_line(build_file: str, audience: Audience, thresholds: Thresholds) -> LineFigures | None:
    try:
        raw = warehouse.read_query(Path(build_file), "recovery_line_calls")
        measures = warehouse.read_query(Path(build_file), "recovery_line_measures")
    except warehouse.TableMissingError:
        return None
    return release_recovery_line(raw, measures, audience=audience, thresholds=thresholds)


def released_hmis(build: Build, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    """Return what projects recorded in HMIS as this audience may see it; no row where it sees no health figure."""
    return _own(_released_hmis(str(build.file), audience, thresholds))


@remembered(max_entries=40)
def _released_hmis(build_file: str, audience: Audience, thresholds: Thresholds) -> pd.DataFrame:
    raw = warehouse.read_query(Path(build_file), "hmis_weeks")
    return release_hmis(raw, audience=audience, thresholds=thresholds)


def released_court_totals(build: Build, thresholds: Thresholds) -> pd.DataFrame | None:
    """Return totals of the courts as everybody may read them; None where the build knows nothing of them."""
    raw = rows_if_published(build, "court_totals")
    return None if raw is None else release_totals(raw, thresholds=thresholds)


def place_finder(build: Build) -> PlaceFinder:
    """Return the gazetteer that the build published, ready to be asked: the same answers as `crt locate` gives."""
    return _place_finder(str(build.file))


@remembered(max_entries=2)
def _place_finder(build_file: str) -> PlaceFinder:
    return PlaceFinder(gazetteer_of(warehouse.read_query(Path(build_file), "known_places")))


def released_overnight(
    build: Build, facts: Iterable[TypedFact], audience: Audience, thresholds: Thresholds
) -> pd.DataFrame:
    """Return the overnight counts of health sources as this audience may see them; no row where it sees none.

    The raw counts are not remembered; what is released is, until somebody types in another.
    """
    if not audience.sees_health:
        return pd.DataFrame()
    typed = [fact for fact in facts if not fact.is_public]
    answers = answers_of(_reviewed(project_paths(), "overnight_measures"))
    told = tuple((fact.fact_id, fact.value, fact.source, fact.recorded_at) for fact in typed)
    return _own(_released_overnight(str(build.file), told, audience, thresholds, answers, typed, build.as_of_date))


@remembered(max_entries=40)
def _released_overnight(
    build_file: str,
    told: tuple[tuple[object, ...], ...],  # noqa: ARG001 - another value typed in, other figures
    audience: Audience,
    thresholds: Thresholds,
    answers: tuple[Answers, ...],
    _typed: Iterable[TypedFact],
    _on: date,
) -> pd.DataFrame:
    try:
        raw = warehouse.read_query(Path(build_file), "overnight_counts")
    except warehouse.TableMissingError:
        return pd.DataFrame()
    counts = standing_counts(raw, _typed, on=_on)
    return release_overnight(counts, answers=answers, audience=audience, thresholds=thresholds)


def overnight_measures(paths: Paths) -> dict[str, OvernightMeasure]:
    """Return the reviewed overnight measures by code, in the table's order."""
    return _as_reviewed(paths, "overnight_measures", _overnight_measures)


def _overnight_measures(reference_dir: Path) -> dict[str, OvernightMeasure]:
    return measures_of(load_reference(reference_dir, "overnight_measures").to_dict("records"))


def policy(paths: Paths) -> Policy:
    """Return the reviewed numbers; as the file is now, because a person may just have corrected one."""
    return _as_reviewed(paths, "policy", load_policy)


def policy_digest(paths: Paths) -> str:
    """Return the digest of the reviewed tables as they are now; a build holds the one it was made with."""
    return settings.policy_digest(paths.reference_dir)


def roles(paths: Paths) -> Roles:
    """Return the reviewed roles, as the file is now."""
    return _as_reviewed(paths, "roles", load_roles)


def role_pages(paths: Paths) -> RolePages:
    """Return which role may open which page, as the reviewed table is now."""
    return _as_reviewed(paths, "role_pages", load_role_pages)


def released_table_list(paths: Paths) -> pd.DataFrame:
    """Return which published tables are released, to whom: `table_name`, `level`, and why the others are not."""
    return _reviewed(paths, "released_tables")


def _reviewed(paths: Paths, table_name: str) -> pd.DataFrame:
    """Return a reviewed table as the file is now."""
    return _own(_as_reviewed(paths, table_name, load_reference, table_name))


def _as_reviewed(paths: Paths, table_name: str, make: Callable[..., _T], *words: str) -> _T:
    """Return what is made of a reviewed table as its file is now: a correction holds on the next press.

    Parameters
    ----------
    paths
        The project's, whose reviewed tables are meant.
    table_name
        The table whose correction counts.
    make, words
        A function of a module, given the folder of the tables and these words. It is part of what its result is
        remembered under: one made anew on every call would be called every time.
    """
    made: _T = _made(make, str(paths.reference_dir), words, table_state(paths, table_name))
    return made


@remembered(max_entries=80)
def _made(
    make: Callable[..., Any],
    reference_dir: str,
    words: tuple[str, ...],
    file_state: tuple[int, int] | None,  # noqa: ARG001 - a corrected file is read anew
) -> Any:
    return make(Path(reference_dir), *words)


def table_state(paths: Paths, table_name: str) -> tuple[int, int] | None:
    """Return what tells a reviewed table from its correction: its file's time and size; None where it is missing."""
    try:
        found = (paths.reference_dir / f"{table_name}.csv").stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def action_proposals(paths: Paths) -> Mapping[str, ActionProposal]:
    """Return what is proposed for a place by the category that weighs most there, from the reviewed table."""
    return _as_reviewed(paths, "action_proposals", _action_proposals)


def _action_proposals(reference_dir: Path) -> Mapping[str, ActionProposal]:
    rows = load_reference(reference_dir, "action_proposals")
    return MappingProxyType(
        {
            row["category_code"]: ActionProposal(row["what"], row["owner_agency_code"], row["how_we_know"])
            for _, row in rows.iterrows()
        }
    )


def stigmatising_words(paths: Paths) -> tuple[StigmatisingWord, ...]:
    """Return the reviewed words that a text is checked for; read when somebody records, not before."""
    return _as_reviewed(paths, "stigmatising_words", _stigmatising_words)


def _stigmatising_words(reference_dir: Path) -> tuple[StigmatisingWord, ...]:
    return stigmatising_words_of(row_dicts(load_reference(reference_dir, "stigmatising_words")))


def closing_words(paths: Paths) -> Mapping[str, tuple[str, ...]]:
    """Return the reviewed words that end an action at one tap, by the status they go with, in the table's order."""
    return _as_reviewed(paths, "closing_words", _closing_words)


def _closing_words(reference_dir: Path) -> Mapping[str, tuple[str, ...]]:
    rows = load_reference(reference_dir, "closing_words")
    return MappingProxyType({str(status): tuple(of["words"]) for status, of in rows.groupby("status", sort=False)})


def named_places(paths: Paths) -> pd.DataFrame:
    """Return the reviewed squares, parks and stations: `place_name`, `kind`, `x_m`, `y_m` (EPSG:26986 metres)."""
    return _own(_as_reviewed(paths, "named_places", _named_places))


def _named_places(reference_dir: Path) -> pd.DataFrame:
    rows = load_reference(reference_dir, "named_places")
    x_m, y_m = project_lonlat(rows["lon"].astype(float), rows["lat"].astype(float))
    return rows[["place_name", "kind"]].assign(x_m=x_m, y_m=y_m)


def catalogues(paths: Paths) -> Catalogues:
    """Return the words of the Council's room in its languages, as the files are now."""
    folders = paths.catalogue_dirs
    return _catalogues(tuple(map(str, folders)), catalogue_states(folders))


@remembered(max_entries=8)
def _catalogues(folders: tuple[str, ...], states: tuple[tuple[str, int, int], ...]) -> Catalogues:  # noqa: ARG001 - the key
    return read_catalogues([Path(folder) for folder in folders])


def risk_kinds(paths: Paths) -> dict[str, str]:
    """Return the words of each kind of risk by its code, in the table's order."""
    rows = _reviewed(paths, "risk_kinds")
    return dict(zip(rows["risk_code"], rows["words"], strict=True))


def court_measures(paths: Paths) -> list[dict[str, Any]]:
    """Return what totals of the courts count, from the reviewed table."""
    return row_dicts(_reviewed(paths, "court_measures"))


def ordinance_sections(paths: Paths) -> list[dict[str, Any]]:
    """Return the sections of the Encampment Ordinance in the table's order: our words, the City's where filled in."""
    return row_dicts(_reviewed(paths, "ordinance_sections"))


def ordinance_choices(paths: Paths, choice_list: str) -> dict[str, str]:
    """Return the words of one reviewed list of the ordinance checklist by code, in the table's order."""
    choices = _reviewed(paths, "ordinance_choices")
    rows = choices[choices["choice_list"] == choice_list]
    return dict(zip(rows["choice_code"], rows["words"], strict=True))


def agencies_told_of_concerns(paths: Paths) -> frozenset[str]:
    """Return the agencies that may see the place and the kind of a concern they take part in; only a `1` says so."""
    rows = _reviewed(paths, "agencies")
    if "sees_concerns" not in rows:
        return frozenset()
    return frozenset(rows.loc[rows["sees_concerns"] == "1", "agency_code"])


def agency_names(paths: Paths) -> dict[str, str]:
    """Return the name of each agency by its code, in the table's order."""
    agencies = _reviewed(paths, "agencies")
    return dict(zip(agencies["agency_code"], agencies["agency_name"], strict=True))


# The file's path holds the build id and the data folder; never kept on disk, because a build can be pruned.
@remembered(max_entries=400)
def _rows(build_file: str, query_name: str, **params: str) -> pd.DataFrame:
    return warehouse.read_query(Path(build_file), query_name, **params)


def measure_codes(paths: Paths) -> tuple[str, ...]:
    """Return the measures of the outreach log in the reviewed order."""
    return tuple(_reviewed(paths, "outreach_measures")["measure_code"])


def measure_names(paths: Paths) -> dict[str, str]:
    """Return the words of each measure of the outreach log by its code, in the reviewed order."""
    rows = _reviewed(paths, "outreach_measures")
    return dict(zip(rows["measure_code"], rows["measure_name"], strict=True))


def book(url: str, *, up_to: date) -> HuddleBook:
    """Return what stands on a morning by the newest event recorded; folded once for all screens, it never changes.

    The newest event is known by its hash: after a restore the same number could stand for another event.
    """
    return _record(url).book(up_to=up_to)


def polled_book(url: str, *, up_to: date) -> HuddleBook:
    """Return what stands on a morning as of a moment ago: fifty screens that ask every second share a few looks."""
    return _record(url).book(up_to=up_to, max_age_s=_POLLED_AGE_S)


def grants(url: str) -> Grants:
    """Return who was given which role, by the newest event: what was taken back a moment ago is not among it."""
    return _granted_roles(url).grants()


@remembered(max_entries=8)
def _granted_roles(url: str) -> GrantedRoles:
    return GrantedRoles(operations(url))


@remembered(max_entries=8)
def _record(url: str) -> FoldedRecord:
    return FoldedRecord(operations(url))


def book_at_close(url: str, *, huddle_date: date, close_event_id: str) -> HuddleBook:
    """Return what stood at the close of a huddle: its minutes. Words erased since are gone from it too."""
    return _record(url).book_at_close(huddle_date=huddle_date, close_event_id=close_event_id)


@remembered(max_entries=8)
def access_log(url: str) -> AccessLog:
    """Return the log of who opened, took away or changed what, opened once for all screens."""
    return AccessLog(url)


@remembered(max_entries=8)
def operations(url: str) -> OperationsStore:
    """Return the one store of what people record, opened once for all screens."""
    return OperationsStore(url)

"""Every ticket as the last build knew it, so that the next morning need only look at what changed (decision 0020).

A build of everything keeps eighteen tables of its work in `data/warehouse/held.duckdb`. The next morning's build finds
the records that a new file holds, or that a stamp between the two mornings concerns, runs the same models on those
alone, and puts their rows in the place of the held ones. It is a cache: deleted, it is made anew.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Self

import duckdb

from pipelines.settings import PROJECT_ROOT, policy_digest
from pipelines.warehouse import SQL_DIR, connect, make_table, order_work, query, run_piece, run_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from pipelines.settings import Paths
    from pipelines.warehouse import Model, Step

_COORDINATES = ("int_coordinates__found", "int_coordinates__projected", "int_coordinates__settled")
HELD_TABLES = (
    "int_tickets__seen",
    "int_tickets__assigned",
    "int_tickets__spanned",
    "int_contacts__filed",
    "int_records__newest",
    "int_files__judged",
    "int_incidents__merged",
    "int_incidents__damped",
    "int_texts__read",
    "int_coordinates__told",
    "int_tickets__rescued",
)
_RESCUED = ("int_places__labelled", "int_coordinates__rescued", "int_tickets__rescued")
_OF_THE_WEEK = (
    "int_districts__derived",
    "int_signals__calibrated",
    "int_signals__replayed",
    "int_list__judged",
    "int_list__replayed",
    "int_scans__made",
    "int_clusters__scanned",
)
_STAGED_RECORDS = (
    "stg_crt__records",
    "stg_city311__legacy_tickets",
    "stg_city311__new_tickets",
    "stg_open311__requests",
    "stg_outreach__contacts",
)
_STAGED = ("stg_crt__files", *_STAGED_RECORDS)
_RECORD_TABLES = ("int_tickets__seen", "int_tickets__spanned", "int_contacts__filed", "int_records__newest")


class HeldTables:
    """The held tables of a data folder, open beside the memory in which a build works."""

    def __init__(
        self,
        paths: Paths,
        *,
        work: Sequence[Model | Step],
        parameters: Mapping[str, Any],
        report: Callable[[str], None],
    ) -> None:
        """Open them; a file that cannot be opened is thrown away, because it can be made again."""
        self._report = report
        self.connection = _open(paths.held_file)
        self._work = work
        self._parameters = {**parameters, "made_by": digest_of_rules(paths.reference_dir)}
        self._is_later = False
        self._is_brought_up = False
        self._has_week = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.connection.close()

    def bring_up(self, given: Collection[str]) -> frozenset[str]:
        """Bring the held tables up to this morning where that is possible.

        Parameters
        ----------
        given
            The raw and the reviewed tables, laid down in the connection.

        Returns
        -------
        The tables that a build need not make any more: the held ones, or of them the known outlines alone where all
        must be made.
        """
        self._run("main", _STAGED, given)
        self._execute("outlines_held")
        laid = {*given, *_STAGED, "int_outlines__known"}
        self._make("changed_files")
        standing = query(self.connection, _sql("standing"), self._parameters).to_arrow_table().to_pylist()[0]
        self._is_later = standing["is_later"]
        self._parameters["held_as_of_at"] = standing["held_as_of_at"]
        if standing["can_be_brought_up"] and self._change_records(laid):
            self._rescue(laid)
            self._merge_and_weigh(laid)
            self._execute("brought_up")
            self._is_brought_up = True
            laid |= {*HELD_TABLES, *_COORDINATES, *_RESCUED}
            self._has_week = self._n_rows("held_for_the_week") > 0
            if self._has_week:
                self._execute("week_held")
                laid |= {*_OF_THE_WEEK}
            else:
                self._execute("forget_week")
        return frozenset(laid)

    def keep(self) -> None:
        """Keep what a build of everything made, and what is made once a week; of an earlier morning nothing."""
        if self._is_later:
            return
        try:
            if not self._is_brought_up:
                self._execute("hold")
            if not self._has_week:
                self._execute("hold_week")
            self._execute("hold_outlines")
        except duckdb.Error as error:
            # The morning is on the screens already; the next build makes everything anew.
            self._report(f"what was found could not be kept for the next morning: {str(error).splitlines()[0]}")

    def _change_records(self, laid: Collection[str]) -> bool:
        """Put the changed records' rows in place; False where earlier answers about others would change with them."""
        self._make("changed_records")
        self._execute("changed_versions")
        self._run("changed", _RECORD_TABLES, {*laid} - {*_STAGED_RECORDS})
        if self._n_rows("first_openings_differ"):
            return False
        self._make("differing_tickets")
        n_asked, n_differing = (
            self.connection.table(name).to_arrow_table().num_rows for name in ("changed_records", "differing_tickets")
        )
        self._report(f"of {n_asked:,} records that may have changed {n_differing:,} tickets did; the rest is held")
        self._make("merged_anew_from")
        self._execute("told_anew")
        self._execute("put_tickets")
        self._execute("put_records")
        self._execute("texts_read_anew")
        self._run("texts_read_anew", ("int_texts__read",), {*laid, "int_tickets__seen"})
        self._execute("put_texts")
        self._run("settled_anew", _COORDINATES, {*laid, "int_coordinates__told"})
        return not self._n_rows("places_differ")

    def _rescue(self, laid: Collection[str]) -> None:
        """Look up all lost addresses anew: what one is, each further ticket may tell better."""
        self._execute("rescue_anew")
        there = {*laid, *_COORDINATES, "int_coordinates__told", "int_texts__read", "int_tickets__seen"}
        self._run("rescued_anew", _RESCUED, there)
        self._execute("rescued_differ")

    def _merge_and_weigh(self, laid: Collection[str]) -> None:
        self._make("tickets_merged_anew")
        self._execute("merged_anew")
        there = {*laid, *_COORDINATES, *_RESCUED, "int_tickets__seen", "int_tickets__spanned", "int_tickets__unioned"}
        self._run("merged_anew", ("int_incidents__merged", "int_files__judged"), there)
        self._make("changed_incidents")
        self._execute("put_incidents")
        self._execute("weighed_anew")
        there = {*laid, *_COORDINATES, *_RESCUED, "int_tickets__seen", "int_incidents__merged"}
        self._run("weighed_anew", ("int_incidents__damped",), there)
        self._execute("put_weights")

    def _run(self, schema: str, wanted: Sequence[str], there: Collection[str]) -> None:
        """Make tables in a schema, from what is there under the names that this schema gives them."""
        self._execute(f"search_{schema}")
        for piece in order_work(self._work, given=there, wanted=wanted):
            run_piece(self.connection, piece, parameters=self._parameters)
        self._execute("search_main")

    def _n_rows(self, name: str) -> int:
        return int(query(self.connection, _sql(name), self._parameters).to_arrow_table().num_rows)

    def _make(self, name: str) -> None:
        make_table(self.connection, name, _sql(name), self._parameters)

    def _execute(self, name: str) -> None:
        run_statements(self.connection, _sql(name), self._parameters)


def digest_of_rules(reference_dir: Path) -> str:
    """Return a digest of everything that decides how a ticket is read: policy, models, code and engine."""
    digest = hashlib.sha256(policy_digest(reference_dir).encode())
    digest.update(duckdb.__version__.encode())
    rooms = (PROJECT_ROOT / "geo", PROJECT_ROOT / "pipelines")
    for path in sorted(path for room in rooms for kind in ("*.py", "*.sql") for path in room.rglob(kind)):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _open(file: Path) -> duckdb.DuckDBPyConnection:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = connect(file)
    except duckdb.Error:
        for damaged in (file, file.with_name(f"{file.name}.wal")):
            damaged.unlink(missing_ok=True)
        connection = connect(file)
    connection.execute(_sql("memory"))
    connection.execute(_sql("work"))
    return connection


def _sql(name: str) -> str:
    return (SQL_DIR / "held" / f"{name}.sql").read_text(encoding="utf-8")

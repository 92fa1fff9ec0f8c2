"""The one DuckDB connection factory, and the runner of the models in `pipelines/sql`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import pandas as pd

SQL_DIR = Path(__file__).resolve().parent / "sql"
MODEL_FOLDERS = ("staging", "intermediate", "marts")
_PARAMETER = re.compile(r"\$([a-z_]+)")


def connect(path: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database, in memory when no path is given.

    The session runs in New York time, reads no Python variables as tables, and never fetches an extension.
    """
    connection = duckdb.connect(str(path) if path else ":memory:")
    connection.execute((SQL_DIR / "session.sql").read_text(encoding="utf-8"))
    return connection


@dataclass(frozen=True)
class Model:
    """One `.sql` file: its stem is the table it makes."""

    name: str
    folder: str
    sql: str

    @property
    def reads(self) -> frozenset[str]:
        """The tables it reads."""
        return tables_read(self.sql)

    @property
    def is_view(self) -> bool:
        """True where rows only pass through and copying them would cost more than reading: the header says so."""
        return self.folder == "staging" or "\n-- View: " in self.sql

    @property
    def writes(self) -> tuple[str, ...]:
        """The one table it makes."""
        return (self.name,)


class Step(Protocol):
    """One Python step between models: frames in, frames out."""

    @property
    def name(self) -> str:
        """Name for the progress line."""

    @property
    def reads(self) -> frozenset[str]:
        """The tables it may ask for; each is handed over whole."""

    @property
    def writes(self) -> tuple[str, ...]:
        """The tables it makes, in the order in which `run` returns them."""

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Do it."""


@cache
def tables_read(sql: str) -> frozenset[str]:
    """Return the names of the tables a query reads, its own CTEs left out."""
    return frozenset(_reader().get_table_names(_PARAMETER.sub("null", sql)))


@cache
def _reader() -> duckdb.DuckDBPyConnection:
    """Return a connection without tables, which knows the session's macros: the engine itself reads the query."""
    return connect()


def load_models(folders: Iterable[str] = MODEL_FOLDERS) -> list[Model]:
    """Read every model of the given folders, by folder and name."""
    return [
        Model(name=path.stem, folder=folder, sql=path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((SQL_DIR / folder).glob("*.sql"))
    ]


def order_work(
    work: Sequence[Model | Step], *, given: Collection[str], wanted: Collection[str] | None = None
) -> list[Model | Step]:
    """Order models and steps so that each comes after what it reads.

    Parameters
    ----------
    work
        Models and steps.
    given
        Tables that are there already: raw tables, reviewed tables.
    wanted
        Leave out what these tables do not need; None keeps everything.

    Raises
    ------
    KeyError
        Something reads a table that nothing makes.
    graphlib.CycleError
        Two pieces of work wait for each other.
    """
    maker = {table: piece for piece in work for table in piece.writes}
    needs: dict[str, set[str]] = {}
    waiting = list(maker if wanted is None else wanted)
    while waiting:
        table = waiting.pop()
        if table in needs:
            continue
        inputs = set(maker[table].reads) - set(given)
        if unknown := sorted(inputs - maker.keys()):
            msg = f"{maker[table].name} reads {', '.join(unknown)}, which nothing makes"
            raise KeyError(msg)
        needs[table] = inputs
        # A step makes all its tables at once, so what one needs all need.
        waiting += [*inputs, *maker[table].writes]
    order = TopologicalSorter({table: sorted(inputs) for table, inputs in sorted(needs.items())}).static_order()
    return list({id(maker[table]): maker[table] for table in order}.values())


def run_piece(connection: duckdb.DuckDBPyConnection, piece: Model | Step, *, parameters: Mapping[str, Any]) -> None:
    """Run one model or step and keep its tables in the connection's database."""
    if isinstance(piece, Model):
        if piece.is_view:
            query(connection, piece.sql, parameters).create_view(piece.name)
        else:
            make_table(connection, piece.name, piece.sql, parameters)
        return
    for name, frame in zip(piece.writes, piece.run(_Frames(connection, piece.reads)), strict=True):
        store_frame(connection, name, frame)


class _Frames(Mapping[str, "pd.DataFrame"]):
    """The tables a step reads, each read when it is first asked for: many are needed on few mornings."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: frozenset[str]) -> None:
        self._connection = connection
        self._names = names
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = read_frame(self._connection, name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any]) -> duckdb.DuckDBPyRelation:
    """Return the relation of a `.sql` text with the values it names."""
    return connection.sql(sql, params=_values_named(sql, parameters))


def make_table(connection: duckdb.DuckDBPyConnection, name: str, sql: str, parameters: Mapping[str, Any]) -> None:
    """Keep the rows of a `.sql` text with the values it names as a table."""
    if values := _values_named(sql, parameters):
        connection.execute(_values_sql(), {"given": values})
    connection.sql(_PARAMETER.sub(r"getvariable('given').\1", sql)).create(name)


@cache
def _values_sql() -> str:
    return (SQL_DIR / "values.sql").read_text(encoding="utf-8")


def run_statements(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any]) -> None:
    """Run a `.sql` text of several statements, of which the last one may name values."""
    connection.execute(sql, _values_named(sql, parameters))


def _values_named(sql: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parameters[name] for name in set(_PARAMETER.findall(sql))}


def read_frame(connection: duckdb.DuckDBPyConnection, table_name: str) -> pd.DataFrame:
    """Return one table as a frame (through Arrow: DuckDB's own conversion warns on pandas 3)."""
    frame: pd.DataFrame = connection.table(table_name).to_arrow_table().to_pandas()
    return frame


def store_frame(connection: duckdb.DuckDBPyConnection, table_name: str, frame: pd.DataFrame) -> None:
    """Keep a frame as a table."""
    connection.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)).create(table_name)

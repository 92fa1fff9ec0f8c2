"""Two cities that differ in hidden counts alone look the same: on every page, to every role, in every file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import TYPE_CHECKING

import duckdb
import pytest

from crt_handout import PUBLIC_RECORDS
from dashboard import cache
from dashboard.access import load_roles
from dashboard.components.opening import morning_of
from dashboard.components.pack import READER
from dashboard.components.released_tables import map_layers, released_tables
from dashboard.paper.release import table_files
from dashboard.role_pages import load_role_pages
from pipelines.settings import project_paths
from tests.support.published_build import tell_outreach, write_published_build
from tests.support.screen import all_told, open_seen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFERENCE = project_paths({}).reference_dir
ROLES = load_roles(REFERENCE)
SEEN_AT = datetime(2024, 5, 14, 12, 30, tzinfo=UTC)
SEEN = [(page, role.role_code) for role in ROLES.roles for page in load_role_pages(REFERENCE).of_role(role)]
# What counts the same thing at different places: of two hidden figures one event can lie in the other. In the other
# tables the made-up town has no two such figures.
CUTS = {
    "location_outreach": ("measure_code", "location_id", "n_events"),
    "recovery_line_calls": ("cut_code", "part_code", "n_calls"),
    "hmis_weeks": ("measure_code || week_start_date", "project_code", "n_events"),
}


@contextmanager
def opened(folder: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(folder))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        # The access log tells to the minute who opened what; the two cities are looked at in different minutes.
        environment.setattr("dashboard.state.now_at", lambda: SEEN_AT)
        yield folder


def released() -> dict[str, dict[str, bytes]]:
    """Return every file of `crt release` by audience, of the build in the folder that is open."""
    build = cache.current_build(project_paths())
    assert build is not None
    morning = morning_of(project_paths(), build, role=PUBLIC_RECORDS)
    seen = [replace(morning, role=role) for role in (*ROLES.roles, PUBLIC_RECORDS, READER)]
    return {each.role.role_code: {**table_files(released_tables(each)), **map_layers(each)} for each in seen}


def with_an_event_elsewhere(folder: Path, table: str, told: dict[str, dict[str, bytes]]) -> Path | None:
    """Return a data folder whose build has one hidden event in another hidden figure, where that tells nobody more."""
    for number, (giving, taking) in enumerate(_pairs(folder / "one", table)):
        # A folder of its own for each: what is remembered of a build goes by its file.
        tried = folder / str(number)
        (file,) = write_published_build(tried).builds_dir.glob("*.duckdb")
        whole, part, count = CUTS[table]
        with duckdb.connect(str(file)) as connection:
            for key, change in ((giving, -1), (taking, 1)):
                connection.execute(
                    f"update {table} set {count} = {count} + $change where {whole} = $whole and {part} = $part",  # noqa: S608
                    {"change": change, "whole": key[0], "part": key[1]},
                )
            tell_outreach(connection)
        with opened(tried):
            if released() == told:
                return tried
    return None


def _pairs(folder: Path, table: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield two parts of one sum, the second small: the first can give an event, the second can take one."""
    whole, part, count = CUTS[table]
    (file,) = (folder / "warehouse" / "builds").glob("*.duckdb")
    with duckdb.connect(str(file), read_only=True) as connection:
        query = f"select {whole}, {part}, {count} from {table} where {count} > 0 order by all"  # noqa: S608
        counted = connection.sql(query).fetchall()
    for (of_one, one, n), (of_other, other, other_n) in permutations(counted, 2):
        if of_one == of_other and n > 1 and other_n < 10:
            yield (of_one, one), (of_other, other)


@pytest.mark.slow
@pytest.mark.parametrize("table", CUTS)
def test_where_a_hidden_event_lies_is_told_on_no_page_to_no_role(table: str, tmp_path: Path) -> None:
    write_published_build(tmp_path / "one")
    with opened(tmp_path / "one"):
        told = released()
        screens = {seen: all_told(open_seen((*seen, None))) for seen in SEEN}

    elsewhere = with_an_event_elsewhere(tmp_path, table, told)
    assert elsewhere is not None, "of the made-up town no two hidden figures could change places"
    with opened(elsewhere):
        other = {seen: all_told(open_seen((*seen, None))) for seen in SEEN}

    assert len(screens) > 60
    assert [seen for seen in SEEN if screens[seen] != other[seen]] == []

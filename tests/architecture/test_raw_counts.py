"""Raw outreach and health counts are read in one module, which hands on only what went through disclosure."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts import PUBLISHED
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from pathlib import Path

RAW = {
    table.name for table in PUBLISHED for column in table.columns if column.column_class in ("outreach", "health")
} - {"known_contacts"}
READERS = sorted([*PROJECT_ROOT.glob("crt*.py"), *(PROJECT_ROOT / "dashboard").rglob("*.py")])


def queries_asked(file: Path) -> set[str]:
    """Return the names that a module hands to a function that reads a build."""
    calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {
        argument.value
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in ("rows", "read_query", "rows_if_published")
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_there_are_raw_tables_and_one_module_reads_them():
    assert {"city_outreach", "hmis_weeks", "recovery_line_calls"} <= RAW
    assert {"hmis_weeks", "recovery_line_calls"} <= queries_asked(PROJECT_ROOT / "dashboard" / "cache.py")


def test_no_screen_has_a_query_for_a_raw_count_of_outreach():
    queries = {file.stem for file in (PROJECT_ROOT / "dashboard" / "stores" / "queries").glob("*.sql")}
    assert not queries & {"city_outreach", "zone_outreach", "location_outreach"}


@pytest.mark.parametrize("file", READERS, ids=lambda file: str(file.relative_to(PROJECT_ROOT)))
def test_no_other_module_reads_a_raw_count(file: Path):
    if file != PROJECT_ROOT / "dashboard" / "cache.py":
        assert not queries_asked(file) & RAW

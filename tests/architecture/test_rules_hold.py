"""The rules of the house, checked on the code itself."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from dashboard.huddle.contracts import ACTIONS, AGENDA_ITEMS, COMPARED_RANKS, MEETING, ORDINANCE, WALK_THROUGHS
from pipelines.contracts import PUBLISHED
from pipelines.warehouse import load_models, tables_read

ROOT = Path(__file__).resolve().parents[2]
READS_TEXT = "stg_open311__requests"
READS_CLOSINGS = "stg_city311__closings"
ROOMS = ("geo", "pipelines", "dashboard")
DOORS = [*sorted(ROOT.glob("crt*.py")), ROOT / "streamlit_app.py"]
SOURCES = sorted([path for room in ROOMS for path in (ROOT / room).rglob("*.py")] + DOORS)
SQL_TEXT = re.compile(
    r"^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(or\s+replace\s+)?(table|view)\s|attach\s|pragma\s|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Told:
    """What the rules ask of one module."""

    imports: frozenset[str]
    """The modules it imports, by whole name, and the modules from which it imports a name."""
    strings: tuple[str, ...]
    """Its texts, docstrings left out."""
    catches_everything: bool
    reads_the_clock: bool


@cache
def told_by(path: Path) -> Told:
    """Read a module once for all rules: taking it apart costs more than asking."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docstrings = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return Told(
        imports=frozenset(
            name
            for node in nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            )
        ),
        strings=tuple(
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ),
        catches_everything=any(is_broad(node) for node in nodes),
        reads_the_clock=any(is_look_at_the_clock(node) for node in nodes),
    )


def is_broad(node: ast.AST) -> bool:
    return isinstance(node, ast.ExceptHandler) and (
        node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    )


def is_look_at_the_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow", "time"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    )


def test_imports_go_one_way():
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout


def test_no_room_imports_a_door():
    doors = {path.stem for path in DOORS}
    # The doors themselves: crt.py opens the smaller ones, and these tell what they found by crt_output.
    may = {path.name for path in DOORS} - {"crt_output.py", "streamlit_app.py"}

    assert [
        str(path.relative_to(ROOT)) for path in SOURCES if path.name not in may and told_by(path).imports & doors
    ] == []


def test_every_door_is_shipped_and_its_types_are_checked():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    doors = {path.name for path in DOORS}

    assert doors - set(told["hatch"]["build"]["targets"]["wheel"]["only-include"]) == set()
    assert doors - set(told["mypy"]["files"]) == set()


def test_the_import_rules_have_no_list_of_exceptions():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

    assert [contract["name"] for contract in rules["contracts"] if contract.get("ignore_imports")] == []


def test_no_subjects_contracts_name_anothers():
    shared = {"pipelines.contracts.sources", "pipelines.contracts.tables"}
    found = [
        f"{path.stem} names {node.module}"
        for path in sorted((ROOT / "pipelines" / "contracts").glob("*.py"))
        if path.stem != "__init__"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("pipelines") and node.module not in shared
    ]

    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stands_only_in_sql_files(path):
    assert [text for text in told_by(path).strings if SQL_TEXT.match(text)] == []


def test_a_sql_string_in_python_would_be_found():
    assert SQL_TEXT.match("select a from b")
    assert SQL_TEXT.match("\n  with x as (select 1) select * from x")


def test_only_the_two_doors_catch_everything():
    broad = [str(path.relative_to(ROOT)) for path in SOURCES if told_by(path).catches_everything]

    assert sorted(broad) == ["crt.py", "streamlit_app.py"]


def test_no_module_reads_the_clock_but_the_doors_and_the_pages_state():
    calls = {str(path.relative_to(ROOT)) for path in SOURCES if told_by(path).reads_the_clock}

    assert calls <= {"crt.py", "streamlit_app.py", "dashboard/state.py"}


def test_a_share_stands_on_screens_and_papers_with_a_space_before_its_sign():
    # Python's own form for a share puts none: "33%" on one page, "37 %" on the next.
    told = {path: told_by(path).strings for path in SOURCES if ROOT / "dashboard" in path.parents}

    assert [path for path, texts in told.items() if any(re.fullmatch(r",?\.\d%", text) for text in texts)] == []


def test_every_model_says_its_grain_and_why_it_exists():
    for model in load_models():
        assert model.sql.startswith("-- One row"), model.name


def test_staging_reads_only_raw_tables_and_marts_never_do_but_for_receipts():
    for model in load_models(["staging"]):
        own_policy = {READS_TEXT: {"ref_text_keywords"}, READS_CLOSINGS: {"ref_ticket_types"}}.get(model.name, set())
        assert all(name.startswith(("raw_", "stg_crt__")) for name in model.reads - own_policy), model.name
    for model in load_models(["marts"]):
        raw = {name for name in model.reads if name.startswith(("raw_", "stg_"))}
        assert raw <= {"raw_crt__receipts", "raw_crt__set_aside", "raw_crt__location_registry"}, model.name


def test_staging_lists_its_columns():
    for model in load_models(["staging"]):
        assert "*" not in model.sql, model.name


def test_a_cte_is_not_taken_for_a_table():
    assert tables_read("with a as (select 1 from b) select * from a inner join c on true") == {"b", "c"}


def test_free_text_never_leaves_staging():
    free_text = re.compile(r"closure_reason|closure_comments|case_title|description|notes|media_url", re.IGNORECASE)

    assert [model.name for model in load_models() if free_text.search(model.sql)] == [READS_CLOSINGS, READS_TEXT]


def test_only_the_step_that_makes_numbers_of_them_reads_closing_texts():
    assert [model.name for model in load_models() if READS_CLOSINGS in model.reads] == []
    readers = [path.name for path in (ROOT / "pipelines" / "steps").glob("*.py") if READS_CLOSINGS in path.read_text()]
    assert readers == ["closings.py"]


def test_the_one_model_that_reads_a_description_hands_on_only_its_category():
    (model,) = [model for model in load_models(["staging"]) if model.name == READS_TEXT]
    tree = sqlglot.parse_one(model.sql, dialect="duckdb")
    ctes = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    handed_on = {name: {column.name for column in select.find_all(exp.Column)} for name, select in ctes.items()}
    final = {column.name for expression in tree.selects for column in expression.find_all(exp.Column)}

    assert {"description", "words", "status_notes", "media_url"}.isdisjoint(final)
    assert ctes["understood"].named_selects == ["file_id", "row_number", "category_code"]
    assert "described" not in {table.name for table in tree.args["joins"][0].find_all(exp.Table)}
    assert "description" not in handed_on["understood"]


def test_every_published_table_has_a_maker_and_no_personal_column():
    made = {model.name for model in load_models(["marts"])} | {"check_results"}

    assert {table.name for table in PUBLISHED} == made
    assert [column.name for table in PUBLISHED for column in table.columns if column.column_class == "personal"] == []


@pytest.mark.parametrize(
    "table",
    [*PUBLISHED, ACTIONS, AGENDA_ITEMS, COMPARED_RANKS, MEETING, ORDINANCE, WALK_THROUGHS],
    ids=lambda table: table.name,
)
def test_every_figure_has_a_meaning_a_unit_a_source_and_what_it_does_not_count(table):
    asked = ("meaning", "unit", "source", "not_counted")
    unsaid = {
        column.name: missing
        for column in table.columns
        if column.is_number and (missing := [name for name in asked if not getattr(column, name)])
    }

    assert unsaid == {}


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.name)
def test_every_table_names_feeds_that_the_reviewed_table_knows(table):
    with (ROOT / "data" / "reference" / "feeds.csv").open(encoding="utf-8", newline="") as rows:
        known = {row["feed_code"] for row in csv.DictReader(rows)}

    assert set(table.feed_codes) <= known


def test_the_data_dictionary_is_fresh():
    run = subprocess.run([sys.executable, ".ci/dictionary.py", "--check"], cwd=ROOT, check=False)

    assert run.returncode == 0


def test_the_readable_matrix_of_roles_is_fresh():
    run = subprocess.run([sys.executable, ".ci/who_sees_what.py", "--check"], cwd=ROOT, check=False)

    assert run.returncode == 0


def test_the_lock_holds_hashes_and_no_addresses():
    for name in ("requirements.lock", "requirements-bootstrap.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[A-Za-z0-9_.-]+==", text, flags=re.MULTILINE)

        assert "://" not in text
        assert len(pinned) == len(
            re.findall(r"^[A-Za-z0-9_.-]+==[^\n]*\\\n\s+--hash=sha256:", text, flags=re.MULTILINE)
        )


def test_words_the_field_does_not_use_stand_nowhere():
    banned = re.compile(r"\b(addict|junkie|vagrant|the homeless|service-resistant|hotspot)\b", re.IGNORECASE)
    texts = [
        *SOURCES,
        *(ROOT / "data" / "reference").glob("*.csv"),
        *(ROOT / "pipelines" / "sql").rglob("*.sql"),
    ]
    # The one table that must name them, to say what is said instead.
    texts.remove(ROOT / "data" / "reference" / "stigmatising_words.csv")

    assert [str(path.relative_to(ROOT)) for path in texts if banned.search(path.read_text(encoding="utf-8"))] == []


def test_only_the_location_map_imports_folium():
    importers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if {name.split(".")[0] for name in told_by(path).imports} & {"folium", "streamlit_folium", "branca"}
    }

    assert importers == {"dashboard/components/location_map.py"}

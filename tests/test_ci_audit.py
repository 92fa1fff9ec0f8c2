"""The dependency audit with planted answers: what fails, what may stand and for how long, and when it says NOT RUN."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

TODAY = date(2026, 11, 23)
KNOWN_BAD = Path("known-bad.txt")
HEAD = "advisory,package,reason,reviewed_by,until_date\n"
OLD = {"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": ["CVE-2014-1402"]}
FOUND = {"id": "PYSEC-2026-1", "fix_versions": ["9.9"], "aliases": ["CVE-2026-1", "GHSA-x"]}
PROBED = [{"name": "jinja2", "version": "2.4.1", "vulns": [OLD]}]
CLEAN = [{"name": "duckdb", "version": "1.5.5", "vulns": []}, {"name": "numpy", "version": "2.4.6", "vulns": []}]
BAD = [*CLEAN, {"name": "pillow", "version": "1.0", "vulns": [FOUND]}]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_audit", PROJECT_ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415

    sys.modules["ci_audit"] = module
    spec.loader.exec_module(module)
    return module


def answering(of: dict[str, tuple[Any, Any]]) -> Callable[[str, Path], str]:
    """Return services that tell, each, something of the package known to be bad and of the locked ones."""

    def ask(service: str, requirements: Path) -> str:
        told = of[service][0 if requirements == KNOWN_BAD else 1]
        if isinstance(told, Exception):
            raise told
        return told if isinstance(told, str) else json.dumps({"dependencies": told, "fixes": []})

    return ask


def run(audit: ModuleType, tmp_path: Path, ask: Callable[[str, Path], str], *rows: str) -> tuple[int, str]:
    table = tmp_path / "accepted_advisories.csv"
    table.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    code, lines = audit.audit(ask, known_bad=KNOWN_BAD, accepted=table, today=TODAY)
    return code, "\n".join(lines)


def test_packages_that_nothing_stands_against_pass(audit: ModuleType, tmp_path: Path) -> None:
    code, said = run(audit, tmp_path, answering({"osv": (PROBED, CLEAN)}))

    assert (code, said) == (
        0,
        "osv: 2 packages asked about, 0 advisories stand against them, 0 of 0 reviewed ones were met",
    )


def test_an_advisory_fails_the_run_and_says_what_mends_it(audit: ModuleType, tmp_path: Path) -> None:
    code, said = run(audit, tmp_path, answering({"osv": (PROBED, BAD)}))

    assert code == 1
    assert "FOUND: pillow 1.0: PYSEC-2026-1 CVE-2026-1 GHSA-x; mended in 9.9" in said
    assert "Next step: upgrade" in said


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("PYSEC-2026-1,pillow,not reached,the CRT office,2026-11-23", 0),
        ("CVE-2026-1,pillow,not reached,the CRT office,2027-01-31", 0),
        ("PYSEC-2026-1,pillow,not reached,the CRT office,2026-11-22", 1),
        ("PYSEC-2026-1,duckdb,not reached,the CRT office,2027-01-31", 1),
        ("PYSEC-2026-2,pillow,not reached,the CRT office,2027-01-31", 1),
    ],
    ids=["its last day", "by another name", "expired", "of another package", "another advisory"],
)
def test_what_was_reviewed_stands_until_its_day(audit: ModuleType, tmp_path: Path, row: str, code: int) -> None:
    found, said = run(audit, tmp_path, answering({"osv": (PROBED, BAD)}), row)

    assert found == code
    assert said.startswith("let stand: pillow" if code == 0 else "FOUND: pillow")
    assert ("was let stand until 2026-11-22" in said) == ("11-22" in row)


@pytest.mark.parametrize(
    "row",
    [
        "PYSEC-2026-1,pillow,,the CRT office,2027-01-31",
        "PYSEC-2026-1,pillow,x,,2027-01-31",
        "PYSEC-2026-1,pillow,x,y,soon",
        "A,pillow,x,y,2027-01-31\nA,pillow,x,y,2027-01-31",
        "A,pillow",
    ],
    ids=["no reason", "nobody", "no day", "twice", "cut off"],
)
def test_a_table_that_says_too_little_fails_with_its_line(audit: ModuleType, tmp_path: Path, row: str) -> None:
    code, said = run(audit, tmp_path, answering({"osv": (PROBED, CLEAN)}), row)

    assert code == 1
    assert said.startswith("FAILED: accepted_advisories.csv, line ")


NOBODY = [{"name": "jinja2", "skip_reason": "Dependency not found"}]


@pytest.mark.parametrize(
    "told",
    [OSError("no network"), subprocess.TimeoutExpired("pip_audit", 28), "", "Traceback …", "[]", NOBODY, [],
     [{"name": "jinja2", "version": "2.4.1", "vulns": []}]],
    ids=["no network", "too slow", "nothing", "a fault", "other JSON", "answers for none", "empty", "knows of nothing"],
)  # fmt: skip
def test_where_nobody_can_be_asked_it_says_so_and_does_not_fail(audit: ModuleType, tmp_path: Path, told: Any) -> None:
    code, said = run(audit, tmp_path, answering({"osv": (told, CLEAN), "pypi": (told, CLEAN)}))

    assert code == 0
    assert said.startswith("NOT RUN: dependency audit")


def test_another_service_is_asked_where_one_is_away_or_gives_up_on_the_way(audit: ModuleType, tmp_path: Path) -> None:
    for first in ((OSError("away"), CLEAN), (PROBED, OSError("away")), (NOBODY, CLEAN)):
        code, said = run(audit, tmp_path, answering({"osv": first, "pypi": (PROBED, BAD)}))
        assert (code, "pypi: 3 packages asked about, 1 advisories" in said) == (1, True)


def test_a_package_that_the_service_does_not_know_is_told(audit: ModuleType, tmp_path: Path) -> None:
    told = [*CLEAN, {"name": "of-our-own", "skip_reason": "Dependency not found"}]

    code, said = run(audit, tmp_path, answering({"osv": (PROBED, told)}))

    assert code == 0
    assert "NOT RUN for 1 packages that osv does not know: of-our-own" in said


def test_the_table_in_use_can_be_read_and_the_run_calls_the_audit(audit: ModuleType) -> None:
    audit.read_accepted(audit.ACCEPTED)

    assert "make audit" in (PROJECT_ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip-audit==" in audit.LOCK.read_text(encoding="utf-8")

"""Ask an advisory service about every locked package: what is found fails, unless it was reviewed and may stand.

A service is believed only after it has told the known advisory of an old package: where an index answers for no package
at all, pip-audit says "no known vulnerabilities" and ends with 0. Then nobody was asked, and this says NOT RUN.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ACCEPTED = ROOT / ".ci" / "accepted_advisories.csv"
COLUMNS = ("advisory", "package", "reason", "reviewed_by", "until_date")
SERVICES = ("osv", "pypi")
# Its advisories are older than ten years and in every database.
KNOWN_BAD = "jinja2==2.4.1"
# For everything, so that a change never waits longer for a service than for its own checks.
LIMIT_S = 28.0
_SOCKET_LIMIT_S = 5


class AcceptedTableError(Exception):
    """The reviewed table cannot be used: which line, and why."""


@dataclass(frozen=True)
class Accepted:
    """An advisory that somebody looked at and lets stand until a day, the last one included."""

    package: str
    reason: str
    reviewed_by: str
    until_date: date


@dataclass(frozen=True)
class Judgement:
    """What was found: the lines that fail the run, those that are let stand, and what the service does not know."""

    failing: tuple[str, ...]
    standing: tuple[str, ...]
    unknown: tuple[str, ...]
    n_asked: int


def read_accepted(file: Path) -> dict[str, Accepted]:
    """Read the reviewed table.

    Raises
    ------
    AcceptedTableError
        A column is missing, a cell is empty, a day is none, or an advisory is there twice.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise AcceptedTableError(f"{file.name}: its columns are not {', '.join(COLUMNS)}")
        found: dict[str, Accepted] = {}
        for row in rows:
            where = f"{file.name}, line {rows.line_num}"
            if not all((row[name] or "").strip() for name in COLUMNS):
                raise AcceptedTableError(f"{where}: every cell is needed: which, of what, why, by whom, until when")
            if row["advisory"] in found:
                raise AcceptedTableError(f"{where}: {row['advisory']} is there twice")
            try:
                until = date.fromisoformat(row["until_date"])
            except ValueError as error:
                raise AcceptedTableError(f"{where}: {row['until_date']} is no day, such as 2027-01-31") from error
            found[row["advisory"]] = Accepted(row["package"], row["reason"], row["reviewed_by"], until)
    return found


def judged(told: Sequence[Mapping[str, Any]], accepted: Mapping[str, Accepted], *, today: date) -> Judgement:
    """Judge what a service told of each package.

    Parameters
    ----------
    told
        pip-audit's `dependencies`: name, version and advisories of each, or why it was not asked about.
    accepted
        The reviewed table, by advisory; one of an advisory's other names counts too.
    today
        After its last day an entry counts no more.
    """
    failing, standing = [], []
    for package in told:
        for advisory in package.get("vulns", ()):
            names = (advisory["id"], *advisory.get("aliases", ()))
            entry = next((accepted[name] for name in names if name in accepted), None)
            mended = ", ".join(advisory.get("fix_versions", ())) or "no version yet"
            line = f"{package['name']} {package['version']}: {' '.join(names)}; mended in {mended}"
            if entry is None or entry.package != package["name"]:
                failing.append(line)
            elif entry.until_date < today:
                failing.append(f"{line}; was let stand until {entry.until_date}: {entry.reason}")
            else:
                standing.append(f"{line}; let stand until {entry.until_date} by {entry.reviewed_by}: {entry.reason}")
    unknown = tuple(str(package["name"]) for package in told if "skip_reason" in package)
    return Judgement(tuple(failing), tuple(standing), unknown, n_asked=len(told) - len(unknown))


def answer_of(ask: Callable[[str, Path], str], service: str, requirements: Path) -> list[Mapping[str, Any]] | None:
    """Return what a service tells of some packages; None where it could not be asked."""
    try:
        told = json.loads(ask(service, requirements))["dependencies"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
    return list(told)


def audit(ask: Callable[[str, Path], str], *, known_bad: Path, accepted: Path, today: date) -> tuple[int, list[str]]:
    """Return the exit code and what is said: 0 where nothing stands against the packages, or nobody could be asked.

    Parameters
    ----------
    ask
        Given a service and a list of packages, returns pip-audit's JSON; raises where it cannot.
    known_bad
        A list with one package that every service knows an advisory of.
    accepted
        The reviewed table.
    today
        The day by which it is read.
    """
    try:
        table = read_accepted(accepted)
    except AcceptedTableError as error:
        return 1, [f"FAILED: {error}"]
    for service in SERVICES:
        probe = answer_of(ask, service, known_bad)
        if not probe or not any(package.get("vulns") for package in probe):
            continue
        told = answer_of(ask, service, LOCK)
        if told is not None:
            return _said(service, judged(told, table, today=today), table)
    asked = f"{', '.join(SERVICES)} did not tell the known advisory of {KNOWN_BAD}, or not in time"
    return 0, [
        f"NOT RUN: dependency audit: no advisory service can be reached from here ({asked}); elsewhere: make audit"
    ]


def _said(service: str, found: Judgement, table: Mapping[str, Accepted]) -> tuple[int, list[str]]:
    lines = [f"FOUND: {line}" for line in found.failing] + [f"let stand: {line}" for line in found.standing]
    if found.unknown:
        lines.append(
            f"NOT RUN for {len(found.unknown)} packages that {service} does not know: {', '.join(found.unknown)}"
        )
    if found.failing:
        lines.append(f"Next step: upgrade (make lock), or review it and enter it in {ACCEPTED.name} with a last day.")
    lines.append(
        f"{service}: {found.n_asked} packages asked about, {len(found.failing)} advisories stand against them, "
        f"{len(found.standing)} of {len(table)} reviewed ones were met"
    )
    return int(bool(found.failing)), lines


def _pip_audit(deadline: float) -> Callable[[str, Path], str]:
    def ask(service: str, requirements: Path) -> str:
        command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--vulnerability-service", service]
        command += ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        command += ["--timeout", str(_SOCKET_LIMIT_S)]
        # It ends with 1 for what it found and for what went wrong: the JSON tells which.
        left_s = max(deadline - time.monotonic(), 0.1)
        done = subprocess.run(  # noqa: S603
            [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, timeout=left_s, check=False
        )
        return done.stdout

    return ask


def main() -> int:
    """Audit the locked packages, say what came of it, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        known_bad = Path(folder) / "known-bad.txt"
        known_bad.write_text(f"{KNOWN_BAD}\n", encoding="utf-8")
        ask = _pip_audit(time.monotonic() + LIMIT_S)
        code, lines = audit(ask, known_bad=known_bad, accepted=ACCEPTED, today=datetime.now(UTC).date())
    print("\n".join(lines), flush=True)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())

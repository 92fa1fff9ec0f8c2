"""Run every check, show each in turn, count the failures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("format", [BIN / "ruff", "format", "--check", "."]),
    ("lint", [BIN / "ruff", "check", "."]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports"]),
    ("SQL", [BIN / "sqlfluff", "lint", "pipelines/sql", "dashboard/stores"]),
    ("data dictionary", [sys.executable, ".ci/dictionary.py", "--check"]),
    ("who sees what", [sys.executable, ".ci/who_sees_what.py", "--check"]),
)


def main() -> int:
    """Return the number of checks that failed."""
    failed = []
    for name, command in CHECKS:
        print(f"── {name}", flush=True)  # noqa: T201
        if subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:  # noqa: S603
            failed.append(name)
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}".rstrip())  # noqa: T201
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())

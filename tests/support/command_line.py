"""Runs `crt` in this process, as a person types it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import crt

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and both outputs."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it must be."""
        return json.loads(self.out)


def run_crt(capsys: pytest.CaptureFixture[str], *words: object) -> Ran:
    """Run one command and return what it left."""
    capsys.readouterr()
    code = run_quietly(*words)
    captured = capsys.readouterr()
    return Ran(code, captured.out, captured.err)


def run_quietly(*words: object) -> int:
    """Run one command where nobody reads what it says; return its exit code."""
    before = sys.argv
    sys.argv = ["crt", *(str(word) for word in words)]
    try:
        crt.main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0

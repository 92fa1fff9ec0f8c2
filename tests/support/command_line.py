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
    before = sys.argv
    sys.argv = ["crt", *(str(word) for word in words)]
    capsys.readouterr()
    try:
        crt.main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = before
    captured = capsys.readouterr()
    return Ran(code, captured.out, captured.err)

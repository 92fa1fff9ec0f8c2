"""A small disk of a test's own, and how it is filled."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def mounted_disk(folder: Path, *, size_mb: int) -> Iterator[Path]:
    """Mount an empty disk at a folder not yet made; without the right to mount a skip, or a failure on request."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=777", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or subprocess.run(mounting, capture_output=True, check=False).returncode:
        if "disk" in os.environ.get("CRT_REQUIRE", "").split(","):
            pytest.fail("CRT_REQUIRE asks for a disk of its own, and none can be mounted here")
        pytest.skip("a small disk cannot be mounted here; run as root on Linux, or see CRT_REQUIRE=disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, *, but_bytes: int) -> Path:
    """Fill a disk to the last byte but these; return the file that fills it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        with suppress(OSError):
            while stream.write(b"\0" * 65536):
                pass
        stream.truncate(max(0, stream.tell() - but_bytes))
    return filler

"""A PostgreSQL of the tests' own on this machine: started when the first test asks, gone after the last."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Self

import psycopg

MISSING = "there is no PostgreSQL here (Debian: apt-get install postgresql)"


@cache
def programs_dir() -> Path | None:
    """Return the folder of initdb and pg_ctl; None where no PostgreSQL is installed. Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    # What stands on the path may be a wrapper without its fellow beside it.
    return next((path.parent for path in reversed(found) if (path.parent / "pg_ctl").exists()), None)


class PostgresServer:
    """One server on a port of its own. It keeps nothing: `fsync` is off."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._numbers = itertools.count(1)

    @classmethod
    def made(cls) -> Self:
        """Make a server and start it. It refuses to run as root, so there it runs as `nobody`."""
        folder = Path(tempfile.mkdtemp(prefix="crt-postgres-"))
        server = cls(folder)
        server.own(folder)
        server._run(
            "initdb", "-D", folder / "data", "-U", "crt", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        server.start()
        return server

    def start(self) -> None:
        settings = f"-c listen_addresses=127.0.0.1 -p {self._port} -k {self._folder} -c fsync=off"
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-l", self._folder / "log", "-o", settings, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", mode, "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def own(self, folder: Path) -> None:
        """Give a folder to the user that the server runs as."""
        if _as_user():
            shutil.chown(folder, "nobody", "nogroup")

    def new_database(self) -> str:
        """Make an empty place for tables and return its address: a schema, which costs no files, unlike a database."""
        name = f"crt{next(self._numbers)}"
        with psycopg.connect(f"host=127.0.0.1 port={self._port} user=crt dbname=postgres", autocommit=True) as admin:
            admin.execute(f"create schema {name}")
        return f"postgresql+psycopg://crt@127.0.0.1:{self._port}/postgres?options=-csearch_path%3D{name}"

    def _run(self, program: str, *words: object) -> None:
        folder = programs_dir()
        assert folder is not None, MISSING
        command = [*_as_user(), str(folder / program), *(str(word) for word in words)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


def _as_user() -> list[str]:
    return ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []

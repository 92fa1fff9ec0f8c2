"""The real server in a process of its own, on a data folder of its own, with what it costs read from the system."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from pathlib import Path

_START_LIMIT_S = 60
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class App:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def rss_mb(self) -> float:
        """The memory it holds, MB."""
        status = _proc_text(self.process.pid, "status")
        return next(float(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    @property
    def cpu_s(self) -> float:
        """The processor time it has taken, seconds."""
        fields = _proc_text(self.process.pid, "stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND

    def kill(self) -> None:
        """End it as a crash does, between two instructions."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()


def start_app(data_dir: Path, *, port: int | None = None) -> App:
    """Start the server as `crt serve` does and wait until it answers.

    Parameters
    ----------
    data_dir
        A folder with a published build.
    port
        None takes a free one.
    """
    asked = port or _free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(PROJECT_ROOT / "streamlit_app.py"),
        "--server.address", "127.0.0.1", "--server.port", str(asked),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CRT_")}
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**environment, "CRT_DATA_DIR": str(data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    app = App(process, asked)
    give_up_at = time.monotonic() + _START_LIMIT_S
    while not _answers(asked):
        if process.poll() is not None or time.monotonic() > give_up_at:
            app.kill()
            raise RuntimeError("the server did not start")
        time.sleep(0.1)
    return app


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _proc_text(pid: int, name: str) -> str:
    with open(f"/proc/{pid}/{name}", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - no file on a disk
        return file.read()

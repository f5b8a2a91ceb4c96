"""One Spark process and everything it starts: a process group of its own, which ends with this server, however that ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

_SUPERVISOR = Path(__file__).with_name("supervisor.py")
# What runs now, so that the end of this server can take it along at once.
_running: set[SparkProcess] = set()
_lock = threading.Lock()


class SparkProcess:
    """A started process. Its output goes to the files `stdout` and `stderr` in `logs`."""

    # Seconds a process has to end by itself before it is killed.
    GRACE = 5.0

    def __init__(self, command: list[str], environment: dict[str, str], logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "stdout").open("wb") as stdout, (logs / "stderr").open("wb") as stderr:
            self._process = subprocess.Popen(
                # -I and -S: the supervisor needs nothing but Python's own library, and starts in 20 ms so.
                [sys.executable, "-I", "-S", str(_SUPERVISOR), *command],
                stdin=subprocess.PIPE,
                stdout=stdout,
                stderr=stderr,
                env=environment,
                cwd=logs,
                start_new_session=True,
            )
        with _lock:
            _running.add(self)

    def wait(self) -> int:
        """Waits for the end and returns the exit code, 128 and more for a signal."""
        code = self._process.wait()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._signal(signal.SIGKILL)  # what it left running
        with _lock:
            _running.discard(self)
        return code

    def stop(self) -> None:
        """Asks the process to end, and sees to it."""
        self._signal(signal.SIGTERM)
        timer = threading.Timer(self.GRACE, self._signal, [signal.SIGKILL])
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        """Ends the process at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def kill_all() -> None:
    """Ends every Spark process of this server at once."""
    with _lock:
        processes = list(_running)
    for process in processes:
        process.kill()

"""One Spark process and everything it starts: begun in a process group of its own, and never left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# What runs now, so that the end of this server can take it along.
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
                command,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=environment,
                cwd=logs,
                start_new_session=True,
                # Linux kills the process when the thread that waits for it here dies, so even after a kill -9 of the server.
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        with _lock:
            _running.add(self)

    def wait(self) -> int:
        """Waits for the end and returns the exit code, negative for a signal. Call it from the thread that started it."""
        code = self._process.wait()
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
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def kill_all() -> None:
    """Ends every Spark process of this server at once."""
    with _lock:
        processes = list(_running)
    for process in processes:
        process.kill()


# Loaded before any fork: the child of a threaded process may do next to nothing.
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def _die_with_parent() -> None:
    assert _prctl is not None
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

"""`python -m local_aws --port 4566 --state DIR`: runs until SIGTERM, Ctrl-C, or the end of its standard input."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from . import log
from .config import Config, configure
from .port import PortInUse, listen
from .process_environment import prepare


def main() -> None:
    options = _options()
    config = Config(port=options.port, state_dir=options.state.resolve(), spark_slots=options.spark_slots)
    if not 1 <= config.port <= 65535:
        _fail(f"--port is {config.port}; it must lie between 1 and 65535")
    try:
        listener = listen(config.port)
    except PortInUse as error:
        _fail(str(error))
    _make_folders(config)
    configure(config)
    prepare(config)
    log.quieten()
    _serve(config, options, listener)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="local_aws", description="AWS on this machine, for the sandbox. State is in memory.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_AWS_PORT") or 4566))
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="folder for Spark's scratch files and logs")
    parser.add_argument("--spark-slots", type=int, default=1, metavar="N", help="Spark jobs that run at once (default 1)")
    parser.add_argument("--detached", action="store_true", help="go on when standard input ends")
    parser.add_argument("--without", metavar="REPAIR", help="leave one repair of moto out, to see whether it is still needed")
    return parser.parse_args()


def _make_folders(config: Config) -> None:
    try:
        shutil.rmtree(config.scratch, ignore_errors=True)
        config.scratch.mkdir(parents=True)
    except OSError as error:
        _fail(f"the folder '{config.state_dir}' cannot be used ({error.strerror}); give another with --state")


def _serve(config: Config, options: argparse.Namespace, listener: socket.socket) -> None:
    # These import moto, which reads the environment that prepare() made.
    from . import repairs, server
    from .emr.runner import Runner
    from .emr.spark_process import kill_all

    runner = Runner(config)
    repairs.install_all(options.without)
    runner.install()

    def health() -> dict[str, Any]:
        return {"status": "ok", "sparkSlots": config.spark_slots, "sparkBusy": runner.busy}

    http = server.make(config, listener, health)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    if not options.detached:
        threading.Thread(target=_await_end_of_input, args=(stopped,), daemon=True).start()
    threading.Thread(target=http.serve_forever, daemon=True).start()
    print(f"local AWS ready on {config.endpoint}", flush=True)
    stopped.wait()
    kill_all()
    shutil.rmtree(config.scratch, ignore_errors=True)
    # Threads may be anywhere in moto; there is nothing of theirs to save.
    os._exit(0)


def _await_end_of_input(stopped: threading.Event) -> None:
    """Whoever started this process holds the other end, so its end, even by kill -9, is seen here."""
    while sys.stdin.buffer.read(4096):
        pass
    stopped.set()


def _fail(sentence: str) -> NoReturn:
    print(f"error: {sentence}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()

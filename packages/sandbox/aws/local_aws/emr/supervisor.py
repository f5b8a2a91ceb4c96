"""Runs a command and ends it, with all that it started, when standard input ends: `supervisor.py COMMAND...`.

It stands between the server and Spark. The server holds the other end of its input, which the system closes even when the server
is killed. Exits as the command did. It is run as a file, so it can import nothing of this package.
"""

import os
import signal
import subprocess
import sys
import threading


def main() -> int:
    # Told to the whole group; it is the command's to obey. A function, because an ignored signal would stay so in the command.
    signal.signal(signal.SIGTERM, lambda *_: None)
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=end_with_input, daemon=True).start()
    while True:
        try:
            code = command.wait()
            return code if code >= 0 else 128 - code
        except InterruptedError:
            continue


def end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())

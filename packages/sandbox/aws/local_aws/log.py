"""The log: one line for each thing a person wants to know, on stderr."""

from __future__ import annotations

import sys
import time


def line(text: str) -> None:
    """Writes one line with the local time before it."""
    # One write, so that lines of two threads do not mix.
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {' '.join(text.split())}\n")
    sys.stderr.flush()

"""The log: one line for each thing a person wants to know, on stderr."""

from __future__ import annotations

import logging
import sys
import time


def quieten() -> None:
    """Keeps moto from logging: it writes a page for every state that fails, which is the business of the execution."""
    logging.getLogger("moto").setLevel(logging.CRITICAL)


def line(text: str) -> None:
    """Writes one line with the local time before it."""
    # One write, so that lines of two threads do not mix.
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {' '.join(text.split())}\n")
    sys.stderr.flush()

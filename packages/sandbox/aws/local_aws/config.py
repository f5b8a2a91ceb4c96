"""What the process was told at its start."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path

# Every resource belongs to this account, as moto has it.
ACCOUNT_ID = "123456789012"


@dataclass(frozen=True)
class Config:
    """The settings of one local AWS. Spark settings are only needed once a job runs."""

    port: int
    # Folder for what does not fit in memory: Spark's scratch files and logs, large S3 objects.
    state_dir: Path
    # Spark jobs that run at once; further ones wait as PENDING, as on a full cluster.
    spark_slots: int = 1
    # Spark's master, hence the cores of one job.
    spark_master: str = "local[2]"
    driver_memory: str = "1g"
    # JDK 17 or 21; without it jobs fail with a sentence that says so.
    java_home: Path | None = field(default_factory=lambda: _folder("JAVA_HOME"))
    # Further options of a driver's Java, written as in a shell.
    java_options: tuple[str, ...] = field(default_factory=lambda: _words("LOCAL_AWS_JAVA_OPTIONS"))
    # Folder of the S3A jars (bin/lib/spark-jars prints it).
    jars: Path | None = field(default_factory=lambda: _folder("LOCAL_AWS_JARS"))
    # Spark's own folder; the environment variable SPARK_HOME, or else the pyspark of this Python.
    spark_home: Path | None = field(default_factory=lambda: _folder("SPARK_HOME"))

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def scratch(self) -> Path:
        return self.state_dir / "tmp"


_current: Config | None = None


def configure(config: Config) -> None:
    """Sets the settings of this process. Called once, before anything of moto is imported."""
    global _current
    _current = config


def config() -> Config:
    if _current is None:
        raise RuntimeError("configure() was not called")
    return _current


def _folder(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None


def _words(variable: str) -> tuple[str, ...]:
    return tuple(shlex.split(os.environ.get(variable, "")))

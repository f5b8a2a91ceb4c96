"""Makes this process deaf to the machine's own AWS and proxy settings, which could send its calls anywhere."""

from __future__ import annotations

import os

from .config import Config


def prepare(config: Config) -> None:
    """Changes os.environ, for this process and the Spark jobs under it. Must run before moto or boto3 is imported."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # moto's interpreter of state machines calls back to this port.
        "MOTO_PORT": str(config.port),
        # No page in a browser needs to read from here.
        "MOTO_DISABLE_GLOBAL_CORS": "true",
        "TMPDIR": str(config.scratch),
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost"])),
    }
    os.environ["no_proxy"] = os.environ["NO_PROXY"]

"""Makes this process deaf to the machine's own AWS and proxy settings, which could send its calls anywhere."""

from __future__ import annotations

import os

from .config import Config


def prepare(config: Config) -> None:
    """Changes os.environ, for this process and the Spark jobs under it. Must run before moto or boto3 is imported, and after the
    scratch folder was made."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    # Java wants a file that it can read, so os.devnull will not do.
    empty = config.scratch / "aws-config"
    empty.touch()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": str(empty),
        "AWS_SHARED_CREDENTIALS_FILE": str(empty),
        "AWS_EC2_METADATA_DISABLED": "true",
        # moto's interpreter of state machines calls back to this port.
        "MOTO_PORT": str(config.port),
        # No page in a browser needs to read from here.
        "MOTO_DISABLE_GLOBAL_CORS": "true",
        "TMPDIR": str(config.scratch),
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost"])),
    }
    os.environ["no_proxy"] = os.environ["NO_PROXY"]

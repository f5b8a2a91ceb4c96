"""The process: how it starts, whom it answers, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PACKAGE, Server, eventually, free_port


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "state").await_ready()
    yield server
    server.close()


def test_tells_its_health(server: Server) -> None:
    assert server.health() == {"status": "ok", "sparkSlots": 1, "sparkBusy": 0}


def test_listens_on_the_loopback_address_only(server: Server) -> None:
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("needs Linux")
    addresses = {line.split()[1] for line in listening.read_text().splitlines()[1:]}
    assert f"0100007F:{server.port:04X}" in addresses
    assert f"00000000:{server.port:04X}" not in addresses


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_refuses_what_a_web_page_could_send(server: Server, headers: dict[str, str]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{server.endpoint}/_sandbox/health", headers=headers), timeout=10)
    assert refused.value.code == 403


def test_ends_when_its_input_ends(own: Server) -> None:
    assert own.process.stdin is not None
    own.process.stdin.close()
    assert own.process.wait(10) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_on_a_signal_and_frees_its_port(own: Server, number: signal.Signals) -> None:
    own.process.send_signal(number)
    assert own.process.wait(10) == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", own.port))


def test_says_in_one_sentence_that_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = _run("--port", str(port), "--state", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"error: port {port} cannot be used (")
    assert ended.stderr.count("\n") == 1
    assert "SANDBOX_AWS_PORT" in ended.stderr


def test_says_in_one_sentence_that_its_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = _run("--port", str(free_port()), "--state", str(tmp_path / "file" / "state"))
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: the folder ")
    assert ended.stderr.count("\n") == 1


def test_answers_whatever_the_credentials(server: Server) -> None:
    import boto3

    for key in ("AKIAANYTHING", "x"):
        client = boto3.client(
            "sts", endpoint_url=server.endpoint, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=key
        )
        assert client.get_caller_identity()["Account"] == "123456789012"


def test_keeps_its_memory_small(server: Server) -> None:
    statm = Path(f"/proc/{server.process.pid}/statm")
    if not statm.exists():
        pytest.skip("needs Linux")
    resident = int(statm.read_text().split()[1]) * 4 // 1024
    print(json.dumps({"resident_megabytes": resident}))
    assert resident < 400


def test_is_found_by_the_aws_cli(server: Server) -> None:
    aws = Path(sys.executable).with_name("aws")
    environment = {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": server.endpoint,
    }
    command = [str(aws), "sts", "get-caller-identity", "--query", "Account", "--output", "text"]
    answered = eventually(lambda: subprocess.run(command, env=environment, capture_output=True, text=True))
    assert answered.stdout.strip() == "123456789012", answered.stderr


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local_aws", *arguments]
    return subprocess.run(command, cwd=PACKAGE, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)

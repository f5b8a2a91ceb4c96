"""The HTTP server: moto's application behind a guard, on the loopback address only."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from . import log
from .config import Config
from .emr.spark_process import kill_all

_HOSTS = ("localhost", "127.0.0.1")
HEALTH_PATH = "/_sandbox/health"
# moto's own address: POST forgets everything that was made. Jobs end with it.
RESET_PATH = "/moto-api/reset"


class _QuietHandler(MotoRequestHandler):
    """Logs no request: what matters is logged where it happens."""

    def log(self, type: str, message: str, *args: Any) -> None:
        if type == "error":
            log.line(f"request from {self.address_string()}: {message % args}")


def make(config: Config, listener: socket.socket, health: Callable[[], dict[str, Any]]) -> Any:
    """The WSGI server, ready for serve_forever()."""
    application = _guarded(DomainDispatcherApplication(create_backend_app), health)
    server: Any = make_server(
        "127.0.0.1", config.port, application, threaded=True, request_handler=_QuietHandler, fd=listener.fileno()
    )
    server.daemon_threads = True
    return server


def _guarded(application: Callable[..., Iterable[bytes]], health: Callable[[], dict[str, Any]]) -> Callable[..., Iterable[bytes]]:
    """Answers the health check, and refuses requests that a page in a browser could send: any credentials are accepted here."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "").rsplit(":", 1)[0]
        if not (host in _HOSTS or host.endswith(".localhost")):
            return _answer(start_response, "403 Forbidden", {"error": f"the host is '{host}'; use 127.0.0.1 or localhost"})
        if environ.get("HTTP_ORIGIN") or environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
            return _answer(start_response, "403 Forbidden", {"error": "requests from web pages are refused"})
        if environ.get("PATH_INFO") == HEALTH_PATH:
            return _answer(start_response, "200 OK", health())
        if environ.get("PATH_INFO") == RESET_PATH:
            kill_all()
        return application(environ, start_response)

    return guarded


def _answer(start_response: Callable[..., Any], status: str, body: dict[str, Any]) -> Iterable[bytes]:
    data = json.dumps(body).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]

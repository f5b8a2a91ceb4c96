"""The port of the server, on the loopback address only. Apart from the server, so that it is taken before moto is loaded."""

from __future__ import annotations

import socket


class PortInUse(Exception):
    """The port cannot be had. The text is a sentence with the remedy."""


def listen(port: int) -> socket.socket:
    """Takes the port on 127.0.0.1, before anything slow is done. PortInUse when another program has it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortInUse(
            f"port {port} cannot be used ({error.strerror}); stop the program that uses it, or choose another port with "
            "SANDBOX_AWS_PORT or --port"
        ) from error
    return listener

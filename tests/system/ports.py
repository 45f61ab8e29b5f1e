"""Ports for what a test starts."""

import contextlib
import random
import socket

_PORTS = range(20_500, 32_500)
"""Many, because several runs may choose at the same moment; above those for sound, and none that browsers refuse to open."""


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody uses at this moment, over TCP or UDP.

    They lie below those that the system gives to whoever asks for any: nobody gets them by chance before they are used.
    """
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        if len(found) == count:
            return found
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp, contextlib.suppress(OSError):
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            found.append(port)
    raise AssertionError(f"there are no {count} free ports")

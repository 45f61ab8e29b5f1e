"""Whether a port can be listened on, and the way out where it cannot."""

import errno
import socket


def port_problem(host: str, port: int, kind: socket.SocketKind, option: str, purpose: str) -> str | None:
    """What to tell a person about a port that cannot be listened on; `option` chooses another."""
    fault = port_fault(host, port, kind)
    if fault is None:
        return None
    name = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
    return f"{purpose} cannot be had at {host} port {port} ({name}): {fault.strerror}.\n" + _way_out(
        fault, host, port, option
    )


def port_fault(host: str, port: int, kind: socket.SocketKind) -> OSError | None:
    """Why a port cannot be listened on, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as tried:
        if kind is socket.SOCK_STREAM:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            return error
    return None


def _way_out(fault: OSError, host: str, port: int, option: str) -> str:
    match fault.errno:
        case errno.EADDRINUSE:
            return (
                f"Stop the program that uses it (`ss -lnp | grep {port}` shows which), or choose another with {option}."
            )
        case errno.EACCES:
            return f"Ports below 1024 belong to root: choose another with {option}."
        case _:
            setting = "--host" if option == "--port" else "RINGDESK_SIP_HOST"
            return f"{host} is no address of this machine: choose another with {setting}."

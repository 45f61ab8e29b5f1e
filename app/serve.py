"""The web server process."""

import argparse
import os
import signal
import threading
import time
from collections.abc import Sequence

import structlog
import uvicorn

from app.http_heads import ShortHeads
from app.logs import configure_logs
from app.main import create_app
from app.serve_exit import FENCED_EXIT
from app.settings import Settings

LARGEST_MESSAGE = 256 * 1024
"""Bytes of one websocket message; a SIP message with its SDP needs a few thousand."""

_log = structlog.stdlib.get_logger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Serve as the environment says; the exit code."""
    parser = argparse.ArgumentParser(prog="ringdesk serve")
    parser.add_argument("--parent", type=int, default=0, help="End when this process is gone.")
    return serve(Settings(), parser.parse_args(arguments).parent)


def serve(settings: Settings, parent: int) -> int:
    """Serve until a signal comes or the parent is gone; the exit code."""
    configure_logs(settings.log_level, as_json=settings.log_json)
    if parent:
        threading.Thread(target=_end_with, args=(parent,), daemon=True, name="parent-watch").start()
    replaced = threading.Event()

    def on_replaced() -> None:
        replaced.set()
        _end()

    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, replaced=on_replaced),
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http=ShortHeads,
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    server.run()
    if replaced.is_set():
        return FENCED_EXIT
    return 0 if server.started else 1


def _end_with(parent: int) -> None:
    """A supervisor that was killed cannot stop us."""
    while os.getppid() == parent:
        time.sleep(0.5)
    _log.warning("supervisor_gone")
    _end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)

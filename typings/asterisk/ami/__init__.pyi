# The part of asterisk-ami 0.1.7 that app/asterisk/ami_connection.py uses.
import socket
import threading
from collections.abc import Mapping

class Action:
    def __init__(self, name: str, keys: Mapping[str, str] | None = None) -> None: ...

class Response:
    status: str
    keys: Mapping[str, object]

class Event:
    name: str
    keys: Mapping[str, object]

class AMIClient:
    finished: threading.Event
    _socket: socket.socket
    _thread: threading.Thread
    def __init__(self, *, timeout: float | None = 3) -> None: ...
    def listen(self) -> None: ...
    def fire_recv_reponse(self, response: Response) -> None: ...
    def fire_recv_event(self, event: Event) -> None: ...

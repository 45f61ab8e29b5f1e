"""A network cable between a browser and the site that can be pulled and plugged in again."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Generator


class Cable:
    """Carries TCP to `far`. While it is pulled every connection is reset and none is made."""

    def __init__(self, far: int) -> None:
        self._far = ("127.0.0.1", far)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.setblocking(False)
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._watched = selectors.DefaultSelector()
        self._plugged = True
        self._ended = False
        self._thread = threading.Thread(target=self._carry, name="cable")

    @property
    def port(self) -> int:
        """Where browsers connect."""
        return int(self._listening.getsockname()[1])

    def pull(self) -> None:
        """The network is away."""
        self._plugged = False

    def plug_in(self) -> None:
        """The network is back."""
        self._plugged = True

    def start(self) -> None:
        """Begin to carry."""
        self._watched.register(self._listening, selectors.EVENT_READ)
        self._thread.start()

    def stop(self) -> None:
        """Carry no more."""
        self._ended = True
        self._thread.join()
        self._listening.close()

    def _carry(self) -> None:
        while not self._ended:
            if not self._plugged:
                self._reset()
            for key, _ in self._watched.select(0.05):
                near = key.fileobj
                assert isinstance(near, socket.socket)
                if near is self._listening:
                    self._accept()
                elif near in self._pairs:
                    self._move(near)
        self._reset()

    def _accept(self) -> None:
        near, _ = self._listening.accept()
        if not self._plugged:
            near.close()
            return
        far = socket.create_connection(self._far)
        for one, other in ((near, far), (far, near)):
            self._pairs[one] = other
            self._watched.register(one, selectors.EVENT_READ)

    def _move(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if carried := near.recv(65536):
                self._pairs[near].sendall(carried)
                return
        self._drop(near)

    def _drop(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        self._watched.unregister(one)
        one.close()
        if other is not None and other in self._pairs:
            self._drop(other)

    def _reset(self) -> None:
        for one in tuple(self._pairs):
            if one in self._pairs:
                self._drop(one)


@contextlib.contextmanager
def cable(far: int) -> Generator[Cable]:
    """A cable that is plugged in."""
    carrying = Cable(far)
    carrying.start()
    try:
        yield carrying
    finally:
        carrying.stop()

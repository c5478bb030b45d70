"""The road between two machines: a port of its own that passes on to another, until it is cut."""

from __future__ import annotations

import contextlib
import socket
import threading

PIECE = 65_536


class Link:
    """A port of this machine that leads to `target`. Loopback only.

    Cut: what is under way ends at once, and nobody gets through, until it is joined again.
    """

    def __init__(self, target: int, port: int = 0, host: str = "127.0.0.1") -> None:
        self.target = (host, target)
        self._joined = True
        self._lock = threading.Lock()
        self._under_way: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", port))
        self.port: int = self._door.getsockname()[1]
        self.carried = 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        """What the machine on this side is told as the other's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def joined(self) -> bool:
        """Whether anything gets through."""
        return self._joined

    def cut(self) -> None:
        """From now on nothing gets through."""
        with self._lock:
            self._joined = False
            ended = list(self._under_way)
        for one in ended:
            _shut(one)

    def join(self) -> None:
        """From now on everything gets through again."""
        with self._lock:
            self._joined = True

    def close(self) -> None:
        """No road any more."""
        self.cut()
        _shut(self._door)

    def _serve(self) -> None:
        while True:
            try:
                caller, _address = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), caller:
            if not self._joined:
                return
            with socket.create_connection(self.target) as called:
                with self._lock:
                    self._under_way |= {caller, called}
                    if not self._joined:
                        return
                try:
                    back = threading.Thread(
                        target=self._pass_on, args=(called, caller), daemon=True
                    )
                    back.start()
                    self._pass_on(caller, called)
                    back.join()
                finally:
                    with self._lock:
                        self._under_way -= {caller, called}

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                self.carried += len(piece)
                sink.sendall(piece)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        one.close()

"""The processes of the machines, and commands given to them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from tools.network.building import Member

TUSACH = str(Path(sys.executable).with_name("tusach"))
PATIENCE_S = 60


class Machine:
    """A member that serves its pages at an address of loopback.

    Each has a host of its own, 127.0.0.1, 127.0.0.2 and so on, where the system has them: browsers
    keep cookies by host, and somebody logged in at one machine would be out at the next.
    """

    def __init__(self, member: Member, port: int, host: str = "127.0.0.1") -> None:
        self.member = member
        self.port = port
        self.host = host
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Serve from now on; returns when it says so. Raises RuntimeError where it ends instead."""
        log = self.member.folder / "serve.log"
        self._log = log.open("a", encoding="utf-8")
        self._process = subprocess.Popen(
            [TUSACH, "serve", "--json", "--bind", f"{self.host}:{self.port}"],
            env=self.member.environment(),
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError(f"{self.member.name} does not serve: see {log}")

    def stop(self) -> None:
        """End it politely, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
        self._end()

    def kill(self) -> None:
        """As a power cut ends it."""
        if self._process is not None:
            self._process.kill()
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.wait(timeout=PATIENCE_S)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def tell(self, *words: str) -> dict[str, Any]:
        """What a command says, as `--json` gives it; a refusal has the key `refusal`."""
        ran = subprocess.run(
            [TUSACH, *words, "--json"],
            env=self.member.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            found: dict[str, Any] = json.loads(ran.stdout)
        except ValueError:
            said = ran.stderr.strip() or ran.stdout.strip()
            return {"refusal": {"code": "command", "message": said[-400:]}}
        return found

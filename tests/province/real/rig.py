"""Real homes, real processes, `kill -9`: a library, its hub, and what must hold after every cut."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event

import psycopg
from tests.node.cli.conftest import ROOT, TUSACH, command, environment, free_port, looking
from tests.node.store import homes as scene

from tusach.node.acts import founding, registering
from tusach.node.acts.node import load_profile
from tusach.node.store import home as homes
from tusach.node.store.retell import scope_digests
from tusach.node.store.verify import verify


class Rig:
    """A library and its hub, joined. told: every fact that a desk has said is done."""

    def __init__(self, folder: Path, seed: int, *, database: str = "") -> None:
        """database: URL of an empty PostgreSQL database for the hub, "": SQLite."""
        self.folder = folder
        self.rng = Random(seed)  # noqa: S311
        self.library, self.hub = folder / "library", folder / "hub"
        self.told: list[str] = []
        self.cuts: list[str] = []
        self.database = database
        self.takes = 1.0
        """Seconds that the last whole `tusach sync` took: a moment to kill lies within."""
        os.environ["TUSACH_KEYS"] = str(folder / "keys")
        self._found(database)
        self._join()

    def _found(self, database: str) -> None:
        scene.found(self.library)
        scene.fill(self.library, readers=4, loans=2)
        with scene.at_work(self.library) as node:
            for reader in scene.readers_of(node):
                registering.renew_reader(node, reader, "2099-12-31", scene.at_desk(node))
        profile = load_profile(scene.PROFILE)
        words = founding.home_words(profile, profile_name=scene.PROFILE, place="centre")
        if database:
            words["database"] = database
        homes.create(self.hub, role="hub", tenant=scene.TENANT, **words)
        kind = next(one.code for one in profile.places.kinds if one.central)
        with scene.at_work(self.hub) as node:
            place = founding.NewPlace(code="centre", name="Biblioteca central", kind=kind)
            founding.found(node, place, on=scene.ON)

    def _join(self) -> None:
        ask, answer = str(self.folder / "ask.json"), str(self.folder / "answer.bin")
        for home, words in (
            (self.library, ("request", ask, "--label", "old laptop")),
            (self.hub, ("grant", ask, answer, "--name", "Biblioteca")),
            (self.library, ("accept", answer)),
        ):
            ran = command(home, "enrol", *words, "--json")
            assert ran.exit == 0, ran

    # ---- one round: two cuts, and what holds after them ----

    def round(self) -> None:
        """A desk is killed at work, then the hub or the library in the middle of an exchange."""
        self._kill_a_desk()
        with self._serving() as (hub, address):
            self._kill_an_exchange(hub, address)
            lives = hub.poll() is None
            if lives:
                self._exchange(address)
        if not lives:
            with self._serving() as (_, address):
                self._exchange(address)
        self.look()

    def _kill_a_desk(self) -> None:
        words = [sys.executable, "-m", "tests.province.real.acting", str(self.library)]
        with self._process([*words, str(self.rng.randrange(10**6)), "400"]) as desk:
            assert desk.stdout is not None
            wanted = self.rng.randrange(1, 40)
            told = []
            for line in desk.stdout:
                told.append(line.strip())
                if len(told) >= wanted:
                    break
            _spin(self.rng.random() * 0.004)
            desk.kill()
            told += [line.strip() for line in desk.stdout]
        self.told += [one for one in told if len(one) == 32]
        self.cuts.append("desk")

    def _kill_an_exchange(self, hub: subprocess.Popen[str], address: str) -> None:
        words = [*TUSACH, "sync", address, "--json", "--home", str(self.library)]
        with self._process(words) as sync:
            victim = self.rng.choice(["hub", "library", *(["backend"] * bool(self.database))])
            # The first part of it is the start of Python.
            over = _ends_within(sync, self.takes * (0.4 + 0.7 * self.rng.random()))
            self.cuts.append(f"{victim} {'after' if over else 'in'} an exchange")
            if victim == "backend":
                self._kill_a_backend()
            else:
                (hub if victim == "hub" else sync).kill()
            sync.wait(60)
        if victim == "hub":
            hub.wait(60)
        if victim == "backend":
            self._serves_again(hub, address)

    def _kill_a_backend(self) -> None:
        """One process of PostgreSQL that works for the hub dies, and with it every connection."""
        found = psycopg.connect(self.database, autocommit=True)
        rows = found.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid"
        ).fetchall()
        if not rows:
            self.cuts[-1] = "backend that nobody had"
            found.close()
            return
        os.kill(self.rng.choice(rows)[0], signal.SIGKILL)
        # The server ends all others, this connection too, and recovers from its log.
        with contextlib.suppress(psycopg.Error):
            found.execute("SELECT pg_sleep(30)")
        found.close()
        again, ends = Event(), time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                psycopg.connect(self.database).close()
                return
            except psycopg.OperationalError:
                again.wait(0.02)
        raise AssertionError("PostgreSQL did not come back")

    def _serves_again(self, hub: subprocess.Popen[str], address: str) -> None:
        """The same process of the hub goes on with new connections, without a hand."""
        for _ in range(5):
            if command(self.library, "sync", address, "--json").exit == 0:
                break
        else:
            raise AssertionError(f"the hub serves no more after {self.cuts[-1]}")
        assert hub.poll() is None

    def _exchange(self, address: str) -> None:
        """What a node owes after an exchange it tells by itself, and brings with the next."""
        for _ in range(4):
            began = time.monotonic()
            ran = command(self.library, "sync", address, "--json")
            self.takes = time.monotonic() - began
            assert ran.exit == 0, ran
            assert ran.told["waiting"] == 0, ran
            if ran.told["sent"] == ran.told["received"] == 0:
                return

    def look(self) -> None:
        """Nothing is damaged, nothing that was done is missing, and both come to the same."""
        found = []
        for home in (self.library, self.hub):
            with looking(home) as node:
                faults = verify(node.store).faults
                assert faults == (), (home, faults)
                missing = [one for one in self.told if node.store.fact(one) is None]
                assert missing == [], (home, missing, self.cuts)
                found.append(scope_digests(node.store))
        here, there = found
        apart = {scope for scope, digest in here.items() if there.get(scope) != digest}
        assert not apart, (self.cuts, apart)

    @contextmanager
    def _serving(self) -> Iterator[tuple[subprocess.Popen[str], str]]:
        words = [*TUSACH, "serve", "--home", str(self.hub)]
        address = f"127.0.0.1:{free_port()}"
        with self._process([*words, "--bind", address, "--json"]) as hub:
            assert hub.stdout is not None
            told = json.loads(hub.stdout.readline())
            yield hub, told["address"]
            if hub.poll() is None:
                hub.terminate()
            hub.wait(60)

    @contextmanager
    def _process(self, words: list[str]) -> Iterator[subprocess.Popen[str]]:
        log = (self.folder / "log").open("a")
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(60)
            assert process.stdout is not None
            process.stdout.close()
            log.close()


def _ends_within(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a process ends in this time."""
    handle = os.pidfd_open(process.pid)
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def _spin(seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        pass

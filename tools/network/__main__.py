"""`python -m tools.network` starts it; `… cut|join|exchange|compare MACHINE|all` handles a link."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from tests.postgres import create_database, find_programs, temporary_server

from tools.network.building import build_hub, enrol, members
from tools.network.serving import login_of, served
from tools.network.switch import ACTS, Network, Switch

FOLDER = Path("build/network")
MARK = "a network of `make network`: made anew at each start"


def main(argv: list[str] | None = None) -> int:
    """Start the network and wait for Ctrl+C, or tell a running one what to do."""
    parser = argparse.ArgumentParser(prog="make network", description=__doc__)
    parser.add_argument("act", nargs="?", choices=("up", "state", *ACTS), default="up")
    parser.add_argument("machine", nargs="?", default="all")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8100")))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--without-postgresql", action="store_true", help="the hub on SQLite too")
    parser.add_argument("--lang", choices=("vi", "en"), default=_language())
    told = parser.parse_args(argv)
    os.environ["TUSACH_LANG"] = told.lang
    if told.act != "up":
        return _ask(told.port, told.act, told.machine)
    _fresh(told.folder)
    os.environ["TUSACH_KEYS"] = str((told.folder / "keys").absolute())
    hub, *others = members(told.folder.absolute())
    with _database(told.without_postgresql) as database:
        build_hub(hub, database)
        enrol(hub, others)
        passwords = {one.name: login_of(one) for one in others}
        ports = range(told.port + 1, told.port + 2 + len(others))
        with served(hub, others, ports) as network:
            for road in network.roads.values():  # from now on they exchange by themselves
                road.machine.tell("sync", road.link.address, "--remember")
            switch = Switch(network, told.port, told.lang)
            try:
                _announce(network, switch, passwords)
                _wait()
            finally:
                switch.close()
    return 0


def _language() -> str:
    return "en" if os.environ.get("TUSACH_LANG") == "en" else "vi"


def _fresh(folder: Path) -> None:
    """An empty folder: only what this very program made is removed."""
    mark = folder / "MADE-ANEW"
    if mark.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty and was not made by `make network`")
    mark.write_text(MARK + "\n", encoding="utf-8")


@contextlib.contextmanager
def _database(without: bool) -> Iterator[str]:
    """The address of a database of a temporary PostgreSQL; empty where there is none."""
    programs = None if without else find_programs()
    if programs is None:
        if not without:
            sys.stderr.write("No PostgreSQL server programs found: the hub works on SQLite.\n")
        yield ""
        return
    with temporary_server(programs, durable=True) as server:
        yield create_database(server, "hub")


def _announce(network: Network, switch: Switch, passwords: dict[str, tuple[str, str]]) -> None:
    english = _language() == "en"
    say = sys.stdout.write
    logins = json.loads((network.hub.member.home / "home.json").read_text(encoding="utf-8"))
    shown = [f"{one['login']} / {one['password']}" for one in logins["demo_logins"]]
    say(f"\n{network.hub.address}  {network.hub.member.names['en' if english else 'vi']}\n")
    say("".join(f"    {line}\n" for line in shown))
    for road in network.roads.values():
        name = road.machine.member.names["en" if english else "vi"]
        login = " / ".join(passwords[road.name])
        say(f"{road.machine.address}  {name}  ({road.name})\n    {login}\n")
    words = "Cut and join links at" if english else "Cắt và nối các đường tại"
    say(f"\n{words} {switch.address}  (Ctrl+C)\n")
    sys.stdout.flush()


def _wait() -> None:
    ended = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ended.wait()


def _ask(port: int, act: str, machine: str) -> int:
    """Tell the switch of a running network."""
    address = f"http://127.0.0.1:{port}"
    words = urllib.parse.urlencode({"act": act, "machine": machine}).encode()
    try:
        if act == "state":
            answer = urllib.request.urlopen(f"{address}/state", timeout=60)  # noqa: S310 - loopback
        else:
            answer = urllib.request.urlopen(address, words, timeout=600)  # noqa: S310 - loopback
        with answer:
            found = json.load(answer)
    except urllib.error.HTTPError as fault:
        sys.stderr.write(f"unknown: {machine}\n" if fault.code == 404 else f"{fault}\n")
        return 2
    except OSError:
        sys.stderr.write(f"no network runs at {address}: start it with `make network`\n")
        return 3
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

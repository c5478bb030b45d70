"""Which version of the program a command is for: the one that the pointer beside the home names.

Whatever a person starts (the unit of systemd, a shortcut, a habit) stays the same for ever: it
becomes the right version here, before anything else is read. While a version is on trial, the one
before it acts, and a `serve` of that one tries it out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tusach import VERSION
from tusach.node.settings import machine
from tusach.node.settings import versions as places
from tusach.node.settings.versions import AS_INSTALLED, Pointer


def follow(home: Path, args: list[str]) -> None:
    """This process goes on where it is of the right version; else it becomes that one.

    A pointer that cannot be read, or that leads to nothing, is passed over; the doctor names it.
    """
    versions = places.versions_of(home)
    if os.environ.get(places.STAY) or (args[:1] == ["upgrade"] and "--back" in args):
        return
    try:
        pointer = places.read_pointer(versions)
        # What a stranger may write there would run with the rights of whoever starts the library.
        if pointer is None or not machine.is_of_owner(versions, home):
            return
    except (OSError, ValueError):
        return
    me = places.running(versions)
    if me == AS_INSTALLED and _is_newer_by_hand(pointer):
        return
    if pointer.actor != me:
        _become(versions, pointer.actor, pointer, args)
    elif pointer.on_trial and args[:1] == ["serve"] and _passes(versions, args):
        _become(versions, pointer.current, places.read_pointer(versions) or pointer, args)


def refuse_another(home: Path) -> None:
    """A process that cannot become another version serves only where it is of the right one.

    Raises StoreFault: what it would write, the version that was chosen might read otherwise.
    """
    from tusach.node.store.protocol import StoreFault  # only here: most commands start without

    if os.environ.get(places.STAY):
        return
    versions = places.versions_of(home)
    try:
        pointer = places.read_pointer(versions)
        if pointer is None or not machine.is_of_owner(versions, home):
            return
    except (OSError, ValueError):
        return
    me = places.running(versions)
    if pointer.on_trial:
        raise StoreFault("upgrade.on_trial", version=pointer.current)
    if pointer.current != me and not (me == AS_INSTALLED and _is_newer_by_hand(pointer)):
        name = pointer.current or pointer.installed
        path = versions / pointer.current / places.START if pointer.current else Path(sys.prefix)
        raise StoreFault("upgrade.another_chosen", version=name, runs=VERSION, path=str(path))


def _is_newer_by_hand(pointer: Pointer) -> bool:
    """Whether somebody has installed a newer program than any upgrade has brought."""
    if not pointer.installed or pointer.installed == VERSION:
        return False
    named = [places.numbers(one) for one in (pointer.current, pointer.before) if one]
    return places.numbers(VERSION) > max(named, default=())


def _become(versions: Path, name: str, pointer: Pointer, args: list[str]) -> None:
    """Returns only where that version cannot be started."""
    if not places.is_there(versions, name, pointer):
        return
    words = places.words_of(versions, name, pointer)
    try:
        machine.replace_process([*words, *args])
    except OSError as fault:
        sys.stderr.write(f"{words[0]}: {fault.strerror}\n")


def _passes(versions: Path, args: list[str]) -> bool:
    """Whether the version on trial has served this home; ended together with this process."""
    from tusach.node.upgrading.trying import try_out

    def stop() -> None:
        raise SystemExit(0)

    as_before = machine.when_asked_to_end(stop)
    try:
        words = args if "--json" in args else [*args, "--json"]
        return try_out(versions, words, _hear).state == places.DONE
    except OSError as fault:
        sys.stderr.write(f"{fault}\n")
        return False
    finally:
        as_before()


def _hear(line: str) -> None:
    """What the version on trial says goes where ours would; its address is said again later."""
    if not line.startswith("{"):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

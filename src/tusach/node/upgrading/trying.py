"""The version on trial serves the home for the first time, watched by the one before it.

It passes when a page comes from it. Then the pointer names it for good; else the pointer names the
one before again, which goes on. Whoever watches may be killed at any moment: the trial is begun
again at the next start, at most twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tusach.node.settings import versions as places
from tusach.node.settings.versions import Course, Pointer
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading.processes import environment, serving

MOST_TRIES = 2


def try_out(
    versions: Path, words: Sequence[str], heard: Callable[[str], None] = lambda line: None
) -> Course:
    """How the trial went; the pointer names whichever version runs from now on.

    words: of a `serve` that prints JSON. Raises OSError where not even that could be kept.
    """
    with places.turn(versions):
        pointer = places.read_pointer(versions)
        assert pointer is not None and pointer.on_trial
        if pointer.tries >= MOST_TRIES:
            return _returned(versions, pointer, StoreFault("upgrade.cut_off"))
        pointer = msgspec.structs.replace(pointer, tries=pointer.tries + 1)
        places.write_pointer(versions, pointer)
        told = [*places.words_of(versions, pointer.current, pointer), *words]
        try:
            with serving(told, environment(**{places.STAY: "1"}), heard):
                return _passed(versions, pointer)
        except StoreFault as fault:
            return _returned(versions, pointer, fault)
        except OSError as fault:
            said = fault.strerror or str(fault)
            return _returned(versions, pointer, StoreFault("upgrade.died", exit="", said=said))


def _passed(versions: Path, pointer: Pointer) -> Course:
    kept = msgspec.structs.replace(pointer, on_trial=False, tries=0, since_ms=_now_ms())
    places.write_pointer(versions, kept)
    return _ended(versions, places.DONE, pointer)


def _returned(versions: Path, pointer: Pointer, fault: StoreFault) -> Course:
    kept = msgspec.structs.replace(
        pointer, current=pointer.before, on_trial=False, tries=0, since_ms=_now_ms()
    )
    places.write_pointer(versions, kept)
    return _ended(versions, places.RETURNED, pointer, fault)


def _ended(versions: Path, state: str, pointer: Pointer, fault: StoreFault | None = None) -> Course:
    found = places.read_course(versions) or Course(pointer.current, pointer.before)
    values = {key: str(value) for key, value in fault.values.items()} if fault else {}
    ended = msgspec.structs.replace(
        found, state=state, ended_ms=_now_ms(), fault=fault.code if fault else "", values=values
    )
    places.write_course(versions, ended)
    return ended


def _now_ms() -> int:
    return int(time.time() * 1000)

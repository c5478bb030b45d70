"""The new version opens a copy of the home before it may touch the home; then the old one does.

The copy comes out of the backup that was just taken, so that restoring is rehearsed too. It lies
with keys of its own and exchanges with nobody. That the old version serves it afterwards proves
the way back, before anybody needs it.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tusach.node.keeping.backup_key import key_path
from tusach.node.settings import machine
from tusach.node.settings.home import read_home, write_home
from tusach.node.settings.versions import IN_USE, REHEARSAL, STAY, rehearsals_left
from tusach.node.store.protocol import StoreFault
from tusach.node.upgrading.processes import Ran, environment, free_address, run, serving

DONE, NEEDS_A_PERSON = 0, 1
AWAY = ("backup_to",)
"""What the copy must not do as the home does: write into the folder of its backups."""


def rehearse(home: Path, backup: Path, *, new: list[str], old: list[str], versions: Path) -> None:
    """Both versions have served a copy of the home, or StoreFault says what went wrong.

    new, old: what starts a version. At a hub on PostgreSQL the new one only reads the home itself.
    """
    if read_home(home).get("database"):
        found = run([*new, *_words("verify", home), "--quick"], environment(**{STAY: "1"}))
        _assert_well(found, "upgrade.cannot_read")
        return
    with _scratch(versions) as folder:
        copy, keys = folder / "home", folder / "keys"
        keys.mkdir(mode=0o700)
        shutil.copy2(key_path(home, make=False), keys)
        apart = environment(TUSACH_KEYS=str(keys), TUSACH_HOME=str(copy), **{STAY: "1"})
        found = run([*new, "restore", str(backup), *_words("", copy)], apart)
        _assert_well(found, "upgrade.cannot_read")
        write_home(copy, **dict.fromkeys(AWAY, ""))
        _serve(new, copy, apart, code="upgrade.cannot_start")
        _serve(old, copy, apart, code="upgrade.no_way_back")


def _serve(words: list[str], copy: Path, environ: dict[str, str], *, code: str) -> None:
    """A version serves the copy and a page comes from it. Raises StoreFault of this code."""
    told = [*words, *_words("serve", copy), "--bind", free_address()]
    try:
        with serving(told, environ):
            pass
    except StoreFault as fault:
        said = str(fault.values.get("said", "")) or fault.code
        raise StoreFault(code, said=said) from fault


def _words(name: str, home: Path) -> list[str]:
    return [*([name] if name else []), "--home", str(home), "--json", "--lang", "en"]


def _assert_well(found: Ran, code: str) -> None:
    if found.exit in (DONE, NEEDS_A_PERSON) and "facts" in found.told:  # a crash ends with 1, too
        return
    refusal: Any = found.told.get("refusal") or {}
    faults: Any = found.told.get("faults") or [{}]
    said = refusal.get("message") or faults[0].get("message") or found.last_words
    raise StoreFault(code, said=str(said)[:400])


@contextlib.contextmanager
def _scratch(versions: Path) -> Iterator[Path]:
    """A folder that holds names of readers, gone afterwards; seen to be in use."""
    sweep(versions)
    folder = versions / f"{REHEARSAL}{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        with machine.private_file(folder / IN_USE):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(versions: Path) -> None:
    """What rehearsals of processes that are gone have left is gone too."""
    for one in rehearsals_left(versions):
        shutil.rmtree(one, ignore_errors=True)

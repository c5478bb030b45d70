"""A home that is being made: whole at the end, or as if nobody had begun.

Making ends early where the disk is full, where something is refused, where a person stops it, and
where the process is killed or the power fails. What was made by then is taken away again: at once,
or, from a mark that says what lay there before, by the next try. What lay in the folder before is
left alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tusach.node.settings.home import FILE, read_home
from tusach.node.settings.keys import SECRET, KeysInside, NoHome, key_folder
from tusach.node.settings.machine import is_locked, locked_folder, sync_folder
from tusach.node.settings.whole_file import write_whole
from tusach.node.store.home import MARK
from tusach.node.store.keys import heads_file, invitation_file, key_file
from tusach.node.store.own_files import is_own, refuse_links
from tusach.node.store.protocol import StoreFault


class Before(msgspec.Struct, frozen=True):
    """What was there before a home was made: names in its folder, its words, paths of keys.

    tenant: whose rows in the database of `home.json` are of this try; "": there is none.
    """

    names: tuple[str, ...]
    words: str | None
    keys: tuple[str, ...]
    tenant: str = ""


def _nothing() -> None:
    """Nobody is told."""


@contextlib.contextmanager
def making(
    home: Path,
    *,
    database: str = "",
    tenant: str = "",
    cleared: Callable[[], None] = _nothing,
) -> Iterator[None]:
    """The home is whole after the block, or nothing of it is left. Refused where a home is.

    Only one process at a time makes a home; another is refused. database, tenant: where it keeps
    its facts, if not in the folder; refused where facts of that tenant are there. cleared: called
    where an earlier try was broken off, and what it had left was taken away.
    """
    first = [one for one in (home, *home.parents) if not one.exists()]
    home.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(home):
            refuse_links(home)
            if _clear(home):
                cleared()
            before = _begin(home, database, tenant)
            try:
                yield
                (home / MARK).unlink()
                sync_folder(home)
            except BaseException:
                if not is_locked(home / "node.lock"):  # else somebody works in it already
                    _take_away(home, before)
                raise
    except BaseException:
        for folder in first:
            with contextlib.suppress(OSError):  # somebody put something in
                folder.rmdir()
        raise


def _begin(home: Path, database: str, tenant: str) -> Before:
    """What is there now; from here on the mark says so."""
    told = home / FILE
    if "role" in read_home(home):
        raise StoreFault("home.exists", path=str(home))
    if database and not _is_empty(database, tenant):
        raise StoreFault("home.database_taken", tenant=tenant)
    before = Before(
        tuple(sorted(path.name for path in home.iterdir())),
        told.read_text(encoding="utf-8") if told.exists() else None,
        tuple(sorted(map(str, _keys_there(home)))),
        tenant if database else "",
    )
    write_whole(home / MARK, msgspec.json.encode(before))
    return before


def _clear(home: Path) -> bool:
    """Whether a try was broken off here; what it had left is taken away."""
    mark = home / MARK
    if not mark.exists():
        return False
    try:
        before = msgspec.json.decode(mark.read_bytes(), type=Before)
    except msgspec.MsgspecError as fault:
        raise StoreFault("home.damaged", path=str(home), said=f"{mark}: {fault}") from fault
    if is_locked(home / "node.lock"):
        raise StoreFault("store.busy")
    _take_away(home, before)
    return True


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    with locked_folder(home) as is_ours:
        if not is_ours:
            raise StoreFault("store.busy")
        yield


def _is_empty(database: str, tenant: str) -> bool:
    from tusach.node.store.postgres import PostgresEngine  # only here, as in `home`

    engine = PostgresEngine(database, tenant)
    try:
        return engine.arrival_now() == 0
    finally:
        engine.close()


def _keys_there(home: Path) -> frozenset[Path]:
    """What lies where the keys of this home would lie, where that can be told already."""
    try:
        folder = key_folder(home, make=False)
    except NoHome:
        return frozenset()
    return frozenset((folder, *folder.iterdir())) if folder.is_dir() else frozenset()


def _take_away(home: Path, before: Before) -> None:
    """Remove what was made, the mark last. Without home.json nobody finds rows and keys any more.

    Raises StoreFault where rows lie in a database that does not answer: mark and words stay then.
    """
    database = _database(home)
    if before.tenant and database:
        _take_rows(database, before.tenant)
    with contextlib.suppress(OSError, ValueError, NoHome, KeysInside):
        _take_keys(home, frozenset(map(Path, before.keys)))
    for path in home.iterdir():
        if path.name not in before.names and is_own(path.name) and path.name not in (FILE, MARK):
            _remove(path)
    if before.words is None:
        (home / FILE).unlink(missing_ok=True)
    else:
        fresh = home / f".home-{os.getpid()}"
        fresh.write_text(before.words, encoding="utf-8")
        fresh.replace(home / FILE)
    (home / MARK).unlink(missing_ok=True)


def _database(home: Path) -> str:
    try:
        return str(read_home(home).get("database", ""))
    except ValueError:
        return ""


def _take_rows(database: str, tenant: str) -> None:
    """Before this try nothing of the tenant was in the database."""
    from tusach.node.store.postgres import PostgresEngine  # only here, as in `home`

    engine = PostgresEngine(database, tenant)
    try:
        engine.clear()
    finally:
        engine.close()


def _take_keys(home: Path, keys: frozenset[Path]) -> None:
    folder = key_folder(home, make=False)
    made = (key_file(home, make=False), heads_file(home, make=False), invitation_file(home))
    for path in made:
        if path not in keys:
            path.unlink(missing_ok=True)
    others = [*folder.glob("installation-*.json"), *folder.glob("retired-*.json")]
    if not others and folder / SECRET not in keys:  # other homes may share the folder
        (folder / SECRET).unlink(missing_ok=True)
    if folder not in keys:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for one in path.iterdir():
            _remove(one)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)

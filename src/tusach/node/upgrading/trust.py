"""Whose signature under a release counts: three sources, each of which is enough.

| source | for whom |
|---|---|
| `release_keys.json` beside the program | whoever made the release that was installed |
| `release_keys` in `home.json` | whom a person has named here: `tusach upgrade --trust` |
| certificates of the network | a hub that is not shut out: the province has looked at it |
"""

from __future__ import annotations

import contextlib
import json
from importlib import resources
from pathlib import Path

from tusach.ledger.ident import is_hash
from tusach.node.settings.home import read_home, write_home
from tusach.node.store.keys import fingerprint
from tusach.node.store.protocol import StoreFault
from tusach.node.store.standings import HUB
from tusach.node.store.store import Store
from tusach.node.upgrading.release_file import Release

FILE = "release_keys.json"
OWN = "release_keys"
MAKER, NAMED, PROVINCE = "maker", "named", "province"


def built_in() -> tuple[str, ...]:
    """Keys that came with the program; none in a checkout."""
    with contextlib.suppress(FileNotFoundError):
        told = json.loads((resources.files("tusach") / FILE).read_text(encoding="utf-8"))
        return tuple(one for one in told if is_hash(one))
    return ()


def named(home: Path) -> tuple[str, ...]:
    """Keys that a person has named here."""
    told = read_home(home).get(OWN, [])
    return tuple(one for one in told if isinstance(one, str) and is_hash(one))


def is_hub(store: Store, key: str) -> bool:
    """Whether a key is of a hub of this network that is not shut out."""
    if store.standings is None:
        return False
    if key == store.identity.root:
        standing = store.standings.of(key)
        return standing is None or standing.last_good is None
    found = store.standings.of(key)
    return found is not None and found.role == HUB and found.last_good is None


def by_whom(release: Release, home: Path, store: Store) -> tuple[str, str]:
    """(source, key) of the first signature that counts.

    Raises StoreFault: `upgrade.unsigned`, or `upgrade.stranger` with the fingerprints.
    """
    if not release.signatures:
        raise StoreFault("upgrade.unsigned")
    keys = [one.key for one in release.signatures]
    for source, known in ((MAKER, built_in()), (NAMED, named(home))):
        for key in keys:
            if key in known:
                return source, key
    for key in keys:
        if is_hub(store, key):
            return PROVINCE, key
    said = ", ".join(fingerprint(bytes.fromhex(one)) for one in keys)
    raise StoreFault("upgrade.stranger", said=said)


def trust(home: Path, key: str) -> None:
    """From now on releases signed by this key are believed here. Raises StoreFault for no key."""
    if not is_hash(key):
        raise StoreFault("upgrade.no_key")
    told = [*named(home), key] if key not in named(home) else list(named(home))
    write_home(home, **{OWN: told})


def forget(home: Path, key: str) -> None:
    """A key that a person had named counts no more."""
    write_home(home, **{OWN: [one for one in named(home) if one != key]})

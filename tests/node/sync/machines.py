"""Real homes that belong to one network: a hub, libraries and vehicles, met in one process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.node.describing import describe_title
from tests.node.store import homes as scene
from tests.node.sync.province import Wire

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.catalogue.facts import TitleDescribed
from tusach.library.catalogue.folding import fold
from tusach.library.readers.rules import NewReader
from tusach.node.acts import circulation, founding, registering
from tusach.node.acts.node import At, Node, load_profile
from tusach.node.store import home as homes
from tusach.node.store.peers import Heard, remember
from tusach.node.sync import enrolling, parcels, requests
from tusach.node.sync.asking import synchronise
from tusach.node.sync.synced import Synced

HUB = "centre"


class Machines:
    """Nodes by the code of their place, all at work; `scene.ON` is their day."""

    def __init__(self, folder: Path, open_homes: ExitStack) -> None:
        self.folder = folder
        self._open = open_homes
        self._hour = 0
        self.hub = self._made(HUB, "hub")

    def _made(self, code: str, role: str) -> Node:
        home, profile = self.folder / code, load_profile(scene.PROFILE)
        words = founding.home_words(profile, profile_name=scene.PROFILE, place=code)
        homes.create(home, role=role, tenant=scene.TENANT, **words)
        self._hour += 1
        at = scene.LATER_MS + 1_000_000 * self._hour
        node: Node = self._open.enter_context(scene.at_work(home, ms=at))
        kinds = profile.places.kinds
        kind = next(one.code for one in kinds if one.central == (role == "hub"))
        place = founding.NewPlace(code=code, name=f"Thư viện {code}", kind=kind)
        founding.found(node, place, on=scene.ON)
        return node

    def alone(self, code: str, role: str = "library") -> Node:
        """A machine of a place of its own that asks nobody."""
        return self._made(code, role)

    def join(self, code: str, role: str = "library") -> Node:
        """One more machine, of a place of its own, that the province has let in."""
        node = self._made(code, role)
        asked = requests.request(node)
        enrolling.found_place(self.hub, asked, name=f"Thư viện {code}", kind="")
        _, answer = enrolling.grant(self.hub, asked, by=None, days=180)
        enrolling.accept(node, answer)
        return node


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    """A hub at work, and what joins it, until the end of the block."""
    with ExitStack() as stack:
        yield Machines(folder, stack)


def meet(one: Node, other: Node) -> Synced:
    """An exchange, asked for by the first; what the other holds is noted."""
    found = synchronise(one.store, Wire(other.store))
    remember(one.home, found.peer, Heard(found.vector, max(one.store.now_ms(), 0)))
    return found


def at(node: Node, on: str = scene.ON) -> At:
    """At the place of the node."""
    place = node.own_place()
    assert place is not None
    return At(place, on)


def stock(node: Node, name: str = "Dế Mèn phiêu lưu ký") -> str:
    """A copy of the node's place; its subject."""
    title = _described(node, name)
    done = registering.register_copy(node, registering.NewCopy(title=title), at(node))
    assert not isinstance(done, Refusal), done
    row = node.store.query("SELECT subject FROM copy WHERE title = ? ORDER BY code DESC", (title,))
    return str(row[0][0])


def _described(node: Node, name: str) -> str:
    raw = f"the record of {name}".encode()
    body = TitleDescribed(record=sha256(raw), format="typed", title=name, control=name)
    done = describe_title(node, body, raw, at(node))
    assert not isinstance(done, Refusal), done
    row = node.store.query("SELECT subject FROM title WHERE control = ?", (name,))
    return str(row[0][0])


def reader(node: Node, name: str) -> str:
    """A reader of the node's place; the id."""
    group = node.profile.lending.reader_groups[0].code
    new = NewReader(subject="", name=name, group=group, birth_year=1980, phone="0912 333 444")
    made = registering.register_readers(node, [new], at(node))
    assert not isinstance(made, Refusal), made
    return made.readers[0]


def lend(node: Node, copy: str, who: str, on: str = scene.ON) -> str:
    """The copy goes to a reader; the fact's id."""
    told = circulation.lend(node, copy, who, at(node, on))
    assert isinstance(told, circulation.Told), told
    return told.fact


def carry(giver: Node, taker: Node, whom: str = "hub") -> bytes:
    """A stick from one machine to another; its bytes."""
    recipients = parcels.recipients_of(giver.store, whom)
    raw = b"".join(parcels.write(giver.store, giver.home, recipients))
    parcels.read(taker.store, taker.home, io.BytesIO(raw))
    return raw


def files_with(home: Path, text: str) -> set[str]:
    """Names of the files of a home in which a text stands."""
    wanted = [one.encode() for one in {text, fold(text), text.replace(" ", "")}]
    return {
        path.name
        for path in home.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    }


def take_back(node: Node, copy: str, on: str = scene.ON) -> str:
    """The copy comes back; the fact's id."""
    told = circulation.take_back(node, copy, at(node, on))
    assert isinstance(told, circulation.Told), told
    return told.fact

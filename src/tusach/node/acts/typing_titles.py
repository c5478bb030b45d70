"""A title typed by hand, with its first copy: both, or neither."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tusach.ledger.canonical import canonical
from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.ident import sha256
from tusach.library.catalogue import rules
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import NewCopy, copy_in
from tusach.node.store.transaction import Transaction

TYPED = "typed"


class Typed(msgspec.Struct, frozen=True):
    """The subject of the title, and whether it was known with these very words already."""

    title: str
    known: bool


def typed_title(body: TitleDescribed) -> tuple[TitleDescribed, bytes]:
    """A description with the record that stands behind it: its own fields, canonical."""
    told = msgspec.to_builtins(body)
    fields = {name: told[name] for name in sorted(told) if name not in ("record", "format")}
    raw = canonical({"typed": fields})
    return msgspec.structs.replace(body, record=sha256(raw), format=TYPED), raw


def type_title(
    node: Node, body: TitleDescribed, at: At, *, copy: NewCopy | None
) -> Typed | Refusal:
    """The title is described, and its first copy belongs to the place; copy.title is set here."""
    whole, raw = typed_title(body)
    title = rules.title_subject(node.tenant, whole)
    known: list[bool] = []

    def deed(transaction: Transaction) -> Sequence[Draft] | Refusal:
        known.append(rules.is_present(transaction.state(title, "title"), whole))
        drafts: list[Draft] = []
        if not known[-1]:
            drafts.append(rules.describe(title, whole, on=at.on, place=at.place, raw=raw))
        if copy is not None and not known[-1]:
            new = msgspec.structs.replace(copy, title=title)
            found = copy_in(node, transaction, new, at)[1]
            if isinstance(found, Refusal):
                return found
            drafts += found
        return drafts

    done = node.store.act(at.by, deed)
    return done if isinstance(done, Refusal) else Typed(title, known[-1])

"""A title described beside the pages, as a record from elsewhere says it."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.catalogue import rules
from tusach.library.catalogue.facts import TitleDescribed
from tusach.node.acts.node import At, Node
from tusach.node.store.store import Done


def describe_title(
    node: Node, body: TitleDescribed, raw: bytes, at: At, *, title: str | None = None
) -> Done | Refusal:
    """A title reads so from now on; title: its subject, where it is known already."""
    subject = title or rules.title_subject(node.tenant, body)
    draft = rules.describe(subject, body, on=at.on, place=at.place, raw=raw)
    return node.store.tell(at.by, (draft,))

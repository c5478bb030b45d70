"""Cards that stand for many: a class, a club, a household; and lending on nothing but a word."""

from __future__ import annotations

from tusach.ledger.draft import Refusal
from tusach.library.catalogue.folding import fold
from tusach.library.readers.rules import NewReader
from tusach.node.acts.node import At, Node
from tusach.node.acts.registering import register_readers

LONGEST_WORD = 60
"""Letters of a word by which a household or a class is known again."""


def many_groups(node: Node, *, on_trust: bool) -> tuple[str, ...]:
    """The programme's groups that stand for many: those lent to on trust, or the others."""
    return tuple(
        one.code
        for one in node.profile.lending.reader_groups
        if one.stands_for_many and one.on_trust == on_trust
    )


def register_group(
    node: Node, *, name: str, group: str, responsible: str, phone: str, hamlet: str, at: At
) -> str | Refusal:
    """A card for many; its id. Somebody is responsible for what it has."""
    if group not in many_groups(node, on_trust=False):
        return Refusal("group.unknown")
    if not responsible.strip():
        return Refusal("group.responsible_missing")
    new = NewReader(
        subject="", name=name, group=group, hamlet=hamlet, phone=phone, guardian_name=responsible
    )
    told = register_readers(node, (new,), at)
    return told if isinstance(told, Refusal) else told.readers[0]


def trust(node: Node, word: str, group: str, at: At) -> str | Refusal:
    """The registration of a word at this place, made now where there is none; its id.

    It has no card, no number and no name of a person; what it borrows counts as any loan does, and
    the rule of its group says how much that may be.
    """
    new = by_word(node, word, group, at.place)
    if isinstance(new, Refusal) or new.subject:
        return new if isinstance(new, Refusal) else new.subject
    told = register_readers(node, (new,), at, with_cards=False)
    return told if isinstance(told, Refusal) else told.readers[0]


def by_word(node: Node, word: str, group: str, place: str) -> NewReader | Refusal:
    """Who is known by a word at a place; without a subject: nobody yet, to be registered so."""
    plain = " ".join(word.split())
    if group not in many_groups(node, on_trust=True):
        return Refusal("group.unknown")
    if not plain:
        return Refusal("trust.word_missing")
    if len(plain) > LONGEST_WORD or _is_number(plain):
        return Refusal("trust.word_odd", {"most": LONGEST_WORD})
    known = node.store.vault.query(
        "SELECT reader FROM reader_name WHERE place = ? AND folded = ? ORDER BY reader",
        (place, fold(plain)),
    )
    for (reader,) in known:
        state = node.store.state(reader, "reader")
        if state.group == group and state.ended_on is None and state.erased_on is None:
            return NewReader(subject=str(reader), name=plain, group=group)
    return NewReader(subject="", name=plain, group=group)


def _is_number(word: str) -> bool:
    """A telephone or identity number is no word: it would name a person after all."""
    return sum(letter.isdigit() for letter in word) >= 6

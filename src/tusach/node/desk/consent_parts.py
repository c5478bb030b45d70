"""What pages say of consents: who agreed to what, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tusach.library.readers.consenting import PAPER, PARENT, SELF, Lack
from tusach.library.readers.facts import ConsentPrivate
from tusach.library.readers.story import Consent, ReaderState
from tusach.node.acts import consenting
from tusach.node.desk.counter import Counter
from tusach.node.desk.shown import names_of
from tusach.node.pages.writing import day, term


def consent_part(counter: Counter, state: ReaderState) -> dict[str, Any]:
    """The consents of a reader, what is missing, and what may be noted or withdrawn."""
    lacks = consenting.lacks_of(counter.node, state, counter.on)
    told = counter.node.profile.consent
    asked = {one.purpose for one in lacks}
    standing = {purpose for one in state.consents for purpose in one.purposes}
    purposes = [
        {"code": one.code, "words": counter.words(one.names)}
        for one in (told.purposes if told else ())
    ]
    return {
        "consents": [_shown(counter, one) for one in state.consents],
        "missing": missing_words(lacks),
        "may_note": [one for one in purposes if one["code"] in asked],
        "may_withdraw": [one for one in purposes if one["code"] in standing],
        "answerers": ANSWERERS,
        "proofs": PROOFS,
    }


ANSWERERS = ("parent", "grandparent", "teacher", "self", "other")
PROOFS = ("paper", "word")


def missing_words(lacks: Sequence[Lack]) -> list[dict[str, str]]:
    """What is required and missing, each answer once; until: day on which a stand-in ends."""
    found: dict[tuple[str, str], str | None] = {}
    for one in lacks:
        if one.required:
            key = (one.by, one.proof)
            before = found.get(key)
            found[key] = one.until if before is None else min(before, one.until)
    return [
        {"words": _words(by, proof), "until": day(until) if until else ""}
        for (by, proof), until in found.items()
    ]


def _words(by: str, proof: str) -> str:
    if by == PARENT and proof == PAPER:
        return _("the signature of father or mother")
    if by == SELF:
        return _("the reader's own word")
    return f"{term(by)} ({term(proof)})"


def _shown(counter: Counter, one: Consent) -> dict[str, Any]:
    private = _private(counter, one)
    name = private.guardian_name
    if private.guardian and not name:
        name = names_of(counter.node, [private.guardian]).get(private.guardian, "")
    return {
        "fact": one.fact,
        "on": one.on,
        "purposes": ", ".join(counter.codes.get(each, each) for each in one.purposes),
        "by": term(one.by),
        "proof": term(one.proof),
        "name": name,
        "phone": private.phone,
    }


def _private(counter: Counter, one: Consent) -> ConsentPrivate:
    part = counter.node.store.vault.part(one.commitment) if one.commitment else None
    if part is None:
        return ConsentPrivate()
    return msgspec.json.decode(part.raw, type=ConsentPrivate)

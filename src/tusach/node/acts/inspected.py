"""Photographs of an assessment: of what was looked at, by inspector, commune or reviewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.quality import facts
from tusach.library.quality import photographs as rules
from tusach.library.quality.assessing import At as Told
from tusach.library.quality.assessing import Told as Drafts
from tusach.library.quality.assessment import AssessmentState
from tusach.library.quality.criteria import CriteriaSet
from tusach.library.trips.evidence import JPEG
from tusach.node.acts.node import At
from tusach.node.acts.photographs import keeping, picture_of, tidy
from tusach.node.acts.travelling import Act

if TYPE_CHECKING:
    from tusach.node.acts.node import Node


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """A photograph as it was sent. criterion: which one it shows, empty = the place as a whole."""

    raw: bytes
    criterion: str
    children: str
    taken_on: str


def add(node: Node, assessment: str, criteria: CriteriaSet, at: At, *, shot: Shot) -> Act:
    """A photograph belongs to an assessment; of its file the picture alone is kept."""
    picture = picture_of(shot.raw)
    if isinstance(picture, Refusal):
        return picture
    body = facts.AssessmentPhotographed(
        hash=sha256(picture.raw),
        bytes=len(picture.raw),
        media=JPEG,
        width=picture.width,
        height=picture.height,
        children=shot.children,
        taken_on=shot.taken_on,
        criterion=shot.criterion,
    )

    def telling() -> Act:
        return _told(
            node, assessment, at, lambda one, when: rules.photograph(one, body, criteria, when)
        )

    return keeping(node, picture.raw, telling)


def remove(node: Node, assessment: str, at: At, *, digest: str, reason: str) -> Act:
    """It is off this disk at once, and off every other as soon as it hears of it."""
    done = _told(
        node,
        assessment,
        at,
        lambda one, when: rules.remove_photograph(one, when, digest=digest, reason=reason),
    )
    if not isinstance(done, Refusal):
        tidy(node)
    return done


def _told(
    node: Node, assessment: str, at: At, rule: Callable[[AssessmentState, Told], Drafts]
) -> Act:
    when = Told(at.on, at.place)
    return node.store.act(
        at.by, lambda transaction: rule(transaction.state(assessment, "assessment"), when)
    )

"""An official paper of this node: its head, number and date in the language that holds now."""

from __future__ import annotations

from django.utils.translation import get_language

from tusach.exchange.documents.papers import Block, Paper, Signature
from tusach.node.acts.node import Node
from tusach.node.wording import papers as words
from tusach.node.wording.values import in_language


def paper(
    node: Node,
    *,
    kind: str,
    about: str,
    agency: str,
    body: tuple[Block, ...],
    signatures: tuple[Signature, ...],
    on: str | None = None,
    number: int | None = None,
    agency_mark: str = "",
    to: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
) -> Paper:
    """A paper of a kind that `wording.papers` names, not issued yet where it has no number.

    on: the day that it bears, None = to be written in by hand. Elsewhere than in Viet Nam the
    State stands on no paper.
    """
    province = node.profile.province
    owner = in_language(province.owner)
    is_owner = agency.casefold() == owner.casefold()
    return Paper(
        name=words.name_of(kind),
        about=words.about_line(kind, about),
        above=in_language(province.above) if is_owner and province.above else owner,
        agency=agency,
        number=words.number_line(kind, number, agency_mark),
        dated=words.date_line(in_language(province.names), on),
        body=body,
        signatures=signatures,
        language=(get_language() or province.default_language)[:2],
        state=words.state_words() if province.country == "VN" else None,
        to=words.to_line(to),
        recipients_head=words.recipients_head(),
        recipients=recipients,
        narrative=words.narrative(),
    )

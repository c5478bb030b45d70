"""A report is issued with the file that the agency signed; what is seen in that file later."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tusach.exchange.documents.signed_pdf import NotSigned, SignedPdf, beginnings, looked_at
from tusach.ledger.draft import Refusal
from tusach.ledger.ident import sha256
from tusach.library.reports import facts, rules
from tusach.library.reports.rules import At
from tusach.library.reports.story import ReportState
from tusach.node.acts import reports
from tusach.node.acts.node import Node
from tusach.node.acts.reports import Deed, with_blobs

MOST_FILE = 2 * 2**20
"""Bytes of a signed file that is kept."""


_NOT_SIGNED = {
    "no_pdf": Refusal("report.file_no_pdf", {}),
    "torn": Refusal("report.file_torn", {}),
    "locked": Refusal("report.file_locked", {}),
}


def issuing(
    where: At,
    *,
    number: int,
    mark: str,
    dated: str,
    file: bytes,
    papers: tuple[bytes, ...] = (),
) -> Deed:
    """What is asked when a report is issued. file: as the agency signed it, or nothing.

    papers: as this node sets it; the one with which the file begins is kept beside it, so that a
    later version of this program still knows that it is the same paper.
    """
    if len(file) > MOST_FILE:
        return lambda state: Refusal("report.file_large", {"most": MOST_FILE >> 20})
    try:
        if file:
            looked_at(file)
    except NotSigned as fault:
        refused = _NOT_SIGNED[fault.code]
        return lambda state: refused
    body = facts.ReportIssued("", number, dated, mark, sha256(file) if file else "")
    blobs = (file, *(one for one in papers if one and file.startswith(one))) if file else ()
    return lambda state: with_blobs(rules.issue(state, body, where), tuple(dict.fromkeys(blobs)))


class SignedFile(msgspec.Struct, frozen=True):
    """The file with which a report was issued. looked: None = it does not lie at this node.

    is_same: whether it begins with the paper that this program set.
    """

    looked: SignedPdf | None
    is_same: bool


def signed_file(
    node: Node, state: ReportState, papers: Callable[[], tuple[bytes, ...]]
) -> SignedFile | None:
    """What is known of the signed file; None where the report was issued without one.

    papers: as this node sets it now; asked only where none was kept with the file.
    """
    told = state.issued.told.file if state.issued else ""
    if not told:
        return None
    raw = reports.blob(node, told)
    try:
        looked = looked_at(raw) if raw is not None else None
    except NotSigned:  # an earlier version took what only began as a PDF
        looked = SignedPdf(signatures=0, revisions=0, is_whole=False)
    if raw is None:
        return SignedFile(None, is_same=False)
    is_same = any(
        reports.blob(node, one) is not None for one in beginnings(raw) if one != told
    ) or any(one and raw.startswith(one) for one in papers())
    return SignedFile(looked, is_same)

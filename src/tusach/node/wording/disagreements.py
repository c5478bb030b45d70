"""What contradicts what, for the work list: what probably happened, and who should look."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from tusach.node.wording import (
    assessments,
    crates,
    doubts,
    indicators,
    money,
    population,
    programme,
    reports,
    roads_and_markets,
    stock,
    targets,
    trips,
)

DISAGREEMENTS: dict[str, str] = {
    "block.granted_twice": _(
        "This block of numbers was given to two places. The first one keeps it; the other one "
        "should draw from a new block."
    ),
    "copy.lent_after_withdrawal": _(
        "Lent after it had left the stock. Look whether the copy is still there; if it is, void "
        "the withdrawal."
    ),
    "copy.lent_out_of_custody": _(
        "Lent at one place while it stood at another. The first loan is probably a wrong scan: "
        "look there and correct it."
    ),
    "copy.lent_perhaps_twice": _(
        "Perhaps lent twice: not everything is known here yet. It settles itself after the next "
        "exchange, or both desks look."
    ),
    "copy.lent_twice": _(
        "Lent at two desks that did not know of each other. Both loans are kept, and nobody is "
        "reminded. See who has the copy and correct the other loan."
    ),
    "copy.lent_without_return": _(
        "Lent again though nobody had taken it back. The earlier loan was closed on that day."
    ),
    "copy.lost_but_seen": _(
        "Reported lost here, but another place had it in hand. Ask there first."
    ),
    "copy.paper_twice": _(
        "One row of a paper sheet was typed twice and reads differently. It counts once, as typed "
        "first; look at the sheet."
    ),
    "copy.registered_twice": _(
        "Two copies were entered under one number. Give one of them a new label and number."
    ),
    "copy.reserved_twice": _(
        "Kept for two readers by people who did not know of each other. Give it to the reader who "
        "asked first; the other one waits on."
    ),
    "copy.seen_while_lent": _(
        "Found on a shelf while it was on loan. The loan was closed; tell the reader if they ask."
    ),
    "copy.withdrawn_while_lent": _(
        "Left the stock while a reader still had it. Ask the reader, or void the withdrawal."
    ),
    "fact.corrected_twice": _(
        "Two people corrected the same entry differently. Look at both and correct it once more."
    ),
    "hold.filled_twice": _(
        "Two copies were lent for one hold. Nothing needs to be done if the reader has both."
    ),
    "hold.reserved_after_end": _(
        "Kept for a reader who had given it up elsewhere. Put the copy back on its shelf."
    ),
    "loan.renewed_after_end": _(
        "Renewed after the copy had come back elsewhere. Nothing needs to be done if it is there."
    ),
    "node.enrolled_twice": _(
        "A machine was admitted to the network twice by people who did not know of each other. The "
        "later entry counts: look at both and admit the machine once more."
    ),
    "node.revoked_apart": _(
        "A machine was shut out of the network by people who did not know of each other. Only what "
        "both call good counts: agree, and shut it out once more."
    ),
    "place.founded_twice": _(
        "This place was founded twice. The first entry counts; void the other one."
    ),
    "readers.counted_twice": _(
        "The readers of one month were counted at two machines, with different numbers. Keep the "
        "count that knows more of the loans, and void the other."
    ),
    "readers.settled_twice": _(
        "The people of one period were counted at two machines, with different numbers. Keep the "
        "count that knows more of the loans, and void the other."
    ),
    "rule.set_apart": _(
        "Two rules for the same case were set by people who did not know of each other. The later "
        "one counts: look whether it is the right one."
    ),
    "sheet.printed_twice": _(
        "One number stands on two paper sheets. Rows of the second one do not count beside those "
        "of the first: print it anew and copy the rows over."
    ),
    "sheet.row_differs": _(
        "Two people read one row of a paper sheet differently, and both readings count. Look at "
        "the sheet, and void what is wrong on the page of that book."
    ),
    "title.described_apart": _(
        "Described at two places that did not know of each other. The later description counts: "
        "compare the two."
    ),
    "visit.counted_apart": _(
        "Two machines counted visitors of one group on one day, not knowing of each other. Both "
        "counts are added up until somebody says that they are the same people."
    ),
    "visit.sheet_twice": _(
        "This line of a tally sheet was entered twice. It was counted once; nothing else is needed."
    ),
    **crates.DISAGREEMENTS,
    **stock.DISAGREEMENTS,
    **trips.DISAGREEMENTS,
    **roads_and_markets.DISAGREEMENTS,
    **programme.DISAGREEMENTS,
    **money.DISAGREEMENTS,
    **reports.DISAGREEMENTS,
    **targets.DISAGREEMENTS,
    **indicators.DISAGREEMENTS,
    **population.DISAGREEMENTS,
    **assessments.DISAGREEMENTS,
    **doubts.DISAGREEMENTS,
}

UNKNOWN = _("Entries contradict each other. Look at them and correct the wrong one.")


def say_disagreement(code: str) -> str:
    """A contradiction in a sentence or two, with what to do."""
    return gettext(DISAGREEMENTS.get(code, UNKNOWN))

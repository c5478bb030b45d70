"""Each kind of fact as a sentence of a register; the reader of it is a librarian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
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
from tusach.node.wording.values import Name, fill, worded

FACTS: dict[str, str] = {
    "stream.opened/1": _("This machine began to write here."),
    "fact.corrected/1": _("An earlier entry was corrected."),
    "fact.voided/1": _("An earlier entry does not count any more."),
    "clock.corrected/1": _("A wrong clock was set right, for entries {first} to {last}."),
    "unit.declared/1": _("Unit {code}, {names}, in force from {valid_from}."),
    "unit.ended/1": _("The unit is no more from {ended_on} on."),
    "place.founded/1": _("The place begins to serve: {name} ({code})."),
    "place.described/1": _("The place was described anew: {name}."),
    "place.opening_set/1": _("Open on {weekdays}, from {valid_from} on."),
    "place.closed_days_set/1": _("Closed on {days}."),
    "place.visits_dated/1": _("The library vehicle comes on {days}."),
    "place.closed/1": _("The place is closed for good from {closed_on} on."),
    "rule.set/1": _("A rule was set, in force from {valid_from}."),
    "block.granted/1": _("Numbers may be given from block {block}."),
    "staff.appointed/1": _("Appointed as {role} from {valid_from} on."),
    "staff.named/1": _("The name was recorded."),
    "staff.ended/1": _("The post as {role} ended, last day {last_on}."),
    "node.enrolled/1": _("Admitted to the network as {role}, until {valid_until}."),
    "node.revoked/1": _("Shut out of the network: {reason}."),
    "scope.released/1": _("Holds the private details of a place no more."),
    "erasure.done/1": _("Personal details that were to be erased are removed from this machine."),
    "reader.registered/1": _("Registered as a reader until {valid_until}."),
    "reader.described/1": _("The reader's details were changed."),
    "reader.card_issued/1": _("A card was given out."),
    "reader.card_ended/1": _("A card does not hold any more: {reason}."),
    "reader.renewed/1": _("The registration was extended until {valid_until}."),
    "reader.blocked/1": _("Stopped for now: {acts}. Reason: {reason}."),
    "reader.unblocked/1": _("A stop was lifted."),
    "reader.merged/1": _("Joined with another registration of the same person."),
    "reader.split/1": _("Parted again: two different persons."),
    "reader.consented/1": _("Agreed to: {purposes}. Answered by: {by}, {proof}."),
    "reader.consent_withdrawn/1": _("Consent withdrawn: {purposes}."),
    "reader.ended/1": _("Does not read here any more: {reason}."),
    "person.erased/1": _("The personal details were erased."),
    "readers.counted/1": _(
        "Different readers who borrowed from {first} to {last}: {readers}, in {loans} loans."
    ),
    "readers.settled/1": _("People who read from {first} to {last} were counted: {loans} loans."),
    "people.settled/1": _("People who read from {first} to {last} were counted: {loans} loans."),
    "title.described/1": _("Described: {title}."),
    "copy.registered/1": _("Entered into the stock under number {code}."),
    "copy.withdrawn/1": _("Left the stock: {reason}."),
    "copy.assigned/1": _("Should stand at {home} from now on."),
    "copy.seen/1": _("Seen here: {by}."),
    "copy.seen/2": _("Seen here: {by}."),
    "copy.lost/1": _("Counts as lost: {reason}."),
    "copy.lent/1": _("Lent until {due_on}."),
    "copy.lent/2": _("Lent until {due_on}."),
    "copy.returned/1": _("Came back."),
    "copy.returned/2": _("Came back."),
    "copy.claimed/1": _("The reader says that it came back."),
    "copy.damaged/1": _("Damaged: {how}."),
    "copy.withheld/1": _("Not lent for now: {reason}."),
    "copy.released/1": _("Serves again: {outcome}."),
    "copy.sent/1": _("Sent to {to}: {reason}."),
    "copy.used/1": _("Read inside, times: {n}."),
    "copy.reserved/1": _("On the shelf of holds until {until}."),
    "copy.freed/1": _("Off the shelf of holds: {reason}."),
    "loan.compensated/1": _("Settled: {how}."),
    "hold.placed/1": _("Asked for, to be fetched at {pickup}."),
    "hold.suspended/1": _("Put off."),
    "hold.resumed/1": _("Counts again."),
    "hold.assigned/1": _("To be sent to {pickup} for a reader who asked."),
    "hold.ended/1": _("Over without a loan: {reason}."),
    "hold.ended_elsewhere/1": _("The reader waits no more, since {ended_on}: {reason}."),
    "wish.told/1": _("A wish was told."),
    "wish.answered/1": _("Answered: {answer}."),
    "wish.ended/1": _("Over: {reason}."),
    "loan.renewed/1": _("Renewed until {due_on}."),
    "loan.renewed/2": _("Renewed until {due_on}."),
    "loan.ended_elsewhere/1": _("Came back at another place on {ended_on}."),
    "copy.arrived_elsewhere/1": _("Arrived at {at} on {arrived_on}."),
    "copy.seen_elsewhere/1": _("It was at {at} on {seen_on}."),
    "sheet.printed/1": _("A paper sheet was printed: no. {code}."),
    "sheet.entered/1": _("Rows {first_row} to {last_row} of the sheet are typed in."),
    "visit.counted/1": _("Visits: {n} ({channel})."),
    "day.stayed_empty/1": _("Open, and nobody came."),
    **crates.FACTS,
    **stock.FACTS,
    **trips.FACTS,
    **roads_and_markets.FACTS,
    **programme.FACTS,
    **money.FACTS,
    **reports.FACTS,
    **targets.FACTS,
    **indicators.FACTS,
    **population.FACTS,
    **assessments.FACTS,
    **doubts.FACTS,
}

MORE: dict[str, dict[str, str]] = {
    "fact.corrected/1": {"reason": _("Reason: {reason}.")},
    "fact.voided/1": {"reason": _("Reason: {reason}.")},
    "unit.ended/1": {"decision": _("Decision {decision}.")},
    "place.founded/1": {"decision": _("Decision {decision}.")},
    "place.opening_set/1": {"hours": _("Hours: {hours}.")},
    "place.closed_days_set/1": {"reason": _("Reason: {reason}.")},
    "place.closed/1": {"decision": _("Decision {decision}.")},
    "place.visits_dated/1": {"vehicle": _("Vehicle: {vehicle}.")},
    "rule.set/1": {
        "by": _("The rule that holds: of the {by}."),
        "loan_days": _("Lent for {loan_days} days."),
        "limit": _("At most {limit} copies at a time."),
        "renewals": _("May be renewed {renewals} times."),
        "hard_due_on": _("Last day for all loans: {hard_due_on}."),
        "until_next_visit": _("Due at the next visit of the vehicle."),
        "inside_only": _("Read in the library only."),
        "age_from": _("From the age of {age_from} on."),
        "age_until": _("Until the age of {age_until}."),
        "grace_days": _("Days of grace: {grace_days}."),
        "suspend_per_day": _("Days without borrowing for each day late: {suspend_per_day}."),
        "citation": _("Stands on: {citation}."),
    },
    "staff.appointed/1": {"decision": _("Decision {decision}.")},
    "node.enrolled/1": {
        "label": _("Called: {label}."),
        "places": _("Serves {places}."),
        "succeeds": _("Takes the place of a machine whose key is gone."),
    },
    "readers.counted/1": {
        "unlinked": _("Of {unlinked} loans it was not known any more whose they were.")
    },
    "reader.blocked/1": {"until": _("Until {until}.")},
    "copy.registered/1": {"accession": _("Accession number {accession}.")},
    "copy.withdrawn/1": {"decision": _("Decision {decision}.")},
    "loan.ended_elsewhere/1": {"at": _("Returned at {at}.")},
    "copy.lent/1": {"over_limit": _("Lent against the limit.")},
    "copy.lent/2": {
        "over_limit": _("Lent against the limit."),
        "inside": _("Read inside."),
        "paper": _("Typed from a paper sheet, row {paper}."),
    },
    "copy.returned/2": {"paper": _("Typed from a paper sheet, row {paper}.")},
    "copy.used/1": {"paper": _("Typed from a paper sheet, row {paper}.")},
    "visit.counted/1": {"sheet": _("Typed from a paper sheet, row {sheet}.")},
    "copy.withheld/1": {"until": _("Foreseen until {until}.")},
    "hold.suspended/1": {"until": _("Until {until}.")},
    "loan.compensated/1": {"decision": _("Decision {decision}.")},
    "wish.answered/1": {"on_visit": _("With the vehicle on {on_visit}.")},
    **crates.MORE,
    **stock.MORE,
    **roads_and_markets.MORE,
    **programme.MORE,
    **targets.MORE,
    **indicators.MORE,
    **population.MORE,
}
"""By kind and field: what is added where the field was told."""

NOT_COMING = _("The library vehicle does not come on {days}.")
OPENED_AGAINST_THE_RULE = _("Open on {days}, against the weekly rule.")
UNKNOWN = _("Something this software does not know yet; an update will show it.")


def say_fact(
    kind: str,
    body: msgspec.Struct | Mapping[str, Any],
    *,
    name: Name | None = None,
    words: Mapping[str, str] | None = None,
) -> str:
    """A fact in a sentence or two. name: names places; words: wording of a profile's codes."""
    told = dict(body) if isinstance(body, Mapping) else msgspec.structs.asdict(body)
    values = told.get("values")
    flat = {**values, **told} if isinstance(values, Mapping) else told
    template = FACTS.get(kind, UNKNOWN)
    if kind == "place.closed_days_set/1" and told.get("closed") is False:
        template = OPENED_AGAINST_THE_RULE
    if kind == "place.visits_dated/1" and told.get("called_off"):
        template = NOT_COMING
    shown = worded(flat, name=name, words=words)
    if flat.get("accession") == flat.get("code"):
        # One number on the label is said once.
        flat = {**flat, "accession": ""}
    more = [text for field, text in MORE.get(kind, {}).items() if flat.get(field)]
    return " ".join(fill(text, shown) for text in (template, *more))

"""Whatever contradicts has a proposal, and each way that is offered settles it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.library.copies.scene import COPY, desk, desks, lend, third
from tests.library.settling.quarrels import (
    QUARRELS,
    Made,
    corrected_twice,
    counted,
    lent_twice,
    told_apart,
)
from tests.library.telling import Teller, codes, named
from tests.spec.indicator_cases import DEFINED, INDICATOR

from tusach.ledger.draft import Draft, Refusal
from tusach.ledger.mechanism import SUPERVISOR, TELLER, FactVoided
from tusach.ledger.story import Disagreement
from tusach.library.copies.amends import FINAL
from tusach.library.copies.facts import CopyReturned
from tusach.library.places.facts import BlockGranted
from tusach.library.readers.facts import PersonErased, ReaderRegistered
from tusach.library.settling.drafts import Settler, settle
from tusach.library.settling.options import AGREE, UNMATCHED, VOID, Option, options
from tusach.library.visits.facts import VisitCounted


def settler(teller: Teller, *, standing: str | None = SUPERVISOR, at_desk: bool = True) -> Settler:
    def grant(place: str, digit: int) -> Draft:
        body = BlockGranted(digit=digit, block=77, holder=place)
        return Draft(
            kind="block.granted/1", subject=named("fresh"), scope="control", on="2026-12-01",
            body=body,
        )  # fmt: skip

    return Settler(
        on="2026-12-01",
        desk=desk(teller, "2026-12-01") if at_desk else None,
        standing=lambda _: standing,
        scope=lambda _: f"circulation:{teller.place}",
        grant=grant,
    )


def first(made: Made) -> Disagreement:
    teller, subject = made
    return teller.story(subject).disagreements[0]


def ways(made: Made) -> int:
    """How many ways the first contradiction has."""
    return len(options(first(made), made[0].story(made[1])))


WAYS = [(name, nr) for name, make in QUARRELS.items() for nr in range(ways(make()))]


@pytest.mark.parametrize(("name", "nr"), WAYS)
def test_each_way_settles_what_contradicts(name: str, nr: int) -> None:
    teller, subject = QUARRELS[name]()
    story = teller.story(subject)
    one = story.disagreements[0]
    option = options(one, story)[nr]
    teller.tell(settle(story, one, option, settler(teller)))
    after = teller.story(subject)
    assert one not in after.disagreements
    assert codes(after) == [] or len(story.disagreements) > 1
    assert after.dead == ()


@pytest.mark.parametrize("name", QUARRELS)
def test_the_proposal_says_why(name: str) -> None:
    teller, subject = QUARRELS[name]()
    found = options(teller.story(subject).disagreements[0], teller.story(subject))
    assert found[0].why
    assert len({one.key for one in found}) == len(found)


@pytest.mark.parametrize("name", QUARRELS)
def test_who_may_not_amend_may_not_settle(name: str) -> None:
    teller, subject = QUARRELS[name]()
    story = teller.story(subject)
    one = story.disagreements[0]
    for option in options(one, story):
        found = settle(story, one, option, settler(teller, standing=None, at_desk=False))
        assert isinstance(found, Refusal)


def test_evidence_speaks_for_a_loan() -> None:
    for name, why in (
        ("lent twice", "told_first"),
        ("lent twice, one renewed", "renewed_there"),
        ("lent twice, one back", "came_back_there"),
    ):
        teller, subject = QUARRELS[name]()
        story = teller.story(subject)
        assert options(story.disagreements[0], story)[0].why == why


def test_whoever_has_the_copy_in_hand_may_say_so_though_the_loan_is_anothers() -> None:
    teller, subject = lent_twice()
    story = teller.story(subject)
    wishes = settle(story, story.disagreements[0], Option("here"), settler(teller, standing=None))
    assert not isinstance(wishes, Refusal)
    assert [one.kind for one in wishes] == ["copy.returned/2"]


def test_what_is_here_already_is_said_once() -> None:
    teller, subject = lent_twice()
    one = first((teller, subject))
    teller.tell(settle(teller.story(subject), one, Option("here"), settler(teller)))
    again = settle(teller.story(subject), one, Option("here"), settler(teller))
    assert again == Refusal("copy.not_on_loan", {})


def test_nothing_is_proposed_while_it_is_not_proven() -> None:
    a, b = desks()
    lend(b, "2026-03-01")
    second = lend(a, "2026-03-02")
    c = third()
    c.hear([*b.held(COPY)[1:], second])
    unproven = Disagreement("copy.lent_perhaps_twice", (second.id,), proven=False)
    assert options(unproven, c.story(COPY)) == ()


def test_a_contradiction_of_a_kind_unknown_here_may_be_called_right() -> None:
    teller, subject = lent_twice()
    story = teller.story(subject)
    strange = Disagreement("copy.struck_by_lightning", story.disagreements[0].facts)
    assert [one.code for one in options(strange, story)] == ["agree"]


def test_what_is_called_right_contradicts_again_when_that_is_taken_back() -> None:
    teller, subject = QUARRELS["without return"]()
    story = teller.story(subject)
    one = story.disagreements[0]
    (agreed,) = teller.tell(settle(story, one, options(one, story)[0], settler(teller)))
    assert codes(teller.story(subject)) == []
    teller.say("fact.voided/1", subject, FactVoided(agreed.id, "undo", TELLER), on="2026-12-01")
    assert codes(teller.story(subject)) == [one.code]


def test_whoever_did_not_know_both_settles_nothing() -> None:
    a, b = desks()
    lent = lend(a, "2026-03-02")
    other = lend(b, "2026-03-02")
    one = Disagreement("copy.lent_twice", (lent.id,))
    a.tell(settle(a.story(COPY), one, Option("agree", lent.id), settler(a)))
    a.meet(b)
    assert [set(found.facts) for found in a.story(COPY).disagreements] == [{lent.id, other.id}]


def test_a_teller_does_not_settle_over_a_supervisor() -> None:
    teller, subject = corrected_twice(above=True)
    story = teller.story(subject)
    one = story.disagreements[0]
    found = settle(story, one, options(one, story)[0], settler(teller, standing=TELLER))
    assert found == Refusal("settle.above_you")


def test_a_grant_without_a_holder_is_only_taken_back() -> None:
    a, b = Teller("A"), Teller("B")
    for teller, holder in ((a, a.place), (b, None)):
        body = BlockGranted(digit=1, block=5, holder=holder)
        teller.say("block.granted/1", named("block"), body, on="2026-03-02")
    a.meet(b)
    story = a.story(named("block"))
    one = story.disagreements[0]
    keeps = next(
        found
        for found in options(one, story)
        for told in story.tellings
        if told.id == found.fact and told.body.holder
    )
    wishes = settle(story, one, keeps, settler(a))
    assert not isinstance(wishes, Refusal)
    assert [wish.kind for wish in wishes] == ["fact.voided/1"]


def test_a_return_that_nothing_explains_may_be_taken_out_or_left() -> None:
    a, _ = desks()
    back = a.say("copy.returned/2", COPY, CopyReturned(None), on="2026-03-02")
    found = options(Disagreement(UNMATCHED, (back.id,)), a.story(COPY))
    assert [one.code for one in found] == ["agree", "void"]


# ---- counts of two machines ----


def test_counts_on_two_sheets_are_two_countings() -> None:
    made = counted(VisitCounted("on_site", 5, sheet="1"), VisitCounted("on_site", 5, sheet="2"))
    assert codes(made[0].story(made[1])) == []


def test_counts_of_two_groups_are_two_countings() -> None:
    made = counted(VisitCounted("on_site", 5, "child"), VisitCounted("on_site", 5, "adult"))
    assert codes(made[0].story(made[1])) == []


def test_a_machine_that_knew_the_other_count_counted_others() -> None:
    from tests.library.telling import TENANT

    from tusach.library.visits import rules as visits

    a, b = Teller("A"), Teller("B")
    subject = visits.visits_subject(TENANT, a.place, "2026-03-02")
    for teller in (a, b):
        body = VisitCounted("on_site", 5)
        teller.tell(
            visits.count(body, tenant=TENANT, place=a.place, on="2026-03-02", today="2026-03-02")
        )
        a.meet(b)
    assert codes(a.story(subject)) == []
    assert a.state(subject).total == 10


def test_the_sum_stays_the_sum_until_somebody_settles_it() -> None:
    teller, subject = QUARRELS["counted"]()
    story = teller.story(subject)
    assert (codes(story), story.state.total) == (["visit.counted_apart"], 15)
    one = story.disagreements[0]
    teller.tell(settle(story, one, options(one, story)[0], settler(teller)))
    assert teller.state(subject).total == 7


def test_a_story_told_on_says_no_more_than_the_whole_one() -> None:
    from tusach.library.register import FOLDERS

    teller, subject = QUARRELS["counted"]()
    story = teller.story(subject)
    body = VisitCounted("mobile", 1)
    more = teller.say("visit.counted/1", subject, body, on="2026-03-02")
    assert FOLDERS.extend(story, [more]) == teller.story(subject)


def test_the_title_of_an_earlier_description_is_told_anew() -> None:
    teller, subject = told_apart("title", "described at two places that did not know of each other")
    story = teller.story(subject)
    one = story.disagreements[0]
    earlier = next(told for told in story.tellings if told.id == one.facts[0])
    teller.tell(settle(story, one, options(one, story)[1], settler(teller)))
    assert teller.state(subject).described == earlier.body


@pytest.mark.parametrize("code", [AGREE, VOID])
def test_an_erasure_is_neither_taken_back_nor_corrected_whatever_it_contradicts(code: str) -> None:
    teller, reader = Teller("A"), named("reader")
    teller.say(
        "reader.registered/1", reader, ReaderRegistered("adult", "2027-03-01"), on="2026-03-02"
    )
    erased = teller.say("person.erased/1", reader, PersonErased((), "wish"), on="2026-03-03")
    story = teller.story(reader)
    one = Disagreement("reader.registered_twice", (erased.id,))
    assert settle(story, one, Option(code, erased.id), settler(teller)) == FINAL


@pytest.mark.parametrize("gone", [0, 1])
def test_of_two_definitions_of_one_version_either_may_be_voided_and_the_other_counts(
    gone: int,
) -> None:
    a, b = Teller("A"), Teller("B")
    a.say("indicator.defined/1", INDICATOR, DEFINED, on="2026-10-05")
    other = replace(DEFINED, paper="110/KH-UBND", definition=DEFINED.definition + " ")
    b.say("indicator.defined/1", INDICATOR, other, on="2026-10-05")
    a.meet(b)
    story = a.story(INDICATOR)
    (one,) = story.disagreements
    ways = options(one, story)
    assert [way.code for way in ways] == [VOID, VOID]
    assert not any(way.why for way in ways)  # nothing says which is the likelier
    wishes = settle(story, one, ways[gone], settler(a))
    assert not isinstance(wishes, Refusal), wishes
    a.tell(wishes)
    after = a.story(INDICATOR)
    assert codes(after) == []
    assert after.state.in_force.fact == one.facts[1 - gone]

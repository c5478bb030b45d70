"""Who agreed to what, what is missing, and what a withdrawal leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.library.telling import Teller, named

from tusach.ledger.draft import Refusal
from tusach.library.profile.consent import ConsentRule, Consents, Purpose, Taken
from tusach.library.profile.parts import Wording
from tusach.library.readers import consenting, facts
from tusach.library.readers.consenting import Answer, Need, Said, agreed, lacking, needs_of
from tusach.library.readers.story import Consent, ReaderState

READER = named("reader")
ON = "2026-03-02"
PARENT_SIGNS = Need(
    purpose="service",
    answers=(
        Answer(by="parent", proofs=("paper",)),
        Answer(by="grandparent", holds_days=90),
        Answer(by="teacher", holds_days=30),
    ),
    required=True,
)
OWN_WORD = Need(purpose="service", answers=(Answer(by="self"),), required=True)


def told(by: str, proof: str = "paper", on: str = ON, *purposes: str) -> Consent:
    return Consent("f" * 32, on, purposes or ("service",), by, proof)


def test_a_signature_of_a_parent_meets_the_need_for_good_and_a_word_does_not() -> None:
    assert lacking([PARENT_SIGNS], [told("parent")], on="2030-01-01") == ()
    (lack,) = lacking([PARENT_SIGNS], [told("parent", "word")], on=ON)
    assert (lack.by, lack.proof, lack.until) == ("parent", "paper", "")


def test_a_teacher_answers_for_a_while_and_it_is_still_said_what_is_missing() -> None:
    consents = [told("teacher", "word")]
    (lack,) = lacking([PARENT_SIGNS], consents, on="2026-04-01")
    assert (lack.by, lack.until) == ("parent", "2026-04-01")
    assert agreed([PARENT_SIGNS], consents, "service", on="2026-04-01")
    (lack,) = lacking([PARENT_SIGNS], consents, on="2026-04-02")
    assert lack.until == ""
    assert not agreed([PARENT_SIGNS], consents, "service", on="2026-04-02")


def test_a_child_and_a_guardian_are_both_asked() -> None:
    needs = [PARENT_SIGNS, OWN_WORD]
    assert [one.by for one in lacking(needs, (), on=ON)] == ["parent", "self"]
    assert [one.by for one in lacking(needs, [told("self", "word")], on=ON)] == ["parent"]
    assert not agreed(needs, [told("parent")], "service", on=ON)
    assert agreed(needs, [told("parent"), told("self", "word")], "service", on=ON)


def test_silence_is_no_consent_even_where_no_rule_speaks() -> None:
    assert not agreed([], [told("self")], "service", on=ON)
    assert not agreed([OWN_WORD], [], "service", on=ON)


def test_an_answer_of_a_later_day_does_not_count_yet() -> None:
    assert lacking([PARENT_SIGNS], [told("parent", on="2026-03-03")], on=ON) != ()


ANSWERS = some.tuples(
    some.sampled_from(("parent", "grandparent", "teacher", "self", "other")),
    some.sampled_from(("paper", "word")),
    some.integers(-200, 200),
)


@given(some.lists(ANSWERS, max_size=6), some.integers(0, 400))
def test_one_more_answer_never_makes_more_missing(
    answers: list[tuple[str, str, int]], later: int
) -> None:
    consents = [
        told(by, proof, (date.fromisoformat(ON) + timedelta(days=days)).isoformat())
        for by, proof, days in answers
    ]
    on = (date.fromisoformat(ON) + timedelta(days=later)).isoformat()
    needs = [PARENT_SIGNS, OWN_WORD]
    before = None
    for n in range(len(consents) + 1):
        lacks = lacking(needs, consents[:n], on=on)
        uncovered = {one.by for one in lacks if not one.until}
        named_ = {one.by for one in lacks}
        if before is not None:
            assert uncovered <= before[0]
            assert named_ <= before[1]
        before = (uncovered, named_)


def state_after(*tellers: Teller) -> ReaderState:
    for one in tellers:
        for other in tellers:
            one.meet(other)
    found: ReaderState = tellers[0].state(READER)
    return found


def registered() -> Teller:
    a = Teller("A")
    body = facts.ReaderRegistered("pupil", "2027-03-01")
    a.say("reader.registered/1", READER, body, on=ON)
    return a


@given(some.permutations(("service", "messages", "publicity")), some.integers(1, 2))
def test_what_was_withdrawn_apart_from_a_consent_stays_withdrawn(
    purposes: list[str], withdrawn: int
) -> None:
    a, b = registered(), Teller("B")
    a.tell(consenting.agree(a.state(READER), Said(purposes=tuple(purposes)), on=ON))
    b.meet(a)
    gone = tuple(purposes[:withdrawn])
    a.tell(consenting.withdraw(a.state(READER), gone, on=ON))
    b.tell(consenting.agree(b.state(READER), Said(purposes=tuple(purposes)), on=ON))
    stands = {purpose for one in state_after(a, b).consents for purpose in one.purposes}
    assert stands == set(purposes) - set(gone)
    again = consenting.agree(a.state(READER), Said(purposes=gone), on=ON)
    a.tell(again)
    stands = {purpose for one in state_after(a, b).consents for purpose in one.purposes}
    assert stands == set(purposes)


def test_an_erasure_leaves_no_consent_and_lists_who_answered() -> None:
    a = registered()
    said = Said(purposes=("service",), guardian_name="Hoàng Thị Mai")
    (held,) = a.tell(consenting.agree(a.state(READER), said, on=ON))
    assert held.fact.commitment in a.state(READER).parts
    body = facts.PersonErased(a.state(READER).parts, "wish")
    a.say("person.erased/1", READER, body, on="2026-04-01")
    assert (a.state(READER).consents, a.state(READER).withdrawn) == ((), ())


def test_what_says_nothing_is_refused_and_the_same_whole_is_not() -> None:
    state = registered().state(READER)
    for odd in (
        Said(purposes=()),
        Said(purposes=("Not A Code",)),
        Said(purposes=("service",), by=""),
        Said(purposes=("service",), proof="nod"),
    ):
        assert isinstance(consenting.agree(state, odd, on=ON), Refusal), odd
    assert not isinstance(consenting.agree(state, Said(purposes=("service",)), on=ON), Refusal)
    assert isinstance(consenting.withdraw(state, ("service",), on=ON), Refusal)
    nobody = ReaderState("0" * 32)
    assert isinstance(consenting.agree(nobody, Said(purposes=("service",)), on=ON), Refusal)
    gone = consenting.withdraw(nobody, ("service",), on=ON)
    assert isinstance(gone, Refusal) and gone.code == "reader.unknown"


def rule(code: str, low: int | None, high: int | None, from_: date | None = None) -> ConsentRule:
    return ConsentRule(
        code=code,
        purposes=("service",),
        age_from=low,
        age_until=high,
        answers=(Taken(by="parent"),),
        citation="x",
        valid_from=from_,
    )


@pytest.mark.parametrize(("age", "wanted"), [(0, 1), (15, 1), (16, 0), (40, 0), (None, 0)], ids=str)
def test_a_rule_speaks_of_its_ages_only(age: int | None, wanted: int) -> None:
    words = Wording({"vi": "x", "en": "x"})
    consents = Consents(
        purposes=(Purpose(code="service", names=words, asks=words),),
        rules=(rule("child", 0, 15), rule("later", 0, 15, date(2027, 1, 1))),
    )
    assert len(needs_of(consents, age, on=ON)) == wanted
    assert needs_of(None, age, on=ON) == ()

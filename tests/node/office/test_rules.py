"""Lending rules get versions through the office's form; nothing that was told is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.node.office.conftest import CHIEF, HERE, THERE, WIDE, Library
from tests.node.office.test_places import words

from tusach.library.copies.policy import FIRST_VALUES, LATER_VALUES, LENDING, Lending
from tusach.library.places.facts import RuleSet
from tusach.library.profile.lending import LoanRule
from tusach.node.acts import placing
from tusach.node.office.rule_form import RuleForm

Office = Callable[..., Client]

RULE = {
    "where": "kind:reading_hut",
    "group": "grown",
    "material": "",
    "loan_days": "30",
    "limit": "",
    "renewals": "1",
    "renewal_days": "",
    "valid_from": "23/11/2026",
    "citation": "House rules 2026",
    "skip_closed_days": "on",
    "not_after_card_ends": "on",
    "holds": "3",
}


def test_a_new_version_is_told_and_the_earlier_ones_stay(library: Library, office: Office) -> None:
    client = office(WIDE)
    before = {state.subject: len(state.versions) for state in library.node.rules()}
    assert client.post("/office/rules/new", RULE).headers["Location"] == "/office/rules"
    case = {"group": "grown", "material": "book", "on": "2026-11-23"}
    held = library.node.lending(library.hut, **case)
    assert (held.loan_days, held.limit) == (30, None)
    client.post("/office/rules/new", {**RULE, "loan_days": "40", "valid_from": "01/01/2027"})
    assert library.node.lending(library.hut, **case).loan_days == 30
    later = {**case, "on": "2027-02-01"}
    assert library.node.lending(library.hut, **later).loan_days == 40
    (fresh,) = [one for one in library.node.rules() if one.subject not in before]
    assert len(fresh.versions) == 2
    page = words(client.get("/office/rules"))
    assert "another version" in page
    assert "House rules 2026" in page


def test_a_rule_without_a_citation_is_provisional(library: Library, office: Office) -> None:
    office(WIDE).post("/office/rules/new", {**RULE, "citation": ""})
    assert "provisional" in words(office(HERE).get("/office/rules"))


WRONG_RULES = (
    ({"loan_days": "-1"}, "Enter 0 or more"),
    ({"loan_days": "many"}, "whole number"),
    ({"loan_days": ""}, "Enter a number"),
    ({"loan_days": "9999"}, "too much"),
    ({"valid_until": "01/01/2020"}, "lies before the first"),
    ({"group": "giants"}, "valid choice"),
)


def test_what_is_wrong_with_a_rule_is_said(library: Library, office: Office) -> None:
    for change, said in WRONG_RULES:
        facts = library.facts()
        answer = office(WIDE).post("/office/rules/new", {**RULE, **change})
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts


def test_librarians_try_a_case_but_set_no_rule(library: Library, office: Office) -> None:
    client = office(HERE)
    assert client.post("/office/rules/new", RULE).status_code == 403
    assert client.get("/office/rules/governing").status_code == 403
    facts = library.facts()
    asked = f"place={library.hut}&group=young&material=book&on=23/11/2026"
    page = words(client.get(f"/office/rules/try?{asked}"))
    assert "It may be lent, until" in page
    assert "This one holds:" in page
    assert page.index("Reading hut") < page.index("House rules of the Library of Lumira")
    assert "(4th of the 11th lunar month)" in page or "lunar month)" in page
    many = words(client.get(f"/office/rules/try?{asked}&copies=2"))
    assert "The reader has 2 copies and may have 2." in many
    atlas = words(client.get(f"/office/rules/try?{asked.replace('book', 'atlas')}"))
    assert "This copy is read here only" in atlas  # the kind stays, whatever outweighs its rule
    assert "no rule that holds lends it out" in atlas
    inside = words(client.get(f"/office/rules/try?{asked.replace('book', 'atlas')}&inside=on"))
    assert "Read here: it stays in the library" in inside
    wrong = client.get(f"/office/rules/try?place={library.hut}&group=young&material=book&on=x")
    assert wrong.status_code == 422
    assert library.facts() == facts


def test_a_rule_may_say_more_and_only_what_is_not_plain_is_told(
    library: Library, office: Office
) -> None:
    more = {
        "hard_due_on": "25/05/2027",
        "until_next_visit": "on",
        "age_from": "6",
        "age_until": "15",
        "grace_days": "2",
        "suspend_per_day": "1",
        "suspend_most": "10",
        "compensation": "public_property",
    }
    assert office(WIDE).post("/office/rules/new", {**RULE, **more}).status_code == 302
    held = library.node.lending(library.hut, group="grown", material="book", on="2026-11-23")
    assert (held.hard_due_on, held.until_next_visit) == ("2027-05-25", True)
    assert (held.age_from, held.age_until, held.grace_days) == (6, 15, 2)
    assert (held.suspend_per_day, held.suspend_most) == (1, 10)
    assert held.compensation == "public_property"
    (version,) = [
        one
        for state in library.node.rules()
        for one in state.versions
        if one.rule.citation == "House rules 2026"
    ]
    assert "inside_only" not in version.rule.values
    page = words(office(WIDE).get("/office/rules"))
    assert "or until the next visit" in page
    assert "at most until 25 May 2027" in page


def test_every_value_of_a_rule_has_a_field_and_a_place_in_a_programme() -> None:
    every = {*FIRST_VALUES, *LATER_VALUES}
    assert every == {*Lending.__struct_fields__} - {"rule", "citation"}
    assert every <= {*RuleForm.base_fields}
    assert every <= {*LoanRule.__struct_fields__}


def test_a_new_version_keeps_what_nobody_changed(library: Library, office: Office) -> None:
    told = {"holds": 0, "shelf_days": 3, "here_first": True, "renew_wanted": True}
    first = {"skip_closed_days": False, "not_after_card_ends": False, "loan_days": 9, "limit": 1}
    body = RuleSet(LENDING, {**told, **first}, "2026-11-23", group="grown")
    placing.set_rule(library.node, body, library.at(by=WIDE))
    subject = next(
        state.subject
        for state in library.node.rules()
        if any(one.rule.group == "grown" and "holds" in one.rule.values for one in state.versions)
    )
    page = office(CHIEF).get(f"/office/rules/new?from={subject}")
    form = page.context["form"]
    assert form.has_more
    sent = {name: _sent(form[name].value()) for name in form.fields if _sent(form[name].value())}
    answer = office(CHIEF).post("/office/rules/new", {**sent, "valid_from": "24/11/2026"})
    assert answer.status_code == 302, words(answer)
    state = next(one for one in library.node.rules() if one.subject == subject)
    (latest,) = [one.rule for one in state.versions if one.rule.valid_from == "2026-11-24"]
    assert {name: latest.values.get(name) for name in (*told, *first)} == {**told, **first}


def _sent(value: object) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value)


def test_an_empty_field_for_holds_means_that_there_is_no_limit(
    library: Library, office: Office
) -> None:
    for typed, limit in (("", None), ("0", 0), ("3", 3)):
        office(WIDE).post("/office/rules/new", {**RULE, "holds": typed})
        held = library.node.lending(library.hut, group="grown", material="book", on="2026-11-23")
        assert held.holds == limit
    office(WIDE).post("/office/rules/new", {**RULE, "holds": "0"})
    assert "nothing is kept" in words(office(WIDE).get("/office/rules"))


WRONG_TOGETHER = (
    ({"age_from": "15", "age_until": "6"}, "lies below"),
    ({"hard_due_on": "01/05/2026"}, "lies before the rule begins"),
    ({"suspend_per_day": "2"}, "at most how many days"),
    ({"age_from": "151"}, "too much"),
    ({"shelf_days": "0"}, "Enter 1 or more"),
    ({"holds": "-1"}, "Enter 0 or more"),
    ({"hard_due_on": "31/02/2027"}, "day/month/year"),
    ({"compensation": "gold"}, "valid choice"),
)


def test_values_that_contradict_each_other_are_said(library: Library, office: Office) -> None:
    for change, said in WRONG_TOGETHER:
        facts = library.facts()
        answer = office(WIDE).post("/office/rules/new", {**RULE, **change})
        assert answer.status_code == 422
        assert said in words(answer)
        assert library.facts() == facts


def test_whose_rule_holds_is_set_and_shown(library: Library, office: Office) -> None:
    client = office(WIDE)
    page = words(client.get("/office/rules"))
    assert "the rule of the place that owns the copy holds" in page
    told = {"by": "desk", "where": f"place:{library.hut}", "valid_from": "23/11/2026"}
    assert client.post("/office/rules/governing", told).status_code == 302
    assert library.node.governing(library.hut, on="2026-11-23") == "desk"
    assert library.node.governing(library.main, on="2026-11-23") == "owner"
    assert "the place where it is lent" in words(client.get("/office/rules"))
    assert client.post("/office/rules/governing", {**told, "by": "moon"}).status_code == 422


def test_what_stops_a_reader_lists_the_acts(library: Library, office: Office) -> None:
    page = words(office(HERE).get("/office/rules/blocks"))
    assert "Many overdue" in page
    assert "from 2 copies on" in page
    assert "borrowing" in page


def test_the_rules_of_a_place_fit_on_its_wall(library: Library, office: Office) -> None:
    page = words(office(THERE).get(f"/office/places/{library.hut}/rules"))
    assert "Borrowing is free of charge" in page
    assert "Read in the library only:" in page
    assert "Atlas" in page
    assert "10 days" in page and "20 days" in page
    assert "Many overdue" in page
    assert office(HERE).get(f"/office/places/{'0' * 32}/rules").status_code == 404


def test_a_new_version_begins_with_the_values_of_the_one_it_follows(
    library: Library, office: Office
) -> None:
    subject = next(
        state.subject for state in library.node.rules()
        if state.versions[0].rule.group == "young"
    )  # fmt: skip
    page = words(office(CHIEF).get(f"/office/rules/new?from={subject}"))
    assert 'value="10"' in page
    assert '<option value="kind:reading_hut" selected>' in page
    assert '<option value="young" selected>' in page

"""Numbers and codes in sentences are written as the pages beside them write them."""

from __future__ import annotations

from django.utils import translation

from tusach.node.wording.facts import say_fact
from tusach.node.wording.health import say_finding


def test_the_code_of_a_label_stands_in_groups_and_an_older_number_as_it_is() -> None:
    body = {"code": "100023004568", "accession": "DK.0042", "title": "a" * 32}
    with translation.override("en"):
        said = say_fact("copy.registered/1", body)
    assert "1000 2300 4568" in said
    assert "DK.0042" in said


def test_entries_are_counted_with_the_separators_of_the_language() -> None:
    for language, wanted in (("vi", "14.019"), ("en", "14,019")):
        with translation.override(language):
            assert wanted in say_finding("health.ledger", {"facts": 14_019})[0]

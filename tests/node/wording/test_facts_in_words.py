"""Sentences about facts."""

from tusach.node.wording.facts import say_fact


def test_a_number_that_is_code_and_accession_at_once_is_said_once() -> None:
    body = {"code": "DK.0042", "accession": "DK.0042", "title": "a" * 32}
    assert say_fact("copy.registered/1", body).count("DK.0042") == 1
    body["accession"] = "DK.0043"
    assert "DK.0043" in say_fact("copy.registered/1", body)

"""A scan sent again with its token: nothing is told twice, and what came of it is said again."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.node.desk.conftest import (
    ADULT,
    CHILD,
    FRAGMENT,
    THERE,
    TODAY,
    Desk,
    Library,
    at_reader,
    words,
)

from tusach.library.visits.rules import visits_subject
from tusach.node.store import errands
from tusach.node.store.transaction import Changed

PILE = {"screen": "return", "screen_address": "/desk/return"}


def with_token(nr: int, **more: str) -> dict[str, Any]:
    """Headers of an act under a token of its own, as a fragment."""
    return {**FRAGMENT, "HTTP_X_ERRAND": f"{nr:032x}", **more}


def test_a_loan_sent_again_is_one_loan_and_says_the_date_again(
    library: Library, desk: Desk, english: None
) -> None:
    client, form = desk(), {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    first = words(client.post("/desk/scan", form, **with_token(1)))
    facts = library.facts()
    again = words(client.post("/desk/scan", form, **with_token(1)))
    assert library.facts() == facts
    assert "Lent. Please bring it back by" in first
    assert "Lent. Please bring it back by" in again
    assert first.split('class="big">')[1][:30] == again.split('class="big">')[1][:30]


def test_the_same_scan_under_another_token_is_another_act(
    library: Library, desk: Desk, english: None
) -> None:
    client, form = desk(), {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    client.post("/desk/scan", form, **with_token(1))
    page = words(client.post("/desk/scan", form, **with_token(2)))
    assert "Lent. Please" not in page


def test_a_return_sent_again_ends_no_later_loan(library: Library, desk: Desk) -> None:
    library.lend(library.copies[0], ADULT)
    client, form = desk(), {"code": library.code(library.copies[0]), **PILE}
    client.post("/desk/scan", form, **with_token(1))
    library.lend(library.copies[0], CHILD)
    page = words(client.post("/desk/scan", form, **with_token(1)))
    assert library.loans_of(CHILD) == [library.copies[0]]
    assert page.count('class="pile-title') == 1


def test_a_return_whose_answer_died_with_the_server_is_in_the_pile_when_it_is_sent_again(
    library: Library, desk: Desk
) -> None:
    library.lend(library.copies[0], ADULT)
    client, form = desk(), {"code": library.code(library.copies[0]), **PILE}
    with pytest.raises(RuntimeError):
        dying(library, client, "/desk/scan", form, f"{1:032x}")
    assert library.loans_of(ADULT) == []
    facts = library.facts()
    page = words(client.post("/desk/scan", form, **with_token(1)))
    assert library.facts() == facts
    assert page.count('class="pile-title') == 1


def dying(library: Library, client: Client, address: str, form: dict[str, str], token: str) -> None:
    """The act is told; before the answer is written, all ends."""

    def die(changed: Changed) -> None:
        raise RuntimeError("the plug is pulled")

    library.node.store.listeners.append(die)
    try:
        client.post(address, form, **FRAGMENT, HTTP_X_ERRAND=token)
    finally:
        library.node.store.listeners.remove(die)


def test_visitors_counted_again_under_a_token_are_counted_once(
    library: Library, desk: Desk
) -> None:
    client = desk()
    for nr in (1, 1, 1, 2):
        page = words(client.post("/desk/visitors", {"tap": "grown|1"}, **with_token(nr)))
        assert "visits-total" in page
    assert visitors(library) == 2


def visitors(library: Library, on: str = TODAY) -> int:
    """How many came that day."""
    subject = visits_subject(library.node.tenant, library.main, on)
    return int(library.node.store.state(subject, "visits").total)


def test_a_hold_sent_again_without_scripts_of_htmx_leads_back_to_its_page(
    library: Library, desk: Desk, english: None
) -> None:
    address = f"/desk/titles/{library.titles[0]}"
    headers = {"HTTP_X_ERRAND": "0" * 32, "HTTP_REFERER": f"http://testserver{address}"}
    client, form = desk(), {"reader": ADULT}
    client.post(f"{address}/hold", form, **headers)
    facts = library.facts()
    answer = client.post(f"{address}/hold", form, **headers)
    assert library.facts() == facts
    assert answer["Location"] == address
    assert "It was entered already" in words(client.get(address))


def test_a_form_of_no_screen_hears_the_outcome_alone(
    library: Library, desk: Desk, english: None
) -> None:
    address, form = f"/desk/titles/{library.titles[0]}/hold", {"reader": ADULT}
    client = desk()
    client.post(address, form, **with_token(1))
    facts = library.facts()
    page = words(client.post(address, form, **with_token(1)))
    assert library.facts() == facts
    assert "It was entered already" in page
    assert "scan-where" not in page


def test_a_refused_act_is_asked_anew(library: Library, desk: Desk, english: None) -> None:
    library.lend(library.copies[0], CHILD)
    client, form = desk(), {"code": library.code(library.copies[0]), **at_reader(ADULT)}
    client.post("/desk/scan", form, **with_token(1))
    desk().post("/desk/scan", {"code": library.code(library.copies[0]), **PILE}, **FRAGMENT)
    page = words(client.post("/desk/scan", form, **with_token(1)))
    assert "Lent. Please bring it back by" in page


def test_nobody_else_hears_what_came_of_a_token(library: Library, desk: Desk) -> None:
    client, form = desk(), {"tap": "grown|1"}
    client.post("/desk/visitors", form, **with_token(1))
    desk(THERE).post("/desk/visitors", form, **with_token(1))
    there = visits_subject(library.node.tenant, library.hut, TODAY)
    assert library.node.store.state(there, "visits").total == 1


@pytest.mark.parametrize("token", ["", "short", "x" * 65])
def test_what_is_no_token_binds_nothing(library: Library, desk: Desk, token: str) -> None:
    client = desk()
    for _ in range(2):
        client.post("/desk/visitors", {"tap": "grown|1"}, **FRAGMENT, HTTP_X_ERRAND=token)
    assert visitors(library) == 2


@pytest.mark.parametrize(
    ("waited", "on"),
    [
        ("0", TODAY),
        ("3600", TODAY),
        (str(24 * 3600), (date.fromisoformat(TODAY) - timedelta(1)).isoformat()),
        (str(59 * 24 * 3600), (date.fromisoformat(TODAY) - timedelta(59)).isoformat()),
        ("-5", TODAY),
        ("soon", TODAY),
    ],
)
def test_a_scan_that_waited_over_night_is_an_act_of_its_own_day(
    library: Library, desk: Desk, waited: str, on: str
) -> None:
    headers = with_token(1, HTTP_X_WAITED_S=waited)
    desk().post("/desk/visitors", {"tap": "grown|1"}, **headers)
    assert visitors(library, on) == 1


@pytest.mark.parametrize("waited", [str(62 * 24 * 3600), str(400 * 24 * 3600), "9" * 30])
def test_a_scan_that_waited_too_long_counts_under_no_day_until_somebody_says_so(
    library: Library, desk: Desk, english: None, waited: str
) -> None:
    client, form = desk(), {"tap": "grown|1"}
    before = library.facts()
    found = client.post("/desk/visitors", form, **with_token(1, HTTP_X_WAITED_S=waited))
    assert (found.status_code, found["X-Too-Old"]) == (409, "1")
    assert "more than 60 days" in found.content.decode()
    assert library.facts() == before
    today = with_token(1, HTTP_X_WAITED_S=waited, HTTP_X_DESK_DAY="today")
    assert client.post("/desk/visitors", form, **today).status_code == 200
    assert visitors(library) == 1


def test_a_day_chosen_when_it_was_made_and_now_too_long_ago_is_asked_for(
    library: Library, desk: Desk
) -> None:
    headers = with_token(1, HTTP_X_DESK_DAY="2026-01-20", HTTP_X_WAITED_S="7200")
    found = desk().post("/desk/visitors", {"tap": "grown|1"}, **headers)
    assert found.status_code == 409
    assert visitors(library) == 0


def test_what_was_told_is_answered_however_long_its_answer_was_lost(
    library: Library, desk: Desk
) -> None:
    client, form = desk(), {"tap": "grown|1"}
    client.post("/desk/visitors", form, **with_token(1))
    long_after = with_token(1, HTTP_X_WAITED_S=str(90 * 24 * 3600))
    assert client.post("/desk/visitors", form, **long_after).status_code == 200
    assert visitors(library) == 1


def test_a_scan_keeps_the_day_that_was_chosen_when_it_was_made(
    library: Library, desk: Desk
) -> None:
    headers = with_token(1, HTTP_X_DESK_DAY="2026-11-20", HTTP_X_WAITED_S="7200")
    desk().post("/desk/visitors", {"tap": "grown|1"}, **headers)
    assert visitors(library, "2026-11-20") == 1


def test_tokens_that_nobody_can_send_any_more_are_forgotten(library: Library, desk: Desk) -> None:
    client = desk()
    client.post("/desk/visitors", {"tap": "grown|1"}, **with_token(1))
    library.clock.minutes_pass(errands.KEPT_MS // 60_000 + 1)
    client = desk()
    client.post("/desk/visitors", {"tap": "grown|1"}, **with_token(2))
    assert library.node.store.query("SELECT count(*) FROM errand") == [(1,)]


ACTS = st.sampled_from(["lend", "return", "visit", "renew", "undo"])
SENDINGS = st.lists(
    st.tuples(ACTS, st.integers(0, 4), st.sampled_from([ADULT, CHILD]), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(acts=SENDINGS, seed=st.integers(0, 2**32))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_sent_again_and_whenever_every_act_is_told_once(
    library: Library, desk: Desk, acts: list[tuple[str, int, str, bool]], seed: int
) -> None:
    client, order = desk(), random.Random(seed)
    sent: list[tuple[str, dict[str, str], str]] = []
    for what, nr, reader, dies in acts:
        token = f"{next(_fresh):032x}"
        address, form = asked(library, what, nr, reader)
        before = library.facts()
        if dies:
            with contextlib.suppress(RuntimeError):
                dying(library, client, address, form, token)
        else:
            client.post(address, form, **FRAGMENT, HTTP_X_ERRAND=token)
        if library.facts() > before:
            sent.append((address, form, token))
        for address, form, token in order.sample(sent, min(2, len(sent))):
            facts = library.facts()
            answer = client.post(address, form, **FRAGMENT, HTTP_X_ERRAND=token)
            assert answer.status_code == 200
            assert library.facts() == facts


def _numbers() -> Iterator[int]:
    nr = 10**9
    while True:
        nr += 1
        yield nr


_fresh = _numbers()


def asked(library: Library, what: str, nr: int, reader: str) -> tuple[str, dict[str, str]]:
    """The address and the form of an act."""
    copy = library.copies[nr]
    match what:
        case "lend":
            return "/desk/scan", {"code": library.code(copy), **at_reader(reader)}
        case "return":
            return "/desk/scan", {"code": library.code(copy), **PILE}
        case "renew":
            return f"/desk/readers/{reader}/renew", {"all": "1", **at_reader(reader)}
        case "undo":
            with library.node.store.engine.reading() as reading:
                last = reading.facts(reading.arrival() - 1, 1)[0]
            return f"/desk/undo/{last.id}", {"screen": "home"}
    return "/desk/visitors", {"tap": "grown|1"}


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_act(library: Library, desk: Desk) -> None:
    clients = [desk(), desk()]
    ready = threading.Barrier(2)
    statuses: list[int] = []

    def send(client: Client) -> None:
        ready.wait()
        answer = client.post("/desk/visitors", {"tap": "grown|1"}, **with_token(1))
        statuses.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert statuses == [200, 200]
    assert visitors(library) == 1


def test_a_family_whose_answer_died_with_the_server_leads_to_its_cards_when_it_is_sent_again(
    library: Library, desk: Desk
) -> None:
    client, token = desk(), f"{1:032x}"
    form = {"lines": "2", "token": "t", "p1-name": "Nông Thị Sóng", "p1-birth_year": "1990"}
    form |= {"p2-name": "Nông Văn Sóng", "p2-birth_year": "1988"}
    with pytest.raises(RuntimeError):
        dying(library, client, "/desk/family", form, token)
    facts = library.facts()
    answer = client.post("/desk/family", form, HTTP_X_ERRAND=token)
    assert library.facts() == facts
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/cards?r=")
    page = words(client.get(answer.headers["Location"]))
    assert "Nông Thị Sóng" in page
    assert "Nông Văn Sóng" in page


def test_a_book_entered_again_under_a_token_is_entered_once_and_leaves_no_word_at_the_desk(
    library: Library, desk: Desk, english: None
) -> None:
    client = desk()
    address = f"/stock/enter?title={library.titles[0]}"
    form = {"material": "book", "source": "bought", "copies": "1"}
    headers = {"HTTP_X_ERRAND": f"{2:032x}", "HTTP_REFERER": f"http://testserver{address}"}
    first = client.post(address, {**form, "token": "one"}, **headers)
    assert first.status_code == 302, words(first)
    facts = library.facts()
    again = client.post(address, {**form, "token": "another"}, **headers)
    assert library.facts() == facts
    assert again.headers["Location"] == "/stock/enter"
    assert "told" not in words(client.get("/desk")).split('id="outcome"')[1][:300]

"""How often one may try: enough for a tired colleague, too little for a guesser."""

from datetime import datetime, timedelta

import pytest

from tusach.node.people import throttle
from tusach.node.people.models import Attempts

pytestmark = pytest.mark.django_db


def limits(
    account: str = "hoa", address: str = "192.168.1.7", own: bool = False
) -> tuple[throttle.Limit, ...]:
    return throttle.limits("login", account, address, own_screen=own)


def test_a_pair_has_five_tries_and_then_waits_for_the_window_to_end(now: datetime) -> None:
    assert [throttle.take(limits(), now) for _ in range(5)] == [0] * 5
    assert throttle.take(limits(), now + timedelta(minutes=5)) == 600
    assert throttle.take(limits(), now + timedelta(minutes=15)) == 0


def test_waiting_is_not_made_longer_by_trying_again(now: datetime) -> None:
    for _ in range(5):
        throttle.take(limits(), now)
    for _ in range(50):
        throttle.take(limits(), now + timedelta(minutes=1))
    assert throttle.take(limits(), now + timedelta(minutes=15)) == 0


def test_one_colleagues_errors_do_not_lock_out_another_at_the_same_screen(now: datetime) -> None:
    for name in (f"name {number}" for number in range(100)):
        for _ in range(6):
            throttle.take(limits(name, "127.0.0.1", own=True), now)
    assert throttle.take(limits("hoa", "127.0.0.1", own=True), now) == 0


def test_an_address_that_tries_many_accounts_is_stopped(now: datetime) -> None:
    answers = [throttle.take(limits(f"name {number}"), now) for number in range(61)]
    assert answers[:60] == [0] * 60
    assert answers[60] > 0
    assert throttle.take(limits("other", "192.168.1.8"), now) == 0


def test_an_account_tried_from_many_addresses_is_protected_but_not_at_its_own_screen(
    now: datetime,
) -> None:
    answers = [throttle.take(limits("hoa", f"10.0.0.{number}"), now) for number in range(31)]
    assert answers[:30] == [0] * 30
    assert answers[30] > 0
    assert throttle.take(limits("hoa", "127.0.0.1", own=True), now) == 0


def test_getting_in_starts_the_pair_afresh_and_uncounts_the_others(now: datetime) -> None:
    for _ in range(4):
        throttle.take(limits(), now)
    throttle.take(limits(), now)
    throttle.uncount(limits())
    throttle.forget(limits()[0])
    assert [throttle.take(limits(), now) for _ in range(5)] == [0] * 5


def test_a_try_that_was_never_looked_at_is_taken_back(now: datetime) -> None:
    throttle.take(limits(), now)
    throttle.uncount(limits())
    assert not Attempts.objects.exists()


def test_doors_have_limits_of_their_own(now: datetime) -> None:
    for _ in range(6):
        throttle.take(limits(), now)
    other = throttle.limits("reader", "hoa", "192.168.1.7", own_screen=False)
    assert throttle.take(other, now) == 0


def test_what_is_kept_names_neither_account_nor_address(now: datetime) -> None:
    throttle.take(limits("nong.thi.hoa"), now)
    kept = repr(list(Attempts.objects.values()))
    assert "hoa" not in kept
    assert "192.168" not in kept


def test_old_windows_are_swept(now: datetime) -> None:
    throttle.take(limits("a"), now)
    throttle.take(limits("b"), now + timedelta(hours=1))
    assert Attempts.objects.filter(ends_at__lte=now + timedelta(hours=1)).count() == 0

"""The hybrid clock."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tusach.ledger.clock import JUMP_MS, Behind, Clock, behind, day, hear, quality, tell

times = st.integers(0, 10)


@given(st.lists(times, min_size=1))
def test_own_stamps_always_rise_whatever_the_machine_says(machine: list[int]) -> None:
    clock, stamps = Clock(), []
    for now_ms in machine:
        clock = tell(clock, now_ms)
        stamps.append((clock.ms, clock.tick))
        assert clock.ms >= now_ms
    assert stamps == sorted(set(stamps))


@given(
    st.datetimes(
        datetime(1902, 1, 1),
        datetime(9998, 12, 31),
        timezones=st.just(UTC),  # noqa: DTZ001
    ),
    st.integers(-14 * 60, 14 * 60),
)
def test_the_date_of_an_instant_is_that_of_the_time_zone(at: datetime, offset: int) -> None:
    ms = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    there = at.astimezone(timezone(timedelta(minutes=offset)))
    assert day(ms, offset_minutes=offset) == there.date().isoformat()


@given(times, times, times, times, times)
def test_a_stamp_told_after_hearing_is_above_what_was_heard(
    ms: int, tick: int, other_ms: int, other_tick: int, now_ms: int
) -> None:
    heard = hear(Clock(ms, tick), Clock(other_ms, other_tick), now_ms)
    told = tell(heard, now_ms)
    assert (told.ms, told.tick) > (ms, tick)
    assert (told.ms, told.tick) > (other_ms, other_tick)


def test_a_stamp_a_day_ahead_is_heard_and_one_further_is_not() -> None:
    own = Clock(100, 1)
    assert hear(own, Clock(50 + JUMP_MS, 0), 50) == Clock(50 + JUMP_MS, 0)
    assert hear(own, Clock(51 + JUMP_MS, 0), 50) == own


def test_equal_times_get_a_tick_and_later_ones_begin_again() -> None:
    assert tell(Clock(5, 0), 5) == Clock(5, 1)
    assert tell(Clock(5, 1), 4) == Clock(5, 2)
    assert tell(Clock(5, 2), 6) == Clock(6, 0)


def test_a_clock_before_the_software_was_built_is_behind() -> None:
    assert behind(99, built_ms=100, last_ms=0) == Behind(99, 100)
    assert behind(100, built_ms=100, last_ms=0) is None


def test_a_clock_well_before_the_last_own_fact_is_behind() -> None:
    last = 10_000_000
    assert behind(last - 600_000, built_ms=0, last_ms=last) is None
    assert behind(last - 600_001, built_ms=0, last_ms=last) == Behind(
        last - 600_001, last - 600_000
    )
    assert behind(last - 1, built_ms=0, last_ms=last, slack_ms=0) == Behind(last - 1, last)


def test_the_quality_of_a_clock_has_three_words() -> None:
    assert quality(synced=True, was_behind=False) == "synced"
    assert quality(synced=False, was_behind=False) == "free"
    assert quality(synced=True, was_behind=True) == "asserted"

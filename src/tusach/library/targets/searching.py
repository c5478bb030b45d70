"""So many of some, each in one of its ways, at the least cost within a stock: proved by bounds.

One after the other is taken or left, and of what comes to the same number taken and the same stock
left only the cheapest is kept. Prices on what is scarce (Lagrange multipliers, found by subgradient
steps) make every way one number; the cheapest of what is left by these numbers bounds from below
what may still come, and whatever cannot stay under a limit is dropped. The limit starts close above
the bound of the whole and is widened until something is found: that is then the cheapest. All
numbers are whole, so a bound is exact and so is what it proves.

Source: Fisher, The Lagrangian relaxation method, Management Science 27 (1981).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec

MOST_STATES = 20_000
"""Where more have to be kept at once, those with the lowest bounds are, and nothing is proved."""
ROUNDS, PATIENCE = 200, 6
"""Steps for the prices; after so many without a better bound they become half as long."""
_WIDTH = 40
_GUARD = 1 << _WIDTH - 1


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """One way: its cost, how many days it takes, how much of each scarce thing, what is done."""

    cost: int
    days: int
    uses: tuple[int, ...]
    actions: tuple[tuple[str, str], ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The best choice seen. bound: no choice costs less; equal to the cost where that is proved."""

    chosen: tuple[tuple[str, Bundle], ...]
    cost: int
    bound: int


def search(
    ways: Mapping[str, Sequence[Bundle]],
    wanted: int,
    room: tuple[int, ...],
    *,
    most_states: int = MOST_STATES,
) -> Found | None:
    """The cheapest choice of `wanted` names with one way each, using no more than `room`.

    None: there is none (or none was seen among `most_states`, where that many do not do).
    """
    if wanted > len(ways) or min(room, default=0) < 0:
        return None
    prices, floor = _prices(ways, wanted, room)
    looking = _Search(ways, wanted, room, prices)
    most = sum(sorted(max(one.cost for one in some) for some in ways.values())[-wanted:] or [0])
    gap = max(1, floor // 200)
    while True:
        best = looking.within(floor + gap, most_states)
        if best is not None:
            cost = sum(one.cost for _, one in best)
            # What was dropped for its bound may still be cheaper than what lies above the limit.
            if cost <= floor + gap or looking.is_cut:
                return Found(chosen=best, cost=cost, bound=floor if looking.is_cut else cost)
            gap = min(4 * gap, cost - floor)
        elif floor + gap > most:
            return None
        else:
            gap *= 4


def _priced(bundle: Bundle, prices: Sequence[int]) -> int:
    return bundle.cost + sum(map(int.__mul__, bundle.uses, prices))


def _cheapest(
    ways: Mapping[str, Sequence[Bundle]], wanted: int, prices: Sequence[int]
) -> list[tuple[int, Bundle]]:
    found = []
    for some in ways.values():
        priced = [_priced(one, prices) for one in some]
        least = min(priced)
        found.append((least, some[priced.index(least)]))
    return sorted(found, key=lambda one: one[0])[:wanted]


def _prices(
    ways: Mapping[str, Sequence[Bundle]], wanted: int, room: tuple[int, ...]
) -> tuple[list[int], int]:
    """Prices with a high bound, and that bound."""
    prices = [0] * len(room)
    best, floor = prices, 0
    reach, idle = 2.0, 0
    dearest = max((some[-1].cost for some in ways.values()), default=0) or 1
    for _ in range(ROUNDS):
        picked = _cheapest(ways, wanted, prices)
        value = sum(one for one, _ in picked) - sum(map(int.__mul__, prices, room))
        idle += 1
        if value > floor:
            best, floor, idle = prices, value, 0
        if idle == PATIENCE:
            prices, reach, idle = best, reach / 2, 0
            continue
        over = [sum(one.uses[nr] for _, one in picked) - left for nr, left in enumerate(room)]
        length = sum(one * one for one in over)
        if not length:
            break
        # How far it may still be: Polyak's step with a guess of the cost in place of the cost.
        step = reach * (floor / 10 + dearest - (value - floor)) / length
        pairs = zip(prices, over, strict=True)
        prices = [max(0, round(price + step * one)) for price, one in pairs]
    return best, floor


class _State(msgspec.Struct, frozen=True, gc=False):
    """What was taken so far. priced: its cost by the prices. before: without the last one."""

    cost: int
    priced: int
    before: _State | None
    last: tuple[str, Bundle] | None


_Kept = dict[tuple[int, int], _State]
"""By how many are still wanted, and by the stock that is left."""


def _packed(amounts: Sequence[int]) -> int:
    # Several numbers in one, each in a field of its own: subtracted at once, and whatever falls
    # below nothing takes the bit that guards its field.
    return sum(amount << _WIDTH * nr for nr, amount in enumerate(amounts))


class _Search:
    """One search: names stand in the order of the prices."""

    def __init__(
        self,
        ways: Mapping[str, Sequence[Bundle]],
        wanted: int,
        room: tuple[int, ...],
        prices: Sequence[int],
    ) -> None:
        rows = []
        for name, some in ways.items():
            priced = [(_priced(one, prices), _packed(one.uses), one) for one in some]
            rows.append((min(one[0] for one in priced), name, priced))
        self.rows = sorted(rows, key=lambda row: row[:2])
        self.sums = list(accumulate((row[0] for row in self.rows), initial=0))
        self.paid = sum(map(int.__mul__, prices, room))
        self.guards = _packed([_GUARD] * len(room))
        self.wanted, self.room = wanted, _packed(room) + self.guards
        each = [self._least(nr) for nr in range(len(room))]
        self.least = [
            [
                _packed([some[first][few] for some in each])
                for few in range(len(self.rows) - first + 1)
            ]
            for first in range(len(self.rows) + 1)
        ]
        self.is_cut = False

    def _least(self, nr: int) -> list[list[int]]:
        """For each place in the order: what 0, 1, … of those from there on use at the least."""
        found: list[list[int]] = [[0]]
        some: list[int] = []
        for _, _, row in reversed(self.rows):
            some = sorted([*some, min(one.uses[nr] for _, _, one in row)])
            found.append(list(accumulate(some, initial=0)))
        return found[::-1]

    def within(self, limit: int, most: int) -> tuple[tuple[str, Bundle], ...] | None:
        """The cheapest of all choices whose bound is no more than the limit, if there is one."""
        self.is_cut = False
        kept: _Kept = {(self.wanted, self.room): _State(0, 0, None, None)}
        for nr in range(len(self.rows)):
            kept = self._next(kept, nr, limit)
            if len(kept) > most:
                self.is_cut = True
                kept = dict(sorted(kept.items(), key=self._bound_at(nr + 1))[:most])
        ends = [state for (few, _), state in kept.items() if not few]
        return _path(min(ends, key=lambda one: one.cost)) if ends else None

    def _bound_at(self, first: int) -> Callable[[tuple[tuple[int, int], _State]], int]:
        sums = self.sums
        return lambda one: one[1].priced + sums[first + one[0][0]] - sums[first]

    def _next(self, kept: _Kept, nr: int, limit: int) -> _Kept:
        """What may be kept when the name at this place was taken or left."""
        found: _Kept = {}
        _, name, some = self.rows[nr]
        sums, after, guards = self.sums, nr + 1, self.guards
        least, behind = self.least[after], len(self.rows) - after
        for (few, left), state in kept.items():
            if few <= behind:
                rest = sums[after + few] - sums[after] - self.paid
                fits = (left - least[few]) & guards == guards
                if fits and state.priced + rest <= limit:
                    _keep(found, (few, left), state)
            if not few:
                continue
            rest = sums[after + few - 1] - sums[after] - self.paid + state.priced
            for priced, uses, one in some:
                new = left - uses
                fits = (new - least[few - 1]) & guards == guards and new & guards == guards
                if fits and rest + priced <= limit:
                    cost = state.cost + one.cost
                    taken = _State(cost, state.priced + priced, state, (name, one))
                    _keep(found, (few - 1, new), taken)
        return found


def _keep(kept: _Kept, key: tuple[int, int], state: _State) -> None:
    before = kept.get(key)
    if before is None or state.cost < before.cost:
        kept[key] = state


def _path(state: _State) -> tuple[tuple[str, Bundle], ...]:
    return tuple(reversed(list(_taken(state))))


def _taken(state: _State | None) -> Iterator[tuple[str, Bundle]]:
    while state is not None:
        if state.last is not None:
            yield state.last
        state = state.before

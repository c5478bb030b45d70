"""The codes of places at which a vehicle stops because a plan wants it: any node finds them."""

from __future__ import annotations


def stop_place(unit: str) -> str:
    """The code of the stop of a commune.

    >>> stop_place("01273")
    'stop_01273'
    """
    return f"stop_{unit}"


def fair_place(market: str) -> str:
    """The code of the stop at a market.

    >>> fair_place("tong_cot")
    'fair_tong_cot'
    """
    return f"fair_{market}"

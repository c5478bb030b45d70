"""x"""

from bench.store.__main__ import Bench


def measure(bench: Bench) -> None:
    """X"""

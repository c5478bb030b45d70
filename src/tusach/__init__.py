"""Tủ Sách: a provincial library network, at every desk, with or without a network."""

VERSION = "0.1.0"
BUILT_MS = 1_795_392_000_000
"""A moment that has surely passed when this software runs (2026-11-23): no clock is below it."""

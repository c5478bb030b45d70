"""The browser of journeys: the system's Chromium, silent towards the network."""

import os
import shutil

import pytest

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""Of Debian, the one without windows first: a new page costs it a third of the time."""


def find_chromium() -> str | None:
    """Path of the browser: TUSACH_CHROMIUM, or what the system offers."""
    found = (shutil.which(name) for name in PROGRAMS)
    return os.environ.get("TUSACH_CHROMIUM") or next(filter(None, found), None)


def chromium_or_skip() -> str:
    """Path of the browser; without one the test is left out, and says why."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium here; `make test` says how to get it")
    return path


def flags() -> list[str]:
    """Asks nobody outside; node.local is this machine."""
    words = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    words += ["--disable-background-networking", "--disable-component-update"]
    words += ["--host-resolver-rules=MAP node.local 127.0.0.1", "--lang=vi-VN"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")
    return words

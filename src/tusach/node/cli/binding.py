"""Where `serve` listens: what a person may write for it, and what is printed for browsers."""

from __future__ import annotations

import argparse
import ipaddress

from tusach.node.settings.hosts import is_loopback, lan_address

HOST, PORT = "127.0.0.1", 8000


def bound(text: str) -> tuple[str, int]:
    """Host and port of `--bind`; either may be left out.

    >>> bound("0.0.0.0"), bound(":8001"), bound("8001")
    (('0.0.0.0', 8000), ('127.0.0.1', 8001), ('127.0.0.1', 8001))
    >>> bound("[::1]:80"), bound("::1"), bound("localhost:8000")
    (('::1', 80), ('::1', 8000), ('localhost', 8000))
    """
    host, colon, port = text.strip().rpartition(":")
    if text.isdigit():
        host, port = "", text
    elif not colon or _is_address(text):
        host, port = text, ""
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else PORT
    if (port and str(number) != port) or not 0 < number < 65_536 or "/" in host:
        raise argparse.ArgumentTypeError(f"{text}: address:port, e.g. {HOST}:{PORT}")
    return host.strip("[]") or HOST, number


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def own_address(host: str, port: int) -> str:
    """The address for a browser on this machine.

    >>> own_address("0.0.0.0", 8000), own_address("::1", 80)
    ('http://127.0.0.1:8000/', 'http://[::1]:80/')
    """
    shown = HOST if is_everywhere(host) else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def network_address(host: str, port: int) -> str:
    """The address for phones in the same network; empty where none reaches this machine."""
    found = lan_address() if is_everywhere(host) else None
    return f"http://{found}:{port}/" if found else ""


def is_everywhere(host: str) -> bool:
    """Whether every network of the machine is listened to."""
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def is_alone(host: str) -> bool:
    """Whether nobody but this machine reaches the address."""
    return is_loopback(host)

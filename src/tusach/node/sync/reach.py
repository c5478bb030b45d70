"""Where others reach this process: what its server listens on, said once when it begins."""

from __future__ import annotations

from tusach.node.settings.hosts import is_loopback, lan_address

_bound: tuple[str, int] | None = None


def listens(host: str, port: int) -> None:
    """This process serves here from now on."""
    global _bound
    _bound = (host, port)


def address() -> str | None:
    """What other machines of the same network type; None: they do not reach this one."""
    if _bound is None or is_loopback(_bound[0]):
        return None
    host, port = _bound
    if host in ("0.0.0.0", "::"):  # noqa: S104 - only compared
        found = lan_address()
        if found is None:
            return None
        host = found
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def bound() -> tuple[str, int] | None:
    """Host and port; None where nothing was said, as behind another server."""
    return _bound

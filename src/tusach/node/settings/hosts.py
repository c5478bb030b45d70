"""Which names and addresses may stand for this node, and when a connection can be trusted.

A page of another site may point its own name at our address (DNS rebinding), but it can not
own an address literal, `localhost` or a name ending in `.local`. So those are accepted, with
the names that the operator configured, and nothing else.
"""

import ipaddress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from tusach.node.settings import machine

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped if mapped is not None else found


def is_loopback(text: str) -> bool:
    """Tell whether a host or an address means this very machine."""
    if text.rstrip(".").lower() == "localhost":
        return True
    address = _address(text)
    return address is not None and address.is_loopback


def is_local_name(host: str) -> bool:
    """Tell whether a host (without port) can only mean a machine on the local network."""
    if is_loopback(host) or host.rstrip(".").lower().endswith(".local"):
        return True
    address = _address(host)
    if address is None or address.is_unspecified or address.is_multicast or address.is_reserved:
        return False
    return address.is_private


def public_names() -> tuple[str, ...]:
    """Return the configured names that mean this node from anywhere, in their order."""
    told = (name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*")
    return tuple(name for name in told if name and not is_local_name(name))


def check_host(request: HttpRequest) -> None:
    """Refuse a request whose Host header is none of ours."""
    domain, _port = split_domain_port(request.get_host())
    configured = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    if not is_local_name(domain) and not validate_host(domain, configured):
        raise DisallowedHost("Host header names no configured host")


def client_address(request: HttpRequest) -> str:
    """Return the address of the browser, as a configured proxy vouches for it."""
    if settings.TUSACH_BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told:
            return str(told)
    return str(request.META.get("REMOTE_ADDR", ""))


def is_own_screen(request: HttpRequest) -> bool:
    """Tell whether the browser runs on the node itself.

    A proxy on this machine also comes from loopback, so a forwarded request never counts,
    nor does one that calls us by a name of the network.
    """
    if any(request.META.get(header) for header in FORWARDED):
        return False
    domain, _port = split_domain_port(request.get_host())
    return is_loopback(str(request.META.get("REMOTE_ADDR", ""))) and is_loopback(domain)


def is_confidential(request: HttpRequest) -> bool:
    """Tell whether nobody between the browser and us can read along: HTTPS, or this very screen."""
    return request.is_secure() or is_own_screen(request)


def lan_address() -> str | None:
    """Return the address by which the local network most likely reaches this machine, if any."""
    found = machine.route_address()
    return None if not found or is_loopback(found) else found


_listens_alone = False


def listens(host: str) -> None:
    """This process answers at this address from now on."""
    global _listens_alone
    _listens_alone = is_loopback(host)


def is_unreached() -> bool:
    """Tell whether this process is known to answer its own machine only."""
    return _listens_alone

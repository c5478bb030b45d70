"""What a square code on a wall leads to: an address that holds everywhere, or none."""

from __future__ import annotations

import io

import segno
from django.http import HttpRequest
from django.http.request import split_domain_port

from tusach.node.settings import hosts


def public_address(request: HttpRequest, path: str) -> str:
    """The address of a page for whoever stands before the paper; empty where there is none.

    A name of this node that the operator has entered, else the one under which it was asked. An
    address of the local network says nothing at a market.
    """
    for name in hosts.public_names():
        return f"https://{name}{path}"
    domain, _port = split_domain_port(request.get_host())
    return "" if hosts.is_local_name(domain) else request.build_absolute_uri(path)


def drawn(address: str) -> str:
    """The square code of an address as SVG, without one nothing."""
    if not address:
        return ""
    out = io.BytesIO()
    # `make_qr` never makes a Micro QR, which most phones do not read.
    segno.make_qr(address, error="m").save(out, kind="svg", xmldecl=False, border=4)
    return out.getvalue().decode()

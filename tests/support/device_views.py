"""A connection to write a device's file for, and strongSwan's files read back."""

from __future__ import annotations

import re
from typing import Any

from pydantic import SecretStr

from cgw.models import DpdState, Ike, Ipsec, Tunnel, VpnConnection

IKE = Ike(
    version="ikev2",
    mode="main",
    encryption="aes-256-cbc",
    integrity="sha2-256",
    dh_group="dh14",
    lifetime_s=28800,
)
ESPS = Ipsec(encryption="aes-256-cbc", integrity="sha2-256", pfs_group="dh14", lifetime_s=3600)
KEY = "Canary.key_7f3a_abcdef"


def connection(ike: Ike, esp: Ipsec, key: str, name: str = "hq", **more: Any) -> VpnConnection:
    tunnel = Tunnel(
        local_address="198.51.100.1",
        peer_address="203.0.113.7",
        psk=SecretStr(key),
        psk_visibility="known",
        ike=ike,
        ipsec=esp,
        dpd=DpdState(enabled=True, interval_s=10, timeout_s=30),
    )
    values = {"mode": "policy", "local_cidrs": ("10.9.0.0/16",), "remote_cidrs": ("10.8.0.0/16",)}
    return VpnConnection(
        **({"id": "c-1", "provider": "x", "region": "r", "tunnels": (tunnel,)} | values | more),
        name=name,
    )


def parsed(text: str) -> dict[str, Any]:
    """strongSwan's settings: sections in braces, ``key = value`` lines, values quoted or plain."""
    root: dict[str, Any] = {}
    stack = [root]
    for line in text.splitlines():
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if bare == "}":
            stack.pop()
        elif bare.endswith("{"):
            inner: dict[str, Any] = {}
            name = bare[:-1].strip()
            assert re.fullmatch(r"[A-Za-z0-9_-]+", name)
            assert name not in stack[-1]
            stack[-1][name] = inner
            stack.append(inner)
        else:
            key, sign, value = bare.partition(" = ")
            assert sign, bare
            if value.startswith('"'):
                assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', value), value
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            assert key not in stack[-1]
            stack[-1][key] = value
    assert stack == [root]
    return root

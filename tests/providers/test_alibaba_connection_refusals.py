"""What the adapter refuses of a VPN connection on Alibaba Cloud; flows driven by hand."""

from __future__ import annotations

import pytest
from alibaba_flows import OP, adapter, body, drive
from alibaba_rows import (
    MADE,
    PAIR,
    SINGLE,
    SM,
    TWO,
    bgp,
    gone,
    one,
    spec,
)

import cgw_alibaba
from cgw.errors import (
    InvalidRequestError,
    UnsupportedError,
)
from cgw.models import (
    Bgp,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
)


@pytest.fixture
def links():
    return adapter().vpn_connections


POLICY = {"mode": "policy", "local_cidrs": ("10.0.0.0/24",), "remote_cidrs": ("10.9.0.0/24",)}
FIRST = [
    ({"tunnels": one(ike=IkeSpec(encryption="aes-256-gcm-16"))}, "tunnels.0.ike.encryption", True),
    ({"tunnels": one(ike=IkeSpec(dh_group="dh19"))}, "tunnels.0.ike.dh_group", True),
    ({"tunnels": one(ike=IkeSpec(dh_group="dh24"))}, "tunnels.0.ike.dh_group", True),
    ({"tunnels": one(ike=IkeSpec(lifetime_s=86401))}, "tunnels.0.ike.lifetime_s", False),
    ({"tunnels": one(ike=IkeSpec(local_id="a b"))}, "tunnels.0.ike.local_id", False),
    ({"tunnels": one(ike=IkeSpec(remote_id="x" * 101))}, "tunnels.0.ike.remote_id", False),
    ({"tunnels": one(ipsec=IpsecSpec(encryption="null"))}, "tunnels.0.ipsec.encryption", True),
    ({"tunnels": one(ipsec=IpsecSpec(pfs_group="dh21"))}, "tunnels.0.ipsec.pfs_group", True),
    ({"tunnels": one(ipsec=IpsecSpec(lifetime_s=86401))}, "tunnels.0.ipsec.lifetime_s", False),
    ({"tunnels": one(psk="k" * 101)}, "tunnels.0.psk", False),
    ({"tunnels": one(psk="")}, "tunnels.0.psk", False),
    ({"tunnels": one(psk="a canary")}, "tunnels.0.psk", False),
    ({"tunnels": one(psk="ключ")}, "tunnels.0.psk", False),
    ({"tunnels": one(dpd=Dpd(interval_s=10))}, "tunnels.0.dpd.interval_s", True),
    ({"tunnels": one(dpd=Dpd(timeout_s=10))}, "tunnels.0.dpd.timeout_s", True),
    ({"tunnels": one(dpd=Dpd(action="clear"))}, "tunnels.0.dpd.action", True),
    ({"tunnels": one(health_check=HealthCheck())}, "tunnels.0.health_check.source", False),
    (
        {"tunnels": one(health_check=HealthCheck(source="x", destination="10.0.0.1"))},
        "tunnels.0.health_check.source",
        False,
    ),
    (
        {
            "tunnels": one(
                health_check=HealthCheck(source="10.1.1.1", destination="10.0.0.1", interval_s=1.5)
            )
        },
        "tunnels.0.health_check.interval_s",
        False,
    ),
    ({"tunnels": one(bgp=bgp(11))}, "tunnels.0.bgp", False),
    ({"mode": "bgp"}, "tunnels.0.bgp", False),
    ({"mode": "bgp", "tunnels": one(bgp=bgp(3))}, "tunnels.0.bgp.tunnel_cidr", False),
    (
        {"mode": "bgp", "tunnels": one(bgp=Bgp(tunnel_cidr="169.254.169.252/30"))},
        "tunnels.0.bgp.tunnel_cidr",
        False,
    ),
    (
        {"mode": "bgp", "tunnels": one(bgp=Bgp(tunnel_cidr="10.0.0.0/30"))},
        "tunnels.0.bgp.tunnel_cidr",
        False,
    ),
    (
        {"mode": "bgp", "tunnels": one(bgp=bgp(11, local_address="169.254.11.3"))},
        "tunnels.0.bgp.local_address",
        False,
    ),
    (
        {
            "mode": "bgp",
            "tunnels": one(bgp=bgp(11, local_address="169.254.11.1", peer_address="169.254.11.1")),
        },
        "tunnels.0.bgp.peer_address",
        False,
    ),
    ({"mode": "bgp", "tunnels": one(bgp=bgp(11, local_asn=0))}, "tunnels.0.bgp.local_asn", False),
    (
        {"mode": "bgp", "tunnels": (*one(bgp=bgp(11)), *one(bgp=bgp(11)))},
        "tunnels.1.bgp.tunnel_cidr",
        False,
    ),
    (
        {"tunnels": (*one(local_address="1.1.1.1"), *one(local_address="1.1.1.1"))},
        "tunnels.1.local_address",
        False,
    ),
    ({"local_cidrs": ("10.0.0.0/24",)}, "local_cidrs", True),
    ({"remote_cidrs": ("10.0.0.0/24",)}, "remote_cidrs", True),
    (POLICY | {"local_cidrs": ("fd00::/64",)}, "local_cidrs", True),
    (POLICY | {"local_cidrs": tuple(f"10.{n}.0.0/16" for n in range(11))}, "local_cidrs", False),
    (
        POLICY | {"local_cidrs": ("0.0.0.0/0",), "remote_cidrs": ("0.0.0.0/0",)},
        "local_cidrs",
        False,
    ),
    ({"name": ""}, "name", False),
    ({"name": "http://x"}, "name", False),
    ({"tags": {"acs:x": "v"}}, "tags", False),
    ({"options": cgw_alibaba.RouteOptions()}, "options", True),
]  # fmt: skip


@pytest.mark.parametrize(("more", "field", "unsupported"), FIRST)
def test_what_cannot_be_is_refused_before_any_request(links, more, field, unsupported):
    """A word the cloud cannot do is UnsupportedError, a value outside its limits InvalidRequestError."""
    with pytest.raises(UnsupportedError if unsupported else InvalidRequestError) as caught:
        next(links.create(spec(**more), OP))
    assert caught.value.field == field
    assert "canary" not in str(caught.value)


SECOND = [
    (SINGLE, {"tunnels": TWO}, "tunnels", True),
    (SINGLE, {"tunnels": one(local_address="198.51.100.2")}, "tunnels.0.local_address", False),
    (
        SINGLE,
        {"tunnels": one(customer_gateway_id="cgw-2")},
        "tunnels.0.customer_gateway_id",
        True,
    ),
    (PAIR, {"tunnels": one(local_address="198.51.100.2")}, "tunnels.0.local_address", False),
    (
        PAIR,
        {"tunnels": (*one(local_address="198.51.100.9"), *one())},
        "tunnels.0.local_address",
        False,
    ),
    (PAIR, {"mode": "bgp", "tunnels": one(bgp=bgp(11))}, "tunnels", False),
    (
        PAIR,
        {"tunnels": one(health_check=HealthCheck(source="10.0.0.1", destination="10.0.0.2"))},
        "tunnels.0.health_check",
        True,
    ),
    (PAIR, {"tunnels": one(ike=IkeSpec(integrity="sm3"))}, "tunnels.0.ike.integrity", True),
    (PAIR, {"tunnels": one(ipsec=IpsecSpec(encryption="sm4-cbc"))}, "tunnels.0.ipsec.encryption",
     True),
    (SM, {}, "tunnels.0.ike.encryption", True),
    (SM, {"tunnels": one(ike=IkeSpec(encryption="sm4-cbc", integrity="sm3"))},
     "tunnels.0.ike.version", True),
]  # fmt: skip


@pytest.mark.parametrize(("gateway", "more", "field", "unsupported"), SECOND)
def test_what_this_gateway_cannot_is_refused_before_the_create(
    links, gateway, more, field, unsupported
):
    """What depends on the kind of gateway is refused once that was read, and nothing is made."""
    with pytest.raises(UnsupportedError if unsupported else InvalidRequestError) as caught:
        drive(links.create(spec(**more), OP), gateway)
    assert caught.value.field == field


def test_an_sm_gateway_does_sm(links):
    """All four SM words together are sent in the cloud's spelling."""
    ike = IkeSpec(encryption="sm4-cbc", integrity="sm3", version="ikev1")
    asked = one(ike=ike, ipsec=IpsecSpec(encryption="sm4-cbc", integrity="sm3"))
    _, (_, create, _) = drive(links.create(spec(tunnels=asked), OP), SM, MADE, gone())
    sent = body(create)
    prefix = "TunnelOptionsSpecification.1.Tunnel"
    assert sent[f"{prefix}IkeConfig.IkeEncAlg"] == sent[f"{prefix}IpsecConfig.IpsecEncAlg"] == "sm4"
    assert sent[f"{prefix}IkeConfig.IkeAuthAlg"] == "sm3"

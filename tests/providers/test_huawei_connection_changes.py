"""Changing, resetting and deleting VPN connections on HUAWEI CLOUD."""

from __future__ import annotations

from typing import Any

import huawei
import pytest
from huawei import (
    CONNECTION,
    KEY,
    LOCAL,
    REMOTE,
    body,
    built,
    client,
    connection,
    gateway,
    play,
    site,
    spec,
)

from cgw.emulator import World
from cgw.emulator.internet import End
from cgw.errors import (
    AlreadyExistsError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    UnsupportedError,
)
from cgw.models import (
    Bgp,
    Dpd,
    HealthCheck,
    IkeSpec,
    IpsecSpec,
    State,
    TunnelPatch,
    VpnConnectionPatch,
)
from cgw_huawei import PolicyRule, VpnConnectionPatchOptions

VERBS = huawei.CLOUD.vpn_connections
GONE = NotFoundError("gone", provider="huawei")
IKE = CONNECTION["ikepolicy"]


def patch(**tunnel: Any) -> VpnConnectionPatch:
    """A change of the tunnel."""
    return VpnConnectionPatch(tunnels=(TunnelPatch(**tunnel),))


def put(change: VpnConnectionPatch, *before: Any, **row: Any) -> dict[str, Any]:
    """What UpdateVpnConnection is sent; ``before`` are answers that are read first."""
    after = (connection(**row), connection(**row), gateway(), site())
    _, requests = play(VERBS.update("l-1", change), connection(**row), *before, *after)
    (found,) = (request for request in requests if request.method == "PUT")
    assert (found.action, found.serial) == ("UpdateVpnConnection", "g-1")
    assert found.safe
    assert found.writes
    content: dict[str, Any] = body(found)
    return content


def test_names_and_peers():
    """A name, another device, the hub: what was given and nothing else."""
    change = VpnConnectionPatch(
        name="b",
        customer_gateway_id="c-2",
        options=VpnConnectionPatchOptions(enable_hub=True),
    )
    assert put(change) == {"name": "b", "cgw_id": "c-2", "enable_hub": True}


def test_one_side_of_the_networks():
    """A side that is not given stays: rules are sent whole, and customer networks beside them."""
    assert put(VpnConnectionPatch(remote_cidrs=("192.168.9.0/24",))) == {
        "policy_rules": [{"source": s, "destination": ["192.168.9.0/24"]} for s in LOCAL],
        "peer_subnets": ["192.168.9.0/24"],
    }
    assert put(VpnConnectionPatch(local_cidrs=("10.9.0.0/16",)), peer_subnets=[]) == {
        "policy_rules": [{"source": "10.9.0.0/16", "destination": list(REMOTE)}]
    }
    assert put(VpnConnectionPatch(remote_cidrs=("192.168.9.0/24",)), style="STATIC") == {
        "peer_subnets": ["192.168.9.0/24"]
    }


def test_what_becomes_empty_is_cleared():
    """A version that had networks and has none now is sent as an empty list."""
    v6 = {
        "policy_rules_v6": [{"source": "fd00:1::/64", "destination": ["fd00:2::/64"]}],
        "peer_subnets_v6": ["fd00:2::/64"],
    }
    change = VpnConnectionPatch(local_cidrs=LOCAL, remote_cidrs=REMOTE)
    content = put(change, **v6)
    assert (content["policy_rules_v6"], content["peer_subnets_v6"]) == ([], [])


def test_rules_that_are_not_every_pair_are_not_widened():
    """Changing one side of such a connection is refused; rules of one's own are taken."""
    rules = {"policy_rules": CONNECTION["policy_rules"][:3]}
    with pytest.raises(InvalidRequestError, match="policy_rules") as caught:
        put(VpnConnectionPatch(remote_cidrs=("192.168.9.0/24",)), **rules)
    assert caught.value.field == "remote_cidrs"
    own = VpnConnectionPatchOptions(
        policy_rules=(PolicyRule(source="10.9.0.0/16", destinations=REMOTE[:1]),)
    )
    assert put(VpnConnectionPatch(options=own), **rules) == {
        "policy_rules": [{"source": "10.9.0.0/16", "destination": [REMOTE[0]]}],
        "peer_subnets": [REMOTE[0]],
    }


def test_identities_of_type_ip_never_go_out():
    """An IKE policy is sent whole, without method, and without ids whose type is not fqdn."""
    sent = put(patch(dpd=Dpd(interval_s=45)))["ikepolicy"]
    assert sent == {
        **{
            k: v
            for k, v in IKE.items()
            if k not in ("authentication_method", "local_id", "peer_id")
        },
        "dpd": {"timeout": 15, "interval": 45, "msg": "seq-hash-notify"},
    }
    named = {**IKE, "local_id_type": "fqdn", "local_id": "cloud", "peer_id_type": "any"}
    sent = put(patch(dpd=Dpd(timeout_s=5)), ikepolicy=named)["ikepolicy"]
    assert (sent["local_id"], sent["peer_id_type"]) == ("cloud", "any")
    assert "peer_id" not in sent


def test_policies_are_sent_whole():
    """New algorithms keep the DPD that is there; IKEv1 has a mode and IKEv2 none."""
    sent = put(patch(ike=IkeSpec(version="ikev1", mode="aggressive", remote_id="idc")))["ikepolicy"]
    assert sent == {
        "ike_version": "v1",
        "phase1_negotiation_mode": "aggressive",
        "encryption_algorithm": "aes-256",
        "authentication_algorithm": "sha2-256",
        "dh_group": "group14",
        "lifetime_seconds": 28800,
        "local_id_type": "ip",
        "peer_id_type": "fqdn",
        "peer_id": "idc",
        "dpd": IKE["dpd"],
    }
    assert put(patch(ipsec=IpsecSpec(pfs_group="none")))["ipsecpolicy"] == {
        "encryption_algorithm": "aes-256",
        "authentication_algorithm": "sha2-256",
        "pfs": "disable",
        "lifetime_seconds": 3600,
        "transform_protocol": "esp",
        "encapsulation_mode": "tunnel",
    }


def test_a_new_key_is_known_right_after():
    """The key goes out only if it changes, and the answer carries it then."""
    flow = VERBS.update("l-1", patch(psk=KEY))
    after, requests = play(flow, connection(), connection(), connection(), gateway(), site())
    assert body(requests[1]) == {"psk": KEY.get_secret_value()}
    assert (after.tunnels[0].psk, after.tunnels[0].psk_visibility) == (KEY, "known")


def test_an_address_selects_the_tunnel():
    """The only tunnel's address is fine; another one is a mistake, and nothing is sent."""
    change = patch(local_address="198.51.100.2", psk=KEY)
    assert put(change, gateway()) == {"psk": KEY.get_secret_value()}
    with pytest.raises(InvalidRequestError) as caught:
        put(patch(local_address="198.51.100.1", psk=KEY), gateway())
    assert caught.value.field == "tunnels.0.local_address"


def test_bgp_addresses():
    """Inner addresses change in mode bgp by Bgp, in mode route by option."""
    inner = {"tunnel_local_address": "169.254.71.1/30", "tunnel_peer_address": "169.254.71.2/30"}
    bgp = patch(bgp=Bgp(tunnel_cidr="169.254.71.0/30", local_asn=64512))
    assert put(bgp, gateway(), style="BGP", policy_rules=None) == inner
    wrong = patch(bgp=Bgp(tunnel_cidr="169.254.71.0/30", local_asn=1))
    with pytest.raises(UnsupportedError, match="local_asn"):
        put(wrong, gateway(), style="BGP", policy_rules=None)
    with pytest.raises(InvalidRequestError, match="policy"):
        put(bgp, gateway())
    own = VpnConnectionPatch(options=VpnConnectionPatchOptions(**inner))
    assert put(own, style="STATIC", policy_rules=None) == inner


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (VpnConnectionPatch(), InvalidRequestError),
        (VpnConnectionPatch(options=VpnConnectionPatchOptions()), InvalidRequestError),
        (patch(local_address="198.51.100.1"), InvalidRequestError),
        (VpnConnectionPatch(initiator="cloud"), UnsupportedError),
        (VpnConnectionPatch(tunnels=(TunnelPatch(psk=KEY),) * 2), UnsupportedError),
        (patch(customer_gateway_id="c-2"), UnsupportedError),
        (patch(nat_traversal=False), UnsupportedError),
        (patch(dpd=Dpd(enabled=False)), UnsupportedError),
        (patch(health_check=HealthCheck(retries=3)), UnsupportedError),
        (patch(ike=IkeSpec(integrity="sm3")), UnsupportedError),
        (patch(psk="short"), InvalidRequestError),
    ],
)
def test_what_cannot_change_is_refused_before_any_request(change, kind):
    """Nothing is read or sent for it."""
    with pytest.raises(kind):
        next(VERBS.update("l-1", change))


def test_local_networks_of_a_route_connection_are_the_gateways():
    """They cannot be changed on the connection."""
    with pytest.raises(UnsupportedError) as caught:
        put(VpnConnectionPatch(local_cidrs=LOCAL), style="STATIC", policy_rules=None)
    assert caught.value.field == "local_cidrs"


# ---------------------------------------------------------------- health checks


def watch(enabled: bool, before: dict[str, Any], *answers: Any) -> list[str]:
    """The calls that turn a health check on or off."""
    flow = VERBS.update("l-1", patch(health_check=HealthCheck(enabled=enabled)))
    after = (connection(), gateway(), site())
    _, requests = play(flow, connection(**before), *answers, *after)
    return [request.action for request in requests[1:-3]]


def test_a_health_check_is_a_monitor():
    """On makes a monitor, off deletes it; what is so already costs no call, and no PUT is sent."""
    there = {"connection_monitor_id": "m-1"}
    assert watch(True, {}, {}) == ["CreateConnectionMonitor"]
    assert watch(False, there, b"") == ["DeleteConnectionMonitor"]
    assert watch(True, there) == []
    assert watch(False, {}) == []


def test_a_monitor_that_is_there_or_gone_already_is_fine():
    """VPN.0381 is what was wanted; a missing one is a bad request, which a list tells apart."""
    there = {"connection_monitor_id": "m-1"}
    assert watch(True, {}, AlreadyExistsError("is", provider="huawei"))
    assert watch(False, there, GONE)
    bad = InvalidRequestError("bad", provider="huawei", code="VPN.0001")
    gone = {"connection_monitors": [{"id": "m-2"}, None]}
    assert watch(False, there, bad, gone) == ["DeleteConnectionMonitor", "ListConnectionMonitors"]
    with pytest.raises(InvalidRequestError):
        watch(False, there, bad, {"connection_monitors": [{"id": "m-1"}]})


# ---------------------------------------------------------------- reset and delete


def test_reset_and_delete_hold_the_gateway():
    """Both read the connection for its gateway's id, and are sent under it."""
    after, requests = play(
        VERBS.reset("l-1"), connection(), {}, connection(status="PENDING_UPDATE"), gateway(), site()
    )
    assert (requests[1].path, requests[1].body) == (
        "/v5/{project_id}/vpn-connection/l-1/reset",
        b"",
    )
    assert (requests[1].serial, after.state) == ("g-1", State.UPDATING)
    down = ServiceError("down", provider="huawei")
    assert play(VERBS.reset("l-1"), connection(), {}, down)[0].id == "l-1"
    _, requests = play(VERBS.delete("l-1"), connection(), b"")
    assert (requests[1].method, requests[1].serial) == ("DELETE", "g-1")


def test_deleting_what_goes_or_is_gone_is_fine():
    """Gone, going, or gone meanwhile: no error and no needless request."""
    play(VERBS.delete("l-1"), GONE)
    play(VERBS.delete("l-1"), connection(), GONE)
    _, requests = play(VERBS.delete("l-1"), connection(status="PENDING_DELETE"))
    assert len(requests) == 1


def test_a_life_with_two_ends():
    """Down without a peer, up with one, down with another key, and the busy cloud is waited out."""
    world = World(rate=0, transition=5)
    with client(world) as cloud:
        ready, device = built(cloud)
        made = cloud.vpn_connections.create(
            spec(vpn_gateway_id=ready.id, customer_gateway_id=device)
        )
        link = cloud.vpn_connections.wait(made.id)
        (tunnel,) = link.tunnels
        world.internet.put(
            "device",
            End(
                owner="device",
                local_address=tunnel.peer_address,
                peer_address=tunnel.local_address,
                psk=KEY.get_secret_value(),
                ike=(("aes-256-cbc", "sha2-256", "dh14"),),
                esp=(("aes-256-cbc", "sha2-256", "dh14"),),
                local_selectors=REMOTE,
                remote_selectors=LOCAL,
            ),
        )
        assert cloud.vpn_connections.wait(link.id, "all-tunnels-up").raw_state == "ACTIVE"
        cloud.vpn_connections.update(link.id, patch(psk="An0ther.key_4711"))
        changed = cloud.vpn_connections.update(link.id, patch(health_check=HealthCheck()))
        assert changed.tunnels[0].health_check.enabled
        renamed = cloud.vpn_connections.update(link.id, VpnConnectionPatch(name="new"))
        assert renamed.name == "new"
        assert any(seen.status == 400 for seen in world.seen)  # VPN.0306, waited out
        assert cloud.vpn_connections.wait(link.id).raw_state == "DOWN"
        cloud.vpn_connections.update(link.id, patch(psk=KEY))
        cloud.vpn_connections.wait(link.id, "all-tunnels-up")
        assert cloud.vpn_connections.reset(link.id).state is State.UPDATING
        cloud.vpn_connections.delete(link.id)
        assert cloud.vpn_connections.wait(link.id, "deleted") is None
    assert set(world.internet.ends()) == {"device"}

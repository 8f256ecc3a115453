"""What HUAWEI CLOUD tells, field by field: where each of them ends up."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import huawei
import pytest
from huawei import CONNECTION, GATEWAY, SITE_ROW, gateway, play, site
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Where
from cgw.models import to_dict

CLOUD = huawei.CLOUD
WHEN, TOLD = "2025-08-13T02:34:56.784574762Z", "2025-08-13T02:34:56.784574Z"
WORDS = st.text("abcdefghijklmnopqrstuvwxyz-_.0123456789", min_size=1, max_size=12)
NUMBERS = st.integers(1, 2**31)

# Members of the SDK's models beyond those of the neighbours' rows, values our own.
CERTIFICATE = {"id": "ca-1", "serial_number": "1", "signature_algorithm": "s", "issuer": "i",
               "subject": "s", "expire_time": "2034-01-01T00:00:00Z", "is_updatable": False}  # fmt: skip
EIP = {"id": "e", "ip_version": 4, "ip_billing_info": "o", "type": "5_bgp", "ip_address": "192.0.2.1",
       "charge_mode": "traffic", "bandwidth_id": "b", "bandwidth_size": 5, "bandwidth_name": "n",
       "bandwidth_billing_info": "p", "share_type": "PER"}  # fmt: skip
POLICY = {"authentication_algorithm": "sha1", "encryption_algorithm": "aes-128",
          "lifetime_seconds": 100}  # fmt: skip
TEMPLATE = {
    "ike_policy": {**POLICY, "dh_group": "group14"},
    "ipsec_policy": {**POLICY, "pfs": "group14"},
}
VGW = {**GATEWAY, "updated_at": None, "enterprise_project_id": "0", "er_id": None, "ip_version": "ipv4",
       "er_attachment_id": "a", "connection_number": 100, "used_connection_number": 1,
       "certificate_id": "c", "supported_flavors": ["f"], "supported_features": ["g"],
       "local_subnets_v6": ["2001:db8::/64"], "policy_template": TEMPLATE, "eip1": EIP,
       "eip2": {**EIP, "id": "f", "ip_address": "192.0.2.2"}}  # fmt: skip
SESSION = {"peer_ip_address": "169.254.70.2", "peer_asn": 65010, "state": "IDLE",
           "state_duration": "1h", "num_received_routes": 1, "num_message_received": 2,
           "num_message_sent": 3}  # fmt: skip
LINK = {**CONNECTION, "style": "BGP", "policy_rules": [], "updated_at": None, "bgp_peer": SESSION,
        "tunnel_local_address": "169.254.70.1/30", "tunnel_peer_address": "169.254.70.2/30",
        "connection_monitor_id": "m-1", "enterprise_project_id": "0"}  # fmt: skip
ROUTE = {"destination": "10.0.0.0/8", "nexthop": "192.0.2.1", "outbound_interface_ip": "192.0.2.2",
         "origin": "igp", "as_path": "65010", "med": 1,
         "nexthop_resource": {"id": "l-1", "type": "vpn_connection"}}  # fmt: skip
APIG = {"id": "i", "instance_name": "n", "status": "Running", "type": "apig", "spec": "BASIC",
        "enterprise_project_id": "0", "charging_mode": 1, "cbc_metadata": "o", "vpc_id": "v",
        "subnet_id": "s", "security_group_id": "g", "description": "d",
        "loadbalancer_provider": "lvs", "cbc_operation_locks": [{"lock_scene": "s", "lock_source_id": "t"}],
        "eip_address": "192.0.2.1", "eip_ipv6_address": "2001:db8::1", "ingress_ip": "10.0.0.1",
        "ingress_ip_v6": "2001:db8::2", "nat_eip_address": "192.0.2.2", "nat_eip_ipv6_cidr": "2001:db8:1::/64",
        "public_ipv6_ips": ["2001:db8:1::1"], "unreliable_ips": ["192.0.2.3"], "bandwidth_size": 5,
        "bandwidth_charging_mode": "traffic", "ingress_bandwidth_charging_mode": "bandwidth",
        "instance_version": "2.50", "supported_features": ["f"], "enable_fullstack_ipv6": False,
        "is_releasable": False, "endpoint_service": {"service_name": "a", "created_at": WHEN},
        "endpoint_services": [{"service_name": "b", "created_at": WHEN}],
        "node_ips": {"livedata": ["10.0.0.2"], "shubao": ["10.0.0.3"]}, "node_ipv6_ips": {},
        "publicips": [{"ip_address": "192.0.2.4", "ipv6_address": "2001:db8::4", "bandwidth_size": 7}],
        "privateips": [{"ip_address": "10.0.0.4", "ipv6_address": "2001:db8::5"}]}  # fmt: skip


def customer_gateway(row: dict[str, Any]) -> Any:
    """What get makes of it."""
    return play(CLOUD.customer_gateways.get("c"), {"customer_gateway": row})[0]


def vpn_gateway(row: dict[str, Any]) -> Any:
    """What get makes of it."""
    return play(CLOUD.vpn_gateways.get("g"), {"vpn_gateway": row})[0]


def vpn_connection(row: dict[str, Any]) -> Any:
    """What get makes of it."""
    return play(CLOUD.vpn_connections.get("l"), {"vpn_connection": row}, gateway(), site())[0]


def route(row: dict[str, Any]) -> Any:
    """What a list makes of it."""
    where = Where({"vpn_gateway_id": "g-1"})
    return play(CLOUD.routes.page(None, where), {"routing_table": [row]})[0].items[0]


def dedicated_gateway(row: dict[str, Any]) -> Any:
    """What get makes of it."""
    return play(CLOUD.dedicated_gateways.get("i"), row, {"tags": []})[0]


BASE: dict[Any, dict[str, Any]] = {
    customer_gateway: {**SITE_ROW, "ca_certificate": CERTIFICATE},
    vpn_gateway: VGW,
    vpn_connection: LINK,
    route: ROUTE,
    dedicated_gateway: APIG,
}


def flat(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value inside with its path."""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else None
    )
    if pairs is None:
        yield at, value
        return
    for key, item in pairs:
        yield from flat(item, f"{at}.{key}" if at else str(key))


def changed(row: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The row with one value set."""
    new = copy.deepcopy(row)
    here: Any = new
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in way:
        here = here[step]
    here[last] = value
    return new


def difference(read: Any, path: str, value: Any) -> dict[str, Any]:
    """What tells otherwise once one value of the cloud's is another."""
    before, after = (
        dict(flat(to_dict(read(row)))) for row in (BASE[read], changed(BASE[read], path, value))
    )
    names = before.keys() | after.keys()
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


@pytest.mark.parametrize(
    ("read", "path", "value", "moved"),
    [
        (customer_gateway, "updated_at", WHEN, {"updated_at": TOLD}),
        (customer_gateway, "ca_certificate.id", "x", {"certificate.id": "x"}),
        (customer_gateway, "ca_certificate.serial_number", "x", {"certificate.serial_number": "x"}),
        (customer_gateway, "ca_certificate.signature_algorithm", "x",
         {"certificate.signature_algorithm": "x"}),
        (customer_gateway, "ca_certificate.issuer", "x", {"certificate.issuer": "x"}),
        (customer_gateway, "ca_certificate.subject", "x", {"certificate.subject": "x"}),
        (customer_gateway, "ca_certificate.expire_time", WHEN, {"certificate.expires_at": TOLD}),
        (customer_gateway, "ca_certificate.is_updatable", True, {"certificate.replaceable": True}),
        (vpn_gateway, "updated_at", WHEN, {"updated_at": TOLD}),
        (vpn_gateway, "enterprise_project_id", "p", {"resource_group": "p"}),
        (vpn_gateway, "flavor", "Basic", {"size": "Basic"}),
        (vpn_gateway, "supported_flavors.0", "x", {"sizes.0": "x"}),
        (vpn_gateway, "supported_features.0", "x", {"features.0": "x"}),
        (vpn_gateway, "certificate_id", "x", {"certificate_id": "x"}),
        (vpn_gateway, "connection_number", 7, {"connections_max": 7}),
        (vpn_gateway, "used_connection_number", 0, {"connections": 0}),
        (vpn_gateway, "local_subnets.0", "10.9.0.0/16", {"local_cidrs.0": "10.9.0.0/16"}),
        (vpn_gateway, "local_subnets_v6.0", "2001:DB8:9::/64", {"local_cidrs.2": "2001:db8:9::/64"}),
        (vpn_gateway, "attachment_type", "er",
         {"attached_to.kind": "transit-router", "attached_to.raw_kind": "er"}),
        (vpn_gateway, "attachment_type", "moon",
         {"attached_to.kind": "unknown:moon", "attached_to.raw_kind": "moon"}),
        (vpn_gateway, "er_id", "x", {"attached_to.id": "x"}),
        (vpn_gateway, "er_attachment_id", "x", {"attached_to.attachment_id": "x"}),
        # Two closed sets with no place for a new word: these stay in extras too.
        (vpn_gateway, "network_type", "private",
         {"private": True, "attached_to.private": True, "extras.network_type": "private"}),
        (vpn_gateway, "network_type", "moon",
         {"private": None, "attached_to.private": None, "extras.network_type": "moon"}),
        (vpn_gateway, "ip_version", "ipv6", {"ip_version": 6, "extras.ip_version": "ipv6"}),
        (vpn_gateway, "policy_template.ike_policy.dh_group", "group19", {"ike.dh_group": "dh19"}),
        (vpn_gateway, "policy_template.ike_policy.encryption_algorithm", "aes-256",
         {"ike.encryption": "aes-256-cbc"}),
        (vpn_gateway, "policy_template.ike_policy.authentication_algorithm", "sha2-256",
         {"ike.integrity": "sha2-256"}),
        (vpn_gateway, "policy_template.ike_policy.lifetime_seconds", 9, {"ike.lifetime_s": 9}),
        (vpn_gateway, "policy_template.ipsec_policy.pfs", "disable", {"ipsec_policy.pfs_group": "none"}),
        (vpn_gateway, "policy_template.ipsec_policy.encryption_algorithm", "aes-256",
         {"ipsec_policy.encryption": "aes-256-cbc"}),
        (vpn_gateway, "policy_template.ipsec_policy.authentication_algorithm", "md5",
         {"ipsec_policy.integrity": "md5"}),
        (vpn_gateway, "policy_template.ipsec_policy.lifetime_seconds", 9, {"ipsec_policy.lifetime_s": 9}),
        (vpn_connection, "updated_at", WHEN, {"updated_at": TOLD}),
        (vpn_connection, "enterprise_project_id", "p", {"resource_group": "p"}),
        (vpn_connection, "connection_monitor_id", "x", {"tunnels.0.health_check.id": "x"}),
        (vpn_connection, "ikepolicy.dpd.msg", "seq-notify-hash",
         {"tunnels.0.dpd.payload": "seq-notify-hash"}),
        (vpn_connection, "ikepolicy.authentication_method", "digital-envelope-v2",
         {"tunnels.0.ike.authentication": "certificate", "tunnels.0.psk_visibility": "unset",
          "extras.ikepolicy.authentication_method": "digital-envelope-v2"}),
        (vpn_connection, "ipsecpolicy.transform_protocol", "ah", {"tunnels.0.ipsec.protocol": "ah"}),
        (vpn_connection, "ipsecpolicy.encapsulation_mode", "x", {"tunnels.0.ipsec.mode": "x"}),
        (vpn_connection, "bgp_peer.peer_ip_address", "169.254.70.9",
         {"tunnels.0.bgp.session_address": "169.254.70.9"}),
        (vpn_connection, "bgp_peer.peer_asn", 65011, {"tunnels.0.bgp.peer_asn": 65011}),
        (vpn_connection, "bgp_peer.state", "x", {"tunnels.0.bgp.status": "x"}),
        (vpn_connection, "bgp_peer.state_duration", "x", {"tunnels.0.bgp.session_age": "x"}),
        (vpn_connection, "bgp_peer.num_received_routes", 0, {"tunnels.0.bgp.received_routes": 0}),
        (vpn_connection, "bgp_peer.num_message_received", 0, {"tunnels.0.bgp.messages_received": 0}),
        (vpn_connection, "bgp_peer.num_message_sent", 0, {"tunnels.0.bgp.messages_sent": 0}),
        (route, "outbound_interface_ip", "192.0.2.9", {"interface_address": "192.0.2.9"}),
        (route, "origin", "egp", {"learnt_from": "egp"}),
        (route, "as_path", "1 2", {"as_path": "1 2"}),
        (route, "med", 0, {"med": 0}),
        (route, "nexthop_resource.type", "vpn_gateway",
         {"next_hop_kind": "vpn_gateway", "connection_id": ""}),
        (vpn_connection, "cgw_id", "c-2",
         {"customer_gateway_id": "c-2", "tunnels.0.customer_gateway_id": "c-2", "group": "g-1/c-2"}),
        (dedicated_gateway, "instance_name", "x", {"name": "x"}),
        (dedicated_gateway, "vpc_id", "x", {"network_id": "x"}),
        (dedicated_gateway, "subnet_id", "x", {"subnet_id": "x"}),
        (dedicated_gateway, "security_group_id", "x", {"security_group_id": "x"}),
        (dedicated_gateway, "description", "x", {"description": "x"}),
        (dedicated_gateway, "type", "x", {"kind": "x"}),
        (dedicated_gateway, "charging_mode", 0, {"billing.mode": "postpaid", "billing.raw_mode": "0"}),
        (dedicated_gateway, "status", "Frozen",
         {"state": "frozen", "raw_state": "Frozen", "billing.locked": True}),
        (dedicated_gateway, "enterprise_project_id", "p", {"resource_group": "p"}),
        (dedicated_gateway, "cbc_metadata", "x", {"billing.order_id": "x"}),
        (dedicated_gateway, "loadbalancer_provider", "elb", {"balancer": "elb"}),
        (dedicated_gateway, "cbc_operation_locks.0.lock_scene", "x", {"locks.0.scene": "x"}),
        (dedicated_gateway, "cbc_operation_locks.0.lock_source_id", "x", {"locks.0.source_id": "x"}),
        (dedicated_gateway, "eip_ipv6_address", "2001:db8::9", {"addresses.1": "2001:db8::9"}),
        (dedicated_gateway, "ingress_ip_v6", "2001:db8::9", {"private_addresses.1": "2001:db8::9"}),
        (dedicated_gateway, "nat_eip_ipv6_cidr", "2001:db8:2::/64", {"egress_cidrs.0": "2001:db8:2::/64"}),
        (dedicated_gateway, "public_ipv6_ips.0", "2001:db8::9", {"egress_addresses.1": "2001:db8::9"}),
        (dedicated_gateway, "unreliable_ips.0", "192.0.2.9", {"unreliable_addresses.0": "192.0.2.9"}),
        (dedicated_gateway, "bandwidth_charging_mode", "x", {"egress_charge_mode": "x"}),
        (dedicated_gateway, "ingress_bandwidth_charging_mode", "x", {"ingress_charge_mode": "x"}),
        (dedicated_gateway, "instance_version", "x", {"version": "x"}),
        (dedicated_gateway, "supported_features.0", "x", {"features.0": "x"}),
        (dedicated_gateway, "enable_fullstack_ipv6", True, {"ipv6": True}),
        (dedicated_gateway, "is_releasable", True, {"releasable": True}),
        (dedicated_gateway, "endpoint_service.service_name", "x", {"endpoint_services.0.name": "x"}),
        (dedicated_gateway, "endpoint_services.0.created_at", "2025-08-13T03:00:00Z",
         {"endpoint_services.1.created_at": "2025-08-13T03:00:00Z"}),
        (dedicated_gateway, "node_ips.shubao", ["10.0.0.9"], {"nodes.shubao.0": "10.0.0.9"}),
        (dedicated_gateway, "node_ipv6_ips", {"new": ["2001:db8::9"]}, {"nodes.new.0": "2001:db8::9"}),
        (dedicated_gateway, "publicips.0.ipv6_address", "2001:db8::9",
         {"addresses.3": "2001:db8::9", "public_addresses.1.address": "2001:db8::9"}),
        (dedicated_gateway, "publicips.0.bandwidth_size", 9,
         {"public_addresses.0.bandwidth_mbps": 9, "public_addresses.1.bandwidth_mbps": 9,
          "ingress_mbps": 9}),
        (dedicated_gateway, "privateips.0.ipv6_address", "2001:db8::9",
         {"private_addresses.3": "2001:db8::9"}),
    ],
)  # fmt: skip
def test_one_field_moves_what_it_means_and_nothing_else(read, path, value, moved):
    """Another value of one field shows in the fields it means, and in no other, extras included."""
    assert difference(read, path, value) == moved


EIP_FIELDS = {
    "id": "id", "ip_version": "ip_version", "type": "line", "bandwidth_id": "bandwidth_id",
    "bandwidth_size": "bandwidth_mbps", "bandwidth_name": "bandwidth_name",
    "charge_mode": "charge_mode", "share_type": "share", "ip_billing_info": "order",
    "bandwidth_billing_info": "bandwidth_order",
}  # fmt: skip


@given(st.lists(st.tuples(WORDS, NUMBERS), min_size=20, max_size=20, unique=True))
def test_both_public_addresses_are_told_whole(values):
    """Whatever stands in the ten fields of each address is in the same place of ours, in order."""
    kinds = {name: isinstance(EIP[name], int) for name in EIP_FIELDS}
    drawn = iter(values)
    eips = [{name: next(drawn)[is_number] for name, is_number in kinds.items()} for _ in range(2)]
    row = {**VGW, "eip1": {**eips[0], "ip_address": "192.0.2.1"}, "eip2": eips[1]}
    read = vpn_gateway(row)
    told = [
        {name: getattr(address, ours) for name, ours in EIP_FIELDS.items()}
        for address in read.public_addresses
    ]
    assert told == eips
    assert [address.address for address in read.public_addresses] == ["192.0.2.1", ""]
    assert not {"eip1", "eip2"} & read.extras.keys()


@pytest.mark.parametrize(
    ("read", "row", "field"),
    [
        (customer_gateway, {"ca_certificate": None}, "certificate"),
        (vpn_gateway, {"attachment_type": None, "er_attachment_id": None}, "attached_to"),
        (vpn_gateway, {"policy_template": None}, "ike"),
        (vpn_gateway, {"policy_template": {"ike_policy": None}}, "ipsec_policy"),
        (dedicated_gateway, {"enable_fullstack_ipv6": None}, "ipv6"),
        (dedicated_gateway, {"node_ips": None, "node_ipv6_ips": {"livedata": None}}, "nodes"),
        (dedicated_gateway, {"endpoint_service": None, "endpoint_services": None},
         "endpoint_services"),
        (dedicated_gateway, {"publicips": None}, "public_addresses"),
        (dedicated_gateway, {"cbc_operation_locks": [None]}, "locks"),
    ],
)  # fmt: skip
def test_what_is_not_told_is_nothing(read, row, field):
    """A part that is null or missing is None or empty, never a hollow thing."""
    assert not getattr(read({**BASE[read], **row}), field)


def test_a_service_that_is_told_twice_is_one():
    """The one service also stands in the list; its time is taken from where it is told."""
    told = {"endpoint_service": {"service_name": "a"},
            "endpoint_services": [{"service_name": "a", "created_at": WHEN}]}  # fmt: skip
    (service,) = dedicated_gateway({**APIG, **told}).endpoint_services
    assert (service.name, service.created_at is not None) == ("a", True)


def test_a_session_is_told_in_any_mode():
    """What the cloud says of a BGP session is told, also where no session should be; empty is none."""
    static = {**LINK, "style": "STATIC"}
    assert vpn_connection(static).tunnels[0].bgp.received_routes == 1
    assert vpn_connection({**static, "bgp_peer": {}}).tunnels[0].bgp is None
    assert vpn_connection({**static, "bgp_peer": None}).tunnels[0].bgp is None

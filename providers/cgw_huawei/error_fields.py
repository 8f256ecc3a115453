"""Which field of ours a refusal speaks of, found by the cloud's names in its text.

UNVERIFIED: no message was ever seen live. The VPN service's own samples name no parameter; the form
``parameter name[maintainBegin]`` is from the APIG v2 page of 2024-10-09.
"""

from __future__ import annotations

import re

VPN = (
    (r"\b(?:id_value|id_type)\b", "address"),
    (r"\bbgp_asn\b", "asn"),
    (r"\bca_certificate\b", "options.ca_certificate"),
    (r"\btags?\b", "tags"),
    (r"\b(?:access_)?vpc_id\b", "network_id"),
    (r"\b(?:connect_subnet|access_subnet_id)\b", "subnet_ids"),
    (r"\bavailability_zone_ids\b", "zones"),
    (r"\bha_mode\b", "ha"),
    (r"\blocal_subnets(?:_v6)?\b", "options.local_subnets"),
    (r"\b(?:eip[12]|bandwidth_size)\b", "bandwidth_mbps"),
    (r"\bflavor\b", "options.flavor"),
    (r"\bvgw_id\b", "vpn_gateway_id"),
    (r"\bvgw_ip\b", "tunnels.0.local_address"),
    (r"\bcgw_id\b", "customer_gateway_id"),
    (r"\bstyle\b", "mode"),
    (r"\bpsk\b", "tunnels.0.psk"),
    (r"\bpolicy_rules(?:_v6)?\b", "local_cidrs"),
    (r"\bpeer_subnets(?:_v6)?\b", "remote_cidrs"),
    (r"\btunnel_(?:local|peer)_address\b", "tunnels.0.bgp.tunnel_cidr"),
    (r"\bikepolicy\b", "tunnels.0.ike"),
    (r"\bipsecpolicy\b", "tunnels.0.ipsec"),
    (r"\bname\b", "name"),
)
APIG = {
    "instancename": "name",
    "specid": "edition",
    "vpcid": "network_id",
    "subnetid": "subnet_id",
    "securitygroupid": "security_group_id",
    "availablezoneids": "zones",
    "description": "description",
    "maintainbegin": "maintenance_begin",
    "maintainend": "maintenance_begin",
    "bandwidthsize": "egress_mbps",
    "bandwidthchargingmode": "options.egress_charge_mode",
    "ingressbandwidthsize": "ingress_mbps",
    "ingressbandwidthchargingmode": "options.ingress_charge_mode",
    "eipid": "options.eip_id",
    "enterpriseprojectid": "options.enterprise_project_id",
    "vpcepservicename": "options.vpcep_service_name",
    "tags": "tags",
}


def field_of(code: str, message: str) -> str | None:
    """Our field, or None if the text names none."""
    if code.startswith("VPN."):
        return next((ours for words, ours in VPN if re.search(words, message)), None)
    named = re.search(r"name\[(\w+)\]", message) if code.startswith("APIC.") else None
    return APIG.get(named[1].lower().replace("_", "")) if named else None

"""A VPN connection of the pretended VPC API, put together from what a create or a change gives.

Source: CreateVpnConnection and ModifyVpnConnectionAttribute in tencentcloud-sdk-python-vpc
3.1.193 and the codes listed for each; BGP: document 554/18982; probes: document 554/70209. Read
2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cgw.emulator.world import Record, World
from cgw_tencent import emulator_tunnels as parts
from cgw_tencent.emulator_parameters import BAD, Refused, existing, name

NOT = "UnsupportedOperation"
NEGOTIATIONS = ("active", "passive", "flowTrigger")


@dataclass(frozen=True, slots=True)
class Build:
    """What is needed to check the parameters of one connection.

    Attributes:
        have: the parameters that were given.
        before: the attributes so far.
        others: the other connections of the gateway.
        bgp: False for an account without the feature.
        fresh: True for a create, where what is missing gets its default.
    """

    world: World
    gateway: Record
    have: Mapping[str, Any]
    before: Mapping[str, Any]
    others: list[Record]
    bgp: bool
    fresh: bool

    def attrs(self) -> dict[str, Any]:
        """The attributes that change, or all of them for a new one."""
        out, have = self._plain(), self.have
        peer_id = have.get("CustomerGatewayId", self.before.get("customer_gateway_id", ""))
        peer = existing(self.world, self.gateway.region, "customer_gateways", peer_id)
        out["customer_gateway_id"] = peer.id
        version = self.gateway.attrs["version"]
        here, there = self.gateway.attrs["address"], peer.attrs["address"]
        if "IKEOptionsSpecification" in have or self.fresh:
            out["ike"] = parts.ike(have.get("IKEOptionsSpecification", {}), here, there, version)
        if "IPSECOptionsSpecification" in have or self.fresh:
            out["ipsec"] = parts.ipsec(have.get("IPSECOptionsSpecification", {}), version)
        out["dpd"] = parts.dpd(have, self.before["dpd"])
        out |= self._networks() | self._bgp_config(peer)
        out["probe"] = self._probe(out.get("spd", self.before["spd"]))
        return out

    def _plain(self) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if "VpnConnectionName" in self.have:
            text = self.have["VpnConnectionName"]
            out["name"] = name(text, "VpnConnectionName", len(text))
        if "PreShareKey" in self.have:
            out["psk"] = self.have["PreShareKey"]
            if not out["psk"]:
                raise Refused(f"{BAD}.Empty", "PreShareKey is empty.")
        if "NegotiationType" in self.have or self.fresh:
            out["negotiation"] = self.have.get("NegotiationType", "active")
            if out["negotiation"] not in NEGOTIATIONS:
                raise Refused(f"{BAD}.Malformed", "NegotiationType is not allowed.")
        return out

    def _networks(self) -> dict[str, Any]:
        if self.before["route_type"] not in {"STATIC", "Policy"}:
            return {}  # what is given for the others is not looked at
        if "SecurityPolicyDatabases" not in self.have and not self.fresh:
            return {}
        code = f"{BAD}.VpnConnSpdCidrConflict" if self.fresh else f"{NOT}.VpnConnSPDOverlap"
        taken = [row for link in self.others for row in link.attrs["spd"]]
        given = self.have.get("SecurityPolicyDatabases", [])
        return {"spd": parts.policies(given, taken, code)}

    def _bgp_config(self, peer: Record) -> dict[str, Any]:
        bgp = self.before["route_type"] == "Bgp"
        if self.fresh and any((link.attrs["route_type"] == "Bgp") != bgp for link in self.others):
            raise Refused(f"{NOT}.VpnConnRouteTypeMixed", "BGP and others do not mix on a gateway.")
        if not bgp or ("BgpConfig" not in self.have and not self.fresh):
            return {}
        self._check_bgp(peer)
        inside = [link.attrs["bgp"]["TunnelCidr"] for link in self.others if link.attrs["bgp"]]
        config = parts.bgp(self.have.get("BgpConfig"), inside)
        ours, theirs = self.gateway.attrs["asn"], peer.attrs["asn"]
        return {"bgp": {**config, "LocalBgpAsn": str(ours), "RemoteBgpAsn": str(theirs)}}

    def _check_bgp(self, peer: Record) -> None:
        gateway = self.gateway.attrs
        # Gateways of version 4.0 with 200 Mbit/s or more have it.
        new = parts.at_least_4(gateway["version"]) and gateway["bandwidth_mbps"] >= 200
        if not self.bgp or not new:
            raise Refused(f"{NOT}.VpnUnsupportedBgp", "BGP is not there on this gateway.")
        if not gateway["asn"]:
            raise Refused(f"{NOT}.VpnUnsupportedNotExistBgpAsn", "The gateway has no ASN.")
        if not peer.attrs["asn"]:
            raise Refused(f"{NOT}.VpnUnsupportedUsrGwNotExistBgpAsn", "The peer has no ASN.")
        if gateway["asn"] == peer.attrs["asn"]:
            raise Refused(f"{NOT}.VpnUnsupportedBgpAsnEqual", "Both ASNs are the same.")

    def _probe(self, spd: list[Any]) -> dict[str, Any]:
        probes = [link.attrs["probe"] for link in self.others]
        taken = {p[side] for p in probes if p["on"] for side in ("local", "remote")}
        probe = parts.probe(self.have, self.before["probe"], self.world, taken)
        everything = all(
            (str(one), str(two)) == (parts.ANY, parts.ANY) for one, two in parts.pairs(spd)
        )
        if probe["on"] and not everything:
            raise Refused(f"{NOT}.VpnConnCidrNotSupportedHealthCheck", "No probe with policies.")
        return probe

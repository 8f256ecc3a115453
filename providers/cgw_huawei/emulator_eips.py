"""Elastic public addresses: as much of HUAWEI CLOUD's EIP API v3 as VPN gateways need.

Written from the vendor's documents, independently of the adapter. Source: EIP API v3,
DisassociatePublicips, page of 2026-01-29 (and ShowPublicip); ``EIP.7902`` as the terraform provider
a0345b8d meets it; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from cgw.emulator.world import PROJECT_ID, Record, World
from cgw.wire import Reply
from cgw_huawei.emulator_access import RefusedError
from cgw_huawei.emulator_desk import CLOUD, EIPS, VPN_GATEWAYS, Asked, Desk, bad, told_time
from cgw_huawei.emulator_values import NAME, number_in, only, word_in

CEILINGS = {"Basic": 100, "Professional1": 300, "Professional2": 1000}  # Mbit/s, by flavour


class Eips(Desk):
    """The verbs."""

    def show(self, asked: Asked) -> Reply:
        """ShowPublicip."""
        return self.json(200, {"publicip": told(self._one(asked))})

    def listing(self, asked: Asked) -> Reply:
        """ListPublicips, without its many filters."""
        rows = [told(record) for record in self.all(asked.region, EIPS)]
        return self.json(200, {"publicips": rows, "total_count": len(rows)})

    def take_off(self, asked: Asked) -> Reply:
        """DisassociatePublicips."""
        record = self._one(asked)
        if record.attrs["gateway_id"] is None:
            raise RefusedError(409, "EIP.7902", "the publicip is bound to nothing")
        for kind in (VPN_GATEWAYS, "p2c_gateways"):
            gateway = self.world.get(CLOUD, asked.region, kind, record.attrs["gateway_id"])
            if gateway is None:
                continue
            there = gateway.attrs["eips"]
            gateway.attrs["eips"] = [None if eip == record.id else eip for eip in there]
        record.attrs["gateway_id"] = None
        return self.json(200, {"publicip": told(record)})

    def _one(self, asked: Asked) -> Record:
        return self.one(asked.region, EIPS, asked.id, "EIP.7902")


def told(record: Record) -> dict[str, Any]:
    """A public address, in the EIP service's words."""
    bound = record.attrs["gateway_id"]
    return {
        "id": record.id,
        "project_id": PROJECT_ID,
        "ip_version": 4,
        "public_ip_address": record.attrs["address"],
        "status": "ACTIVE" if bound else "DOWN",
        "type": "EIP",
        "created_at": told_time(record.created_at),
        "associate_instance_type": "VPN" if bound else "",
        "associate_instance_id": bound or "",
    }


def shown(record: Record) -> dict[str, Any]:
    """The same address, as a gateway shows it."""
    attrs = record.attrs
    return {
        "id": record.id,
        "ip_version": 4,
        "ip_billing_info": attrs.get("order", ""),
        "type": attrs["type"],
        "ip_address": attrs["address"],
        "charge_mode": attrs["charge_mode"],
        "bandwidth_id": attrs["bandwidth_id"],
        "bandwidth_size": attrs["bandwidth_mbps"],
        "bandwidth_name": attrs["bandwidth_name"],
        "bandwidth_billing_info": "",
        "share_type": attrs["share_type"],
    }


def add(world: World, region: str, id: str, **attrs: Any) -> Record:
    """A new address that is bound to nothing."""
    basis = {
        "address": world.new_address(),
        "gateway_id": None,
        "type": "5_bgp",
        "charge_mode": "bandwidth",
        "bandwidth_mbps": 5,
        "bandwidth_id": f"{id[::-1]}",
        "bandwidth_name": f"bandwidth-{id[:4]}",
        "share_type": "PER",
    }
    return world.add(CLOUD, region, EIPS, id, **{**basis, **attrs})


class Wanted:
    """What a gateway asks for in ``eip1`` or ``eip2``, looked at before anything is made."""

    def __init__(self, desk: Desk, region: str, content: Any, key: str, flavor: str) -> None:
        self._desk, self._region = desk, region
        if not isinstance(content, dict):
            raise bad(f"{key} is required when network_type is public")
        self.there = self._existing(content, key) if "id" in content else None
        self._new = {} if self.there else self._asked(content, key, flavor)

    def bind(self, gateway: str) -> str:
        """Bind it, or make and bind it; gives its id."""
        record = self.there or add(self._desk.world, self._region, self._desk.uuid(), **self._new)
        record.attrs["gateway_id"] = gateway
        return record.id

    def _existing(self, content: dict[str, Any], key: str) -> Record:
        if len(content) > 1:
            raise bad(f"{key}: id cannot be used together with others", "VPN.0559")
        return unbound(self._desk, self._region, content["id"])

    def _asked(self, content: dict[str, Any], key: str, flavor: str) -> dict[str, Any]:
        names = ("charge_mode", "bandwidth_size", "bandwidth_name")
        only(content, {"type", "bandwidth_id", *names})
        out: dict[str, Any] = {"type": word_in(content, "type", ("5_bgp", "5_sbgp"), "")}
        if "bandwidth_id" in content:
            return {**out, "bandwidth_id": content["bandwidth_id"], "share_type": "WHOLE"}
        modes = ("bandwidth", "traffic", "95peak_plus")
        out["charge_mode"] = word_in(content, "charge_mode", modes, "")
        try:
            most = CEILINGS.get(flavor, 1000)
            out["bandwidth_mbps"] = number_in(content, "bandwidth_size", 1, most, 0)
        except RefusedError as no:
            raise RefusedError(400, "VPN.0101", f"{key}: {no.message}") from None
        if not NAME.fullmatch(str(content.get("bandwidth_name", ""))):
            raise bad("bandwidth_name must be 1 to 64 characters")
        return {**out, "bandwidth_name": content["bandwidth_name"]}


def unbound(desk: Desk, region: str, id: Any) -> Record:
    """An address that is there and free."""
    record = desk.world.get(CLOUD, region, EIPS, str(id))
    if record is None:
        raise RefusedError(400, "VPN.0103", f"eip {id} is not available")
    if record.attrs["gateway_id"] is not None:
        raise RefusedError(400, "VPN.0112", f"eip {id} has been bound")
    return record

"""Customer gateways of the Alibaba Cloud face.

Source: CreateCustomerGateway (newer help page), VPC API reference of 2019-01 chapters 15.6 to 15.10,
the request and response models of alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    CUSTOMER_GATEWAYS,
    PROVIDER,
    VPN_CONNECTIONS,
    Action,
    Desk,
    tag_filter,
)
from cgw_alibaba.emulator_door import Refusal, required
from cgw_alibaba.emulator_rules import (
    check_address,
    check_bgp_key,
    check_texts,
    outline,
    parse_asn,
    tags_in,
    whole,
)


class CustomerGatewayActions:
    """Five actions, all of them synchronous."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateCustomerGateway": self._create,
            "DescribeCustomerGateway": self._describe,
            "DescribeCustomerGateways": self._list,
            "ModifyCustomerGatewayAttribute": self._modify,
            "DeleteCustomerGateway": self._delete,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        address = required(params, "IpAddress")
        check_address(address)
        check_texts(params)
        asn = parse_asn(params["Asn"]) if "Asn" in params else None
        check_bgp_key(params, asn)
        tags = {key: value or "" for key, value in tags_in(params, "Tags").items()}

        def make() -> Record:
            taken = (r.attrs["address"] for r in self._desk.all(region, CUSTOMER_GATEWAYS))
            if address in taken:
                raise Refusal(
                    400, "InvalidIpAddress.AlreadyExist", "Specified IpAddress is already exist."
                )
            self._desk.check_quota(region, CUSTOMER_GATEWAYS)
            return self._desk.world.add(
                PROVIDER,
                region,
                CUSTOMER_GATEWAYS,
                self._desk.world.new_id("cgw-bp1", 18),
                name=params.get("Name", ""),
                address=address,
                asn=asn,
                description=params.get("Description", ""),
                tags=tags,
                bgp_key=params.get("AuthKey"),
                resource_group_id=params.get("ResourceGroupId", "rg-acfmdefault"),
            )

        record = self._desk.once("CreateCustomerGateway", region, params, make)
        return outline(record)

    def _describe(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        return whole(self._find(region, params))

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        carries = tag_filter(params)
        found = [
            record
            for record in self._desk.all(region, CUSTOMER_GATEWAYS)
            if params.get("CustomerGatewayId", record.id) == record.id
            and params.get("ResourceGroupId") in (None, record.attrs["resource_group_id"])
            and carries(record)
        ]
        return self._desk.listed(params, found, ("CustomerGateways", "CustomerGateway"), whole)

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        record = self._find(region, params)
        check_texts(params)
        check_bgp_key(params, record.attrs["asn"])

        def make() -> Record:
            for wire, ours in (
                ("Name", "name"),
                ("Description", "description"),
                ("AuthKey", "bgp_key"),
            ):
                if wire in params:
                    record.attrs[ours] = params[wire]
            return record

        changed = self._desk.once("ModifyCustomerGatewayAttribute", region, params, make)
        return outline(changed) | {"ResourceGroupId": changed.attrs["resource_group_id"]}

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._find(region, params)
            used = {
                tunnel["CustomerGatewayId"]
                for connection in self._desk.all(region, VPN_CONNECTIONS)
                for tunnel in connection.attrs["tunnels"]
            }
            if record.id in used:  # ASSUMED: the code; that it is refused is documented
                raise Refusal(
                    400, "DependencyViolation", "The specified customer gateway is in use."
                )
            self._desk.world.remove(record)

        self._desk.once("DeleteCustomerGateway", region, params, make)
        return {}

    def _find(self, region: str, params: dict[str, str]) -> Record:
        return self._desk.find(region, CUSTOMER_GATEWAYS, required(params, "CustomerGatewayId"))

"""VPN gateways of the Alibaba Cloud face.

Source: VPC API reference of 2019-01 chapters 15.1 to 15.5, the request and response models of
alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cgw.emulator.world import Record
from cgw_alibaba.emulator_desk import (
    PROVIDER,
    SSL_VPN_SERVERS,
    VPN_CONNECTIONS,
    VPN_GATEWAYS,
    Action,
    Desk,
    flag,
    integer,
    invalid,
    millis,
    tag_filter,
    tag_list,
    word,
)
from cgw_alibaba.emulator_door import Refusal, required

PUBLIC = (5, 10, 20, 50, 100, 200, 500, 1000)
PRIVATE = (200, 1000)
SSL = (5, 10, 20, 50, 100, 200, 500, 1000)
MONTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36)
STATUSES = {
    "pending": "provisioning",
    "available": "active",
    "updating": "updating",
    "deleting": "deleting",
}
FLAGS = {"VpnEnableBgp": "true", "VisuallySsl": "true", "PbrPriority": "true",
         "VpnNewImage": "true", "VpnVersion": "v1.2.1", "IDaaSNewVersion": "true"}  # fmt: skip
NOT_AFTER_MODIFY = {
    "ChargeType",
    "EniInstanceIds",
    "GatewayType",
    "IpsecVpn",
    "NetworkType",
    "SslMaxConnections",
    "SslVpn",
    "Tag",
    "Tags",
    "VpnType",
}


class GatewayActions:
    """Five actions; what they begin takes a while, and one change goes at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> Mapping[str, Action]:
        """By the cloud's names."""
        return {
            "CreateVpnGateway": self._create,
            "DescribeVpnGateway": self._describe,
            "DescribeVpnGateways": self._list,
            "ModifyVpnGatewayAttribute": self._modify,
            "DeleteVpnGateway": self._delete,
        }

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        attrs = self._wanted(params)

        def make() -> dict[str, Any]:
            self._desk.check_quota(region, VPN_GATEWAYS)
            world = self._desk.world
            made = {
                "Name": attrs["name"],
                "OrderId": world.random.randrange(2 * 10**14, 3 * 10**14),
                "VpnGatewayId": world.new_id("vpn-bp1", 18),
            }
            if attrs["prepaid"] and not flag(params, "AutoPay", default=False):
                return made  # ASSUMED of prepaid ones only: an order, and nobody here to pay it
            record = world.add(PROVIDER, region, VPN_GATEWAYS, made["VpnGatewayId"], **attrs)
            record.attrs["name"] = record.attrs["name"] or record.id
            record.attrs["address"] = world.new_address()
            if attrs["second_vswitch"]:
                record.attrs["second_address"] = world.new_address()
                if attrs["ssl"] and attrs["network_type"] == "public":
                    record.attrs["ssl_address"] = world.new_address()
            if attrs["prepaid"]:  # ASSUMED: 31 days a month
                record.attrs["end"] = record.created_at + timedelta(days=31 * attrs["months"])
            world.begin(record, "pending", "available")
            return made

        return self._desk.once("CreateVpnGateway", region, params, make)

    def _wanted(self, params: dict[str, str]) -> dict[str, Any]:
        network_type = word(params, "NetworkType", ("public", "private"), "public")
        ipsec, ssl = (
            flag(params, "EnableIpsec", default=True),
            flag(params, "EnableSsl", default=False),
        )
        if not (ipsec or ssl):
            raise invalid("EnableIpsec")
        if "SslConnections" in params and not ssl:
            raise Refusal(400, "UnnecessarySslConnection", "SslConnections is not necessary.")
        _check_texts(params)
        charge = word(params, "InstanceChargeType", ("PREPAY", "POSTPAY"), "POSTPAY")
        first, second = params.get("VSwitchId", ""), params.get("DisasterRecoveryVSwitchId", "")
        if second and not first:
            raise Refusal(400, "MissingParameter", "The parameter VSwitchId is missing.")
        return {
            "network_id": required(params, "VpcId"),
            "bandwidth": integer(
                params, "Bandwidth", PUBLIC if network_type == "public" else PRIVATE
            ),
            "name": params.get("Name", ""),
            "description": "",
            "network_type": network_type,
            "vpn_type": word(params, "VpnType", ("Normal", "NationalStandard"), "Normal"),
            "ipsec": ipsec,
            "ssl": ssl,
            "ssl_connections": integer(params, "SslConnections", SSL, 5) if ssl else 0,
            "prepaid": charge == "PREPAY",
            "months": integer(params, "Period", MONTHS) if charge == "PREPAY" else 0,
            "end": None,
            # ASSUMED: who gives one vSwitch gets a gateway of the older kind, in every region.
            "vswitch": first or "vsw-chosen",
            "second_vswitch": second,
            "address": "",
            "second_address": "",
            "ssl_address": "",
            "auto_propagate": False,
            "reservation": None,  # nobody orders changes here; a test may say what one tells
            "locked": False,
            "tags": {},
            "resource_group_id": params.get("ResourceGroupId", "rg-acfmdefault"),
        }

    def _describe(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        return _told(self._find(region, params), params)

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        carries = tag_filter(params)
        rows = [
            record
            for record in self._desk.all(region, VPN_GATEWAYS)
            if params.get("VpnGatewayId", record.id) == record.id
            and params.get("VpcId") in (None, record.attrs["network_id"])
            and params.get("Status") in (None, STATUSES[record.state])
            and params.get("BusinessStatus") in (None, _business(record))
            and params.get("GatewayType") in (None, "Traditional")
            and params.get("ResourceGroupId") in (None, record.attrs["resource_group_id"])
            and carries(record)
        ]
        return self._desk.listed(
            params, rows, ("VpnGateways", "VpnGateway"), lambda record: _told(record, params)
        )

    def _modify(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        _check_texts(params)

        def make() -> Record:
            record = self._find(region, params)
            self._desk.take(record)
            for wire, ours in (("Name", "name"), ("Description", "description")):
                if wire in params:
                    record.attrs[ours] = params[wire]
            if "AutoPropagate" in params:
                record.attrs["auto_propagate"] = flag(params, "AutoPropagate")
            self._desk.keep(record)
            return record

        record = self._desk.once("ModifyVpnGatewayAttribute", region, params, make)
        # The answer leaves out how the gateway is paid for, its kind and its tags.
        row = {k: v for k, v in told(record).items() if k not in NOT_AFTER_MODIFY}
        if record.attrs["ipsec"] and not record.attrs["second_vswitch"]:
            row["IntranetIp"] = "172.16.0.10"  # ASSUMED: which of the vSwitch's addresses
        return row

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            record = self._find(region, params)
            end = record.attrs["end"]
            if end is not None and self._desk.world.now() < end:
                raise Refusal(
                    403,
                    "ForbiddenRelease",
                    "Forbidden to release a prepaid instance within validity period",
                )
            self._desk.take(record)
            users = self._desk.all(region, VPN_CONNECTIONS)
            if any(user.attrs["gateway"] == record.id for user in users):
                # ASSUMED: the code; that it is refused is documented.
                raise Refusal(
                    400, "DependencyViolation", "The specified vpn gateway has vpn connections."
                )
            servers = self._desk.all(region, SSL_VPN_SERVERS)
            if any(server.attrs["gateway"] == record.id for server in servers):  # ASSUMED: the code
                raise Refusal(
                    400, "DependencyViolation", "The specified vpn gateway has an ssl vpn server."
                )
            self._desk.world.begin(record, "deleting", None)

        self._desk.once("DeleteVpnGateway", region, params, make)
        return {}

    def _find(self, region: str, params: dict[str, str]) -> Record:
        return self._desk.find(region, VPN_GATEWAYS, required(params, "VpnGatewayId"))


def _check_texts(params: Mapping[str, str]) -> None:
    """Name: 2 to 100 characters, a letter first. Description: 1 to 100."""
    name, description = params.get("Name"), params.get("Description")
    if name is not None and not re.fullmatch(r"[^\W\d_][\w.-]{1,99}", name):
        raise Refusal(400, "InvalidName", "The name is not valid")
    if description is not None and (
        not 1 <= len(description) <= 100 or description.startswith(("http://", "https://"))
    ):
        raise Refusal(400, "InvalidDescription", "The description is not valid")


def _business(record: Record) -> str:
    return "FinancialLocked" if record.attrs["locked"] else "Normal"


def _told(record: Record, params: Mapping[str, str]) -> dict[str, Any]:
    """With what is on order, if that was asked for."""
    order = record.attrs.get("reservation")  # worlds from older files have none
    asked = flag(params, "IncludeReservationData", default=False)
    return told(record) | ({"ReservationData": dict(order)} if asked and order else {})


def told(record: Record) -> dict[str, Any]:
    """As DescribeVpnGateway has it. ASSUMED: addresses are empty until there are any."""
    attrs = record.attrs
    there = record.state != "pending"
    row: dict[str, Any] = {
        "VpnGatewayId": record.id,
        "VpcId": attrs["network_id"],
        "VSwitchId": attrs["vswitch"],
        "InternetIp": attrs["address"] if there else "",
        "CreateTime": millis(record),
        "Spec": f"{attrs['bandwidth']}M",
        "Name": attrs["name"],
        "Description": attrs["description"],
        "Status": STATUSES[record.state],
        "BusinessStatus": _business(record),
        "ChargeType": "Prepay" if attrs["prepaid"] else "POSTPAY",
        "IpsecVpn": "enable" if attrs["ipsec"] else "disable",
        "SslVpn": "enable" if attrs["ssl"] else "disable",
        "SslMaxConnections": attrs["ssl_connections"],
        "Tag": json.dumps({**FLAGS, "description": "cgw emulator"}),
        "Tags": tag_list(record),
        "EnableBgp": True,
        "AutoPropagate": attrs["auto_propagate"],
        "NetworkType": attrs["network_type"],
        "VpnType": attrs["vpn_type"],
        "GatewayType": "Traditional",
        "ResourceGroupId": attrs["resource_group_id"],
        "EniInstanceIds": {"EniInstanceId": _interfaces(record) if there else []},
    }
    if attrs["second_vswitch"]:
        row["DisasterRecoveryVSwitchId"] = attrs["second_vswitch"]
        row["DisasterRecoveryInternetIp"] = attrs["second_address"] if there else ""
    if attrs["ssl_address"]:
        row["SslVpnInternetIp"] = attrs["ssl_address"] if there else ""
    if attrs["end"] is not None:
        row["EndTime"] = int(attrs["end"].timestamp() * 1000)
    return row


def _interfaces(record: Record) -> list[str]:
    """One for each vSwitch. ASSUMED: how many there are, and that they are told at once."""
    count = 2 if record.attrs["second_vswitch"] else 1
    return [f"eni-{record.id.removeprefix('vpn-')}{number}" for number in range(count)]

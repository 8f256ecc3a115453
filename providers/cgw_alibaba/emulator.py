"""Alibaba Cloud's wire face: customer gateways of the VPC API over a neutral world.

Written from the vendor's documents, not from the adapter: CreateCustomerGateway (newer help page),
VPC API reference of 2019-01 chapters 1, 2 and 15.6 to 15.10, the request and response models of
alibabacloud_vpc20160428 7.2.2; read 2026-11-21. What no document says is marked ASSUMED.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any, TypeVar

from cgw.emulator.world import Record, World
from cgw.wire import Reply, Request, json_body
from cgw_alibaba.emulator_door import Door, Refusal, required
from cgw_alibaba.emulator_rules import (
    check_address,
    check_bgp_key,
    check_texts,
    count,
    outline,
    parse_asn,
    tags_in,
    token_in,
    whole,
)
from cgw_alibaba.signing import form

T = TypeVar("T")

PROVIDER = "alibaba"
KIND = "customer_gateway"
VERSION = "2016-04-28"
NO_GATEWAY = "The specified customer gateway instance id does not exist."
NOT_BUSINESS = {
    "AccessKeyId", "Action", "ClientToken", "Format", "SecurityToken", "Signature",
    "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp", "Version",
}  # fmt: skip


class AlibabaFace:
    """Answers as ``vpc.aliyuncs.com`` does; takes both signatures."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._door = Door(world)
        self._actions: dict[str, Callable[[str, dict[str, str]], dict[str, Any]]] = {
            "CreateCustomerGateway": self._create,
            "DescribeCustomerGateway": self._describe,
            "DescribeCustomerGateways": self._list,
            "ModifyCustomerGatewayAttribute": self._modify,
            "DeleteCustomerGateway": self._delete,
        }

    def __call__(self, request: Request) -> Reply:
        """Answer as the cloud would."""
        params = dict([*request.query, *form(request)])
        action = request.headers.get("x-acs-action") or params.get("Action", "")
        return self._world.ask(PROVIDER, action, lambda: self._answer(request, action, params))

    def _answer(self, request: Request, action: str, params: dict[str, str]) -> Reply:
        request_id = str(uuid.UUID(int=self._world.random.getrandbits(128), version=4)).upper()
        headers = {
            "content-type": "application/json;charset=utf-8",
            "date": format_datetime(self._world.wall(), usegmt=True),
            "x-acs-request-id": request_id,
        }
        try:
            body, status = {"RequestId": request_id, **self._run(request, action, params)}, 200
        except Refusal as refusal:
            status = refusal.status
            body = {
                "RequestId": request_id,
                "HostId": request.headers.get("host", request.host),
                "Code": refusal.code,
                "Message": refusal.message,
            }
        return Reply(status, json_body(body), headers)

    def _run(self, request: Request, action: str, params: dict[str, str]) -> dict[str, Any]:
        if self._door.admit(request, params) != VERSION:
            raise Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.")
        if action not in self._actions:
            raise Refusal(404, "InvalidAction.NotFound", "Specified api is not found.")
        region = required(params, "RegionId")
        if not re.fullmatch(r"[a-z0-9-]+", region):
            raise Refusal(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
        return self._actions[action](region, params)

    # -- the actions

    def _create(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        address = required(params, "IpAddress")
        check_address(address)
        check_texts(params)
        asn = parse_asn(params["Asn"]) if "Asn" in params else None
        check_bgp_key(params, asn)
        tags = {key: value or "" for key, value in tags_in(params, "Tags").items()}

        def make() -> Record:
            taken = (r.attrs["address"] for r in self._world.all(PROVIDER, region, KIND))
            if address in taken:
                raise Refusal(
                    400, "InvalidIpAddress.AlreadyExist", "Specified IpAddress is already exist."
                )
            if self._world.is_full(PROVIDER, region, KIND):
                raise Refusal(400, "Resource.QuotaFull", "The quota of resource is full")
            return self._world.add(
                PROVIDER,
                region,
                KIND,
                self._world.new_id("cgw-bp1", 18),
                name=params.get("Name", ""),
                address=address,
                asn=asn,
                description=params.get("Description", ""),
                tags=tags,
                bgp_key=params.get("AuthKey"),
                resource_group_id=params.get("ResourceGroupId", "rg-acfmdefault"),
            )

        record = self._once("CreateCustomerGateway", region, params, make)
        return outline(record)

    def _describe(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        return whole(self._find(region, params))

    def _list(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        number, size = count(params, "PageNumber", 1), count(params, "PageSize", 10)
        if size > 50:  # ASSUMED: "at most 50"; refused here, the cloud may as well cut it
            raise Refusal(400, "InvalidParameter", "The specified PageSize is not valid.")
        tags = tags_in(params, "Tag")
        found = [
            record
            for record in self._world.all(PROVIDER, region, KIND)
            if params.get("CustomerGatewayId", record.id) == record.id
            and params.get("ResourceGroupId") in (None, record.attrs["resource_group_id"])
            and all(
                key in record.attrs["tags"] and value in (None, record.attrs["tags"][key])
                for key, value in tags.items()
            )
        ]
        page = found[(number - 1) * size : number * size]
        return {
            "TotalCount": len(found),
            "PageNumber": number,
            "PageSize": size,
            "CustomerGateways": {"CustomerGateway": [whole(record) for record in page]},
        }

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

        changed = self._once("ModifyCustomerGatewayAttribute", region, params, make)
        return outline(changed) | {"ResourceGroupId": changed.attrs["resource_group_id"]}

    def _delete(self, region: str, params: dict[str, str]) -> dict[str, Any]:
        def make() -> None:
            self._world.remove(self._find(region, params))

        self._once("DeleteCustomerGateway", region, params, make)
        return {}

    def _find(self, region: str, params: dict[str, str]) -> Record:
        wanted = required(params, "CustomerGatewayId")
        record = self._world.get(PROVIDER, region, KIND, wanted)
        if record is None:
            raise Refusal(404, "InvalidCustomerGatewayInstanceId.NotFound", NO_GATEWAY)
        return record

    def _once(self, action: str, region: str, params: dict[str, str], make: Callable[[], T]) -> T:
        """Do it, or with a client token that came before: return what it did then."""
        token = token_in(params)
        if token is None:
            return make()
        asked = sorted((k, v) for k, v in params.items() if k not in NOT_BUSINESS)
        try:
            done: T = self._world.once((PROVIDER, region, action, token), repr(asked), make)
        except LookupError:
            raise Refusal(
                400,
                "IdempotentParameterMismatch",
                "The request uses the same client token as a previous, but non-identical request.",
            ) from None
        return done

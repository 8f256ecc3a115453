"""P2C gateways, which clients dial in to: VPN gateways with ``ssl=True, ipsec=False``.

The cloud keeps them apart from gateways of IPsec connections (S2C), with calls of their own.
Creating one costs money, and so does its public address.

Source: VPN API v5, CreateP2cVgw, ListP2cVgws, ShowP2cVgw, UpdateP2cVgw, DeleteP2cVgw in
huaweicloudsdkvpn 3.1.219 and in the pages vpn_api_0072 to 0074, 0151 and 0152 of 2025-12-31;
read 2026-11-21.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cgw.adapter import MARKER, Operation, Page, read_back
from cgw.errors import (
    ApiError,
    BillingError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
)
from cgw.models import Answer, Origin, State, VpnGateway, VpnGatewayPatch, VpnGatewaySpec
from cgw.wire import Flow, Reply, Request, Shape
from cgw_huawei.fields import SECRETS, tags_from
from cgw_huawei.gateway_addresses import refuse_if_prepaid, take_off
from cgw_huawei.p2c_gateway_rows import (
    KNOWN,
    MADE,
    MANY,
    ONE,
    One,
    changes_to_wire,
    from_wire,
    state_of,
    to_wire,
)
from cgw_huawei.paging import asked, turned

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"
PATH = "p2c-vpn-gateways"
NEITHER = (NotFoundError, InvalidRequestError)
"""What this API may say of an id that is none of its own, or where there is no such API."""


class P2cGateways:
    """The verbs, for the collection of VPN gateways to fall back on."""

    def __init__(self, cloud: HuaweiAdapter) -> None:
        self._cloud = cloud

    def create(self, spec: VpnGatewaySpec, op: Operation) -> Flow[VpnGateway]:
        """Its answer is an id and nothing else."""
        body = {"p2c_vpn_gateway": to_wire(spec, op)}
        reply = yield self._cloud.vpn(
            "CreateP2cVgw", "POST", PATH, shape=MADE, body=body, token=op.token
        )
        made = self._one(reply, MADE, State.PENDING, spec)
        return (yield from read_back(self.get(made.id), made))

    def get(self, id: str) -> Flow[VpnGateway]:
        """Read one."""
        reply = yield self._show(id)
        return self._one(reply, ONE)

    def page(self, cursor: str | None) -> Flow[Page[VpnGateway]]:
        """One page; the cloud has no filters here."""
        reply = yield self._cloud.vpn(
            "ListP2cVgws", "GET", PATH, shape=MANY, query=asked(cursor), safe=True
        )
        many, answer = reply.read(MANY), Answer(reply.body, SECRETS)
        new, following = turned(cursor, many.rows, many.page_info, many.total)
        items = [
            from_wire(self._cloud.region, row, Origin(answer, ("p2c_vpn_gateways", i), KNOWN))
            for i in new
            if (row := many.rows[i])
        ]
        return Page(items, following)

    def update(self, id: str, patch: VpnGatewayPatch) -> Flow[VpnGateway]:
        """Change its name or address; all else of the patch is of IPsec gateways."""
        body = {"p2c_vpn_gateway": changes_to_wire(patch)}
        yield self._cloud.vpn("UpdateP2cVgw", "PUT", PATH, id, body=body, safe=True, serial=id)
        return (yield from self.get(id))

    def delete(
        self, id: str, missing: NotFoundError, *, release_addresses: bool
    ) -> Flow[tuple[str, ...]]:
        """Its server and users go with it; its address is taken off first, as elsewhere.

        Errors:
            BillingError: it, or an address to be released, was paid ahead; nothing was changed.
            PermissionDeniedError: whether there is one may not be asked; nothing was changed.
        """
        try:
            reply = yield from self._asked(id, missing)
        except NEITHER:  # the other API has said that it is gone, which the caller wanted
            return ()
        row = reply.read(ONE).row
        if state_of(row) is State.DELETING:
            return ()
        if row.order_id:
            raise BillingError(
                f"P2C gateway {id} is paid ahead (order {row.order_id}): unsubscribe from it in "
                "the billing centre",
                provider=PROVIDER,
                action="DeleteP2cVgw",
            )
        eips = [row.eip] if row.eip else []
        if release_addresses:
            refuse_if_prepaid(eips, "DeleteP2cVgw")
            kept: tuple[str, ...] = ()
        else:
            kept = yield from take_off(self._cloud, id, eips)
        try:
            yield self._cloud.vpn("DeleteP2cVgw", "DELETE", PATH, id, safe=True, serial=id)
        except NotFoundError:
            pass
        except ApiError as error:
            if kept:
                error.message += f" (its address is off it already: {', '.join(kept)})"
            raise
        return kept

    def find(self, token: str) -> Flow[list[VpnGateway]]:
        """Those that carry the marker."""
        found: list[VpnGateway] = []
        cursor: str | None = None
        while True:
            reply = yield self._cloud.vpn(
                "ListP2cVgws", "GET", PATH, shape=MANY, query=asked(cursor), safe=True
            )
            many = reply.read(MANY)
            new, cursor = turned(cursor, many.rows, many.page_info, many.total)
            for i in new:
                if (row := many.rows[i]) and tags_from(row.tags).get(MARKER) == token:
                    origin = Origin(Answer(reply.body, SECRETS), ("p2c_vpn_gateways", i), KNOWN)
                    found.append(from_wire(self._cloud.region, row, origin))
            if cursor is None:
                return found

    def has(self, id: str, missing: NotFoundError) -> Flow[None]:
        """Return if there is such a P2C gateway.

        Errors:
            NotFoundError: ``missing``, the other API's own words, if there is none here either.
            PermissionDeniedError: nobody knows, for this API may not be asked.
        """
        try:
            yield from self._asked(id, missing)
        except NEITHER:
            raise missing from None

    def instead(self, id: str, missing: NotFoundError) -> Flow[VpnGateway]:
        """Read one that the other API does not know.

        Errors:
            NotFoundError: ``missing``, the other API's own words, if there is none here either.
            PermissionDeniedError: nobody knows, for this API may not be asked.
        """
        with suppress(*NEITHER):
            return self._one((yield from self._asked(id, missing)), ONE)
        raise missing

    def _asked(self, id: str, missing: NotFoundError) -> Flow[Reply]:
        """The row of an id that the other API does not know. No rights are no proof that it is gone."""
        try:
            return (yield self._show(id))
        except PermissionDeniedError as error:
            error.message += f" (asked since of IPsec gateways it was said: {missing.message})"
            raise error from missing

    def _show(self, id: str) -> Request:
        return self._cloud.vpn("ShowP2cVgw", "GET", PATH, id, shape=ONE, safe=True)

    def _one(
        self,
        reply: Reply,
        shape: Shape[One],
        state: State | None = None,
        spec: VpnGatewaySpec | None = None,
    ) -> VpnGateway:
        origin = Origin(Answer(reply.body, SECRETS), ("p2c_vpn_gateway",), KNOWN)
        return from_wire(self._cloud.region, reply.read(shape).row, origin, state, spec)

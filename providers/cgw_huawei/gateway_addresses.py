"""Public addresses of gateways: what becomes of them when their gateway goes.

Source: VPN API v5, Deleting a VPN Gateway (vpn_api_0018); EIP API v3, DisassociatePublicips, page of
2026-01-29; the product's FAQ says the same of P2C gateways; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from cgw.errors import BillingError, NotFoundError
from cgw.models import lenient_address
from cgw.wire import Flow
from cgw_huawei.vpn_gateway_rows import EipRow

if TYPE_CHECKING:
    from cgw_huawei.adapter import HuaweiAdapter

PROVIDER = "huawei"


def take_off(cloud: HuaweiAdapter, id: str, eips: Iterable[EipRow]) -> Flow[tuple[str, ...]]:
    """Take each address off its gateway and return them; they stay the caller's."""
    kept: list[str] = []
    for eip in eips:
        if eip.id:
            with suppress(NotFoundError):  # off it already
                yield cloud.eip(
                    "DisassociatePublicips",
                    "POST",
                    "publicips",
                    eip.id,
                    "disassociate-instance",
                    safe=True,
                    serial=id,
                )
            kept.append(lenient_address(eip.address) or eip.id)
    return tuple(kept)


def refuse_if_prepaid(eips: Iterable[EipRow], action: str) -> None:
    """Refuse to release addresses of which one was paid ahead.

    The page "Deleting a VPN Gateway" (vpn_api_0018) says that such a gateway cannot be deleted.
    """
    for eip in eips:
        if eip.order:
            raise BillingError(
                f"{lenient_address(eip.address) or eip.id} is paid ahead (order {eip.order}) and "
                "cannot be released with its gateway; delete without release_addresses keeps it",
                provider=PROVIDER,
                action=action,
            )

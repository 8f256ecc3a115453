"""What is sent for a dedicated gateway, and the rules it is held against.

Source: APIG v2, Creating a Dedicated Gateway (Pay-Per-Use), page of 2024-10-09; huaweicloudsdkapig
3.1.219; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from cgw.adapter import Operation, check, own_options, refuse
from cgw.errors import UnsupportedError
from cgw.models import DedicatedGatewayPatch, DedicatedGatewaySpec
from cgw_huawei.capabilities import DEDICATED_GATEWAYS as ABILITY
from cgw_huawei.dedicated_addresses import wishes
from cgw_huawei.fields import tags_to
from cgw_huawei.options import DedicatedGatewayOptions, DedicatedGatewayPatchOptions

PROVIDER = "huawei"
HOURS = ("02", "06", "10", "14", "18", "22")


def to_wire(spec: DedicatedGatewaySpec, op: Operation) -> dict[str, Any]:
    """The body of CreateInstanceV2. What was not asked for is not sent.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec)  # without op: nothing is marked by a tag here
    options = own_options(PROVIDER, spec.options, DedicatedGatewayOptions)
    options = options or DedicatedGatewayOptions()
    if spec.billing.mode != "postpaid":
        raise UnsupportedError(
            "billing: this call of huawei sells by use only (postpaid)", field="billing"
        )
    if not spec.edition:
        refuse(PROVIDER, "edition", "needed: BASIC, PROFESSIONAL, ENTERPRISE, PLATINUM, ...")
    for name in ("network_id", "subnet_id", "security_group_id"):
        if not getattr(spec, name):
            refuse(PROVIDER, name, "needed")
    for field, value, least in (
        ("egress_mbps", spec.egress_mbps, 0),
        ("ingress_mbps", spec.ingress_mbps, 5),
    ):
        if value is not None and not least <= value <= 2000:
            refuse(PROVIDER, field, f"{value} Mbit/s; {least} to 2000 are allowed")
    body: dict[str, Any] = {
        "instance_name": spec.name,
        "spec_id": spec.edition,
        "vpc_id": spec.network_id,
        "subnet_id": spec.subnet_id,
        "security_group_id": spec.security_group_id,
        "available_zone_ids": list(spec.zones),
        **window(spec.maintenance_begin),
    }
    optional = {
        "instance_id": op.token if op.marked else None,
        "description": spec.description,
        "bandwidth_size": spec.egress_mbps,
        "ingress_bandwidth_size": spec.ingress_mbps,
        "bandwidth_charging_mode": options.egress_charge_mode,
        "ingress_bandwidth_charging_mode": options.ingress_charge_mode,
        "eip_id": options.eip_id,
        "enterprise_project_id": options.enterprise_project_id,
        "ipv6_enable": options.ipv6,
        "loadbalancer_provider": options.loadbalancer_provider,
        "vpcep_service_name": options.vpcep_service_name,
        "elb_id": options.elb_id,
    }
    body |= {name: value for name, value in optional.items() if value is not None}
    if spec.tags:
        body["tags"] = tags_to(spec.tags)
    return body


def window(begin: str | None) -> dict[str, str]:
    """The four hours in which it may be serviced."""
    if begin is None:
        return {}
    hour = begin.removesuffix(":00:00")
    if hour not in HOURS or begin != f"{hour}:00:00":
        refuse(PROVIDER, "maintenance_begin", f"{begin!r}; one of {', '.join(HOURS)}, and :00:00")
    return {"maintain_begin": begin, "maintain_end": f"{(int(hour) + 4) % 24:02}:00:00"}


def changes_to_wire(patch: DedicatedGatewayPatch) -> dict[str, Any]:
    """The body of UpdateInstanceV2: what was given; an empty text takes a description away."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, DedicatedGatewayPatchOptions)
    given = {
        "instance_name": patch.name,
        "description": patch.description,
        "security_group_id": patch.security_group_id,
        "vpcep_service_name": options.vpcep_service_name if options else None,
        **window(patch.maintenance_begin),
    }
    body = {name: value for name, value in given.items() if value is not None}
    if not body and not edition_to_wire(patch) and not wishes(patch):
        refuse(PROVIDER, "name", "nothing to change was given")
    return body


def edition_to_wire(patch: DedicatedGatewayPatch) -> dict[str, str]:
    """The body of CreatePostPayResizeOrder; empty if the edition stays."""
    options = own_options(PROVIDER, patch.options, DedicatedGatewayPatchOptions)
    return {"spec_id": options.edition} if options and options.edition else {}

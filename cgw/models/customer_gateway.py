"""The customer gateway: the device at your end, as a cloud knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field, SecretStr, SerializeAsAny

from cgw.models.base import Noun, Options, Patch, Spec
from cgw.models.parts import Certificate
from cgw.models.values import Address, Asn


class CustomerGatewaySpec(Spec):
    """The device at your end, as a cloud shall know it.

    Attributes:
        name: how people find it; each cloud has its own length and alphabet.
        address: the device's public IP address, or on Huawei Cloud a name that identifies it.
        asn: AS number for BGP, plain or asdot+ (``"1.10"``).
        description: free text; Alibaba Cloud only.
        tags: keys and values; limits differ by cloud.
        options: a provider's own inputs.
    """

    name: str
    address: Address
    asn: Asn | None = None
    description: str | None = None
    tags: Mapping[str, str] = Field(default_factory=dict)
    options: SerializeAsAny[Options] | None = None


class CustomerGatewayPatch(Patch):
    """What changes on a customer gateway. The address never does: replace the gateway instead."""

    name: str | None = None
    asn: Asn | None = None
    description: str | None = None
    options: SerializeAsAny[Options] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGateway(Noun):
    """The device at your end, as a cloud knows it.

    Attributes:
        address: IP address in canonical text, or verbatim what the cloud said.
        asn: plain integer; None if there is none.
        bgp_key: the BGP session's MD5 key, on clouds that keep and return one.
        connections: how many VPN connections use it; None where the cloud does not say.
        certificate: the device's, on clouds that keep one.
    """

    address: str = ""
    asn: int | None = None
    description: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    bgp_key: SecretStr | None = None
    connections: int | None = None
    certificate: Certificate | None = None

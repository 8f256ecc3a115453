"""What is asked for of an SSL-VPN server, as parameters of Alibaba Cloud.

Source: CreateSslVpnServer and ModifySslVpnServer in the VPC API reference of 2019-01 (15.17, 15.20)
and in alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, ip_network
from typing import Any

from cgw.adapter import check, one_of, own_options, refuse
from cgw.errors import UnsupportedError
from cgw.models import SslVpnServerPatch, SslVpnServerSpec
from cgw_alibaba.capabilities_ssl import SSL_VPN_SERVERS as ABILITY
from cgw_alibaba.fields import yes
from cgw_alibaba.options import SslVpnServerOptions, SslVpnServerPatchOptions
from cgw_alibaba.ssl_vpn_rows import ENCRYPTIONS, ServerRow

PROVIDER = "alibaba"
# CreateSslVpnServerRequest: UDP by default in 2019, TCP in the SDK of today; cgw always says which.
PROTOCOL, PORT, ENCRYPTION = "udp", 1194, "aes-128-cbc"
NO_PORTS = frozenset({22, 53, 68, 80, 123, 443, 500, 2222, 4500, 4510, 4560, 7505, 9000, 9001, 9002,
                      22222})  # fmt: skip
NO_LOCALS = tuple(  # LocalSubnet: "cannot be specified"
    IPv4Network(text) for text in ("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.0.0.0/8")
)
NO_POOLS = (*NO_LOCALS, IPv4Network("100.64.0.0/10"))
POOL_MASKS, LOCAL_MASKS = range(16, 30), range(8, 33)


def to_wire(spec: SslVpnServerSpec) -> list[tuple[str, str]]:
    """The parameters of CreateSslVpnServer; every value is sent, for their defaults differ."""
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, SslVpnServerOptions) or SslVpnServerOptions()
    if not spec.local_cidrs:
        refuse(PROVIDER, "local_cidrs", "needed: what clients shall reach")
    pairs = [
        ("VpnGatewayId", spec.vpn_gateway_id),
        *([("Name", spec.name)] if spec.name else []),
        ("ClientIpPool", _pool(spec.client_cidr)),
        ("LocalSubnet", _locals(spec.local_cidrs)),
        ("Proto", (spec.protocol or PROTOCOL).upper()),
        ("Port", _port(spec.port or PORT)),
        ("Cipher", _cipher(spec.encryption or ENCRYPTION)),
        ("Compress", yes(spec.compress)),
        ("EnableMultiFactorAuth", yes(options.multi_factor)),
        *_identity(options),
    ]
    if spec.dns_servers:
        pairs.append(("DnsServers", ",".join(spec.dns_servers)))
    if options.multi_factor and not (options.idaas_instance_id and options.idaas_region_id):
        refuse(PROVIDER, "options.multi_factor", "needs idaas_instance_id and idaas_region_id")
    return pairs


def check_patch(patch: SslVpnServerPatch) -> None:
    """Refuse what cannot be changed, before anything is read."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
    given = {name: value for name, value in patch.given().items() if name != "options"}
    asked = options.model_dump(exclude={"dry_run"}) if options else {}
    if all(value is None for value in (*given.values(), *asked.values())):
        refuse(PROVIDER, next(iter(patch.given())), "nothing to change it to was given")
    if patch.local_cidrs == ():
        refuse(PROVIDER, "local_cidrs", "needed: what clients shall reach")
    _wanted(patch)


def changed(row: ServerRow, patch: SslVpnServerPatch) -> list[tuple[str, str]]:
    """The parameters of ModifySslVpnServer: what was given, and the rest as it is."""
    options = own_options(PROVIDER, patch.options, SslVpnServerPatchOptions)
    now = {
        "Name": row.name,
        "ClientIpPool": row.pool,
        "LocalSubnet": row.local,
        "Proto": row.protocol,
        "Port": row.port,
        "Cipher": row.cipher,
        "Compress": row.compress,
        "DnsServers": row.dns,
        "EnableMultiFactorAuth": row.multi_factor,
        "IDaaSInstanceId": row.idaas,
        "IDaaSRegionId": row.idaas_region,
        "IDaaSApplicationId": row.idaas_application,
    }
    pairs = [(name, _text(value)) for name, value in now.items() if value not in (None, "")]
    wanted = {**dict(pairs), **_wanted(patch)}
    if options and options.multi_factor is not None:
        wanted["EnableMultiFactorAuth"] = yes(options.multi_factor)
    return [*{**wanted, **dict(_identity(options))}.items()]


def _wanted(patch: SslVpnServerPatch) -> dict[str, str]:
    """What was given, in the cloud's words."""
    found: dict[str, str] = {}
    if patch.name is not None:
        found["Name"] = patch.name
    if patch.client_cidr is not None:
        found["ClientIpPool"] = _pool(patch.client_cidr)
    if patch.local_cidrs is not None:
        found["LocalSubnet"] = _locals(patch.local_cidrs)
    if patch.protocol is not None:
        found["Proto"] = patch.protocol.upper()
    if patch.port is not None:
        found["Port"] = _port(patch.port)
    if patch.encryption is not None:
        found["Cipher"] = _cipher(patch.encryption)
    if patch.compress is not None:
        found["Compress"] = yes(patch.compress)
    if patch.dns_servers is not None:
        found["DnsServers"] = ",".join(patch.dns_servers)
    return found


def _identity(
    options: SslVpnServerOptions | SslVpnServerPatchOptions | None,
) -> Iterable[tuple[str, str]]:
    if options is None:
        return []
    told = {
        "IDaaSInstanceId": options.idaas_instance_id,
        "IDaaSRegionId": options.idaas_region_id,
        "IDaaSApplicationId": options.idaas_application_id,
        "DryRun": "true" if options.dry_run else None,
    }
    return [(name, value) for name, value in told.items() if value]


def _text(value: Any) -> str:
    return yes(value) if isinstance(value, bool) else str(value)


def _port(port: int) -> str:
    if port in NO_PORTS:
        refuse(PROVIDER, "port", f"{port} is used by the cloud itself")
    return str(port)


def _cipher(word: str) -> str:
    one_of(PROVIDER, "encryption", word, tuple(ENCRYPTIONS))
    return ENCRYPTIONS[word]


def _pool(cidr: str) -> str:
    return _network("client_cidr", cidr, POOL_MASKS, NO_POOLS)


def _locals(cidrs: Iterable[str]) -> str:
    return ",".join(_network("local_cidrs", cidr, LOCAL_MASKS, NO_LOCALS) for cidr in cidrs)


def _network(field: str, cidr: str, masks: range, never: tuple[IPv4Network, ...]) -> str:
    network = ip_network(cidr)
    if not isinstance(network, IPv4Network):
        raise UnsupportedError(f"{field}: alibaba takes IPv4 networks, not {cidr}", field=field)
    if network.prefixlen not in masks:
        refuse(PROVIDER, field, f"{cidr}: masks of {masks[0]} to {masks[-1]} bits are allowed")
    for other in never:
        if network.overlaps(other):
            refuse(PROVIDER, field, f"{cidr} is in {other}, which the cloud does not take")
    return cidr

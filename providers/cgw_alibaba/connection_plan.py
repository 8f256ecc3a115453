"""What a create or change asks of Alibaba Cloud, once the gateway or the connection was read.

Source: alibabacloud_vpc20160428 7.2.2, CreateVpnConnectionRequest and
ModifyVpnConnectionAttributeRequest; read 2026-11-21.
"""

from __future__ import annotations

from dataclasses import dataclass

from cgw.adapter import check, check_connection, check_tunnel, one_of, own_options, refuse
from cgw.errors import UnsupportedError
from cgw.models import TunnelPatch, TunnelSpec, VpnConnectionPatch, VpnConnectionSpec
from cgw_alibaba.capabilities import TUNNELS
from cgw_alibaba.capabilities import VPN_CONNECTIONS as ABILITY
from cgw_alibaba.connection_rows import EVERYTHING, Row, cidrs
from cgw_alibaba.crypto import SM
from cgw_alibaba.options import VpnConnectionOptions, VpnConnectionPatchOptions
from cgw_alibaba.tunnels import Wire, changed, dpd_to_wire, fits, made, told
from cgw_alibaba.vpn_gateway_rows import Row as GatewayRow

PROVIDER = "alibaba"
ROLES = ("master", "slave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A connection as it shall be.

    Attributes:
        local_cidrs, remote_cidrs: empty for everything.
        tunnels: one, or the two of a pair.
        only: the number of the tunnel that alone changes, of a pair.
        dry_run: whether the cloud shall look at it and do nothing.
        auto_config_route: None leaves it as it is.
        network_type, certificate: of attachments, which have both beside their tunnels.
    """

    is_pair: bool
    bgp: bool
    local_cidrs: tuple[str, ...]
    remote_cidrs: tuple[str, ...]
    effect_immediately: bool
    tunnels: tuple[Wire, ...]
    auto_config_route: bool | None = None
    name: str | None = None
    only: int | None = None
    dry_run: bool = False
    network_type: str | None = None
    certificate: str | None = None


# ---------------------------------------------------------------- before any request


def check_spec(spec: VpnConnectionSpec) -> None:
    """Refuse what can be told without asking which kind the gateway is."""
    check(PROVIDER, ABILITY, spec)
    check_connection(PROVIDER, TUNNELS, spec)
    _check_cidrs(spec.local_cidrs, spec.remote_cidrs, spec.mode)
    for number, tunnel in enumerate(spec.tunnels):
        made(tunnel, spec.customer_gateway_id, None, f"tunnels.{number}")
    places = [tunnel.local_address for tunnel in spec.tunnels if tunnel.local_address]
    if len(set(places)) < len(places):
        refuse(PROVIDER, "tunnels.1.local_address", "both tunnels leave from the same address")
    nets = [tunnel.bgp.tunnel_cidr for tunnel in spec.tunnels if tunnel.bgp]
    if len(set(nets)) < len(nets):
        refuse(PROVIDER, "tunnels.1.bgp.tunnel_cidr", "each tunnel has one of its own")


def _check_cidrs(local: tuple[str, ...], remote: tuple[str, ...], mode: str) -> None:
    for name, side in (("local_cidrs", local), ("remote_cidrs", remote)):
        for cidr in side:
            if ":" in cidr:
                raise UnsupportedError(
                    f"{name}: alibaba takes IPv4 networks, not {cidr}", field=name
                )
        if mode != "policy" and side not in ((), EVERYTHING):
            raise UnsupportedError(
                f"{name}: alibaba has no selectors in mode {mode!r}; make routes, or take 'policy'",
                field=name,
            )
    if mode == "policy" and (local, remote) == (EVERYTHING, EVERYTHING):
        refuse(PROVIDER, "local_cidrs", "everything on both sides is mode 'route' to the cloud")


def check_patch(patch: VpnConnectionPatch) -> None:
    """Refuse what can be told without knowing the connection."""
    check(PROVIDER, ABILITY, patch)
    if patch.initiator is not None:
        one_of(PROVIDER, "initiator", patch.initiator, tuple(sorted(TUNNELS.initiators)))
    for name in ("local_cidrs", "remote_cidrs"):
        given = getattr(patch, name)
        if given is not None and not 1 <= len(given) <= TUNNELS.cidrs[0]:
            refuse(PROVIDER, name, f"{len(given)} given, 1 to {TUNNELS.cidrs[0]}")
    for number, tunnel in enumerate(patch.tunnels or ()):
        at = f"tunnels.{number}"
        check_tunnel(PROVIDER, TUNNELS, tunnel, at)
        if tunnel.dpd is not None:
            dpd_to_wire(tunnel.dpd, f"{at}.dpd")
        if not tunnel.model_fields_set - {"local_address"}:
            refuse(PROVIDER, at, "nothing to change was given")
    options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
    given_values = [v for n, v in patch.given().items() if n != "options" and v not in (None, ())]
    if not given_values and not (options and any(v is not None for _, v in options)):
        refuse(PROVIDER, next(iter(patch.given())), "nothing to change it to was given")


# ---------------------------------------------------------------- a create


def plan(spec: VpnConnectionSpec, gateway: GatewayRow) -> Plan:
    """A new connection on this gateway.

    Errors:
        UnsupportedError: two tunnels on a gateway of one address; algorithms of the other kind.
        InvalidRequestError: an address that is not the gateway's.
    """
    options = own_options(PROVIDER, spec.options, VpnConnectionOptions) or VpnConnectionOptions()
    for number, tunnel in enumerate(spec.tunnels):
        fits(tunnel.ike, tunnel.ipsec, f"tunnels.{number}", sm=gateway.is_sm)
    specs = _for_pair(spec, gateway) if gateway.is_pair else _for_one(spec, gateway)
    tunnels = []
    for number, (tunnel, role) in enumerate(zip(specs, ROLES, strict=False)):
        wire = made(
            tunnel,
            tunnel.customer_gateway_id or spec.customer_gateway_id,
            options.remote_ca_certificate,
            f"tunnels.{number}",
        )
        tunnels.append({"Role": role, **wire} if gateway.is_pair else wire)
    everything = spec.mode != "policy"
    return Plan(
        is_pair=gateway.is_pair,
        bgp=spec.mode == "bgp",
        local_cidrs=() if everything else spec.local_cidrs,
        remote_cidrs=() if everything else spec.remote_cidrs,
        effect_immediately=spec.initiator == "cloud",
        tunnels=tuple(tunnels),
        auto_config_route=options.auto_config_route,
        dry_run=options.dry_run,
    )


def _for_one(spec: VpnConnectionSpec, gateway: GatewayRow) -> list[TunnelSpec]:
    if len(spec.tunnels) > 1:
        raise UnsupportedError(
            f"tunnels: {gateway.id} has one address, and its connections one tunnel; create one "
            "connection per gateway",
            field="tunnels",
        )
    (tunnel,) = spec.tunnels
    if tunnel.local_address not in (None, gateway.address):
        refuse(PROVIDER, "tunnels.0.local_address", f"{gateway.id} has {gateway.address}")
    peer = spec.customer_gateway_id
    if peer and tunnel.customer_gateway_id not in (None, peer):
        raise UnsupportedError(
            "tunnels.0.customer_gateway_id: it is the connection's where there is one tunnel",
            field="tunnels.0.customer_gateway_id",
        )
    return [tunnel]


def _for_pair(spec: VpnConnectionSpec, gateway: GatewayRow) -> list[TunnelSpec]:
    """The tunnel of the first address, then that of the second."""
    for number, tunnel in enumerate(spec.tunnels):
        if tunnel.health_check is not None:
            raise UnsupportedError(
                f"tunnels.{number}.health_check: only connections with one tunnel have it",
                field=f"tunnels.{number}.health_check",
            )
    if len(spec.tunnels) == 1:
        (tunnel,) = spec.tunnels
        if tunnel.local_address is not None:
            refuse(PROVIDER, "tunnels.0.local_address", "one tunnel stands for both of a pair here")
        if tunnel.bgp is not None:
            refuse(PROVIDER, "tunnels", "BGP needs both tunnels, each with its own tunnel_cidr")
        return [tunnel, tunnel]
    addresses = [gateway.address, gateway.second_address]
    places = [
        addresses.index(tunnel.local_address) if tunnel.local_address in addresses else None
        for tunnel in spec.tunnels
    ]
    for number, (place, tunnel) in enumerate(zip(places, spec.tunnels, strict=True)):
        if tunnel.local_address is not None and place is None:
            told_addresses = " and ".join(a for a in addresses if a) or "no address yet"
            refuse(
                PROVIDER, f"tunnels.{number}.local_address", f"{gateway.id} has {told_addresses}"
            )
    turned = places[0] == 1 or places[1] == 0
    return list(reversed(spec.tunnels)) if turned else list(spec.tunnels)


# ---------------------------------------------------------------- a change


def changes(row: Row, patch: VpnConnectionPatch) -> Plan:
    """The whole connection as it shall be: what it has, and over that what the patch gives.

    Errors:
        InvalidRequestError: no tunnel leaves from that address; a key that is not told.
        UnsupportedError: what this kind of connection cannot change.
    """
    options = own_options(PROVIDER, patch.options, VpnConnectionPatchOptions)
    options = options or VpnConnectionPatchOptions()
    local, remote = cidrs(row.local), cidrs(row.remote)
    if patch.local_cidrs is not None or patch.remote_cidrs is not None:
        local, remote = patch.local_cidrs or local, patch.remote_cidrs or remote
        _check_cidrs(local, remote, row.mode)
    tunnels = [told(tunnel, None if row.is_pair else row.health) for tunnel in row.tunnels]
    touched: set[int] = set()
    for number, given in enumerate(patch.tunnels or ()):
        for place in _selected(row, given, f"tunnels.{number}"):
            _check_change(row, tunnels[place], given, f"tunnels.{number}")
            tunnels[place] = changed(tunnels[place], given, f"tunnels.{number}")
            touched.add(place)
    if options.remote_ca_certificate is not None:
        tunnels = [t | {"RemoteCaCertificate": options.remote_ca_certificate} for t in tunnels]
    # Every tunnel is sent whole, its key with it: one without gets a made-up key.
    tunnels = [changed(t, TunnelPatch(), f"tunnels.{n}") for n, t in enumerate(tunnels)]
    wider = patch.model_copy(update={"tunnels": None}).model_dump(exclude_none=True)
    alone = row.is_pair and len(touched) == 1 and not wider
    return Plan(
        is_pair=row.is_pair,
        bgp=row.has_bgp,
        local_cidrs=local,
        remote_cidrs=remote,
        effect_immediately=(
            bool(row.effect_immediately) if patch.initiator is None else patch.initiator == "cloud"
        ),
        tunnels=tuple(tunnels),
        auto_config_route=options.auto_config_route,
        name=patch.name,
        only=touched.pop() if alone else None,
    )


def _selected(row: Row, given: TunnelPatch, at: str) -> list[int]:
    places = range(len(row.tunnels))
    if given.local_address is None:
        return list(places)
    found = [n for n in places if row.tunnels[n].address == given.local_address]
    if not found:
        have = (
            ", ".join(t.address for t in row.tunnels if t.address) or "addresses it does not tell"
        )
        refuse(PROVIDER, f"{at}.local_address", f"{given.local_address}: {row.id} has {have}")
    return found


def _check_change(row: Row, wire: Wire, given: TunnelPatch, at: str) -> None:
    if not (row.is_pair or row.is_attachment) and given.customer_gateway_id is not None:
        raise UnsupportedError(
            f"{at}.customer_gateway_id: alibaba cannot change it where there is one tunnel",
            field=f"{at}.customer_gateway_id",
        )
    if row.is_pair and given.health_check is not None:
        raise UnsupportedError(
            f"{at}.health_check: only connections with one tunnel have it",
            field=f"{at}.health_check",
        )
    if given.bgp is not None and not row.has_bgp:
        refuse(PROVIDER, f"{at}.bgp", f"{row.id} is not in mode 'bgp'")
    ciphers = [wire.get(part, {}).get(name) for part, name in
               (("TunnelIkeConfig", "IkeEncAlg"), ("TunnelIpsecConfig", "IpsecEncAlg"))]  # fmt: skip
    fits(given.ike, given.ipsec, at, sm=SM_WORD in ciphers)


SM_WORD = SM["encryption"].partition("-")[0]  # sm4

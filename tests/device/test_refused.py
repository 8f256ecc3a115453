"""What is not known, or not written for, is refused by field before a line is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from device_views import ESPS, IKE, KEY, connection, parsed
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cgw
from cgw import device
from cgw.device import checks
from cgw.device.words import title
from cgw.emulator import World, connect
from cgw.models import BgpState, DeviceConfig

BGP = BgpState(
    tunnel_cidr="169.254.10.0/30",
    local_address="169.254.10.2",
    peer_address="169.254.10.1",
    local_asn=65530,
    peer_asn=45104,
)


def view(mode: str = "policy", *, count: int = 1, **more: Any) -> DeviceConfig:
    """The device's side of a connection that can be written; ``more`` changes its tunnels.

    ``ike__x`` is the field x of its IKE, ``ipsec__x`` of its IPsec.
    """
    whole = device.peer_view(connection(IKE, ESPS, KEY, mode=mode))
    (tunnel,) = whole.tunnels
    for name, value in more.items():
        part, _, field = name.partition("__")
        told = replace(getattr(tunnel, part), **{field: value}) if field else value
        tunnel = replace(tunnel, **{part: told})
    return replace(whole, tunnels=(tunnel,) * count)


def untold(mode: str, **more: Any) -> DeviceConfig:
    """One whose cloud tells no networks."""
    return replace(view(mode, **more), local_cidrs=(), remote_cidrs=())


def refused(config: DeviceConfig, name: str = "strongswan", **options: Any) -> str | None:
    with pytest.raises(cgw.UnsupportedError) as error:
        device.render(config, name, **options)
    return error.value.field


def one(config: DeviceConfig, **options: Any) -> dict[str, Any]:
    """The first connection of the file."""
    root = parsed(device.render(config, **options).text)
    return next(iter(root["connections"].values()))


@pytest.mark.parametrize(
    "address",
    ["", "0.0.0.0", "::", "%any", "198.51.100.300", "198.51.100.1\n}", "a b"],
)
def test_the_cloud_has_an_address_of_its_own(address: str):
    """No address is any address to strongSwan, and a line break ends a value: refused."""
    assert refused(view(remote_address=address)) == "remote_address"


def test_what_is_tied_to_no_gateway_yet_has_no_address():
    """An attachment that Alibaba Cloud has not tied to a router tells none: no template is filled."""
    cloud = connect(World(transition=0), "alibaba")
    site = cloud.customer_gateways.create(cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7"))
    made = cloud.vpn_connections.create(
        cgw.VpnConnectionSpec(
            name="hq",
            attached_to=cgw.models.AttachTo(),
            customer_gateway_id=site.id,
            mode="route",
            tunnels=(cgw.TunnelSpec(psk=SecretStr(KEY)),),
        )
    )
    loose = device.peer_view(cloud.vpn_connections.get(made.id))
    assert [tunnel.remote_address for tunnel in loose.tunnels] == [""] * len(loose.tunnels)
    assert refused(loose) == "remote_address"
    with pytest.raises(cgw.UnsupportedError, match="does not tell its address"):
        checks.possible(loose, "of a plugin", bgp=False)


@pytest.mark.parametrize("side", ["local_id", "remote_id"])
@pytest.mark.parametrize(
    "identity",
    [
        None,
        "",
        "%any",
        " %ANY ",
        "0.0.0.0",
        "::",
        "0:0::",
        "*",
        "*.example",
        "10.0.0.0/8",
        "a\nb",
        "总部",
    ],
)
def test_nobody_is_called_by_everybodys_name(side: str, identity: str | None):
    """An identity that is missing, means anybody to strongSwan or is not ASCII is refused."""
    assert refused(view(**{f"ike__{side}": identity})) == f"ike.{side}"


@pytest.mark.parametrize("address", ["", "0.0.0.0", "branch.example"])
def test_the_device_knows_its_own_address(address: str):
    """Where the cloud has no address of the device it takes the one it has; a given one is written."""
    config = view(local_address=address, ike__local_id="branch.example")
    assert one(config)["local_addrs"] == "%any"
    assert one(config, local_address="10.0.0.3")["local_addrs"] == "10.0.0.3"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("ike.version", ("", "ikev3", "unknown:v9")),
        ("ike.authentication", ("certificate", "unknown:digital-envelope-v2")),
        ("ipsec.protocol", ("ah", "ah-esp")),
        ("ipsec.mode", ("transport", "auto")),
    ],
)
def test_only_what_the_template_is_written_for(field: str, words: tuple[str, ...]):
    """A version, an authentication, a protocol or a mode that it is not written for is named."""
    for word in words:
        assert refused(view(**{field.replace(".", "__"): word})) == field


@pytest.mark.parametrize(
    "said", [{"ike__authentication": "psk", "ipsec__protocol": "ESP", "ipsec__mode": "tunnel"}, {}]
)
def test_what_a_cloud_says_of_the_usual_is_taken(said: dict[str, str]):
    """The words of a plain tunnel are no reason to refuse, nor is a cloud that is silent on them."""
    assert one(view(**said))["version"] == "2"


def test_ikev1_has_two_modes():
    """With IKEv1 a mode that is neither main nor aggressive is refused; IKEv2 has none."""
    assert refused(view(ike__version="ikev1", ike__mode="")) == "ike.mode"
    assert one(view(ike__mode=""))["version"] == "2"


def test_a_mode_nobody_knows_is_refused():
    """What the connection's mode is decides the selectors: an unknown one opens none."""
    assert refused(view("unknown:POLICY-TEMPLATE")) == "mode"


NAMES = st.text(max_size=60) | st.sampled_from(["a b", "a-b", "上海", "北京", "x" * 50, "x" * 60])
IDS = st.from_regex(r"vpnx-[0-9a-z]{8}|vco-[0-9a-z]{20}", fullmatch=True) | st.uuids().map(str)


@given(NAMES, NAMES, st.lists(IDS, min_size=2, max_size=2, unique_by=lambda id: id[-8:]))
def test_two_connections_never_share_a_title(a: str, b: str, ids: list[str]):
    """Whatever their names, connections of two ids have two titles, made of plain signs, not long."""
    titles = [title(name, id) for name, id in zip((a, b), ids, strict=True)]
    assert titles[0] != titles[1]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{2,45}", one) for one in titles)


@pytest.mark.parametrize("name", ["strongswan", "frr"])
@pytest.mark.parametrize(("a", "b"), [("上海", "北京"), ("a b", "a-b"), ("x" * 60, "x" * 50)])
def test_two_files_define_nothing_of_one_name(name: str, a: str, b: str):
    """Loaded together neither file replaces the other's connections, keys, lists or route maps."""
    base = view("bgp", count=2, bgp=BGP)
    both = [replace(base, name=n, connection_id=i) for n, i in ((a, "vpnx-1a"), (b, "vpnx-1b"))]
    sections = re.compile(r"^  (\S+) \{$|^ip prefix-list (\S+) |^route-map (\S+) ", re.MULTILINE)
    one, two = (set(sections.findall(device.render(config, name).text)) for config in both)
    assert len(one) == len(two) == 4
    assert one.isdisjoint(two)


def test_a_router_without_networks_is_refused():
    """Where the cloud does not tell them they are given, or nothing is written: never all routes."""
    config = untold("bgp", bgp=BGP)
    assert refused(config, "frr") == "local_cidrs"
    assert refused(config, "frr", local_cidrs=["10.8.0.0/16"]) == "remote_cidrs"
    given = {"local_cidrs": ["10.8.0.0/16"], "remote_cidrs": ["10.9.0.0/16"]}
    text = device.render(config, "frr", **given).text
    told = replace(config, local_cidrs=("10.8.0.0/16",), remote_cidrs=("10.9.0.0/16",))
    assert text == device.render(told, "frr").text


def test_an_empty_list_lets_nothing_through(monkeypatch: pytest.MonkeyPatch):
    """The template itself denies: without networks each route map says so, and has no permit."""
    monkeypatch.setattr(checks, "possible", lambda *_, **__: None)
    text = device.render(untold("bgp", bgp=BGP), "frr").text
    assert text.count(" deny 10\n") == 2
    assert "permit" not in text


def test_networks_are_given_where_the_cloud_is_silent():
    """Given networks fill a gap; others than the cloud's, and what is no network, are refused."""
    told = untold("policy")
    assert refused(told) == "local_cidrs"
    given = {"local_cidrs": ["10.8.0.0/16"], "remote_cidrs": ["10.9.0.0/16"]}
    child = one(told, **given)["children"]["net0"]
    assert (child["local_ts"], child["remote_ts"]) == ("10.8.0.0/16", "10.9.0.0/16")
    for wrong in ("10.8.0.1/16", "10.8.0.0/16\n}", "everything"):
        with pytest.raises(cgw.ConfigError, match="local_cidrs"):
            device.render(told, **{**given, "local_cidrs": [wrong]})
    assert one(view(), **given) == one(view())
    with pytest.raises(cgw.ConfigError, match="tells its own"):
        device.render(view(), local_cidrs=["10.7.0.0/16"])
    garbled = replace(view(), remote_cidrs=("10.9.0.0/16\n}",))
    assert refused(garbled) == "remote_cidrs"


@pytest.mark.parametrize("version", ["ikev1", "ikev2"])
@pytest.mark.parametrize("mode", ["route", "bgp"])
def test_routes_of_both_families_fit_in(version: str, mode: str):
    """In mode route and bgp everything goes in: of IPv6 too where a network is, IPv4 alone else."""
    config = untold(mode, ike__version=version)
    four, six = ("0.0.0.0/0",) * 2, ("::/0",) * 2
    for networks, wide in ((("10.9.0.0/16",), False), (("10.9.0.0/16", "2001:db8::/32"), True)):
        children = one(config, remote_cidrs=networks)["children"].values()
        said = [(child["local_ts"], child["remote_ts"]) for child in children]
        split = [*zip(*(text.split(",") for text in said[0]), strict=True)]
        assert (said if version == "ikev1" else split) == ([four, six] if wide else [four])


@pytest.mark.parametrize("version", ["ikev1", "ikev2"])
def test_families_do_not_mix(version: str):
    """A pair of an IPv4 and an IPv6 network is never written; if there is no other it is refused."""
    config = untold("policy", ike__version=version)
    both = ("10.8.0.0/16", "2001:db8:8::/48")
    children = one(config, local_cidrs=both, remote_cidrs=["10.9.0.0/16", "2001:db8:9::/48"])
    assert len(children["children"]) == (2 if version == "ikev1" else 1)
    assert refused(config, local_cidrs=both[:1], remote_cidrs=["2001:db8:9::/48"]) == "remote_cidrs"


@pytest.mark.parametrize(
    "address", ["10.0.0.300", "10.0.0.1\n    remote_addrs = 192.0.2.9", "", "fe80::1%eth0", "a b"]
)
def test_a_local_address_is_an_address(address: str):
    """What is given as the device's own address is one, or nothing is written."""
    with pytest.raises(cgw.ConfigError, match="local_address"):
        device.render(view(), local_address=address)


def test_interface_ids_fit_in_32_bits():
    """The last tunnel's interface id is at most 4294967295, the first at least 1."""
    top = 2**32 - 1
    for wrong in (-1, 0, top, top + 1):
        with pytest.raises(cgw.ConfigError, match="interface_id"):
            device.render(view("route", count=2), interface_id=wrong)
    text = device.render(view("route", count=2), interface_id=top - 1).text
    assert f"if_id_in = {top}\n" in text

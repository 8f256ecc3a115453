"""What is written for a device is what the cloud has, no more and no less, and safe to paste."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from device_views import ESPS, IKE, KEY, connection, parsed
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import cgw
from cgw import device, plugins
from cgw.device.words import CIPHERS, GROUPS, HASHES, secret
from cgw.models import (
    MASK,
    BgpState,
    CustomerGateway,
    Ike,
    Ipsec,
    VpnGateway,
)

SUITES = st.builds(
    Ike,
    version=st.sampled_from(["ikev1", "ikev2"]),
    mode=st.sampled_from(["main", "aggressive"]),
    encryption=st.sampled_from(sorted(CIPHERS)),
    integrity=st.sampled_from(sorted(HASHES)),
    dh_group=st.sampled_from(sorted(GROUPS)),
    lifetime_s=st.integers(60, 604800),
    local_id=st.none() | st.just("cloud.example.net"),
    remote_id=st.none() | st.just("site.example.net"),
)
ESP = st.builds(
    Ipsec,
    encryption=st.sampled_from(sorted(CIPHERS)),
    integrity=st.sampled_from(sorted(HASHES)),
    pfs_group=st.sampled_from(["none", *GROUPS]),
    lifetime_s=st.integers(60, 604800),
)
PRINTABLE = st.text(
    st.characters(categories=["L", "N", "P", "S"], include_characters=" "), min_size=1
)
KEYS = (PRINTABLE | PRINTABLE.map("0x{}".format) | PRINTABLE.map("0S{}".format)).filter(
    lambda text: len(text) > 5 and not set(text) <= set("*")
)
NETWORKS = st.lists(
    st.sampled_from(["10.1.0.0/16", "10.2.0.0/16", "192.168.7.0/24"]), min_size=1, unique=True
)


def meant(value: str) -> str:
    """A secret as strongSwan takes it: swanctl.conf(5) knows 0x for hex and 0s for Base64."""
    assert not value.lower().startswith("0s")
    return bytes.fromhex(value[2:]).decode() if value.lower().startswith("0x") else value


@given(SUITES, ESP, KEYS, PRINTABLE | st.text(), NETWORKS, NETWORKS)
def test_swanctl_says_what_the_cloud_has(
    ike: Ike, esp: Ipsec, key: str, name: str, local: list[str], remote: list[str]
):
    """Read back, the file holds each parameter of the connection, mirrored; a name cannot add to it."""
    conn = connection(ike, esp, key, name, local_cidrs=tuple(local), remote_cidrs=tuple(remote))
    written = device.render(device.peer_view(conn))
    assert written.clear is not None
    root = parsed(written.clear.get_secret_value())
    (one,) = root["connections"].values()
    (held,) = root["secrets"].values()
    assert set(root) == {"connections", "secrets"}
    assert one["version"] == ike.version[-1]
    assert (one["local_addrs"], one["remote_addrs"]) == ("203.0.113.7", "198.51.100.1")
    assert one["local"] == {"auth": "psk", "id": ike.remote_id or "203.0.113.7"}
    assert one["remote"] == {"auth": "psk", "id": ike.local_id or "198.51.100.1"}
    assert meant(held.pop("secret")) == key
    assert held == {"id-local": one["local"]["id"], "id-remote": one["remote"]["id"]}
    assert one["proposals"].split("-")[0] == CIPHERS[ike.encryption]
    assert one["proposals"].split("-")[-1] == GROUPS[ike.dh_group]
    children = list(one["children"].values())
    pairs = {(c["local_ts"], c["remote_ts"]) for c in children}
    if ike.version == "ikev1":
        assert pairs == {(r, c) for r in remote for c in local}
        assert one["aggressive"] == ("yes" if ike.mode == "aggressive" else "no")
    else:
        assert pairs == {(",".join(remote), ",".join(local))}
        assert "aggressive" not in one
    for child in children:
        parts = child["esp_proposals"].split("-")
        assert parts[0] == CIPHERS[esp.encryption]
        assert (parts[-1] in GROUPS.values()) == (esp.pfs_group != "none")
        assert ("gcm" in esp.encryption) != (HASHES[esp.integrity] in parts)
        renewed, ended = (int(child[k].rstrip("s")) for k in ("rekey_time", "life_time"))
        assert renewed < ended == esp.lifetime_s


@given(KEYS)
def test_the_key_is_in_the_clear_text_only(key: str):
    """``text``, ``repr`` and JSON are masked; ``clear`` holds the key where it belongs."""
    written = device.render(device.peer_view(connection(IKE, ESPS, key, "n")))
    quoted = secret(key)
    plain = device.render(device.peer_view(connection(IKE, ESPS, "0" * 40, "n"))).text
    assert written.text == plain
    assert written.text.count(MASK) == 1
    assert written.clear is not None
    assert written.text.replace(f'"{MASK}"', quoted) == written.clear.get_secret_value()
    assert quoted not in repr(written).replace(repr(written.text), "")


@pytest.mark.parametrize(
    ("ike", "esp", "field"),
    [
        (replace(IKE, encryption="sm4-cbc"), ESPS, "ike.encryption"),
        (replace(IKE, integrity="unknown:whirlpool"), ESPS, "ike.integrity"),
        (replace(IKE, dh_group=""), ESPS, "ike.dh_group"),
        (IKE, replace(ESPS, pfs_group="unknown:group99"), "ipsec.pfs_group"),
        (IKE, replace(ESPS, integrity="sm3"), "ipsec.integrity"),
    ],
)
def test_what_the_device_has_no_word_for_is_named(ike: Ike, esp: Ipsec, field: str):
    """No guess and no gap: `UnsupportedError` with the parameter."""
    with pytest.raises(cgw.UnsupportedError) as refused:
        device.render(device.peer_view(connection(ike, esp, KEY)))
    assert refused.value.field == field


def test_a_key_the_cloud_never_tells_is_left_open_or_given():
    """Without it a placeholder stands there; ``psks`` fill it, one for all or one each."""
    conn = connection(IKE, ESPS, KEY)
    two = tuple(replace(conn.tunnels[0], psk=None) for _ in range(2))
    conn = replace(conn, tunnels=two)
    keys = lambda *psks: [  # noqa: E731 -- one line
        s["secret"]
        for s in parsed(
            device.render(
                device.peer_view(conn, psks=[SecretStr(p) for p in psks])
            ).clear.get_secret_value()  # type: ignore[union-attr] -- it has text
        )["secrets"].values()
    ]
    assert keys() == [device.rendering.PLACEHOLDER] * 2
    assert keys("one.key") == ["one.key"] * 2
    assert keys("one.key", "two.key") == ["one.key", "two.key"]


@pytest.mark.parametrize(
    ("initiator", "start"), [("cloud", "none"), ("peer", "start"), (None, "start")]
)
def test_never_both_passive(initiator: Any, start: str):
    """The device begins unless the cloud is known to, at load and after the cloud has closed it."""
    conn = connection(IKE, ESPS, KEY, initiator=initiator)
    root = parsed(device.render(device.peer_view(conn)).text)
    (one,) = root["connections"].values()
    assert one["children"]["net0"]["start_action"] == start
    assert one["children"]["net0"]["close_action"] == start


def test_bgp_takes_the_other_side_of_each_number():
    """FRR's neighbour is the cloud's inside address and AS number; what is missing comes of the gateways."""
    bgp = BgpState(
        tunnel_cidr="169.254.10.0/30", local_address="169.254.10.1", peer_address="169.254.10.2"
    )
    conn = connection(IKE, ESPS, KEY, mode="bgp")
    conn = replace(conn, tunnels=(replace(conn.tunnels[0], bgp=bgp),))
    view = device.peer_view(
        conn,
        gateway=VpnGateway(id="g", provider="x", region="r", asn=45104),
        customer_gateway=CustomerGateway(
            id="c", provider="x", region="r", asn=65530, bgp_key=SecretStr("canary-md5")
        ),
    )
    written = device.render(view, "frr")
    assert written.clear is not None
    text = written.clear.get_secret_value()
    assert "router bgp 65530\n" in text
    assert "neighbor 169.254.10.1 remote-as 45104\n" in text
    assert "neighbor 169.254.10.1 password canary-md5\n" in text
    assert "  network 10.8.0.0/16\n" in text
    assert "canary-md5" not in written.text
    with pytest.raises(cgw.UnsupportedError, match="peer_asn"):
        device.render(
            device.peer_view(
                conn, customer_gateway=CustomerGateway(id="c", provider="x", region="r", asn=1)
            ),
            "frr",
        )
    with pytest.raises(cgw.UnsupportedError) as refused:
        device.render(device.peer_view(connection(IKE, ESPS, KEY)), "frr")
    assert refused.value.field == "mode"


def test_plugins_bring_devices(monkeypatch):
    """A template of a plugin is found by name, with its filters; a name that is taken is refused."""

    class Plugin:
        def __init__(self, name: str) -> None:
            self.name = name

        @cgw.hookimpl
        def cgw_device_templates(self) -> Any:
            text = "peer {{ config.tunnels[0].remote_address | loud }} {{ psks[0] }}\n"
            return [device.DeviceTemplate(self.name, "Toy", text, {"loud": lambda t: f"!{t}!"})]

    monkeypatch.setattr(plugins, "_registry", None)
    plugins.registry().manager.register(Plugin("toy-os"))
    written = device.render(device.peer_view(connection(IKE, ESPS, KEY)), "toy-os")
    assert written.text == f"peer !198.51.100.1! {MASK}\n"
    with pytest.raises(cgw.ConfigError, match="strongswan"):
        device.render(device.peer_view(connection(IKE, ESPS, KEY)), "nothing")
    plugins.registry().manager.register(Plugin("frr"))
    with pytest.raises(cgw.ConfigError, match="taken"):
        device.templates()

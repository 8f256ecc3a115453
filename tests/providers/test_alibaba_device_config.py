"""What the device at the other end has to have, on Alibaba Cloud; flows driven by hand."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from alibaba_examples import WAYS
from alibaba_flows import KEY, adapter, drive, query, reply, sample
from alibaba_rows import BGP_ROW, IKE, IPSEC, PAIR_ROW, ROW, SITE

from cgw.errors import InvalidRequestError, ServiceError
from cgw.models import DeviceConfig, DeviceModel, to_json
from cgw.wire import Request

SECRET = "pgw6dy7d1i8in7x5"  # of the example of 2019
MIRRORED = IKE | {"LocalId": "203.0.113.9", "RemoteId": "198.51.100.1"}
ONE = {"VpnConnectionConfig": {
    "Local": "203.0.113.9", "Remote": "198.51.100.1", "LocalSubnet": "192.168.0.0/24",
    "RemoteSubnet": "10.0.0.0/24,10.0.1.0/24", "IkeConfig": MIRRORED, "IpsecConfig": IPSEC,
}}  # fmt: skip


def config(answer: dict[str, Any], row: dict[str, Any]) -> DeviceConfig:
    links = adapter().vpn_connections  # a new one: one that was asked before knows the peers
    found, asked = drive(links.device_config("vco-1", None), answer, row, SITE)
    assert [one.action for one in asked[:2]] == [
        "DownloadVpnConnectionConfig", "DescribeVpnConnection",
    ]  # fmt: skip
    assert query(asked[0]) == {"RegionId": "cn-shanghai", "VpnConnectionId": "vco-1"}
    assert isinstance(found, DeviceConfig)
    return found


@pytest.mark.parametrize("way", ["as it stands", *WAYS])
def test_the_example_of_2019(way):
    """Chapter 15.16: Local is the customer gateway, whatever the table beside it says."""
    body = sample("DownloadVpnConnectionConfig")["json"]
    found = config(body if way == "as it stands" else WAYS[way](body), ROW)
    (tunnel,) = found.tunnels
    assert (tunnel.local_address, tunnel.remote_address) == ("139.196.32.167", "116.62.69.64")
    assert (found.local_cidrs, found.remote_cidrs) == (
        ("2.2.2.0/24",), ("1.1.1.0/24", "1.1.2.0/24"),
    )  # fmt: skip
    assert (tunnel.ike.local_id, tunnel.ike.remote_id) == ("139.196.32.167", "116.62.69.64")
    assert (tunnel.ike.version, tunnel.ike.mode, tunnel.ike.lifetime_s) == ("ikev1", "main", 86400)
    assert (tunnel.ike.encryption, tunnel.ike.integrity) == ("aes-128-cbc", "sha1")
    assert (tunnel.ipsec.pfs_group, tunnel.ipsec.lifetime_s) == ("dh2", 86400)
    assert tunnel.psk is not None
    assert tunnel.psk.get_secret_value() == SECRET
    assert (found.connection_id, found.name, found.device, found.text) == ("vco-1", "c", None, "")


def test_what_the_download_lacks_comes_from_the_connection():
    """DPD, who begins, the BGP key, name and mode stand in the connection only."""
    found = config(ONE, ROW)
    (tunnel,) = found.tunnels
    assert (found.name, found.mode, tunnel.initiates) == ("c", "policy", True)
    assert (tunnel.dpd is not None and tunnel.dpd.enabled) is True
    assert tunnel.bgp_key is not None
    assert config(ONE, ROW | {"EffectImmediately": True}).tunnels[0].initiates is False


def turned(value: Any) -> Any:
    """The same answer from the cloud's side: every Local is a Remote."""
    if isinstance(value, list):
        return [turned(item) for item in value]
    if not isinstance(value, dict):
        return value
    other = {"Local": "Remote", "LocalSubnet": "RemoteSubnet", "LocalId": "RemoteId",
             "LocalAsn": "PeerAsn", "LocalBgpIp": "PeerBgpIp"}  # fmt: skip
    other |= {theirs: ours for ours, theirs in other.items()}
    return {other.get(name, name): turned(item) for name, item in value.items()}


TWO = {"VpnConnectionConfig": {
    "LocalSubnet": "0.0.0.0/0", "RemoteSubnet": "0.0.0.0/0",
    "TunnelsConfig": {"TunnelConfig": [
        {"TunnelId": f"tun-{n}", "Local": "203.0.113.9", "Remote": f"198.51.100.{n}",
         "IkeConfig": MIRRORED | {"Psk": f"{KEY}{n}", "RemoteId": f"198.51.100.{n}"},
         "IpsecConfig": IPSEC}
        for n in (2, 1)  # in no order that means anything
    ]},
    "BgpConfigs": {"BgpConfig": [
        {"TunnelId": f"tun-{n}", "TunnelCidr": f"169.254.1{n}.0/30", "LocalAsn": "65530",
         "PeerAsn": "65001", "LocalBgpIp": f"169.254.1{n}.2", "PeerBgpIp": f"169.254.1{n}.1"}
        for n in (1, 2)
    ]},
}}  # fmt: skip


@pytest.mark.parametrize(("answer", "row"), [(ONE, ROW), (TWO, BGP_ROW)], ids=["one", "two"])
def test_the_side_does_not_matter(answer, row):
    """The table of 2019 has both sides the other way round; the connection's address decides."""
    assert to_json(config(turned(answer), row), reveal=True) == to_json(
        config(answer, row), reveal=True
    )


def test_two_tunnels():
    """Each tunnel has its own key and its own BGP, found by its id; everything is no selector."""
    found = config(TWO, BGP_ROW)
    assert [t.id for t in found.tunnels] == ["tun-2", "tun-1"]
    for tunnel in found.tunnels:
        n = tunnel.id[-1]
        assert tunnel.psk is not None
        assert tunnel.psk.get_secret_value() == f"{KEY}{n}"
        assert (tunnel.local_address, tunnel.remote_address) == ("203.0.113.9", f"198.51.100.{n}")
        assert tunnel.bgp is not None
        assert (tunnel.bgp.local_asn, tunnel.bgp.peer_asn) == (65530, 65001)
        assert (tunnel.bgp.local_address, tunnel.bgp.peer_address) == (
            f"169.254.1{n}.2", f"169.254.1{n}.1",
        )  # fmt: skip
    assert (found.mode, found.local_cidrs, found.remote_cidrs) == ("bgp", (), ())


def test_bgp_that_the_download_leaves_out():
    """An answer without BgpConfigs leaves what the connection has, from the device's side."""
    body = copy.deepcopy(TWO)
    del body["VpnConnectionConfig"]["BgpConfigs"]
    bgp = config(body, BGP_ROW).tunnels[1].bgp
    assert bgp is not None
    assert (bgp.local_asn, bgp.peer_asn, bgp.tunnel_cidr) == (65530, 65001, "169.254.11.0/30")
    assert (bgp.local_address, bgp.peer_address) == ("169.254.11.2", "169.254.11.1")
    assert config(ONE, ROW).tunnels[0].bgp is None


def test_no_device_can_be_named():
    """The cloud writes for no device: there is none to choose, and one that is named is refused."""
    links = adapter().vpn_connections
    assert drive(links.devices()) == ((), [])
    with pytest.raises(InvalidRequestError, match="device"):
        next(links.device_config("vco-1", DeviceModel(vendor="cisco")))


@pytest.mark.parametrize(("answer", "row"), [(ONE, ROW), (TWO, PAIR_ROW)], ids=["one", "two"])
def test_no_key_can_be_seen(answer, row):
    """No form of it but the revealed one shows a key, and it does not pickle."""
    found = config(answer, row)
    for text in (repr(found), str(found), to_json(found), repr(copy.deepcopy(found))):
        assert KEY not in text
        assert "bgp-canary" not in text
    assert KEY in to_json(found, reveal=True)
    with pytest.raises(TypeError):
        pickle.dumps(found)


@pytest.mark.parametrize("status", [200, 400])
def test_the_xml_example_is_named(status):
    """XML, which cgw never asks for, is a ServiceError that says so and tells no key."""
    text = "\n".join(sample("DownloadVpnConnectionConfig")["xml"]).encode()
    request = Request("POST", "https://h", "/", "DownloadVpnConnectionConfig")
    error = adapter().error(request, reply(text, status))
    assert isinstance(error, ServiceError)
    assert "XML" in str(error)
    assert SECRET not in str(error)

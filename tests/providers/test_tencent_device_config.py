"""What Tencent Cloud writes for a device: which devices, the text with the key in it, parameters."""

from __future__ import annotations

import html
import json
import pickle

import canaries
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from tencent_cloud import BAD, Cloud
from tencent_links import (
    GATEWAY,
    GATEWAYS,
    ID,
    PEERS,
    ROW,
    VERBS,
    asked,
    end,
    linked,
    reply,
    rows,
    spec,
)

import cgw
from cgw.device import peer_view
from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw.errors import InvalidRequestError
from cgw.models import Bgp, DeviceModel, IkeSpec, to_dict, to_json
from cgw.wire import UnreadableError
from cgw_tencent.device_config import masked

KEYS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="*"),
    min_size=1,
    max_size=128,
)
# Both rows of the DescribeCustomerGatewayVendors example.
CISCO = {"Platform": "ios", "SoftwareVersion": "V15.4", "VendorName": "cisco"}
H3C = {"Platform": "comware", "SoftwareVersion": "V1.0", "VendorName": "h3c"}
OLDER = {**CISCO, "SoftwareVersion": "V12.4"}
SPELT = {"cisco": DeviceModel(vendor="cisco", platform="ios", version="V15.4"),
         "h3c": DeviceModel(vendor="h3c", platform="comware", version="V1.0")}  # fmt: skip
# The text of the DownloadCustomerGatewayConfiguration example is two comment lines, ended by CRLF.
TEXT = "# one\r\n# two\r\n"


def vendors(*told):
    return reply(CustomerGatewayVendorSet=list(told), RequestId="r-1")


def downloading(device, row=None):
    """A reading up to the download's own request."""
    flow = VERBS.device_config(ID, device)
    assert asked(next(flow)) == ("DescribeCustomerGatewayVendors", {})
    assert asked(flow.send(vendors(CISCO, H3C, OLDER)))[0] == "DescribeVpnConnections"
    flow.send(rows({**ROW, **(row or {})}))
    flow.send(GATEWAYS)
    return flow, asked(flow.send(PEERS))


def text(content):
    return reply(CustomerGatewayConfiguration=content, RequestId="r-1")


# ---------------------------------------------------------------- which devices


def test_the_devices_of_the_example():
    """Vendor, platform and version are told as the cloud spells them, each device once."""
    flow = VERBS.devices()
    assert asked(next(flow)) == ("DescribeCustomerGatewayVendors", {})
    assert end(flow, vendors(CISCO, None, H3C, CISCO, {})) == tuple(SPELT.values())


def test_no_device_is_an_empty_list():
    """A list that is there and null has no device; one that is not there is a strange answer."""
    flow = VERBS.devices()
    next(flow)
    assert end(flow, reply(CustomerGatewayVendorSet=None, RequestId="r-1")) == ()


@pytest.mark.parametrize(
    ("device", "chosen"),
    [
        (DeviceModel(vendor="h3c"), H3C),
        (DeviceModel(vendor="H3C", platform="Comware"), H3C),
        (DeviceModel(vendor="cisco", version="v12.4"), OLDER),
        (SPELT["cisco"], CISCO),
    ],
)
def test_a_device_is_asked_for_in_the_clouds_words(device, chosen):
    """What was left out is filled in, and case is the cloud's: as in the example's request."""
    _, (action, parameters) = downloading(device)
    assert action == "DownloadCustomerGatewayConfiguration"
    assert parameters == {
        "VpnGatewayId": GATEWAY,
        "VpnConnectionId": ID,
        "CustomerGatewayVendor": chosen,
        "InterfaceName": "eth0",
    }


def test_the_interface_is_the_devices_own():
    """The one interface that has to be named is named as the device names it."""
    _, (_, parameters) = downloading(DeviceModel(vendor="h3c", interface="GigabitEthernet0/1"))
    assert parameters["InterfaceName"] == "GigabitEthernet0/1"


@pytest.mark.parametrize(
    ("device", "why"),
    [
        (DeviceModel(vendor="juniper"), "none such"),
        (DeviceModel(vendor="h3c", platform="ios"), "none such"),
        (DeviceModel(vendor="cisco"), "more than one"),
        (DeviceModel(vendor=""), "more than one"),
    ],
)
def test_a_device_that_is_not_clear_is_refused(device, why):
    """None or several that fit are refused with the list of what there is, before a download."""
    flow = VERBS.device_config(ID, device)
    next(flow)
    with pytest.raises(InvalidRequestError, match=why) as refused:
        flow.send(vendors(CISCO, H3C, OLDER))
    assert refused.value.field.startswith("device")
    assert "h3c/comware/V1.0" in str(refused.value)


# ---------------------------------------------------------------- the text


def test_the_example_is_read():
    """The text is told as it came, for the device it is for, with its line ends."""
    flow, _ = downloading(DeviceModel(vendor="h3c"), {"PreShareKey": "no-key-of-it"})
    config = end(flow, text(TEXT))
    assert (config.text, config.clear.get_secret_value()) == (TEXT, TEXT)
    assert config.device == SPELT["h3c"]


@given(key=KEYS, around=st.sampled_from(["key {}", "<k>{}</k>", '"{}"', "a{}b {}", "{}"]))
def test_no_spelling_of_the_key_is_shown(key, around):
    """As it is, in XML and in quotes: a key that is known does not stand in the text."""
    for spelt in (key, html.escape(key), json.dumps(key)[1:-1]):
        shown = masked(f"# one\r\n{around.replace('{}', spelt)}\r\n", SecretStr(key))
        assert key not in shown
        assert spelt not in shown
        assert shown.endswith("\r\n")


@pytest.mark.parametrize(
    "line",
    [
        "crypto isakmp key {} address 198.51.100.1",
        " pre-shared-key cipher $c$3${}==",
        "pre-shared-key local {}",
        "preshared_keys: {}",
        " secret {}",
        "<PreSharedKey>{}</PreSharedKey>",
        "PSK={}",
    ],
)
def test_a_key_in_disguise_is_not_shown(line):
    """Where a line names a key, and that is not the one that is known, all after the word is masked."""
    secret = "0123456789ABCDEF"
    before, after = "interface eth0\r\n", " ip address 10.0.0.1\r\n"
    shown = masked(f"{before}{line.format(secret)}\r\n{after}", SecretStr("known"))
    assert secret not in shown
    assert shown.startswith(before)
    assert shown.endswith(after)
    assert len(shown.splitlines()) == 3


@pytest.mark.parametrize("key", [None, ""])
def test_a_text_whose_key_nobody_knows_is_not_shown(key):
    """Where the connection tells no key the text is kept, and shown on demand only."""
    flow, _ = downloading(DeviceModel(vendor="h3c"), {"PreShareKey": key})
    config = end(flow, text("key S3cret\r\n"))
    assert config.text == ""
    assert config.clear.get_secret_value() == "key S3cret\r\n"


def test_odd_answers_are_no_configuration():
    """An answer without its text or its list is an error, never an empty configuration."""
    flow, _ = downloading(DeviceModel(vendor="h3c"))
    with pytest.raises(UnreadableError):
        flow.send(reply(RequestId="r-1"))
    flow = VERBS.devices()
    next(flow)
    with pytest.raises(UnreadableError):
        flow.send(reply(RequestId="r-1"))
    flow, _ = downloading(DeviceModel(vendor="h3c"))
    empty = end(flow, text(""))
    assert (empty.text, empty.clear) == ("", None)


# ---------------------------------------------------------------- parameters

POLICY = {
    "mode": "policy",
    "local_cidrs": ("10.0.0.0/16",),
    "remote_cidrs": ("192.168.1.0/24", "192.168.2.0/24"),
    "initiator": "peer",
}
BGP = {"mode": "bgp", "tunnel": {"bgp": Bgp(tunnel_cidr="169.254.130.0/30")}}
NAMED = {"tunnel": {"ike": IkeSpec(local_id="cloud.example", remote_id="idc.example")}}


@pytest.mark.parametrize("changes", [{}, POLICY, BGP, NAMED], ids=["route", "policy", "bgp", "ids"])
def test_parameters_are_the_connections_turned(changes):
    """Without a device nothing is asked but the connection, and told is the peer's view of it."""
    world = World(transition=0)
    ends = spec(**changes).model_dump(include={"tunnels", *changes})
    cloud, link = linked(world, **ends)
    before = len(world.seen)
    config = cloud.vpn_connections.device_config(link.id)
    assert all(seen.action.startswith("Describe") for seen in world.seen[before:])
    link = cloud.vpn_connections.get(link.id)
    assert to_dict(config, reveal=True) == to_dict(peer_view(link), reveal=True)
    assert (config.device, config.text, config.clear) == (None, "", None)


def test_a_device_that_is_set_so_comes_up():
    """Built from the parameters alone, the other end of the tunnel is negotiated."""
    world = World(transition=0)
    cloud, link = linked(world, **POLICY, tunnels=spec(NAMED["tunnel"]).tunnels)
    config = cloud.vpn_connections.device_config(link.id)
    (tunnel,) = config.tunnels
    ike, ipsec = tunnel.ike, tunnel.ipsec
    device = End(
        owner="device",
        local_address=tunnel.local_address,
        peer_address=tunnel.remote_address,
        psk=tunnel.psk.get_secret_value(),
        ike_version=ike.version,
        ike=((ike.encryption, ike.integrity, ike.dh_group),),
        esp=((ipsec.encryption, ipsec.integrity, ipsec.pfs_group),),
        local_id=ike.local_id,
        remote_id=ike.remote_id,
        local_selectors=config.local_cidrs,
        remote_selectors=config.remote_cidrs,
        initiates=tunnel.initiates,
    )
    world.internet.put("device", device)
    assert cloud.vpn_connections.diagnose(link.id).up is True


# ---------------------------------------------------------------- secrets, and the whole way


@pytest.mark.parametrize("device", [None, *SPELT.values()], ids=str)
def test_no_key_is_seen(device):
    """With or without a device: in no text of the configuration, but there when it is asked for."""
    world = World(transition=0)
    tunnel = spec({"psk": canaries.PSK}).tunnels
    cloud, link = linked(world, tunnels=tunnel)
    with canaries.listening():
        config = cloud.vpn_connections.device_config(link.id, device)
        assert to_json(config, reveal=True).count(canaries.PSK) == (1 if device is None else 2)
        canaries.silent("it", config.text, *canaries.told(config), to_json(config), to_dict(config))
        for name in ("text", "clear", "tunnels"):
            canaries.silent(name, repr(getattr(config, name)), str(getattr(config, name)))
        with pytest.raises(TypeError) as caught:
            pickle.dumps(config)
        canaries.silent_error(caught.value)
        with pytest.raises(cgw.CgwError) as refused:
            cloud.vpn_connections.device_config(link.id, DeviceModel(vendor=canaries.PSK[:9]))
        canaries.silent_error(refused.value)


@pytest.mark.parametrize("vendor", SPELT)
def test_a_text_has_what_the_device_needs(vendor):
    """Addresses, interface and key of the connection stand in the text for each listed device."""
    cloud, link = linked(World(transition=0))
    assert cloud.vpn_connections.devices() == tuple(SPELT.values())
    asked_for = DeviceModel(vendor=vendor, interface="wan7")
    config = cloud.vpn_connections.device_config(link.id, asked_for)
    (tunnel,) = link.tunnels
    for part in (tunnel.local_address, tunnel.peer_address, "wan7", tunnel.psk.get_secret_value()):
        assert part in config.clear.get_secret_value()
    assert config.text.count("\r\n") == config.clear.get_secret_value().count("\r\n") > 3


# ---------------------------------------------------------------- the pretended API


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"VpnGatewayId": None}, "MissingParameter"),
        ({"InterfaceName": None}, "MissingParameter"),
        ({"InterfaceName": ""}, f"{BAD}.Empty"),
        ({"CustomerGatewayVendor": {**H3C, "Platform": ""}}, f"{BAD}.Empty"),
        ({"CustomerGatewayVendor": {"VendorName": "h3c"}}, "MissingParameter"),
        ({"CustomerGatewayVendor": "h3c"}, "InvalidParameter"),
        ({"CustomerGatewayVendor": {**H3C, "VendorName": "H3C"}}, f"{BAD}.Malformed"),
        ({"CustomerGatewayVendor": {**H3C, "Version": "1"}}, "UnknownParameter"),
        ({"VpnConnectionId": "vpnx-00000000"}, "ResourceNotFound"),
        ({"VpnConnectionId": "nonsense"}, f"{BAD}.Malformed"),
    ],
)
def test_wrong_downloads(changes, code):
    """Each wrong parameter of a download gets one of the codes that are listed for it."""
    cloud = Cloud()
    good = {**cloud.both(cloud.link()), "CustomerGatewayVendor": H3C, "InterfaceName": "eth0"}
    assert (
        "654321"
        in cloud("DownloadCustomerGatewayConfiguration", **good)["CustomerGatewayConfiguration"]
    )
    given = {k: v for k, v in {**good, **changes}.items() if v is not None}
    assert cloud.code("DownloadCustomerGatewayConfiguration", **given) == code


def test_another_gateways_connection_is_not_there():
    """Gateway and connection must belong together; and the list of devices takes nothing."""
    cloud = Cloud()
    link, other = cloud.link(), cloud.new_gateway()
    given = {"CustomerGatewayVendor": H3C, "InterfaceName": "eth0", "VpnConnectionId": link}
    given["VpnGatewayId"] = other
    assert cloud.code("DownloadCustomerGatewayConfiguration", **given) == "ResourceNotFound"
    assert cloud.code("DescribeCustomerGatewayVendors", Limit=1) == "UnknownParameter"

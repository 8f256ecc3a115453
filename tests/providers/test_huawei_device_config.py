"""The device's side of a connection, as HUAWEI CLOUD tells it: parameters, and a text for a device."""

from __future__ import annotations

import json

import huawei
import pytest
from huawei import KEY, SITE, built, client, connection, gateway, play, site, spec
from hypothesis import given
from hypothesis import strategies as st

from cgw.emulator.world import World
from cgw.errors import InvalidRequestError
from cgw.models import DeviceModel, to_json
from cgw.wire import UnreadableError
from cgw_huawei import Device

VERBS = huawei.CLOUD.vpn_connections
# The sample of vpn_api_0163 of 2026-04-24.
SAMPLE = {
    "supported_devices": [
        {"vendor": "vendor-name-1", "type": "type-1", "model": "model-1", "version": "1.0"},
        {"vendor": "vendor-name-2", "type": "type-2", "model": "model-2", "version": "1.0"},
    ],
    "request_id": "44b94ae1f57",
}
# The sample of vpn_api_0162 of 2026-04-24.
EXPORT = {
    "request_id": "e905df2f8ec9f68f1d8c53a692dc7eea",
    "peer_config": "the configuration information of the peer device",
}
ONE = Device(vendor="vendor-name-1", series="type-1", platform="model-1", version="1.0")
WORDS = st.text(st.characters(codec="ascii", categories=("L", "N")), max_size=6)


def devices(*rows):
    told, _ = play(VERBS.devices(), {"supported_devices": list(rows)})
    return told


def exported(device, *, rows=SAMPLE, export=EXPORT, **row):
    flow = VERBS.device_config("l-1", device)
    return play(flow, rows, connection(**row), gateway(), site(), export)


def test_the_sample_of_the_list():
    """Both devices of the page, with their series."""
    told, sent = play(VERBS.devices(), SAMPLE)
    assert told[0] == ONE
    assert [one.vendor for one in told] == ["vendor-name-1", "vendor-name-2"]
    assert sent[0].path.endswith("/peer-configuration/supported-devices")


@given(vendor=WORDS, series=WORDS, model=WORDS, version=WORDS, old=st.booleans())
def test_both_forms_of_a_device_are_read(vendor, series, model, version, old):
    """The page has type and model, the SDK a platform; what has no vendor is no device."""
    row = {"vendor": vendor, "version": version}
    row |= {"platform": model} if old else {"type": series, "model": model}
    wanted = Device(vendor=vendor, series="" if old else series, platform=model, version=version)
    assert devices(row, None, row) == ((wanted,) if vendor else ())


def test_the_sample_of_an_export():
    """All four names of the page are sent, and the text is a secret as a whole."""
    told, sent = exported(DeviceModel(vendor="VENDOR-name-1"))
    assert sent[-1].path.endswith("/vpn-connection/l-1/peer-configuration/export")
    assert json.loads(sent[-1].body) == {
        "vendor": "vendor-name-1",
        "type": "type-1",
        "model": "model-1",
        "version": "1.0",
    }
    assert (told.device, told.text) == (ONE, "")
    assert told.clear.get_secret_value() == EXPORT["peer_config"]
    assert (sent[-1].method, sent[-1].safe, sent[-1].writes) == ("POST", True, False)


def test_without_a_type_the_platform_stands_for_both():
    """Of a list in the SDK's form the platform is sent twice, because the page wants both."""
    rows = {"supported_devices": [{"vendor": "v", "platform": "p", "version": "1"}]}
    _, sent = exported(DeviceModel(vendor="v"), rows=rows)
    assert json.loads(sent[-1].body) == {"vendor": "v", "type": "p", "model": "p", "version": "1"}


@pytest.mark.parametrize(
    ("device", "why"),
    [
        (DeviceModel(vendor="nobody"), "none such"),
        (DeviceModel(vendor=""), "more than one"),
        (DeviceModel(vendor="vendor-name-1", version="2"), "none such"),
        (Device(vendor="vendor-name-1", series="type-2"), "none such"),
    ],
)
def test_a_device_that_is_not_the_clouds(device, why):
    """One that fits none or several is refused before anything is exported, and all are named."""
    with pytest.raises(InvalidRequestError, match=why) as caught:
        exported(device)
    assert caught.value.field == "device"
    assert "vendor-name-2/model-2/1.0" in str(caught.value)


def test_a_connection_without_a_key_has_no_secret():
    """Where certificates stand for the key, the text may be shown."""
    ike = {**huawei.CONNECTION["ikepolicy"], "authentication_method": "digital-envelope-v2"}
    told, _ = exported(ONE, ikepolicy=ike)
    assert told.text == EXPORT["peer_config"]


def test_parameters_are_turned():
    """The device is the local end: its address, networks and identity stand first, and no key."""
    flow = VERBS.device_config("l-1", None)
    told, sent = play(flow, connection(), gateway(), site())
    assert [request.action for request in sent] == ["ShowVpnConnection", "ShowVgw", "ShowCgw"]
    (tunnel,) = told.tunnels
    assert (tunnel.local_address, tunnel.remote_address) == (SITE, "198.51.100.2")
    assert (tunnel.ike.local_id, tunnel.ike.remote_id) == (SITE, "198.51.100.2")
    assert (told.local_cidrs, told.remote_cidrs) == (huawei.REMOTE, huawei.LOCAL)
    assert (tunnel.psk, tunnel.initiates, told.clear, told.device) == (None, None, None, None)
    assert tunnel.dpd.timeout_s == 15


def test_identities_and_bgp_are_turned():
    """Names go to the other side, any name is the address, and so do addresses and AS numbers."""
    ike = {**huawei.CONNECTION["ikepolicy"], "local_id_type": "fqdn", "local_id": "cloud.example",
           "peer_id_type": "any", "peer_id": ""}  # fmt: skip
    row = connection(
        style="BGP", ikepolicy=ike, tunnel_local_address="169.254.70.1/30",
        tunnel_peer_address="169.254.70.2/30", bgp_peer={"peer_asn": 65010, "state": "IDLE"},
    )  # fmt: skip
    told, _ = play(VERBS.device_config("l-1", None), row, gateway(), site())
    (tunnel,) = told.tunnels
    assert (tunnel.ike.local_id, tunnel.ike.remote_id) == (SITE, "cloud.example")
    assert (tunnel.bgp.local_address, tunnel.bgp.peer_address) == ("169.254.70.2", "169.254.70.1")
    assert (tunnel.bgp.local_asn, tunnel.bgp.peer_asn) == (65010, 64512)
    assert tunnel.bgp.status is None


def test_an_answer_without_a_text_is_unreadable():
    """It is not taken for an empty configuration."""
    with pytest.raises(UnreadableError):
        exported(ONE, export={"request_id": "x"})


def test_no_key_leaves_by_the_way():
    """The emulator's text has the key: only ``clear`` holds it."""
    with client(World(rate=0)) as cloud:
        ready, customer = built(cloud)
        asked = spec(vpn_gateway_id=ready.id, customer_gateway_id=customer)
        made = cloud.vpn_connections.create(asked)
        for device in cloud.vpn_connections.devices():
            told = cloud.vpn_connections.device_config(made.id, device)
            key = KEY.get_secret_value()
            assert key in told.clear.get_secret_value()
            assert key not in f"{told}{told!r}{to_json(told)}{told.text}"
        with pytest.raises(InvalidRequestError):
            cloud.vpn_connections.device_config(made.id, DeviceModel(vendor="nobody"))

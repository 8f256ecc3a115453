"""Tags of things that exist on Tencent Cloud, request by request."""

from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tencent_ssl import CLOUD, drive

import cgw
import cgw.emulator
from cgw.adapter import Credentials, Place
from cgw.emulator.world import World
from cgw.errors import InvalidRequestError, NotFoundError, UnsupportedError
from cgw_tencent import ConnectOptions
from cgw_tencent.adapter import TencentAdapter
from cgw_tencent.tags import tag, tags_of

KEYS = st.text("abcdef", min_size=1, max_size=4)
PAIRS = st.dictionaries(KEYS, st.text("xyz", max_size=3), max_size=35)
ID = "vpngw-1"


@given(PAIRS, st.sets(KEYS, max_size=35), PAIRS)
def test_everything_is_asked_for_once(add, remove, there):
    """All new tags come and all old ones go, each once, in calls of at most ten pairs each."""
    rows = [{"ResourceId": ID, "TagKey": key, "TagValue": value} for key, value in there.items()]
    pages = [
        {"Tags": rows[start : start + 20], "TotalCount": len(rows)}
        for start in range(0, max(len(rows), 1), 20)
    ]
    gone = {key for key in remove if key in there and key not in add}
    calls = max(-(-len(add) // 10), -(-len(gone) // 10))
    reads = pages if remove else []
    flow = tag(CLOUD, "vpngw", ID, add, tuple(sorted(remove)))
    _, asked = drive(flow, *reads, *[{"RequestId": "r"}] * calls)
    told: dict[str, str] = {}
    less: list[str] = []
    for action, sent in asked[len(reads) :]:
        assert action == "ModifyResourceTags"
        assert sent.pop("Resource") == f"qcs::vpc:ap-guangzhou:uin/:vpngw/{ID}"
        assert sent
        for pairs in sent.values():
            assert 1 <= len(pairs) <= 10  # the page: neither may be empty
        told |= {pair["TagKey"]: pair["TagValue"] for pair in sent.pop("ReplaceTags", [])}
        less += [pair["TagKey"] for pair in sent.pop("DeleteTags", [])]
        assert not sent
    assert told == add
    assert sorted(less) == sorted(gone)


@given(st.integers(0, 120), st.integers(0, 60))
def test_all_tags_of_many_things_are_read(things, tags):
    """In parts of 50 ids, each page by page, with an offset that is a multiple of the size."""
    ids = [f"vpns-{number}" for number in range(things)]
    flow, asked = tags_of(CLOUD, "vpns", ids), []
    try:
        request = next(flow)
        while True:
            assert request.headers["x-tc-version"] == "2018-08-13"
            assert request.endpoint == "https://tag.tencentcloudapi.com"
            sent = json.loads(request.body)
            asked.append(sent)
            assert 1 <= len(sent["ResourceIds"]) <= 50
            assert sent["Offset"] % sent["Limit"] == 0
            rows = [
                {"ResourceId": sent["ResourceIds"][0], "TagKey": f"k{number}", "TagValue": "v"}
                for number in range(tags)
            ]
            page = rows[sent["Offset"] : sent["Offset"] + sent["Limit"]]
            body = {"Response": {"Tags": page, "TotalCount": tags}}
            request = flow.send(cgw.wire.Reply(200, json.dumps(body).encode(), {}))
    except StopIteration as stop:
        found = stop.value
    assert {one for sent in asked for one in sent["ResourceIds"]} == set(ids)
    assert set(found) == ({ids[start] for start in range(0, things, 50)} if tags else set())
    assert all(len(pairs) == tags for pairs in found.values())


def test_each_service_is_signed_with_its_name():
    """The credential scope names the service that a request is for."""
    keys = Credentials("id", "secret")
    now = cgw.models.parse_time("2026-11-21T00:00:00Z")
    for flow, service in ((tags_of(CLOUD, "cgw", ["cgw-1"]), "tag"), (None, "vpc")):
        request = next(flow or CLOUD.customer_gateways.get("cgw-1"))
        signed = CLOUD.sign(request, keys, now, "nonce").headers["authorization"]
        assert f"/2026-11-21/{service}/tc3_request" in signed


def test_each_service_has_its_own_address():
    """An address that is given for one service is not used for the other."""
    place = Place("ap-guangzhou", {"tag": "https://tag.intl.tencentcloudapi.com"})
    moved = TencentAdapter(place)
    assert next(tags_of(moved, "cgw", ["cgw-1"])).endpoint == place.overrides["tag"]
    assert next(moved.routes.get("vpngw-1/vpnr-1")).endpoint == CLOUD.endpoints["vpc"]


@pytest.mark.parametrize("noun", ["customer_gateways", "vpn_gateways", "ssl_vpn_servers"])
def test_a_thing_that_is_not_there(noun):
    """To tag it is an error that names it or the tag, whatever the tag service says of it."""
    ids = {"customer_gateways": "cgw", "vpn_gateways": "vpngw", "ssl_vpn_servers": "vpns"}
    with cgw.emulator.connect(World(), "tencent", region="ap-guangzhou") as cloud:
        verbs = getattr(cloud, noun)
        with pytest.raises((NotFoundError, InvalidRequestError)):
            verbs.add_tags(f"{ids[noun]}-00000000", {"a": "b"})
        with pytest.raises(NotFoundError):
            verbs.remove_tags(f"{ids[noun]}-00000000", ["a"])


def test_more_tags_than_a_thing_may_have():
    """The refusal names the tags, and nothing was changed by the call that was refused."""
    with cgw.emulator.connect(World(), "tencent", region="ap-guangzhou") as cloud:
        site = cloud.customer_gateways.create(
            cgw.CustomerGatewaySpec(name="s", address="203.0.113.7")
        )
        cloud.customer_gateways.add_tags(site.id, {f"k{n}": "" for n in range(49)})
        with pytest.raises(cgw.QuotaExceededError) as refused:
            cloud.customer_gateways.add_tags(site.id, {"one": "", "two": ""})
        assert refused.value.field == "tags"
        assert len(cloud.customer_gateways.get(site.id).tags) == 49
        # To exchange them all is possible without room to spare.
        new = {f"n{n}": "v" for n in range(49)}
        assert cloud.customer_gateways.replace_tags(site.id, new).tags == new


def test_tags_that_are_not_read_are_not_changed():
    """Where the tag service is left alone, a change is refused before any request, other things'
    tags are changed as ever, and nothing is lost."""
    world = World(transition=0)
    quiet = cgw.emulator.connect(
        world, "tencent", region="ap-guangzhou", options=ConnectOptions(ssl_tags=False)
    )
    asked_for = cgw.VpnGatewaySpec(
        name="g", network_id="vpc-1", bandwidth_mbps=10, ipsec=False, ssl=True
    )
    gateway = quiet.vpn_gateways.create(asked_for)
    server = quiet.ssl_vpn_servers.create(
        cgw.SslVpnServerSpec(
            name="s", vpn_gateway_id=gateway.id, client_cidr="10.253.0.0/24", tags={"a": "1"}
        )
    )
    client = quiet.ssl_vpn_clients.create(
        cgw.SslVpnClientSpec(name="c", server_id=server.id, tags={"a": "1"})
    )
    before = len(world.seen)
    for noun, id in (("ssl_vpn_servers", server.id), ("ssl_vpn_clients", client.id)):
        verbs = getattr(quiet, noun)
        for change in (
            partial(verbs.replace_tags, id, {}),
            partial(verbs.replace_tags, id, {"b": "2"}),
            partial(verbs.add_tags, id, {"b": "2"}),
            partial(verbs.remove_tags, id, ["a"]),
        ):
            with pytest.raises(UnsupportedError, match="tags"):
                change()
    assert len(world.seen) == before
    assert quiet.vpn_gateways.replace_tags(gateway.id, {"b": "2"}).tags == {"b": "2"}
    with cgw.emulator.connect(world, "tencent", region="ap-guangzhou") as cloud:
        assert cloud.ssl_vpn_servers.get(server.id).tags == {"a": "1"}
        assert cloud.ssl_vpn_servers.replace_tags(server.id, {}).tags == {}
        assert cloud.ssl_vpn_clients.replace_tags(client.id, {"b": "2"}).tags == {"b": "2"}

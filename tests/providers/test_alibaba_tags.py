"""Tags of things that exist on Alibaba Cloud, request by request."""

from __future__ import annotations

import pytest
from alibaba_flows import adapter, drive, query
from hypothesis import example, given
from hypothesis import strategies as st

from cgw_alibaba.tags import tag

KEYS = st.text("abcdef", min_size=1, max_size=4)


@example({str(n): "v" for n in range(41)}, {f"k{n}" for n in range(45)})
@given(st.dictionaries(KEYS, st.text("xyz", max_size=3), max_size=50), st.sets(KEYS, max_size=50))
def test_everything_is_asked_for_once(add, remove):
    """All keys go first, then all tags come, each once, and at most twenty in a call."""
    cloud = adapter()
    flow = tag(cloud, "VPNGATEWAY", "vpn-1", add, tuple(sorted(remove)))
    calls = -(-len(remove) // 20) + -(-len(add) // 20)
    _, asked = drive(flow, *[{"RequestId": "r"}] * calls)
    actions = [request.action for request in asked]
    assert actions == sorted(actions, reverse=True)  # UnTag before Tag: room is made first
    told: dict[str, str] = {}
    gone: list[str] = []
    for request in asked:
        sent = query(request)
        assert (sent.pop("RegionId"), sent.pop("ResourceType")) == ("cn-shanghai", "VPNGATEWAY")
        assert sent.pop("ResourceId.1") == "vpn-1"
        assert request.safe
        assert request.writes
        if request.action == "UnTagResources":
            assert len(sent) <= 20
            gone += [sent[f"TagKey.{n}"] for n in range(1, len(sent) + 1)]
        else:
            assert len(sent) <= 40
            numbers = range(1, len(sent) // 2 + 1)
            told |= {sent[f"Tag.{n}.Key"]: sent[f"Tag.{n}.Value"] for n in numbers}
    assert told == add
    assert sorted(gone) == sorted(remove)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"VpnGatewayId": "vpn-1"}, "VPNCONNECTION"),
        ({"VpnGatewayId": "vpn-not-exist", "AttachType": "CEN"}, "VPNATTACHMENT"),
    ],
)
def test_attachments_are_another_kind(row, kind):
    """A connection of a transit router has the ids of connections and the tags of attachments."""
    flow = adapter().vpn_connections.tag("vco-1", {"a": "b"}, ())
    _, (_, asked) = drive(flow, {"VpnConnectionId": "vco-1", **row}, {"RequestId": "r"})
    assert query(asked)["ResourceType"] == kind

"""Whatever the cloud answers to who looks at a connection: a result, or a named refusal to read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alibaba_flows import KEY, adapter, reply
from alibaba_rows import BGP_ROW, ROW, SITE
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import LogWindow
from cgw.errors import CgwError
from cgw.models import to_json
from cgw.wire import UnreadableError

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
)
# What these answers really have, so that garbage stands in the places that are read.
NAMES = st.sampled_from(
    [
        "VpnConnections", "VpnConnection", "TotalCount", "PageSize", "FailedReasonCode", "Severity",
        "FailedTime", "TunnelId", "VpnConnectionId", "MismatchLocalParam", "SourceLog",
        "VpnConnectionConfig", "TunnelsConfig", "TunnelConfig", "BgpConfigs", "BgpConfig", "Local",
        "IkeConfig", "IpsecConfig", "LocalSubnet", "LocalAsn", "IkeLifetime", "Psk", "Data", "Logs",
        "Count", "PageNumber", "DiagnoseId", "DiagnoseResult", "DiagnoseResultLevel", "FinishTime",
        "DiagnoseResultDescription", "FinishedCount", "DiagnoseName",
    ]
)  # fmt: skip
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
BEGIN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
WINDOW = LogWindow(BEGIN, BEGIN + timedelta(minutes=10))
VERBS = {
    "diagnose": lambda cloud: cloud.vpn_connections.diagnose("vco-1"),
    "logs": lambda cloud: cloud.vpn_connections.logs("vco-1", WINDOW, None),
    "device_config": lambda cloud: cloud.vpn_connections.device_config("vco-1", None),
    "gateway": lambda cloud: cloud.vpn_gateways.diagnose("vpn-1"),
}
GOOD = {
    "DescribeVpnConnection": [ROW, BGP_ROW],
    "DescribeCustomerGateway": [SITE],
    "DescribeVpnGateway": [{"VpnGatewayId": "vpn-1"}],
    "DescribeVpnConnections": [
        {"TotalCount": 1, "VpnConnections": {"VpnConnection": [ROW]}},
    ],
}
MOST = 20


@pytest.mark.parametrize("verb", sorted(VERBS))
@given(answer=ANSWERS, pair=st.booleans())
def test_no_answer_is_a_crash(verb: str, answer: Any, pair: bool) -> None:
    """Good reads and one kind of garbage: a result without keys, or an error of ours."""
    told = outcome(verb, answer, pair=pair)
    if verb != "device_config" and not isinstance(told, Exception):
        assert KEY not in to_json(told, reveal=True)
    assert KEY not in repr(told) + str(told)


def outcome(verb: str, answer: Any, *, pair: bool) -> Any:
    """The result, or the error; None if there is no end to what is asked."""
    cloud = adapter()
    flow = VERBS[verb](cloud)
    try:
        request = next(flow)
        for _ in range(MOST):
            good = GOOD.get(request.action, [answer])
            told = reply(good[-1] if pair else good[0])
            error = cloud.error(request, told)
            request = flow.throw(error) if error else flow.send(told)
    except StopIteration as stop:
        return stop.value
    except (CgwError, UnreadableError) as caught:
        return caught
    return None

"""Diagnosis of connections and gateways, and the log of a connection; flows driven by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alibaba_flows import KEY, adapter, drive, query, reply
from alibaba_rows import BGP_ROW, IKE, PAIR_ROW, ROW, SINGLE, tunnel_row
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import LogWindow
from cgw.errors import BusyError, NotFoundError
from cgw.models import Diagnosis, to_json
from cgw.wire import Request, UnreadableError
from cgw_alibaba.diagnosis_codes import CODES, in_our_words, masked_report, meaning

HEALTHY = {"RequestId": "R", "PageNumber": 1, "PageSize": 50, "TotalCount": 0, "VpnConnections": []}
# The examples beside the fields in the official SDK (alibabacloud_vpc20160428): a vendor example.
EXAMPLE = {
    "RequestId": "B8094E1E-935B-1397-96A8-4F87A5D1BF29", "PageNumber": 1, "PageSize": 10,
    "TotalCount": 1,
    "VpnConnections": [{
        "FailedReason": "Phase1 negotiation timeout",
        "FailedReasonCode": "Phase1NegotiationTimeout",
        "FailedTime": 1673581161000,
        "MismatchLocalParam": "SHA256",
        "MismatchRemoteParam": "SHA",
        "Severity": "Warn",
        "SourceLog": "2023-01-13 11:39:21 vco-bp1spxu8hlcvpd7ry**** [PROTO_ERR]: ikev1.c:1433:"
        "isakmp_ph1resend(): phase1 negotiation failed due to time up. [{remote id:4}{ph1: "
        "172.16.0.88[500] <=> 192.168.0.206[500], 172.16.0.88 <=> 192.168.0.206}]",
        "TunnelId": "tun-64n1sr9dig64k6****",
        "VpnConnectionId": "vco-1",
    }],
}  # fmt: skip


@pytest.fixture
def links():
    return adapter().vpn_connections


@pytest.fixture
def gateways():
    return adapter().vpn_gateways


def findings(*rows: dict[str, Any]) -> dict[str, Any]:
    return {**HEALTHY, "TotalCount": len(rows), "VpnConnections": list(rows)}


def diagnosed(links: Any, row: dict[str, Any], *rows: dict[str, Any]) -> Diagnosis:
    found, _ = drive(links.diagnose("vco-1"), row, findings(*rows))
    assert isinstance(found, Diagnosis)
    return found


# ---------------------------------------------------------------- connections


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (ROW, {"VpnConnectionIds.1": "vco-1", "VpnGatewayId": "vpn-1"}),
        (
            PAIR_ROW,
            {"TunnelIds.1": "tun-1", "TunnelIds.2": "tun-2", "VpnGatewayId": "vpn-1"},
        ),
        # An attachment has no gateway that could be named.
        (
            PAIR_ROW | {"VpnGatewayId": "vpn-not-exist", "AttachType": "CEN"},
            {"TunnelIds.1": "tun-1", "TunnelIds.2": "tun-2"},
        ),
    ],
    ids=["one tunnel", "two tunnels", "attachment"],
)
def test_what_is_asked_about(links, row, named):
    """One tunnel is asked for by its connection's id, two by their own (page of 2024-11)."""
    _, (_, asked) = drive(links.diagnose("vco-1"), row, HEALTHY)
    assert (asked.action, asked.method, asked.safe, asked.writes) == (
        "DiagnoseVpnConnections", "POST", True, False,
    )  # fmt: skip
    assert query(asked) == {
        "RegionId": "cn-shanghai", "PageNumber": "1", "PageSize": "50", **named,
    }  # fmt: skip


def test_the_sdks_example(links):
    """Each field of the SDK's example reaches its place; times are milliseconds."""
    found, _ = drive(links.diagnose("vco-1"), PAIR_ROW, EXAMPLE)
    (one,) = found.symptoms
    assert (one.phase, one.parameter, one.severity) == ("reach", "", "warning")
    assert (one.local, one.remote) == ("SHA256", "SHA")
    assert (one.code, one.words) == ("Phase1NegotiationTimeout", "Phase1 negotiation timeout")
    assert one.tunnel == "tun-64n1sr9dig64k6****"
    assert one.log == EXAMPLE["VpnConnections"][0]["SourceLog"]  # type: ignore[index] # a list
    assert one.at == datetime(2023, 1, 13, 3, 39, 21, tzinfo=UTC)
    assert (found.id, found.up, found.complete) == ("vco-1", False, True)


STATUS = {"phase1": "ike_sa_not_established", "phase2": "ipsec_sa_not_established", "": ""}
# Column "API-based error code" of the help page "IPsec-VPN troubleshooting" of 2026-06.
TABLE = """PeerMismatch AlgorithmMismatch EncryptionAlgorithmMismatch
    AuthenticationAlgorithmMismatch DhGroupMismatch PskMismatch PeerIdMismatch
    DpdHashNotifyCompatibility DpdTimeout IkeVersionMismatch NegotiationModeMismatch NatTMismatch
    LifetimeMismatch SecurityProtocolMismatch EncapsulationModeMismatch AlgorithmCompatibility
    TrafficSelectorMismatch PfsMismatch CommitMismatch ProposalMismatch NegotiationFailed
    Phase1NegotiationTimeout Phase2NegotiationTimeout NoResponse ReceiveDeleteNotify
    NoExceptionFound"""


def test_every_code_of_the_page_is_known():
    """The table has the page's codes, and no other."""
    assert sorted(CODES) == sorted(TABLE.split())


@pytest.mark.parametrize("code", TABLE.split())
@pytest.mark.parametrize("failing", ["phase1", "phase2"])
def test_a_code_has_a_phase(links, code, failing):
    """Each code tells a phase: its own, or the one that the tunnel's status says does not stand."""
    row = PAIR_ROW | {"TunnelOptionsSpecification": {"TunnelOptions": [
        tunnel_row(1, Status="ipsec_sa_established"), tunnel_row(2, Status=STATUS[failing]),
    ]}}  # fmt: skip
    found = diagnosed(links, row, {"TunnelId": "tun-2", "FailedReasonCode": code})
    (one,) = found.symptoms
    assert one.phase in {failing, meaning(code, "").phase} - {""}
    assert one.code == code
    assert found.first is one
    assert found.up is False


@pytest.mark.parametrize(
    ("code", "phase1", "phase2"),
    [
        ("EncryptionAlgorithmMismatch", "ike.encryption", "ipsec.encryption"),
        ("AuthenticationAlgorithmMismatch", "ike.integrity", "ipsec.integrity"),
        ("LifetimeMismatch", "ike.lifetime_s", "ipsec.lifetime_s"),
        ("DhGroupMismatch", "ike.dh_group", "ike.dh_group"),
        ("PfsMismatch", "ipsec.pfs_group", "ipsec.pfs_group"),
    ],
)
def test_a_parameter_is_of_its_phase(code, phase1, phase2):
    """The page has algorithms and lifetimes of both phases under one code; the status decides."""
    assert meaning(code, "phase1").parameter == phase1
    assert meaning(code, "phase2").parameter == phase2


@given(st.text(max_size=30), st.text(max_size=20), st.sampled_from(sorted(STATUS)))
def test_what_no_page_has_is_told_as_it_is(code, severity, failing):
    """An unknown code or level is no crash: it is an error, in the cloud's own words."""
    row = ROW | {"Status": STATUS[failing]}
    (one,) = diagnosed(
        adapter().vpn_connections, row, {"FailedReasonCode": code, "Severity": severity}
    ).symptoms
    assert one.code == code
    if code not in CODES:
        assert one.phase == failing
    if severity.lower() not in {"warn", "warning", "normal"}:
        assert one.severity == "error"


@pytest.mark.parametrize(
    ("parameter", "told", "ours"),
    [
        ("ike.integrity", "SHA256", "sha2-256"),
        ("ike.integrity", "SHA", "SHA"),
        ("ipsec.encryption", "aes", "aes-128-cbc"),
        ("ike.dh_group", "group14", "dh14"),
        ("ipsec.pfs_group", "disabled", "none"),
        ("ike.version", "ikev1", "ikev1"),
        ("selectors", "10.0.0.0/8", "10.0.0.0/8"),
        ("ike.encryption", "aes, aes256", "aes-128-cbc, aes-256-cbc"),
        ("ike.encryption", "", ""),
    ],
)
def test_values_are_in_our_words_where_we_have_them(parameter, told, ours):
    """A value that the specs have a word for is told in it, any other as the cloud wrote it."""
    assert in_our_words(parameter, told) == ours


STRANGER = {"VpnConnectionId": "vco-2", "FailedReasonCode": "NoResponse"}


def test_other_connections_are_not_this_one(links):
    """What the cloud tells of another connection is left out."""
    found = diagnosed(links, ROW, STRANGER, {"FailedReasonCode": "PskMismatch"})
    assert [one.parameter for one in found.symptoms] == ["psk"]


def test_every_page_is_read(links):
    """Findings go on until the cloud's count is reached."""
    rows = [{"FailedReasonCode": "NoResponse", "FailedTime": n} for n in range(1, 52)]
    pages = [{**HEALTHY, "TotalCount": 51, "VpnConnections": rows[:50]},
             {**HEALTHY, "TotalCount": 51, "VpnConnections": rows[50:]}]  # fmt: skip
    found, asked = drive(links.diagnose("vco-1"), ROW, *pages)
    assert len(found.symptoms) == 51
    assert [query(one)["PageNumber"] for one in asked[1:]] == ["1", "2"]


@pytest.mark.parametrize(
    ("row", "up"),
    [
        (ROW, True),
        (ROW | {"Status": "ike_sa_not_established"}, False),
        (ROW | {"Status": "brand_new"}, None),
        (PAIR_ROW, False),
    ],
)
def test_up_is_what_the_statuses_say(links, row, up):
    """True if every tunnel is up, None if the cloud does not say; findings do not decide."""
    assert diagnosed(links, row).up is up


def test_the_state_is_looked_at_too(links):
    """BGP, probes and arrears stand in the connection itself."""
    down = {"BgpStatus": "false", "TunnelCidr": "169.254.11.0/30"}
    options = [tunnel_row(1, TunnelBgpConfig=down), tunnel_row(2)]
    found = diagnosed(links, BGP_ROW | {"TunnelOptionsSpecification": {"TunnelOptions": options}})
    assert [(one.phase, one.tunnel) for one in found.symptoms] == [("bgp", "tun-1")]
    probe = {"Enable": "true", "Status": "failed"}
    found = diagnosed(links, ROW | {"VcoHealthCheck": probe, "State": "financialLocked"})
    assert [one.phase for one in found.symptoms] == ["account", "health"]
    assert found.first is found.symptoms[0]


@pytest.mark.parametrize("answer", [{"RequestId": "R"}, {"VpnConnections": "none"}, []])
def test_a_strange_answer_is_no_good_health(links, answer):
    """An answer without findings and without a count is unreadable, not a healthy connection."""
    with pytest.raises(UnreadableError):
        drive(links.diagnose("vco-1"), ROW, answer)


@pytest.mark.parametrize("field", ["FailedReason", "SourceLog", "MismatchLocalParam"])
def test_a_key_in_a_finding_is_masked(links, field):
    """Whatever the cloud writes a key into, it is not told."""
    found = diagnosed(links, ROW, {field: f"key {KEY}!", "FailedReasonCode": "NoResponse"})
    assert KEY not in to_json(found, reveal=True) + repr(found) + str(found)
    assert "key" in to_json(found)
    values = {"MismatchLocalParam": "mine", "MismatchRemoteParam": "yours"}
    (one,) = diagnosed(links, ROW, {"FailedReasonCode": "PskMismatch", **values}).symptoms
    assert (one.local, one.remote) == ("", "")


# ---------------------------------------------------------------- the log

BEGIN = datetime(2022, 12, 14, 7, 42, 24, 500000, tzinfo=UTC)
WINDOW = LogWindow(BEGIN, BEGIN + timedelta(minutes=10))
LINES = ["2022-12-14 15:52:28 vco-m5evqnds4y459flt3**** [INFO]: vpn connection up", "no time here"]


def test_the_log_of_a_connection(links):
    """From and To are seconds and hold the whole window; the times in lines are UTC+8."""
    answer = {"Data": {"Logs": LINES}, "Count": 2, "IsCompleted": True, "PageNumber": 1,
              "PageSize": 50}  # fmt: skip
    page, (asked,) = drive(links.logs("vco-1", WINDOW, None), answer)
    assert query(asked) == {
        "RegionId": "cn-shanghai", "VpnConnectionId": "vco-1", "From": "1671003744",
        "To": "1671004345", "PageNumber": "1", "PageSize": "50",
    }  # fmt: skip
    assert [line.text for line in page.items] == LINES
    assert [line.at for line in page.items] == [
        datetime(2022, 12, 14, 7, 52, 28, tzinfo=UTC), None,
    ]  # fmt: skip
    assert page.cursor is None


def test_the_log_of_a_tunnel(links):
    """The source of a window is a tunnel's id, and a full page has a successor."""
    window = LogWindow(WINDOW.since, WINDOW.until, "tun-1")
    answer = {"Data": {"Logs": ["a"] * 50}, "Count": 50, "PageNumber": 2, "PageSize": 50}
    page, (asked,) = drive(links.logs("vco-1", window, "2"), answer)
    assert (query(asked)["TunnelId"], query(asked)["PageNumber"]) == ("tun-1", "2")
    assert page.cursor == "3"
    assert {line.source for line in page.items} == {"tun-1"}


# ---------------------------------------------------------------- gateways

CONNECTIONS = {"TotalCount": 2, "PageNumber": 1, "PageSize": 50, "VpnConnections": {
    "VpnConnection": [ROW, ROW | {"VpnConnectionId": "vco-2", "Status": STATUS["phase2"]}]}}  # fmt: skip
# The success sample of the help page of GetVpnGatewayDiagnoseResult of 2024-11: the description is
# JSON with each quotation mark escaped once more.
SAMPLE = {
    "BeginTime": "2022-12-15T05:28:57Z", "FinishTime": "2022-12-15T05:29:07Z",
    "DiagnoseId": "vpndgn-uf6sgneym02lxyuv4****", "FinishedCount": 1, "TotalCount": 1,
    "DiagnoseResult": [{
        "DiagnoseName": "RouteEntryConflict", "DiagnoseResultLevel": "normal",
        "DiagnoseResultDescription": '{\\"targetIp\\":\\"192.168.0.1\\"}',
    }],
    "RequestId": "R", "ResourceInstanceId": "vco-1", "ResourceType": "IPsec",
    "VpnGatewayId": "vpn-1",
}  # fmt: skip


def test_a_gateway_is_tested_for_each_of_its_connections(gateways):
    """One run per connection, each read by its own id; what is well is a check and no symptom."""
    bad = {"DiagnoseName": "VcoUserInternetIpConnectivity", "DiagnoseResultLevel": "error",
           "DiagnoseResultDescription": '{"lossRate": 100}'}  # fmt: skip
    unlike = {"DiagnoseName": "VcoConfigConsistency", "DiagnoseResultLevel": "warning"}
    second = SAMPLE | {"DiagnoseResult": [bad, unlike], "ResourceInstanceId": "vco-2"}
    found, asked = drive(
        gateways.diagnose("vpn-1"), SINGLE, CONNECTIONS, {"DiagnoseId": "d-1"}, SAMPLE,
        {"DiagnoseId": "d-2"}, second,
    )  # fmt: skip
    assert [one.action for one in asked[2:]] == [
        "DiagnoseVpnGateway", "GetVpnGatewayDiagnoseResult",
    ] * 2  # fmt: skip
    assert query(asked[2]) == {
        "RegionId": "cn-shanghai", "VpnGatewayId": "vpn-1", "ResourceType": "IPsec",
        "ResourceId": "vco-1",
    }  # fmt: skip
    assert query(asked[5])["DiagnoseId"] == "d-2"
    assert found.checks == (
        'vco-1 RouteEntryConflict: normal {"targetIp": "192.168.0.1"}',
        'vco-2 VcoUserInternetIpConnectivity: error {"lossRate": 100}',
        "vco-2 VcoConfigConsistency: warning",
    )
    # Both ends differ in the phase that the connection's status says does not stand.
    assert [(one.phase, one.severity) for one in found.symptoms] == [
        ("reach", "error"), ("phase2", "warning"),
    ]  # fmt: skip
    assert found.symptoms[0].at == datetime(2022, 12, 15, 5, 29, 7, tzinfo=UTC)
    assert (found.up, found.complete) == (False, True)


def test_a_gateway_without_connections(gateways):
    """Nothing can be tested; that the account is in arrears is told all the same."""
    empty = {"TotalCount": 0, "VpnConnections": {"VpnConnection": []}}
    found, _ = drive(
        gateways.diagnose("vpn-1"), SINGLE | {"BusinessStatus": "FinancialLocked"}, empty
    )
    assert (found.up, found.checks, found.complete) == (None, (), True)
    assert [one.phase for one in found.symptoms] == ["account"]


def test_when_time_is_up_the_rest_is_told(gateways):
    """A run that did not end in time makes the diagnosis incomplete, and loses nothing before it."""
    busy = BusyError("running", provider="alibaba")
    found, _ = drive(
        gateways.diagnose("vpn-1"), SINGLE, CONNECTIONS, {"DiagnoseId": "d"}, SAMPLE,
        {"DiagnoseId": "d"}, busy,
    )  # fmt: skip
    assert (found.complete, len(found.checks)) == (False, 1)
    with pytest.raises(NotFoundError):
        drive(gateways.diagnose("vpn-0"), NotFoundError("gone", provider="alibaba"))


@pytest.mark.parametrize(
    ("done", "of", "busy"), [(3, 7, True), (7, 7, False), ("3", "7", True), (None, 7, False)]
)
def test_a_run_that_has_not_ended_is_busy(done, of, busy):
    """The engine asks again while fewer tests have ended than there are, and only then."""
    body = {"FinishedCount": done, "TotalCount": of, "DiagnoseResult": []}
    asked = Request("POST", "https://h", "/", "GetVpnGatewayDiagnoseResult")
    error = adapter().error(asked, reply(body))
    assert isinstance(error, BusyError) is busy
    assert error is None or error.retryable
    other = Request("POST", "https://h", "/", "DescribeVpnConnections")
    assert adapter().error(other, reply(body)) is None


@given(st.text(min_size=12, max_size=40).filter(lambda key: key.strip() == key))
def test_no_report_tells_a_key(key):
    """The configuration of both ends stands in a report; its keys do not, in any form of it."""
    ike = {**IKE, "Psk": key}
    plain = json.dumps({"vcoConf": {"IkeConfig": ike}})
    nested = json.dumps({"vcoConf": json.dumps({"IkeConfig": ike})})
    broken = '{"Psk": "' + key
    for text in (plain, plain.replace('"', '\\"'), nested, json.dumps([ike]), broken):
        told = masked_report(text, [])
        assert key not in told
        assert json.dumps(key)[1:-1] not in told
    assert masked_report("all is well", []) == "all is well"

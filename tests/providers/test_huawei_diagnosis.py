"""What HUAWEI CLOUD says of a connection that is not well: its status, its log, what it carried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import huawei
import pytest
from huawei import KEY, SITE, built, client, connection, gateway, play, site, spec
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import LogWindow
from cgw.emulator.internet import End
from cgw.emulator.world import World
from cgw.errors import InvalidRequestError, NotFoundError, PermissionDeniedError
from cgw.models import TunnelSpec
from cgw.wire import UnreadableError
from cgw_huawei.log_lines import REASONS, meaning, reason_of

VERBS = huawei.CLOUD.vpn_connections
# The line of vpn_api_0145 of 2025-12-31, and its time.
SAMPLE = (
    "2024-12-24T07:08:32.730275+00:00 host-xx-xx-xx-xx ipsec_ike[30085]: [xx.xx.xx.xx] IPSec tunnel "
    "negotiation fails. (IfIndex=[207], PolicyName=[], SeqNum=[0], PeerAddress=[xx.xx.xx.xx], "
    "PeerPort=[500], Reason=[version mismatch])"
)
AT, MOMENT = 1735024112, datetime(2024, 12, 24, 7, 8, 32, tzinfo=UTC)
# The row of vpn_api_0165 of 2026-04-24, as far as its page is known; the other numbers are our own.
SA = {
    "id": "4f43df63-9263-4895-ba15-e9aae9c9fa68",
    "source_ip_cidr": "0.0.0.0/0",
    "dest_ip_cidr": "192.168.1.0/24",
    "packets_sent": 15516,
    "packets_recv": 15517.0,
    "traffic_sent": 1303344,
    "traffic_recv": 1303345,
    "collected_at": "2025-08-13T02:34:56.784Z",
}
NONE = {"sa_infos": []}


def line(reason: str, at: int = AT) -> dict[str, object]:
    return {"time": at, "raw_message": SAMPLE.replace("version mismatch", reason)}


def diagnosed(*answers, **row):
    told, sent = play(VERBS.diagnose("l-1"), connection(**row), gateway(), site(), *answers)
    return told, [request.action for request in sent[3:]]


@pytest.mark.parametrize("odd", [b"1e999", b'"nan"', b'""', b'"many"', b"[]", b"true"])
def test_a_number_that_is_none_spoils_nothing(odd: bytes):
    """A counter or a time that is no finite number is not told, and all else is."""
    sa = b'{"sa_infos": [{"traffic_sent": %b, "traffic_recv": 7.0}]}' % odd
    log = b'{"logs": [{"time": %b, "raw_message": "said"}]}' % odd
    told, _ = diagnosed(sa, log)
    assert [(one.bytes_out, one.bytes_in) for one in told.counters] == [(None, 7)]
    page, _ = play(VERBS.logs("l-1", LogWindow(MOMENT, MOMENT), None), log)
    assert [(one.at, one.text) for one in page.items] == [(None, "said")]


# ---------------------------------------------------------------- the vendor's samples


def test_the_sample_of_a_log():
    """The page's line has its moment, its text as it is, and the peer as its source."""
    window = LogWindow(MOMENT - timedelta(minutes=5), MOMENT)
    page, sent = play(VERBS.logs("l-1", window, None), {"logs": [line("version mismatch")]})
    (told,) = page.items
    assert (told.at, told.text, told.source) == (MOMENT, SAMPLE, "xx.xx.xx.xx")
    assert page.cursor is None
    assert [(r.method, r.action, r.query) for r in sent] == [("GET", "ShowVpnConnectionLog", ())]
    assert sent[0].path.endswith("/vpn-connection/l-1/log")


def test_the_sample_of_what_was_carried():
    """Sent is out and received is in, seen from the cloud; numbers with fractions are whole."""
    told, actions = diagnosed({"sa_infos": [SA]}, status="ACTIVE")
    (one,) = told.counters
    assert (one.local_cidr, one.remote_cidr) == ("0.0.0.0/0", "192.168.1.0/24")
    assert (one.packets_out, one.packets_in) == (15516, 15517)
    assert (one.bytes_out, one.bytes_in) == (1303344, 1303345)
    assert (one.id, one.tunnel) == (SA["id"], "198.51.100.2")
    assert one.at == datetime(2025, 8, 13, 2, 34, 56, 784000, tzinfo=UTC)
    assert (told.up, told.symptoms, actions) == (True, (), ["ListConnectionIpsecSa"])


def test_the_sample_names_what_differs():
    """A version that does not agree is a symptom of phase 1, with the cloud's value of it."""
    told, actions = diagnosed(NONE, {"logs": [line("version mismatch")]})
    first = told.first
    assert (told.up, first.phase, first.parameter, first.local) == (
        *(False, "phase1", "ike.version"),
        "ikev2",
    )
    assert (first.words, first.log, first.at) == ("version mismatch", SAMPLE, MOMENT)
    assert actions == ["ListConnectionIpsecSa", "ShowVpnConnectionLog"]


# ---------------------------------------------------------------- reasons


@given(reason=st.sampled_from(sorted(REASONS)), upper=st.booleans())
def test_every_reason_of_the_alarms_is_known(reason, upper):
    """A reason means the same in any capitals, and is found in a line of the page's form."""
    spelt = reason.upper() if upper else reason
    assert meaning(spelt) == REASONS[reason]
    assert reason_of(SAMPLE.replace("version mismatch", spelt)) == spelt


@given(st.text(max_size=40))
def test_any_text_may_stand_in_a_log(text):
    """No line breaks the diagnosis; what does not speak of a failure is no symptom."""
    told, _ = diagnosed(NONE, {"logs": [{"time": AT, "raw_message": text}, {}, None]})
    assert [one.code for one in told.symptoms] == ["status"]


def test_only_what_failed_is_a_failure():
    """A reason in a line about anything else, a tunnel that was taken down for one, is no symptom."""
    text = SAMPLE.replace("negotiation fails", "is deleted")
    assert reason_of(text) is None
    told, _ = diagnosed(NONE, {"logs": [{"time": AT, "raw_message": text}]})
    assert [one.code for one in told.symptoms] == ["status"]


@pytest.mark.parametrize(
    ("reason", "phase"),
    [("phase1 proposal prf mismatch", "phase1"), ("phase2 lost", "phase2"), ("tired", "")],
)
def test_a_reason_that_nobody_wrote_down(reason, phase):
    """It is told in the cloud's words, of the phase that it names, and guesses no parameter."""
    told, _ = diagnosed(NONE, {"logs": [line(reason)]})
    assert (told.first.phase, told.first.parameter, told.first.words) == (phase, "", reason)


@pytest.mark.parametrize(
    ("reason", "parameter", "local"),
    [
        ("phase1 proposal encryption algorithm mismatch", "ike.encryption", "aes-128-cbc"),
        ("phase1 proposal dh mismatch", "ike.dh_group", "dh15"),
        ("phase1 proposal integrity algorithm mismatch", "ike.integrity", "sha2-256"),
        ("exchange mode mismatch", "ike.mode", "main"),
        ("peer address mismatch", "peer_address", SITE),
        ("encapsulation mode mismatch", "ipsec.mode", "tunnel"),
        ("authentication fail", "psk", ""),
        ("config ID mismatch", "ike.identity", ""),
        (
            *("flow or peer mismatch", "selectors"),
            "10.1.0.0/16, 10.2.0.0/16 - 192.168.1.0/24, 192.168.2.0/24",
        ),
    ],
)
def test_the_clouds_own_value_stands_beside(reason, parameter, local):
    """What the connection has is told as ``local``, in the words of the specs; of a key nothing is."""
    told, _ = diagnosed(NONE, {"logs": [line(reason)]})
    assert (told.first.parameter, told.first.local, told.first.remote) == (parameter, local, "")


def test_what_was_mended_is_not_what_fails():
    """The newest failures are errors, one of each reason; those before them are only told."""
    lines = [
        line("version mismatch", AT - 3600),
        line("authentication fail", AT - 60),
        line("flow or peer mismatch", AT),
        line("authentication fail", AT - 120),
    ]
    told, _ = diagnosed(NONE, {"logs": lines})
    assert [(one.words, one.severity) for one in told.symptoms] == [
        ("flow or peer mismatch", "error"),
        ("authentication fail", "error"),
        ("version mismatch", "info"),
    ]
    assert told.symptoms[1].at == MOMENT - timedelta(seconds=60)


# ---------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("status", "up", "symptoms"),
    [
        ("ACTIVE", True, []),
        ("DOWN", False, [("", "error", "DOWN")]),
        ("ERROR", None, [("", "error", "ERROR")]),
        ("FREEZED", None, [("account", "error", "FREEZED")]),
        ("PENDING_UPDATE", None, [("", "info", "PENDING_UPDATE")]),
        ("SLEEPY", None, [("", "info", "SLEEPY")]),
    ],
)
def test_each_state_is_one_symptom(status, up, symptoms):
    """A status that is not well is told once, in the cloud's word; up is known of two."""
    log = () if status == "ACTIVE" else ({"logs": []},)
    told, _ = diagnosed(NONE, *log, status=status)
    assert told.up is up
    assert [(one.phase, one.severity, one.words) for one in told.symptoms] == symptoms
    assert told.checks == (f"status: {status}",)


def test_a_session_that_is_down_inside_of_a_tunnel_that_is_up():
    """BGP that is not established is a symptom of its own."""
    for word, symptoms in (("IDLE", [("bgp", "IDLE")]), ("Established", [])):
        told, _ = diagnosed(NONE, status="ACTIVE", style="BGP", bgp_peer={"state": word})
        assert [(one.phase, one.words) for one in told.symptoms] == symptoms


def test_a_health_check_is_a_check():
    """It is looked up by its connection; one of another connection is dropped."""
    row = {
        "id": "m-1", "status": "ACTIVE", "vpn_connection_id": "l-1", "type": "gateway",
        "source_ip": "198.51.100.2", "destination_ip": SITE, "proto_type": "ICMP",
    }  # fmt: skip
    rows = {"connection_monitors": [row, {**row, "id": "m-2", "vpn_connection_id": "l-2"}]}
    flow = VERBS.diagnose("l-1")
    answers = (
        connection(status="ACTIVE", connection_monitor_id="m-1"),
        gateway(),
        site(),
        NONE,
        rows,
    )
    told, sent = play(flow, *answers)
    assert sent[-1].query == (("vpn_connection_id", "l-1"),)
    assert told.checks[1:] == (f"gateway monitor m-1: ACTIVE, ICMP from 198.51.100.2 to {SITE}",)


def test_a_part_that_may_not_be_read_is_named():
    """What is refused beside the connection itself is said, and does not hide the rest."""
    no = PermissionDeniedError("no", provider="huawei", code="VPN.0003")
    lacking = InvalidRequestError("no API", provider="huawei", code="APIGW.0101")
    told, _ = diagnosed(no, lacking)
    assert told.checks[1:] == (
        "ipsec-sa: not told (VPN.0003)",
        "log: not told (APIGW.0101)",
    )
    assert told.up is False
    with pytest.raises(NotFoundError):
        play(VERBS.diagnose("l-1"), NotFoundError("gone", provider="huawei"))


def test_a_strange_answer_is_no_good_health():
    """An answer without its list is unreadable, and not taken for an empty one."""
    for answers in (({},), (NONE, {})):
        with pytest.raises(UnreadableError):
            diagnosed(*answers)


# ---------------------------------------------------------------- the log


def test_only_what_was_asked_for():
    """Lines outside of the window, and of another source, are left out; oldest stands first."""
    lines = [line("b", AT), line("late", AT + 61), line("a", AT - 60), line("early", AT - 61)]
    window = LogWindow(MOMENT - timedelta(seconds=60) + timedelta(milliseconds=9), MOMENT)

    def told(source: str) -> list[str]:
        asked = LogWindow(window.since, window.until, source)
        page, _ = play(VERBS.logs("l-1", asked, None), {"logs": lines})
        return [reason_of(one.text) for one in page.items]

    assert told("") == told("l-1") == told("xx.xx.xx.xx") == ["a", "b"]
    assert told("203.0.113.99") == []


@given(st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_number_may_stand_for_a_time(number):
    """A time that is none is None; seconds and milliseconds are told apart."""
    window = LogWindow(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    page, _ = play(VERBS.logs("l-1", window, None), {"logs": [line("x", number)]})
    (told,) = page.items
    assert told.at is None or told.at.tzinfo is UTC
    page, _ = play(VERBS.logs("l-1", window, None), {"logs": [line("x", AT * 1000)]})
    assert page.items[0].at == MOMENT


# ---------------------------------------------------------------- on the emulator


def device(address: str, **more) -> End:
    """The other end as `huawei.spec` wants it, but for ``more``."""
    whole = {
        "owner": "device",
        "local_address": SITE,
        "peer_address": address,
        "psk": KEY.get_secret_value(),
        "ike": (("aes-256-cbc", "sha2-256", "dh14"),),
        "esp": (("aes-256-cbc", "sha2-256", "dh14"),),
        "local_selectors": huawei.REMOTE,
        "remote_selectors": huawei.LOCAL,
    }
    return End(**{**whole, **more})


@pytest.mark.parametrize(
    ("more", "phase", "parameter"),
    [
        ({"ike_version": "ikev1"}, "phase1", "ike.version"),
        ({"psk": "0therS3cret"}, "phase1", "psk"),
        ({"ike": (("aes-128-cbc", "sha2-256", "dh14"),)}, "phase1", "ike.encryption"),
        ({"ike": (("aes-256-cbc", "sha1", "dh14"),)}, "phase1", "ike.integrity"),
        ({"ike": (("aes-256-cbc", "sha2-256", "dh2"),)}, "phase1", "ike.dh_group"),
        (
            {"ike": (("aes-128-cbc", "sha2-256", "dh14"),), "initiates": False},
            *("phase1", ""),
        ),
        ({"local_id": "somebody"}, "phase1", "ike.identity"),
        ({"esp": (("aes-128-cbc", "sha2-256", "dh14"),)}, "phase2", ""),
        ({"local_selectors": ("10.9.0.0/16",)}, "phase2", "selectors"),
        (None, "reach", ""),
    ],
)
def test_what_differs_on_the_simulated_internet_is_named(more, phase, parameter):
    """What the other end has otherwise is what the diagnosis names, as far as this cloud tells."""
    world = World(rate=0)
    with client(world) as cloud:
        ready, customer = built(cloud)
        asked = spec(
            vpn_gateway_id=ready.id,
            customer_gateway_id=customer,
            tunnel=TunnelSpec(psk=KEY).model_dump(include={"ike", "ipsec"}),
        )
        made = cloud.vpn_connections.create(asked)
        ready = cloud.vpn_connections.wait(made.id)
        address = ready.tunnels[0].local_address
        world.internet.put("device", device(address))
        well = cloud.vpn_connections.diagnose(made.id)
        assert (well.up, well.symptoms) == (True, ())
        assert {(c.local_cidr, c.remote_cidr) for c in well.counters} == {
            (here, there) for here in huawei.LOCAL for there in huawei.REMOTE
        }
        world.internet.drop("device")
        if more is not None:
            world.internet.put("device", device(address, **more))
        ill = cloud.vpn_connections.diagnose(made.id)
        assert (ill.up, ill.first.phase, ill.first.parameter) == (False, phase, parameter)
        assert ill.counters == ()
        lines = list(
            cloud.vpn_connections.logs(
                made.id, since=ready.created_at, until=world.now() + timedelta(seconds=1)
            )
        )
        assert ill.first.log == lines[-1].text
        assert KEY.get_secret_value() not in f"{ill}{ill!r}{lines}"

"""SSL-VPN servers: picked from lists, changed in part, never deleted; and who is connected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from huawei import CLOUD, OP, body, play

import cgw_huawei as h
from cgw import InvalidRequestError, NotFoundError, UnsupportedError
from cgw.adapter import Where
from cgw.models import SslVpnServerPatch, SslVpnServerSpec, State

VERBS = CLOUD.ssl_vpn_servers
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
CERTIFICATE = {
    "id": "scs-1",
    "name": "cert",
    "issuer": "CN=a",
    "subject": "CN=b",
    "serial_number": "17",
    "expiration_time": "2036-01-02T03:04:05Z",
    "signature_algorithm": "SHA256WITHRSA",
    "source": "CCM",
}
# Members of ShowServerResponse in huaweicloudsdkvpn 3.1.219, values our own.
ROW: dict[str, Any] = {
    "id": "s-1",
    "p2c_vgw_id": "p-1",
    "client_cidr": "10.253.0.0/24",
    "local_subnets": ["10.0.0.0/16"],
    "client_auth_type": "LOCAL_PASSWORD",
    "tunnel_protocol": "SSL",
    "server_certificate": CERTIFICATE,
    "client_ca_certificates": [],
    "ssl_options": {
        "protocol": "TCP",
        "port": 443,
        "encryption_algorithm": "AES-128-GCM",
        "authentication_algorithm": "SHA256",
        "is_compressed": False,
    },
    "dns_servers": ["192.0.2.53"],
    "idp_name": "",
    "status": "ACTIVE",
    "created_at": "2025-08-13T02:34:56Z",
    "updated_at": "2025-08-14T02:34:56Z",
}


def many(*rows: dict[str, Any], **info: Any) -> dict[str, Any]:
    """An answer of both lists."""
    return {"vpn_servers": list(rows), "total_count": len(rows), **info}


def spec(**more: Any) -> SslVpnServerSpec:
    """A server for users with a password."""
    return SslVpnServerSpec(
        **{
            "vpn_gateway_id": "p-1",
            "client_cidr": "10.253.0.0/24",
            "local_cidrs": ("10.0.0.0/16",),
            "options": h.SslVpnServerOptions(certificate_id="scs-1"),
            **more,
        }
    )


def test_no_default_of_the_cloud_is_relied_on():
    """What the spec leaves open is sent as it stands in the pages, and the token goes along."""
    made, sent = play(VERBS.create(spec(), OP), {"vpn_server": {"id": "s-1"}}, many(ROW))
    assert [request.action for request in sent] == ["CreateVpnServer", "ListVpnServersByVgw"]
    assert body(sent[0]) == {
        "tunnel_protocol": "SSL",
        "client_cidr": "10.253.0.0/24",
        "local_subnets": ["10.0.0.0/16"],
        "client_auth_type": "LOCAL_PASSWORD",
        "server_certificate": {"id": "scs-1"},
        "ssl_options": {
            "protocol": "TCP",
            "port": 443,
            "encryption_algorithm": "AES-128-GCM",
            "is_compressed": False,
        },
    }
    assert sent[0].headers["x-client-token"].replace("-", "") == OP.token
    assert sent[0].safe
    assert made.state is State.AVAILABLE


def test_what_is_told():
    """Each member of the row has its place, in our words."""
    told = {**ROW, "client_ca_certificates": [{**CERTIFICATE, "id": "ca-1"}]}
    found, _ = play(VERBS.get("s-1"), many(told))
    assert (found.vpn_gateway_id, found.client_cidr, found.local_cidrs) == (
        "p-1",
        "10.253.0.0/24",
        ("10.0.0.0/16",),
    )
    assert (found.protocol, found.port, found.encryption, found.integrity) == (
        "tcp",
        443,
        "aes-128-gcm",
        "sha2-256",
    )
    assert (found.compress, found.dns_servers, found.authentication) == (
        False,
        ("192.0.2.53",),
        ("password",),
    )
    assert found.certificate is not None
    assert (found.certificate.id, found.certificate.serial_number) == ("scs-1", "17")
    assert [ca.id for ca in found.client_certificates] == ["ca-1"]
    assert found.extras["tunnel_protocol"] == "SSL"


@pytest.mark.parametrize(
    ("ours", "theirs", "more"),
    [
        ("password", "LOCAL_PASSWORD", {}),
        ("certificate", "CERT", {"client_cas": (h.ClientCa(content=PEM),)}),
        ("iam", "IAM", {}),
        ("federated", "FEDERATED", {"identity_provider": "idp"}),
    ],
)
def test_each_authentication_has_its_word(ours: str, theirs: str, more: dict[str, Any]):
    """What was asked for is what is read back."""
    options = h.SslVpnServerOptions(authentication=ours, certificate_id="scs-1", **more)
    answers = {"vpn_server": {"id": "s-1"}}, many({**ROW, "client_auth_type": theirs})
    made, sent = play(VERBS.create(spec(options=options), OP), *answers)
    assert (body(sent[0])["client_auth_type"], made.authentication) == (theirs, (ours,))


@pytest.mark.parametrize("status", ["PENDING_X", "", None])
def test_a_new_word_is_unknown(status: str | None):
    """A status that no page has is no crash."""
    found, _ = play(VERBS.get("s-1"), many({**ROW, "status": status, "client_auth_type": "NEW"}))
    assert found.state is State.UNKNOWN
    assert found.raw_state == (status or "")
    assert found.authentication == ("unknown:NEW",)


def test_one_is_picked_from_any_page():
    """A server on the second page is found; one on no page is NotFoundError."""
    pages = [
        many(
            *({**ROW, "id": f"s-{n}", "created_at": f"2025-01-01T00:{n:03}Z"} for n in range(200)),
            page_info={"next_marker": "2025-01-01T00:199Z", "current_count": 200},
        )
        | {"total_count": 201},
        many({**ROW, "id": "last"}) | {"total_count": 201},
    ]
    found, sent = play(VERBS.get("last"), *pages)
    assert found.id == "last"
    assert len(sent) == 2
    with pytest.raises(NotFoundError, match="no SSL-VPN server nobody"):
        play(VERBS.get("nobody"), *pages)


def test_what_of_the_tunnel_stays_is_sent_with_what_changes():
    """A change of the port sends protocol and cipher too; a change of all else sends neither."""
    odd = {**ROW, "ssl_options": {**ROW["ssl_options"], "encryption_algorithm": "NEW-1"}}
    _, sent = play(VERBS.update("s-1", SslVpnServerPatch(port=1194)), many(odd), {}, many(ROW))
    assert [r.action for r in sent] == [
        "ListVpnServersByProject",
        "UpdateVpnServer",
        "ListVpnServersByVgw",
    ]
    tunnel = {"protocol": "TCP", "port": 1194, "encryption_algorithm": "NEW-1"}
    assert body(sent[1]) == {"ssl_options": tunnel}
    patch = SslVpnServerPatch(dns_servers=(), client_cidr="10.9.0.0/16")
    _, sent = play(VERBS.update("s-1", patch), many(ROW), {}, many(ROW))
    assert body(sent[1]) == {"client_cidr": "10.9.0.0/16", "dns_servers": []}


def test_authorities_come_before_others_go():
    """Certificates are imported, renamed and deleted one by one; one that is gone is gone."""
    patch = SslVpnServerPatch(
        options=h.SslVpnServerPatchOptions(
            add_client_cas=(h.ClientCa(content=PEM, name="new"),),
            rename_client_cas={"ca-2": "other"},
            remove_client_cas=("ca-1",),
        )
    )
    gone = NotFoundError("gone", provider="huawei")
    _, sent = play(
        VERBS.update("s-1", patch),
        many(ROW),
        {"client_ca_certificate": {"id": "ca-3"}},
        {},
        gone,
        many(ROW),
    )
    assert [r.action for r in sent][1:4] == ["ImportClientCa", "UpdateClientCa", "DeleteClientCa"]
    assert body(sent[1]) == {"content": PEM, "name": "new"}
    assert not sent[1].safe, "nothing makes an import repeatable"


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"name": "vpn"}, UnsupportedError, "name"),
    ({"tags": {"a": "b"}}, UnsupportedError, "tags"),
    ({"integrity": "sha2-256"}, UnsupportedError, "integrity"),
    ({"protocol": "udp"}, UnsupportedError, "protocol"),
    ({"encryption": "aes-256-cbc"}, UnsupportedError, "encryption"),
    ({"port": 1195}, InvalidRequestError, "port"),
    ({"local_cidrs": ()}, InvalidRequestError, "local_cidrs"),
    (
        {"local_cidrs": tuple(f"10.{n}.0.0/16" for n in range(21))},
        InvalidRequestError,
        "local_cidrs",
    ),
    ({"dns_servers": ("192.0.2.1", "192.0.2.2", "192.0.2.3")}, InvalidRequestError, "dns_servers"),
    ({"options": None}, InvalidRequestError, "options.certificate_id"),
    (
        {"options": h.SslVpnServerOptions(certificate_id="s", authentication="certificate")},
        InvalidRequestError,
        "options.client_cas",
    ),
    (
        {"options": h.SslVpnServerOptions(certificate_id="s", identity_provider="idp")},
        InvalidRequestError,
        "options.identity_provider",
    ),
]


@pytest.mark.parametrize(
    ("more", "kind", "field"), REFUSED, ids=[f"{n}-{r[2]}" for n, r in enumerate(REFUSED)]
)
def test_what_the_cloud_does_not_take_is_refused(
    more: dict[str, Any], kind: type[Exception], field: str
):
    """Each limit of the page is held before any request, and named."""
    with pytest.raises(kind) as caught:
        next(VERBS.create(spec(**more), OP))
    assert getattr(caught.value, "field", None) == field


def test_a_private_key_is_not_sent():
    """A key that stands beside an authority's certificate stays here, and out of the error."""
    both = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    both += "-----BEGIN RSA PRIVATE KEY-----\nCanary\n-----END RSA PRIVATE KEY-----\n"
    ca = h.ClientCa(content=both)
    made = h.SslVpnServerOptions(
        certificate_id="scs-1", authentication="certificate", client_cas=(ca,)
    )
    patch = SslVpnServerPatch(options=h.SslVpnServerPatchOptions(add_client_cas=(ca,)))
    for flow in (VERBS.create(spec(options=made), OP), VERBS.update("s-1", patch)):
        with pytest.raises(InvalidRequestError, match="private key") as caught:
            next(flow)
        assert caught.value.field == "options.client_cas"
        assert "Canary" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    "patch",
    [
        SslVpnServerPatch(port=80),
        SslVpnServerPatch(local_cidrs=()),
        SslVpnServerPatch(options=h.SslVpnServerPatchOptions()),
    ],
    ids=["port", "networks", "nothing"],
)
def test_a_change_that_cannot_be_is_refused_before_reading(patch: SslVpnServerPatch):
    """Nothing is read for a change that is refused anyway."""
    with pytest.raises(InvalidRequestError):
        next(VERBS.update("s-1", patch))


def test_none_is_deleted():
    """There is no such call: UnsupportedError without any request."""
    with pytest.raises(UnsupportedError) as caught:
        next(VERBS.delete("s-1"))
    assert caught.value.field == "delete"
    assert "delete" not in CLOUD.capabilities.nouns["ssl_vpn_servers"].verbs


def test_every_session_is_told_once():
    """Pages by offset are followed to the end, and one that moved to the next page counts once."""

    def rows(*numbers: int) -> dict[str, Any]:
        return {"connections": [{"connection_id": f"c-{n}"} for n in numbers], "total_count": 150}

    found, sent = play(VERBS.sessions("s-1"), many(ROW), rows(*range(100)), rows(*range(99, 150)))
    assert [one.id for one in found] == [f"c-{n}" for n in range(150)]
    assert [dict(r.query)["offset"] for r in sent[1:]] == ["0", "100"]


def test_a_cloud_with_shorter_pages_is_followed_too():
    """A page that is shorter than what was asked for is not the last while the total says more."""

    def rows(*numbers: int, **total: int) -> dict[str, Any]:
        return {"connections": [{"connection_id": f"c-{n}"} for n in numbers], **total}

    pages = [rows(0, 1, total_count=3), rows(2, total_count=3)]
    found, sent = play(VERBS.sessions("s-1"), many(ROW), *pages)
    assert ([one.id for one in found], len(sent)) == (["c-0", "c-1", "c-2"], 3)
    found, sent = play(VERBS.sessions("s-1"), many(ROW), rows(0, 1))
    assert ([one.id for one in found], len(sent)) == (["c-0", "c-1"], 2)


def test_what_a_session_tells():
    """What comes in at the gateway was received, and times are aware."""
    told = {
        "connection_id": "c-1",
        "client_virtual_ip": "10.253.0.6",
        "client_ip": "203.0.113.9",
        "client_user_name": "alice",
        "inbound_packets": 1,
        "outbound_packets": 2,
        "inbound_bytes": 3,
        "outbound_bytes": 4,
        "connection_established_time": "2025-08-13T02:34:56.123Z",
        "timestamp": "2025-08-13T03:34:56.123Z",
    }
    (one,), _ = play(VERBS.sessions("s-1"), many(ROW), {"connections": [told]})
    assert (one.name, one.address, one.private_address) == ("alice", "203.0.113.9", "10.253.0.6")
    assert (one.received_packets, one.sent_packets) == (1, 2)
    assert (one.received_bytes, one.sent_bytes) == (3, 4)
    assert one.connected_at is not None
    assert one.counted_at is not None
    assert (one.counted_at - one.connected_at).total_seconds() == 3600


def test_the_pages_own_sessions():
    """The example on the page of ListP2cVgwConnections: two sessions of one user, masked addresses."""
    data = Path(__file__).parents[1] / "data" / "huawei_p2c_examples.json"
    example = json.loads(data.read_text())["connections"]
    found, sent = play(VERBS.sessions("s-1"), many(ROW), example)
    assert len(sent) == 2
    assert [(one.name, one.sent_bytes) for one in found] == [("1111", 10480), ("1111", 15804)]
    assert found[0].connected_at == datetime(2024, 6, 17, 2, 58, 27, 213000, tzinfo=UTC)
    assert {one.counted_at for one in found} == {datetime(2024, 6, 17, 2, 58, 48, tzinfo=UTC)}


def test_narrowing_to_a_gateway_asks_for_it():
    """Servers of one gateway are one request; all of them come by pages."""
    where = Where({"vpn_gateway_id": "p-1"})
    page, sent = play(VERBS.page(None, where), many(ROW))
    assert ([r.action for r in sent], page.cursor) == (["ListVpnServersByVgw"], None)
    _, sent = play(VERBS.page(None, Where()), many(ROW))
    assert [r.action for r in sent] == ["ListVpnServersByProject"]

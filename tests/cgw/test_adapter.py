"""The contract's helpers: limits, options, places, credentials."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from cgw.adapter import (
    MARKER,
    Ability,
    AsnRule,
    Capabilities,
    Credentials,
    Operation,
    Place,
    TagRule,
    TextRule,
    check,
    own_options,
    read_back,
    refuse,
    unmarked,
    valid_endpoint,
    valid_region,
)
from cgw.errors import (
    ConfigError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    TransportError,
    UnsupportedError,
)
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec, Options
from cgw.wire import Flow, Reply, Request

texts = st.text(st.characters(exclude_categories=("Cs",)))
SECRET = "Canary0bird7sings"


class Mine(Options):
    """Ours."""

    size: int = 1


class Theirs(Options):
    """Somebody else's."""


ABILITY = Ability(
    verbs=frozenset({"create", "get", "list", "update", "delete"}),
    fields=frozenset({"name", "address", "asn", "tags"}),
    changes=frozenset({"name"}),
    recovery="tag",
    source="a page",
    date="2026-01-01",
    name=TextRule(2, 8, "a page", r"[a-z]+", "lower-case letters"),
    asn=AsnRule("a page", frozenset({7224})),
    tags=TagRule(3, TextRule(1, 5, "a page"), TextRule(0, 5, "a page"), "a page"),
    options=Mine,
)
OP = Operation("5eed" * 8)


def spec(**more: Any) -> CustomerGatewaySpec:
    return CustomerGatewaySpec(**{"name": "name", "address": "203.0.113.7", **more})


# ---------------------------------------------------------------- limits


@given(texts, st.integers(0, 12), st.integers(0, 12), st.sampled_from(["characters", "bytes"]))
def test_a_text_rule_counts_what_it_says(text: str, a: int, b: int, unit: Any) -> None:
    """A text within the limits has no complaint, any other has one, in the rule's own unit."""
    rule = TextRule(min(a, b), max(a, b), "a page", unit=unit)
    size = len(text) if unit == "characters" else len(text.encode())
    assert (rule.complaint(text) is None) == (rule.shortest <= size <= rule.longest)


def test_a_pattern_holds_for_the_whole_text() -> None:
    """A line break does not hide what comes after it."""
    rule = TextRule(0, 99, "a page", r"[a-z]+", "letters")
    assert rule.complaint("abc") is None
    assert rule.complaint("abc\nDEF")
    assert rule.complaint("abc\n")
    assert "letters" in (rule.complaint("9") or "")


def test_a_complaint_is_short() -> None:
    """A text of a megabyte is not repeated in the error."""
    assert len(TextRule(0, 5, "a page").complaint("x" * 1_000_000) or "") < 300


def test_a_good_spec_passes() -> None:
    """Within all limits, nothing is said."""
    check("acme", ABILITY, spec(asn=65010, tags={"a": "b"}, options=Mine()), OP)
    check("acme", ABILITY, CustomerGatewayPatch(name="other"))


@pytest.mark.parametrize(
    ("asked", "kind", "field"),
    [
        (spec(description="x"), UnsupportedError, "description"),
        (spec(options=Theirs()), UnsupportedError, "options"),
        (spec(name="n"), InvalidRequestError, "name"),
        (spec(name="NAME"), InvalidRequestError, "name"),
        (spec(asn=7224), InvalidRequestError, "asn"),
        (spec(tags={MARKER: "x"}), InvalidRequestError, "tags"),
        (spec(tags={"": "x"}), InvalidRequestError, "tags"),
        (spec(tags={"a": "toolong"}), InvalidRequestError, "tags"),
        (spec(tags={"a": "", "b": "", "c": "", "d": ""}), InvalidRequestError, "tags"),
        (CustomerGatewayPatch(), InvalidRequestError, None),
        (CustomerGatewayPatch(asn=1), UnsupportedError, "asn"),
        (CustomerGatewayPatch(name="n"), InvalidRequestError, "name"),
        (CustomerGatewayPatch(name="name", options=Mine()), UnsupportedError, "options"),
    ],
    ids=lambda x: repr(x)[:60],
)
def test_what_a_cloud_cannot_take_is_refused_by_name(asked: Any, kind: Any, field: Any) -> None:
    """Each refusal is of its class and names the field of ours."""
    with pytest.raises(kind) as caught:
        check("acme", ABILITY, asked, Operation(OP.token, marked=False))
    assert caught.value.field == field


def test_nothing_given_for_a_field_the_cloud_lacks_is_no_error() -> None:
    """None and empty mean: not asked for."""
    bare = Ability(frozenset(), frozenset({"name", "address"}), frozenset(), "none", "", "")
    check("acme", bare, spec(asn=None, description=None, tags={}))


def test_the_marker_takes_one_tags_place() -> None:
    """With a marker, one tag less; without one, or where the cloud needs none, the whole limit."""
    full = spec(tags={"a": "", "b": "", "c": ""})
    check("acme", ABILITY, full, Operation(OP.token, marked=False))
    check("acme", ABILITY, full)
    with pytest.raises(InvalidRequestError, match=MARKER):
        check("acme", ABILITY, full, OP)


def test_a_refusal_of_ours_has_no_code() -> None:
    """A caller tells what the cloud said from what cgw said by the empty code."""
    with pytest.raises(InvalidRequestError) as caught:
        refuse("acme", "asn", "no")
    assert (caught.value.code, caught.value.http_status) == ("", None)


def test_options_are_ours_or_refused() -> None:
    """None is None, ours are ours, others are UnsupportedError naming ours."""
    assert own_options("acme", None, Mine) is None
    mine = Mine()
    assert own_options("acme", mine, Mine) is mine
    with pytest.raises(UnsupportedError, match="Mine"):
        own_options("acme", Theirs(), Mine)
    with pytest.raises(UnsupportedError):
        own_options("acme", mine, None)


def test_a_noun_that_is_not_there_is_unsupported() -> None:
    """Asking for what a cloud has not is an error that names it."""
    capabilities = Capabilities("acme", {"customer_gateways": ABILITY})
    assert capabilities.noun("customer_gateways") is ABILITY
    with pytest.raises(UnsupportedError, match="acme") as caught:
        capabilities.noun("vpn_gateways")
    assert caught.value.field == "vpn_gateways"


@given(st.dictionaries(texts, texts))
def test_the_marker_is_put_on_and_taken_off(tags: dict[str, str]) -> None:
    """People never see it."""
    tags.pop(MARKER, None)
    assert unmarked(OP.tags(tags)) == tags
    assert OP.tags(tags)[MARKER] == OP.token
    assert Operation(OP.token, marked=False).tags(tags) == tags


# ---------------------------------------------------------------- reading back


def _flow(outcome: str | Exception) -> Flow[str]:
    yield Request("GET", "https://a.b", "/", "x")
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@pytest.mark.parametrize(
    "failure",
    [
        NotFoundError("no", provider="acme"),
        ServiceError("no", provider="acme"),
        TransportError("no"),
    ],
)
def test_a_failed_read_back_gives_the_sketch(failure: Exception) -> None:
    """What is known of a thing that was made is returned whatever the read does."""
    for outcome, want in (("read", "read"), (failure, "sketch")):
        flow = read_back(_flow(outcome), "sketch")
        next(flow)
        with pytest.raises(StopIteration) as stop:
            flow.send(Reply(200, b""))
        assert stop.value.value == want


# ---------------------------------------------------------------- places

GOOD_ENDPOINTS = {
    "vpc.aliyuncs.com": "https://vpc.aliyuncs.com",
    "https://vpc.cn-shanghai.aliyuncs.com/": "https://vpc.cn-shanghai.aliyuncs.com",
    "https://vpn.example.com:8443": "https://vpn.example.com:8443",
    "http://127.0.0.1:8800": "http://127.0.0.1:8800",
    "http://localhost": "http://localhost",
    "http://[::1]:8800": "http://[::1]:8800",
    "https://VPC.aliyuncs.com": "https://vpc.aliyuncs.com",
}
HOSTILE_ENDPOINTS = [
    "",
    " ",
    "http://vpc.aliyuncs.com",
    "http://169.254.169.254",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.2",
    "http://0.0.0.0",
    "http://2130706433",
    "ftp://vpc.aliyuncs.com",
    "file:///etc/passwd",
    "unix:///var/run/docker.sock",
    "gopher://vpc.aliyuncs.com",
    "javascript:alert(1)",
    "https://",
    "https:///path",
    "https://user@vpc.aliyuncs.com",
    "https://user:pass@vpc.aliyuncs.com",
    "https://vpc.aliyuncs.com@evil.example",
    "https://vpc.aliyuncs.com:pass@evil.example",
    "https://vpc.aliyuncs.com/path",
    "https://vpc.aliyuncs.com?x=1",
    "https://vpc.aliyuncs.com#x",
    "https://vpc.aliyuncs.com\\@evil.example",
    "https://evil.example\\.aliyuncs.com",
    "https://vpc.aliyuncs.com:0",
    "https://vpc.aliyuncs.com:99999",
    "https://vpc.aliyuncs.com:-1",
    "https://vpc.aliyuncs.com:44x",
    "https://vpc.aliyuncs.com\r\nX-Evil: 1",
    "https://vpc.aliyuncs.com\n",
    "https://vpc\t.aliyuncs.com",
    "https://vpc.aliyuncs.com ",
    " https://vpc.aliyuncs.com",
    "https://vpc.aliyuncs.com%2fevil",
    "https://vpc.aliyuncs.com%00.evil.example",
    "https://vpc..aliyuncs.com",
    "https://.aliyuncs.com",
    "https://-vpc.aliyuncs.com",
    "https://vpc_.aliyuncs.com",
    "https://vpc.\u0430liyuncs.com",
    "https://vpc.aliyuncs\u3002com",
    "https://\uff56pc.aliyuncs.com",
    "https://[::1",
    "https://[::ffff:127.0.0.1]",
    "https://[::1]evil.example",
    "https://" + "a" * 64 + ".com",
    "//evil.example",
    "https://a,b.com",
    "https://a;b.com",
    "https://$(x).com",
    "https://{region}.com",
]
GOOD_REGIONS = ["cn-shanghai", "ap-guangzhou", "cn-north-4", "eu-west-101", "us-east-1", "moon1"]
HOSTILE_REGIONS = [
    "",
    " ",
    "cn-shanghai ",
    "cn-shanghai\n",
    "CN-Shanghai",
    "-cn",
    "cn-",
    "cn.shanghai",
    "cn/shanghai",
    "../x",
    "cn_shanghai",
    "cn-shanghai@evil.example",
    "cn-shanghai#",
    "cn-shanghai?x=",
    "cn-shanghai:80",
    "cn%2fshanghai",
    "cn\x00",
    "cn\r\nX: y",
    "\u0441n-shanghai",
    "cn-\u0661",
    "123",
    "a" * 64,
    "{region}",
    "evil.example/",
]


@pytest.mark.parametrize(("given_url", "want"), GOOD_ENDPOINTS.items())
def test_a_good_endpoint_is_made_canonical(given_url: str, want: str) -> None:
    """https anywhere, plain http to this machine; and doing it twice changes nothing."""
    assert valid_endpoint(given_url) == want
    assert valid_endpoint(want) == want


@pytest.mark.parametrize("url", HOSTILE_ENDPOINTS, ids=ascii)
def test_a_hostile_endpoint_is_refused(url: str) -> None:
    """Keys go only where one host, and no more than a host, was meant."""
    with pytest.raises(ConfigError):
        valid_endpoint(url)


@pytest.mark.parametrize("region", GOOD_REGIONS)
def test_a_good_region_is_kept(region: str) -> None:
    """Regions are an open list."""
    assert valid_region(region) == region


@pytest.mark.parametrize("region", HOSTILE_REGIONS, ids=ascii)
def test_a_hostile_region_is_refused(region: str) -> None:
    """A region becomes part of a host name, and must not choose the host."""
    with pytest.raises(ConfigError):
        valid_region(region)


@given(texts)
def test_what_is_taken_is_one_label_or_one_host(text: str) -> None:
    """Whatever text: refused, or safe to put into an address."""
    try:
        region = valid_region(text)
    except ConfigError:
        pass
    else:
        assert valid_endpoint(f"https://vpc.{region}.aliyuncs.com").count("/") == 2
    try:
        url = valid_endpoint(text)
    except ConfigError:
        return
    assert url.isascii()
    assert url.count("/") == 2
    assert "@" not in url


def test_a_place_prefers_what_the_user_gave() -> None:
    """An override of one service leaves the others alone."""
    place = Place("moon-1", {"vpc": "https://a.b"})
    assert place.endpoint("vpc", "https://x.y") == "https://a.b"
    assert place.endpoint("tag", "https://x.y") == "https://x.y"


# ---------------------------------------------------------------- credentials


def test_credentials_show_their_name_and_nothing_else() -> None:
    """No repr or text shows a secret; the key id, which is none, is told."""
    keys = Credentials("AKID", SECRET, token="t" + SECRET, project_id="p")
    assert SECRET not in f"{keys!r} {keys} {[keys]} {vars(type(keys))}"
    assert "AKID" in repr(keys)
    assert SECRET not in repr(Credentials(token=SECRET))


def test_credentials_do_not_pickle_and_copy_to_themselves() -> None:
    """A pickle shows everything."""
    keys = Credentials("AKID", SECRET)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(keys, protocol)
    assert copy.deepcopy(keys) is keys
    assert SECRET not in repr(copy.copy(keys))


def test_a_replaced_copy_keeps_the_rest() -> None:
    """Only what was named changes, and secrets stay secrets."""
    keys = Credentials("AKID", SECRET, token="tok")
    other = keys.replace(project_id="p")
    assert (other.access_key_id, other.project_id) == ("AKID", "p")
    assert isinstance(other.access_key_secret, SecretStr)
    assert other.access_key_secret.get_secret_value() == SECRET
    assert other.token is not None
    assert other.token.get_secret_value() == "tok"
    assert keys.project_id is None

"""Where HUAWEI CLOUD's adapter sends its requests, and a life against the emulator."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from cgw.adapter import Credentials, Operation, Place, Where
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw.errors import ConfigError, InvalidRequestError, NotFoundError
from cgw.models import CustomerGatewayPatch, CustomerGatewaySpec
from cgw.wire import Reply, Request
from cgw_huawei import ConnectOptions, CustomerGatewayPatchOptions
from cgw_huawei.adapter import HuaweiAdapter
from cgw_huawei.emulator import HuaweiFace

CLOUD = HuaweiAdapter(Place("ap-southeast-1"))
VERBS = CLOUD.customer_gateways
OP = Operation("0" * 32)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
SPEC = CustomerGatewaySpec(name="idc", address="198.51.100.7", asn=65010, tags={"env": "prod"})


def first(flow: Generator[Request, Reply, Any]) -> Request:
    """The request a flow begins with."""
    return next(flow)


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_an_id_that_would_change_the_address_is_refused(id):
    """An empty id would delete at the collection's address; dots are cleaned away on the way."""
    for flow in (VERBS.get(id), VERBS.delete(id)):
        with pytest.raises(InvalidRequestError) as caught:
            first(flow)
        assert caught.value.field == "id"


def test_an_id_is_escaped():
    """An id of the user's stands in the path as one segment."""
    assert first(VERBS.get("a/b?c")).path.endswith("/customer-gateways/a%2Fb%3Fc")


@pytest.mark.parametrize(
    ("region", "domain", "vpn", "iam"),
    [
        (
            "cn-north-4",
            None,
            "https://vpn.cn-north-4.myhuaweicloud.com",
            "https://iam.cn-north-4.myhuaweicloud.com",
        ),
        (
            "ap-southeast-5",
            None,
            "https://vpn.ap-southeast-5.myhuaweicloud.com",
            "https://iam.myhuaweicloud.com",
        ),
        (
            "eu-west-101",
            None,
            "https://vpn.eu-west-101.myhuaweicloud.eu",
            "https://iam.eu-west-101.myhuaweicloud.eu",
        ),
        (
            "eu-west-101",
            "myhuaweicloud.com",
            "https://vpn.eu-west-101.myhuaweicloud.com",
            "https://iam.myhuaweicloud.com",
        ),
        ("eu-de", "otc.t-systems.com", "https://vpn.eu-de.otc.t-systems.com", "https://iam.eu-de.otc.t-systems.com"),
    ],
)  # fmt: skip
def test_hosts(region, domain, vpn, iam):
    """A region has its own hosts; a cloud domain that is given goes before every table."""
    cloud = HuaweiAdapter(Place(region, options=ConnectOptions(cloud_domain=domain)))
    assert (cloud.endpoints["vpn"], cloud.endpoints["iam"]) == (vpn, iam)
    assert cloud.endpoints["eps"] == f"https://eps.{vpn.split('.', 2)[2]}"
    assert set(cloud.endpoints) == {"vpn", "apig", "iam", "vpc", "eps"}


def test_an_address_that_is_given_is_used():
    """An override of one service moves that service and no other."""
    cloud = HuaweiAdapter(Place("cn-north-4", {"vpn": "http://127.0.0.1:8801"}))
    assert first(cloud.customer_gateways.get("i")).endpoint == "http://127.0.0.1:8801"
    assert cloud.endpoints["iam"] == "https://iam.cn-north-4.myhuaweicloud.com"


@pytest.mark.parametrize("domain", ["", "a", "a/b.c", "a.b@c.d", "a..b", "A.B", "a.b:1", "a.b\n"])
def test_a_cloud_domain_is_a_domain(domain):
    """Nothing but a domain name can stand where the domain stands."""
    with pytest.raises((ValidationError, ConfigError)):
        ConnectOptions(cloud_domain=domain)


def test_a_life_against_the_emulator():
    """Create, read, list, change, find, delete: the same thing all along."""
    face = HuaweiFace(World())
    keys = Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)

    def run(flow: Generator[Request, Reply, Any]) -> Any:
        try:
            request = next(flow)
            while True:
                reply = face(CLOUD.sign(request, keys, datetime.now(UTC), ""))
                error = CLOUD.error(request, reply)
                request = flow.throw(error) if error else flow.send(reply)
        except StopIteration as stop:
            return stop.value

    made = run(VERBS.create(SPEC, OP))
    assert run(VERBS.get(made.id)) == made
    assert run(VERBS.page(None, Where())).items == [made]
    assert run(VERBS.find(OP.token)) == [made]
    assert run(VERBS.find("1" * 32)) == []
    options = CustomerGatewayPatchOptions(ca_certificate=PEM)
    changed = run(VERBS.update(made.id, CustomerGatewayPatch(name="new", options=options)))
    assert (changed.name, changed.asn, changed.tags) == ("new", made.asn, made.tags)
    assert changed.certificate.id
    run(VERBS.delete(made.id))
    run(VERBS.delete(made.id))
    with pytest.raises(NotFoundError) as caught:
        run(VERBS.get(made.id))
    assert caught.value.code == "VPN.0004"

"""Dedicated gateways on the emulator's HUAWEI CLOUD: bought once, waited for, named errors."""

from __future__ import annotations

import json
from typing import Any

import huawei
import pytest
from huawei import client

from cgw.adapter import Credentials, Operation
from cgw.emulator import PROJECT_ID, TOKEN, World, connect
from cgw.engine import Lost
from cgw.errors import (
    AlreadyExistsError,
    ApiError,
    InvalidRequestError,
    OutcomeUnknownError,
)
from cgw.models import DedicatedGatewaySpec
from cgw.wire import Reply, Request

SPEC = DedicatedGatewaySpec(
    name="apig-demo",
    edition="PROFESSIONAL",
    network_id="v",
    subnet_id="s",
    security_group_id="g",
    zones=("xx-xxx-7b", "xx-xxx-7a"),
)


def lossy(cloud: Any) -> list[Request]:
    """Let the answer of the first create be lost; gives the requests that were sent."""
    face, seen = cloud._sender._face, list[Request]()

    def drop(request: Request) -> Reply:
        reply = face(request)
        if request.method == "POST":
            seen.append(request)
            if len(seen) == 1:
                raise Lost("the line dropped", sent=True)
        return reply

    cloud._sender._face = drop
    return seen


def test_a_lost_create_is_found_by_its_id():
    """It is bought once, and found by reading the id that was chosen for it."""
    world = World(rate=0)
    with client(world) as cloud:
        posts = lossy(cloud)
        made = cloud.dedicated_gateways.create(SPEC)
        assert len(posts) == 1
        assert made.id == json.loads(posts[0].body)["instance_id"]
        assert [item.id for item in cloud.dedicated_gateways.list()] == [made.id]


def test_a_create_that_never_arrived_is_not_invented():
    """If nothing has the id, the outcome stays unknown, and reconcile says that there is none."""
    world = World(rate=0)
    with client(world) as cloud:
        face = cloud._sender._face

        def drop(request: Request) -> Reply:
            if request.method == "POST":
                raise Lost("the line dropped", sent=True)
            return face(request)

        cloud._sender._face = drop
        with pytest.raises(OutcomeUnknownError) as caught:
            cloud.dedicated_gateways.create(SPEC)
        assert caught.value.candidates == ()
        assert cloud.reconcile(caught.value) is None
        assert not list(cloud.dedicated_gateways.list())


def test_forty_minutes_are_waited_out():
    """A creation that takes 39 minutes of world time ends in Running, through its states."""
    world = World(rate=0, transition=39 * 60)
    with client(world) as cloud:
        made = cloud.dedicated_gateways.create(SPEC)
        assert made.raw_state == "Creating"
        words: list[str] = []
        ready = cloud.dedicated_gateways.wait(
            made.id, timeout=2400, progress=lambda item, _: words.append(item.raw_state)
        )
        assert ready.raw_state == "Running"
        assert words == ["Creating", "Running"]
        assert ready.zones == SPEC.zones


def test_the_same_name_or_id_twice_is_told():
    """Both have codes of their own, and an unknown edition is no missing gateway."""
    world = World(rate=0)
    with client(world) as cloud:
        made = cloud.dedicated_gateways.create(SPEC)
        with pytest.raises(AlreadyExistsError, match=r"APIC\.7500"):
            cloud.dedicated_gateways.create(SPEC)
        other = SPEC.model_copy(update={"name": "other"})
        flow = huawei.CLOUD.dedicated_gateways.create(other, Operation(made.id))
        with pytest.raises(AlreadyExistsError, match=r"APIC\.7505"):
            cloud.run(cloud.engine.call(flow, noun="x", verb="x", timeout=5))
        with pytest.raises(InvalidRequestError) as caught:
            cloud.dedicated_gateways.create(other.model_copy(update={"edition": "HUGE"}))
        assert (caught.value.code, caught.value.field) == ("APIC.7301", "edition")


def test_with_a_token_as_with_a_key():
    """X-Auth-Token alone is enough, as on the page; a wrong one has the page's code."""
    for token, fine in ((TOKEN, True), ("wrong", False)):
        keys = Credentials(token=token, project_id=PROJECT_ID)
        with connect(World(rate=0), "huawei", region="ap-southeast-1", credentials=keys) as cloud:
            if fine:
                assert cloud.dedicated_gateways.create(SPEC).id
            else:
                with pytest.raises(ApiError) as caught:
                    cloud.dedicated_gateways.create(SPEC)
                assert caught.value.code == "APIC.7102"

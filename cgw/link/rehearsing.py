"""Hold what a plan will create against the clouds' own checks, up to the first write of each.

An adapter refuses before its first write what it knows the cloud to refuse. So a plan that was made
does not stop half way for a reason that could have been told.
"""

from __future__ import annotations

from typing import Any

from cgw.adapter import Operation
from cgw.errors import ApiError, TransportError
from cgw.judging import changes
from cgw.link.ends import End
from cgw.link.live import clouds
from cgw.link.model import LinkPlan, SideName
from cgw.link.wanted import connection_spec, connections, gateway_spec, peers, route_specs
from cgw.models import Spec
from cgw.wire import Flow

TOKEN = "0" * 32
SOME_ID = "not-made-yet"


def rehearse(plan: LinkPlan) -> None:
    """Go through every create of the plan, and stop each where it would write.

    Errors:
        UnsupportedError, InvalidRequestError: what an adapter refuses, with its ``.field``.
    """
    for side, end in clouds(plan.link):
        for noun, spec in _specs(plan, side):
            _create(end, noun, spec)


def _specs(plan: LinkPlan, side: SideName) -> list[tuple[str, Spec]]:
    addresses = peers(plan, side)
    ids = dict.fromkeys(addresses, SOME_ID)
    keys = {leg.number: leg.psk for leg in plan.legs}
    wanted = connections(plan, side)
    found: list[tuple[str, Spec]] = [
        ("customer_gateways", gateway_spec(plan, side, address)) for address in addresses
    ]
    found += [("vpn_connections", connection_spec(plan, one, ids, keys)) for one in wanted]
    found += [("routes", spec) for spec in route_specs(plan, side, [SOME_ID] * len(wanted))]
    return found


def _create(end: End, noun: str, spec: Spec) -> None:
    client = end.client
    ability = client.capabilities.noun(noun)
    operation = Operation(TOKEN, marked=ability.recovery == "tag")
    flow = _up_to_a_write(getattr(client.adapter, noun).create(spec, operation))
    try:
        client.run(client.engine.call(flow, noun=noun, verb="plan", timeout=client.timeout))
    except ApiError as error:
        if not error.http_status:
            raise
        # The cloud's own word, about an id that is not there yet.
    except TransportError:
        pass


def _up_to_a_write(flow: Flow[Any]) -> Flow[None]:
    try:
        request = next(flow)
        while not changes(request):
            try:
                reply = yield request
            except ApiError as error:  # the flow may know better
                request = flow.throw(error)
            else:
                request = flow.send(reply)
    except StopIteration:
        return
    finally:
        flow.close()

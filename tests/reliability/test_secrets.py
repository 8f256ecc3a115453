"""A cloud that repeats everything it was told: nothing of it is to be seen."""

from __future__ import annotations

import base64
import json
import logging
import traceback
from typing import Any

import pytest
from grid import logged
from toy import SPEC, Bench, refusal

import cgw
from cgw import emulator
from cgw.emulator.world import World
from cgw.engine import Send
from cgw.judging import conceal
from cgw.wire import Reply, Request

PROVIDERS = ("alibaba", "tencent", "huawei")
SECRETS = ("canary secret/key+1", "canary&token%2F=2", 'canary"bgp\\key3', "canary-b\u00fccher-4")


def words(provider: str, text: str) -> bytes:
    """An error of that cloud that says ``text`` wherever it says anything."""
    bodies: dict[str, Any] = {
        "alibaba": {"Code": f"Odd.{text}", "Message": text, "RequestId": text},
        "tencent": {
            "Response": {"Error": {"Code": f"Odd.{text}", "Message": text}, "RequestId": text}
        },
        "huawei": {"error_code": f"Odd.{text}", "error_msg": text, "request_id": text},
    }
    return json.dumps(bodies[provider]).encode()


def everything(send: Send) -> str:
    """All that a request says, as the wire has it and as it was meant."""
    request = send.request
    parts = [request.url, request.body.decode(), *request.headers.values()]
    parts += [value for _, value in request.query]
    return " ".join([*parts, *SECRETS])


def asked(provider: str) -> cgw.CustomerGatewaySpec:
    """A spec with a secret where the noun has one."""
    if provider != "alibaba":
        return SPEC
    from cgw_alibaba import CustomerGatewayOptions

    options = CustomerGatewayOptions(bgp_key="canary-b3")
    return cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7", asn=65010, options=options)


@pytest.mark.parametrize("status", [200, 400, 403, 404, 500, 503])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_echoing_cloud_gives_nothing_away(provider: str, status: int) -> None:
    """Key, token and BGP key do not come back in errors, their chains, tracebacks, events or logs."""
    keys = cgw.Credentials("key", SECRETS[0], SECRETS[1], project_id=emulator.PROJECT_ID)
    client = emulator.connect(World(), provider, credentials=keys, retry=cgw.Retry(attempts=2))
    events: list[cgw.Event] = []
    client.engine._observers += (events.append,)

    def send(send: Send) -> Reply:
        text = everything(send).replace(SECRETS[2], "").replace(SECRETS[3], "")
        headers = {"content-type": "application/json", "x-request-id": SECRETS[0]}
        return Reply(status, words(provider, text), headers)

    client._sender.send = send  # type: ignore[method-assign]
    spec = asked(provider)
    texts: list[str] = []
    with logged() as logs:
        for call in (
            lambda: client.customer_gateways.create(spec, timeout=2.0),
            lambda: list(client.customer_gateways.list()),
            lambda: client.customer_gateways.delete("cgw-12345678"),
        ):
            try:
                call()
            except cgw.CgwError as caught:
                error: BaseException | None = caught
                while error is not None:
                    texts += [str(error), repr(error), repr(error.args), repr(vars(error))]
                    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
                    texts += [f for f in shown.format() if "test_secrets" not in f]
                    error = error.__cause__ or error.__context__
    assert texts
    told = "\n".join([*texts, *logs.lines, *map(repr, events)])
    assert "canary" not in told


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_known_in_every_spelling(secret: str) -> None:
    """Plain, as JSON, as HTML, percent-encoded once and twice, with plus signs."""
    import html
    from urllib.parse import quote, quote_plus

    spelt = [
        secret,
        json.dumps(secret)[1:-1],
        html.escape(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        quote(quote(secret, safe=""), safe=""),
    ]
    keys = cgw.Credentials("key", secret)
    for form in spelt:
        error = cgw.ApiError(f"a {form} b", provider="x", code=form, request_id=f"r-{form}")
        conceal(error, [keys, {"spec": [keys]}])
        assert form not in f"{error!r} {error} {error.args} {vars(error)}"
    kept = cgw.ApiError("all is well", provider="x")
    conceal(
        kept, [cgw.Credentials("k", "a")]
    )  # a secret of one letter is not found inside of words
    assert kept.message == "all is well"


def test_an_update_conceals_what_it_sets() -> None:
    """The secret of a patch is the call's as well."""
    from cgw_alibaba import CustomerGatewayPatchOptions

    client = emulator.connect(World(), "alibaba")
    made = client.customer_gateways.create(asked("alibaba"))
    body = words("alibaba", "no good: canary-patch")
    client._sender.send = lambda _: Reply(400, body, {})  # type: ignore[method-assign]
    options = CustomerGatewayPatchOptions(bgp_key="canary-patch")
    with pytest.raises(cgw.ApiError) as caught:
        client.customer_gateways.update(made.id, cgw.CustomerGatewayPatch(options=options))
    assert "no good" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_cloud_cannot_fake_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """What a cloud says is one printable word in a log line and in an event."""
    caplog.set_level(logging.DEBUG, "cgw")
    bench = Bench(refusal("InvalidRequestError"))
    real = bench.adapter.error

    def error(request: Any, reply: Reply) -> Any:
        found = real(request, reply)
        if found is not None:
            found.code, found.request_id = "X\r\nINFO all is well", "\x1b[2J" + "r" * 9_000
        return found

    bench.adapter.error = error  # type: ignore[method-assign]
    with pytest.raises(cgw.InvalidRequestError):
        bench.cgws.get("x1")
    (line,) = [r.getMessage() for r in caplog.records if r.name == "cgw"]
    assert line.isprintable()
    assert len(line) < 1_000
    assert bench.events[0].code.isprintable()


def test_nothing_of_the_library_underneath_hangs_on_an_error() -> None:
    """Errors of calls that failed in the transport have no httpx error behind them, request and all."""
    from bars_wire import free_port

    secret = base64.b64encode(b"canary").decode()
    client = cgw.connect(
        "tencent",
        region="ap-guangzhou",
        credentials=cgw.Credentials("k", secret),
        endpoint=f"http://127.0.0.1:{free_port()}",
        retry=cgw.Retry(attempts=2),
    )
    with client, pytest.raises(cgw.TransportError) as caught:
        list(client.customer_gateways.list())
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_what_an_adapter_quotes_is_hushed_too() -> None:
    """An error that a flow makes of the cloud's words (a failed task) shows no secret of what was asked."""
    from pydantic import SecretStr
    from toy import Bench

    key = "canary-0of-a-task"

    def flow():  # type: ignore[no-untyped-def]
        yield Request("GET", "https://c", "/task", "Task", safe=True)
        raise cgw.ServiceError(f"the task failed on {key}", provider="toy", code="Task")

    bench = Bench()
    steps = bench.client.engine.call(
        flow(), noun="x", verb="create", timeout=5.0, about={"psk": SecretStr(key)}
    )
    with pytest.raises(cgw.ServiceError) as failed:
        bench.client.run(steps)
    told = (str(failed.value), repr(failed.value), repr(failed.value.args), failed.value.message)
    assert not any(key in text for text in told)
    assert "the task failed on" in failed.value.message

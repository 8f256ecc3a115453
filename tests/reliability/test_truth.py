"""What is said of a write is true: done, not done, or not known."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from toy import BROKEN, LOST, SPEC, START, Bench, Gateways, refusal

import cgw
from cgw.adapter import Credentials, Operation
from cgw.engine import Lost, Retry, Send
from cgw.wire import Reply, Request

CREATE_REFUSALS = [
    refusal("AlreadyExistsError"),
    refusal("QuotaExceededError"),
    refusal("InvalidRequestError"),
    refusal("PermissionDeniedError", 403),
    refusal("NotFoundError", 404),
    refusal("ThrottledError", 429, again=True),
    refusal("AuthenticationError", 401),
]


@pytest.mark.parametrize("refused", CREATE_REFUSALS, ids=lambda r: r.json["code"])
def test_no_refusal_denies_a_create_whose_answer_was_lost(refused: Reply) -> None:
    """After a lost attempt with a token, every refusal leaves it unknown whether the thing is there."""
    bench = Bench(LOST, *[refused] * 60, recovery="token")
    bench.adapter.customer_gateways.safe_create = True
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert caught.value.marker is not None


@pytest.mark.parametrize("kind", ["ThrottledError", "AuthenticationError", "InvalidRequestError"])
def test_a_lost_delete_that_is_then_refused_is_unknown(kind: str) -> None:
    """What says nothing of the thing itself leaves a lost delete unknown."""
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        Bench(BROKEN, *[refusal(kind)] * 9).cgws.delete("x1")
    assert type(caught.value.__cause__).__name__ == kind


@pytest.mark.parametrize("kind", ["BusyError", "PermissionDeniedError", "BillingError"])
def test_a_lost_delete_that_cannot_have_happened_is_told_as_refused(kind: str) -> None:
    """Where the thing is plainly still there, the cloud's word stands."""
    with pytest.raises(getattr(cgw, kind)):
        Bench(BROKEN, *[refusal(kind)] * 9).cgws.delete("x1")


@pytest.mark.parametrize("failure", [LOST, BROKEN, refusal("ThrottledError", again=True)])
def test_a_change_that_cannot_be_read_back_was_made(failure: Any) -> None:
    """An update that was done is not said to have changed nothing because reading it failed."""
    bench = Bench(Reply(200, b"{}"), *[failure] * 9)
    with pytest.raises(cgw.OutcomeUnknownError, match="the change was made"):
        bench.cgws.update("x1", cgw.CustomerGatewayPatch(name="new"))
    assert [r.action for r in bench.sent].count("Update") == 1


def test_a_create_whose_answer_cannot_be_mapped_is_found_by_its_marker() -> None:
    """If our own reading fails after a create was done, it is looked for, not denied."""

    class Odd(Gateways):
        def create(self, spec: Any, op: Operation) -> Any:
            body = f"{spec.name} {op.token}".encode()
            yield Request("POST", "https://c", "/", "Create", body=body)
            raise OverflowError("date value out of range")

    bench = Bench()
    bench.adapter.customer_gateways = Odd()
    assert bench.cgws.create(SPEC).id == "x1"
    assert bench.creates() == 1
    assert bench.sent[-1].action == "Find"


def test_credentials_that_fail_in_a_read_back_hide_no_id() -> None:
    """Even without credentials for the read-back, the create returns what it made."""
    bench = Bench(Reply(200, b'{"id": "x9"}'), refusal("AuthenticationError", 401))
    bench.keys.given = [Credentials("k", "s", expires_at=START + timedelta(hours=1))]
    real = bench.keys.fetch

    def fetch() -> Credentials:
        if bench.keys.fetched:
            raise cgw.ConfigError("no more")
        return real()

    bench.keys.fetch = fetch  # type: ignore[method-assign]
    assert bench.cgws.create(SPEC).id == "x9"


@pytest.mark.parametrize("recovery", ["tag", "none"])
def test_a_marker_that_was_not_sent_is_not_told(recovery: str) -> None:
    """The error's marker is what the request carried; without one nothing is looked for in vain."""
    bench = Bench(LOST, recovery=recovery, retry=Retry(marker="off"))
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert caught.value.marker is None
    with pytest.raises(cgw.UnsupportedError):
        caught.value.reconcile()


def test_without_any_way_to_find_it_there_are_candidates() -> None:
    """Where lost creates leave no mark, things of that name made since are told, and not taken."""
    from cgw.models import CustomerGateway, State

    bench = Bench(LOST, Reply(200, b'{"ids": ["old", "new", "other"]}'), recovery="none")
    made = {
        "old": CustomerGateway(id="old", provider="toy", region="r", name="hq", state=State.AVAILABLE,
                               created_at=START - timedelta(hours=1)),
        "new": CustomerGateway(id="new", provider="toy", region="r", name="hq", state=State.AVAILABLE,
                               created_at=START + timedelta(seconds=1)),
        "other": CustomerGateway(id="other", provider="toy", region="r", name="branch"),
    }  # fmt: skip
    bench.adapter.customer_gateways._made = made.__getitem__  # type: ignore[method-assign]
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    assert caught.value.candidates == ("new",)
    assert bench.creates() == 1


def test_an_old_lost_create_is_not_looked_for_for_ever() -> None:
    """Long after the call no list lags: finding out that there is nothing takes two looks."""
    nothing = Reply(200, b'{"ids": []}')
    bench = Bench(LOST, *[nothing] * 90)
    with pytest.raises(cgw.OutcomeUnknownError) as caught:
        bench.cgws.create(SPEC)
    sent = len(bench.sent)
    bench.time.seconds += 3600
    assert caught.value.reconcile() is None
    assert len(bench.sent) - sent == 2


# ---------------------------------------------------------------- who asks, and when


def _at_once(bench: Bench, refused: Any) -> list[str]:
    """Eight calls whose first attempts are all refused before any second one begins."""
    gate, told, errors = threading.Barrier(8), threading.local(), list[str]()

    def send(send: Send) -> Reply:
        if not getattr(told, "first", False):
            told.first = True
            gate.wait(5)
            return refused
        return Reply(200, b'{"id": "x1", "ids": []}')

    bench.client._sender.send = send  # type: ignore[method-assign]

    def work() -> None:
        try:
            bench.cgws.get("x1")
        except cgw.CgwError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_every_call_that_a_wrong_clock_failed_is_repeated() -> None:
    """Calls under way when the clock is corrected gain by it too, not only the first."""
    ahead = format_datetime(START + timedelta(hours=1), usegmt=True)
    skewed = Reply(401, b'{"code": "AuthenticationError"}', {"date": ahead})
    assert _at_once(Bench(), skewed) == []


def test_every_call_that_old_credentials_failed_is_repeated() -> None:
    """Calls under way when credentials are renewed gain by it too, and renew them once."""
    bench = Bench()
    bench.keys.given = [
        Credentials(name, "s", token="t", expires_at=START + timedelta(hours=9))
        for name in ("old", "new")
    ]
    bench.cgws.get("x1")
    assert _at_once(bench, refusal("AuthenticationError", 401)) == []
    assert bench.keys.fetched == 2


def test_a_request_is_signed_after_its_turn() -> None:
    """The time in a signature is that of sending, not that of getting into line."""
    from cgw.limiter import BURST, Limiter

    bench = Bench()
    nouns = bench.adapter.capabilities.nouns
    bench.adapter.capabilities = cgw.adapter.Capabilities("toy", nouns, {"Get": 0.1})
    bench.client.engine.limiter = Limiter()
    sent: list[float] = []
    real = bench.send

    def send(send: Send) -> Reply:
        sent.append(bench.time.seconds)
        return real(send)

    bench.client._sender.send = send  # type: ignore[method-assign]
    for _ in range(BURST + 3):
        bench.cgws.get("x1")
    signed = [(now - START).total_seconds() for _, _, now in bench.adapter.signed]
    assert signed == pytest.approx(sent)
    assert sent[-1] > 20


def test_silence_of_a_transport_without_trace_is_no_proof() -> None:
    """A deadline that passes in a transport that traces nothing leaves a write unknown."""
    from cgw._http import Proof

    assert Proof(begun=True, traced=False).late().sent
    assert Proof(begun=True, traced=True, sent=True).late().sent
    assert not Proof(begun=True, traced=True).late().sent
    assert not Proof().late().sent
    assert isinstance(Proof().late(), Lost)

"""Liars about answers, signatures and secrets."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from liar import Liar, breaks, changed, seen

from cgw.adapter import Operation
from cgw.errors import NotFoundError, ServiceError
from cgw.models import CustomerGateway
from cgw.wire import Reply, Request

# ---------------------------------------------------------------- replies and errors


@breaks("a_missing_thing_is_not_found", "the_clouds_refusal_keeps_its_words")
class LosesTheRequestId(Liar):
    def error(self, request: Request, reply: Reply) -> Any:
        error = self._real.error(request, reply)
        if error is not None:
            error.request_id = ""
        return error


@breaks(
    "a_missing_thing_is_not_found",
    "updating_a_missing_thing_is_not_found",
    "deleting_twice_is_fine",
)
class CallsMissingBusy(Liar):
    def error(self, request: Request, reply: Reply) -> Any:
        error = self._real.error(request, reply)
        if isinstance(error, NotFoundError) and error.code:
            other = self._real.error(request, Reply(409, b'{"Code":"OperationConflict"}'))
            other.http_status = reply.status
            return other
        return error


@breaks("error_never_raises")  # the engine takes a crash of error() for an answer nobody can read
class TrustsErrorBodies(Liar):
    def error(self, request: Request, reply: Reply) -> Any:
        reply.json.get("Code")
        return self._real.error(request, reply)


@breaks("garbage_for_an_answer_is_an_error_of_ours")
class MakesSomethingOfGarbage(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        try:
            return (yield from verbs.get(id))
        except ServiceError:
            return CustomerGateway(id=id, provider=self.provider, region=self.region)


@breaks("what_is_new_in_an_answer_is_kept")
class DropsExtras(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.get(id)
        return replace(found, origin=None)


@breaks("null_is_no_crash")
class TrustsNames(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        return (yield from seen(verbs.get(id), lambda r: r.json.get("Name", "").lower()))


@breaks("nothing_is_no_crash")
class WantsEveryField(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        return (yield from seen(verbs.get(id), lambda r: r.json["Description"]))


@breaks("an_unheard_of_word_is_no_crash")
class KnowsEveryWord(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        def look(reply: Reply) -> None:
            if reply.json.get("Description") == "brand-new-word":
                raise ValueError

        return (yield from seen(verbs.get(id), look))


@breaks("a_number_may_be_a_text")
class TrustsNumbers(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        return (yield from seen(verbs.get(id), lambda r: (r.json.get("CreateTime") or 0) + 1))


# ---------------------------------------------------------------- the wire


@breaks("every_request_goes_to_its_endpoints_by_https")
class PlainHttp(Liar):
    overrides = {"vpc": "http://vpc.aliyuncs.com"}


@breaks("every_request_goes_to_its_endpoints_by_https", "signing_keeps_what_is_asked")
class GoesElsewhere(Liar):
    def sign(self, request: Request, *rest: Any) -> Request:
        signed = self._real.sign(request, *rest)
        if request.action == "DeleteCustomerGateway":
            elsewhere = replace(request, endpoint="https://vpc.example.com")
            return replace(self._real.sign(elsewhere, *rest), action=request.action)
        return signed


@breaks("every_request_is_signed")
class LeavesOneUnsigned(Liar):
    def delete(self, verbs: Any, id: str) -> Any:
        if id == "some-id":
            return (yield from changed(verbs.delete(id), lambda r: replace(r, signed=False)))
        return (yield from verbs.delete(id))


@breaks("signing_depends_only_on_its_arguments")
class SignsByItsOwnClock(Liar):
    def sign(self, request: Request, *rest: Any) -> Request:
        signed = self._real.sign(request, *rest)
        headers = {**signed.headers, "x-now": str(time.perf_counter_ns())}
        return replace(signed, headers=headers)


@breaks("signing_keeps_what_is_asked")
class LosesTheShape(Liar):
    def sign(self, request: Request, *rest: Any) -> Request:
        return replace(self._real.sign(request, *rest), shape=None)


@breaks("keys_never_show")
class SendsTheSecret(Liar):
    def sign(self, request: Request, credentials: Any, *rest: Any) -> Request:
        signed = self._real.sign(request, credentials, *rest)
        told = credentials.access_key_secret.get_secret_value()
        return replace(signed, headers={**signed.headers, "x-debug": told})


@breaks("keys_never_show")
class ForgetsTheToken(Liar):
    def sign(self, request: Request, credentials: Any, *rest: Any) -> Request:
        return self._real.sign(request, credentials.replace(token=None), *rest)


@breaks("secrets_of_a_spec_never_show")
class KeepsTheBodyInTheError(Liar):
    """The engine conceals secrets in an error's texts; what an adapter adds it cannot know."""

    def error(self, request: Request, reply: Reply) -> Any:
        error = self._real.error(request, reply)
        if error is not None and reply.status == 400:
            error.body = reply.body
        return error


@breaks("an_id_stays_one_word")
class BelievesIds(Liar):
    base = "huawei"

    def get(self, verbs: Any, id: str) -> Any:
        flow = verbs.get(id)
        return (yield from changed(flow, lambda r: replace(r, path=unquote(r.path))))


@breaks("flows_do_no_io")
class Sleeps(Liar):
    def get(self, verbs: Any, id: str) -> Any:
        time.sleep(0)
        return (yield from verbs.get(id))


@breaks("values_arrive_as_they_were_given")
class PlusForSpace(Liar):
    base = "tencent"

    def create(self, verbs: Any, spec: Any, op: Operation) -> Any:
        name = spec.name.replace(" ", "+")
        return (yield from verbs.create(spec.model_copy(update={"name": name}), op))

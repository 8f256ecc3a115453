"""What Alibaba Cloud's refusals mean: the code decides, the HTTP status only where it is unknown.

Sources: error tables of CreateCustomerGateway (newer and older help page), of the VPC API reference
of 2019-01 (chapter 15) and of the VPN help pages of 2021; retry lists of terraform-provider-alicloud
(2026-08); platform-wide codes from general knowledge, marked PLATFORM. Read 2026-11-21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cgw.adapter import Rule
from cgw.errors import (
    AlreadyExistsError,
    ApiError,
    AuthenticationError,
    BillingError,
    BusyError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    ServiceError,
    ThrottledError,
)
from cgw.models import MASK
from cgw.wire import Reply, Request, UnreadableError
from cgw_alibaba.fields import SECRETS
from cgw_alibaba.signing import form

PROVIDER = "alibaba"
PAGE = "CreateCustomerGateway, newer help page"
GUIDE = "VPC API reference 2019-01, chapter 15"
HELP = "VPN help pages, 2021"
TF = "terraform-provider-alicloud 2026-08"
SDK = "alibabacloud_vpc20160428 7.2.2"
PLATFORM = "platform-wide, not in the VPN tables"

CODES: dict[str, Rule] = {
    # customer gateways
    "InvalidAuthkey.Malformed": Rule(InvalidRequestError, False, PAGE, "options.bgp_key"),
    "InvalidIpAddress.AlreadyExist": Rule(AlreadyExistsError, False, PAGE, "address"),
    "InvalidIpAddress.WrongFormat": Rule(InvalidRequestError, False, PAGE, "address"),
    "InvalidName": Rule(InvalidRequestError, False, PAGE, "name"),
    "InvalidDescription": Rule(InvalidRequestError, False, PAGE, "description"),
    "Resource.QuotaFull": Rule(QuotaExceededError, False, PAGE),
    "IllegalParam.Asn": Rule(InvalidRequestError, False, PAGE, "asn"),
    "OperationDenied.MissingAsn": Rule(InvalidRequestError, False, PAGE, "asn"),
    "InvalidParameter.TagKey": Rule(InvalidRequestError, False, PAGE, "tags"),
    "InvalidParameter.TagValue": Rule(InvalidRequestError, False, PAGE, "tags"),
    "SizeLimitExceeded.TagNum": Rule(QuotaExceededError, False, PAGE, "tags"),
    "Duplicated.TagKey": Rule(InvalidRequestError, False, PAGE, "tags"),
    "Forbidden.TagKey.Duplicated": Rule(AlreadyExistsError, False, PAGE, "tags"),  # no permission
    "OperationConflict": Rule(BusyError, True, PAGE),
    "InvalidCustomerGatewayInstanceId.NotFound": Rule(NotFoundError, False, GUIDE),
    # who may
    "Forbidden": Rule(PermissionDeniedError, False, PAGE),
    "Forbidden.SubUser": Rule(PermissionDeniedError, False, PAGE),
    "Forbbiden.SubUser": Rule(PermissionDeniedError, False, GUIDE),  # the spelling is theirs
    "Forbidden.RAM": Rule(PermissionDeniedError, False, PLATFORM),
    "NoPermission": Rule(PermissionDeniedError, False, PLATFORM),
    # gateways, connections, routes, SSL-VPN
    "InvalidVpnGatewayInstanceId.NotFound": Rule(NotFoundError, False, GUIDE),
    "InvalidVpnConnectionInstanceId.NotFound": Rule(NotFoundError, False, GUIDE),
    "INSTANCE_NOT_EXISTS": Rule(NotFoundError, False, TF),
    "InvalidParams.NotFound": Rule(NotFoundError, False, "VPC API reference 2019-01, BGP"),
    "InvalidVpnConnection.AlreadyExists": Rule(AlreadyExistsError, False, GUIDE),
    "OperationFailed.IPsecServerExist": Rule(AlreadyExistsError, False, HELP),
    "IllegalParam.LocalSubnet": Rule(InvalidRequestError, False, HELP, "local_cidrs"),
    "IllegalParam.RemoteSubnet": Rule(InvalidRequestError, False, HELP, "remote_cidrs"),
    "OperationUnsupported.IPsecServer": Rule(InvalidRequestError, False, HELP),
    "VpnGateway.SslVpnDisabled": Rule(InvalidRequestError, False, HELP),
    "UnnecessarySslConnection": Rule(InvalidRequestError, False, TF),
    "VpnGateway.Configuring": Rule(BusyError, True, GUIDE),
    "VpnConnection.Configuring": Rule(BusyError, True, TF),
    "VpnRouteEntry.Configuring": Rule(BusyError, True, TF),
    "Appliance.Configuring": Rule(BusyError, True, TF),
    "VpnTask.CONFLICT": Rule(BusyError, True, TF),
    "TaskConflict": Rule(BusyError, True, TF),
    "OperationFailed.SslNotSupport": Rule(BusyError, True, TF),
    "IncorrectStatus.VpnGateway": Rule(BusyError, False, TF),
    "ForbiddenRelease": Rule(BillingError, False, GUIDE),  # a prepaid term; no permission either
    "VpnGateway.FinancialLocked": Rule(BillingError, False, GUIDE),
    "AccountBalanceForVpn.NotFull": Rule(BillingError, False, "VPN help pages"),
    "AccountMoneyValidateError": Rule(BillingError, False, "VPN help pages"),
    "UnknownError": Rule(ServiceError, False, TF),
    # looks like "not found", is a wrong request: deleting must not take it for "gone already"
    "InvalidRegionId.NotFound": Rule(InvalidRequestError, False, GUIDE),
    "InvalidSpec.NotFound": Rule(InvalidRequestError, False, "VPN help pages"),
    "InvalidAction.NotFound": Rule(InvalidRequestError, False, PLATFORM),
    "InvalidApi.NotFound": Rule(InvalidRequestError, False, PLATFORM),
    "InvalidVersion": Rule(InvalidRequestError, False, PLATFORM),
    "UnsupportedHTTPMethod": Rule(InvalidRequestError, False, PLATFORM),
    "IdempotentParameterMismatch": Rule(InvalidRequestError, False, PLATFORM),
    # key, signature, token, clock
    "InvalidAccessKeyId.NotFound": Rule(AuthenticationError, False, PLATFORM),  # HTTP 404
    "Forbidden.AccessKeyDisabled": Rule(AuthenticationError, False, PLATFORM),
    "SignatureDoesNotMatch": Rule(AuthenticationError, False, PLATFORM),
    "IncompleteSignature": Rule(AuthenticationError, False, PLATFORM),
    "InvalidSignatureMethod": Rule(AuthenticationError, False, PLATFORM),
    "SignatureNonceUsed": Rule(AuthenticationError, True, PLATFORM),  # each attempt has a new one
    "IllegalTimestamp": Rule(AuthenticationError, False, PLATFORM),
    # No refusal: what was asked for with DryRun=true is right, and nothing was done. No class of
    # its own, and none that says something is wrong.
    "DryRunOperation": Rule(ApiError, False, f"{SDK}, CreateVpnRouteEntryRequest.DryRun"),
    "InternalError": Rule(ServiceError, False, GUIDE),
    "Abs.Vpc.InnerServiceFailed": Rule(ServiceError, False, "VPN help pages"),
}
"""Exact codes."""

FAMILIES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r".*Throttling", Rule(ThrottledError, True, TF)),  # "any code containing Throttling"
        (r"InvalidAccessKeyId|InvalidSecurityToken|InvalidTimeStamp|Signature|MissingSecurityToken",
         Rule(AuthenticationError, False, PLATFORM)),
        (r"Forb{1,2}id{1,2}en", Rule(PermissionDeniedError, False, GUIDE)),
        (r"NoPermission", Rule(PermissionDeniedError, False, PLATFORM)),
        (r"QuotaExceeded|.*QuotaFull|SizeLimitExceeded", Rule(QuotaExceededError, False, HELP)),
        (r".*\.Configuring$", Rule(BusyError, True, TF)),
        (r"DependencyViolation", Rule(BusyError, False, PLATFORM)),  # something still uses it
        (r".*AlreadyExist", Rule(AlreadyExistsError, False, GUIDE)),
        (r".*FinancialLocked|InsufficientBalance|.*NotEnoughBalance",
         Rule(BillingError, False, PLATFORM)),
        (r"ServiceUnavailable|InternalError", Rule(ServiceError, False, TF)),
        (r".*\.NotFound$", Rule(NotFoundError, False, TF)),
        (r"Missing|Invalid|Illegal|Duplicated|Unsupported|OperationDenied|OperationUnsupported",
         Rule(InvalidRequestError, False, PLATFORM)),
    )
)  # fmt: skip
"""Beginnings and endings of codes, the first that fits."""

STATUSES: dict[int, Rule] = {
    401: Rule(AuthenticationError),
    403: Rule(PermissionDeniedError),
    404: Rule(NotFoundError),
    409: Rule(BusyError),
    429: Rule(ThrottledError, True),
}


def rule_for(code: str, status: int) -> Rule:
    """What a code means; of an unknown one what its HTTP status means."""
    if code in CODES:
        return CODES[code]
    for pattern, rule in FAMILIES:
        if pattern.match(code):
            return rule
    if status in STATUSES:
        return STATUSES[status]
    return Rule(InvalidRequestError if 400 <= status < 500 else ServiceError)


def error_from(request: Request, reply: Reply) -> ApiError | None:
    """The failure in ``reply``, or None if it is a good answer."""
    good = 200 <= reply.status < 300
    markup = reply.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if good and not markup and (running := _running(request, reply)):
        return running
    # No document has the HTTP status of a dry run that went well.
    asked_dry, own_word = ("DryRun", "true") in request.query, request.action in WITH_SUCCESS
    if good and not markup and not (asked_dry or own_word):
        return None
    told = _members(reply)
    code = told.get("code", "")
    failed = own_word and told.get("success", "").lower() == "false"
    if good and not markup and not (failed or code == "DryRunOperation"):
        return None
    if good and OWN_XML.search(reply.body):
        return _own_xml(request, reply)
    if markup or not code:
        kind = "XML or HTML" if markup else "no error code" if told else "no JSON object"
        return _error(ServiceError, request, reply, f"HTTP {reply.status} with {kind} in the body")
    rule = rule_for(code, reply.status)
    wait = _retry_after(reply)
    if wait is not None and code not in CODES and rule.kind is not ThrottledError:
        rule = Rule(ThrottledError, True)  # so does the SDK: the header decides
    return _error(
        rule.kind,
        request,
        reply,
        _harmless(told.get("message", ""), request) or f"HTTP {reply.status}",
        code=code,
        request_id=told.get("requestid", ""),
        retryable=rule.retryable,
        field=rule.field,
        retry_after=wait,
    )


WITH_SUCCESS = frozenset({"CreateVpnAttachment", "DeleteVpnAttachment"})
"""Actions that say in a body of status 200 whether it was done (``Success``, ``Code``, ``Message``)."""


def _running(request: Request, reply: Reply) -> ApiError | None:
    """A diagnosis that has not ended is busy: the engine asks again until it has.

    Source: GetVpnGatewayDiagnoseResult tells FinishedCount of TotalCount tests.
    """
    if request.action != "GetVpnGatewayDiagnoseResult":
        return None
    told = _members(reply)
    done, all_of_them = told.get("finishedcount", ""), told.get("totalcount", "")
    counts = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", f"{done}/{all_of_them}")
    if not counts or int(counts[1]) >= int(counts[2]):
        return None
    message = f"{done} of {all_of_them} tests of the diagnosis have ended"
    return _error(BusyError, request, reply, message, retryable=True)


OWN_XML = re.compile(rb"<\w+esponse>.*<RequestId>[\w-]{1,80}</RequestId>", re.DOTALL)


def _own_xml(request: Request, reply: Reply) -> ApiError:
    """The cloud's own success in XML, which it gives to whoever asks for it; JSON was asked for."""
    ids = re.findall(rb"<(\w+Id)>([\w*-]{1,80})</", reply.body)
    told = ", ".join(f"{n.decode()} {v.decode()}" for n, v in ids if n != b"RequestId")
    message = f"HTTP {reply.status} with XML or HTML in the body; it tells of success"
    message += f" ({told})" if told else ""
    return _error(ServiceError, request, reply, message, answered=True)


def _error(
    kind: type[ApiError], request: Request, reply: Reply, message: str, **more: Any
) -> ApiError:
    more["request_id"] = more.get("request_id") or reply.headers.get("x-acs-request-id", "")
    return kind(
        message,
        provider=PROVIDER,
        http_status=reply.status,
        action=request.action,
        **more,
    )


def _members(reply: Reply) -> dict[str, str]:
    """The texts of an error body, by lower-case name; the SDK knows two spellings of each."""
    try:
        body = reply.json
    except UnreadableError:
        return {}
    if not isinstance(body, dict):
        return {}
    found = {name.lower(): value for name, value in body.items()}
    return {name: str(value) for name, value in found.items() if isinstance(value, str | int)}


def _retry_after(reply: Reply) -> float | None:
    """Seconds; the header has milliseconds, and only a positive integer counts."""
    text = reply.headers.get("x-acs-retry-after", "")
    if not re.fullmatch(r"[0-9]{1,12}", text):  # int() raises past 4,300 digits
        return None
    return int(text) / 1000 or None


# ---------------------------------------------------------------- messages without secrets


def _harmless(message: str, request: Request) -> str:
    """``message`` without what was secret in the request.

    Two refusals repeat their input: InvalidAuthkey.Malformed the key, and SignatureDoesNotMatch
    the whole string to sign, session token included.
    """
    head, *rest = re.split(r"string to sign", message, maxsplit=1, flags=re.IGNORECASE)
    text = f"{head}string to sign is not shown" if rest else head
    for secret in sorted(set(_secrets(request)), key=len, reverse=True):
        # A key of a letter or two would otherwise be found inside of words.
        around = r"(?<!\w){}(?!\w)" if len(secret) < 4 else "{}"
        text = re.sub(around.format(re.escape(secret)), MASK, text)
    return text


def _secrets(request: Request) -> Iterator[str]:
    for name, value in (*request.query, *form(request)):
        last = name.rsplit(".", 1)[-1].lower()
        if last in SECRETS | {"securitytoken"} and value:
            yield value
        elif value.startswith("{"):  # IkeConfig and the like are JSON in a text
            try:
                inner = json.loads(value)
            except ValueError:
                continue
            yield from (str(v) for k, v in inner.items() if k.lower() in SECRETS and v)
    if token := request.headers.get("x-acs-security-token"):
        yield token

"""HUAWEI CLOUD's error codes in our classes. Codes decide; the HTTP status only breaks ties.

Sources: VPN API v5 error codes (vpn_api_0067) and the APIG v2 page of 2024-10-09; the error tables of
the API gateway product; terraform-provider-huaweicloud a0345b8d; huaweicloudsdkcore 3.1.219
exceptions/exception_handler.py for the shapes of a body; read 2026-11-21.

``retryable`` is True only where the words say that nothing was begun: that is an inference from the
text of the code, nobody documents it.
"""

from __future__ import annotations

import re
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
from cgw.wire import Reply, Request, UnreadableError
from cgw_huawei.error_fields import field_of

VPN = "VPN API v5 error codes (vpn_api_0067)"
P2C = "VPN API v5, P2C error codes"
PAGE = "APIG v2, creating a dedicated gateway, page of 2024-10-09"
APIG = "API gateway error codes (dedicated gateways)"
GATEWAY = "APIGW error codes (gateway layer of every service)"
TERRAFORM = "terraform-provider-huaweicloud a0345b8d"
IAM = "IAM API v3 and CBC error codes as terraform-provider-huaweicloud a0345b8d meets them"


def _all(
    kind: type[ApiError],
    codes: str,
    evidence: str,
    *,
    retryable: bool = False,
    field: str | None = None,
) -> dict[str, Rule]:
    return dict.fromkeys(codes.split(), Rule(kind, retryable, evidence, field))


RULES: dict[str, Rule] = {
    # -- the VPN service
    **_all(InvalidRequestError, "VPN.0001 VPN.0013", VPN),
    **_all(ServiceError, "VPN.0002 VPN.0006 VPN.0014", VPN),  # 500, 500, 504: begun or not
    **_all(PermissionDeniedError, "VPN.0003 VPN.0005 VPN.0007", VPN),
    **_all(NotFoundError, "VPN.0004 VPN.0509", VPN),
    **_all(AuthenticationError, "VPN.0010", VPN),
    **_all(AlreadyExistsError, "VPN.0012", VPN, field="address"),
    **_all(InvalidRequestError, "VPN.0015", VPN, field="tags"),
    **_all(
        BusyError,
        "VPN.0009 VPN.0016 VPN.0017 VPN.0030 VPN.0306 VPN.0506 VPN.0507 VPN.0508",
        VPN,
        retryable=True,
    ),
    **_all(BusyError, "VPN.0031", VPN),  # "Repeated operation": a twin may be under way
    **_all(InvalidRequestError, "VPN.0018 VPN.0304 VPN.0305 VPN.0516", VPN),
    **_all(
        InvalidRequestError,
        "VPN.0101 VPN.0102 VPN.0103 VPN.0104 VPN.0105 VPN.0107 VPN.0108 VPN.0109 VPN.0110",
        VPN,
    ),
    **_all(AlreadyExistsError, "VPN.0111 VPN.0112 VPN.0381", VPN),
    **_all(InvalidRequestError, "VPN.0203 VPN.0204", VPN, field="address"),
    **_all(InvalidRequestError, "VPN.0218 VPN.0219 VPN.0517 VPN.0518", VPN),
    **_all(InvalidRequestError, "VPN.0800 VPN.0801 VPN.0802", VPN),
    **_all(QuotaExceededError, "VPN.0220 VPN.0285 VPN.0803", VPN),
    **_all(ThrottledError, "VPN.0429", VPN, retryable=True),
    **_all(
        InvalidRequestError,
        "VPN.0070 VPN.0071 VPN.0072 VPN.0073 VPN.0074 VPN.0075 VPN.0076 VPN.0078 VPN.0559 VPN.1318",
        P2C,
    ),
    **_all(AlreadyExistsError, "VPN.0077", P2C),
    **_all(QuotaExceededError, "VPN.0560", P2C),
    # -- dedicated gateways
    **_all(AuthenticationError, "APIC.7102", PAGE),
    **_all(PermissionDeniedError, "APIC.7106", PAGE),
    **_all(InvalidRequestError, "APIC.7211", PAGE),
    # A 404: the edition asked for is unknown.
    **_all(InvalidRequestError, "APIC.7301", PAGE, field="edition"),
    **_all(ServiceError, "APIC.9000", PAGE),
    **_all(NotFoundError, "APIC.7200", TERRAFORM),
    **_all(InvalidRequestError, "APIC.7230 APIC.7235", APIG, field="maintenance_begin"),
    **_all(InvalidRequestError, "APIC.7238", APIG, field="zones"),
    **_all(InvalidRequestError, "APIC.7239 APIC.7241", APIG),
    **_all(InvalidRequestError, "APIC.7242 APIC.7243 APIC.7244 APIC.7503", APIG),
    **_all(InvalidRequestError, "APIC.7307 APIC.7310", APIG),  # 404s about what was given
    **_all(NotFoundError, "APIC.7302 APIC.7311 APIC.7314", APIG),
    **_all(AlreadyExistsError, "APIC.7500 APIC.7505", APIG),
    **_all(QuotaExceededError, "APIC.9218 APIC.9219", APIG),
    **_all(BusyError, "APIC.9222", APIG, retryable=True),
    **_all(BusyError, "APIC.9224", TERRAFORM, retryable=True),
    **_all(
        ServiceError,
        "APIC.7253 APIC.9005 APIC.9007 APIC.9100 APIC.9200 APIC.9204 APIC.9206 APIC.9208 APIC.9209"
        " APIC.9210 APIC.9211 APIC.9215 APIC.9216 APIC.9217 APIC.9999",
        APIG,
    ),
    **_all(PermissionDeniedError, "APIG.1113 APIG.1115 APIG.1116 APIG.1119 APIG.1120", APIG),
    **_all(
        PermissionDeniedError,
        "APIG.1136 APIG.1137 APIG.1140 APIG.1200 APIG.1201 APIG.1301",
        APIG,
    ),
    **_all(NotFoundError, "APIG.3030", TERRAFORM),
    **_all(BusyError, "APIG.3500", TERRAFORM),  # a 500 halfway: begun or not
    **_all(ThrottledError, "APIG.3711", TERRAFORM, retryable=True),
    **_all(ThrottledError, "APIG.9008", APIG, retryable=True),  # a 500
    **_all(
        ServiceError,
        "APIG.1029 APIG.9002 APIG.9003 APIG.9004 APIG.9005 APIG.9006 APIG.9007 APIG.9013 APIG.9999",
        APIG,
    ),
    # -- the gateway in front of every service. APIGW.0201 is decided by its status: 400 to 504.
    **_all(InvalidRequestError, "APIGW.0101", GATEWAY),  # a 404: wrong address, not a thing
    **_all(ServiceError, "APIGW.0103 APIGW.0104 APIGW.0105 APIGW.0106", GATEWAY),
    **_all(AuthenticationError, "APIGW.0301 APIGW.0303 APIGW.0305 APIGW.0307 APIGW.0311", GATEWAY),
    **_all(PermissionDeniedError, "APIGW.0302 APIGW.0304 APIGW.0306 APIGW.0310", GATEWAY),
    **_all(ThrottledError, "APIGW.0308", GATEWAY, retryable=True),
    **_all(PermissionDeniedError, "APIGW.0401 APIGW.0402 APIGW.0404", GATEWAY),
    **_all(QuotaExceededError, "APIGW.0501", GATEWAY),
    **_all(BillingError, "APIGW.0502", GATEWAY),
    **_all(InvalidRequestError, "APIGW.0602 APIGW.0607", GATEWAY),
    **_all(ServiceError, "APIGW.0613", GATEWAY, retryable=True),  # nobody was let in yet
    **_all(
        ServiceError,
        "APIGW.0601 APIGW.0605 APIGW.0606 APIGW.0608 APIGW.0609 APIGW.0610 APIGW.0611 APIGW.0612"
        " APIGW.0705",
        GATEWAY,
    ),
    **_all(PermissionDeniedError, "APIGW.0801 APIGW.0802", GATEWAY),
    # -- neighbours
    **_all(NotFoundError, "IAM.0004 EIP.7902 CBC.30000067", IAM),
    **_all(InvalidRequestError, "IAM.0011", IAM),
    **_all(PermissionDeniedError, "CBC.0150 CBC.0156", IAM),
    **_all(BusyError, "CBC.99003651", IAM, retryable=True),
}

# Whole ranges of the tables; looked at after RULES.
FAMILIES: tuple[tuple[str, Rule], ...] = (
    (r"APIG\.20\d\d", Rule(InvalidRequestError, evidence=APIG)),
    (r"APIG\.300\d", Rule(NotFoundError, evidence=APIG)),
    (r"APIG\.31\d\d", Rule(QuotaExceededError, evidence=APIG)),  # a 403
    (r"APIG\.34\d\d", Rule(BusyError, evidence=APIG)),  # used, published or frozen elsewhere
)

# One code for everything that is wrong: the text tells what.
TEXTS: tuple[tuple[str, str, Rule], ...] = (
    (
        "VPN.0001",
        r"has connection",
        Rule(BusyError, evidence="VPN API v5, Deleting a Customer Gateway (vpn_api_0025), sample"),
    ),
    (
        "VPN.0003",
        r"is not ready",
        Rule(
            BusyError,
            retryable=True,
            evidence="VPN API v5, Deleting a VPN Gateway (vpn_api_0018), sample",
        ),
    ),
    # UNVERIFIED: no code of its own was found for a quota of gateways or connections.
    ("VPN.0001", r"\bquota\b", Rule(QuotaExceededError, evidence="inferred")),
)

STATUSES: dict[int, Rule] = {
    400: Rule(InvalidRequestError),
    401: Rule(AuthenticationError),
    402: Rule(BillingError),
    403: Rule(PermissionDeniedError),
    404: Rule(NotFoundError),
    405: Rule(InvalidRequestError),
    409: Rule(BusyError),
    413: Rule(InvalidRequestError),
    414: Rule(InvalidRequestError),
    425: Rule(BusyError),
    429: Rule(ThrottledError, retryable=True),
    494: Rule(InvalidRequestError),
}
UNKNOWN = Rule(ServiceError)


def error_from(request: Request, reply: Reply) -> ApiError | None:
    """The failure a reply stands for, or None."""
    if 200 <= reply.status < 300:
        return None
    try:
        body = reply.json
    except UnreadableError:
        body = None
    told = _told(body)
    if told is None:
        kind = "is empty" if not reply.body.strip() else "is not an error of the cloud's"
        return _made(
            ServiceError, f"HTTP {reply.status}, and the body {kind}", request, reply, body
        )
    code, message = told
    rule = rule_for(code, reply.status, message)
    error = _made(rule.kind, _clean(message) or f"HTTP {reply.status}", request, reply, body, code)
    error.retryable, error.field = rule.retryable, rule.field
    if error.field is None and rule.kind is InvalidRequestError:
        error.field = field_of(code, message)
    return error


def rule_for(code: str, status: int, message: str = "") -> Rule:
    """What a code means; for a code that is in no table, what its HTTP status means."""
    for owner, words, rule in TEXTS:
        if code == owner and re.search(words, message):
            return rule
    if code in RULES:
        return RULES[code]
    for pattern, rule in FAMILIES:
        if re.fullmatch(pattern, code):
            return rule
    if code.startswith("APIGW.") and status == 404:
        return Rule(InvalidRequestError)  # an address that nobody serves, not a thing that is gone
    return STATUSES.get(status, UNKNOWN)


# ---------------------------------------------------------------- reading a body

PAIRS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


def _told(body: Any) -> tuple[str, str] | None:
    """Code and message in any of the shapes; half a pair will do."""
    if not isinstance(body, dict):
        return None
    for pair in PAIRS:
        code, message = (_text(body.get(key)) for key in pair)
        if code or message:
            return code, message
    nested = (found for value in body.values() if (found := _told(value)))
    return next(nested, None)


def _text(value: Any) -> str:
    """A text or a number; IAM's older calls give 401 for a code."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


# The gateway's refusals may repeat the canonical request, headers and all.
_HEADERS = re.compile(
    r"(?i)\b(x-security-token|x-auth-token|x-subject-token|authorization)(\s*[:=]\s*)[^|\r\n]+"
)


def _clean(message: str) -> str:
    return _HEADERS.sub(r"\1\2**********", message)[:1000]


def _made(
    kind: type[ApiError], message: str, request: Request, reply: Reply, body: Any, code: str = ""
) -> ApiError:
    headers = reply.headers
    told = _text(body.get("request_id")) if isinstance(body, dict) else ""
    after = headers.get("retry-after", "")
    return kind(
        message,
        provider="huawei",
        code=code,
        request_id=headers.get("x-request-id") or headers.get("x-iam-trace-id") or told,
        http_status=reply.status,
        action=request.action,
        retry_after=float(after) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", after) else None,
    )

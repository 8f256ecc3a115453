"""What Alibaba Cloud says when something is to go wrong: codes, HTTP statuses, messages.

Written from the vendor's documents, not from the adapter. Source of statuses and messages: error
tables of CreateCustomerGateway (newer and older help page); of statuses alone: VPC API reference of
2019-01, chapter 15, and the VPN help pages of 2021; read 2026-11-21.
"""

from __future__ import annotations

import re
from typing import NoReturn

from cgw.emulator.faults import Wording
from cgw_alibaba.emulator_door import Refusal

PAGES = {
    "InvalidAuthkey.Malformed": (400, "The specified BGP authentication key is malformed."),
    "InvalidIpAddress.AlreadyExist": (400, "Specified IpAddress is already exist."),
    "InvalidIpAddress.WrongFormat": (400, "Specified IpAddress is invalid."),
    "InvalidName": (400, "The name is not valid"),
    "InvalidDescription": (400, "The description is not valid"),
    "Resource.QuotaFull": (400, "The quota of resource is full"),
    "IllegalParam.Asn": (400, "The specified Asn is invalid."),
    "OperationDenied.MissingAsn": (400, "The autonomous system number is mandatory."),
    "InvalidParameter.TagValue": (400, "The specified parameter TagValue is invalid."),
    "SizeLimitExceeded.TagNum": (400, "The maximum number of tags is exceeded."),
    "Forbidden.TagKey.Duplicated": (400, "The specified tag key already exists."),
    "InvalidParameter.TagKey": (400, "The specified parameter TagKey is invalid."),
    "Duplicated.TagKey": (400, "The specified parameter TagKey is duplicated."),
    "Forbidden.SubUser": (403, "User not authorized to operate on the specified resource."),
    "Forbbiden.SubUser": (403, "User not authorized to operate on the specified resource."),
    "Forbidden": (403, "User not authorized to operate on the specified resource."),
    "OperationConflict": (409, "The operation against this instance is too frequent."),
}
STATUSES = {
    400: "AccountBalanceForVpn.NotFull AccountMoneyValidateError IllegalParam.LocalSubnet"
    " IllegalParam.RemoteSubnet InvalidParams.NotFound InvalidVpnConnection.AlreadyExists"
    " OperationFailed.IPsecServerExist OperationUnsupported.IPsecServer"
    " QuotaExceeded.PolicyBasedRoute QuotaExceeded.VpnRouteEntry VpnGateway.Configuring"
    " VpnGateway.FinancialLocked VpnGateway.SslVpnDisabled",
    403: "ForbiddenRelease",
    404: "InvalidCustomerGatewayInstanceId.NotFound InvalidRegionId.NotFound"
    " InvalidVpnConnectionInstanceId.NotFound InvalidVpnGatewayInstanceId.NotFound",
    500: "Abs.Vpc.InnerServiceFailed InternalError",
}
GUESSED = (
    (re.compile(r".*\.NotFound$"), 404),
    (re.compile(r"Forb|NoPermission"), 403),
    (re.compile(r"ServiceUnavailable"), 503),
    (re.compile(r"InternalError|UnknownError"), 500),
    (re.compile(r"UnsupportedHTTPMethod"), 405),
)
"""ASSUMED: platform-wide habits, in no document of the VPN API."""


def guessed(code: str) -> int:
    """ASSUMED: the HTTP status of a code whose status no document gives; mostly 400, throttling too."""
    return next((status for pattern, status in GUESSED if pattern.match(code)), 400)


def _missing(noun: str, words: str) -> dict[str, tuple[str, str]]:
    told = f"The specified {words} instance id does not exist."
    return {"not-found": (f"Invalid{noun}InstanceId.NotFound", told)}


FAULTS = Wording(
    kinds={
        "bad-key": ("InvalidAccessKeyId.NotFound", "Specified access key is not found."),
        "busy": ("VpnGateway.Configuring", "The specified service is configuring."),
        "denied": ("Forbidden", ""),
        "exists": ("InvalidIpAddress.AlreadyExist", ""),
        "expired-clock": (
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ),
        "invalid": ("InvalidParameter", "The specified parameter is not valid."),
        "not-found": ("InvalidInstanceId.NotFound", "The specified instance id does not exist."),
        "quota": ("Resource.QuotaFull", ""),
        "server-error": ("InternalError", "The request processing has failed."),
        "throttle": ("Throttling.User", "Request was denied due to user flow control."),
        "unpaid": ("VpnGateway.FinancialLocked", "The specified service is financial locked."),
    },
    codes={
        **{code: (status, "") for status, codes in STATUSES.items() for code in codes.split()},
        **PAGES,
    },
    status=guessed,
    narrower=(
        ("CustomerGateway", {**_missing("CustomerGateway", "customer gateway"),
                             "busy": ("OperationConflict", "")}),
        ("VpnConnection", {**_missing("VpnConnection", "vpn connection"),
                           "exists": ("InvalidVpnConnection.AlreadyExists", "")}),
        ("VpnAttachment", {**_missing("VpnConnection", "vpn connection"),
                           "busy": ("VpnConnection.Configuring",
                                    "The specified service is configuring.")}),
        ("VpnGateway", _missing("VpnGateway", "vpn gateway")),
    ),
)  # fmt: skip


def fail(name: str, action: str) -> NoReturn:
    """Refuse an action with the fault of that name: a kind, or a code."""
    told = FAULTS.told(name, action)
    raise Refusal(told.status, told.code, told.message)

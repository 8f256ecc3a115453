"""What HUAWEI CLOUD says when something is to go wrong: codes, HTTP statuses, messages.

Written from the vendor's documents, not from the adapter. Source of statuses: VPN API v5 error codes
(vpn_api_0067), APIGW error codes, error codes of the API gateway product, the APIG v2 page of
2024-10-09 (its five messages too); read 2026-11-21.
"""

from __future__ import annotations

import re
from typing import NoReturn

from cgw.emulator.faults import Wording
from cgw_huawei.emulator_access import RefusedError

PAGE = {
    "APIC.7102": (401, "Incorrect token or token resolution failed"),
    "APIC.7106": (403, "No permissions to request for the method"),
    "APIC.7211": (400, "Parameter value does not match the rules"),
    "APIC.7301": (404, "Instance spec not found"),
    "APIC.9000": (500, "Failed to request internal service"),
}
STATUSES = {
    400: "VPN.0001 VPN.0012 VPN.0013 VPN.0015 VPN.0018 VPN.0030 VPN.0031 VPN.0070 VPN.0071 VPN.0072"
    " VPN.0073 VPN.0074 VPN.0075 VPN.0076 VPN.0077 VPN.0078 VPN.0101 VPN.0102 VPN.0103 VPN.0104"
    " VPN.0105 VPN.0107 VPN.0108 VPN.0109 VPN.0110 VPN.0111 VPN.0112 VPN.0203 VPN.0204 VPN.0218"
    " VPN.0219 VPN.0220 VPN.0285 VPN.0304 VPN.0305 VPN.0306 VPN.0381 VPN.0506 VPN.0507 VPN.0508"
    " VPN.0516 VPN.0517 VPN.0518 VPN.0559 VPN.0560 VPN.0800 VPN.0801 VPN.0802 VPN.0803 VPN.1318"
    " APIC.7200 APIC.7230 APIC.7235 APIC.7238 APIC.7239 APIC.7241 APIC.7242 APIC.7243 APIC.7244"
    " APIC.7500 APIC.7503 APIC.7505 APIC.9206 APIC.9208 APIC.9210 APIC.9211 APIC.9215 APIC.9216"
    " APIC.9217 APIC.9218 APIC.9219 APIC.9222 APIG.1119 APIG.1120 APIG.1201 APIGW.0104 APIGW.0105"
    " APIGW.0106 APIGW.0201 APIGW.0602 APIGW.0607 CBC.30000067",
    401: "VPN.0010 APIGW.0301 APIGW.0303 APIGW.0305 APIGW.0307 APIGW.0311",
    403: "VPN.0003 VPN.0007 APIG.1113 APIG.1115 APIG.1116 APIG.1136 APIG.1137 APIG.1140 APIG.1200"
    " APIG.1301 APIGW.0302 APIGW.0304 APIGW.0306 APIGW.0310 APIGW.0401 APIGW.0402 APIGW.0404"
    " APIGW.0801 APIGW.0802 CBC.0150 CBC.0156",
    404: "VPN.0004 VPN.0509 APIC.7302 APIC.7307 APIC.7310 APIC.7311 APIC.7314 APIG.3030 APIGW.0101"
    " APIGW.0103",
    405: "APIGW.0501 APIGW.0502",
    409: "VPN.0016 VPN.0017 APIG.3711",
    425: "VPN.0009",
    429: "VPN.0429 APIGW.0308",
    500: "VPN.0002 VPN.0005 VPN.0006 APIC.7253 APIC.9005 APIC.9007 APIC.9100 APIC.9200 APIC.9204"
    " APIC.9209 APIC.9999 APIG.1029 APIG.3500 APIG.9002 APIG.9003 APIG.9004 APIG.9005 APIG.9006"
    " APIG.9007 APIG.9008 APIG.9013 APIG.9999 APIGW.0601 APIGW.0605 APIGW.0606 APIGW.0608 APIGW.0609"
    " APIGW.0611 APIGW.0612 APIGW.0705",
    502: "APIGW.0610",
    503: "APIGW.0613",
    504: "VPN.0014",
}
RANGES = (
    (re.compile(r"APIG\.300\d"), 404),
    (re.compile(r"APIG\.3[14]\d\d"), 403),
    (re.compile(r"IAM\.0004"), 404),  # ASSUMED
    (re.compile(r"APIG[CW]?\.9\d\d\d"), 500),  # ASSUMED beyond those listed
)
"""Whole ranges of the API gateway product's table, and one of IAM's codes."""


IAM = {
    "denied": ("APIGW.0302", "The IAM user is not authorized to access the API"),
    "invalid": ("IAM.0011", "The request body is invalid"),
    "not-found": ("IAM.0004", "Could not find the object"),
    "server-error": ("APIGW.0601", "Internal server error"),
}
"""ASSUMED: messages, and the gateway's codes where none of IAM's own is known."""


def guessed(code: str) -> int:
    """By its range; of a code in none ASSUMED to be 400, as most are."""
    return next((status for pattern, status in RANGES if pattern.fullmatch(code)), 400)


FAULTS = Wording(
    kinds={
        "bad-key": (
            "APIGW.0301",
            "Incorrect IAM authentication information: verify aksk signature fail",
        ),
        "busy": ("VPN.0016", "vpn gateway is not ready"),
        "denied": ("VPN.0007", "action is not authorized by the policy"),
        "exists": ("VPN.0012", "the IP address is in use"),
        "expired-clock": (
            "APIGW.0301",
            "Incorrect IAM authentication information: signature expired",
        ),
        "invalid": ("VPN.0001", "invalid request: a value is not allowed"),
        "not-found": ("VPN.0004", "resource not found"),
        # ASSUMED: no code of its own is known for a quota of gateways or connections.
        "quota": ("VPN.0001", "invalid request: the quota is used up"),
        "server-error": ("VPN.0002", "server error"),
        "throttle": ("APIGW.0308", "The throttling threshold has been reached"),
        "unpaid": ("APIGW.0502", "The app has been frozen: insufficient balance"),
    },
    codes={
        **{code: (status, "") for status, codes in STATUSES.items() for code in codes.split()},
        **PAGE,
    },
    status=guessed,
    narrower=(
        ("/v3/auth/", IAM),
        ("/v3/projects", IAM),
        (
            "/apigw/",
            {
                "busy": ("APIC.9224", "Another operation is in progress"),
                "denied": ("APIC.7106", ""),
                "exists": ("APIC.7500", "The instance name already exists"),
                "invalid": ("APIC.7211", ""),
                "not-found": ("APIC.7302", "Instance not found"),
                "quota": ("APIC.9218", "Failed to create the instance: quota exceeded"),
                "server-error": ("APIC.9000", ""),
            },
        ),
    ),
)


def fail(name: str, path: str) -> NoReturn:
    """Refuse a request with the fault of that name: a kind, or a code."""
    told = FAULTS.told(name, path)
    raise RefusedError(told.status, told.code, told.message)

"""Tencent Cloud's error codes in our words: the table, and what families of codes mean.

Source: named beside each group; read 2026-11-21. The per-action lists are what the vendor
publishes for the VPN actions (107 codes); more are to be expected, so families follow.
"""

from __future__ import annotations

from collections.abc import Mapping

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

PAGE = "VPC API 2017-03-12, CreateCustomerGateway page of 2024-11-25"
LISTS = "per-action lists of the official Go SDK, vpc v1.3.157"
COMMON = "common error codes, documents 1024/34258 and 1140/51177"
SDK = "errorcodes.py of tencentcloud-sdk-python-vpc 3.1.193"
UNSEEN = "common error codes; spelling not verified"
TAG_LIST = "list of ModifyResourceTags in the official Go SDK, tag 2018-08-13"
LEGACY = "API 2.0 common error codes, document 239/1757"


def _rules(
    kind: type[ApiError],
    evidence: str,
    *codes: str,
    retryable: bool = False,
    field: str | None = None,
) -> dict[str, Rule]:
    return dict.fromkeys(codes, Rule(kind, retryable, evidence, field))


def _under(family: str, *names: str) -> list[str]:
    return [f"{family}.{name}" for name in names]


VALUE = "InvalidParameterValue"
REFUSED = "UnsupportedOperation"

RULES: Mapping[str, Rule] = {
    # -- CreateCustomerGateway, all 28 codes of its page
    **_rules(AlreadyExistsError, PAGE, f"{VALUE}.Duplicate", f"{REFUSED}.RecordExists"),
    **_rules(InvalidRequestError, PAGE, f"{VALUE}.TooLong"),
    **_rules(InvalidRequestError, PAGE, f"{REFUSED}.VpnUnsupportedBgp", field="asn"),
    **_rules(QuotaExceededError, PAGE, "LimitExceeded", "VpcLimitExceeded"),
    **_rules(
        # "...NotExists" speaks of the tag that was sent, not of the thing asked for.
        InvalidRequestError,
        PAGE,
        *_under(VALUE, "TagDuplicateKey", "TagDuplicateResourceType", "TagInvalidKey"),
        *_under(VALUE, "TagInvalidKeyLen", "TagInvalidVal", "TagKeyNotExists", "TagNotExisted"),
        *_under(VALUE, "TagNotSupportTag", "TagResourceFormatError", "TagValNotExists"),
        f"{REFUSED}.TagSystemReservedTagKey",
        field="tags",
    ),
    **_rules(
        QuotaExceededError,
        PAGE,
        *_under(VALUE, "TagNotAllocatedQuota", "TagTimestampExceeded"),
        *_under(
            "LimitExceeded", "TagKeyExceeded", "TagKeyPerResourceExceeded", "TagNotEnoughQuota"
        ),
        *_under("LimitExceeded", "TagQuota", "TagQuotaExceeded", "TagTagsExceeded"),
        field="tags",
    ),
    **_rules(BusyError, PAGE, *_under(REFUSED, "TagAllocate", "TagFree"), retryable=True),
    **_rules(PermissionDeniedError, PAGE, f"{REFUSED}.TagNotPermit", field="tags"),
    # -- every action: what the gateway in front says
    **_rules(
        AuthenticationError,
        COMMON,
        "AuthFailure",
        *_under("AuthFailure", "InvalidAuthorization", "InvalidSecretId", "MFAFailure"),
        *_under("AuthFailure", "SecretIdNotFound", "SignatureExpire", "SignatureFailure"),
        "AuthFailure.TokenFailure",
    ),
    **_rules(
        PermissionDeniedError,
        COMMON,
        "AuthFailure.UnauthorizedOperation",
        "UnauthorizedOperation",
        "IpInBlacklist",
        "IpNotInWhitelist",
    ),
    **_rules(
        ThrottledError,
        COMMON,
        "RequestLimitExceeded",
        *_under("RequestLimitExceeded", "GlobalRegionUinLimitExceeded", "IPLimitExceeded"),
        "RequestLimitExceeded.UinLimitExceeded",
        retryable=True,
    ),
    **_rules(
        InvalidRequestError,
        COMMON,
        *("ActionOffline", "InvalidAction", "InvalidRequest", "NoSuchProduct", "NoSuchVersion"),
        *("InvalidParameter", VALUE, "MissingParameter", "MissingParameter.MultiMissingParameter"),
        *("UnknownParameter", "UnknownParameter.WithGuess"),
        *("UnsupportedOperation",),
    ),
    **_rules(
        InvalidRequestError,
        UNSEEN,
        *("RequestSizeLimitExceeded", "ResponseSizeLimitExceeded"),
        *("UnsupportedProtocol", "UnsupportedRegion"),
    ),
    **_rules(ServiceError, COMMON, "InternalError", "InternalServerError"),
    **_rules(ServiceError, UNSEEN, "ServiceUnavailable"),
    **_rules(NotFoundError, COMMON, "ResourceNotFound"),
    **_rules(BusyError, COMMON, "ResourceUnavailable", retryable=True),
    **_rules(QuotaExceededError, COMMON, "ResourceInsufficient"),
    **_rules(BusyError, SDK, "OperationDenied.MutexTaskRunning", retryable=True),
    **_rules(BillingError, SDK, "FailedOperation.BalanceInsufficient"),
    **_rules(InvalidRequestError, SDK, "FailedOperation.InvalidRegion"),
    **_rules(PermissionDeniedError, SDK, "UnauthorizedOperation.NeedApproval"),
    # -- the other VPN actions
    **_rules(
        # A dependant is in the way; trying again helps only while it is being deleted.
        BusyError,
        LISTS,
        "ResourceInUse",
        f"{REFUSED}.BindCloudFirewall",
        *_under(REFUSED, "SSLClientCertAlreadyDisableOrCertAbnormal"),
        *_under(REFUSED, "SSLClientCertAlreadyEnableOrCertAbnormal"),
        *_under(REFUSED, "SSLClientCertDisableUnsupportedDownloadSSLClientCert"),
    ),
    **_rules(
        BusyError,
        LISTS,
        *_under(REFUSED, "DeleteVpnConnInvalidState", "InvalidState", "VpnConnInvalidState"),
        f"{REFUSED}.MutexOperationTaskRunning",
        retryable=True,
    ),
    **_rules(BusyError, SDK, f"{REFUSED}.ResourceIsInvalidState", retryable=True),
    **_rules(
        NotFoundError,
        LISTS,
        *("InvalidVpcId.NotFound", "InvalidVpnGatewayId.NotFound"),
        *_under(REFUSED, "RecordNotExists", "SslVpnClientIdNotFound"),
    ),
    **_rules(AlreadyExistsError, LISTS, f"{VALUE}.VpnGatewayRouteDuplicate"),
    **_rules(
        QuotaExceededError,
        LISTS,
        *_under("LimitExceeded", "SslVpnClientLimitExceeded", "VpnGatewayRoutesLimitExceeded"),
    ),
    **_rules(BillingError, LISTS, f"{REFUSED}.InsufficientFunds"),
    **_rules(
        # The order may have been placed: not a plain refusal.
        ServiceError,
        LISTS,
        "FailedOperation.CreateVpnGatewayFailed",
        f"{REFUSED}.BillingFailed",
    ),
    **_rules(ServiceError, LISTS, "FailedOperation.TaskFailed", "InternalError.ModuleError"),
    **_rules(PermissionDeniedError, LISTS, "UnauthorizedOperation.NoRealNameAuthentication"),
    **_rules(
        InvalidRequestError,
        LISTS,
        *_under("InvalidParameter", "Coexist", "FilterInvalidKey", "FilterNotDict"),
        "InvalidParameter.FilterValuesNotList",
        # A list or a text longer than allowed; not a quota.
        f"{VALUE}.LimitExceeded",
        *_under(VALUE, "AccessSubnetMask", "AccessSubnetPrefix", "CidrConflict"),
        *_under(VALUE, "CidrNotInSslVpnVpc", "Empty", "Malformed", "Range"),
        *_under(VALUE, "SslCcnVpnServerCidrConflict", "VpcCidrConflict", "VpnConnCidrConflict"),
        *_under(VALUE, "VpnConnBgpTunnelCidrConflict", "VpnConnBgpTunnelCidrMask"),
        *_under(VALUE, "VpnConnBgpTunnelCidrNotSupported", "VpnConnHealthCheckIpConflict"),
        f"{VALUE}.VpnConnSpdCidrConflict",
        *("InvalidVpcId.Malformed", "InvalidVpnGatewayId.Malformed"),
        *_under(
            REFUSED, "CcnInstanceAccountNotApprovedByUnicom", "CurrentAccountIsNotUnicomAccount"
        ),
        *_under(REFUSED, "CurrentQueryRegionIsNotCrossBorder", "UinNotFound", "UnableCrossBorder"),
        *_under(REFUSED, "NotSupportCreateIpv6VpnGateway", "NotSupportedLocalAddressType"),
        *_under(REFUSED, "ParameterSslVpnProtocol", "PrivateBgpVpnGateway", "PrivateSslVpnGateway"),
        *_under(REFUSED, "PrivateVpnGateway", "VersionNotSupported"),
        *_under(REFUSED, "VpnConnCidrNotSupportedHealthCheck", "VpnConnRouteTypeMixed"),
        *_under(REFUSED, "VpnConnDestCidrConflictWithPrivateNet", "VpnConnSPDOverlap"),
        *_under(REFUSED, "VpnGatewayVpcNoIpv6Subnet", "VpnGwVpcIdMustHave", "VpnGwVpcIdNotHave"),
        *_under(REFUSED, "VpnUnsupportedModifyBandwidth", "VpnUnsupportedRouteEcmpForCvmVpn"),
    ),
    **_rules(
        InvalidRequestError,
        LISTS,
        *_under(REFUSED, "VpnUnsupportedBgpAsnEqual", "VpnUnsupportedModifyBgpAsn"),
        *_under(REFUSED, "VpnUnsupportedNotExistBgpAsn", "VpnUnsupportedUsrGwNotExistBgpAsn"),
        field="asn",
    ),
    **_rules(InvalidRequestError, SDK, f"{REFUSED}.CustomerGatewayIpv6", field="address"),
    **_rules(InvalidRequestError, SDK, f"{REFUSED}.VpnUnsupportedBgpAccountOrRegion", field="asn"),
    **_rules(
        InvalidRequestError, SDK, f"{VALUE}.ZoneConflict", f"{REFUSED}.UnsupportedLegacyAccount"
    ),
    # -- ModifyResourceTags of the tag service
    **_rules(
        InvalidRequestError,
        TAG_LIST,
        *_under("InvalidParameter", "ReservedTagKey", "Tag"),
        *_under(VALUE, "DeleteTagsParamError", "TagKeyCharacterIllegal", "TagKeyEmpty"),
        *_under(VALUE, "TagKeyLengthExceeded", "TagValueCharacterIllegal"),
        f"{VALUE}.TagValueLengthExceeded",
        field="tags",
    ),
    # Whether a thing that is not there is told so is not documented.
    **_rules(InvalidRequestError, TAG_LIST, f"{VALUE}.ResourceDescriptionError"),
    **_rules(ServiceError, TAG_LIST, "FailedOperation"),
    **_rules(
        QuotaExceededError,
        TAG_LIST,
        *_under("LimitExceeded", "Quota", "ResourceAttachedTags", "TagKey", "TagValue"),
        field="tags",
    ),
    # -- answers in the shape of API 2.0, which the official Go SDK still reads
    **_rules(InvalidRequestError, LEGACY, "4000", "4600"),
    **_rules(AuthenticationError, LEGACY, "4100", "4200", "4500"),
    **_rules(PermissionDeniedError, LEGACY, "4300"),
    **_rules(NotFoundError, LEGACY, "5000"),
}

# Codes nobody listed. The first family that fits decides; the order matters.
FAMILIES: tuple[tuple[str, tuple[str, ...], Rule], ...] = tuple(
    (how, words, Rule(kind, retryable, "by its family"))
    for how, words, kind, retryable in (
        ("end", ("NotFound", "NotExists"), NotFoundError, False),
        ("begin", ("RequestLimitExceeded",), ThrottledError, True),
        (
            "begin",
            ("AuthFailure.Unauthorized", "UnauthorizedOperation"),
            PermissionDeniedError,
            False,
        ),
        ("begin", ("AuthFailure",), AuthenticationError, False),
        ("hold", ("InsufficientFunds", "Balance", "Billing", "Arrear"), BillingError, False),
        ("hold", ("InvalidState", "Mutex", "TaskRunning"), BusyError, True),
        ("hold", ("Duplicate", "RecordExists"), AlreadyExistsError, False),
        ("hold", ("Conflict", "Overlap"), InvalidRequestError, False),
        ("begin", ("LimitExceeded", "VpcLimitExceeded"), QuotaExceededError, False),
        ("begin", ("ResourceInsufficient",), QuotaExceededError, False),
        ("begin", ("ResourceInUse",), BusyError, False),
        ("begin", ("ResourceUnavailable",), BusyError, True),
        (
            "begin",
            ("InvalidParameter", "MissingParameter", "UnknownParameter"),
            InvalidRequestError,
            False,
        ),
        ("end", (".Malformed",), InvalidRequestError, False),
        ("begin", ("Unsupported",), InvalidRequestError, False),
    )
)
UNKNOWN = Rule(ServiceError, False, "a code of no known family")


def rule_for(code: str) -> Rule:
    """What a code means: the table, then its family, else a failure of the cloud's."""
    if code in RULES:
        return RULES[code]
    if ".Tag" in code:
        kind = QuotaExceededError if code.startswith("LimitExceeded") else InvalidRequestError
        return Rule(kind, False, "by its family", "tags")
    fits = {"end": str.endswith, "begin": str.startswith, "hold": str.__contains__}
    for how, words, rule in FAMILIES:
        if any(fits[how](code, word) for word in words):
            return rule
    return UNKNOWN

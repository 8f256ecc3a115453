"""What Tencent Cloud says when something is to go wrong: codes and messages; the status is 200.

Written from the vendor's documents, not from the adapter. Source: VPC API 2017-03-12,
CreateCustomerGateway page of 2024-11-25, section 6; common error codes (document 1140/51177); the
per-action lists of the official Go SDK, vpc v1.3.157; read 2026-11-21.
"""

from __future__ import annotations

from typing import NoReturn

from cgw.emulator.faults import Wording
from cgw_tencent.emulator_parameters import Refused

CODES = {
    "": "LimitExceeded VpcLimitExceeded AuthFailure UnauthorizedOperation IpInBlacklist"
    " IpNotInWhitelist RequestLimitExceeded ActionOffline InvalidAction InvalidRequest NoSuchProduct"
    " NoSuchVersion InvalidParameter InvalidParameterValue MissingParameter UnknownParameter"
    " UnsupportedOperation InternalError InternalServerError ResourceNotFound ResourceInUse"
    " ResourceUnavailable ResourceInsufficient",
    "AuthFailure.": "InvalidAuthorization InvalidSecretId MFAFailure SecretIdNotFound"
    " SignatureExpire SignatureFailure TokenFailure UnauthorizedOperation",
    "FailedOperation.": "CreateVpnGatewayFailed TaskFailed",
    "InternalError.": "ModuleError",
    "InvalidParameter.": "Coexist FilterInvalidKey FilterNotDict FilterValuesNotList ReservedTagKey"
    " Tag",
    "InvalidParameterValue.": "Duplicate Empty LimitExceeded Malformed Range TagDuplicateKey"
    " TagDuplicateResourceType TagInvalidKey TagInvalidKeyLen TagInvalidVal TagKeyNotExists"
    " TagNotAllocatedQuota TagNotExisted TagNotSupportTag TagResourceFormatError"
    " TagTimestampExceeded TagValNotExists TooLong VpnGatewayRouteDuplicate DeleteTagsParamError"
    " ResourceDescriptionError TagKeyCharacterIllegal TagKeyEmpty TagKeyLengthExceeded"
    " TagValueCharacterIllegal TagValueLengthExceeded SslCcnVpnServerCidrConflict CidrConflict",
    "LimitExceeded.": "TagKeyExceeded TagKeyPerResourceExceeded TagNotEnoughQuota TagQuota"
    " TagQuotaExceeded TagTagsExceeded VpnGatewayRoutesLimitExceeded SslVpnClientLimitExceeded"
    " Quota ResourceAttachedTags TagKey TagValue",
    "RequestLimitExceeded.": "GlobalRegionUinLimitExceeded IPLimitExceeded UinLimitExceeded",
    "UnsupportedOperation.": "BillingFailed DeleteVpnConnInvalidState InsufficientFunds InvalidState"
    " MutexOperationTaskRunning RecordExists RecordNotExists TagAllocate TagFree TagNotPermit"
    " TagSystemReservedTagKey VersionNotSupported VpnConnInvalidState VpnUnsupportedBgp"
    " ParameterSslVpnProtocol SSLClientCertAlreadyDisableOrCertAbnormal"
    " SSLClientCertAlreadyEnableOrCertAbnormal SSLClientCertDisableUnsupportedDownloadSSLClientCert"
    " SslVpnClientIdNotFound",
}
FAULTS = Wording(
    kinds={
        "bad-key": ("AuthFailure.SecretIdNotFound", "The SecretId is not known."),
        "busy": ("UnsupportedOperation.InvalidState", "The resource is in another state."),
        "denied": ("UnauthorizedOperation", "The operation is not authorized."),
        "exists": ("InvalidParameterValue.Duplicate", "The input parameter already exists."),
        "expired-clock": (
            "AuthFailure.SignatureExpire",
            "The timestamp is more than 5 minutes off.",
        ),
        "invalid": ("InvalidParameterValue", "A parameter value is wrong."),
        "not-found": ("ResourceNotFound", "The resource does not exist."),
        "quota": ("LimitExceeded", "The quota limit is exceeded."),
        "server-error": ("InternalError", "An internal error."),
        "throttle": ("RequestLimitExceeded", "Too many requests."),
        "unpaid": ("UnsupportedOperation.InsufficientFunds", "The balance is insufficient."),
    },
    codes={prefix + name: (200, "") for prefix, names in CODES.items() for name in names.split()},
    status=lambda _code: 200,  # document 1140/51177: an error has it too
)


def fail(name: str) -> NoReturn:
    """Refuse a request with the fault of that name: a kind, or a code."""
    told = FAULTS.told(name)
    raise Refused(told.code, told.message)

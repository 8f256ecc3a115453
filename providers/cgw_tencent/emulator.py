"""Tencent Cloud's wire format over a `World`: signature, common parameters, dispatch, replies.

Written from the vendor's documents: "Signature v3", "Common parameters", "Responses" and "Error
codes" of API 3.0, read 2026-11-21. What it accepts: POST with a JSON body, TC3-HMAC-SHA256.
"""

from __future__ import annotations

import hmac
import json
import re
import uuid
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, TOKEN, World
from cgw.wire import Reply, Request, query_string
from cgw_tencent.emulator_customer_gateways import CustomerGatewayActions
from cgw_tencent.emulator_device_config import DeviceConfigActions
from cgw_tencent.emulator_faults import FAULTS, fail
from cgw_tencent.emulator_parameters import Refused
from cgw_tencent.emulator_routes import RouteActions
from cgw_tencent.emulator_ssl_clients import SslVpnClientActions
from cgw_tencent.emulator_ssl_vpn import SslVpnServerActions
from cgw_tencent.emulator_tags import TagActions
from cgw_tencent.emulator_vpn_connections import VpnConnectionActions
from cgw_tencent.emulator_vpn_gateways import VpnGatewayActions
from cgw_tencent.signing import ALGORITHM, canonical_request, scope_of, signature_of

VERSIONS = {"2017-03-12": "vpc", "2018-08-13": "tag"}
SKEW = 300  # seconds; "Signature v3": a timestamp more than five minutes off is refused
UNSIGNED = "UNSIGNED-PAYLOAD"
# Any word may be a region here. The code for a bad one is what users of the vendor's SDKs report (Python
# 2018, Node 2020); the common error codes have UnsupportedRegion too and do not say when.
REGION = re.compile(r"[a-z0-9-]+")
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM}\s+Credential=([^/,\s]+)/(\S+?),\s*SignedHeaders=([a-z0-9;-]+),"
    r"\s*Signature=([0-9a-f]{64})"
)


class TencentFace:
    """Answers as Tencent Cloud would.

    Args:
        world: the state behind it.
        bgp: False refuses every BgpAsn, as an account without the BGP feature is.
        ipv6: True takes IPv6 customer gateways. Their limits page excludes them, while the newest
            SDK has a filter for them.
        unique_address: False lets two customer gateways of a region have one address. The page
            lists codes for "exists already" and does not say what must be unique.
        version: of the VPN gateways that are made; below 4 has no GCM, no BGP, no other peer.

    Quirks of the world: see `cgw_tencent.emulator_vpn_connections` and `emulator_ssl_vpn`.
    """

    faults = FAULTS

    def __init__(
        self,
        world: World,
        *,
        bgp: bool = True,
        ipv6: bool = False,
        unique_address: bool = True,
        version: str = "4.0",
    ) -> None:
        self._world = world
        self._request_id = ""  # of the request being answered: the world asks one at a time
        connections = VpnConnectionActions(
            world, bgp=bgp, request_id=lambda: self._request_id
        ).actions()
        self._actions = {
            **CustomerGatewayActions(
                world, bgp=bgp, ipv6=ipv6, unique_address=unique_address
            ).actions(),
            **VpnGatewayActions(world, bgp=bgp, ipv6=ipv6, version=version).actions(),
            **connections,
            **RouteActions(world).actions(),
            **DeviceConfigActions(world).actions(),
            **SslVpnServerActions(world, connections["DescribeVpcTaskResult"]).actions(),
            **SslVpnClientActions(world).actions(),
        }
        self._tags = TagActions(world).actions()

    def __call__(self, request: Request) -> Reply:
        """The reply to one request; errors have status 200 too."""
        action = request.headers.get("x-tc-action", "")

        def answer(run: Callable[[], Mapping[str, Any]]) -> Reply:
            number = uuid.UUID(int=self._world.random.getrandbits(128), version=4)
            self._request_id = str(number)
            try:
                return self._reply({"Response": {**run(), "RequestId": self._request_id}})
            except Refused as refusal:
                return self._reply(self._refused(refusal))

        return self._world.ask(
            "tencent",
            action,
            lambda: answer(lambda: self._answer(action, request)),
            lambda name: answer(lambda: fail(name)),
        )

    def _refused(self, refusal: Refused) -> Mapping[str, Any]:
        number, code, message = self._request_id, refusal.code, refusal.message
        if code.isdigit():  # API 2.0 (document 239/1757); ASSUMED: it tells a request id
            return {"code": int(code), "message": message, "requestId": number}
        return {"Response": {"Error": {"Code": code, "Message": message}, "RequestId": number}}

    def _reply(self, whole: Mapping[str, Any]) -> Reply:
        body = json.dumps(whole, ensure_ascii=False)
        headers = {
            # Exactly this: the official SDK overlooks errors under any other spelling.
            "content-type": "application/json",
            "date": format_datetime(self._world.wall(), usegmt=True),
        }
        return Reply(200, body.encode(), headers)

    def _answer(self, action: str, request: Request) -> Mapping[str, Any]:
        if request.method != "POST":
            raise Refused("UnsupportedProtocol", "The emulator takes POST with a JSON body only.")
        if request.path != "/":
            raise Refused("InvalidRequest", "The path of every action is /.")
        headers = {"host": request.host, **request.headers}
        if not action:
            raise Refused("MissingParameter", "X-TC-Action is missing.")
        version = headers.get("x-tc-version", "")
        if not version:
            raise Refused("MissingParameter", "X-TC-Version is missing.")
        if version not in VERSIONS:
            raise Refused("NoSuchVersion", f"There is no version {version[:40]}.")
        self._check_signature(request, headers, VERSIONS[version])
        tagging = VERSIONS[version] == "tag"
        actions = self._tags if tagging else self._actions
        if action not in actions:
            raise Refused("InvalidAction", f"The emulator has no action {action[:80]}.")
        region = headers.get("x-tc-region", "any" if tagging else None)  # optional there
        if region is None:
            raise Refused("MissingParameter", "X-TC-Region is missing.")
        if not REGION.fullmatch(region):
            raise Refused("InvalidParameterValue", "The value of X-TC-Region is not valid.")
        return actions[action](region, _parameters(request.body))

    def _check_signature(self, request: Request, headers: Mapping[str, str], service: str) -> None:
        kind = headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused("InvalidRequest", "The content type of POST is application/json.")
        stamp = headers.get("x-tc-timestamp", "")
        if not stamp:
            raise Refused("MissingParameter", "X-TC-Timestamp is missing.")
        if not re.fullmatch(r"[0-9]{1,11}", stamp):
            raise Refused("InvalidParameterValue", "X-TC-Timestamp is not a number of seconds.")
        found = _AUTHORIZATION.fullmatch(headers.get("authorization", "").strip())
        if not found:
            raise Refused("AuthFailure.InvalidAuthorization", "Authorization is malformed.")
        key_id, scope, names, signature = found.groups()
        signed = names.split(";")
        if not {"content-type", "host"} <= set(signed) <= set(headers):
            raise Refused(
                "AuthFailure.InvalidAuthorization",
                "SignedHeaders must hold content-type and host, and only headers that were sent.",
            )
        if abs(self._world.wall().timestamp() - int(stamp)) > SKEW:
            raise Refused(
                "AuthFailure.SignatureExpire", "The timestamp is more than 5 minutes off."
            )
        if scope != scope_of(int(stamp), service):
            raise Refused(
                "AuthFailure.InvalidAuthorization",
                "The credential scope does not fit the timestamp and the service.",
            )
        if key_id != ACCESS_KEY_ID:
            raise Refused("AuthFailure.SecretIdNotFound", "The SecretId is not known.")
        payload = request.body
        if headers.get("x-tc-content-sha256") == UNSIGNED:
            payload = UNSIGNED.encode()
        canonical = canonical_request(
            request.method,
            request.path,
            query_string(request.query),
            headers,
            signed,
            sha256(payload).hexdigest(),
        )
        expected = signature_of(canonical, int(stamp), service, ACCESS_KEY_SECRET)
        if not hmac.compare_digest(expected, signature):
            raise Refused("AuthFailure.SignatureFailure", "The signature does not match.")
        if headers.get("x-tc-token", TOKEN) != TOKEN:
            raise Refused("AuthFailure.TokenFailure", "The token is not valid.")


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        raise Refused("InvalidParameter", "The body is not JSON.") from None
    if not isinstance(given, dict):
        raise Refused("InvalidParameter", "The body is not a JSON object.")
    return given

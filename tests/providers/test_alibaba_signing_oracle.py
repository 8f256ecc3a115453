"""Both signatures of Alibaba Cloud against the vendor's own client path, on random calls."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from alibabacloud_credentials import models as credential_models
from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.client import Client as SdkClient
from alibabacloud_tea_openapi.utils import Utils
from darabonba.core import DaraCore
from darabonba.request import DaraRequest
from darabonba.runtime import RuntimeOptions
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from cgw.adapter import Credentials
from cgw.wire import Request
from cgw_alibaba.signing import acs3_authorization, sign_acs3, sign_v1, v1_signature

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
NONCE = "0123456789abcdef0123456789abcdef"
FORM = "application/x-www-form-urlencoded"


LETTERS = "AZaz09.-_~"  # the SDK leaves names unencoded in ACS3, so none that need encoding
PRINTABLE = "".join(map(chr, range(33, 127)))
names = st.text(LETTERS, min_size=1, max_size=12)
parameters = st.dictionaries(names, st.text(max_size=20), max_size=4)
keys = st.builds(
    Credentials,
    st.text("LTAI5t0.z", min_size=1, max_size=12),
    st.text(PRINTABLE, min_size=1, max_size=20),
    st.none() | st.text(PRINTABLE, min_size=1, max_size=20),
)
forms = st.none() | st.dictionaries(  # of other names than the query: the SDK drops one of two
    names.map("Form.{}".format), st.text(max_size=20), min_size=1, max_size=2
)
methods = st.sampled_from(["GET", "POST"])


class Captured(Exception):  # noqa: N818 -- stops the SDK before it sends
    def __init__(self, request: DaraRequest) -> None:
        self.request = request


def sdk_request(
    credentials: Credentials, algorithm: str | None, method: str, query: Any, form: Any
) -> DaraRequest:
    """What the vendor's own client makes of a call, caught where it would be sent."""
    token = credentials.token.get_secret_value() if credentials.token else None
    config = utils_models.Config(
        credential=CredentialClient(
            credential_models.Config(
                type="sts" if token else "access_key",
                access_key_id=credentials.access_key_id,
                access_key_secret=credentials.access_key_secret.get_secret_value(),
                security_token=token,
            )
        ),
        endpoint="vpc.cn-shanghai.aliyuncs.com",
        signature_algorithm=algorithm,
    )
    params = utils_models.Params(
        action="CreateCustomerGateway",
        version="2016-04-28",
        protocol="HTTPS",
        pathname="/",
        method=method,
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    asked = utils_models.OpenApiRequest(query=query, body=form)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Utils, "get_timestamp", staticmethod(lambda: "2024-05-06T07:08:09Z"))
        patch.setattr(Utils, "get_nonce", staticmethod(lambda: NONCE))

        def stop(request: DaraRequest, _: Any) -> None:
            raise Captured(request)

        patch.setattr(DaraCore, "do_action", stop)
        try:
            SdkClient(config).call_api(params, asked, RuntimeOptions())
        except Captured as caught:
            return caught.request
        except Exception as error:
            inner = getattr(error, "inner_exception", None) or error.__cause__ or error.__context__
            if isinstance(inner, Captured):
                return inner.request
            raise
    raise AssertionError("the SDK sent nothing")


@examples(1000)
@given(methods, parameters, forms, keys)
def test_acs3_is_what_the_sdk_sends(method, query, form, credentials):
    """For any call the whole Authorization header over the SDK's own headers is the SDK's."""
    theirs = sdk_request(credentials, None, method, query, form)
    headers = {name.lower(): value for name, value in theirs.headers.items()}
    authorization = headers.pop("authorization")
    body = (theirs.body or "").encode()
    request = Request(
        method, "https://vpc.cn-shanghai.aliyuncs.com", "/", "", tuple(query.items()), body
    )
    secret = credentials.access_key_secret.get_secret_value()
    ours = acs3_authorization(request, headers, credentials.access_key_id, secret)
    assert ours == authorization
    signed = sign_acs3(
        Request(
            method, request.endpoint, "/", "CreateCustomerGateway", request.query, body,
            {n: headers[n] for n in ("x-acs-action", "x-acs-version", "content-type") if n in headers},
        ),
        credentials, NOW, NONCE,
    )  # fmt: skip
    for name, value in signed.headers.items():
        if name != "authorization":
            assert value == headers[name]
    theirs.headers = {n: v for n, v in signed.headers.items() if n != "authorization"}
    theirs.headers["host"] = "vpc.cn-shanghai.aliyuncs.com"
    assert signed.headers["authorization"] == Utils.get_authorization(
        theirs, "ACS3-HMAC-SHA256", hashlib.sha256(body).hexdigest(),
        credentials.access_key_id, secret,
    )  # fmt: skip


@examples(1000)
@given(methods, parameters, forms, keys)
def test_version_1_is_what_the_sdk_sends(method, query, form, credentials):
    """For any call our query is the SDK's query, signature included, but for "JSON" in capitals."""
    theirs = sdk_request(credentials, "v2", method, query, form)
    headers = {"x-acs-action": "CreateCustomerGateway", "x-acs-version": "2016-04-28"}
    if form:
        headers["content-type"] = FORM
    body = urlencode(sorted(form.items())).encode() if form else b""
    request = Request(
        method, "https://vpc.aliyuncs.com", "/", "", tuple(query.items()), body, headers
    )
    ours = sign_v1(request, credentials, NOW, NONCE)
    assert dict(parse_qsl(theirs.body or "", keep_blank_values=True)) == (form or {})
    wanted = {**theirs.query, "Format": "JSON"}
    del wanted["Signature"]
    wanted["Signature"] = Utils.get_rpcsignature(
        {**wanted, **(form or {})}, method, credentials.access_key_secret.get_secret_value()
    )
    assert dict(ours.query) == wanted
    told = [*theirs.query.items(), *(form or {}).items()]
    rest = [(name, value) for name, value in told if name != "Signature"]
    secret = credentials.access_key_secret.get_secret_value()
    assert v1_signature(method, rest, secret) == theirs.query["Signature"]

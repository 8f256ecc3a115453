"""A client's files as DownloadVpnGatewaySslClientCert tells them. All of it is secret.

Source: DownloadVpnGatewaySslClientCert and SslClientConfig in tencentcloud-sdk-python-vpc 3.1.193 and
the example of tccli; read 2026-11-21.
"""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field, SecretStr, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from cgw.models import SslVpnClientConfig
from cgw.wire import RECORD, Shape
from cgw_tencent.fields import Text

Secret: TypeAlias = SecretStr | None


@dataclass(slots=True, frozen=True, config=RECORD)
class ConfigRow:
    """SslClientConfig: one client's files."""

    client: Text = Field(None, validation_alias="SslVpnClientId")
    config: Secret = Field(None, validation_alias="SslVpnClientConfiguration")
    authority: Secret = Field(None, validation_alias="SslVpnRootCert")
    certificate: Secret = Field(None, validation_alias="SslVpnCert")
    key: Secret = Field(None, validation_alias="SslVpnKey")


@dataclass(slots=True, frozen=True, config=RECORD)
class Download:
    """The answer of DownloadVpnGatewaySslClientCert: the files twice, older answers only as text."""

    text: Secret = Field(None, validation_alias="SslClientConfigsSet")
    rows: list[ConfigRow | None] | None = Field(None, validation_alias="SslClientConfig")
    request_id: Text = Field(None, validation_alias="RequestId")


@dataclass(slots=True, frozen=True, config=RECORD)
class DownloadReply:
    """The same, wrapped as every answer is."""

    response: Download = Field(validation_alias="Response")


DOWNLOAD: Shape[DownloadReply] = Shape(DownloadReply)
_IN_TEXT: TypeAdapter[list[ConfigRow]] = TypeAdapter(list[ConfigRow])


def config(id: str, told: Download) -> SslVpnClientConfig | None:
    """The files of that client; None if the answer has none of it."""
    rows = [row for row in told.rows or () if row and row.client in {id, None, ""}]
    text = told.text.get_secret_value() if told.text else ""
    if not rows and text:
        try:
            rows = [row for row in _IN_TEXT.validate_json(text) if row.client in {id, None, ""}]
        except ValidationError:  # it is said to be JSON, and of what form is not
            return SslVpnClientConfig(client_id=id, config=told.text)
    if not rows:
        return None
    (row, *_) = rows
    if not any((row.config, row.authority, row.certificate, row.key)):
        return None  # named, and nothing in it yet
    return SslVpnClientConfig(
        client_id=id,
        config=row.config,
        ca_certificate=row.authority,
        certificate=row.certificate,
        key=row.key,
    )

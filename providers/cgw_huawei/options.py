"""What only HUAWEI CLOUD takes. Closed models: an unknown name is an error."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from cgw.models import Options


class ConnectOptions(Options):
    """Settings of one connection.

    Attributes:
        cloud_domain: what every host name ends in, for partner clouds and for Europe, where the
            vendor's own sources disagree. None: ``myhuaweicloud.eu`` for regions that begin with
            ``eu-west-1``, else ``myhuaweicloud.com``.
    """

    cloud_domain: str | None = Field(
        None, max_length=200, pattern=r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]*[a-z0-9])+$"
    )


class _Certificate(Options):
    ca_certificate_id: str | None = Field(None, min_length=1)
    ca_certificate: str | None = Field(None, min_length=1)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.ca_certificate_id and self.ca_certificate:
            raise ValueError("give ca_certificate_id or ca_certificate, not both")
        return self


class CustomerGatewayOptions(_Certificate):
    """Create only. At most one of the two.

    Attributes:
        ca_certificate_id: id of a CA certificate that is there already.
        ca_certificate: a CA certificate as PEM text.
    """


class CustomerGatewayPatchOptions(_Certificate):
    """Change only. At most one of the two.

    Attributes:
        ca_certificate_id: id of the CA certificate it shall use now.
        ca_certificate: the new CA certificate as PEM text.
    """

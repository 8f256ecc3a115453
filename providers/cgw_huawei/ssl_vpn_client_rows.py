"""What is sent for a user of an SSL-VPN server, and what the cloud tells of one.

Source: VPN API v5, VpnUser and the bodies of CreateVpnUser, UpdateVpnUser and ExportClientConfig in
huaweicloudsdkvpn 3.1.219, and the pages vpn_api_0081 and 0089 to 0095; read 2026-11-21.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, SecretStr
from pydantic.dataclasses import dataclass

from cgw.adapter import check, own_options, refuse
from cgw.models import (
    Origin,
    SslVpnClient,
    SslVpnClientPatch,
    SslVpnClientSpec,
    State,
    lenient_address,
    parse_time,
)
from cgw.wire import RECORD, Shape
from cgw_huawei.capabilities import SSL_VPN_CLIENTS as ABILITY
from cgw_huawei.fields import Listed, Number, PageInfo, Text, spare
from cgw_huawei.ssl_vpn_options import SslVpnClientOptions, SslVpnClientPatchOptions

PROVIDER = "huawei"
ANY = "disable"  # in place of a fixed address
CLASSES = (r"[A-Z]", r"[a-z]", r"[0-9]", r"[`~!@#$%^&*()\-_=+\\|\[{}\];:'\",<.>/? ]")
SIGNS = re.compile(r"[A-Za-z0-9`~!@#$%^&*()\-_=+\\|\[{}\];:'\",<.>/? ]{8,32}")

# ---------------------------------------------------------------- to the wire


def to_wire(spec: SslVpnClientSpec) -> dict[str, Any]:
    """The body of CreateVpnUser.

    Errors:
        InvalidRequestError, UnsupportedError: refused before any request; ``.field`` names it.
    """
    check(PROVIDER, ABILITY, spec)
    options = own_options(PROVIDER, spec.options, SslVpnClientOptions)
    if spec.password is None:
        refuse(PROVIDER, "password", "needed: clients of huawei are users with a password")
    check_password(spec.password, spec.name)
    body = {"name": spec.name, "password": spec.password.get_secret_value()}
    if spec.description:
        body["description"] = spec.description
    if options and options.group_id:
        body["user_group_id"] = options.group_id
    if spec.address:
        body["static_ip"] = spec.address
    return body


def changes_to_wire(patch: SslVpnClientPatch) -> dict[str, Any]:
    """The body of UpdateVpnUser: what was given and nothing else; empty if it is the password."""
    check(PROVIDER, ABILITY, patch)
    options = own_options(PROVIDER, patch.options, SslVpnClientPatchOptions)
    body: dict[str, Any] = {}
    if patch.description is not None:
        body["description"] = patch.description
    if patch.address is not None:
        body["static_ip"] = patch.address or ANY
    if options and options.group_id:
        body["user_group_id"] = options.group_id
    if patch.password is not None:
        check_password(patch.password)
    elif not body:
        refuse(PROVIDER, "options", "nothing to change was given")
    return body


def check_password(password: SecretStr, name: str | None = None) -> None:
    """Hold a password against the page's rules, without saying what it is."""
    text = password.get_secret_value()
    kinds = sum(bool(re.search(kind, text)) for kind in CLASSES)
    if not SIGNS.fullmatch(text) or kinds < 2:
        why = "8 to 32 characters of two kinds: capital and small letters, digits, signs"
        refuse(PROVIDER, "password", why)
    if name is not None and text in (name, name[::-1]):
        refuse(PROVIDER, "password", "not the name, forwards or backwards")


# ---------------------------------------------------------------- from the wire


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Row:
    """One user. The answer to a create has its id only."""

    id: str
    name: Text = None
    description: Text = None
    group: Text = Field(None, validation_alias="user_group_id")
    address: Text = Field(None, validation_alias="static_ip")
    created: Text = Field(None, validation_alias="created_at")
    updated: Text = Field(None, validation_alias="updated_at")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class One:
    """The answer of CreateVpnUser and ShowVpnUser."""

    row: Row = Field(validation_alias="user")


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Many:
    """The answer of ListVpnUsers."""

    total: Number = Field(None, validation_alias="total_count")
    page_info: PageInfo | None = None
    rows: Annotated[list[Row | None], Listed] = Field(
        default_factory=list, validation_alias="users"
    )


@dataclass(slots=True, frozen=True, kw_only=True, config=RECORD)
class Exported:
    """The answer of ExportClientConfig."""

    text: Text = Field(None, validation_alias="client_config", repr=False)


ONE: Shape[One] = Shape(One)
MADE: Shape[One] = Shape(One)
MANY: Shape[Many] = Shape(Many)
CONFIG: Shape[Exported] = Shape(Exported)
KNOWN = spare(Row)


def from_wire(region: str, server: str, row: Row, origin: Origin) -> SslVpnClient:
    """A row in our words. What is told is there: the cloud has no word for its state."""
    return SslVpnClient(
        id=f"{server}/{row.id}",
        provider=PROVIDER,
        region=region,
        name=row.name or "",
        state=State.AVAILABLE,
        created_at=parse_time(row.created),
        updated_at=parse_time(row.updated),
        server_id=server,
        description=row.description,
        group=row.group or "",
        address="" if row.address in (None, ANY) else lenient_address(row.address),
        origin=origin,
    )

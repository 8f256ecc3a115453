"""What Alibaba Cloud answers to whoever asks what is wrong.

Source: DiagnoseVpnConnections, DiagnoseVpnGateway and GetVpnGatewayDiagnoseResult in
alibabacloud_vpc20160428 7.2.2; read 2026-11-21.
"""

from __future__ import annotations

from pydantic import Field
from pydantic.dataclasses import dataclass

from cgw.wire import RECORD
from cgw_alibaba.fields import Id, Lenient, Number, Text, named


@dataclass(slots=True, frozen=True, config=RECORD)
class Finding:
    """One row of DiagnoseVpnConnections."""

    connection: Text = Field(None, validation_alias=named("VpnConnectionId"))
    tunnel: Text = Field(None, validation_alias=named("TunnelId"))
    code: Text = Field(None, validation_alias=named("FailedReasonCode"))
    words: Text = Field(None, validation_alias=named("FailedReason"))
    at: Number = Field(None, validation_alias=named("FailedTime"))
    local: Text = Field(None, validation_alias=named("MismatchLocalParam"))
    remote: Text = Field(None, validation_alias=named("MismatchRemoteParam"))
    severity: Text = Field(None, validation_alias=named("Severity"))
    log: Text = Field(None, validation_alias=named("SourceLog"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Findings:
    """The answer of DiagnoseVpnConnections: a list without an object around it."""

    rows: list[Finding] | None = Field(None, validation_alias=named("VpnConnections"))
    total: Number = Field(None, validation_alias=named("TotalCount"))
    size: Number = Field(None, validation_alias=named("PageSize"))

    def __post_init__(self) -> None:
        if self.rows is None and self.total is None:
            raise ValueError("not a listing")  # a strange answer must not pass for good health


@dataclass(slots=True, frozen=True, config=RECORD)
class Begun:
    """The answer of DiagnoseVpnGateway."""

    id: Id = Field(validation_alias=named("DiagnoseId"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Check:
    """One test of the gateway."""

    name: Text = Field(None, validation_alias=named("DiagnoseName"))
    level: Text = Field(None, validation_alias=named("DiagnoseResultLevel"))
    report: Text = Field(None, validation_alias=named("DiagnoseResultDescription"))


@dataclass(slots=True, frozen=True, config=RECORD)
class Report:
    """The answer of GetVpnGatewayDiagnoseResult."""

    rows: list[Check] = Field(validation_alias=named("DiagnoseResult"))
    begun: Text = Field(None, validation_alias=named("BeginTime"))
    ended: Text = Field(None, validation_alias=named("FinishTime"))
    connection: Text = Field(None, validation_alias=named("ResourceInstanceId"))


FINDINGS = Lenient(Findings)
BEGUN = Lenient(Begun)
REPORT = Lenient(Report)

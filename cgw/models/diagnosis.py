"""What a cloud says of a connection that is not well, and what its log says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Phase: TypeAlias = Literal["", "reach", "phase1", "phase2", "bgp", "health", "traffic", "account"]
Severity: TypeAlias = Literal["error", "warning", "info"]
_FIRST = ("account", "reach", "phase1", "phase2", "bgp", "health", "traffic", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One thing that is wrong, or only said.

    Attributes:
        phase: what does not work: ``reach`` (packets to the peer), ``phase1`` (IKE), ``phase2``
            (IPsec), ``bgp``, ``health`` (probes), ``traffic``, ``account`` (arrears), or empty.
        parameter: the one that differs, in the words of the specs: ``ike.dh_group``; empty where
            the cloud does not say.
        local, remote: the cloud's value and the peer's; never a key.
        severity: ``error``, ``warning`` or ``info``.
        tunnel: the tunnel's id or address; empty for all of them.
        code, words: the cloud's own code and sentence.
        log: the line of its log that shows it.
        at: when; aware, UTC.
    """

    phase: Phase = ""
    parameter: str = ""
    local: str = ""
    remote: str = ""
    severity: Severity = "error"
    tunnel: str = ""
    code: str = ""
    words: str = ""
    log: str = ""
    at: datetime | None = None

    def __str__(self) -> str:
        differ = f": {self.local or '?'} here, {self.remote or '?'} there"
        told = self.local or self.remote
        named = f"{self.parameter}{differ if told else ''}" if self.parameter else self.phase
        where = f"{self.tunnel}: " if self.tunnel else ""
        return f"{where}{named or self.code or self.severity} ({self.words or self.code})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaCounters:
    """An IPsec security association as the cloud counts it.

    Attributes:
        id: the cloud's own, where it has one.
        local_cidr, remote_cidr: what it carries.
        spi_in, spi_out: its parameter indexes, as the cloud writes them.
        bytes_in, bytes_out, packets_in, packets_out: as the cloud sees them.
        age_s, left_s: seconds since it came up, and until it is renewed.
        at: when it was counted; aware, UTC.
    """

    id: str = ""
    tunnel: str = ""
    local_cidr: str = ""
    remote_cidr: str = ""
    spi_in: str = ""
    spi_out: str = ""
    bytes_in: int | None = None
    bytes_out: int | None = None
    packets_in: int | None = None
    packets_out: int | None = None
    age_s: int | None = None
    left_s: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What a cloud says of one thing's health.

    Attributes:
        id: of the connection or gateway.
        up: True if every tunnel is up; None where that is not known.
        symptoms: by phase, what fails first before what follows from it.
        counters: of the security associations, where the cloud tells.
        checks: the cloud's own tests with their results, in its own words.
        complete: False while the cloud is still looking.
    """

    id: str
    provider: str
    region: str
    up: bool | None = None
    symptoms: tuple[Symptom, ...] = ()
    counters: tuple[SaCounters, ...] = ()
    checks: tuple[str, ...] = ()
    complete: bool = True

    @property
    def first(self) -> Symptom | None:
        """What to look at first: an error of the earliest phase; None if nothing is wrong."""
        wrong = [one for one in self.symptoms if one.severity != "info"]
        ranked = sorted(wrong, key=lambda s: (s.severity != "error", _FIRST.index(s.phase)))
        return ranked[0] if ranked else None

    def __str__(self) -> str:
        verdict = {True: "up", False: "down", None: "not known to be up"}[self.up]
        named = self.first and (self.first.parameter or self.first.phase or self.first.code)
        first = f"; look at {named}" if named else ""
        return "\n".join([f"{self.id}: {verdict}{first}", *(f"  {one}" for one in self.symptoms)])


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of a cloud's log.

    Attributes:
        at: aware, UTC; None where the line does not say.
        text: as the cloud wrote it.
        source: the tunnel or client it speaks of, where the cloud says.
    """

    at: datetime | None = None
    text: str = ""
    source: str = ""

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.text}" if self.at else self.text

"""The contract an adapter fulfils. Third parties start reading here.

An adapter is one cloud in one region: it turns verbs into requests and replies into nouns.
It does no I/O, reads no clock and never sleeps. Reading order: `Adapter`, `Resource`, `Page`,
then what both sides share: `Operation`, `Capabilities`, `Credentials`, `check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from cgw.capabilities import (
    MARKER,
    Ability,
    AsnRule,
    Capabilities,
    Operation,
    Recovery,
    TagRule,
    TextRule,
    actions_for,
    check,
    check_tags,
    own_options,
    refuse,
    unmarked,
)
from cgw.errors import ApiError, CgwError
from cgw.ipsec import IpsecAbility, PskRule, check_connection, check_tunnel, one_of
from cgw.models import (
    CustomerGateway,
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Noun,
    Options,
    Patch,
    Spec,
)
from cgw.place import (
    LOOPBACK,
    Credentials,
    CredentialSource,
    Place,
    Services,
    valid_endpoint,
    valid_region,
)
from cgw.wire import Flow, Reply, Request, UnreadableError

__all__ = [
    "LOOPBACK",
    "MARKER",
    "Ability",
    "Adapter",
    "AsnRule",
    "Capabilities",
    "CredentialSource",
    "Credentials",
    "IpsecAbility",
    "LogWindow",
    "Operation",
    "Page",
    "Place",
    "PskRule",
    "Recovery",
    "Resource",
    "Rule",
    "Services",
    "TagRule",
    "TextRule",
    "Where",
    "actions_for",
    "check",
    "check_connection",
    "check_tags",
    "check_tunnel",
    "one_of",
    "own_options",
    "read_back",
    "refuse",
    "unmarked",
    "valid_endpoint",
    "valid_region",
]

M = TypeVar("M")
N = TypeVar("N", bound=Noun)
S_contra = TypeVar("S_contra", bound=Spec, contravariant=True)
P_contra = TypeVar("P_contra", bound=Patch, contravariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a listing; ``cursor`` is None on the last one and opaque to everybody else."""

    items: list[M]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Where:
    """What a listing is narrowed to.

    An adapter may use any part of it to ask the cloud for less; the client compares again.

    Attributes:
        fields: neutral field names and the exact values wanted (``name``, ``address``, ``id``).
        tags: keys and values that must all be there.
        options: a provider's own narrowing.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    options: Options | None = None


@dataclass(frozen=True, slots=True)
class LogWindow:
    """Which lines of a log are wanted.

    Attributes:
        since, until: aware, UTC; at most ten minutes apart where the caller said nothing.
        source: a tunnel's or client's id, or empty for all.
    """

    since: datetime
    until: datetime
    source: str = ""


class Resource(Protocol[N, S_contra, P_contra]):
    """The verbs of one kind of resource, each a flow.

    A noun may have verbs of its own; `Ability.verbs` names those that a cloud has, and
    docs/how-to/write-a-provider.md says what each is given and returns.
    """

    def create(self, spec: S_contra, op: Operation) -> Flow[N]:
        """Create it and return what the cloud then has, read back if the create answer is thin."""

    def get(self, id: str) -> Flow[N]:
        """Read one. ``NotFoundError`` if there is none."""

    def page(self, cursor: str | None, where: Where) -> Flow[Page[N]]:
        """One page, as large as the cloud allows. The first has no cursor."""

    def update(self, id: str, patch: P_contra) -> Flow[N]:
        """Change the given fields and return what the cloud then has."""

    def delete(self, id: str) -> Flow[None]:
        """Delete it; a thing that is gone already is deleted."""

    def find(self, token: str) -> Flow[list[N]]:
        """Things whose marker tag is ``token``; used where ``Ability.recovery`` is ``"tag"``."""


def read_back(get: Flow[M], sketch: M) -> Flow[M]:
    """What ``get`` reads after a create; if that fails, ``sketch``, built from what is known.

    A thing that was made has an id, and no failure of a mere read may hide it.
    """
    try:
        return (yield from get)
    except (CgwError, UnreadableError):
        return sketch


class Adapter(Protocol):
    """One cloud, one region."""

    @property
    def provider(self) -> str:
        """The plugin's name."""

    @property
    def region(self) -> str:
        """As it was given."""

    @property
    def capabilities(self) -> Capabilities:
        """What this cloud can do."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Each service and the address its requests go to."""

    @property
    def customer_gateways(
        self,
    ) -> Resource[CustomerGateway, CustomerGatewaySpec, CustomerGatewayPatch]: ...

    def login(self, given: Credentials) -> Flow[Credentials]:
        """Complete what the credential source gave, by requests if need be.

        Run once per set of credentials: exchange a password for a token, find the project.
        Requests yielded here are signed with ``given``. Most clouds return ``given`` at once.
        """

    def sign(
        self, request: Request, credentials: Credentials, now: datetime, nonce: str
    ) -> Request:
        """The request with its authentication. Pure; called once per attempt.

        Args:
            now: aware, UTC; the wall clock corrected by what the cloud said of it.
            nonce: new for each attempt.
        """

    def error(self, request: Request, reply: Reply) -> ApiError | None:
        """The failure a reply stands for, or None. Some clouds fail with status 200."""


# ---------------------------------------------------------------- naming errors


@dataclass(frozen=True, slots=True)
class Rule:
    """What a vendor's error code means.

    Attributes:
        kind: our class.
        retryable: the refusal changed nothing and the same request may succeed later.
        evidence: where the code was read.
        field: the field of ours it speaks of, where the code alone says so.
    """

    kind: type[ApiError]
    retryable: bool = False
    evidence: str = ""
    field: str | None = None

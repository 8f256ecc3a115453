"""What the laws need to know of each noun. A new noun is one more `Case` in `CASES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgw.adapter import Ability, Adapter
from cgw.models import (
    CustomerGatewayPatch,
    CustomerGatewaySpec,
    Options,
    Patch,
    Spec,
)

if TYPE_CHECKING:
    from cgw.testing.bench import Bench


@dataclass(frozen=True, kw_only=True)
class Case:
    """One noun, as far as the laws need to know it.

    Attributes:
        noun: the attribute of an adapter, and the key in its capabilities.
        spec, patch: the model's classes; ``patch`` is None where nothing can be changed.
        values: a good value for every field of the spec; ``n`` makes them distinct. Gets the bench,
            to create first what the thing stands on.
        changes: another good value for every field of the patch.
        wrong: a text of the first spec, and another in its place that every cloud refuses.
    """

    noun: str
    spec: type[Spec]
    patch: type[Patch] | None
    values: Callable[[Bench, int], Mapping[str, Any]]
    changes: Mapping[str, Any]
    wrong: tuple[str, str]

    def __repr__(self) -> str:
        return self.noun

    def ability(self, adapter: Adapter) -> Ability:
        """What the adapter says it can do with this noun."""
        return adapter.capabilities.noun(self.noun)

    def verbs(self, adapter: Adapter) -> Any:
        """The adapter's flows for this noun."""
        return getattr(adapter, self.noun)

    def ask(self, bench: Bench, n: int = 0, /, **changes: Any) -> Any:
        """The ``n``-th good spec, with only what this cloud can set."""
        have = self.ability(bench.adapter).fields
        values = {k: v for k, v in self.values(bench, n).items() if k in have}
        return self.spec(**{**values, **changes})

    def unset(self, adapter: Adapter) -> frozenset[str]:
        """Fields of the spec that this cloud cannot set."""
        return frozenset(self.spec.model_fields) - self.ability(adapter).fields - {"options"}

    def fixed(self, adapter: Adapter) -> frozenset[str]:
        """Fields of the patch that this cloud cannot change."""
        names = frozenset(self.patch.model_fields) if self.patch else frozenset()
        return names - self.ability(adapter).changes - {"options"}


def secret_fields(options: type[Options] | None) -> list[str]:
    """Names of the fields that hold a secret."""
    fields = options.model_fields if options is not None else {}
    return [name for name, info in fields.items() if "SecretStr" in str(info.annotation)]


# Addresses of the three ranges for documentation (RFC 5737): nobody's device.
BLOCKS = ("203.0.113", "198.51.100", "192.0.2")


def address(n: int) -> str:
    """The ``n``-th of 750 addresses that belong to nobody."""
    return f"{BLOCKS[n // 250]}.{n % 250 + 1}"


def _customer_gateway(_: Bench, n: int) -> Mapping[str, Any]:
    return {
        "name": f"law-{n:04d}",
        "address": address(n),
        "asn": 65010,
        "description": f"thing {n} of a law",
        "tags": {"env": "law", "city": "shanghai"},
    }


CUSTOMER_GATEWAYS = Case(
    noun="customer_gateways",
    spec=CustomerGatewaySpec,
    patch=CustomerGatewayPatch,
    values=_customer_gateway,
    changes={"name": "law-changed", "asn": 65011, "description": "changed by a law"},
    wrong=(address(0), "203.0.113.300"),
)

CASES = (CUSTOMER_GATEWAYS,)

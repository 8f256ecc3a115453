"""What a noun of the command line is: one entry of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import typer

from cgw.models import Patch, Spec


@dataclass(frozen=True, slots=True)
class Noun:
    """One noun. The verbs ``list show create update delete wait`` come from it.

    Attributes:
        name: what people type, singular: ``customer-gateway``.
        collection: the attribute of the client: ``customer_gateways``.
        columns: what a table and a CSV show.
        spec: what ``create`` asks for; its fields become options. None: no ``create``.
        patch: what ``update`` changes. None: no ``update``.
        filters: fields that ``list`` compares, beside tags.
        until: what ``wait`` waits for, the usual one first.
        more: adds the noun's own verbs.
    """

    name: str
    collection: str
    columns: tuple[str, ...]
    spec: type[Spec] | None = None
    patch: type[Patch] | None = None
    filters: tuple[str, ...] = ("name",)
    until: tuple[str, ...] = ("available", "deleted")
    more: Callable[[typer.Typer], None] | None = None

    @property
    def title(self) -> str:
        """As it stands in a sentence."""
        return self.name.replace("-", " ")

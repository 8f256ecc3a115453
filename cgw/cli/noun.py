"""What a noun of the command line is: one entry of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer

from cgw.cli.options import Parameters
from cgw.models import Patch, Spec

VERBS = ("list", "show", "create", "update", "delete", "wait")


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no option that a verb hands on to the library.

    Attributes:
        name: the library's keyword: ``release_addresses``.
        help: what it does.
    """

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Action:
    """A verb of one noun's own: a method of its collection that takes an id.

    Attributes:
        name: the method's.
        help: what it does.
        asks: True if it cuts people off: a person is asked first, as by ``delete``.
    """

    name: str
    help: str
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """One noun. Its verbs come from this.

    Attributes:
        name: what people type, singular: ``customer-gateway``.
        collection: the attribute of the client: ``customer_gateways``.
        columns: what a table and a CSV show: a field, or ``heading=JMESPath``.
        spec: what ``create`` asks for; its fields become options. None: no ``create``.
        patch: what ``update`` changes. None: no ``update``.
        filters: fields that ``list`` compares, beside tags.
        needs: those of them that ``list`` cannot do without.
        until: what ``wait`` waits for, the usual one first.
        verbs: of `VERBS`.
        named: False where things have no name to be found by.
        rows: what to show of one thing in several rows, each with an ``id``; the second argument
            says whether secrets may be shown.
        secret: True where ``show --reveal`` has something to show.
        delete_flags: of ``delete``.
        actions: the noun's own verbs.
        tagged: True where tags can be changed later.
        looks: of ``diagnose logs``.
        more: adds whatever does not fit the above.
    """

    name: str
    collection: str
    columns: tuple[str, ...]
    spec: type[Spec] | None = None
    patch: type[Patch] | None = None
    filters: tuple[str, ...] = ("name",)
    needs: tuple[str, ...] = ()
    until: tuple[str, ...] = ("available", "deleted")
    verbs: tuple[str, ...] = VERBS
    named: bool = True
    rows: Callable[[Any, bool], list[dict[str, Any]]] | None = None
    secret: bool = False
    delete_flags: tuple[Flag, ...] = ()
    actions: tuple[Action, ...] = ()
    tagged: bool = False
    looks: tuple[str, ...] = ()
    more: Callable[[typer.Typer, Parameters], None] | None = None

    @property
    def title(self) -> str:
        """As it stands in a sentence."""
        return self.name.replace("-", " ").replace("vpn", "VPN")

    @property
    def reached(self) -> tuple[str, ...]:
        """What there is to wait for after a create or a change."""
        return tuple(word for word in self.until if word != "deleted")

    @property
    def billed(self) -> bool:
        """True if a ``create`` may cost money from the moment it is done."""
        return self.spec is not None and self.spec.billed is not Spec.billed

    @property
    def makes_up(self) -> bool:
        """True if a ``create`` fills in something that cgw makes up (a pre-shared key)."""
        return self.spec is not None and self.spec.completed is not Spec.completed

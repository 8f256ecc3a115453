"""Least privilege: the access policy that named verbs need, in a cloud's own form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from cgw.errors import UnsupportedError
from cgw.listing import MODELS
from cgw.plugins import registry


def permissions(provider: str, wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The policy document (RAM, CAM, IAM) that allows these verbs and nothing else.

    Args:
        provider: the plugin's name.
        wanted: pairs of noun and verb: ``("customer_gateways", "create")``. ``wait`` needs what
            ``get`` needs; a create that is looked for after a lost answer also lists. The verb
            ``*`` stands for all that the cloud can do with the noun, which is something.

    Errors:
        ConfigError: no such provider.
        UnsupportedError: the provider writes no policies, lacks a noun or verb, or nobody has it.
    """
    found = registry().provider(provider)
    if found.permissions is None:
        raise UnsupportedError(f"{provider} writes no access policies", field="provider")
    pairs = list(dict.fromkeys(wanted))
    for noun, verb in pairs:
        if noun not in MODELS:
            raise UnsupportedError(f"{noun}: one of {', '.join(MODELS)}", field=noun)
        if verb == "*" and not _can_read(found.permissions, noun):
            raise UnsupportedError(f"{provider} has no {noun.replace('_', ' ')}", field=noun)
    return found.permissions(pairs)


def _can_read(write: Callable[[list[tuple[str, str]]], Any], noun: str) -> bool:
    """True if a policy can allow to read such things, which it can wherever the cloud has them."""
    for verb in ("list", "get"):
        with suppress(UnsupportedError):
            write([(noun, verb)])
            return True
    return False

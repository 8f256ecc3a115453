"""Least privilege: the access policy that named verbs need, in a cloud's own form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cgw.errors import UnsupportedError
from cgw.plugins import registry


def permissions(provider: str, wanted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The policy document (RAM, CAM, IAM) that allows these verbs and nothing else.

    Args:
        provider: the plugin's name.
        wanted: pairs of noun and verb: ``("customer_gateways", "create")``. ``wait`` needs what
            ``get`` needs; a create that is looked for after a lost answer also lists. The verb
            ``*`` stands for all that the cloud can do with the noun.

    Errors:
        ConfigError: no such provider.
        UnsupportedError: the provider writes no policies, or lacks a noun or verb.
    """
    found = registry().provider(provider)
    if found.permissions is None:
        raise UnsupportedError(f"{provider} writes no access policies", field="provider")
    return found.permissions(list(dict.fromkeys(wanted)))

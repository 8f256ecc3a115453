"""The options of ``cgw link``: its two ends, the plan, the key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cgw.cli.options import WHERE, Parameters, option
from cgw.cli.sources import SECRETS

SIDES = ("a", "b")
SHARED: Parameters = tuple(one for one in WHERE if one.name in {"endpoint", "timeout", "debug"})


def _ends() -> Parameters:
    found: list[Any] = []
    for side in SIDES:
        found.append(
            option(
                *(side, str, f"--{side}"),
                default=...,
                metavar="CLOUD/[REGION/]GATEWAY|ADDRESS",
                help="A VPN gateway (alibaba/cn-shanghai/vpn-1), or a device's addresses, with commas.",
            )
        )
        found.append(
            option(
                *(f"{side}_profile", str | None, f"--{side}-profile"),
                metavar="NAME",
                help=f"A table of config.toml for {side}.",
            )
        )
    name = option(
        *("name", str, "--name"), default="", help="The link's; else one is made of its two ends."
    )
    return (*found, name)


def _plan_options() -> Parameters:
    found: list[Any] = []
    for side in SIDES:
        found += [
            option(
                *(f"{side}_network", list[str], f"--{side}-network"),
                default=...,
                metavar="CIDR",
                help=f"Behind {side}; repeatable.",
            ),
            option(*(f"{side}_asn", str | None, f"--{side}-asn"), help=f"AS number of {side}."),
            option(
                *(f"{side}_sure", list[str] | None, f"--{side}-sure"),
                metavar="WORD",
                help=f"What only some gateways of its kind can do and {side} can; repeatable.",
            ),
        ]
    return (
        *found,
        option(
            *("policy", str, "--policy"),
            default="balanced",
            metavar="strict|balanced|legacy",
            help="How strong the algorithms have to be.",
        ),
        option(
            *("mode", str | None, "--mode"),
            metavar="route|policy|bgp",
            help="Default: route if both have it, else policy.",
        ),
        option(
            *("device_profile", str, "--device-profile"),
            default="generic",
            help="What the device can do: generic, strongswan, a plugin's, or a YAML file.",
        ),
        option(
            *("device_identity", str | None, "--device-identity"),
            help="What the device calls itself, if not its address.",
        ),
    )


def _psk() -> Parameters:
    kinds: dict[str, Any] = {"env": str | None, "file": Path | None, "stdin": bool}
    words = {"env": "an environment variable", "file": "a file", "stdin": "stdin"}
    return (
        *(
            option(
                *(f"psk_{way}", kinds[way], f"--psk-{way}"),
                default=False if way == "stdin" else None,
                help=f"The key of every tunnel, from {words[way]}.",
            )
            for way in SECRETS
        ),
        option(
            "psk_typed", str | None, "--psk", hidden=True, help="Refused, with the ways to take."
        ),
    )


ENDS, PLANNED, PSK = _ends(), _plan_options(), _psk()

"""Secrets that occur nowhere else, and the search for them."""

from __future__ import annotations

import base64
import io
import logging
import os
import subprocess
import sys
import traceback
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import pytest
from pydantic import SecretStr

import cgw
from cgw import plugins
from cgw.cli import main
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID
from cgw.models import Noun, Patch, Spec
from cgw_alibaba import CustomerGatewayOptions, CustomerGatewayPatchOptions

KEY = "Canary0sings0the0key"
TOKEN = "Canary1sings1the1token"
BGP = "Canary2sings2the2bgp2key"
PROXY = "Canary3sings3the3proxy"
PSK = "Canary4sings4the4tunnel"
SECOND_PSK = "Canary5sings5another5tunnel"
CANARIES = (KEY, TOKEN, BGP, PROXY, ACCESS_KEY_SECRET, PSK, SECOND_PSK)
PROVIDERS = ("alibaba", "tencent", "huawei")

OPTIONS = CustomerGatewayOptions(bgp_key=SecretStr(BGP))
SPEC = cgw.CustomerGatewaySpec(name="idc", address="203.0.113.7", asn=65010, options=OPTIONS)
PATCH = cgw.CustomerGatewayPatch(options=CustomerGatewayPatchOptions(bgp_key=SecretStr(BGP)))
TUNNEL = cgw.TunnelSpec(psk=SecretStr(PSK))
LINK = cgw.VpnConnectionSpec(
    name="link",
    vpn_gateway_id="gateway",
    customer_gateway_id="peer",
    mode="policy",
    local_cidrs=("10.0.0.0/16",),
    remote_cidrs=("192.168.100.0/24",),
    tunnels=(TUNNEL,),
)
LINK_PATCH = cgw.VpnConnectionPatch(tunnels=(cgw.TunnelPatch(psk=SecretStr(SECOND_PSK)),))
KEYS = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET, project_id=PROJECT_ID)
WRONG = cgw.Credentials(ACCESS_KEY_ID, KEY, token=TOKEN, project_id=PROJECT_ID)


def forms(secret: str) -> set[str]:
    """What a secret looks like on its way."""
    data = secret.encode()
    return {
        secret,
        urllib.parse.quote(secret, safe=""),
        base64.b64encode(data).decode().rstrip("="),
        data.hex(),
    }


def silent(what: str, *texts: Any) -> None:
    """None of the texts holds a canary in any form."""
    for text in texts:
        for number, secret in enumerate(CANARIES):
            for form in forms(secret):
                assert form not in str(text), f"{what} shows secret {number}"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and all that led to it."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        todo += [one.__cause__, one.__context__]


def silent_error(error: BaseException) -> None:
    """An error, its causes and contexts, and the text of its traceback."""
    for one in chain(error):
        name = type(one).__name__
        silent(name, one, repr(one), one.args, vars(one), getattr(one, "__notes__", ""))
    silent("the traceback", "".join(traceback.format_exception(error)))


def told(thing: Any) -> list[str]:
    """Every way to make a text of a thing."""
    texts = [repr(thing), str(thing), f"{thing}", repr([thing]), repr({"x": thing})]
    if isinstance(thing, Noun | Spec | Patch):
        texts += [cgw.to_json(thing), str(cgw.to_dict(thing))]
    if hasattr(thing, "model_dump"):
        texts += [
            str(thing.model_dump()),
            thing.model_dump_json(),
            str(thing.model_dump(mode="json")),
        ]
    if hasattr(thing, "extras"):
        texts.append(str(thing.extras))
    return texts


def command(*words: str, **variables: str) -> str:
    """What ``cgw ...`` prints, on both streams, as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cgw", *words],
        env={**os.environ, **SETTING, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr


SETTING = {"CGW_PLUGINS": "alibaba", "COLUMNS": "200"}


def inside(*words: str, **variables: str) -> str:
    """The same without a process: to start one takes far longer than the command."""
    printed = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(printed),
        redirect_stderr(printed),
    ):
        for name, value in {**SETTING, **variables}.items():
            patch.setenv(name, value)
        patch.setattr(plugins, "_registry", None)
        patch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit):
            main(words)
    return printed.getvalue()


class Noise(logging.Handler):
    """Keeps every record."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def listening() -> Iterator[Noise]:
    """Everything that is logged by anybody, at DEBUG; searched when the test is over."""
    handler = Noise()
    names = ["", "cgw", "httpx", "httpcore", "vcr", "asyncio", "uvicorn", "tencentcloud"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    for record in handler.records:
        silent(f"the log of {record.name}", record.getMessage(), record.args, vars(record))

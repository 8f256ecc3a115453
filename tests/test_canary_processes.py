"""What our processes print: the command line and the served emulator, searched for secrets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from canaries import (
    BGP,
    KEY,
    KEYS,
    SPEC,
    TOKEN,
    WRONG,
    command,
    inside,
    silent,
    silent_error,
)

import cgw
from cgw.emulator.server import Server
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, World

# ---------------------------------------------------------------- processes


def test_the_command_line_shows_no_key() -> None:
    """Good keys and wrong ones, dry runs, debug lines, the doctor, and every output format."""
    create = [
        "customer-gateway",
        "create",
        "--name",
        "idc",
        "--address",
        "203.0.113.7",
        "--asn",
        "65010",
    ]
    create += ["--option-env", "bgp_key=MY_KEY", "--debug"]
    with Server(World(), providers=["alibaba"]) as server:
        good = {
            "CGW_ALIBABA_ENDPOINT": server.urls["alibaba"],
            "CGW_ALIBABA_REGION": "cn-shanghai",
            "CGW_ALIBABA_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "CGW_ALIBABA_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
            "MY_KEY": BGP,
        }
        bad = {**good, "CGW_ALIBABA_ACCESS_KEY_SECRET": KEY, "CGW_ALIBABA_TOKEN": TOKEN}
        outputs = {
            "dry run": inside(*create, "--dry-run", **good),
            "create": command(*create, **good),
            "create again": inside(*create, **good),
            "refused": command(*create, **bad),
            "refused inside": inside(*create, **bad),
            "doctor": inside("doctor", **bad),
            **{f"list as {o}": inside("customer-gateway", "list", "-o", o, **good)
               for o in ("table", "json", "yaml", "csv")},
        }  # fmt: skip
    assert "idc" in outputs["create"], outputs["create"]
    assert "idc" in outputs["list as json"]
    for what, text in outputs.items():
        assert text, f"{what}: nothing was printed, so nothing was searched"
        silent(what, text)


def test_the_emulator_prints_no_key() -> None:
    """The served emulator prints addresses and ``ready``, and nothing of what it is asked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "cgw", "emulator", "serve", "--port", str(port)],
        env={**os.environ, "CGW_PLUGINS": "alibaba"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if line == "ready\n":
                break
        urls = [line.split()[1] for line in lines if line.startswith("alibaba ")]
        assert urls, f"it did not start: {''.join(lines)}"
        (url,) = urls
        for keys in (KEYS, WRONG):
            with cgw.connect(
                "alibaba", region="cn-shanghai", credentials=keys, endpoint=url
            ) as cloud:
                try:
                    cloud.customer_gateways.create(SPEC)
                except cgw.CgwError as error:
                    silent_error(error)
        with urllib.request.urlopen(
            urllib.request.Request(f"{url}/?Psk={BGP}", method="POST")
        ) as _:
            pass
    except urllib.error.HTTPError as refused:
        silent("the answer", refused.read())
    finally:
        process.terminate()
        rest, _ = process.communicate(timeout=20)
    silent("the emulator", *lines, rest)

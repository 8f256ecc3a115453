"""``cgw emulator``: every cloud on this machine."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import Any

import typer

from cgw.cli.options import Given, option, shaped
from cgw.errors import ConfigError
from cgw.plugins import registry

REGIONS = {"alibaba": "cn-shanghai", "huawei": "cn-north-4", "tencent": "ap-shanghai"}
"""A region that exists, per provider; the emulator takes any."""
ELSEWHERE = "region-1"

_PORT = option(
    "port",
    int,
    "--port",
    default=8800,
    min=1,
    max=65000,
    envvar="CGW_EMULATOR_PORT",
    help="The first port.",
)
_PROVIDER = option(
    "provider", list[str] | None, "--provider", "-P", metavar="NAME", help="Only these; repeatable."
)
SHELLS: dict[str, Callable[[str, str], str]] = {
    "sh": lambda name, value: f"export {name}={value}",
    "fish": lambda name, value: f"set -gx {name} {value}",
    "powershell": lambda name, value: f"$env:{name} = '{value}'",
    "dotenv": lambda name, value: f"{name}={value}",
}


def app(application: Callable[..., typer.Typer]) -> typer.Typer:
    """The group."""
    group = application(help="Every cloud on this machine, without an account.")
    group.command(
        "serve",
        help="Serve on 127.0.0.1: a line per cloud, then 'ready'; SIGINT or SIGTERM stops it.",
    )(
        shaped(
            serve,
            (
                _PORT,
                _PROVIDER,
                option(
                    "clock_rate",
                    float,
                    "--clock-rate",
                    default=1.0,
                    min=0.0,
                    help="Seconds of the clouds' time per second: 60 makes slow things quick.",
                ),
            ),
        )
    )
    group.command("env", help="Print the variables that point cgw at it; eval the output.")(
        shaped(
            env,
            (
                _PORT,
                _PROVIDER,
                option("shell", str, "--shell", default="sh", help=" | ".join(SHELLS)),
            ),
        )
    )
    return group


def names(given: Given) -> list[str]:
    """The clouds asked for, or all that have an emulator.

    Errors:
        ConfigError: one is unknown or has none.
    """
    for name in given["provider"] or ():
        if registry().provider(name).face is None:
            raise ConfigError(f"{name} has no emulator")
    return given["provider"] or [n for n, p in registry().providers().items() if p.face]


def serve(given: Given) -> None:
    """Serve until a signal comes."""
    module = _server()
    from cgw.emulator.world import World

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    world = World(rate=given["clock_rate"])
    try:
        server = module.Server(world, port=given["port"], providers=names(given))
    except OSError as error:
        raise ConfigError(f"port {given['port']} and following: {error.strerror}") from None
    with server:
        for name, url in server.urls.items():
            print(name, url, flush=True)
        print("ready", flush=True)
        stop.wait()


def env(given: Given) -> None:
    """Print the variables."""
    if given["shell"] not in SHELLS:
        raise typer.BadParameter(f"one of {', '.join(SHELLS)}", param_hint="--shell")
    line = SHELLS[given["shell"]]
    for name, value in variables(names(given), given["port"]).items():
        print(line(name, value))


def variables(providers: list[str], port: int) -> dict[str, str]:
    """Names and values that point cgw at an emulator on that port. The keys are public."""
    from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID

    found: dict[str, str] = {}
    for name, number in _server().ports(providers, port).items():
        prefix = f"CGW_{name.upper().replace('-', '_')}_"
        found[f"{prefix}ENDPOINT"] = f"http://127.0.0.1:{number}"
        found[f"{prefix}REGION"] = REGIONS.get(name, ELSEWHERE)
        found[f"{prefix}ACCESS_KEY_ID"] = ACCESS_KEY_ID
        found[f"{prefix}ACCESS_KEY_SECRET"] = ACCESS_KEY_SECRET
        if name == "huawei":  # its paths hold the project
            found[f"{prefix}PROJECT_ID"] = PROJECT_ID
    return found


def _server() -> Any:
    """The server's module.

    Errors:
        ConfigError: the extra is not installed.
    """
    try:
        import cgw.emulator.server
    except ModuleNotFoundError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'cgw[emulator]'") from None
    return cgw.emulator.server

"""``cgw emulator``: every cloud on this machine."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer

from cgw.cli.options import OUTPUT, Given, Parameters, option, shaped
from cgw.cli.output import compiled, emit
from cgw.errors import ConfigError
from cgw.plugins import registry

if TYPE_CHECKING:
    from cgw.emulator.faults import Fault, Wording
    from cgw.emulator.world import World

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
_WORLD: Parameters = (
    option(
        "clock_rate",
        float,
        "--clock-rate",
        default=1.0,
        min=0.0,
        help="Seconds of the clouds' time per second: 60 makes slow things quick.",
    ),
    option(
        "fault",
        list[str] | None,
        "--fault",
        metavar="FAULT",
        help="What goes wrong: [CLOUD/]NAME[:DURATION][@ACTION][:HOW], repeatable. HOW is a count"
        " (busy:2, the next two requests) or a probability (throttle:0.1); without it every request."
        " 'cgw emulator faults' lists the names; CLOUD/CODE is any code of that cloud.",
    ),
    option(
        "latency",
        str,
        "--latency",
        default="0ms",
        metavar="DURATION",
        help="Every answer is that late: 20ms, 1.5s.",
    ),
    option(
        "seed",
        int,
        "--seed",
        default=0,
        help="Of ids and chance: the same requests in the same order meet the same faults.",
    ),
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
    )(shaped(serve, (_PORT, _PROVIDER, *_WORLD)))
    group.command("faults", help="List what can be made to go wrong, for 'serve --fault'.")(
        shaped(faults, (_PROVIDER, *OUTPUT))
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
    server = opened(given)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with server:
        for name, url in server.urls.items():
            print(name, url, flush=True)
        print("ready", flush=True)
        stop.wait()


def opened(given: Given) -> Any:
    """A `cgw.emulator.server.Server` with its ports taken, which does not serve yet.

    Errors:
        typer.BadParameter: a fault or a duration that there is not.
        ConfigError: a port is taken, a cloud is unknown, or the extra is not installed.
    """
    module = _server()
    clouds = names(given)
    world = troubled_world(given, clouds)
    try:
        return module.Server(world, port=given["port"], providers=clouds)
    except OSError as error:
        raise ConfigError(f"port {given['port']} and following: {error.strerror}") from None


def troubled_world(given: Given, clouds: list[str]) -> World:
    """A world in which what was asked for goes wrong.

    Errors:
        typer.BadParameter: a fault or a duration that there is not.
    """
    from cgw.emulator.faults import Fault, seconds_of
    from cgw.emulator.world import World

    world = World(rate=given["clock_rate"], seed=given["seed"])
    try:
        world.latency = seconds_of(given["latency"])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--latency") from None
    for line in given["fault"] or ():
        try:
            fault = Fault.parse(line)
            _check(fault, clouds)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--fault") from None
        world.fault(fault)
    return world


def _check(fault: Fault, clouds: list[str]) -> None:
    """Refuse what could never strike; say so where a code is in no table."""
    from cgw.emulator.faults import KINDS

    if fault.provider is None:
        return
    if fault.provider not in clouds:
        raise ValueError(f"{fault.provider} is not served: one of {', '.join(clouds)}")
    wording = _wording(fault.provider)
    if fault.said and wording is None:
        raise ValueError(f"the emulator of {fault.provider} has no faults of its own words")
    if fault.said and wording and fault.name not in {*KINDS, *wording.codes}:
        told = wording.told(fault.name)
        text = f"no document has this code; it is answered with HTTP {told.status}"
        print(f"note: {fault.provider}/{fault.name}: {text}", file=sys.stderr)


def _wording(name: str) -> Wording | None:
    """How a cloud's face says what it refuses; None if it cannot."""
    from cgw.emulator.faults import Wording
    from cgw.emulator.world import World

    face = registry().provider(name).face
    found = getattr(face(World()), "faults", None) if face else None
    return found if isinstance(found, Wording) else None


def faults(given: Given) -> None:
    """Print them."""
    compiled(given["query"])
    emit(
        listed(names(given)),
        columns=("fault=id", "code", "status", "meaning"),
        output=given["output"],
        query=given["query"],
    )


def listed(clouds: list[str]) -> list[dict[str, Any]]:
    """A row per fault: of the wire, then of each cloud by our words, then by its codes."""
    from cgw.emulator.faults import KINDS, WIRE

    def row(id: str, provider: str, kind: str, *told: Any) -> dict[str, Any]:
        code, status, meaning = told
        known = {"code": code, "status": status, "meaning": meaning}
        return {"id": id, "provider": provider, "kind": kind, **known}

    rows = [row(name, "", "wire", "", None, meaning) for name, meaning in WIRE.items()]
    for cloud in clouds:
        wording = _wording(cloud)
        if wording is None:
            continue
        for kind, meaning in KINDS.items():
            told = wording.told(kind)
            rows.append(row(f"{cloud}/{kind}", cloud, "kind", told.code, told.status, meaning))
        for code, (status, message) in sorted(wording.codes.items()):
            rows.append(row(f"{cloud}/{code}", cloud, "code", code, status, message))
    return rows


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

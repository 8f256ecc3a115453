"""``cgw device-config``: the device's side of a connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer
from pydantic import SecretStr

from cgw.cli.asking import may_reveal
from cgw.cli.link_options import PSK
from cgw.cli.options import OUTPUT, REVEAL, WHERE, Given, Parameters, argument, option, shaped
from cgw.cli.output import Format, compiled, emit, write_new
from cgw.cli.progress import note
from cgw.cli.sources import secret
from cgw.cli.targets import target
from cgw.cli.verbs import found
from cgw.models import DeviceConfig, DeviceModel, to_dict, to_json

TO = (
    option("to", Path | None, "--to", metavar="PATH", help="Into a new file, keys and all (0600)."),
)
DEVICE: Parameters = (
    option(
        "device",
        str | None,
        "--device",
        metavar="VENDOR[/PLATFORM[/VERSION]]",
        help="One that the cloud writes for; see 'cgw device-config devices'.",
    ),
    option(
        "interface",
        str,
        "--interface",
        default="",
        metavar="NAME",
        help="The device's interface that faces the cloud, where the cloud's text names it.",
    ),
)
RENDER: Parameters = (
    option(
        "device",
        str,
        "--device",
        default="strongswan",
        metavar="NAME",
        help="strongswan, frr, or what a plugin brings.",
    ),
    option(
        "interface_id",
        int | None,
        "--interface-id",
        min=1,
        max=2**32 - 1,
        help="Of the first tunnel's XFRM interface, in mode route and bgp; the next count on.",
    ),
    option(
        "local_address",
        str | None,
        "--local-address",
        metavar="ADDRESS",
        help="What the device calls its own address, if it is behind NAT.",
    ),
    option(
        "local_network",
        list[str] | None,
        "--local-network",
        metavar="CIDR",
        help="A network behind the device, where the cloud does not tell them; repeatable.",
    ),
    option(
        "remote_network",
        list[str] | None,
        "--remote-network",
        metavar="CIDR",
        help="A network behind the cloud, where it does not tell them; repeatable.",
    ),
)


def app(application: Callable[..., typer.Typer]) -> typer.Typer:
    """``cgw device-config``."""
    group = application(help="The device's side of a connection.")
    which = (argument("which", str, metavar="ID|NAME", help="A connection."),)
    text = "What has to be set on the device, as the cloud has it. Keys masked without --reveal."
    group.command("show", help=text)(shaped(show_config, which, DEVICE, TO, REVEAL, WHERE, OUTPUT))
    text = "Write it for a device, out of what the cloud has now. Keys masked without --reveal."
    group.command("render", help=text)(
        shaped(render_config, which, RENDER, PSK, TO, REVEAL, WHERE, OUTPUT)
    )
    text = "The devices that a cloud writes configurations for."
    group.command("devices", help=text)(shaped(show_devices, WHERE, OUTPUT))
    return group


def show_devices(given: Given) -> None:
    """``devices``."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        rows = [to_dict(one) for one in cloud.vpn_connections.devices()]
    columns = ("vendor", "platform", "version")
    emit(rows, columns=columns, output=given["output"], query=given["query"])


def show_config(given: Given) -> None:
    """``show``: the cloud's text where it gives one and no other form is asked for."""
    from cgw.cli.nouns.connection import NOUN

    compiled(given["query"])
    reveal = may_reveal(given)
    model = device_of(given["device"], given["interface"])
    with target(given).connect() as cloud:
        thing = found(NOUN, cloud, given["which"])
        config = cloud.vpn_connections.device_config(thing.id, model)
    _tell(config, given, reveal=reveal)


def render_config(given: Given) -> None:
    """``render``: one of the tunnels' keys may have to be given, where the cloud never tells it."""
    from cgw import device
    from cgw.cli.nouns.connection import NOUN

    compiled(given["query"])
    reveal = may_reveal(given)
    key = secret(given, "psk")
    with target(given).connect() as cloud:
        thing = found(NOUN, cloud, given["which"])
        peer = thing.customer_gateway_id or next(
            (t.customer_gateway_id for t in thing.tunnels if t.customer_gateway_id), ""
        )
        view = device.peer_view(
            thing,
            gateway=cloud.vpn_gateways.get(thing.vpn_gateway_id) if thing.vpn_gateway_id else None,
            customer_gateway=cloud.customer_gateways.get(peer) if peer else None,
            psks=(SecretStr(key),) if key else (),
        )
    if any(tunnel.psk is None for tunnel in view.tunnels):
        note("the cloud does not tell the key: give it with --psk-file, or put it in by hand")
    written = device.render(
        view,
        given["device"],
        interface_id=given["interface_id"],
        local_address=given["local_address"],
        local_cidrs=given["local_network"] or (),
        remote_cidrs=given["remote_network"] or (),
    )
    _tell(written, given, reveal=reveal)


def _tell(config: DeviceConfig, given: Given, *, reveal: bool) -> None:
    """The text as it is, where there is one and no other form is asked for.

    Huawei Cloud's text has its key anywhere, so it is a secret as a whole: in ``clear`` only.
    """
    clear = config.clear.get_secret_value() if config.clear else config.text
    if given["to"] is not None:
        write_new(given["to"], clear or to_json(config, reveal=True, indent=2) + "\n")
        note(f"written to {given['to']}")
        return
    plain = given["output"] in (None, Format.TABLE) and given["query"] is None
    if plain and (clear if reveal else config.text):
        print(clear if reveal else config.text, end="")
        return
    if config.clear and not config.text and not reveal:
        note("the text is a secret as a whole: --to PATH, or --reveal")
    emit(to_dict(config, reveal=reveal), output=given["output"], query=given["query"])


def device_of(text: str | None, interface: str = "") -> DeviceModel | None:
    """``cisco/ios/15.2``, and the interface that faces the cloud."""
    if text is None:
        if interface:
            raise typer.BadParameter("only beside --device", param_hint="--interface")
        return None
    vendor, platform, version, *more = [*text.split("/"), "", ""]
    if not vendor or any(more):
        raise typer.BadParameter("VENDOR[/PLATFORM[/VERSION]] is wanted", param_hint="--device")
    return DeviceModel(vendor=vendor, platform=platform, version=version, interface=interface)

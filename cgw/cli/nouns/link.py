"""``cgw link``: two ends tied together, kept so, explained and taken apart."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer
from pydantic import SecretStr

from cgw.cli.asking import agreed, needs_person
from cgw.cli.failures import CONFLICT, FINDINGS, show
from cgw.cli.link_options import ENDS, PLANNED, PSK, SHARED, SIDES
from cgw.cli.options import OUTPUT, PSK_OUT, WHERE, YES, Given, Parameters, option, shaped
from cgw.cli.output import Format, compiled, emit, printable, write_new
from cgw.cli.progress import note
from cgw.cli.sources import secret
from cgw.cli.targets import ask_all, targets
from cgw.errors import ConfigError

if TYPE_CHECKING:
    from cgw.link import Link, LinkPlan
    from cgw.link.ends import Peer


def app(application: Callable[..., typer.Typer]) -> typer.Typer:
    """The group."""
    group = application(help="Links: two gateways, or a gateway and a device, tied together.")
    ends, planned, psk = ENDS, PLANNED, PSK
    no_wait = (
        option(*("no_wait", bool, "--no-wait"), default=False, help="Do not wait for the tunnels."),
    )

    def add(name: str, run: Callable[[Given], None], text: str, *groups: Parameters) -> None:
        group.command(name, help=text)(shaped(run, *groups, SHARED, OUTPUT))

    text = "Show what it takes and why; changes nothing."
    add("plan", plan, text, ends, planned, psk)
    text = "Make both ends as planned, and wait for the tunnels. Applying again mends."
    add("apply", apply, text, ends, planned, psk, PSK_OUT, no_wait, YES)
    add("status", status, "Show both ends' tunnels. Exit code 6 if one is down.", ends)
    text = "Name the first parameter that differs. Exit code 6 if one does or a tunnel is down."
    add("diagnose", diagnose, text, ends)
    text = "Give each tunnel a new key, one tunnel at a time."
    add("rotate-psk", rotate, text, ends, psk, PSK_OUT, YES)
    add("destroy", destroy, "Take away what the link made, and nothing else.", ends, YES)
    text = "Draw sites, gateways and tunnels of every cloud that is asked, coloured by status."
    group.command("graph", help=text)(shaped(graph, _PICTURE, WHERE))
    return group


class Picture(StrEnum):
    """What ``graph -o`` takes."""

    MERMAID = "mermaid"
    SVG = "svg"
    DOT = "dot"


_PICTURE: Parameters = (
    option(
        *("picture", Picture, "--output", "-o"),
        default=Picture.MERMAID,
        case_sensitive=False,
        help="svg is drawn by graphviz's dot, which must be installed.",
    ),
)


# ---------------------------------------------------------------- the commands


def graph(given: Given) -> None:
    """``graph``."""
    from cgw import link as links

    def ask(cloud: Any) -> list[Any]:
        if "vpn_connections" not in cloud.capabilities.nouns:
            return []
        kinds = (cloud.vpn_gateways, cloud.customer_gateways, cloud.vpn_connections)
        return [tuple(list(kind.list()) for kind in kinds)]

    answers = ask_all(targets(given), ask)
    parts = zip(*answers.items, strict=True) if answers.items else ((), (), ())
    found = links.draw(*([one for some in part for one in some] for part in parts))
    print(getattr(found, given["picture"].value)(), end="")
    answers.finish()


def plan(given: Given) -> None:
    """``plan``."""
    compiled(given["query"])
    with _opened(given) as link:
        _tell(_planned(given, link), given)


def apply(given: Given) -> None:
    """``apply``: shows the plan and asks; keys are written before anything is sent."""
    from cgw import link as links

    compiled(given["query"])
    needs_person(given, "an apply")
    with _opened(given) as link:
        made = _planned(given, link)
        if not given["yes"]:
            note_lines(made.text())
            if not agreed(f"Make the link {made.id}?"):
                raise typer.Abort
        if given["psk_out"] is not None:
            if made.withheld:
                told = (
                    "a tunnel stands whose key no end tells; 'cgw link rotate-psk' makes new ones"
                )
                raise typer.BadParameter(told, param_hint="--psk-out")
            write_new(given["psk_out"], _lines(leg.psk for leg in made.legs))
        elif not (made.psk_given or (made.a.is_cloud and made.b.is_cloud)):
            note("the device needs the keys (--psk-out keeps them)")
        wait = not given["no_wait"]
        done = links.apply(made, wait=wait, timeout=given["timeout"] or 900.0, say=note)
        _tell(done, given)


def status(given: Given) -> None:
    """``status``."""
    from cgw import link as links

    compiled(given["query"])
    with _opened(given) as link:
        found = links.status(link)
        _tell(found, given)
    if not found.up:
        raise typer.Exit(FINDINGS)


def diagnose(given: Given) -> None:
    """``diagnose``."""
    from cgw import link as links

    compiled(given["query"])
    with _opened(given) as link:
        found = links.diagnose(link)
        _tell(found, given)
    if found.first is not None or not found.up:
        raise typer.Exit(FINDINGS)


def rotate(given: Given) -> None:
    """``rotate-psk``."""
    from cgw import link as links

    compiled(given["query"])
    needs_person(given, "a change of keys")
    key = secret(given, "psk")
    with _opened(given) as link:
        if not given["yes"] and not agreed(f"Give the link {link.id} new keys?"):
            raise typer.Abort
        wait = given["timeout"] or 300.0
        done = links.rotate_psk(link, psk=SecretStr(key) if key else None, timeout=wait, say=note)
        if given["psk_out"] is not None:
            write_new(given["psk_out"], _lines(done.keys.values()))
        rows = [{"a": a, "b": b, "up": (a, b) in done.up} for a, b in done.keys]
        emit(rows, output=given["output"], query=given["query"])


def destroy(given: Given) -> None:
    """``destroy``."""
    from cgw import link as links
    from cgw.models import to_dict

    compiled(given["query"])
    needs_person(given, "a destroy")
    with _opened(given) as link:
        if not given["yes"] and not agreed(f"Take the link {link.id} away?"):
            raise typer.Abort
        done = links.destroy(link, timeout=given["timeout"] or 600.0, say=note)
        emit(to_dict(done), output=given["output"], query=given["query"])


# ---------------------------------------------------------------- the ends


@contextmanager
def _opened(given: Given) -> Iterator[Link]:
    """The link between the two ends that were typed, its clients open for the length of the block."""
    from cgw import link as links

    if any("=" not in text for text in given["endpoint"] or ()):
        raise typer.BadParameter("NAME=URL is wanted", param_hint="--endpoint")
    with ExitStack() as stack:
        a, b = (_end(given, side, stack) for side in SIDES)
        try:
            yield links.Link(a, b, given["name"])
        except (links.ForeignError, links.StalePlanError) as error:
            show(error)
            raise typer.Exit(CONFLICT) from error


def _end(given: Given, side: str, stack: ExitStack) -> Peer:
    from cgw import link as links

    cloud, _, rest = given[side].partition("/")
    asn = _asn(given.get(f"{side}_asn"))
    sure = tuple(given.get(f"{side}_sure") or ())
    if not rest:
        return links.Device(
            tuple(cloud.split(",")),
            profile=given.get("device_profile") or "generic",
            asn=asn,
            identity=given.get("device_identity"),
            sure=sure,
        )
    region, _, gateway = rest.rpartition("/")
    where = {
        **given,
        "provider": [cloud],
        "region": [region] if region else None,
        "profile": given[f"{side}_profile"],
        # Without it one call has the time of a call, and waits have their own.
        "timeout": None,
    }
    (target,) = targets(where)
    return links.End(stack.enter_context(target.connect()), gateway, asn, sure)


def _asn(text: str | None) -> int | None:
    from cgw.models.values import parse_asn

    try:
        return None if text is None else parse_asn(text)
    except ValueError as error:
        raise ConfigError(f"asn: {error}") from None


def _planned(given: Given, link: Link) -> LinkPlan:
    from cgw import link as links

    key = secret(given, "psk")
    return links.plan(
        link.a,
        link.b,
        networks=(given["a_network"], given["b_network"]),
        policy=given["policy"],
        mode=given["mode"],
        psk=SecretStr(key) if key else None,
        name=given["name"],
    )


# ---------------------------------------------------------------- telling


def _tell(found: Any, given: Given) -> None:
    """Words where a table is wanted, else plain data."""
    wanted = given["output"] or (Format.TABLE if sys.stdout.isatty() else Format.JSON)
    if wanted is Format.TABLE and given["query"] is None:
        print("\n".join(printable(line) for line in found.text().splitlines()))
    else:
        emit(found.to_dict(), output=given["output"], query=given["query"])


def note_lines(text: str) -> None:
    """Lines for people."""
    for line in text.splitlines():
        note(line)


def _lines(keys: Any) -> str:
    return "".join(f"{key.get_secret_value()}\n" for key in keys)

"""``cgw dedicated-gateway``: API gateway instances of one's own."""

from __future__ import annotations

from pathlib import Path

import typer

from cgw.cli.noun import Noun
from cgw.cli.options import OUTPUT, WHERE, Given, Parameters, argument, option, shaped
from cgw.cli.output import compiled, emit
from cgw.cli.targets import target
from cgw.cli.verbs import found
from cgw.models import DedicatedGatewayPatch, DedicatedGatewaySpec, to_dict

FEATURES = ("name", "enabled", "config", "updated_at")
_SWITCH = (
    argument("feature", str, metavar="FEATURE", help="Its name."),
    option("enabled", bool, "--on/--off", default=True, help="Which way."),
    option("config", Path | None, "--config-file", metavar="PATH", help="Its parameters (JSON)."),
)


def more(group: typer.Typer, which: Parameters) -> None:
    """Progress and switches."""
    text = "How far its creation has come."
    group.command("progress", help=text)(shaped(progress, which, WHERE, OUTPUT))
    group.command("features", help="Its switches.")(shaped(features, which, WHERE, OUTPUT))
    group.command("set-feature", help="Turn one of its switches.")(
        shaped(set_feature, which, _SWITCH, WHERE, OUTPUT)
    )


def progress(given: Given) -> None:
    """``progress``."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        told = cloud.dedicated_gateways.progress(found(NOUN, cloud, given["which"]).id)
    emit(to_dict(told), output=given["output"], query=given["query"])


def features(given: Given) -> None:
    """``features``."""
    compiled(given["query"])
    with target(given).connect() as cloud:
        told = cloud.dedicated_gateways.features(found(NOUN, cloud, given["which"]).id)
    rows = [to_dict(one) for one in told]
    emit(rows, columns=FEATURES, output=given["output"], query=given["query"])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(
            f"{path}: {type(error).__name__}", param_hint="--config-file"
        ) from None


def set_feature(given: Given) -> None:
    """``set-feature``."""
    compiled(given["query"])
    config = _text(given["config"]) if given["config"] else ""
    with target(given).connect() as cloud:
        one = cloud.dedicated_gateways.set_feature(
            found(NOUN, cloud, given["which"]).id,
            given["feature"],
            enabled=given["enabled"],
            config=config,
        )
    emit(to_dict(one), columns=FEATURES, output=given["output"], query=given["query"])


NOUN = Noun(
    name="dedicated-gateway",
    collection="dedicated_gateways",
    columns=("provider", "region", "id", "name", "edition", "addresses", "state", "created_at"),
    spec=DedicatedGatewaySpec,
    patch=DedicatedGatewayPatch,
    tagged=True,
    more=more,
)

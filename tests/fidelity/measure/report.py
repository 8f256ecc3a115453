"""The figures of every cloud and noun, and the page that shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from types import ModuleType

from measure import scope, table_alibaba, table_huawei, table_tencent, words
from measure.count import RANK, Count, count

TABLES: dict[str, ModuleType] = {
    "alibaba": table_alibaba,
    "huawei": table_huawei,
    "tencent": table_tencent,
}


@dataclass
class Figures:
    """Of one cloud and noun; every figure is a number of names."""

    actions: int = 0
    covered: int = 0
    not_yet: int = 0
    out_of_scope: int = 0
    parameters: int = 0
    typed_parameters: int = 0
    option_parameters: int = 0
    fields: int = 0
    typed_fields: int = 0
    extras_fields: int = 0
    words: int = 0
    mapped_words: int = 0


@dataclass
class Page:
    """Everything about one cloud.

    Attributes:
        unlisted: actions that are in scope, not covered, and on no list.
        missing: parameters that are not reached; with the reason, or None if none is listed.
        lost: fields that are not told; likewise.
        extras: by noun, fields in ``extras`` only; likewise.
        unmapped: words and codes.
        parameters_out, fields_out: how many are out of scope and not counted.
    """

    count: Count
    nouns: dict[str, Figures] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)
    missing: dict[str, str | None] = field(default_factory=dict)
    lost: dict[str, str | None] = field(default_factory=dict)
    extras: dict[str, str | None] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    parameters_out: int = 0
    fields_out: int = 0
    codes: tuple[int, int] = (0, 0)


@cache
def page(name: str) -> Page:
    """Measure one cloud. Done once per process."""
    return measured(count(TABLES[name].CLOUD))


def measured(found: Count) -> Page:
    """The figures of what was counted."""
    out = Page(found)
    _actions(out)
    for action in sorted(found.actions):
        if action in found.cloud.in_scope():
            _parameters(out, action)
    _fields(out)
    for noun, told in words.words(found.cloud).items():
        figures = out.nouns.setdefault(noun, Figures())
        figures.words, figures.mapped_words = len(told), sum(told.values())
        out.unmapped += [word for word, known in told.items() if not known]
    codes = words.codes(found.cloud)
    out.codes = (sum(codes.values()), len(codes))
    out.unmapped += [code for code, known in codes.items() if not known]
    return out


def _actions(out: Page) -> None:
    cloud = out.count.cloud
    for action in sorted(cloud.in_scope()):
        figures = out.nouns.setdefault(cloud.subject(action), Figures())
        if action in out.count.actions:
            figures.actions += 1
            figures.covered += 1
            continue
        entry = scope.why(cloud.name, "actions", "", action)
        if entry is None:
            out.unlisted.append(action)
        elif entry.kind == "out of scope":
            figures.out_of_scope += 1
            continue
        figures.actions += 1
        figures.not_yet += 1


def _parameters(out: Page, action: str) -> None:
    cloud = out.count.cloud
    figures, reached = out.nouns[cloud.subject(action)], out.count.reached[action]
    for path in cloud.sdk.takes(action):
        how = reached.get(path)
        entry = None if how else scope.why(cloud.name, "parameters", action, path)
        if entry is not None and entry.kind == "out of scope":
            out.parameters_out += 1
            continue
        figures.parameters += 1
        figures.typed_parameters += how == "typed"
        figures.option_parameters += how == "option"
        if how is None:
            out.missing[f"{action}: {path}"] = entry.reason if entry else None


def _fields(out: Page) -> None:
    """A field of a noun is counted once, by the action that tells least of it."""
    cloud = out.count.cloud
    worst: dict[tuple[str, str], str] = {}
    for action, told in sorted(out.count.told.items()):
        if action not in cloud.in_scope():
            continue
        for path, how in told.items():
            place = (cloud.subject(action), cloud.place(action, path))
            entry = scope.why(cloud.name, "fields", action, path) if how == "lost" else None
            if entry is not None and entry.kind == "out of scope":
                out.fields_out += 1
                continue
            if how == "lost":
                out.lost[f"{action}: {path}"] = entry.reason if entry else None
            worst[place] = min(worst.get(place, "typed"), how, key=RANK.__getitem__)
    for (noun, place), how in sorted(worst.items()):
        figures = out.nouns[noun]
        figures.fields += 1
        figures.typed_fields += how == "typed"
        figures.extras_fields += how == "extras"
        if how == "extras":
            entry = scope.why(cloud.name, "extras", noun, place)
            out.extras[f"{noun}: {place}"] = entry.reason if entry else None


# ---------------------------------------------------------------- on paper

HEAD = """# How much of each cloud's API reaches you

Generated by `make fidelity` (`docs/examples/fidelity.py`), which reflects over the installed official
SDKs; a test fails when this page is stale or a figure falls. Nothing here was tried on a live account.

- **actions**: those the adapter sends, of those whose subject is a VPN thing or a dedicated gateway.
  What is left is listed below by name, as "not yet" or "out of scope".
- **parameters**: of the requests that are sent. Every verb is run with the fullest specs and options,
  and the bytes are read by the SDK's own request models. *spec*: a neutral field sets it (or cgw
  itself); *option*: a provider's option does.
- **fields**: of the answers to those requests. Answers are made from the SDK's response models, with
  another value in every field; then one value at a time is changed (the same field in every answer
  of the call), and what changes in the returned object decides. *typed*: an attribute; *extras*: only
  in `.extras` (masked ones count as extras). A field of a noun counts once, by the action that tells
  least of it. What belongs to the answer and not to a thing (request ids, paging) is not counted.
- **words**: of closed sets in the documents, those that become cgw's own word.
- **codes**: of the error codes in the documents, those that become the class they mean.
"""


def rows(out: Page) -> Iterable[list[str]]:
    """One row per noun."""
    for noun, f in sorted(out.nouns.items()):
        reached = f.typed_parameters + f.option_parameters
        told = f.typed_fields + f.extras_fields
        yield [
            noun,
            f"{f.covered} of {f.actions}" + (f" (+{f.out_of_scope} out)" if f.out_of_scope else ""),
            f"{reached} of {f.parameters}: {f.typed_parameters} spec, {f.option_parameters} option"
            if f.parameters
            else "-",
            percent(reached, f.parameters),
            f"{told} of {f.fields}: {f.typed_fields} typed, {f.extras_fields} extras"
            if f.fields
            else "-",
            percent(told, f.fields),
            percent(f.extras_fields, f.fields),
            f"{f.mapped_words} of {f.words}" if f.words else "-",
        ]


COLUMNS = ["noun", "actions", "parameters", "reached", "fields", "told", "in extras", "words"]


def percent(part: int, whole: int) -> str:
    """``97.5 %``, never rounded up to 100."""
    if not whole:
        return "-"
    tenths = part * 1000 // whole
    return f"{tenths / 10:g} %"


def table(columns: list[str], lines: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    text = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    text += ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join(text)


def markdown() -> str:
    """The whole page."""
    parts = [HEAD]
    for name in TABLES:
        out = page(name)
        sdk = out.count.cloud.sdk
        parts.append(
            f"## {name}\n\nRead from {sdk.name} {sdk.version}. Error codes: {out.codes[0]} of "
            f"{out.codes[1]}. Not counted as out of scope: {out.parameters_out} parameters, "
            f"{out.fields_out} fields.\n\n{table(COLUMNS, rows(out))}\n"
        )
        parts.append(f"### {name}: actions that are not sent\n\n{_actions_left(name)}")
        for title, found in (
            ("parameters that cannot be reached", out.missing),
            ("fields that are not told", out.lost),
            ("fields in extras only", out.extras),
        ):
            if found:
                parts.append(f"### {name}: {title}\n\n{_by_reason(found)}")
        if out.unmapped:
            parts.append(
                f"### {name}: words and codes without one of ours\n\n{_list(out.unmapped)}"
            )
    return "\n".join(parts)


def _actions_left(name: str) -> str:
    out = page(name)
    lines = []
    for entry in scope.entries(name, "actions"):
        left = [n for n in entry.names if n not in out.count.actions]
        if left:
            lines.append(f"- **{entry.kind}**: {entry.reason}: {', '.join(f'`{n}`' for n in left)}")
    return "\n".join(lines) + "\n"


def _by_reason(found: dict[str, str | None]) -> str:
    reasons: dict[str, dict[str, list[str]]] = {}
    for name, reason in found.items():
        head, _, last = name.partition(": ")
        reasons.setdefault(reason or "no reason listed", {}).setdefault(last, []).append(head)
    lines = []
    for reason, names in reasons.items():
        lines.append(f"- {reason}:")
        by_heads: dict[str, list[str]] = {}
        for last, heads in names.items():
            by_heads.setdefault(", ".join(heads), []).append(last)
        lines += [f"  - {h}: {', '.join(f'`{n}`' for n in last)}" for h, last in by_heads.items()]
    return "\n".join(lines) + "\n"


def _list(names: Iterable[str]) -> str:
    return "\n".join(f"- `{name}`" for name in names) + "\n"


# ---------------------------------------------------------------- the floor


def floor() -> dict[str, dict[str, dict[str, int]]]:
    """What must not fall, by cloud and noun; what must not rise has a name that begins with ``most_``."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name in TABLES:
        out = page(name)
        found[name] = {"all": {"codes": out.codes[0], "most_parameters_out": out.parameters_out,
                               "most_fields_out": out.fields_out}}  # fmt: skip
        for noun, figures in sorted(out.nouns.items()):
            f = asdict(figures)
            found[name][noun] = {
                "covered": f["covered"],
                "parameters_reached": f["typed_parameters"] + f["option_parameters"],
                "parameters_of_spec": f["typed_parameters"],
                "fields_told": f["typed_fields"] + f["extras_fields"],
                "fields_typed": f["typed_fields"],
                "words": f["mapped_words"],
                "most_actions_left": f["not_yet"] + f["out_of_scope"],
                "most_parameters_left": f["parameters"]
                - f["typed_parameters"]
                - f["option_parameters"],
                "most_fields_lost": f["fields"] - f["typed_fields"] - f["extras_fields"],
                "most_fields_in_extras": f["extras_fields"],
                "most_words_left": f["words"] - f["mapped_words"],
            }
    return found

"""Counts what of an API reaches a user: actions, request parameters, response fields."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from cgw.adapter import Page
from cgw.models import to_dict
from cgw.testing.bench import Bench
from cgw.wire import Request
from measure.cloud import Cloud, Intent, Script
from measure.schema import fits

Answers = tuple[tuple[str, Any], ...]
Told = tuple[list[Any], list[Any]]
"""Typed fields and extras of what came back."""
RANK = {"lost": 0, "extras": 1, "typed": 2}


@dataclass
class Count:
    """What was found out about one cloud.

    Attributes:
        actions: every action that was sent, and by which intents.
        reached: by action, request parameters and by what: ``typed`` or ``option``.
        unheard: by action, parameters that were sent and that the SDK does not know.
        told: by action, response fields and where they end up: ``typed``, ``extras``, ``lost``.
        broken: intents that failed, with the error.
        requests: by intent, what it sent (differences to the SDK are looked for in these).
    """

    cloud: Cloud
    actions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reached: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    unheard: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    broken: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[Intent, list[Request]]] = field(default_factory=list)


def count(cloud: Cloud, nouns: frozenset[str] = frozenset(), *, listen: bool = True) -> Count:
    """Run every intent of every noun the adapter has.

    Args:
        nouns: only these; empty means all.
        listen: False leaves the answers out.
    """
    found = Count(cloud)
    have = cloud.adapter().capabilities.nouns
    for noun, intents in cloud.intents().items():
        if noun not in have or (nouns and noun not in nouns):
            continue
        for number, intent in enumerate(intents):
            _ask(found, intent, f"{intent} {number}")
        for intent in _different(found, intents) if listen else ():
            _listen(found, intent)
    return found


def _different(found: Count, intents: tuple[Intent, ...]) -> list[Intent]:
    """One intent of each verb and calls is enough to see where the answers end up."""
    by_calls: dict[Any, Intent] = {}
    sent = {id(intent): requests for intent, requests in found.requests}
    for intent in intents:
        calls = tuple(request.action for request in sent.get(id(intent), ()))
        by_calls.setdefault((intent.verb, calls), intent)
    return list(by_calls.values())


def _ask(found: Count, intent: Intent, name: str) -> None:
    try:
        sent = _sent(found.cloud, intent)
    except Exception as error:  # noqa: BLE001 -- told in the report, and a test refuses it
        found.broken[name] = f"{type(error).__name__}: {error}"
        return
    found.requests.append((intent, sent))
    least = _without_options(found.cloud, intent)
    for request in sent:
        _reach(found, request, least, str(intent))


def _without_options(cloud: Cloud, intent: Intent) -> dict[str, list[tuple[str, Any]]] | None:
    """What every action carries if no options are given, or only the few that must be.

    None if the intent has no options: everything is then due to the spec.
    """
    bare = intent.bare()
    if bare is None:
        return None
    found: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    try:
        sent = _sent(cloud, bare)
    except Exception:  # noqa: BLE001 -- that is only there with options
        return found
    for request in sent:
        if action := cloud.sdk.action(request):
            found[action] += cloud.sdk.parse(action, request).values
    return found


def _reach(
    found: Count,
    request: Request,
    least: dict[str, list[tuple[str, Any]]] | None,
    intent: str,
) -> None:
    action = found.cloud.sdk.action(request)
    if action is None:
        return
    leaves = found.cloud.sdk.takes(action)
    found.actions[action].add(intent)
    parsed = found.cloud.sdk.parse(action, request)
    now: dict[str, str] = {}
    for path, value in parsed.values:
        if not fits(path, leaves) or not fits(path, parsed.understood):
            found.unheard[action].add(path)
            continue
        leaf = path if path in leaves else next(leaf for leaf in leaves if fits(path, [leaf]))
        typed = least is None or (path, value) in least[action]
        now[leaf] = "typed" if typed or now.get(leaf) == "typed" else "option"
    for leaf, how in now.items():
        # One that follows an option anywhere belongs to the option.
        if found.reached[action].get(leaf) != "option":
            found.reached[action][leaf] = how


def _sent(cloud: Cloud, intent: Intent) -> list[Request]:
    adapter = cloud.adapter()
    bench = Bench(adapter, Script(cloud, intent.answers, absent=intent.absent))
    bench.call(intent.flow(adapter))
    return bench.sent


def _listen(found: Count, intent: Intent) -> None:
    """Change one field of the answers at a time and see where that shows."""
    cloud = found.cloud
    if intent.verb == "delete":
        return  # it tells nothing of the thing
    for shape in ((), *cloud.shapes.values()):
        answers = (*shape, *intent.answers)
        try:
            before, asked = _result(cloud, intent, Script(cloud, answers, absent=intent.absent))
        except Exception as error:  # noqa: BLE001 -- told in the report, and a test refuses it
            if not shape:
                found.broken[f"answers to {intent}"] = f"{type(error).__name__}: {error}"
            continue
        for action in dict.fromkeys(asked):
            told = found.told[action]
            for path in cloud.tells(action):
                if told.setdefault(path, "lost") == "typed":
                    continue
                again = told[path] == "extras"  # may be typed in an answer of another shape
                seen = _seen(cloud, intent, answers, before, (action, path), once=again)
                if RANK[seen] > RANK[told[path]]:
                    told[path] = seen


def _seen(
    cloud: Cloud,
    intent: Intent,
    answers: Answers,
    before: Told,
    field: tuple[str, str],
    *,
    once: bool,
) -> str:
    change = (cloud.subject(field[0]), cloud.place(*field))
    # What shows only by its absence is masked.
    for drop in (False,) if once else (False, True):
        try:
            after, _ = _result(
                cloud, intent, Script(cloud, answers, change, drop, absent=intent.absent)
            )
        except Exception:  # noqa: BLE001 -- not the id that was asked for, for one
            continue
        if not drop and before[0] != after[0]:
            return "typed"
        if before[1] != after[1]:
            return "extras"
    return "lost"


def _result(cloud: Cloud, intent: Intent, script: Script) -> tuple[Told, list[str]]:
    adapter = cloud.adapter()  # a new one each time: one may remember what it was told
    result = Bench(adapter, script).call(intent.flow(adapter))
    items = result.items if isinstance(result, Page) else [result]
    told = [to_dict(item, reveal=True) for item in items]
    extras = [item.pop("extras", None) if isinstance(item, dict) else None for item in told]
    return (told, extras), script.asked

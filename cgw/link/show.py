"""Plans and findings for people."""

from __future__ import annotations

from collections.abc import Iterable

from cgw.link.model import SIDES, LinkPlan, Side


def plan_text(plan: LinkPlan) -> str:
    """A plan on one page, without keys."""
    lines = [f"link {plan.id}: mode {plan.mode}, policy {plan.policy}", ""]
    for side in SIDES:
        lines += _side(plan.side(side))
    lines += ["", "algorithms"]
    lines += [f"  {field:<18}{word}" for field, word in plan.suite.words.items()]
    if plan.suite.rejected:
        lines += ["", "stronger, but"]
        lines += [f"  {r.field:<18}{r.word:<16}{r.why}" for r in plan.suite.rejected]
    lines += ["", "tunnels"]
    for leg in plan.legs:
        inside = f"  inside {leg.inside} ({leg.a_inside} - {leg.b_inside})" if leg.inside else ""
        lines.append(f"  {leg.number}  {leg.a} - {leg.b}{inside}")
    given = "as given" if plan.psk_given else "made for each tunnel, unless one end has one already"
    lines.append(f"  key: {given}")
    if plan.changes:
        lines += ["", "changes at what stands", *(f"  {change}" for change in plan.changes)]
    lines += ["", "steps"]
    for number, step in enumerate(plan.steps, 1):
        lines.append(f"  {number:>2}. {step.side} {step.kind} {step.name}: {step.detail}")
        lines.append(f"      needs: {'; '.join(step.preconditions)}")
    return "\n".join([*lines, *_block("notes", plan.notes)])


def _side(side: Side) -> list[str]:
    asn = f", AS {side.asn}" if side.asn else ""
    who = {"cloud": "begins", "peer": "waits", None: "begins or waits as it is wont to"}
    name = f", is called {side.ike_id}" if side.ike_id else ", is called by its address"
    return [
        f"{side.side}: {side.label}",
        f"   addresses {', '.join(side.addresses)}{asn}{name}",
        f"   networks {', '.join(side.networks)}",
        f"   {who[side.initiates]}; DPD on",
        f"   renews keys after {side.ike_lifetime_s} s (IKE) and {side.lifetime_s} s (IPsec)",
    ]


def _block(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []

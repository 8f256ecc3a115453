"""A picture of sites, gateways and tunnels, coloured by status: Mermaid, DOT, or SVG by graphviz."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cgw.client import Client
from cgw.errors import ConfigError
from cgw.link.comparing import Half, couples, distinct
from cgw.models import CustomerGateway, Tunnel, TunnelStatus, VpnConnection, VpnGateway

COLOURS = {"up": "#2e7d32", "down": "#c62828", "negotiating": "#ef6c00", "unknown": "#757575"}
WORSE = ("up", "unknown", "negotiating", "down")
"""The words of two ends: the later one counts."""
_DOWN = {TunnelStatus.DOWN, TunnelStatus.PHASE1_DOWN, TunnelStatus.PHASE2_DOWN}


@dataclass(frozen=True, slots=True)
class Node:
    """A gateway of a cloud, or a site: a device that no cloud of these has.

    Attributes:
        key: what edges name it by.
        lines: what is written in it, the first in bold.
        group: cloud and region; empty for a site.
    """

    key: str
    lines: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tunnel: once if its two ends tell of it and can be known as such, else as each end tells it.

    Attributes:
        a, b: keys of its nodes.
        lines: its addresses and what each end says of it.
        status: ``up`` if every end that tells says so, else the worse word (see `WORSE`).
    """

    a: str
    b: str
    lines: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges, in an order that does not change from run to run."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def mermaid(self) -> str:
        """As a Mermaid flowchart."""
        names = {node.key: f"n{n}" for n, node in enumerate(self.nodes)}
        out = ["flowchart LR"]
        for group in sorted({node.group for node in self.nodes}):
            inside = [node for node in self.nodes if node.group == group]
            shapes = [f'{names[n.key]}["{_mermaid(n.lines)}"]' for n in inside]
            if group:
                out.append(f'  subgraph g{len(out)}["{_mermaid((group,))}"]')
                out += [f"    {shape}" for shape in shapes]
                out.append("  end")
            else:
                out += [f'  {names[n.key]}(["{_mermaid(n.lines)}"])' for n in inside]
        for number, edge in enumerate(self.edges):
            dash = "---" if edge.status == "up" else "-.-"
            out.append(f'  {names[edge.a]} {dash}|"{_mermaid(edge.lines)}"| {names[edge.b]}')
            out.append(f"  linkStyle {number} stroke:{COLOURS[edge.status]},stroke-width:2px")
        return "\n".join(out) + "\n"

    def dot(self) -> str:
        """In graphviz's language."""
        out = [
            "graph cgw {",
            '  rankdir=LR; fontname="sans-serif";',
            '  node [shape=box, fontname="sans-serif"];',
        ]
        out.append('  edge [fontname="sans-serif", fontsize=10, penwidth=2];')
        for number, group in enumerate(sorted({n.group for n in self.nodes if n.group})):
            out.append(f"  subgraph cluster_{number} {{ label={_dot((group,))};")
            out += [
                f"    {_dot((n.key,))} [label={_dot(n.lines)}];"
                for n in self.nodes
                if n.group == group
            ]
            out.append("  }")
        out += [
            f"  {_dot((n.key,))} [label={_dot(n.lines)}, shape=ellipse];"
            for n in self.nodes
            if not n.group
        ]
        for edge in self.edges:
            style = "solid" if edge.status == "up" else "dashed"
            out.append(
                f"  {_dot((edge.a,))} -- {_dot((edge.b,))} [label={_dot(edge.lines)}, "
                f'color="{COLOURS[edge.status]}", style={style}];'
            )
        return "\n".join([*out, "}"]) + "\n"

    def svg(self) -> str:
        """Drawn by graphviz.

        Errors:
            ConfigError: graphviz's ``dot`` is not installed, or failed.
        """
        program = shutil.which("dot")
        if program is None:
            raise ConfigError("svg: graphviz's 'dot' is not installed; mermaid needs nothing")
        done = subprocess.run(  # noqa: S603 -- a program found on PATH, our text on its stdin
            [program, "-Tsvg"],
            input=self.dot(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise ConfigError(f"svg: dot failed: {done.stderr.strip()[:200]}")
        return done.stdout


def graph(clients: Iterable[Client]) -> Graph:
    """Everything these clouds tell of gateways, sites and tunnels. Reads only."""
    gateways: list[VpnGateway] = []
    sites: list[CustomerGateway] = []
    connections: list[VpnConnection] = []
    for client in clients:
        if "vpn_connections" not in client.capabilities.nouns:
            continue
        gateways += client.vpn_gateways.list()
        sites += client.customer_gateways.list()
        connections += client.vpn_connections.list()
    return draw(gateways, sites, connections)


def draw(
    gateways: Iterable[VpnGateway],
    sites: Iterable[CustomerGateway],
    connections: Iterable[VpnConnection],
) -> Graph:
    """`graph` of what was read already."""
    nodes: dict[str, Node] = {}
    at: dict[str, str] = {}  # address -> key of the node that has it
    for gateway in gateways:
        key = _key(gateway, gateway.id)
        nodes[key] = Node(key, (gateway.name or gateway.id, *gateway.addresses), _group(gateway))
        at.update(dict.fromkeys(gateway.addresses, key))
    addresses = {_key(site, site.id): site for site in sites}
    tied: list[tuple[Half, str, str]] = []  # a tunnel's end, keys of its node and its peer's
    for connection in distinct(connections):
        own = _key(connection, connection.vpn_gateway_id or connection.id)
        if own not in nodes:  # on a transit router, or a gateway that was not told
            label = connection.vpn_gateway_id or f"{connection.name or connection.id} (no gateway)"
            nodes[own] = Node(own, (label,), _group(connection))
        for tunnel in connection.tunnels:
            site = addresses.get(
                _key(connection, tunnel.customer_gateway_id or connection.customer_gateway_id)
            )
            address = tunnel.peer_address or (site.address if site else "") or "unknown peer"
            peer = at.get(address)
            if peer is None:
                peer = f"site {address}"
                name = site.name if site else ""
                nodes.setdefault(peer, Node(peer, tuple(filter(None, (name, address)))))
            tied.append((Half(connection, tunnel, tunnel.local_address, address), own, peer))
    return Graph(
        tuple(sorted(nodes.values(), key=lambda n: (n.group, n.key))),
        tuple(edge for _, edge in sorted(_edges(tied), key=lambda found: found[0])),
    )


def _edges(tied: list[tuple[Half, str, str]]) -> Iterator[tuple[tuple[str, ...], Edge]]:
    """Each tunnel, and what puts it into its place among the others."""
    beyond: dict[int, Half] = {}
    for a, b in couples(half for half, _, _ in tied):
        beyond |= {id(a): b, id(b): a}
    drawn: set[int] = set()
    for half, own, peer in tied:
        if id(half) in drawn:
            continue
        one, other = half.connection, beyond.get(id(half))
        ends = [half] if other is None else [half, other]
        drawn |= {id(end) for end in ends}
        local = half.local or f"{one.id} {half.tunnel.id}"
        said = [f"{end.connection.provider}: {end.tunnel.status}" for end in ends]
        lines = (one.name or one.id, f"{local} - {half.peer}", *said)
        status = _worse({_status(end.tunnel) for end in ends})
        place = (*sorted((local, half.peer)), own, one.id, half.tunnel.id)
        yield place, Edge(own, peer, lines, status)


def _worse(words: set[str]) -> str:
    return "up" if words == {"up", "unknown"} else max(words, key=WORSE.index)


def _status(tunnel: Tunnel) -> str:
    if tunnel.status in _DOWN:
        return "down"
    return str(tunnel.status) if str(tunnel.status) in COLOURS else "unknown"


def _key(thing: VpnGateway | CustomerGateway | VpnConnection, id: str) -> str:
    return f"{thing.provider}/{thing.region}/{id}"


def _group(thing: VpnGateway | VpnConnection) -> str:
    return f"{thing.provider} {thing.region}"


def _clean(lines: Iterable[str]) -> list[str]:
    """A cloud's names are strangers' text: no control signs."""
    return ["".join(sign if sign.isprintable() else " " for sign in line) for line in lines]


def _mermaid(lines: Iterable[str]) -> str:
    """Inside of Mermaid's quotes, by entity codes."""
    escaped = [
        "".join(s if s.isalnum() or s in " ./:-_()," else f"#{ord(s)};" for s in line)
        for line in _clean(lines)
    ]
    return "<br/>".join(escaped)


def _dot(lines: Iterable[str]) -> str:
    r"""A quoted text of DOT; lines are parted by its own ``\n``."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in _clean(lines)]
    return '"' + "\\n".join(escaped) + '"'

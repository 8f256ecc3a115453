"""The pairs of ends that ``strongswan_verdicts.py`` asks about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from cgw.emulator.internet import End

Row: TypeAlias = tuple[str, End, End]
ADDRESS_A, ADDRESS_B = "192.0.2.1", "192.0.2.2"
GCM128 = ("aes-128-gcm-16", "sha2-256", "dh14")
AES = ("aes-256-cbc", "sha2-256", "dh14")
A = End(
    owner="a",
    local_address=ADDRESS_A,
    peer_address=ADDRESS_B,
    psk="key-one-1",
    ike=(AES,),
    esp=(AES,),
    local_selectors=("10.1.0.0/16",),
    remote_selectors=("10.2.0.0/16",),
)


def other_side(end: End) -> End:
    """The end that agrees with this one in everything."""
    return replace(
        end,
        owner="b",
        local_address=end.peer_address,
        peer_address=end.local_address,
        local_id=end.remote_id,
        remote_id=end.local_id,
        local_selectors=end.remote_selectors,
        remote_selectors=end.local_selectors,
    )


EVERYTHING = ("0.0.0.0/0",)


def rows() -> Iterator[Row]:
    """Name, one end, the other end."""
    for version, mode in (("ikev2", "main"), ("ikev1", "main"), ("ikev1", "aggressive")):
        base = replace(A, ike_version=version, ike_mode=mode)
        title = version if version == "ikev2" else f"{version} {mode}"
        for rows_of in (_good, _ten, _proposals, _selectors, _order):
            for name, a, b in rows_of(base):
                yield f"{title}: {name}", a, b


def _good(end: End) -> Iterator[Row]:
    yield _same("policy", end)
    yield _same("everything", end, local_selectors=EVERYTHING, remote_selectors=EVERYTHING)
    yield _same("names as identities", end, local_id="a.example", remote_id="b.example")
    yield _same("only a initiates", end, b={"initiates": False})
    yield _same("neither initiates", end, a={"initiates": False}, b={"initiates": False})


def _ten(end: End) -> Iterator[Row]:
    """One thing differs: the mismatches that people meet."""
    version = "ikev1" if end.ike_version == "ikev2" else "ikev2"
    yield _same("psk differs", end, b={"psk": "key-two-2"})
    yield _same("version differs", end, b={"ike_version": version})
    if end.ike_version == "ikev1":
        mode = "aggressive" if end.ike_mode == "main" else "main"
        yield _same("mode differs", end, b={"ike_mode": mode})
    for what, proposal in (
        ("encryption", ("aes-128-cbc", "sha2-256", "dh14")),
        ("integrity", ("aes-256-cbc", "sha1", "dh14")),
        ("group", ("aes-256-cbc", "sha2-256", "dh5")),
    ):
        yield _same(f"ike {what} differs", end, b={"ike": (proposal,)})
        yield _same(f"esp {what} differs", end, b={"esp": (proposal,)})
    yield _same("identity expected differs", end, b={"remote_id": "gw.example"})
    yield _same("identity sent differs", end, b={"local_id": "gw.example"})
    yield _same("selectors differ", end, b={"local_selectors": ("10.9.0.0/16",)})
    yield _same("peer address differs", end, b={"peer_address": "192.0.2.9"})


def _proposals(end: End) -> Iterator[Row]:
    weak, gcm = ("aes-128-cbc", "sha1", "dh2"), ("aes-256-gcm-16", "sha2-256", "dh14")
    none = ("aes-256-cbc", "sha2-256", "none")
    yield _same("ike several, one in common", end, a={"ike": (weak, AES)}, b={"ike": (AES,)})
    yield _same("ike several, other order", end, a={"ike": (weak, AES)}, b={"ike": (AES, weak)})
    crossed = (("aes-128-cbc", "sha2-256", "dh14"), ("aes-256-cbc", "sha1", "dh14"))
    yield _same("ike several, none in common", end, a={"ike": crossed})
    yield _same("esp several, one in common", end, a={"esp": (weak, AES)}, b={"esp": (AES,)})
    yield _same("esp several, other order", end, a={"esp": (weak, AES)}, b={"esp": (AES, weak)})
    yield _same("esp several, none in common", end, a={"esp": crossed})
    yield _same("esp pfs either, other wants it", end, a={"esp": (none, AES)})
    yield _same(
        "esp pfs preferred, other has none", end, a={"esp": (AES, none)}, b={"esp": (none,)}
    )
    other = ("aes-256-cbc", "sha2-256", "dh19")
    for one in (AES, other):
        for either in ((AES, other), (other, AES)):
            name = f"{either[0][2]} or {either[1][2]}, other wants {one[2]}"
            yield _same(f"esp pfs {name}", end, a={"esp": either}, b={"esp": (one,)})
            yield _same(f"ike {name}", end, a={"ike": either}, b={"ike": (one,)})
            name += ", ike has neither"
            no = ("aes-256-cbc", "sha2-256", "dh5")
            yield _same(f"esp pfs {name}", end, ike=(no,), a={"esp": either}, b={"esp": (one,)})
    yield _same("esp no pfs", end, esp=(none,))
    yield _same("esp pfs one side only", end, b={"esp": (none,)})
    yield _same("esp gcm", end, esp=(gcm,))
    other_hash = ("aes-256-gcm-16", "sha1", "dh14")
    yield _same("esp gcm, integrity word differs", end, esp=(gcm,), b={"esp": (other_hash,)})
    yield _same("esp gcm against cbc", end, b={"esp": (gcm,)})
    yield _same("esp gcm length differs", end, a={"esp": (gcm,)}, b={"esp": (GCM128,)})
    yield _same("ike gcm", end, ike=(gcm,))
    yield _same("ike gcm, integrity word differs", end, ike=(gcm,), b={"ike": (other_hash,)})
    for cipher, digest, group in (
        ("3des-cbc", "md5", "dh2"),
        ("aes-192-cbc", "sha2-384", "dh15"),
        ("aes-128-cbc", "sha2-512", "dh19"),
        ("aes-256-cbc", "sha1", "dh20"),
    ):
        suite = ((cipher, digest, group),)
        yield _same(f"{cipher} {digest} {group}", end, ike=suite, esp=suite)
    yield _same("esp null", end, esp=(("null", "sha2-256", "dh14"),))


def _selectors(end: End) -> Iterator[Row]:
    two = ("10.2.0.0/16", "10.3.0.0/16")
    yield _same("b narrower", end, b={"local_selectors": ("10.2.3.0/24",)})
    yield _same("b narrower both ways", end, b=_between(("10.2.3.0/24",), ("10.1.4.0/24",)))
    yield _same("b wider", end, b={"local_selectors": ("10.0.0.0/8",)})
    yield _same("b wider here, narrower there", end, b=_between(("10.0.0.0/8",), ("10.1.4.0/24",)))
    yield _same("everything against policy", end, b=_between(EVERYTHING, EVERYTHING))
    yield _same("everything behind b only", end, remote_selectors=EVERYTHING)
    yield _same("several", end, remote_selectors=two)
    yield _same("several, other order", end, remote_selectors=two, b=_between(two[::-1], None))
    yield _same("several against first", end, a={"remote_selectors": two})
    yield _same(
        "several against second", end, a={"remote_selectors": two}, b=_between(two[1:], None)
    )
    yield _same(
        "several against their sum",
        end,
        a={"remote_selectors": two},
        b=_between(("10.2.0.0/15",), None),
    )
    third = ("10.2.0.0/16", "10.4.0.0/16")
    yield _same("several, one in common", end, a={"remote_selectors": two}, b=_between(third, None))
    yield _same(
        "several on both sides",
        end,
        local_selectors=("10.1.0.0/16", "10.7.0.0/16"),
        remote_selectors=two,
    )


def _order(end: End) -> Iterator[Row]:
    """Two things differ: which of them a daemon complains about."""
    psk, identity = {"psk": "key-two-2"}, {"remote_id": "gw.example"}
    weak = (("aes-128-cbc", "sha1", "dh2"),)
    selectors = {"local_selectors": ("10.9.0.0/16",)}
    yield _same("psk and identity", end, b=psk | identity)
    yield _same("psk and ike proposal", end, b=psk | {"ike": weak})
    yield _same("psk and selectors", end, b=psk | selectors)
    yield _same("identity and ike proposal", end, b=identity | {"ike": weak})
    yield _same("selectors and esp proposal", end, b=selectors | {"esp": weak})
    yield _same("identity and selectors", end, b=identity | selectors)
    if end.ike_version == "ikev1":
        mode = {"ike_mode": "aggressive" if end.ike_mode == "main" else "main"}
        yield _same("mode and psk", end, b=mode | psk)
        yield _same("mode and identity", end, b=mode | identity)
        yield _same("mode and ike proposal", end, b=mode | {"ike": weak})


def _same(
    name: str,
    end: End,
    *,
    a: dict[str, Any] | None = None,
    b: dict[str, Any] | None = None,
    **both: Any,
) -> Row:
    """``both`` holds for the two of them, ``a`` and ``b`` for one as it would write it."""
    end = replace(end, **both)
    return name, replace(end, **(a or {})), replace(other_side(end), **(b or {}))


def _between(local: tuple[str, ...], remote: tuple[str, ...] | None) -> dict[str, Any]:
    selectors = {"local_selectors": local}
    return selectors | ({"remote_selectors": remote} if remote else {})

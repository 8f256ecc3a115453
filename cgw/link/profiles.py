"""What an end of a link can do: a cloud's from its capabilities, a device's from here, a plugin or a file."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from cgw.adapter import Capabilities, IpsecAbility, PskRule
from cgw.errors import ConfigError, UnsupportedError
from cgw.link.policies import STRENGTH
from cgw.plugins import registry


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of end can do.

    Attributes:
        name: what users type: ``"strongswan"``; of a cloud the provider's name.
        ipsec: the words and limits.
        title: what people call it.
    """

    name: str
    ipsec: IpsecAbility
    title: str = ""

    @classmethod
    def of(cls, capabilities: Capabilities) -> Profile:
        """A cloud's own.

        Errors:
            UnsupportedError: the cloud has no VPN connections, or does not say what they can do.
        """
        can = capabilities.noun("vpn_connections").ipsec
        if can is None:
            raise UnsupportedError(
                f"{capabilities.provider} does not say what its tunnels can do", field="ipsec"
            )
        return cls(capabilities.provider, can, capabilities.provider)


_ANY_PSK = PskRule(
    8,
    128,
    string.ascii_letters + string.digits + "._-+=/:,@%",
    "no sign that a shell, a configuration file or a command line of a device would take for its own",
)

GENERIC = Profile(
    "generic",
    IpsecAbility(
        tunnels=(1, 16),
        modes=frozenset({"policy", "route", "bgp"}),
        versions=frozenset({"ikev1", "ikev2"}),
        ike_encryptions=("aes-256-cbc", "aes-192-cbc", "aes-128-cbc", "3des-cbc"),
        ike_integrities=("sha2-512", "sha2-384", "sha2-256", "sha1"),
        dh_groups=("dh14", "dh5", "dh2"),
        encryptions=("aes-256-cbc", "aes-192-cbc", "aes-128-cbc", "3des-cbc"),
        integrities=("sha2-512", "sha2-384", "sha2-256", "sha1"),
        pfs_groups=("dh14", "dh5", "dh2", "none"),
        psk=_ANY_PSK,
        ike_lifetime=(120, 86400),
        lifetime=(120, 86400),
        initiators=frozenset({"cloud", "peer"}),
        begins=None,
        cidrs=(100, 100),
        source="RFC 8247 and RFC 8221, what they ask of every implementation, and what came before",
        date="2026-11-21",
    ),
    "a device of which nothing more is known",
)

STRONGSWAN = Profile(
    "strongswan",
    IpsecAbility(
        tunnels=(1, 1024),
        modes=frozenset({"policy", "route", "bgp"}),
        versions=frozenset({"ikev1", "ikev2"}),
        ike_encryptions=(
            *("aes-256-gcm-16", "aes-256-cbc", "aes-192-gcm-16", "aes-192-cbc"),
            *("aes-128-gcm-16", "aes-128-cbc", "3des-cbc"),
        ),
        ike_integrities=("sha2-512", "sha2-384", "sha2-256", "sha1", "md5"),
        dh_groups=("dh21", "dh20", "dh16", "dh19", "dh15", "dh14", "dh24", "dh5", "dh2", "dh1"),
        encryptions=(
            *("aes-256-gcm-16", "aes-256-cbc", "aes-192-gcm-16", "aes-192-cbc"),
            *("aes-128-gcm-16", "aes-128-cbc", "3des-cbc", "null"),
        ),
        integrities=("sha2-512", "sha2-384", "sha2-256", "sha1", "md5"),
        pfs_groups=(
            *("dh21", "dh20", "dh16", "dh19", "dh15", "dh14", "dh24", "dh5", "dh2", "dh1"),
            "none",
        ),
        psk=_ANY_PSK,
        ike_lifetime=(60, 604800),
        lifetime=(60, 604800),
        initiators=frozenset({"cloud", "peer"}),
        begins="peer",
        cidrs=(500, 500),
        source="strongSwan documentation, IKEv2 cipher suites and swanctl.conf",
        date="2026-11-21",
    ),
    "strongSwan 5 and 6",
)

BUILT_IN = {profile.name: profile for profile in (GENERIC, STRONGSWAN)}


def profiles() -> dict[str, Profile]:
    """Every device profile on hand, by name: built in, and of plugins.

    Errors:
        ConfigError: two plugins offer the same name, or what is offered is no profile.
    """
    found = dict(BUILT_IN)
    reg = registry()
    reg.providers()  # loads every plugin; one that fails is told by `cgw provider list`
    offers: list[Iterable[Profile]] = reg.manager.hook.cgw_profiles()
    for profile in (one for offer in offers for one in offer):
        if not isinstance(profile, Profile):
            raise ConfigError(f"a plugin offers {type(profile).__name__} as a profile")
        if profile.name in found:
            raise ConfigError(f"the profile name {profile.name!r} is taken already")
        found[profile.name] = profile
    return found


def find(name: str) -> Profile:
    """A profile by name, or from a file: ``.yaml`` or ``.yml`` a profile, ``.algs`` what strongSwan's
    ``swanctl --list-algs`` printed.

    Errors:
        ConfigError: there is none, or the file is not one.
    """
    if name.endswith((".yaml", ".yml")):
        return load(Path(name))
    if name.endswith(".algs"):
        from cgw.link.algorithms import strongswan

        try:
            return strongswan(Path(name).read_text(encoding="utf-8"), Path(name).stem)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{name}: {error}") from None
    found = BUILT_IN.get(name) or profiles().get(name)
    if found is None:
        raise ConfigError(f"no profile {name!r}; there are {', '.join(profiles())}")
    return found


def load(path: Path) -> Profile:
    """A profile from a YAML file: ``name``, and fields of `cgw.adapter.IpsecAbility` by name.

    What is left out is as in the profile named under ``like`` (``generic`` if there is none).

    Errors:
        ConfigError: it cannot be read, or a field or a word in it is unknown.
    """
    import yaml

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {error}") from None
    if not isinstance(told, dict):
        raise ConfigError(f"{path}: a profile is a mapping of fields")
    return _from(dict(told), path)


def _from(told: dict[str, Any], path: Path) -> Profile:
    name = str(told.pop("name", path.stem))
    title = str(told.pop("title", ""))
    like = BUILT_IN.get(str(told.pop("like", "generic")))
    if like is None:
        raise ConfigError(f"{path}: like: one of {', '.join(BUILT_IN)}")
    values = {f.name: getattr(like.ipsec, f.name) for f in fields(IpsecAbility)}
    values["source"] = str(path)
    for key, value in told.items():
        if key not in values:
            raise ConfigError(f"{path}: {key}: no such field; there are {', '.join(values)}")
        values[key] = _value(key, value, values[key], path)
    return Profile(name, IpsecAbility(**values), title)


def _value(key: str, value: Any, like: Any, path: Path) -> Any:
    """The value in the form that the field has."""
    if key == "psk":
        return _psk(value, path)
    if key == "conditional":
        if not isinstance(value, Mapping):
            raise ConfigError(f"{path}: conditional: words and what each depends on")
        return tuple((str(word), str(why)) for word, why in value.items())
    if key == "begins":
        if value not in ("cloud", "peer", None):
            raise ConfigError(f"{path}: begins: cloud, peer or null")
        return value
    if isinstance(like, str):
        return str(value)
    if not isinstance(value, list):
        raise ConfigError(f"{path}: {key}: a list")
    if all(isinstance(item, int) for item in like) and like:
        if len(value) != 2 or not all(type(item) is int for item in value):
            raise ConfigError(f"{path}: {key}: two whole numbers")
        return tuple(value)
    words = [str(item) for item in value]
    known = _words(key)
    if known and (strange := [word for word in words if word not in known]):
        raise ConfigError(f"{path}: {key}: {', '.join(strange)}: of {', '.join(known)}")
    return frozenset(words) if isinstance(like, frozenset) else tuple(words)


def _psk(value: Any, path: Path) -> PskRule:
    named = {f.name: f.default for f in fields(PskRule)}
    if not isinstance(value, Mapping) or set(value) - set(named):
        raise ConfigError(f"{path}: psk: a mapping of {', '.join(named)}")
    rule: dict[str, Any] = {
        "shortest": _ANY_PSK.shortest,
        "longest": _ANY_PSK.longest,
        "alphabet": _ANY_PSK.alphabet,
        "source": str(path),
        **value,
    }
    numbers = (rule["shortest"], rule["longest"], rule.get("classes", 0))
    if not all(type(number) is int for number in numbers) or named["classes"] is MISSING:
        raise ConfigError(f"{path}: psk: shortest, longest and classes are whole numbers")
    return PskRule(**rule)


def _words(key: str) -> tuple[str, ...]:
    """What may stand in a list of words; nothing if anything may."""
    fixed = {
        "modes": ("policy", "route", "bgp"),
        "initiators": ("cloud", "peer"),
        "identities": ("address", "name"),
        "versions": STRENGTH["ike.version"],
        "ike_integrities": (*STRENGTH["ike.integrity"], "sm3"),
        "integrities": (*STRENGTH["ipsec.integrity"], "sm3"),
        "ike_encryptions": (*STRENGTH["ike.encryption"], "sm4-cbc"),
        "encryptions": (*STRENGTH["ipsec.encryption"], "sm4-cbc"),
        "dh_groups": STRENGTH["ike.dh_group"],
        "pfs_groups": STRENGTH["ipsec.pfs_group"],
    }
    return fixed.get(key, ())

"""Laws about what a cloud says of a connection, and of the device at its other end."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from cgw.adapter import Ability
from cgw.errors import InvalidRequestError
from cgw.models import DeviceConfig, Diagnosis, TunnelSpec, to_dict, to_json
from cgw.testing.bench import Bench
from cgw.testing.case import Case
from cgw.testing.life import needs
from cgw.testing.meaning import values
from cgw.testing.nouns import VPN_CONNECTIONS as LINK
from cgw.testing.wire import silent

CANARY = "Canary2bird9sings"


class AdviceLaws:
    """What reads, judges and changes nothing."""

    def test_a_diagnosis_is_of_what_was_asked(
        self, bench: Bench, case: Case, ability: Ability
    ) -> None:
        """It is of that thing, changes nothing, and calls no tunnel up that nobody answers."""
        needs(ability, "create", "get", "diagnose")
        made = bench.create(case, case.ask(bench))
        bench.create(case, case.ask(bench, 1))
        before = bench.get(case, bench.settled(case, made.id))
        sent = len(bench.sent)
        found = bench.call(case.verbs(bench.adapter).diagnose(made.id))
        _only_read(bench, sent)
        assert isinstance(found, Diagnosis)
        told = (found.id, found.provider, found.region)
        assert told == (made.id, made.provider, made.region), f"the diagnosis of {told}"
        assert found.up is not True or case.noun != LINK.noun, "a tunnel to nobody is up"
        assert values(bench.get(case, made.id)) == values(before), "to diagnose changed it"


class DeviceLaws:
    """What a cloud tells for the device at the other end of a connection."""

    def test_a_devices_configuration_is_the_other_end(self, bench: Bench) -> None:
        """Addresses, networks and keys are the device's; with or without a device; no key shows."""
        ability = LINK.ability(bench.adapter)
        needs(ability, "create", "get", "device_config")
        verbs = LINK.verbs(bench.adapter)
        tunnel = TunnelSpec(psk=SecretStr(CANARY))
        made = bench.create(LINK, LINK.ask(bench, tunnels=(tunnel,)))
        link = bench.get(LINK, bench.settled(LINK, made.id))
        sent, have = len(bench.sent), 0
        for device in (None, *bench.call(verbs.devices())):
            try:
                config = bench.call(verbs.device_config(made.id, device))
            except InvalidRequestError:
                if device is not None:
                    raise
                continue  # this cloud needs to know it
            have += 1
            assert config.device == device, f"for {config.device}, and asked was for {device}"
            _is_the_other_end(config, link)
            texts = (repr(config), str(config), config.text, to_json(config), str(to_dict(config)))
            silent("the configuration", CANARY, *texts)
        assert have, "there is no device that it is written for, and none without"
        _only_read(bench, sent)


def _only_read(bench: Bench, since: int) -> None:
    wrote = [r.action for r in bench.sent[since:] if r.writes or not r.safe]
    assert not wrote, f"to look, it sent {', '.join(wrote)}"


def _is_the_other_end(config: Any, link: Any) -> None:
    assert isinstance(config, DeviceConfig)
    assert config.connection_id == link.id, f"the configuration of {config.connection_id!r}"
    assert config.tunnels or config.text, "there is nothing in it"
    if not config.tunnels:
        return
    ends = {(t.local_address, t.remote_address) for t in config.tunnels}
    turned = {(t.peer_address, t.local_address) for t in link.tunnels}
    assert ends == turned, f"from the device's side {turned}, and told is {ends}"
    sides = set(config.local_cidrs), set(config.remote_cidrs)
    assert sides == (set(link.remote_cidrs), set(link.local_cidrs)), f"networks: {sides}"
    for tunnel in config.tunnels:
        key = tunnel.psk
        assert key is None or key.get_secret_value() == CANARY, "that is not its key"

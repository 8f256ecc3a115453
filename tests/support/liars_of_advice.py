"""Liars about what a cloud says of a connection, and of the device at its other end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from liar import Liar, breaks


class Link(Liar):
    """A liar about connections, where the cloud tells keys."""

    base = "tencent"
    noun = "vpn_connections"


@breaks("a_diagnosis_is_of_what_was_asked")
class DiagnosesAnother(Link):
    def diagnose(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.diagnose(id)
        return replace(found, id="vpnx-another1")


@breaks("a_diagnosis_is_of_what_was_asked")
class FindsNothingEver(Link):
    def diagnose(self, verbs: Any, id: str) -> Any:
        found = yield from verbs.diagnose(id)
        return replace(found, up=True, symptoms=())


@breaks("a_diagnosis_is_of_what_was_asked")
class ResetsToLook(Link):
    def diagnose(self, verbs: Any, id: str) -> Any:
        yield from verbs.reset(id)
        return (yield from verbs.diagnose(id))


@breaks("a_devices_configuration_is_the_other_end")
class SpeaksFromTheCloudsSide(Link):
    def device_config(self, verbs: Any, id: str, device: Any) -> Any:
        found = yield from verbs.device_config(id, device)
        turned = tuple(
            replace(t, local_address=t.remote_address, remote_address=t.local_address)
            for t in found.tunnels
        )
        return replace(found, tunnels=turned)


@breaks("a_devices_configuration_is_the_other_end")
class SwapsNetworks(Link):
    def device_config(self, verbs: Any, id: str, device: Any) -> Any:
        found = yield from verbs.device_config(id, device)
        return replace(found, local_cidrs=found.remote_cidrs, remote_cidrs=found.local_cidrs)


@breaks("a_devices_configuration_is_the_other_end")
class ShowsTheText(Link):
    def device_config(self, verbs: Any, id: str, device: Any) -> Any:
        found = yield from verbs.device_config(id, device)
        return replace(found, text=found.clear.get_secret_value()) if found.clear else found


@breaks("a_devices_configuration_is_the_other_end")
class WritesForTheFirst(Link):
    def device_config(self, verbs: Any, id: str, device: Any) -> Any:
        first = (yield from verbs.devices())[0]
        return (yield from verbs.device_config(id, device and first))

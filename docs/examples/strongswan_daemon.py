"""Two strongSwan daemons on one machine, each an end of a tunnel, for ``strongswan_verdicts.py``."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from itertools import product
from pathlib import Path

from strongswan_rows import ADDRESS_A, ADDRESS_B

from cgw.emulator.internet import End, Proposal

DAEMON = """
charon-systemd {{
  load = random nonce openssl aes sha1 sha2 md5 hmac kdf gcm pem pkcs1 x509 pubkey gmp \
kernel-libipsec kernel-netlink socket-default vici
  retransmit_tries = 1
  retransmit_timeout = 0.6
  half_open_timeout = 3
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  filelog {{ log {{ path = {folder}/log
    default = 1
    cfg = 2
    flush_line = yes }} }}
  journal {{ default = -1 }}
  plugins {{
    vici {{ socket = unix://{folder}/vici }}
    # Without the marks 0.0.0.0/0 would send IKE and ESP into their own tunnel.
    kernel-netlink {{ fwmark = !0x42 }}
    socket-default {{ fwmark = 0x42 }}
    kernel-libipsec {{
      fwmark = 0x42
      allow_peer_ts = yes }}
  }}
}}
"""
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
HOSTS = {"a": "10.1.0.1", "b": "10.2.0.1"}
CIPHERS = {
    "aes-128-cbc": "aes128",
    "aes-192-cbc": "aes192",
    "aes-256-cbc": "aes256",
    "aes-128-gcm-16": "aes128gcm16",
    "aes-192-gcm-16": "aes192gcm16",
    "aes-256-gcm-16": "aes256gcm16",
    "3des-cbc": "3des",
    "null": "null",
}
HASHES = {
    "md5": "md5",
    "sha1": "sha1",
    "sha2-256": "sha256",
    "sha2-384": "sha384",
    "sha2-512": "sha512",
}
GROUPS = {
    "none": "",
    "dh2": "-modp1024",
    "dh5": "-modp1536",
    "dh14": "-modp2048",
    "dh15": "-modp3072",
    "dh16": "-modp4096",
    "dh19": "-ecp256",
    "dh20": "-ecp384",
    "dh21": "-ecp521",
}


class Daemon:
    """One end: a namespace, a charon in it and its vici socket."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.namespace = name, folder / name, namespace(name)
        self.log = self.folder / "log"
        self._charon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start charon and wait until it listens."""
        self.folder.mkdir()
        conf = self.folder / "strongswan.conf"
        conf.write_text(DAEMON.format(folder=self.folder))
        with (self.folder / "out").open("wb") as out:
            self._charon = subprocess.Popen(  # noqa: S603 -- our own words
                ["ip", "netns", "exec", self.namespace, "charon-systemd"],  # noqa: S607 -- PATH
                env={"STRONGSWAN_CONF": str(conf), "PATH": PATH},
                stdout=out,
                stderr=out,
            )
        for _ in range(100):
            if (self.folder / "vici").exists():
                return
            time.sleep(0.1)
        raise SystemExit((self.folder / "out").read_text())

    def stop(self) -> None:
        """End charon."""
        if self._charon:
            self._charon.terminate()
            self._charon.wait()

    def ask(self, *words: str) -> tuple[bool, str]:
        """Run swanctl: whether it succeeded, and what it said."""
        verb, *rest = words
        done = run(
            *("swanctl", verb, "--uri", f"unix://{self.folder}/vici", *rest),
            STRONGSWAN_CONF=str(self.folder / "strongswan.conf"),
        )
        return done.returncode == 0, done.stdout + done.stderr

    def load(self, end: End, other: End) -> None:
        """Forget every connection and key and have this one.

        kernel-libipsec wants an address of its own in every network it speaks for.
        """
        self.live_in(*end.local_selectors, *other.remote_selectors)
        self.take(configuration(end))

    def live_in(self, *networks: str) -> None:
        """Have an address of its own in each network."""
        for network in set(networks):
            host = ip_network(network)[1] if network != "0.0.0.0/0" else HOSTS[self.name]
            ip("-n", self.namespace, "address", "replace", f"{host}/32", "dev", "lo")

    def take(self, text: str) -> None:
        """Forget every connection and key and have these."""
        conf = self.folder / "swanctl.conf"
        conf.write_text(text)
        ok, said = self.ask("--load-all", "--clear", "--file", str(conf))
        if not ok:
            raise SystemExit(said)

    def called(self, address: str, other: str) -> None:
        """Have this public address too, and reach that one over the wire."""
        ip("-n", self.namespace, "address", "replace", f"{address}/32", "dev", "wire")
        ip("-n", self.namespace, "route", "replace", other, "dev", "wire", "src", address)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program where the daemon lives."""
        return run("ip", "netns", "exec", self.namespace, *words)

    def clear(self) -> None:
        """Drop every IKE SA at once, half-open ones too, whatever its connection is called."""
        for number in self.sas():
            self.ask("--terminate", "--ike-id", number, "--force", "--timeout", "2")

    def sas(self) -> list[str]:
        """The number of each IKE SA, half-open ones too; one that is made anew has another."""
        return re.findall(r"^\S+: #(\d+),", self.ask("--list-sas")[1], re.MULTILINE)


def namespace(name: str) -> str:
    """Of this process alone, so that several can run at once."""
    return f"cgw-{os.getpid()}-{name}"


def version() -> str:
    """What is installed, e.g. "strongSwan 5.9.8"."""
    said = run("swanctl", "--help").stdout
    return " ".join(said.split()[:2])


def configuration(end: End) -> str:
    """The end as swanctl.conf. IKEv1 knows one pair of networks per CHILD_SA, so it gets a child each."""
    v1 = end.ike_version == "ikev1"
    pairs = (
        list(product(end.local_selectors, end.remote_selectors))
        if v1
        else [(", ".join(end.local_selectors), ", ".join(end.remote_selectors))]
    )
    children = "".join(
        f"""
      net{number} {{
        local_ts = {local}
        remote_ts = {remote}
        esp_proposals = {", ".join(map(esp, end.esp))}
        start_action = none
      }}"""
        for number, (local, remote) in enumerate(pairs)
    )
    return f"""connections {{
  gw {{
    version = {2 - v1}
    aggressive = {"yes" if v1 and end.ike_mode == "aggressive" else "no"}
    local_addrs = {end.local_address}
    remote_addrs = {end.peer_address}
    proposals = {", ".join(map(ike, end.ike))}
    keyingtries = 1
    local {{
      auth = psk
      id = {end.local_id or end.local_address}
    }}
    remote {{
      auth = psk
      id = {end.remote_id or end.peer_address}
    }}
    children {{{children}
    }}
  }}
}}
secrets {{
  ike-gw {{
    # In hex, which holds any key: 0x and 0s would be read as the beginning of a number.
    secret = 0x{end.psk.encode().hex()}
  }}
}}
"""


def ike(proposal: Proposal) -> str:
    """A phase 1 proposal in strongSwan's words."""
    cipher, digest, group = proposal
    prf = "prf" if "gcm" in cipher else ""
    return f"{CIPHERS[cipher]}-{prf}{HASHES[digest]}{GROUPS[group]}"


def esp(proposal: Proposal) -> str:
    """A phase 2 proposal in strongSwan's words."""
    cipher, digest, group = proposal
    return CIPHERS[cipher] + ("" if "gcm" in cipher else f"-{HASHES[digest]}") + GROUPS[group]


@contextmanager
def daemons() -> Iterator[tuple[Daemon, Daemon]]:
    """Two namespaces with a wire between them and a charon in each; all gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        pair = Daemon("a", Path(folder)), Daemon("b", Path(folder))
        try:
            wire()
            for daemon in pair:
                daemon.start()
            yield pair
        finally:
            for daemon in pair:
                daemon.stop()
            for daemon in pair:
                run("ip", "netns", "delete", daemon.namespace)


def wire() -> None:
    """Make the namespaces and what connects them."""
    for name in "ab":
        ip("netns", "add", namespace(name))
    ends = ("wire", "netns", namespace("a")), ("wire", "netns", namespace("b"))
    ip("link", "add", *ends[0], "type", "veth", "peer", *ends[1])
    for name, address in (("a", ADDRESS_A), ("b", ADDRESS_B)):
        ip("-n", namespace(name), "address", "add", f"{address}/24", "dev", "wire")
        ip("-n", namespace(name), "link", "set", "wire", "up")
        ip("-n", namespace(name), "link", "set", "lo", "up")


def ip(*words: str) -> None:
    """Run iproute2's ip, which must succeed."""
    done = run("ip", *words)
    if done.returncode:
        raise SystemExit(f"ip {' '.join(words)}: {done.stderr}")


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(  # noqa: S603 -- our own words
        words, env={"PATH": PATH, **environ}, capture_output=True, text=True, check=False
    )

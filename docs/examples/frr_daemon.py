"""An FRR (zebra and bgpd) in a network namespace, for the tests that load rendered configurations."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from strongswan_daemon import PATH, run

FOLDER = Path("/usr/lib/frr")


class Frr:
    """One router: a namespace's zebra and bgpd, with one frr.conf for both."""

    def __init__(self, namespace: str) -> None:
        # Not pytest's folder, which only root may enter: the daemons run as their own user.
        self.namespace, self.folder = namespace, Path(tempfile.mkdtemp(prefix="cgw-frr-"))
        shutil.chown(self.folder, "frr", "frrvty")
        self.folder.chmod(0o775)
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, conf: str) -> None:
        """Start both and wait until bgpd answers."""
        path = self.folder / "frr.conf"
        path.write_text(conf)
        shutil.chown(path, "frr", "frr")
        for name in ("zebra", "bgpd"):
            with (self.folder / f"{name}.out").open("wb") as out:
                self._running.append(
                    subprocess.Popen(  # noqa: S603 -- our own words
                        [
                            *("/usr/sbin/ip", "netns", "exec", self.namespace, str(FOLDER / name)),
                            *("--config_file", str(path)),
                            *("--pid_file", str(self.folder / f"{name}.pid")),
                            *("--socket", str(self.folder / "zserv")),
                            *("--vty_socket", str(self.folder), "--vty_port", "0"),
                            *("--log", f"file:{self.folder}/{name}.log"),
                        ],
                        env={"PATH": PATH},
                        stdout=out,
                        stderr=out,
                    )
                )
            for _ in range(100):
                if (self.folder / f"{name}.vty").exists():
                    break
                time.sleep(0.1)
            else:
                raise SystemExit((self.folder / f"{name}.out").read_text())

    def ask(self, command: str) -> str:
        """What vtysh prints."""
        return run("vtysh", "--vty_socket", str(self.folder), "-c", command).stdout

    def told(self, command: str) -> Any:
        """The same, as JSON."""
        said = self.ask(f"{command} json")
        return json.loads(said) if said.strip().startswith("{") else {}

    def refused(self) -> str:
        """What vtysh says of the lines of frr.conf that no daemon takes."""
        done = run("vtysh", "-C", "-f", str(self.folder / "frr.conf"))
        return done.stdout + done.stderr

    def stop(self) -> None:
        """End both."""
        for process in reversed(self._running):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder)

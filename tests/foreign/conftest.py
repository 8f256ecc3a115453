"""Clients that nobody here wrote, each in an environment of its own, and an emulator to call.

`prepare` in this folder installs them. Where they are missing their tests are skipped; with
``CGW_REQUIRE_FOREIGN=1`` that is a failure. ``CGW_FOREIGN`` names another folder than ``.foreign``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET

HERE = Path(__file__).parent
# Read before a fixture takes every CGW_ variable away.
FOLDER = Path(os.environ.get("CGW_FOREIGN") or HERE.parents[1] / ".foreign").resolve()
REQUIRED = os.environ.get("CGW_REQUIRE_FOREIGN") == "1"
TCCLI = FOLDER / "tccli" / "bin" / "tccli"
MODULES = FOLDER / "node" / "node_modules"
PROVIDERS = ("alibaba", "huawei", "tencent")
NOWHERE = "http://127.0.0.1:9"  # the discard port: a proxy that is not there


def missing(what: str) -> None:
    """Skip, or fail where it was said that nothing may be missing."""
    why = f"{what} is not installed in {FOLDER.name}: run tests/foreign/prepare"
    if REQUIRED:
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def _free_port() -> int:
    """A port with two free ones after it."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        try:
            for number in range(port, port + 3):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """``cgw emulator serve`` in a process of its own: each cloud's address. It logs nothing."""
    port = _free_port()
    command = [sys.executable, "-m", "cgw", "emulator", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HERE
    )
    try:
        lines = [process.stdout.readline().split() for _ in (*PROVIDERS, "ready")]
        assert lines.pop() == ["ready"], process.stderr.read()
        yield dict(lines)
        process.terminate()
        said = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, said) == (0, ("", ""))


@pytest.fixture
def site_packages() -> Path:
    """Of the environment that tccli has to itself."""
    if not TCCLI.exists():
        missing("tccli")
    (found,) = (FOLDER / "tccli" / "lib").glob("python*/site-packages")
    return found


@pytest.fixture
def node_modules() -> Path:
    """Of the Node SDK."""
    if not (MODULES / "@alicloud" / "vpc20160428").exists():
        missing("@alicloud/vpc20160428")
    return MODULES


@dataclass
class Watched:
    """How a client is run: an empty home, public keys, no way out, and what it reached for.

    Attributes:
        home: its home, and where the notes are.
        proxy: what its proxy variables name; "" for no proxy.
    """

    home: Path
    proxy: str = NOWHERE

    @property
    def notes(self) -> Path:
        return self.home / "reached"

    def environment(self, **more: str) -> dict[str, str]:
        """Everything the client sees; nothing of it is the developer's."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.home),
            "CGW_WATCH": str(self.notes),
            "PYTHONPATH": str(HERE / "watch"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NODE_OPTIONS": f"--require={HERE / 'watch' / 'watch.cjs'}",
            "NODE_PATH": str(MODULES),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), self.proxy),
            **more,
        }

    def reached(self) -> set[tuple[str, str]]:
        """Hosts and ports it tried to reach; names it looked up have the port ``-``."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        told = [line.rpartition(" ") for line in lines]
        return {(host, port) for host, _, port in told if port != "-" or host != "127.0.0.1"}


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@dataclass(frozen=True)
class Told:
    """What a command line said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        assert (self.code, self.err) == (0, ""), self
        return json.loads(self.out)


@dataclass(frozen=True)
class Tccli:
    """Tencent Cloud's command line."""

    watched: Watched
    endpoint: str

    def __call__(self, action: str, *args: str, secret: str = ACCESS_KEY_SECRET) -> Told:
        keys = {
            "TENCENTCLOUD_SECRET_ID": ACCESS_KEY_ID,
            "TENCENTCLOUD_SECRET_KEY": secret,
            "TENCENTCLOUD_REGION": "ap-shanghai",
            "https_proxy": "",  # it uses this one for http too, whatever NO_PROXY says
            "HTTPS_PROXY": "",
        }
        done = subprocess.run(
            [str(TCCLI), "vpc", action, "--endpoint", self.endpoint, *args],
            env=self.watched.environment(**keys),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=self.watched.home,
        )
        return Told(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def tccli(site_packages: Path, watched: Watched, urls: dict[str, str]) -> Tccli:
    return Tccli(watched, urls["tencent"])


@dataclass(frozen=True)
class NodeSdk:
    """Alibaba Cloud's SDK for Node, in one process."""

    process: subprocess.Popen[str]

    def __call__(self, call: str, **values: Any) -> dict[str, Any]:
        self.process.stdin.write(json.dumps({"call": call, "with": values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)


@pytest.fixture
def node(
    node_modules: Path, watched: Watched, urls: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[NodeSdk]:
    """With the signature, the secret and the address that the test's parameters ask for."""
    asked = getattr(request, "param", {})
    watched.proxy = asked.get("proxy", watched.proxy)
    program = shutil.which("node")
    if program is None:
        missing("node")
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": asked.get("secret", ACCESS_KEY_SECRET),
    }
    host = asked.get("host") or urls["alibaba"].removeprefix("http://")
    process = subprocess.Popen(
        [program, str(HERE / "call.cjs"), host, "cn-shanghai", *asked.get("signature", ())],
        env=watched.environment(**keys),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=watched.home,
    )
    try:
        yield NodeSdk(process)
        _, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, err) == (0, "")

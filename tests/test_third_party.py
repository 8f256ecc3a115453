"""A provider by somebody else: built, installed beside the wheel of cgw, tested, listed and served."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from installed import built, environment

from cgw.testing import AdapterTests

ROOT = Path(__file__).parent.parent
ACME = ROOT / "docs" / "examples" / "cgw-acme"
GUIDE = ROOT / "docs" / "how-to" / "write-a-provider.md"
PUBLIC = {
    "cgw.adapter", "cgw.errors", "cgw.models", "cgw.wire", "cgw.hooks", "cgw.emulator.world",
    "cgw.emulator.faults",
}  # fmt: skip


def run(*command: str | Path, cwd: Path, code: int = 0, **variables: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", **variables},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with both wheels."""
    folder = tmp_path_factory.mktemp("dist")
    wheels = built(ROOT, folder), built(ACME, folder)
    return environment(tmp_path_factory.mktemp("env"), *wheels)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example's tests and settings, without its package: that one is installed."""
    shutil.copytree(ACME / "tests", tmp_path / "tests")
    shutil.copy(ACME / "pyproject.toml", tmp_path)
    return tmp_path


def suite(python: Path, project: Path, *more: str, code: int = 0) -> str:
    # -P: not even an empty folder here stands before what is installed.
    options = ("-P", "-m", "pytest", "-p", "no:cacheprovider", *more)
    return run(python, *options, cwd=project, code=code)


@pytest.mark.slow
def test_the_provider_is_listed_beside_the_three(python: Path, tmp_path: Path) -> None:
    """An entry point is all that is needed to be one of the clouds."""
    where = run(python, "-P", "-c", "import cgw, cgw_acme; print(cgw, cgw_acme)", cwd=tmp_path)
    assert str(ROOT) not in where
    listed = run(python, "-P", "-m", "cgw", "provider", "list", "-o", "id", cwd=tmp_path)
    assert listed.split() == ["acme", "alibaba", "huawei", "tencent"]


@pytest.mark.slow
def test_the_examples_own_tests_pass_under_plain_pytest(python: Path, project: Path) -> None:
    """The suite runs from the wheel, every law of it, and nothing fails."""
    said = suite(python, project)
    summary = said.splitlines()[-1]
    assert "failed" not in summary
    assert "error" not in summary
    passed, skipped = (int(re.search(rf"(\d+) {w}", said)[1]) for w in ("passed", "skipped"))
    laws = [name for name in dir(AdapterTests) if name.startswith("test_")]
    assert passed + skipped > len(laws)
    assert skipped <= 10, "only where the capabilities say so: nothing to tag, no log, no new key"


BROKEN = '''
from dataclasses import replace

import pytest

from cgw.adapter import Place
from cgw.emulator.world import World
from cgw.testing import AdapterTests
from cgw_acme.adapter import AcmeAdapter
from cgw_acme.customer_gateways import CustomerGateways, one
from cgw_acme.emulator import AcmeFace


class Broken(CustomerGateways):
    """Loses the AS number, and cannot delete what is gone."""

    def _noun(self, row, origin):
        return super()._noun(replace(row, asn=None), origin)

    def delete(self, id):
        yield self._request("DELETE", one(id), "DeleteGateway", safe=True, writes=True)


class TestBroken(AdapterTests):
    @pytest.fixture
    def adapter(self):
        adapter = AcmeAdapter(Place("moon-1"))
        adapter.customer_gateways = Broken(adapter.endpoints["vpn"], "moon-1")
        return adapter

    @pytest.fixture
    def face(self):
        return AcmeFace(World())
'''


@pytest.mark.slow
def test_a_broken_adapter_fails_and_shows_the_values(python: Path, tmp_path: Path) -> None:
    """A failing law shows both values: assertions are rewritten, though they come from a wheel."""
    (tmp_path / "test_broken.py").write_text(BROKEN)
    said = suite(python, tmp_path, "-q", code=1)
    failed = set(re.findall(r"^FAILED \S+::(\w+)", said, re.MULTILINE))
    assert {"test_deleting_twice_is_fine", "test_what_was_created_can_be_read"} <= failed
    assert "test_signing_keeps_what_is_asked" not in failed, "only what is broken fails"
    assert "create did not return what was asked for" in said
    assert "'asn': None" in said
    assert "'asn': 65010" in said
    assert "gateway.not_found: no such gateway (request t-" in said


# ---------------------------------------------------------------- served


def _free_port(count: int) -> int:
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        try:
            for number in range(port, port + count):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


@pytest.fixture
def served(python: Path, tmp_path: Path) -> Iterator[tuple[int, list[str]]]:
    """The first port of a served emulator, and the lines it printed."""
    port = _free_port(5)
    process = subprocess.Popen(
        [python, "-P", "-m", "cgw", "emulator", "serve", "--port", str(port)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    while "ready" not in lines:
        line = process.stdout.readline()
        assert line, f"the emulator ended: {lines}"
        lines.append(line.strip())
    yield port, lines
    process.terminate()
    assert process.wait(20) == 0
    process.stdout.close()


CLIENT = """
import sys
import cgw
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET

keys = cgw.Credentials(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
with cgw.connect("acme", region="moon-1", endpoint=sys.argv[1], credentials=keys) as cloud:
    for n in range(3):
        spec = cgw.CustomerGatewaySpec(name=f"site {n}", address=f"203.0.113.{n + 1}", asn=65010)
        cloud.customer_gateways.create(spec)
    print(*[site.address for site in cloud.customer_gateways.list()])
wrong = cgw.Credentials(ACCESS_KEY_ID, "another")
with cgw.connect("acme", region="moon-1", endpoint=sys.argv[1], credentials=wrong) as cloud:
    try:
        list(cloud.customer_gateways.list())
    except cgw.AuthenticationError as error:
        print(error.code)
"""


@pytest.mark.slow
def test_its_cloud_is_served_after_the_three(
    python: Path, tmp_path: Path, served: tuple[int, list[str]]
) -> None:
    """The fixed ports stay; the face answers a client and the command line over HTTP."""
    port, lines = served
    names = ["alibaba", "huawei", "tencent", "acme"]
    wanted = [f"{name} http://127.0.0.1:{port + n}" for n, name in enumerate(names)]
    assert lines == [*wanted, "ready"]
    address = f"http://127.0.0.1:{port + 3}"
    said = run(python, "-P", "-c", CLIENT, address, cwd=tmp_path)
    assert said.split() == ["203.0.113.1", "203.0.113.2", "203.0.113.3", "auth.signature"]

    told = run(python, "-P", "-m", "cgw", "emulator", "env", "--port", str(port), cwd=tmp_path)
    pairs = (line.removeprefix("export ").split("=", 1) for line in told.splitlines())
    variables = {name: value for name, value in pairs if name.startswith("CGW_ACME_")}

    def cli(*words: str) -> list[str]:
        command = ("customer-gateway", *words, "--provider", "acme", "-o", "id")
        return run(python, "-P", "-m", "cgw", *command, cwd=tmp_path, **variables).split()

    assert len(cli("list", "--region", "moon-1")) == 3
    made = cli("create", "--name", "hq", "--address", "203.0.113.12", "--asn", "65010")
    assert made[0].startswith("gw-")
    assert cli("list") == made


# ---------------------------------------------------------------- the guide


def shown() -> list[tuple[str, str, str]]:
    """Language, title and text of each titled block of the guide."""
    found = re.finditer(r'(?ms)^```(\w+) title="([^"]+)"\n(.*?)^```$', GUIDE.read_text())
    return [(match[1], match[2], match[3]) for match in found]


def test_the_guide_shows_the_files_as_they_are() -> None:
    """Each block that names a file is part of that file, word for word."""
    files = [(title, text) for _, title, text in shown() if (ACME / title).is_file()]
    assert len(files) >= 12
    for title, text in files:
        assert text in (ACME / title).read_text(), f"{title} has changed:\n{text}"
    for language, title, _ in shown():
        known = (ACME / title).is_file() or not re.search(r"\.(py|toml)$", title)
        assert known, f"{language}: there is no {title}"


def test_the_guide_leads_through_every_file() -> None:
    """Nobody has to guess what stands in a file that is not shown."""
    titles = {title for _, title, _ in shown()}
    files = {path.relative_to(ACME).as_posix() for path in ACME.glob("cgw_acme/*.py")}
    assert files <= titles
    assert {"pyproject.toml", "tests/test_conformance.py"} <= titles


def test_the_guide_names_laws_that_exist() -> None:
    """What the kit is said to catch is caught by a law of that name."""
    named = set(re.findall(r"`(test_\w+)`", GUIDE.read_text()))
    assert len(named) > 15
    assert not {name for name in named if not hasattr(AdapterTests, name)}


@pytest.mark.slow
def test_the_guide_prints_what_is_printed(python: Path, tmp_path: Path) -> None:
    """The listing in the guide is the listing; its Python runs."""
    for language, title, text in shown():
        if title == "$ cgw provider list -o table":
            command = title.removeprefix("$ cgw ").split()
            printed = run(python, "-P", "-m", "cgw", *command, cwd=tmp_path)
            assert [line.rstrip() for line in printed.splitlines()] == text.splitlines()
        if language == "python" and title.startswith("in-process"):
            said = run(python, "-P", "-c", text, cwd=tmp_path)
            assert said == "acme available {'rack': 'r1'}\n"


# ---------------------------------------------------------------- no private door


@pytest.mark.parametrize("path", sorted(ACME.glob("cgw_acme/*.py")), ids=lambda path: path.name)
def test_it_needs_no_private_door(path: Path) -> None:
    """The example imports public modules only, and its face of its siblings only the signing."""
    text = path.read_text()
    used = set(re.findall(r"^\s*(?:from|import) (cgw(?:_acme)?[\w.]*)", text, re.MULTILINE))
    assert {name for name in used if not name.startswith("cgw_acme")} <= PUBLIC
    if path.name == "emulator.py":
        assert re.findall(r"from cgw_acme\S* import .*", text) == ["from cgw_acme import signing"]


@pytest.mark.slow
def test_it_is_typed_and_clean(tmp_path: Path) -> None:
    """mypy --strict and ruff have nothing to say."""
    cache = ("--cache-dir", tmp_path / "mypy")
    run(sys.executable, "-m", "mypy", *cache, "-p", "cgw_acme", cwd=ACME, MYPYPATH=str(ACME))
    run(sys.executable, "-m", "ruff", "check", "--no-cache", ".", cwd=ACME)
    run(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".", cwd=ACME)

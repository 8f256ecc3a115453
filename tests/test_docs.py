"""What the documentation shows is what happens: every block is run, every table compared."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import cgw
from cgw import errors, plugins
from cgw.cli import failures
from cgw.emulator.server import ports

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RUN = [ROOT / "README.md", DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
PAGES = [
    *RUN,
    *sorted((DOCS / "reference").glob("*.md")),
    *sorted((DOCS / "decisions").glob("*.md")),
]
SERVE = "cgw emulator serve"
SAME = doctest.OutputChecker().check_output
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass
class Block:
    """A fenced block: its language, its text, where it stands."""

    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text()
    found = re.finditer(r"(?ms)^```([a-z]+)\n(.*?)^```$", text)
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in found]


def _free_port(count: int = 4) -> int:
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


class Reader:
    """Somebody who does what the page says, in one shell and one Python session."""

    def __init__(self, tmp_path, monkeypatch):
        self.tmp_path, self.patch = tmp_path, monkeypatch
        self.names = {"__name__": "__docs__"}
        self.served = None
        self.port = _free_port()
        for name in list(os.environ):
            if name.startswith(("CGW_", "ALIBABA", "ALICLOUD", "TENCENT", "HUAWEI", "HW_", "OS_")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("CGW_EMULATOR_PORT", str(self.port))
        monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setattr(plugins, "_registry", None)
        monkeypatch.chdir(tmp_path)

    def read(self, block: Block) -> str:
        if block.language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.text, f"line {block.line}", "exec"), self.names)
            return out.getvalue()
        if block.text.strip() == SERVE:
            return self.serve()
        return self.shell(block)

    def serve(self) -> str:
        command = [*SERVE.split(), "--clock-rate", "20"]  # no page shows how long a thing takes
        self.served = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        lines = []
        while "ready\n" not in lines:
            lines.append(self.served.stdout.readline())
            assert lines[-1], "the emulator ended"
        wanted = "".join(lines)
        for name, port in ports(["alibaba", "huawei", "tencent"]).items():
            offset = ports(["alibaba", "huawei", "tencent"], self.port)[name]
            wanted = wanted.replace(str(offset), str(port))
        return wanted

    def shell(self, block: Block) -> str:
        after = self.tmp_path / "environ"
        script = f"set -eu\n{block.text}\nenv -0 > {after}"
        ran = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, f"line {block.line}: {ran.stderr}"
        for pair in after.read_text().split("\0"):
            name, _, value = pair.partition("=")
            if name.startswith("CGW_"):
                self.patch.setenv(name, value)
        return ran.stdout

    def close(self) -> None:
        if self.served:
            self.served.terminate()
            self.served.wait(20)
            self.served.stdout.close()
            assert self.served.returncode == 0


@pytest.fixture
def reader(tmp_path, monkeypatch):
    one = Reader(tmp_path, monkeypatch)
    yield one
    one.close()


# Ten seconds and more each: every block is a process of its own.
LONG = {
    *("tutorial", "link-two-clouds", "configure-a-device"),
    *("why-is-my-tunnel-down", "let-people-dial-in"),
}
RUNS = [
    pytest.param(page, id=page.stem, marks=[pytest.mark.slow] if page.stem in LONG else [])
    for page in RUN
]


@pytest.mark.parametrize("page", RUNS)
def test_every_block_runs_and_prints_what_stands_below_it(page, reader):
    """Each `sh` and `python` block works in order, and a `text` block under one is its output."""
    said = None
    for block in blocks(page):
        if block.language in {"sh", "python"}:
            said = reader.read(block)
        elif block.language == "text" and said is not None:
            assert SAME(block.text, said, LOOSE), f"{page.name}:{block.line}: printed\n{said}"
            said = None


def test_the_tutorial_has_blocks_to_run():
    """A page without blocks would prove nothing."""
    kinds = [block.language for block in blocks(DOCS / "tutorial.md")]
    assert kinds.count("sh") >= 5
    assert kinds.count("python") >= 5
    assert kinds.count("text") >= 5


def test_the_readme_example_is_short_and_needs_no_account():
    """The first Python block of the README has at most 12 lines and speaks to the emulator."""
    first = next(block for block in blocks(ROOT / "README.md") if block.language == "python")
    assert len([line for line in first.text.splitlines() if line.strip()]) <= 12
    assert "emulator" in first.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_inside_the_repository_leads_somewhere(page):
    """A relative link names a file that exists."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


# ---------------------------------------------------------------- reference/errors.md

ERRORS = DOCS / "reference" / "errors.md"


def _tree() -> dict[str, str]:
    kinds = [
        k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, cgw.CgwError)
    ]
    return {k.__name__: k.__mro__[1].__name__ for k in kinds if k is not cgw.CgwError}


def test_the_tree_is_the_tree():
    """The page draws every class under its parent, and no other."""
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    tree = next(block for block in blocks(ERRORS) if block.language == "text")
    for line in tree.text.splitlines():
        if match := re.match(r"( *)(\w+Error)\b", line):
            depth = len(match[1])
            above = [(d, n) for d, n in above if d < depth]
            if above:
                drawn[match[2]] = above[-1][1]
            above.append((depth, match[2]))
    assert drawn == _tree()


def test_the_exit_codes_are_the_exit_codes():
    """Both tables of the page are those of the code."""
    text = ERRORS.read_text()
    told = {int(c): m for c, m in re.findall(r"(?m)^\| (\d) \| ([^|]+) \|$", text)}
    assert told == failures.MEANING
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| ([\d, ]+?) \|", text))
    for name in [*_tree(), "ValidationError"]:
        if name in {"InvalidRequestError", "WaitError"}:
            continue
        kinds = [k for k in failures.EXIT_CODES if k.__name__ == name]
        assert rows[name] == str(failures.EXIT_CODES[kinds[0]] if kinds else 1), name
    assert rows["InvalidRequestError"] == "2, 1"
    assert rows["WaitError"] == "5, 1"


def test_every_attribute_of_an_error_is_told():
    """What `ApiError` carries stands on the page."""
    text = ERRORS.read_text()
    for name in inspect.signature(cgw.ApiError).parameters:
        assert f"`{name}`" in text, name

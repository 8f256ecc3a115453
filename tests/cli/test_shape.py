"""What holds for every command."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import cgw
from cgw import errors
from cgw.cli import failures, fields, output
from cgw.cli.app import build, own
from cgw.cli.emulator import REGIONS
from cgw.cli.reference import markdown


def _commands(command, path=()):
    inner = getattr(command, "commands", {})
    if not inner:
        yield path, command
    for name, each in inner.items():
        yield from _commands(each, (*path, name))


ALL = list(_commands(typer.main.get_command(own())))


@pytest.mark.parametrize(
    ("path", "command"), ALL, ids=lambda x: " ".join(x) if isinstance(x, tuple) else ""
)
def test_every_option_and_command_says_what_it_is(cli, path, command):
    """--help works, and no option is without a text."""
    ran = cli(*path, "--help")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert command.help
    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


def test_only_what_is_asked_for_is_made_ready():
    """The words of a command leave it and the way there; words that name none leave everything."""

    def ready(*words: str) -> set[tuple[str, ...]]:
        return {path for path, _ in _commands(typer.main.get_command(build(words)))}

    whole = {path for path, _ in ALL}
    for path in whole:
        assert ready(*path, "-o", "x") == {path}
    assert ready() == ready("--version") == ready("conection", "list") == whole
    assert ready("connection", "nope") == {path for path in whole if path[0] == "connection"}


def test_no_option_takes_a_secret():
    """A SecretStr becomes --x-env, --x-file and --x-stdin; --x is there to be refused, unshown."""
    from pydantic import BaseModel, SecretStr

    class Thing(BaseModel):
        """One.

        Attributes:
            psk: the key.
        """

        psk: SecretStr | None = None

    found = {p.name: p.default for p in fields.parameters(Thing)}
    assert set(found) == {"file", "psk_env", "psk_file", "psk_stdin", "psk_typed"}
    assert found["psk_typed"].hidden
    with pytest.raises(typer.BadParameter) as refused:
        fields.values(Thing, {"psk_typed": "canary7f3a"}, None, "nowhere")
    assert "canary7f3a" not in str(refused.value)


def test_python_m_cgw_is_the_same_thing():
    """`python -m cgw --version` answers; nothing but the answer is on stdout."""
    ran = subprocess.run(
        [sys.executable, "-m", "cgw", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"cgw {cgw.__version__}\n"


def test_completion_completes_commands_and_providers():
    """typer's own protocol, under the program's name."""
    base = dict(os.environ, _CGW_COMPLETE="complete_bash")
    for words, wanted in (
        ("cgw cust", "customer-gateway"),
        ("cgw customer-gateway list -P ten", "tencent"),
    ):
        env = {**base, "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        ran = subprocess.run(
            [sys.executable, "-m", "cgw"], capture_output=True, text=True, env=env, check=False
        )
        assert wanted in ran.stdout.split()


def test_the_reference_is_what_the_command_line_says():
    """docs/reference/cli.md is generated."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"
    assert page.read_text() == markdown()


def test_every_error_has_an_exit_code():
    """Each class of the tree leaves with a documented code, 0 and 6 never."""
    kinds = [
        k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, cgw.CgwError)
    ]
    assert len(kinds) == 17
    for kind in kinds:
        code = (
            failures.exit_code(kind.__new__(kind))
            if kind not in (cgw.InvalidRequestError, cgw.WaitError)
            else 2
        )
        assert code in {1, 2, 3, 4, 5}
    sent = cgw.InvalidRequestError("x", provider="p", code="C", http_status=400)
    assert failures.exit_code(sent) == 1
    assert failures.exit_code(cgw.InvalidRequestError("x", provider="p")) == 2
    assert failures.exit_code(cgw.WaitError("late")) == 5


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ROWS = [{"id": "a", "name": "x\x1b[31m[red]y", "tags": {"k": "v"}, "n": None}]


def test_a_strangers_text_cannot_drive_the_terminal():
    """Control characters of a name are not printed, and markup in it is only text."""
    for stream in (io.StringIO(), Terminal()):
        output.emit(ROWS, columns=("name",), output=output.Format.TABLE, stream=stream)
        assert "\x1b[31m" not in stream.getvalue()
        assert "[red]y" in stream.getvalue()


def test_no_colour_goes_into_a_pipe(monkeypatch):
    """Not even where the environment asks for it."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    output.emit(ROWS, output=output.Format.TABLE, stream=stream)
    assert "\x1b" not in stream.getvalue()


def test_a_pipe_gets_json_and_a_terminal_a_table():
    """Programs are not made to read tables unless they ask."""
    pipe, terminal = io.StringIO(), Terminal()
    output.emit(ROWS, stream=pipe)
    output.emit(ROWS, stream=terminal)
    assert pipe.getvalue().startswith("[")
    assert "ID" in terminal.getvalue()


@pytest.mark.parametrize("cloud", sorted(REGIONS))
def test_doctor_names_what_it_looked_for_and_no_value(cli, clouds, cloud):
    """Region, addresses and credentials each with their source; variables by name; no secret."""
    ran = cli("doctor", "-P", cloud, "--online")
    assert ran.code == 0, ran.out
    told = {row["item"]: row["value"] for row in ran.json if row["scope"] == cloud}
    prefix = f"CGW_{cloud.upper()}_"
    assert f"{prefix}REGION" in told["region"]
    assert f"{prefix}*" in told["credentials"]
    assert told["answer"] == "yes"
    assert any(clouds[cloud] in value for item, value in told.items() if "endpoint" in item)
    assert "cgw-test-secret" not in ran.out + ran.err


@pytest.mark.parametrize("cloud", sorted(REGIONS))
def test_doctor_finds_missing_credentials_and_exits_with_6(cli, cloud):
    """Without any credentials: the vendor's own variables are named, and the exit code is 6."""
    ran = cli("doctor", "-P", cloud, "--region", "some-1")
    assert ran.code == 6
    told = {row["item"]: row["value"] for row in ran.json if row["scope"] == cloud}
    assert told["credentials"].startswith("none")
    assert f"CGW_{cloud.upper()}_ACCESS_KEY_ID" in ran.out
    assert {"alibaba": "ALIBABA_CLOUD_", "huawei": "HUAWEICLOUD_", "tencent": "TENCENTCLOUD_"}[
        cloud
    ] in ran.out


def test_doctor_says_what_is_wrong_with_the_answer(cli, clouds, monkeypatch):
    """A wrong secret is a finding of --online."""
    monkeypatch.setenv("CGW_ALIBABA_ACCESS_KEY_SECRET", "canary-7f3a")
    ran = cli("doctor", "-P", "alibaba", "--online")
    assert ran.code == 6
    assert "canary-7f3a" not in ran.out + ran.err

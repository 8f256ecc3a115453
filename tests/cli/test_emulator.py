"""`cgw emulator`: fixed lines, fixed ports, clean stops, no values in its output."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from cgw.cli.emulator import names, opened, troubled_world
from cgw.emulator.faults import KINDS, WIRE, Fault
from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID, World
from cgw_huawei.emulator import HuaweiFace


def _free_port() -> int:
    """A port with three free ones after it."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        try:
            for number in range(port, port + 4):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_its_lines_serves_and_stops_cleanly(number):
    """A line per cloud on its fixed port, then ready; a signal ends it with 0; it logs nothing."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cgw", "emulator", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines == [
            f"alibaba http://127.0.0.1:{port}\n",
            f"huawei http://127.0.0.1:{port + 1}\n",
            f"tencent http://127.0.0.1:{port + 2}\n",
            "ready\n",
        ]
        for offset in range(3):
            url = f"http://127.0.0.1:{port + offset}/?Canary=7f3a"
            try:
                urllib.request.urlopen(url, timeout=10).close()
            except urllib.error.HTTPError as error:
                error.close()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert (out, err) == ("", "")


def test_a_port_that_is_taken_is_said_plainly(cli):
    """Exit code 2 and one line."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = cli("emulator", "serve", "--port", str(taken.getsockname()[1]), "-P", "alibaba")
    assert ran.code == 2
    assert "port" in ran.err


# ---------------------------------------------------------------- faults


def given(**more):
    """What ``serve`` is told."""
    usual = {"port": 0, "provider": None, "clock_rate": 1.0, "latency": "0ms", "seed": 0}
    return usual | {"fault": None} | more


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("--fault", "throtle:1", "throttle"),
        ("--fault", "busy:soon", "probability"),
        ("--fault", "busy:0", "1 or more"),
        ("--fault", "busy:2.5", "at most 1.0"),
        ("--fault", "slow:1", "slow:200ms"),
        ("--fault", "acme/busy:1", "alibaba, huawei, tencent"),
        ("--latency", "20", "20ms or 1.5s"),
        ("--latency", "-1s", "20ms or 1.5s"),
    ],
)
def test_what_cannot_go_wrong_is_refused(cli, option, value, allowed):
    """Exit code 2; the option, what was typed, and what is allowed are told, and nothing is served."""
    ran = cli("emulator", "serve", option, value)
    assert ran.code == 2
    assert ran.out == ""
    assert option in ran.err
    assert value in ran.err or value.partition("/")[0] in ran.err
    assert allowed in ran.err


def test_serve_makes_the_world_that_was_asked_for():
    """Faults in their order, latency in seconds, the seed and the pace reach the world."""
    lines = ["throttle:0.1", "busy:2", "huawei/VPN.0016@Create*:1"]
    asked = given(fault=lines, latency="20ms", seed=7, clock_rate=60.0)
    world = troubled_world(asked, names(asked))
    assert [(f.name, f.times, f.share) for f in world.faults] == [
        ("throttle", None, 0.1),
        ("busy", 2, 1.0),
        ("VPN.0016", 1, 1.0),
    ]
    assert world.latency == 0.02
    assert world.new_id("x-", 8) == World(seed=7).new_id("x-", 8)
    assert world._rate == 60.0


def test_a_code_in_no_document_is_served_and_noted(capsys):
    """A misspelt code is told on stderr with the status it gets; a known one is not."""
    asked = given(fault=["alibaba/Forbiden.RAM:1", "alibaba/Forbidden:1", "alibaba/busy:1"])
    assert len(troubled_world(asked, names(asked)).faults) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("note:") == 1
    assert "alibaba/Forbiden.RAM" in told.err
    assert "HTTP 403" in told.err


def test_a_cloud_that_cannot_word_a_fault_is_not_asked_for_one(cli, monkeypatch):
    """Its refusals are an error before anything is served, the wire's faults are not; no row is its."""
    monkeypatch.delattr(HuaweiFace, "faults")
    asked = given(fault=["huawei/cut:1", "busy:1"])
    assert len(troubled_world(asked, names(asked)).faults) == 2
    ran = cli("emulator", "serve", "--fault", "huawei/busy:1")
    assert (ran.code, ran.out) == (2, "")
    assert "huawei" in ran.err
    assert not [r for r in cli("emulator", "faults").json if r["provider"] == "huawei"]


def test_what_serve_serves_goes_wrong(cli, monkeypatch):
    """A command meets the fault that `serve` was told of, and succeeds when it is used up."""
    with opened(given(fault=["denied:1"], provider=["tencent"])) as server:
        monkeypatch.setenv("CGW_TENCENT_ENDPOINT", server.urls["tencent"])
        monkeypatch.setenv("CGW_TENCENT_REGION", "ap-shanghai")
        monkeypatch.setenv("CGW_TENCENT_ACCESS_KEY_ID", ACCESS_KEY_ID)
        monkeypatch.setenv("CGW_TENCENT_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET)
        ran = cli("customer-gateway", "list", "-P", "tencent")
        assert ran.code != 0
        assert "UnauthorizedOperation" in ran.err
        assert cli("customer-gateway", "list", "-P", "tencent").json == []


def test_the_list_of_faults_is_what_can_be_typed(cli):
    """Each row is a fault that `--fault` takes; every cloud has every kind, and codes of its own."""
    rows = cli("emulator", "faults", "-o", "json").json
    for row in rows:
        line = f"{row['id']}:1s:1" if row["id"] == "slow" else f"{row['id']}:1"
        assert Fault.parse(line).times == 1
    assert {row["id"] for row in rows if row["kind"] == "wire"} == set(WIRE)
    for cloud in ("alibaba", "huawei", "tencent"):
        mine = [row for row in rows if row["provider"] == cloud]
        assert {r["id"] for r in mine if r["kind"] == "kind"} == {f"{cloud}/{k}" for k in KINDS}
        assert len([row for row in mine if row["kind"] == "code"]) > 20
        assert all(200 <= row["status"] < 600 for row in mine)
    only = cli("emulator", "faults", "-P", "huawei", "-o", "id").out.splitlines()
    assert {line.partition("/")[0] for line in only if "/" in line} == {"huawei"}


def test_env_points_at_it(cli):
    """Variables of every cloud, with the public keys, on the fixed ports."""
    lines = cli("emulator", "env", "--port", "9000").out.splitlines()
    assert all(line.startswith("export CGW_") for line in lines)
    values = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    for offset, name in enumerate(("ALIBABA", "HUAWEI", "TENCENT")):
        assert values.pop(f"CGW_{name}_ENDPOINT") == f"http://127.0.0.1:{9000 + offset}"
        assert values.pop(f"CGW_{name}_ACCESS_KEY_ID") == ACCESS_KEY_ID
        assert values.pop(f"CGW_{name}_ACCESS_KEY_SECRET") == ACCESS_KEY_SECRET
        assert values.pop(f"CGW_{name}_REGION")
    assert values == {"CGW_HUAWEI_PROJECT_ID": PROJECT_ID}


@pytest.mark.parametrize(
    ("shell", "start"),
    [("fish", "set -gx CGW_"), ("powershell", "$env:CGW_"), ("dotenv", "CGW_")],
)
def test_env_speaks_other_shells(cli, shell, start):
    """Every line is that shell's."""
    lines = cli("emulator", "env", "--shell", shell).out.splitlines()
    assert lines
    assert all(line.startswith(start) for line in lines)


def test_a_shell_takes_it(tmp_path):
    """`eval "$(cgw emulator env)"` sets the variables."""
    script = f'eval "$({sys.executable} -m cgw emulator env)"; echo "$CGW_TENCENT_ENDPOINT"'
    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout == "http://127.0.0.1:8802\n"

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

from cgw.emulator.world import ACCESS_KEY_ID, ACCESS_KEY_SECRET, PROJECT_ID


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

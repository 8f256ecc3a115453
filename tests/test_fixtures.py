"""The fixtures that come with cgw, used as the guide for users says."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cgw
from cgw import _pytest_plugin, emulator

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "how-to" / "test-your-code.md"
SPEC = cgw.CustomerGatewaySpec(name="hq", address="203.0.113.7", asn=65010)


def shown() -> dict[str, str]:
    """Text of each titled block, by file name."""
    found = re.finditer(r'(?ms)^```python title="([^"]+)"\n(.*?)^```$', GUIDE.read_text())
    return {match[1]: match[2] for match in found}


def test_the_tests_of_the_guide_pass(tmp_path: Path) -> None:
    """What the page tells a user to write passes, offline, from an empty folder."""
    files = shown()
    assert {"announce.py", "test_announce.py", "conftest.py"} <= files.keys()
    later = tmp_path / "scenario"
    later.mkdir()
    for name, text in files.items():
        folder = later if name in {"conftest.py", "test_scenario.py"} else tmp_path
        (folder / name).write_text(text)
    (later / "announce.py").write_text(files["announce.py"])
    world = emulator.World()
    with emulator.connect(world, "alibaba", region="cn-shanghai") as cloud:
        cloud.customer_gateways.create(cgw.CustomerGatewaySpec(name="old", address="203.0.113.9"))
    (later / "one_site.json").write_text(json.dumps(world.export(), indent=2))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout, done.stdout


def test_the_tutorial_test_is_short() -> None:
    """A user's function is tested in under 15 lines."""
    lines = [line for line in shown()["test_announce.py"].splitlines() if line.strip()]
    assert len(lines) < 15


def test_clients_of_one_test_share_its_world(cgw_cloud, cgw_world) -> None:
    """What one client makes another one sees, and so does the world; options pass through."""
    made = cgw_cloud("alibaba", region="cn-shanghai").customer_gateways.create(SPEC)
    again = cgw_cloud("alibaba", region="cn-shanghai")
    assert [thing.id for thing in again.customer_gateways.list()] == [made.id]
    assert list(cgw_cloud("alibaba", region="cn-beijing").customer_gateways.list()) == []
    assert [record.id for record in cgw_world.everything()] == [made.id]
    wrong = cgw_cloud("alibaba", credentials=cgw.Credentials("nobody", "nothing"))
    with pytest.raises(cgw.AuthenticationError):
        list(wrong.customer_gateways.list())


def test_each_test_has_a_world_of_its_own(cgw_world) -> None:
    """Nothing is left over from another test."""
    assert list(cgw_world.everything()) == []
    assert cgw_world.seen == []


def test_the_served_world_is_the_same(cgw_cloud, cgw_emulator) -> None:
    """What is made in process is there over HTTP, for every provider that has a face."""
    assert set(cgw_emulator.urls) >= {"alibaba", "huawei", "tencent"}
    made = cgw_cloud("alibaba").customer_gateways.create(SPEC)
    keys = cgw.Credentials(emulator.ACCESS_KEY_ID, emulator.ACCESS_KEY_SECRET)
    url = cgw_emulator.urls["alibaba"]
    with cgw.connect("alibaba", region="test-1", endpoint=url, credentials=keys) as cloud:
        assert cloud.customer_gateways.get(made.id) == made


def test_the_plugin_imports_nothing_of_cgw() -> None:
    """pytest loads the plugin in every run of every user: it is light, and coverage comes first."""
    tree = ast.parse(Path(_pytest_plugin.__file__).read_text())
    tops = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {a.name for n in tops if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module) for n in tops if isinstance(n, ast.ImportFrom)}
    assert not {name for name in names if name.startswith("cgw")}
    assert names <= {"__future__", "collections.abc", "contextlib", "typing", "pytest"}

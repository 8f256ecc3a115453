"""What is shipped works as it is shipped."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from installed import built, environment

ROOT = Path(__file__).parent.parent
PACKAGES = ["cgw", "cgw_alibaba", "cgw_huawei", "cgw_tencent"]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel."""
    return environment(tmp_path_factory.mktemp("env"), wheel)


def test_the_wheel_has_the_four_packages_and_nothing_else(wheel: Path) -> None:
    """Four import packages, each typed, and no tests, docs or tapes."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert all(f"{package}/py.typed" in names for package in PACKAGES)


def test_the_wheel_lists_three_clouds(python: Path, tmp_path: Path) -> None:
    """Installed into an empty environment, the command line shows the three providers."""
    where = run(python, "-c", "import cgw; print(cgw.__file__)", cwd=tmp_path)
    assert str(ROOT) not in where
    listed = run(python, "-m", "cgw", "provider", "list", "-o", "id", cwd=tmp_path)
    assert listed.split() == ["alibaba", "huawei", "tencent"]

"""What is shipped works as it is shipped."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

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
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and this one's other distributions behind it."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    inside = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=folder).strip()
    # A path that stands in a .pth file is searched, but its own .pth files are not read: the
    # editable installation of this checkout stays invisible.
    (Path(inside) / "rest.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python


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

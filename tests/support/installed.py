"""An environment in which cgw is installed from its wheel."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path


def built(source: Path, out: Path) -> Path:
    """The wheel of a project."""
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source)
    return max(out.glob("*.whl"), key=lambda path: path.stat().st_mtime_ns)


def environment(folder: Path, *wheels: Path) -> Path:
    """The Python of a new environment with the wheels, and this one's other distributions behind it."""
    venv.create(folder, symlinks=True)  # a pip of its own would take seconds to put there
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    _run(*pip, "install", "-q", "--no-deps", "--no-index", *wheels)
    inside = _run(python, "-c", "import site; print(site.getsitepackages()[0])").strip()
    # A path in a .pth file is searched, but the .pth files there are not read: the editable
    # installation of this checkout stays invisible.
    (Path(inside) / "rest.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

"""The rules of the tree, as a test that a newcomer can read."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted((ROOT / "cgw").rglob("*.py"))
PROVIDERS = sorted(ROOT.glob("providers/cgw_*/**/*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# A module imports what stands above it, and nothing below.
LAYERS = (
    "wire",
    "errors",
    "_files",
    "models",
    "capabilities",
    "ipsec",
    "place",
    "adapter",
    "hooks",
    "policy",
    "identity",
    "limiter",
    "observing",
    "judging",
    "engine",
    "creating",
    "waiter",
    "listing",
    "settings",
    "plugins",
    "privileges",
    "device",
    "_deadline",
    "_http",
    "tagging",
    "logs",
    "verbs",
    "nouns",
    "client",
    "aio_verbs",
    "aio_nouns",
    "aio",
    "opening",
    "emulator",
    "link",
    "testing",
    "cli",
)

# Who may import a library that does I/O, shows things, or is not always installed.
ONLY = {
    "httpx": {"cgw/_http.py", "cgw/_deadline.py"},
    "httpcore": {"cgw/_deadline.py"},
    "anyio": {"cgw/_http.py", "cgw/aio.py"},
    "starlette": {"cgw/emulator/server.py"},
    "uvicorn": {"cgw/emulator/server.py"},
    "typer": {"cgw/cli/"},
    "click": {"cgw/cli/"},
    "rich": {"cgw/cli/"},
    "jmespath": {"cgw/cli/"},
    "jinja2": {"cgw/device/"},
    "yaml": {"cgw/cli/", "cgw/testing/", "cgw/link/profiles.py"},
    "pytest": {"cgw/testing/", "cgw/_pytest_plugin.py"},
    "vcr": {"cgw/testing/"},
}

CONTRACT = {"cgw.adapter", "cgw.errors", "cgw.models", "cgw.wire", "cgw.hooks"}
FACE_SEES = {"cgw.wire", "cgw.emulator"}
NO_IO = {
    "asyncio", "anyio", "httpx", "requests", "http", "urllib.request", "socket", "ssl", "select",
    "subprocess", "threading", "concurrent", "multiprocessing", "os", "io", "shutil", "tempfile",
    "pathlib", "time", "random", "secrets", "uuid", "logging", "sched", "signal",
}  # fmt: skip
CREDENTIALS_MAY = {"os", "io", "pathlib", "time", "subprocess", "stat", "secrets", "threading"}
# Where the library's own code may say a provider's name, and why.
NAMED = {
    "cgw/emulator/server.py": "the fixed order of the first three ports",
    "cgw/cli/emulator.py": "the regions of the fixed ports",
    "cgw/cli/doctor.py": "the name of a package that cgw depends on",
}
VENDOR_WORDS = re.compile(r"alibaba|aliyun|alicloud|tencent|qcloud|huawei|hwcloud", re.IGNORECASE)


def name_of(path: Path) -> str:
    """``cgw/models/base.py``."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file without what only a type checker reads."""
    parsed = ast.parse(path.read_text())
    parsed.body = [n for n in parsed.body if not (isinstance(n, ast.If) and _typing(n.test))]
    return parsed


def _typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def imports(node: ast.AST, *, deep: bool = True) -> Iterator[str]:
    """Full names of the modules that are imported; inside functions too if ``deep``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "relative imports hide where a thing comes from"
            module = child.module or ""
            # Of a package's front door, the name that is imported is a module.
            whole = module in {"cgw", "cgw.emulator"} or re.fullmatch(r"cgw_\w+", module)
            yield from (f"{module}.{a.name}" if whole else module for a in child.names)
        elif deep or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imports(child, deep=deep)


def layer(module: str) -> str:
    """``cgw.models.base`` stands in the layer ``models``."""
    return module.split(".")[1]


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    """No module of the library imports one that is built on it."""
    parts = path.relative_to(ROOT / "cgw").with_suffix("").parts
    own = parts[0]
    if own in {"__init__", "__main__", "_pytest_plugin"}:
        return  # the front doors
    assert own in LAYERS, f"{own} has no place in LAYERS"
    for name in imports(tree(path)):
        if name.split(".")[0] != "cgw" or name in {"cgw", "cgw.__version__"}:
            continue
        if own == "cli" or (own == "testing" and layer(name) not in LAYERS):
            continue  # these use the public names of the package
        above = LAYERS[: LAYERS.index(own) + 1]
        assert layer(name) in above, f"{own} stands above {name} and must not import it"


@pytest.mark.parametrize("path", CORE + PROVIDERS, ids=name_of)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    """HTTP, servers, the terminal and the test tools are each known to one place only."""
    for name in imports(tree(path)):
        places = ONLY.get(name.split(".")[0])
        assert places is None or any(name_of(path).startswith(p) for p in places), name


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_library_knows_no_provider(path: Path) -> None:
    """No import, name or text that is code speaks of a vendor; only plugins do."""
    parsed = tree(path)
    for name in imports(parsed):
        assert not name.startswith("cgw_"), name
        assert not VENDOR_WORDS.search(name), name
    if name_of(path) in NAMED:
        return
    for word in _words(parsed):
        if path.parent.name == "cli" and " " in word:
            continue  # a help text may give an example
        assert not VENDOR_WORDS.search(word), f"{word!r}: what is a vendor's belongs to its plugin"


def _words(node: ast.AST) -> Iterator[str]:
    """Identifiers and texts, without docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        for field in ("id", "attr", "arg", "name"):
            if isinstance(word := getattr(child, field, None), str):
                yield word
        yield from _words(child)


def _is_face(path: Path) -> bool:
    return path.name.startswith("emulator")


ADAPTERS = [path for path in PROVIDERS if not _is_face(path)]
FACES = [path for path in PROVIDERS if _is_face(path)]


@pytest.mark.parametrize("path", ADAPTERS, ids=name_of)
def test_adapters_see_only_the_contract(path: Path) -> None:
    """An adapter imports the contract, its own package, pydantic, and nothing that does I/O."""
    allowed = CREDENTIALS_MAY if path.name == "credentials.py" else set()
    for name in imports(tree(path)):
        top = name.split(".")[0]
        if top == "cgw":
            assert ".".join(name.split(".")[:2]) in CONTRACT, f"{name} is not in the contract"
            assert name in CONTRACT, f"{name}: import it from {'.'.join(name.split('.')[:2])}"
        elif top.startswith("cgw_"):
            assert top == path.relative_to(ROOT / "providers").parts[0], f"{name} is another's"
            assert not name.split(".")[-1].startswith("emulator") or path.name == "__init__.py", (
                name
            )
        else:
            assert top in allowed or not {top, name} & NO_IO, f"{name} does I/O"


@pytest.mark.parametrize("path", ADAPTERS, ids=name_of)
def test_importing_an_adapter_loads_no_vendor_sdk(path: Path) -> None:
    """At the top of a file stand the standard library, pydantic and our own; an SDK is lazy."""
    ours = {"cgw", path.relative_to(ROOT / "providers").parts[0], "pydantic", "pydantic_core"}
    for name in imports(tree(path), deep=False):
        top = name.split(".")[0]
        assert top in ours or top in sys.stdlib_module_names, f"{name}: import it where it is used"


@pytest.mark.parametrize("path", ADAPTERS, ids=name_of)
def test_adapters_open_no_file(path: Path) -> None:
    """Only ``credentials.py`` reads files and variables."""
    if path.name == "credentials.py":
        return
    called = {
        n.func.id
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not called & {"open", "input", "print", "eval", "exec"}


@pytest.mark.parametrize("path", FACES, ids=name_of)
def test_a_face_shares_no_belief_with_its_adapter(path: Path) -> None:
    """An emulator's face imports its signing and other face files, so no mapping is on both sides."""
    own = path.relative_to(ROOT / "providers").parts[0]
    for name in imports(tree(path)):
        top = name.split(".")[0]
        if top == "cgw":
            assert any(name == m or name.startswith(f"{m}.") for m in FACE_SEES), name
        elif top.startswith("cgw_"):
            last = name.split(".")[-1]
            assert top == own, name
            assert last == "signing" or last.startswith("emulator"), name


def test_every_provider_has_the_same_files() -> None:
    """The same file names in every adapter, so that a diff between two clouds means something."""
    needed = {
        "__init__.py", "adapter.py", "capabilities.py", "credentials.py", "customer_gateways.py",
        "emulator.py", "errors.py", "fields.py", "options.py", "permissions.py", "signing.py",
        "py.typed", "README.md",
    }  # fmt: skip
    for folder in sorted(ROOT.glob("providers/cgw_*")):
        missing = needed - {path.name for path in folder.iterdir()}
        assert not missing, f"{folder.name} has no {', '.join(sorted(missing))}"


# A file for each subject that a cloud has, by what its capabilities say of it: nouns, verbs.
SUBJECTS: dict[str, tuple[set[str], set[str]]] = {
    "dedicated_gateways.py": ({"dedicated_gateways"}, set()),
    "device_config.py": (set(), {"device_config"}),
    "diagnosis.py": ({"vpn_connections", "vpn_gateways"}, {"diagnose", "logs"}),
    "places.py": ({"regions", "zones"}, set()),
    "ssl_vpn_clients.py": ({"ssl_vpn_clients"}, set()),
    "ssl_vpn_servers.py": ({"ssl_vpn_servers"}, set()),
    "tags.py": (set(), {"tag"}),
}


@pytest.mark.parametrize("file", sorted(SUBJECTS))
@pytest.mark.parametrize("name", sorted(path.name for path in ROOT.glob("providers/cgw_*")))
def test_a_subject_has_its_file(name: str, file: str) -> None:
    """The same file names in every adapter that has the subject, and none where it has not."""
    from cgw.adapter import Place
    from cgw.plugins import registry

    nouns, verbs = SUBJECTS[file]
    can = registry().provider(name.removeprefix("cgw_")).open(Place("test-1")).capabilities.nouns
    asked = {noun: able for noun, able in can.items() if not nouns or noun in nouns}
    there = any(not verbs or verbs & able.verbs for able in asked.values())
    assert (ROOT / "providers" / name / file).exists() == there


def test_import_cgw_is_light() -> None:
    """``import cgw`` loads no provider, no HTTP library, no command line and no SDK."""
    code = "import json, sys, cgw; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    heavy = {"httpx", "httpcore", "anyio", "typer", "click", "rich", "jmespath", "starlette"}
    heavy |= {"uvicorn", "pytest", "vcr", "tencentcloud", "yaml"}
    heavy |= {path.name for path in ROOT.glob("providers/cgw_*")}
    assert not loaded & heavy


@pytest.mark.parametrize("path", CORE + PROVIDERS, ids=name_of)
def test_nothing_but_tests_imports_tests(path: Path) -> None:
    """What is shipped stands alone."""
    assert not [name for name in imports(tree(path)) if name.split(".")[0] in {"tests", "conftest"}]


@pytest.mark.parametrize("path", CORE + PROVIDERS + TESTS, ids=name_of)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    """A file past 400 lines is split."""
    assert len(path.read_text().splitlines()) <= 400


CACHES = {
    ".git",
    ".venv",
    ".foreign",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}


def test_the_repository_stands_alone() -> None:
    """Nothing here reads or mentions a place outside of it."""
    outside = re.compile(
        r"\.\./" + "shared|/work/" + "(?:main|shared)|sdk" + "venv|/tmp/" + "brief"
    )
    found = [
        name_of(path)
        for path in ROOT.rglob("*")
        if path.is_file()
        and not CACHES & set(path.relative_to(ROOT).parts)
        and outside.search(path.read_text(errors="ignore"))
    ]
    assert not found

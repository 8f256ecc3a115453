"""What is public is listed, documented and whole."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import cgw
from cgw import errors, hooks, models

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / "docs" / "reference" / "hooks.md"
PROMISED = {
    "connect", "connect_async", "providers", "to_dict", "to_json", "Client", "AsyncClient",
    "Capabilities", "Credentials", "CredentialSource", "Http", "Retry", "Provider", "Options",
    "State", "hookimpl",
}  # fmt: skip


def test_what_is_promised_is_there() -> None:
    """``__all__`` is sorted, without doubles, and every name in it can be had and says what it is."""
    assert cgw.__all__ == sorted(set(cgw.__all__))
    assert not PROMISED - set(cgw.__all__)
    for name in cgw.__all__:
        assert inspect.getdoc(getattr(cgw, name)), f"{name} has no docstring"


def test_every_error_is_public() -> None:
    """Whatever can be raised can be caught by its name."""
    raised = {
        n
        for n, kind in vars(errors).items()
        if isinstance(kind, type) and kind.__module__ == errors.__name__
    }
    assert raised <= set(cgw.__all__), raised - set(cgw.__all__)
    for name in raised:
        assert issubclass(getattr(cgw, name), cgw.CgwError)


def test_every_error_stands_in_the_drawing() -> None:
    """The drawing at the top of ``errors.py`` names each class, at the depth it has."""
    drawn = {
        match[2]: len(match[1]) // 2
        for match in re.finditer(r"^( *)([A-Z]\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    }
    real = {
        name: len([base for base in kind.__mro__ if issubclass(base, errors.CgwError)]) - 1
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and kind.__module__ == errors.__name__
    }
    assert drawn == real


def test_every_noun_is_public() -> None:
    """A noun, its spec and its patch are public."""
    kinds = {
        name
        for name in models.__all__
        if isinstance(kind := getattr(models, name), type)
        and issubclass(kind, models.Noun | models.Spec | models.Patch)
        and kind not in {models.Noun, models.Spec, models.Patch}
    }
    assert kinds, "no noun found"
    assert kinds <= set(cgw.__all__), kinds - set(cgw.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Lazy names do not hide a misspelling."""
    with pytest.raises(AttributeError, match="Cleint"):
        _ = cgw.Cleint


def test_adapters_use_no_private_door() -> None:
    """Whatever an adapter of ours imports from the library is there for everybody."""
    for path in sorted(ROOT.glob("providers/cgw_*/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cgw":
                module = importlib.import_module(str(node.module))
                listed = getattr(module, "__all__", None)
                for alias in node.names:
                    where = f"{path.name}: {node.module}.{alias.name}"
                    assert not alias.name.startswith("_"), where
                    assert listed is None or alias.name in listed, f"{where} is not in __all__"


# ---------------------------------------------------------------- hooks


def _specs() -> dict[str, Any]:
    return {n: f for n, f in vars(hooks).items() if n.startswith("cgw_") and callable(f)}


def _signature(function: Any) -> str:
    """As it is written in the source: ``cgw_observe(event: Event) -> None``."""
    node = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(node, ast.FunctionDef)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){returns}"


def test_every_hook_is_documented_with_its_signature() -> None:
    """The page has one heading per hook, in the order of the source, with the exact signature."""
    headings = re.findall(r"^## `(.+)`$", HOOKS.read_text(), re.MULTILINE)
    assert headings == [_signature(function) for function in _specs().values()]


def test_the_page_names_every_field_of_what_hooks_pass() -> None:
    """Fields of `Provider` and `Event` are in the page's tables, and no other."""
    text = HOOKS.read_text()
    for kind in (hooks.Provider, hooks.Event):
        table = text.split(f"### {kind.__name__}")[1].split("\n#")[0]
        fields = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
        assert fields == list(kind.__dataclass_fields__), kind.__name__

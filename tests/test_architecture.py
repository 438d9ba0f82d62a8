"""The house keeps its shape: a room imports only from rooms below it, and the engine knows no physiology."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "problemgen"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)
# from below to the top
SHIPPED = (  # with the checker
    "problemgen.frozen", "problemgen.maths.tree", "problemgen.maths.formula", "problemgen.maths.evaluate",
)  # fmt: skip
ROOMS = ["defaults", "frozen", "errors", "plugins", "files", "cache", "maths", "markup", "checker", "bank", "variant", "figures",
         "document", "exporters", "importers", "responses", "grading", "course", "preview", "cli"]
OUTER = {"pint": "maths/units.py", "sympy": "maths/symbolic.py", "yaml": "bank/", "pydantic": "bank/", "click": "cli/",
         "jinja2": ("document/", "figures/"), "typst": "document/", "watchfiles": "preview/", "ziaplot": "figures/",
         "markdown_it": "markup/", "mdit_py_plugins": "markup/"}  # fmt: skip
SUBJECT = ("sodium", "potassium", "calcium", "chloride", "magnesium", "nernst", "goldman", "membrane", "neuron", "axon",
           "ion", "ions", "voltage", "valence")  # fmt: skip


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, also inside functions; what is only for type checkers counts too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_import_linter_keeps_its_contracts() -> None:
    config = Path(__file__).parent / "data" / "importlinter.ini"
    program = Path(sys.executable).with_name("lint-imports")
    words = [program, "--config", str(config), "--no-cache"]
    done = subprocess.run(words, cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_imports_only_from_its_room_and_those_below(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own not in ROOMS:
        return  # the package's front doors may open every room
    for module in imports(path):
        if module.startswith("problemgen.") and room(module) in ROOMS:
            assert ROOMS.index(room(module)) <= ROOMS.index(own), f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name == "checker"], ids=name)
def test_the_checker_needs_only_itself_three_files_of_maths_and_the_standard_library(path: Path) -> None:
    for module in imports(path):
        if module.startswith("problemgen"):
            assert module.startswith(("problemgen.checker", *SHIPPED)), module
        else:
            assert module.split(".")[0] in sys.stdlib_module_names, module


@pytest.mark.parametrize("path", [PACKAGE / "maths" / f"{each}.py" for each in ("tree", "formula", "evaluate")], ids=name)
def test_what_ships_with_the_checker_needs_only_the_standard_library(path: Path) -> None:
    for module in imports(path):
        assert module.startswith(SHIPPED) or module.split(".")[0] in sys.stdlib_module_names, module


@pytest.mark.parametrize("library", OUTER)
def test_a_library_is_met_in_one_place_only(library: str) -> None:
    users = {name(path) for path in MODULES if library in {module.split(".")[0] for module in imports(path)}}
    assert users
    assert {user for user in users if not user.startswith(OUTER[library])} == set()


def test_no_text_is_ever_evaluated_by_python_or_sympy() -> None:
    """Two modules run code: a syntax tree of our own making, and lines of our own in which all that is a bank's is a constant."""
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if function in ("eval", "exec", "sympify", "parse_expr", "literal_eval", "S", "__import__"):
                    found.add((name(path), function))
    assert found == {("maths/compiled.py", "exec"), ("exporters/source.py", "exec")}


def test_nobody_prints_but_the_command_line() -> None:
    """The standalone checker and programs of their own (``python -m``) talk to their user too."""
    for path in MODULES:
        source = path.read_text("utf-8")
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        calls = [node for node in nodes if getattr(node.func, "id", "") == "print"]
        assert not calls or name(path).startswith("check/dialogue") or name(path).startswith("cli/"), name(path)


def spoken(path: Path) -> Iterator[str]:
    """Yield names and texts of a module's code; docstrings and comments may give examples."""
    tree = ast.parse(path.read_text("utf-8"))
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body]
    docstrings = {id(owner.body[0].value) for owner in owners if isinstance(owner.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name not in ("checker", "cli")], ids=name)
def test_the_engine_names_no_ion_and_no_equation(path: Path) -> None:
    """All physiology is data in a bank. Field descriptions of the schema are help for authors and may give examples."""
    if path.name == "schema.py":
        return
    words = {word for text in spoken(path) for word in re.split(r"[^a-z]+", text.lower())}
    default_bank = {"membrane"} if name(path) in ("defaults.py",) else set()
    assert words & set(SUBJECT) - default_bank == set()

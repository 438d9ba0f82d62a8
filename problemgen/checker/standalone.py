"""Make the one-file checker of a worksheet: sealed key -> text of check.py, for a bare Python 3.9 or later.

The code is the modules of this room one after another, with their imports of each other taken out; it is put together
once a process. Only the data at the end differs between worksheets.
"""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Dict, List, Set, Tuple

_FIRST = "problemgen.checker.dialogue"
_OTHERS = ("problemgen.checker.keyread",)
_OWN = "problemgen."
_LINE = 100  # characters of data a line

_HEADER = """#!/usr/bin/env python3
# Checks your answers to one worksheet. Needs Python 3.9 or later and nothing else.
#
#   python check.py                     asks for every part in turn
#   python check.py a "-90.1 mV"        checks one answer (add --json for a program)
#   from check import check             then: check("a", "-90.1 mV")
#
# The answers are not in this file in the clear: they are sealed, so that nothing is found by reading or searching.
# That is no lock. A program can still try every possible value, and anyone can try the few options of a choice.
# This file is for practice; keys that are used for marks stay with the instructor.
"""

_TAIL = '''

WORKSHEET = read_key(json.loads(SEALED))


def check(part, response, given=None):
    """Check an answer to a part of this worksheet: check("a", "-90.1 mV"); ``given`` holds earlier answers."""
    return check_answer(WORKSHEET, part, response, given)


def _ask(prompt):
    """Ask for a line of text."""
    _print(prompt, "")
    try:
        return input()
    except UnicodeDecodeError:
        return "?"


def _print(text, end="\\n"):
    """Print, also where a terminal lacks the minus sign of print."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeError:
        for sign, plain in zip("\\u2212\\u00b5\\u03bc\\u00d7\\u201c\\u201d", "-uux\\"\\""):
            text = text.replace(sign, plain)
        text = text.encode(encoding, "replace").decode(encoding)
    print(text, end=end, flush=True)


if __name__ == "__main__":
    sys.exit(run(WORKSHEET, TITLE, sys.argv[1:], _ask, _print))
'''


def standalone(sealed: Mapping[str, Any], title: str) -> str:
    """Give the text of check.py for a sealed key; any title is safe."""
    data = json.dumps(sealed, separators=(",", ":"), ensure_ascii=True)
    pieces = "\n".join(f"    {data[at : at + _LINE]!r}" for at in range(0, len(data), _LINE))
    return f"{_code()}\n\nTITLE = {title!a}\nSEALED = (\n{pieces}\n)\n{_TAIL}"


@lru_cache(maxsize=1)
def _code() -> str:
    """Put the modules together. Raises ValueError where two of them use one name for two things."""
    sources = dict(_sources())
    trees = {module: ast.parse(source) for module, source in sources.items()}
    owners = dict.fromkeys((*_names_defined(ast.parse(_TAIL)), "TITLE", "SEALED"), "the tail")
    for module, tree in trees.items():
        for name in _names_defined(tree):
            if owners.setdefault(name, module) != module:
                raise ValueError(f"{name} is defined both in {owners[name]} and in {module}; rename one of them")
    bodies = [_body(module, sources[module], tree) for module, tree in trees.items()]
    return _HEADER + "\n" + _imports(trees.values()) + "\n" + "\n".join(bodies)


def _sources() -> Iterator[Tuple[str, str]]:
    """Yield the modules and their sources, each after those that it imports."""
    done: Set[str] = set()

    def visit(module: str) -> Iterator[Tuple[str, str]]:
        if module in done:
            return
        done.add(module)
        source = _source(module)
        for needed in _own_imports(module, ast.parse(source)):
            yield from visit(needed)
        yield module, source

    for module in (*_OTHERS, _FIRST):
        yield from visit(module)


def _source(module: str) -> str:
    found = importlib.util.find_spec(module)
    loader = found.loader if found is not None else None
    source = loader.get_source(module) if loader is not None and hasattr(loader, "get_source") else None
    if source is None:
        raise ValueError(f"the source of {module} is not at hand, so no standalone file can be made")
    return str(source)


def _own_imports(module: str, tree: ast.Module) -> List[str]:
    needed: List[str] = []
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        aliased = isinstance(node, ast.ImportFrom) and any(alias.asname for alias in node.names)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OWN):
            if aliased or node.level or node.col_offset:
                raise ValueError(f"{module}: {ast.unparse(node)}: only plain imports at the top can be taken out")
            needed.append(str(node.module))
        elif any(name.startswith(_OWN) for name in names):
            raise ValueError(f"{module}: {ast.unparse(node)}: import the names, not the module")
    return needed


def _names_defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id


def _imports(trees: Iterable[ast.Module]) -> str:
    """Gather the imports from the standard library."""
    plain: Set[str] = {"sys", "json"}
    named: Dict[str, Set[str]] = {}
    for tree in trees:
        for node in tree.body:
            if isinstance(node, ast.Import):
                plain.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith((_OWN, "__future__")):
                named.setdefault(node.module, set()).update(alias.name for alias in node.names)
    lines = ["from __future__ import annotations", ""]
    lines += [f"import {name}" for name in sorted(plain)]
    lines += [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(named.items())]
    return "\n".join(lines) + "\n"


def _body(module: str, source: str, tree: ast.Module) -> str:
    """Cut the imports out of a module, and every docstring but its first line."""
    lines = source.split("\n")
    cuts: List[Tuple[int, int, str]] = []
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            cuts.append((node.lineno, node.end_lineno or node.lineno, ""))
    for inner in ast.walk(tree):
        if isinstance(inner, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(inner) is not None:
            cuts.append(_shortened(inner))
    for first, last, text in sorted(cuts, reverse=True):
        lines[first - 1 : last] = [text] if text else []
    return f"\n# ---- {module[len(_OWN) :]}\n\n" + "\n".join(lines).strip("\n") + "\n"


def _shortened(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> Tuple[int, int, str]:
    statement = node.body[0]
    text = (ast.get_docstring(node) or "").split("\n")[0]
    line = "# " + text if isinstance(node, ast.Module) else f'{" " * statement.col_offset}"""{text}"""'
    return statement.lineno, statement.end_lineno or statement.lineno, line

"""Read YAML as a scientist means it, and remember where every value stands: file -> data + places.

YAML 1.2 core values: ``NO`` is text (nitric oxide), ``1e-3`` and ``4.7e7`` are numbers, ``1:30`` is text.
Duplicate keys, aliases, tags and large files are refused, so that a hostile file can neither mislead nor explode.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from problemgen.errors import Place, Problem, ProblemgenError

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_VALUES = 25_000  # in a file
MAX_TEXT = 5_000  # characters of one text

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
}  # fmt: skip
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
_NOT_TEXT = re.compile(f"[{_CONTROLS}\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """The data of one file, and the place of every value by its path (``("parts", 0, "ask")``)."""

    name: str
    data: Any
    places: dict[Path_, Place]
    digest: str = ""  # of the bytes

    def place(self, *path: str | int) -> Place:
        """Give the place of a value, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place(self.name)


def read_yaml(path: Path, name: str | None = None, most: int = MAX_BYTES) -> YamlFile:
    """Read a file of so many bytes at most; ``name`` is how messages call it. Raises ProblemgenError with all problems."""
    name = name or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise ProblemgenError(f"cannot be read: {error.strerror}", Place(name)) from error
    if len(data) > most:
        raise ProblemgenError(f"larger than {most // 1000} kB; split it into several files", Place(name))
    return parse_yaml(data, name)


def parse_yaml(data: bytes, name: str) -> YamlFile:
    """Read YAML from bytes. Raises ProblemgenError with every problem found.

    >>> parse_yaml(b"NO: 1e-3", "bank.yaml").data
    {'NO': 0.001}
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ProblemgenError("not UTF-8 text; save the file as UTF-8", Place(name, line, 1)) from error
    if found := _NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise ProblemgenError(_forbidden(found), Place(name, line, column))
    try:
        _refuse_events(text, name)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        if "nesting" in (error.problem or ""):  # libyaml has a limit of its own, and may look ahead
            raise ProblemgenError(_too_deep(), place) from None
        if mark and text[mark.index : mark.index + 1] == "\t":
            raise ProblemgenError("a tab where YAML wants spaces; indent with spaces", place) from None
        raise ProblemgenError(f"not valid YAML: {error.problem}; quote text that holds any of {{ }} [ ] : , #", place) from error
    places: dict[Path_, Place] = {}
    problems: list[Problem] = []
    value = _value(root, (), name, places, problems) if root is not None else None
    if problems:
        raise ProblemgenError.of(problems)
    return YamlFile(name, value, places, hashlib.sha256(data).hexdigest())


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refuse_events(text: str, name: str) -> None:
    """Refuse aliases, tags and deep nesting before any node is built from them."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = _place(event, name)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ProblemgenError("anchors and aliases (& and *) are not allowed; write the value out, or quote the text", place)
        if getattr(event, "tag", None) not in (None, "!"):
            raise ProblemgenError("tags (!...) are not allowed; quote the text", place)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ProblemgenError(_too_deep(), place)
        values += isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent))
        if values > MAX_VALUES:
            raise ProblemgenError(f"more than {MAX_VALUES:,} values; split the file", place)
        if isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_TEXT:
            raise ProblemgenError(f"a text of {len(event.value):,} characters; {MAX_TEXT:,} are allowed", place)


def _too_deep() -> str:
    return f"nested deeper than {MAX_DEPTH} levels"


def _forbidden(found: re.Match[str]) -> str:
    return f"a control or private character (U+{ord(found[0]):04X}); delete it"


def _value(node: Any, path: Path_, name: str, places: dict[Path_, Place], problems: list[Problem]) -> Any:
    place = places.setdefault(path, _place(node, name))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, n), name, places, problems) for n, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, name, places, problems))
    if found := _NOT_TEXT.search(node.value):  # smuggled in as an escape
        problems.append(Problem(_forbidden(found), place))
    if node.style in ("|", ">"):  # the text starts on the line below its key
        places[path] = Place(name, place.line + 1, 1)
    return node.value if node.style else scalar(node.value)


def _pairs(
    node: yaml.MappingNode, path: Path_, name: str, places: dict[Path_, Place], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key_node, child in node.value:
        place = _place(key_node, name)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem("a key must be a word", place))
            continue
        key: str = key_node.value
        if key in seen:
            problems.append(Problem(f"duplicate key {key!r} (first at line {seen[key]}); keep one", place))
            continue
        seen[key] = place.line
        value = _value(child, (*path, key), name, places, problems)
        if isinstance(value, (dict, list)):
            places[(*path, key)] = place
        yield key, value


def _place(node: Any, name: str) -> Place:
    return Place(name, node.start_mark.line + 1, node.start_mark.column + 1)


def scalar(text: str) -> Any:
    """Give the YAML 1.2 core value of a plain scalar.

    >>> scalar("NO"), scalar("4.7e7"), scalar("1:30"), scalar("010")
    ('NO', 47000000.0, '1:30', '010')
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) < 300:
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text

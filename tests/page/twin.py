"""Ask the JavaScript twin of the checker in an embedded engine, hundreds of answers at a call, and compare it with Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from py_mini_racer import MiniRacer

from problemgen.checker import check, read_key
from problemgen.checker.dialogue import hint
from problemgen.checker.key import part_of
from problemgen.checker.seal import seal
from problemgen.document.script import checker_script

Answer = tuple[str, str, Mapping[str, str]]  # part, response, earlier answers

_HARNESS = """
function judged(text) {
  const { key, answers } = JSON.parse(text), read = problemgen.readKey(key);
  return JSON.stringify(answers.map(([part, response, given]) => problemgen.check(read, part, response, given)));
}
function hinted(text) {
  const { key, parts } = JSON.parse(text), read = problemgen.readKey(key);
  return JSON.stringify(parts.map((part) => problemgen.howTo(read, part)));
}
function refused(text) {
  try {
    problemgen.readKey(JSON.parse(text));
    return "";
  } catch (error) {
    return String(error);
  }
}
"""


@lru_cache(maxsize=1)
def engine() -> MiniRacer:
    """Give an engine that knows the script of the page and the functions of the harness."""
    racer = MiniRacer()
    racer.eval(checker_script())
    racer.eval(_HARNESS)
    return racer


def ask(function: str, data: Any) -> str:
    """Call a function of the harness with JSON."""
    return str(engine().eval(f"{function}({json.dumps(json.dumps(data))})"))


def in_javascript(key: Mapping[str, Any], answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Check answers with the twin."""
    found: list[dict[str, Any]] = json.loads(ask("judged", {"key": key, "answers": list(answers)}))
    return found


def in_python(key: Mapping[str, Any], answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Check answers with the Python checker."""
    read = read_key(key)
    return [asdict(check(read, part, response, given)) for part, response, given in answers]


def sealed(key: Mapping[str, Any], salt: str = "course, sheet 1") -> dict[str, Any]:
    """Seal an open key, as it comes out of a file."""
    data: dict[str, Any] = json.loads(json.dumps(seal(read_key(key), salt)))
    return data


def assert_twins(key: Mapping[str, Any], answers: Sequence[Answer]) -> int:
    """Compare all fields of all verdicts, open and sealed; give how many were compared."""
    expected = in_python(key, answers)
    for form in (key, sealed(key)):
        for answer, ours, theirs in zip(answers, expected, in_javascript(form, answers), strict=True):
            assert theirs == ours, (form["format"], answer)
    return 2 * len(answers)


def hints_in_python(key: Mapping[str, Any]) -> list[str]:
    """Say for every part how it is answered."""
    read = read_key(key)
    return [hint(part_of(read, name)) for name in key["parts"]]

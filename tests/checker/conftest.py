"""Tables of cases: part | response | verdict | code | earlier answers; a teacher can add a line without Python."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from problemgen.checker import AnswerKey, read_key
from problemgen.checker.seal import seal

DATA = Path(__file__).parent / "data"
TABLES = ("grading.txt", "more.txt")


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    part: str
    response: str
    verdict: str
    code: str
    given: tuple[tuple[str, str], ...]
    place: str


def read_table(name: str) -> list[Case]:
    """Read the cases of one table."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [_case(line, f"{name}:{n}") for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def _case(line: str, place: str) -> Case:
    part, response, verdict, code, *given = (cell.strip(" ") for cell in line.split(" | "))
    pairs = [pair.partition("=") for pair in given] if given else []
    earlier = tuple((name.strip(), _unescaped(text.strip())) for name, _, text in pairs)
    return Case(part, _unescaped(response), verdict, code, earlier, place)


def _unescaped(text: str) -> str:
    r"""Replace ``\uXXXX`` by the character and ``<9 x 200>`` by two hundred nines."""
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match.group(1), 16)), text)
    return re.sub(r"<(.) x ([0-9]+)>", lambda match: match.group(1) * int(match.group(2)), text)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``case`` on every line of every table."""
    if "case" in metafunc.fixturenames:
        cases = [case for table in TABLES for case in read_table(table)]
        metafunc.parametrize("case", cases, ids=[case.place for case in cases])


@pytest.fixture(scope="session")
def all_cases() -> list[Case]:
    return [case for table in TABLES for case in read_table(table)]


@pytest.fixture(scope="session")
def key_json() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / "membrane.key.json").read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="session")
def open_key(key_json: dict[str, Any]) -> AnswerKey:
    return read_key(key_json)


@pytest.fixture(scope="session")
def sealed_json(open_key: AnswerKey) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(seal(open_key, "course, sheet 1")))
    return data


@pytest.fixture(scope="session")
def sealed_key(sealed_json: dict[str, Any]) -> AnswerKey:
    return read_key(sealed_json)

"""The one-file checker: by import, by command line, as a dialogue; safe for any title."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from problemgen.checker import AnswerKey, check
from problemgen.checker.dialogue import run
from problemgen.checker.standalone import standalone

HOSTILE = 'O\'Brien "\\" """ \n# coding: latin-1\r\n\x00 \ud800 {title} <b> \u2028'


@pytest.fixture(scope="session")
def file(sealed_json: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("student") / "check.py"
    path.write_text(standalone(sealed_json, HOSTILE), encoding="utf-8")
    return path


def command(file: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(file), *arguments], capture_output=True, text=True, encoding="utf-8", input=typed, check=False,
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
    )  # fmt: skip


def test_it_is_python_3_9_and_imports_the_standard_library_alone(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 9))
    modules = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.partition(".")[0] for module in modules} <= sys.stdlib_module_names


def test_it_defines_every_name_once(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert len(names) == len(set(names))


def test_it_gives_the_verdicts_of_the_tables(file: Path, all_cases: list[Any]) -> None:
    scope: dict[str, Any] = {"__name__": "check"}
    sys.modules["check"] = type(sys)("check")
    sys.modules["check"].__dict__.update(scope)
    try:
        exec(compile(file.read_text(encoding="utf-8"), "check.py", "exec"), sys.modules["check"].__dict__)
        found = sys.modules["check"].check
        for case in all_cases:
            verdict = found(case.part, case.response, dict(case.given))
            assert (verdict.verdict, verdict.code) == (case.verdict, case.code), case.place
    finally:
        del sys.modules["check"]


def test_command_line_exit_codes(file: Path) -> None:
    right, wrong, unknown = command(file, "A", "-90.1 mV"), command(file, "A", "90.1"), command(file, "zz", "1")
    assert (right.returncode, wrong.returncode, unknown.returncode) == (0, 1, 2)
    assert right.stdout.startswith("CORRECT  Correct.")
    assert "there is no part 'zz'" in unknown.stdout
    assert command(file, "A").returncode == 2


def test_json_and_earlier_answers(file: Path) -> None:
    done = command(file, "D", "-25.9", "--given", "A=-39.1", "--json")
    assert json.loads(done.stdout)["code"] == "ECF"


def test_dialogue_keeps_earlier_answers(file: Path) -> None:
    typed = "-39.1\n\n" + "\n" * 8 + "-25.9\nq\n"
    done = command(file, typed=typed)
    assert "Follows correctly from your answer to (A)" in done.stdout
    assert done.returncode == 1
    assert not done.stderr


def test_dialogue_ends_with_the_input(open_key: AnswerKey) -> None:
    lines: list[str] = []

    def ask(prompt: str) -> str:
        raise EOFError

    assert run(open_key, "Title", [], ask, lines.append) == 1
    assert lines[0] == "Title"


def test_right_answers_to_all_parts_end_with_zero(open_key: AnswerKey) -> None:
    one = AnswerKey("One", {"A": open_key.parts["A"]})
    assert run(one, "One", [], lambda prompt: "-90.1", lambda line: None) == 0


def test_header_says_that_it_is_no_lock(file: Path) -> None:
    head = file.read_text(encoding="utf-8")[:1200]
    assert "A program can still try every possible value" in head
    assert "keys that are used for marks stay with the instructor" in head


def test_terminal_without_minus_sign(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(file), "A", "-90.1 mA"], capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"}
    )
    assert b"-90.1 mA" in done.stdout


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.12", "3.13"])
def test_other_interpreters_where_they_are_installed(file: Path, version: str) -> None:
    import shutil

    found = shutil.which(f"python{version}")
    if found is None or subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {version} here")
    done = subprocess.run([found, str(file), "A", "\u221290.1 mV"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert check is not None

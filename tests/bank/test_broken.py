"""Broken banks: tests/data/banks/broken/CASE/ is the tiny bank with edits.txt applied; expected.txt is what lint prints."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from problemgen.course.lint import lint
from tests.bank.expect import BROKEN, said
from tests.banks import SMALL, TINY, copied, edit

CASES = [pytest.param(case, id=case.name) for case in sorted(BROKEN.iterdir())]


@cache
def lines_of(case: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        return said(case, Path(scratch))


@pytest.mark.parametrize("case", CASES)
def test_lint_says_what_is_wrong_and_where(case: Path) -> None:
    assert lines_of(case) == (case / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_every_line_names_a_line_and_a_column() -> None:
    said_of_all = [line for case in sorted(BROKEN.iterdir()) for line in lines_of(case)]
    assert [line for line in said_of_all if not re.match(r"[a-z0-9_/]+\.(yaml|svg\.j2):[1-9][0-9]*:[1-9][0-9]*: ", line)] == []


@pytest.mark.parametrize("bank", [SMALL, TINY], ids=["small", "tiny"])
def test_the_banks_of_the_tests_are_clean(bank: Path) -> None:
    assert lint(bank, 20).problems == ()


HOSTILE = {  # edits of the tiny bank that must neither hang nor end in a traceback
    "a very long sum": ("bank.yaml", "DF = V_m - E", "DF = V_m - E" + " + E - E" * 220),
    "a constant beyond all numbers": ("bank.yaml", "value: 8.314462618", "value: 1e400"),
    "a factor beyond all numbers": ("bank.yaml", "DF = V_m - E", "DF = V_m - E*1e999"),
    "an exponent that fills the memory": ("bank.yaml", "DF = V_m - E", "DF = V_m - E*1e999999999"),
    "a range without end": ("problems/force/value.yaml", "[-70, -60]", "[-70, 1e400]"),
    "a choice without end": ("problems/force/value.yaml", "[-90, 50]", "[-90, 1e400]"),
    "a tolerance without end": ("problems/force/value.yaml", "absolute: 0.5 mV", "absolute: 1e400 mV"),
    "a tiny step": ("problems/force/value.yaml", "step: 5", "step: 1e-300"),
    "a power of a power": ("bank.yaml", "DF = V_m - E", "DF = V_m - E*9^9^9^9"),
    "a golden value without end": ("problems/force/value.yaml", "DF: 25 mV", "DF: 1e400"),
    "a table cell without end": ("tables/ions.yaml", "z: -1", "z: 1e400"),
    "an unknown function": ("bank.yaml", "change: {result: -result}", "change: {function: {abs: system}}"),
    "a format string in a slot": ("problems/force/value.yaml", "{{ E }}", "{{ E.__class__ }}"),
    "a null": ("problems/force/value.yaml", "parts:", "require: null\\nparts:"),
    "a list for a section": ("tables/ions.yaml", "title: Ions", "title: [Ions]"),
    "numbers for names": ("bank.yaml", "DF: {name:", "5: {name:"),
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (8, 8))
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bank_ends_in_a_message(name: str, tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    edit(bank, *HOSTILE[name])
    command = [sys.executable, "-m", "problemgen", "lint", str(bank), "--variants", "5"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    assert (done.returncode == 1) == bool(done.stdout)
    assert all(line.startswith(str(bank)) for line in done.stdout.splitlines())


def test_an_empty_bank_and_a_folder_without_one_say_so(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    for path in ("problems", "assignments"):
        for file in (bank / path).rglob("*.yaml"):
            file.unlink()
    assert [problem.message for problem in lint(bank).problems] == [
        "the bank has no problem; put one at problems/<topic>/<name>.yaml"
    ]
    assert [problem.message for problem in lint(tmp_path).problems] == ["no bank.yaml in this folder; a bank needs one"]


def test_lint_as_a_command_prints_the_lines_and_exits_with_1(tmp_path: Path) -> None:
    bank = copied(TINY, tmp_path)
    edit(bank, "problems/force/value.yaml", "relation: driving_force", "relation: driving_forse")
    done = subprocess.run([sys.executable, "-m", "problemgen", "lint", str(bank)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == f"{bank}/problems/force/value.yaml:8:3: no relation 'driving_forse'; did you mean 'driving_force'?\n"

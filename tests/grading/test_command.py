"""``problemgen grade`` says what it did, in words and as JSON, and what is wrong in a line a problem."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

import problemgen
from problemgen.cli import group
from problemgen.errors import ProblemgenError
from tests.grading.conftest import Class

HEAD = "student,question,response"


def run(small: Class, text: str, *options: str) -> Result:
    path = small.file(text)
    words = ["grade", str(small.folder), str(path), "--bank", str(small.bank), "--feedback", "none", *options]
    return CliRunner().invoke(group, words, catch_exceptions=True)


def test_the_words_add_up(small: Class) -> None:
    """Read, counting, waiting, lost, changed: each with its number, the lost ones with their line."""
    rows = f"{HEAD}\ns0001,1a,1 mV\ns0001,1a,2 mV\ns0002,1a,no idea\ns0099,1a,1\n"
    lines = run(small, rows).stdout.splitlines()
    assert "      4  answers read" in lines
    assert "      2  count, of 2 students; 2 handed in nothing that counts" in lines
    assert "      1  could not be graded: fill in a copy of to-read.csv and hand that in with --overrides" in lines
    assert "      1  superseded" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("      1  unmatched: no such student"))
    assert lines[at + 1].endswith("r.csv:5: s0099  1a  1")
    assert lines[-1] == f"Report:  {small.folder / 'grades' / 'report.html'}"
    again = run(small, rows).stdout
    assert "nothing changed since the last grading" in again
    other = run(small, rows.replace("2 mV", f"{small.right('s0001')[0]}")).stdout
    assert "s0001 1a: INCORRECT 0 -> CORRECT 1 (another answer counts now)" in other


def test_json_holds_everything_that_the_words_say(small: Class) -> None:
    """For programs: students, what became of the rest, changes, what to teach again."""
    found = json.loads(run(small, f"{HEAD}\ns0001,1a,1 mV\ns0099,1a,1\n", "--json").stdout)
    assert (found["answers"], found["counted"], len(found["told"]), found["changes"]) == (2, 1, 1, None)
    assert found["told"][0]["line"] == 3
    assert [each["handed_in"] for each in found["students"]] == [True, False, False, False]


@pytest.mark.parametrize(("options", "word"), [
    (("--due", "tomorrow"), "no time; write 2026-10-01T23:59"),
    (("--due", "2026-10-01"), "no time; write 2026-10-01T23:59"), (("--due", "24:61"), "no time; write 2026-10-01T23:59"),
    (("--feedback", "docx"), "no feedback as 'docx'"),
    (("--bank", "nowhere"), "no bank 'nowhere'"),
])  # fmt: skip
def test_a_wrong_option_is_told(small: Class, options: tuple[str, ...], word: str) -> None:
    """With what to write instead."""
    result = run(small, f"{HEAD}\ns0001,1a,1 mV\n", *options)
    assert isinstance(result.exception, ProblemgenError)
    assert word in str(result.exception)


def test_all_files_that_cannot_be_read_are_told_at_once(small: Class) -> None:
    """One line each."""
    result = run(small, "", str(small.folder / "gone.csv"), str(small.file("nothing here", "other.csv")))
    assert isinstance(result.exception, ProblemgenError)
    assert len(result.exception.problems) == 3


def test_the_verb_of_the_library_does_the_same(small: Class) -> None:
    """problemgen.grade(manifest, files)."""
    path = small.file(f"{HEAD}\ns0001,1a,{small.right('s0001')[0]}\n")
    graded = problemgen.grade(small.folder, [path], bank=small.bank, feedback=())
    assert graded.marked[0].earned == 1.0
    assert (small.folder / "grades" / "gradebook.csv").is_file()


def test_the_manifest_the_instructors_folder_or_the_assignments_folder_will_do(small: Class) -> None:
    """All three name the same manifest."""
    path = small.file(f"{HEAD}\ns0001,1b,out\n")
    folders = [problemgen.grade(place, [path], bank=small.bank, feedback=()).folder
               for place in (small.folder / "manifest.json", small.folder, small.folder.parent)]  # fmt: skip
    assert folders == [small.folder / "grades"] * 3

"""A manifest and a ledger that a stranger, a merge by hand or a disk has changed: told, never believed, never written over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problemgen.course.ledger import MAX_LINE, Ledger
from problemgen.course.manifest import read_manifest
from problemgen.course.reissue import reissue
from problemgen.course.reproduce import reproduce
from problemgen.errors import ProblemgenError
from tests.course.class_of import built, files, order

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with three students, one of whom has a second sheet."""
    out = tmp_path / "out"
    built(out, ["a", "b", "c"], formats=("md",))
    reissue(order(out), "b")
    return out


def path_of(out: Path) -> Path:
    return out / "week1/instructor/manifest.json"


def sheet(name: str, value: Any) -> Change:
    return lambda data: data["students"]["b"].__setitem__(name, value)


def problem(name: str, value: Any) -> Change:
    return lambda data: data["students"]["b"]["problems"][0].__setitem__(name, value)


CHANGES: list[tuple[str, Change, str]] = [
    ("a place before the first", problem("index", -3), "student 'b': 'index' is no whole number from 0 on"),
    ("a place between two", problem("index", 1.5), "student 'b': 'index' is no whole number"),
    ("true for a place", problem("index", True), "student 'b': 'index' is no whole number"),
    ("no place at all", problem("index", None), "student 'b': 'index' is no whole number"),
    ("infinity", problem("index", float("inf")), "Infinity is no number"),
    ("a list for a template", problem("template", ["force.value"]), "student 'b': 'template' is no text"),
    ("a list for values", problem("values", [["E", "1 mV"]]), "student 'b': 'values' is no object"),
    ("a number for a value", problem("values", {"E": 1}), "student 'b': 'values' is no text"),
    ("no problems", sheet("problems", None), "student 'b': 'problems' is no list"),
    ("a sheet that is a text", lambda data: data["students"].update(b="x"), "student 'b': an object with names is expected"),
    ("a folder above", sheet("folder", "../../../b"), "student 'b': the folder is 'b', not '../../../b'"),
    ("a folder elsewhere", sheet("folder", "/tmp/b"), "student 'b': the folder is 'b', not '/tmp/b'"),
    ("the folder of another", sheet("folder", "a"), "student 'b': the folder is 'b', not 'a'"),
    ("half a character", sheet("name", "\ud800"), "student 'b': 'name' is no text"),
    ("a line break in a name", sheet("name", "B\n"), r"student 'b': the name holds a control or invisible character"),
    ("a control character in an id", lambda data: data["students"].update({"\0": data["students"]["a"]}), r"the id holds"),
    ("no id", lambda data: data["students"].update({"": data["students"]["a"]}), "the id is missing"),
    ("versions that do not grow", sheet("version", 1), "student 'b': the versions of its sheets do not follow"),
    ("an edition that is not there", sheet("edition", 7), "a sheet is of an edition that is not listed"),
    ("editions that are none", lambda data: data.update(editions=[{"generator": 1}]), "is missing|is no text"),
    ("practice that is no list", lambda data: data.update(practice={"force.value": "12"}), "'force.value' is no list"),
    ("practice before the first", lambda data: data.update(practice={"force.value": [-1]}), "'force.value' is no whole number"),
    ("another format", lambda data: data.update(format="problemgen-manifest/3"), "upgrade problemgen"),
    ("a file of another program", lambda data: data.update(format=["x"]), "build into another folder with --out"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_manifest_with_something_else_than_was_written_is_told_by_everything_that_reads_it(
    out: Path, change: Change, message: str
) -> None:
    data = json.loads(path_of(out).read_bytes())
    change(data)
    path_of(out).write_text(json.dumps(data), "utf-8")
    before = files(out)
    for run in (lambda: built(out, ["a", "b", "c"]), lambda: reissue(order(out), "b"), lambda: reproduce(order(out), "b")):
        with pytest.raises(ProblemgenError, match=message):
            run()
    assert files(out) == before


def test_a_student_who_stands_twice_after_a_merge_is_told(out: Path) -> None:
    """JSON readers take the last of two in silence: then one student's sheet would be forgotten."""
    text = path_of(out).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith('  "a": '))
    path_of(out).write_text(text.replace(line, f"{line}\n{line}"), "utf-8")
    with pytest.raises(ProblemgenError, match=r"the manifest is damaged .'a' stands twice.; restore it from a backup"):
        read_manifest(path_of(out))


def test_the_marks_of_a_merge_are_told_with_their_line(out: Path) -> None:
    lines = path_of(out).read_text("utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith('  "a": '))
    path_of(out).write_text("".join([*lines[:at], "<<<<<<< mine\n", *lines[at:]]), "utf-8")
    with pytest.raises(ProblemgenError, match=rf"manifest.json:{at + 1}:1: the manifest is damaged"):
        read_manifest(path_of(out))


def test_every_damaged_student_is_named(out: Path) -> None:
    path_of(out).write_text(path_of(out).read_text("utf-8").replace('"index": ', '"index": -'), "utf-8")
    with pytest.raises(ProblemgenError) as caught:
        read_manifest(path_of(out))
    assert len(caught.value.problems) == 3


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_the_reader_fail_in_another_way(out: Path, data: st.DataObject) -> None:
    """Whatever is cut out, doubled or put in: it is read, or told."""
    whole = path_of(out).read_bytes()
    at, to = sorted(data.draw(st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))))
    middles = [b"", whole[at:to] * 2, b"null", b"-1", b"1e999", b'"\\ud800"', b"[" * 9999, b"{}", b"\xff"]
    middle = data.draw(st.sampled_from(middles))
    path = out / "spoilt.json"
    path.write_bytes(whole[:at] + middle + whole[to:])
    said = str(path)
    try:
        read_manifest(path)
    except ProblemgenError as error:
        said = str(error)
    assert said.startswith(str(path))


# --- the ledger


@pytest.mark.parametrize("name", [
    "students/b/../../../x", "students/b/../a/worksheet.md", "students/a/worksheet.md", "instructor/manifest.json", "students/b",
    "../students/b/x", "/etc/passwd", "students/b//x", "students/b/./x", "students/b/..\\..\\x", "students/b/C:x", "x/b/y",
    "students/b/x\0",
])  # fmt: skip
def test_a_ledger_that_names_a_file_of_somebody_else_removes_nothing(out: Path, name: str) -> None:
    """A reissue removes what a sheet has no longer, by its name in the ledger."""
    path = out / "week1/instructor/issued.jsonl"
    line = json.dumps({"student": "b", "version": 2, "edition": 0, "files": {name: "0" * 64}})
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    before = files(out)
    for run in (lambda: reissue(order(out), "b"), lambda: reproduce(order(out), "b"), lambda: built(out, ["a", "b", "c"])):
        with pytest.raises(ProblemgenError, match=r"this is no ledger of issued files .* is no file of 'b'"):
            run()
    after = files(out)
    assert {each for each in before if before[each] != after.get(each)} <= {"week1/instructor/answers.csv"}


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "issued.jsonl"
    path.write_bytes(b"x" * (MAX_LINE + 1))
    with pytest.raises(ProblemgenError, match="this is no ledger of issued files"), Ledger(path):
        pass
    assert path.stat().st_size == MAX_LINE + 1

"""A simulated class is graded as the simulation knows it, whatever the form in which the answers come back."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from problemgen.checker import check, read_key
from problemgen.course.build import build
from problemgen.course.grade import GradedCourse, GradeOrder, grade
from problemgen.course.gradeplace import Rules
from problemgen.course.gradework import key_maker, templates_of
from problemgen.course.issue import issue
from problemgen.course.manifest import read_manifest
from problemgen.course.order import Order
from problemgen.grading.attempts import Policy
from problemgen.grading.mistakes import NO_MISTAKES, codes_of
from tests.grading import simulate
from tests.grading.classes import issued, students, write_csv

ASSIGNMENTS = ("example", "mixed-exam", "nernst", "first-week")
FORMS = ("long", "ids", "wide", "moodle", "canvas", "folder")


@cache
def class_of(assignment: str, base: Path) -> tuple[Path, tuple[simulate.Sheet, ...], dict[str, str]]:
    folder = base / assignment / "instructor"
    maker, manifest = issued(folder, assignment, 24)
    sheets = tuple(simulate.sit(maker, manifest, id) for id in manifest.students)
    return folder, sheets, {id: sheet.sheet for id, sheet in manifest.students.items()}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("classes")


def come_back(form: str, folder: Path, sheets: tuple[simulate.Sheet, ...], numbers: dict[str, str]) -> Path:
    """Write the answers of a class in a form."""
    rows = {"long": simulate.long_rows(sheets), "ids": simulate.long_rows(sheets, True), "wide": simulate.wide_rows(sheets),
            "moodle": simulate.moodle_rows(sheets), "canvas": simulate.canvas_rows(sheets)}  # fmt: skip
    if form in rows:
        return write_csv(folder / f"{form}.csv", rows[form])
    for sheet in sheets:
        place = folder / "filled" / f"{sheet.person.id}_assignsubmission_file"
        place.mkdir(parents=True, exist_ok=True)
        lines = [f"student: {sheet.person.id}", f"sheet: {numbers[sheet.person.id]}",
                 *(f"{part}: {said.paper}" for part, said in sheet.said.items())]  # fmt: skip
        (place / "answers.txt").write_text("\r\n".join(lines), "utf-8")
    return folder / "filled"


def graded(form: str, assignment: str, base: Path) -> tuple[GradedCourse, tuple[simulate.Sheet, ...]]:
    folder, sheets, numbers = class_of(assignment, base)
    path = come_back(form, folder, sheets, numbers)
    return grade(GradeOrder(folder, (path,), out=folder / f"grades-{form}", feedback=())), sheets


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("form", FORMS)
def test_every_part_is_graded_as_the_simulation_knows_it(form: str, assignment: str, base: Path) -> None:
    """Verdict, code and score of every part of every student are those that the answer was made with."""
    found, sheets = graded(form, assignment, base)
    marks = {(each.student, mark.part): mark for each in found.marked for mark in each.marks}
    wrong = []
    for sheet in sheets:
        for part, said in sheet.said.items():
            mark = marks[sheet.person.id, part]
            if (mark.verdict, mark.code, round(mark.score, 6)) != (said.verdict, said.code, round(said.score, 6)):
                wrong.append((sheet.person.id, part, mark.template, mark.index, mark.text, said, mark.verdict, mark.code))
    assert wrong == [], "\n".join(map(str, wrong))
    assert not [each for each in found.told if each.reason != "no question was answered"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_report_counts_the_mistakes_that_were_put_in(assignment: str, base: Path) -> None:
    """Every mistake stands in the report as often as students made it, the most frequent first."""
    found, sheets = graded("long", assignment, base)
    put_in: Counter[str] = Counter()
    for sheet in sheets:
        for said in sheet.said.values():
            if said.verdict in ("INCORRECT", "PARTIAL") and said.code not in NO_MISTAKES:
                put_in.update(codes_of(said.code))
    assert {each.slip.code: each.slip.count for each in found.report.slips} == dict(put_in)
    assert put_in[found.report.slips[0].slip.code] == max(put_in.values())


def test_grading_says_what_check_says_of_the_issued_key(tmp_path: Path) -> None:
    """For every part: the verdict of `problemgen check` with the sheet's key.json and all other answers of the student.

    Its sentence, too: a carried error names the earlier part as the sheet does, (3a).
    """
    built = build(Order("mixed-exam", out=tmp_path, formats=("check",), workers=1)).folder / "instructor"
    manifest = read_manifest(built / "manifest.json")
    assert manifest is not None
    maker = key_maker("membrane", manifest.assignment, templates_of(manifest))
    sheets = tuple(simulate.sit(maker, manifest, id) for id in manifest.students)
    path = write_csv(tmp_path / "r.csv", simulate.long_rows(sheets))
    for choice in ("current", "issued"):
        found = grade(GradeOrder(built, (path,), key=choice, feedback=()))
        carried = [mark.message for each in found.marked for mark in each.marks if mark.code == "ECF"]
        assert carried
        assert all(re.search(r"\(\d+[a-z]\)", message) for message in carried)
        for each in found.marked:
            typed = {mark.part: mark.text for mark in each.marks}
            key = read_key({**json.loads((built / each.folder / "key.json").read_bytes()), "feedback": "full"})
            for mark in each.marks:
                verdict = check(key, mark.part, mark.text, typed)
                assert (mark.verdict, mark.code, mark.score) == (verdict.verdict, verdict.code, verdict.score)
                assert mark.message == verdict.message
                assert mark.points == key.parts[mark.part].common.points


@pytest.mark.parametrize("form", ["moodle", "canvas", "ids"])
def test_variants_that_the_course_system_dealt_are_graded(form: str, tmp_path: Path) -> None:
    """A quiz from pools: other variants than the manifest's, and other problems where some are picked."""
    folder = tmp_path / "instructor"
    maker, _ = issued(folder, "mixed-exam", 12)
    dealt = issue(maker.bank, replace(maker.assignment, salt="the course system"), students(12), maker.programs, None).manifest
    sheets = tuple(simulate.sit(maker, dealt, id) for id in dealt.students)
    path = come_back(form, folder, sheets, {})
    found = grade(GradeOrder(folder, (path,), rules=Rules(pool=form == "ids"), feedback=()))
    marks = {(each.student, mark.template, mark.index, mark.label): mark for each in found.marked for mark in each.marks}
    for sheet in sheets:
        for part, said in sheet.said.items():
            id = sheet.ids[part]
            mark = marks.get((sheet.person.id, id.template, id.index, id.part or "a"))
            if mark is not None:
                assert (mark.verdict, mark.code, round(mark.score, 6)) == (said.verdict, said.code, round(said.score, 6))
            else:
                assert not any(sheet.said[other].paper for other in sheet.said if sheet.ids[other].index == id.index), part
    assert not list(found.told)
    earned = {each.student: each.points for each in found.marked}
    assert len(set(earned.values())) == 1, "whatever was picked, a sheet brings the same points"


@pytest.mark.parametrize(("attempts", "late"), [("last", "flag"), ("first", "flag"), ("best", "flag"), ("last", "drop")])
def test_three_attempts_of_everybody(attempts: Policy, late: str, tmp_path: Path) -> None:
    """The third attempt is late. The last, the first, the best of each problem counts, or the last that is not late."""
    folder = tmp_path / "instructor"
    maker, manifest = issued(folder, "example", 12)
    turns = [[simulate.sit(maker, manifest, id, turn) for id in manifest.students] for turn in (1, 2, 3)]
    rows = [("student", "question", "response", "attempt", "time")]
    for turn, sheets in enumerate(turns, 1):
        rows += [(sheet.person.id, part, said.paper, str(turn), f"2026-10-0{turn} 12:00")
                 for sheet in sheets for part, said in sheet.said.items()]  # fmt: skip
    path = write_csv(tmp_path / "r.csv", rows)
    rules = Rules(attempts, datetime(2026, 10, 2, 23, 59), late)
    found = grade(GradeOrder(folder, (path,), rules=rules, feedback=()))
    counting = turns[:2] if late == "drop" else turns
    for each in found.marked:
        sheets = [next(sheet for sheet in turn if sheet.person.id == each.student) for turn in counting]
        for number in {mark.part.rstrip("abcdefghij") for mark in each.marks}:
            marks = {mark.part: mark for mark in each.marks if mark.part.rstrip("abcdefghij") == number}
            worth = [sum(sheet.said[part].score * mark.points for part, mark in marks.items()) for sheet in sheets]
            best = max((round(each, 6), n) for n, each in enumerate(worth))[1]
            turn = {"last": len(sheets) - 1, "first": 0, "best": best}[attempts]
            for part, mark in marks.items():
                said = sheets[turn].said[part]
                assert (mark.verdict, mark.code, mark.attempt) == (said.verdict, said.code, turn + 1), (each.student, part)
                assert mark.late == (turn == 2)
    fates = Counter(each.fate for each in found.told)
    parts = sum(len(each.marks) for each in found.marked)
    assert fates == ({"late": parts, "superseded": parts} if late == "drop" else {"superseded": 2 * parts})
    assert found.counted == parts

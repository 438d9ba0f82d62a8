"""Grading again after the bank changed: what changes for whom, and with which key."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from problemgen.course.build import build
from problemgen.course.gradesource import UNSOLVED
from problemgen.course.order import Order
from problemgen.course.roster import read_roster
from problemgen.errors import ProblemgenError
from tests.banks import edit
from tests.grading.conftest import Class, mark_of

HEAD = "student,question,response"


def near(small: Class, student: str, by: float) -> str:
    """Give the right number of 1a, off by so many mV."""
    return f"{float(small.right(student)[0].split()[0]) + by:g} mV"


def changes_file(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_a_wider_tolerance_changes_the_marks_of_those_whom_it_reaches(small: Class) -> None:
    """0.8 mV off: wrong with 0.5 mV, right with 1 mV. The table says for whom, from what to what, and why."""
    rows = f"{HEAD}\ns0001,1a,{near(small, 's0001', 0.8)}\ns0002,1a,{near(small, 's0002', 0.0)}\n"
    first = small.grade(rows)
    assert first.changes is None
    assert not (first.folder / "changes.csv").exists()
    assert mark_of(first, "s0001", "1a").verdict == "INCORRECT"
    edit(small.bank, "problems/force/value.yaml", "absolute: 0.5 mV", "absolute: 1 mV")
    second = small.grade(small.folder.parent / "r.csv", key="current")
    assert [(each.student, each.part, each.gained) for each in second.changes or ()] == [("s0001", "1a", 1.0)]
    [line] = changes_file(second.folder)
    assert (line["student"], line["verdict_before"], line["verdict_now"], line["earned_before"], line["earned_now"]) == \
        ("s0001", "INCORRECT", "CORRECT", "0", "1")  # fmt: skip
    assert line["why"].startswith("the same answer is judged differently")
    third = small.grade(small.folder.parent / "r.csv", key="current")
    assert third.changes is not None
    assert not list(third.changes)
    assert len(changes_file(third.folder)) == 1, "the last changes stay"


def test_a_changed_formula_is_told_and_needs_a_word(small: Class) -> None:
    """Without a kept key grading stops and says how many students have the problem; --key current takes the printed numbers."""
    small.grade(f"{HEAD}\ns0001,1a,{small.right('s0001')[0]}\n")
    edit(small.bank, "bank.yaml", "equation: DF = V_m - E", "equation: DF = V_m - 2*E")
    with pytest.raises(ProblemgenError, match=r"force.value was changed .* to 4 students: and no key.json was kept"):
        small.grade(small.folder.parent / "r.csv")
    again = small.grade(small.folder.parent / "r.csv", key="current")
    assert again.warnings == ("force.value was changed after it was issued to 4 students: graded with the bank as it is now",)
    assert [(each.student, each.gained) for each in again.changes or ()] == [("s0001", -1.0)]


def test_a_moved_grid_still_grades_the_printed_numbers(small: Class) -> None:
    """With other places on the grid an index means other numbers; what the manifest says was printed is what counts."""
    right = {id: small.right(id)[0] for id in small.manifest.students}
    edit(small.bank, "problems/force/value.yaml", "V_m: {range: [-70, -60], step: 5}", "V_m: {range: [-80, -55], step: 1}")
    rows = "".join(f"{id},1a,{number}\n" for id, number in right.items())
    graded = small.grade(f"{HEAD}\n{rows}", key="current")
    assert {mark_of(graded, id, "1a").verdict for id in right} == {"CORRECT"}


def test_numbers_that_the_bank_cannot_make_are_told(small: Class) -> None:
    """A row of the table that is gone."""
    ions = {sheet.problems[0].values["ion"] for sheet in small.manifest.students.values()}
    path = small.bank / "tables" / "ions.yaml"
    text = path.read_text("utf-8")
    for ion in ions:
        text = text.replace(f"\n  {ion}:", f"\n  {ion}x:")
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemgenError, match=r"force.value: .*grade with --key issued"):
        small.grade(f"{HEAD}\ns0001,1a,1 mV\n", key="current")


@pytest.fixture
def built(small: Class, tmp_path: Path) -> Class:
    """The class with the files of a build: key.json is kept for each student."""
    lines = "".join(f"{id},{sheet.name}\n" for id, sheet in small.manifest.students.items())
    roster = small.file(f"id,name\n{lines}", "list.csv")
    assert len(read_roster(roster)) == 4
    folder = build(Order("week1", str(small.bank), roster, tmp_path / "built", ("check",), 1)).folder
    return Class(folder / "instructor", small.bank, small.maker, small.manifest)


def test_issued_keys_grade_what_the_bank_has_changed(built: Class) -> None:
    """With key.json beside the manifest the old key is taken, with a warning; and taken for all where that is asked."""
    rows = f"{HEAD}\ns0001,1a,{built.right('s0001')[0]}\ns0001,1b,{built.right('s0001')[1]}\n"
    for key in ("auto", "issued"):
        assert built.grade(rows, key=key).marked[0].earned == 2.0
    edit(built.bank, "bank.yaml", "equation: DF = V_m - E", "equation: DF = V_m - 2*E")
    graded = built.grade(rows)
    assert graded.marked[0].earned == 2.0
    changed = "force.value was changed after it was issued to 4 students"
    assert graded.warnings == (f"{changed}: graded with the keys that were issued", UNSOLVED)
    assert graded.changes is not None
    assert not list(graded.changes)


@pytest.mark.parametrize(("damage", "word"), [
    ("{", "the issued key cannot be read"), ("[]", "the answer key cannot be used"),
    ('{"format": "problemgen-key/1", "title": "", "parts": {"9": {"kind": "direction", "answer": "none"}}}',
     "does not have the problems"),
    ("[" * 100_000, "the issued key cannot be read"),
])  # fmt: skip
def test_a_damaged_issued_key_is_told_with_its_file(built: Class, damage: str, word: str) -> None:
    """Nothing is graded by half a key."""
    (built.folder / "s0002" / "key.json").write_text(damage, "utf-8")
    with pytest.raises(ProblemgenError, match=rf"s0002/key.json.*{word}"):
        built.grade(f"{HEAD}\ns0001,1a,1 mV\n", key="issued")


@pytest.mark.parametrize(("row", "word"), [
    ("s0099,1a,1,x", "no such student"), ("s0001,1z,1,x", "s0001 has no part 1z"), ("s0001,1a,2,x", "not a share"),
    ("s0001,1a,1,x\ns0001,1a,0,y", "a second score"), ("s0001,what,1,x", "is no part"), ("s0001,1a,nan,x", "not a share"),
])  # fmt: skip
def test_a_wrong_line_of_scores_by_hand_stops_everything(small: Class, row: str, word: str) -> None:
    """A person's score is never dropped."""
    path = small.file(f"student,part,score,comment\n{row}\n", "hand.csv")
    with pytest.raises(ProblemgenError, match=rf"hand.csv.*{word}"):
        small.grade(f"{HEAD}\ns0001,1a,1 mV\n", overrides=path)


def test_scores_by_hand_that_are_gone_are_told(small: Class) -> None:
    """Grading again without the overrides says that they are missing."""
    path = small.file("student,part,score,comment\ns0001,1a,1,agreed\n", "hand.csv")
    rows = f"{HEAD}\ns0001,1a,1 mV\n"
    assert mark_of(small.grade(rows, overrides=path), "s0001", "1a").earned == 1.0
    assert [(each.why, each.gained) for each in small.grade(rows).changes or ()] == [("the score given by hand is gone", -1.0)]


def test_scores_in_a_file_that_is_written_anew_are_not_lost(small: Class) -> None:
    """Typed into to-read.csv where it lies: grading stops, named with --overrides or not; from a copy they are taken."""
    rows = f"{HEAD}\ns0001,1a,no idea\n"
    path = small.grade(rows).folder / "to-read.csv"
    typed = path.read_text("utf-8-sig").replace("s0001,1a,,,", "s0001,1a,0.5,fine,")
    path.write_text(typed, "utf-8")
    for overrides in (None, path):
        with pytest.raises(ProblemgenError, match=r"to-read.csv:2:1: scores stand in this file"):
            small.grade(rows, overrides=overrides)
    assert path.read_text("utf-8") == typed
    path.rename(path.with_name("scores.csv"))
    assert mark_of(small.grade(rows, overrides=path.with_name("scores.csv")), "s0001", "1a").earned == 0.5


def test_a_score_by_hand_counts_without_an_answer(small: Class) -> None:
    """An oral examination: the points reach the course systems; who has neither has a dash, since Moodle takes nothing for 0."""
    path = small.file("student,part,score,comment\ns0002,1a,1,oral\n", "hand.csv")
    graded = small.grade(f"{HEAD}\ns0001,1a,1 mV\n", overrides=path)
    assert [each.handed_in for each in graded.marked] == [True, True, False, False]
    moodle, canvas = ((graded.folder / f"gradebook-{name}.csv").read_text("utf-8").splitlines() for name in ("moodle", "canvas"))
    assert [line.split(",")[2] for line in moodle[1:]] == ["0", "1", "-", "-"]
    assert [line.split(",")[5] for line in canvas[2:]] == ["0", "1", "", ""]


@pytest.mark.parametrize("damage", ["{", "[]", '{"format": "problemgen-grades/9"}', "[" * 100_000])
def test_damaged_grades_of_before_are_told_and_kept(small: Class, damage: str) -> None:
    """They hold what a comparison needs, so they are not overwritten."""
    folder = small.grade(f"{HEAD}\ns0001,1a,1 mV\n").folder
    (folder / "grades.json").write_text(damage, "utf-8")
    with pytest.raises(ProblemgenError, match="the grades of before cannot be read"):
        small.grade(small.folder.parent / "r.csv")
    assert (folder / "grades.json").read_text("utf-8") == damage


def test_grades_of_another_assignment_are_not_overwritten(small: Class) -> None:
    """--out names a folder that is in use."""
    folder = small.grade(f"{HEAD}\ns0001,1a,1 mV\n").folder
    data = json.loads((folder / "grades.json").read_bytes())
    (folder / "grades.json").write_text(json.dumps({**data, "assignment": "week2"}), "utf-8")
    with pytest.raises(ProblemgenError, match="this folder holds the grades of tiny/week2"):
        small.grade(small.folder.parent / "r.csv")

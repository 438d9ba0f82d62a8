"""Which answer counts, whose it is, and what is carried forward: on a class of four with one problem in two parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from problemgen.checker import check
from problemgen.course.gradeplace import Rules
from problemgen.course.issue import issue
from problemgen.course.manifest import Earlier, manifest_bytes
from problemgen.course.roster import Student
from problemgen.errors import ProblemgenError
from tests.grading.conftest import Class, make, mark_of

HEAD = "student,question,response"


def test_right_answers_by_part_earn_all_points(small: Class) -> None:
    """What the key prints is right."""
    number, way = small.right("s0001")
    graded = small.grade(f"{HEAD}\ns0001,1a,{number}\ns0001,1 (b),{way}\n")
    first = graded.marked[0]
    assert (first.earned, first.points, first.handed_in) == (2.0, 2.0, True)
    assert graded.counted == 2
    assert not graded.told


def test_verdicts_are_those_of_the_checker_with_the_other_answers_at_hand(small: Class) -> None:
    """A direction that follows from a wrong driving force earns what error carried forward earns."""
    number, way = small.right("s0001")
    turned = f"{-float(number.split()[0]):g} mV"
    other = "in" if way == "out" else "out"
    graded = small.grade(f"{HEAD}\ns0001,1a,{turned}\ns0001,1b,{other}\n")
    seat = small.maker.current(small.manifest.students["s0001"].problems[0], 1, None)
    for part, text in (("1a", turned), ("1b", other)):
        verdict, mark = check(seat.key, part, text, {"1a": turned, "1b": other}), mark_of(graded, "s0001", part)
        assert (mark.verdict, mark.code, mark.score) == (verdict.verdict, verdict.code, verdict.score)
        assert mark.message == verdict.message
    assert mark_of(graded, "s0001", "1a").code in ("SIGN_OR_RATIO", "MISTAKE:reversed")


def test_an_answer_that_cannot_be_graded_waits_for_a_person(small: Class) -> None:
    """INVALID brings no points, stands in to-read.csv, and a filled-in to-read.csv is a file of overrides."""
    graded = small.grade(f"{HEAD}\ns0001,1a,about a lot\n", feedback=("md",))
    feedback = (graded.folder / "feedback" / "s0001" / "feedback.md").read_text("utf-8")
    assert "Could not be graded" in feedback
    assert "no attempt used" not in feedback, "what the checker says to those who still work on it"
    mark = mark_of(graded, "s0001", "1a")
    assert (mark.verdict, mark.score) == ("INVALID", 0.0)
    text = (graded.folder / "to-read.csv").read_text("utf-8-sig")
    assert "s0001,1a,,,about a lot,FMT_NO_NUMBER" in text
    filled = small.file(text.replace("s0001,1a,,", "s0001,1a,50 %,half of it"), "hand.csv")
    again = small.grade(small.folder.parent / "r.csv", overrides=filled)
    mark = mark_of(again, "s0001", "1a")
    assert (mark.score, mark.by_hand, mark.comment, mark.verdict) == (0.5, True, "half of it", "INVALID")
    assert [(each.part, each.why, each.gained) for each in again.changes or ()] == [("1a", "a score was given by hand", 0.5)]
    assert (graded.folder / "to-read.csv").read_text("utf-8-sig").count("\n") == 1


def test_what_a_student_gets_back_asks_for_no_other_attempt(small: Class) -> None:
    """Plainly wrong is said once: attempts are over."""
    graded = small.grade(f"{HEAD}\ns0001,1a,987 mV\n", feedback=("md",))
    assert mark_of(graded, "s0001", "1a").message == "Not correct yet."
    feedback = (graded.folder / "feedback" / "s0001" / "feedback.md").read_text("utf-8")
    assert "**Not right** · 0 of 1 point\n" in feedback
    assert "yet" not in feedback


@pytest.mark.parametrize(("attempts", "text"), [("last", "3 mV"), ("first", "1 mV"), ("best", "RIGHT")])
def test_the_attempt_that_counts_is_chosen(small: Class, attempts: str, text: str) -> None:
    """Of 1 mV, the right number and 3 mV the last, the first or the best counts; the others are told with their lines."""
    number, _ = small.right("s0001")
    rows = "".join(f"s0001,1a,{each}\n" for each in ("1 mV", number, "3 mV"))
    graded = small.grade(f"{HEAD}\n{rows}", rules=Rules(attempts))  # type: ignore[arg-type]
    assert mark_of(graded, "s0001", "1a").text == (number if text == "RIGHT" else text)
    assert len(graded.told) == 2
    assert {each.fate for each in graded.told} == {"superseded"}


def test_handing_in_one_part_again_keeps_the_other(small: Class) -> None:
    """A second answer to 1a takes nothing away from 1b."""
    number, way = small.right("s0001")
    graded = small.grade(f"{HEAD}\ns0001,1a,1 mV\ns0001,1b,{way}\ns0001,1a,{number}\n")
    assert graded.marked[0].earned == 2.0


def test_a_row_that_stands_twice_is_told_with_the_line_that_counts(small: Class) -> None:
    """Two rows of the same attempt: the later counts."""
    graded = small.grade(f"{HEAD},attempt\ns0001,1a,1 mV,1\ns0001,1a,2 mV,1\n")
    assert mark_of(graded, "s0001", "1a").text == "2 mV"
    [told] = graded.told
    assert (told.line, told.fate) == (2, "superseded")
    assert told.reason.startswith("handed in twice in attempt 1: another answer counts")
    assert told.reason.endswith("r.csv:3")


def test_late_answers_are_flagged_or_dropped(small: Class) -> None:
    """What comes after --due is marked late, or with drop does not count and the answer before it does."""
    rows = f"{HEAD},attempt,time\ns0001,1a,1 mV,1,2026-10-01 20:00\ns0001,1a,2 mV,2,2026-10-02 09:00\n"
    due = datetime(2026, 10, 1, 23, 59)
    flagged = small.grade(rows, rules=Rules(due=due))
    assert (mark_of(flagged, "s0001", "1a").text, mark_of(flagged, "s0001", "1a").late) == ("2 mV", True)
    assert "late: 1a" in flagged.marked[0].notes
    dropped = small.grade(rows, rules=Rules(due=due, late="drop"))
    assert (mark_of(dropped, "s0001", "1a").text, mark_of(dropped, "s0001", "1a").late) == ("1 mV", False)
    assert [(each.line, each.fate) for each in dropped.told] == [(3, "late")]


def test_times_with_an_offset_need_a_due_with_one(small: Class) -> None:
    """UTC against a clock on the wall would be a guess of some hours; with offsets both are compared."""
    rows = f"{HEAD},time\ns0001,1a,1 mV,2026-10-01 22:30:00 UTC\n"
    with pytest.raises(ProblemgenError, match=r"r.csv:2:1: times in this file say their offset .*\+02:00"):
        small.grade(rows, rules=Rules(due=datetime(2026, 10, 1, 23, 59)))
    east = datetime(2026, 10, 1, 23, 59, tzinfo=timezone(timedelta(hours=2)))
    assert mark_of(small.grade(rows, rules=Rules(due=east)), "s0001", "1a").late


def test_a_time_that_cannot_be_read_is_no_lateness_but_a_note(small: Class) -> None:
    """03/04/2026 can be March or April."""
    graded = small.grade(f"{HEAD},time\ns0001,1a,1 mV,03/04/2026 9:00\n", rules=Rules(due=datetime(2026, 3, 1)))
    assert not mark_of(graded, "s0001", "1a").late
    assert "a time that cannot be read" in graded.marked[0].notes


def test_a_variant_of_somebody_else_is_not_graded_in_a_plain_file(small: Class) -> None:
    """Who writes a friend's id has no answer of their own; with --pool the course system dealt it, and it counts."""
    ids = {id: small.id(id) for id in small.manifest.students}
    friend = next(id for id in ids if ids[id] != ids["s0001"])
    rows = f"{HEAD}\ns0001,{ids[friend]}-a,1 mV\n"
    graded = small.grade(rows)
    [told] = graded.told
    assert told.fate == "unmatched"
    assert "is not on this student's sheet" in told.reason
    assert not graded.marked[0].handed_in
    pooled = small.grade(rows, rules=Rules(pool=True))
    assert mark_of(pooled, "s0001", "1a").index == small.manifest.students[friend].problems[0].index


@pytest.mark.parametrize(("row", "reason"), [
    ("s0099,1a,1 mV", "no such student in the manifest"), (",1a,1 mV", "no student is named in this row"),
    ("s0001,7,1 mV", "the sheet has no part 7"), ("s0001,1,1 mV", "problem 1 has parts; name one of 1a, 1b"),
    ("s0001,1c,1 mV", "the sheet has no part 1c"), ("s0001,other-force.value-1-a,1 mV", "the question is of the bank other"),
    ("s0001,tiny-force.value-99999-a,1 mV", "is not on this student's sheet"),
    ("s0001,how much?,1 mV", "neither the name of a part"),
])  # fmt: skip
def test_what_belongs_nowhere_is_told_with_the_reason(small: Class, row: str, reason: str) -> None:
    """Nothing is guessed, nothing is dropped."""
    graded = small.grade(f"{HEAD}\n{row}\ns0002,1b,out\n")
    [told] = graded.told
    assert (told.line, told.fate) == (2, "unmatched")
    assert reason in told.reason
    assert graded.counted == 1


def test_a_whole_problem_left_empty_is_empty_in_every_part(small: Class) -> None:
    """Moodle's '-' for a question in two parts."""
    graded = small.grade(f"{HEAD}\ns0001,{small.id('s0001')},\ns0001,{small.id('s0001')}-b,out\n")
    assert mark_of(graded, "s0001", "1a").unanswered
    assert graded.counted + len(graded.told) == 2


@pytest.mark.parametrize(("row", "student"), [
    ("S0002,,1a,1 mV", "s0002"), ("Person 0003,,1a,1 mV", "s0003"), (",Person 0003,1a,1 mV", "s0003"),
])  # fmt: skip
def test_a_student_is_found_by_id_or_by_a_name_that_only_one_has(small: Class, row: str, student: str) -> None:
    """Small and capital letters do not count."""
    graded = small.grade(f"student,name,question,response\n{row}\n")
    assert [each.student for each in graded.marked if each.handed_in] == [student]


def test_a_name_that_two_have_is_nobodys(small: Class) -> None:
    """The reason says so; the id finds the right one of the two."""
    students = [Student("s0001", "Anna Müller", "s0001"), Student("s0002", "Anna Müller", "s0002")]
    manifest = issue(small.maker.bank, small.maker.assignment, students, small.maker.programs, None).manifest
    (small.folder / "manifest.json").write_bytes(manifest_bytes(manifest))
    graded = small.grade("student,name,question,response\nAnna Müller,,1b,out\n,anna müller,1b,out\ns0002,Anna Müller,1b,out\n")
    assert [each.reason for each in graded.told] == ["more than one student has this name; give the id"] * 2
    assert [each.student for each in graded.marked if each.handed_in] == ["s0002"]


def test_a_student_of_moodle_is_found_by_any_id_in_the_row(small: Class) -> None:
    """Whatever the columns are called, and whichever of id number, user name and address the class list has."""
    head = "Nazwisko,Imię,Numer ID,Adres e-mail,Stan,Rozpoczęto,Ukończono,Czas,Pytanie 1,Odpowiedź 1"
    times = "Ukończone,1 maja 2026 9:00,1 maja 2026 9:30,30 min"
    graded = small.grade(f"{head}\nX,Y,s0003,y@example.org,{times},[{small.id('s0003')}],part 1: 1; part 2: out\n")
    assert [each.student for each in graded.marked if each.handed_in] == ["s0003"]


def test_a_student_of_a_course_system_is_found_by_the_name_where_its_ids_are_others(small: Class) -> None:
    """Canvas without SIS ids: a name that one student of the class and one of the file has; two of the file are nobody."""
    head = "name,id,section,submitted,attempt," + ",".join(f"9: [{small.id('s0001')}-{part}],1.0" for part in "ab")
    rows = "Person 0001,901,A,2026-03-03,1,1 mV,0.0,out,1.0\nPERSON 0002,902,A,2026-03-03,1,1 mV,0.0,out,1.0\n"
    rows += "Person 0002,903,A,2026-03-03,1,1 mV,0.0,out,1.0\nSomebody,904,A,2026-03-03,1,1,0.0,in,0.0\n"
    graded = small.grade(f"{head}\n{rows}")
    assert [each.student for each in graded.marked if each.handed_in] == ["s0001"]
    assert sorted({each.student for each in graded.told}) == ["902", "903", "904"]


@pytest.mark.parametrize("text", ["s0001,1a,-1 mV\ns0002,1a,2 mV\n", "s0001,1b,out\n", "s0001;Person;1a\ns0002;x;5\n"])
def test_a_file_without_a_head_line_is_refused(small: Class, text: str) -> None:
    """Its first row would be taken for one, and the names of parts below it for answers."""
    with pytest.raises(ProblemgenError, match="the first line names no column that is known"):
        small.grade(text)


def test_a_column_of_ids_may_have_any_name(small: Class) -> None:
    """The first column, beside several parts."""
    graded = small.grade("Matrikelnummer;Nachname;1a;1b\ns0001;X;-1 mV;out\n")
    assert graded.counted == 2


def test_a_class_list_whose_names_changed_since_is_no_matter(small: Class) -> None:
    """The id counts; the gradebook has the manifest's name."""
    graded = small.grade(f"student,name,question,response\ns0001,Somebody Else,1b,out\n{HEAD[:0]}")
    assert (graded.marked[0].name, graded.marked[0].handed_in) == ("Person 0001", True)


def test_answers_to_a_sheet_that_was_replaced_are_told(small: Class) -> None:
    """By the old sheet's number and by the old variant's id; the new sheet's answers count."""
    sheet = small.manifest.students["s0001"]
    [problem] = sheet.problems
    past = Earlier(1, sheet.name, sheet.sheet, 0, "lost", sheet.problems)
    other = next(each.problems[0] for each in small.manifest.students.values() if each.problems[0].index != problem.index)
    new = replace(sheet, sheet="newsheet", version=2, earlier=(past,), problems=(other,))
    students = {**small.manifest.students, "s0001": new}
    (small.folder / "manifest.json").write_bytes(manifest_bytes(replace(small.manifest, students=students)))
    graded = small.grade(f"student,sheet,question,response\n,{sheet.sheet},1a,1 mV\n,newsheet,1b,out\n"
                         f"s0001,,tiny-force.value-{problem.index}-a,1 mV\n")  # fmt: skip
    assert [each.line for each in graded.told] == [2, 4]
    assert all("was replaced" in each.reason for each in graded.told)
    assert mark_of(graded, "s0001", "1b").text == "out"


def test_several_files_are_read_as_one(small: Class) -> None:
    """One file a part, and a wide one for the rest."""
    number, way = small.right("s0001")
    first = small.file(f"{HEAD}\ns0001,1a,{number}\n", "a.csv")
    wide = small.file(f"student,name,1a,1b\ns0001,Person,,{way}\n", "b.csv")
    assert small.grade(first, wide).marked[0].earned == 2.0


def test_grading_twice_gives_the_same_bytes(small: Class) -> None:
    """Every file, also feedback and report, is the same the second time."""
    number, way = small.right("s0001")
    rows = f"{HEAD}\ns0001,1a,{number}\ns0001,1b,{way}\ns0002,1a,nonsense\n"

    def everything() -> dict[str, bytes]:
        folder = small.grade(rows, feedback=("md", "pdf")).folder
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    first = everything()
    assert first == everything()
    feedback = {"feedback/s0001/feedback.md", "feedback/s0001/feedback.pdf"}
    assert feedback | {"report.html", "gradebook.csv", "grades.json"} <= set(first)


def test_processes_give_the_same_bytes(tmp_path: Path) -> None:
    """One process or two: every file is the same, and so is what is told."""
    small = make(tmp_path, 40)
    rows = "".join(f"{id},1a,{n} mV\n{id},1b,out\n{id},9,lost\n" for n, id in enumerate(small.manifest.students))
    found = []
    for workers in (1, 2):
        graded = small.grade(f"{HEAD}\n{rows}", workers=workers, feedback=("md",), out=tmp_path / f"grades{workers}")
        files = {str(path.relative_to(graded.folder)): path.read_bytes() for path in graded.folder.rglob("*") if path.is_file()}
        found.append((list(graded.marked), list(graded.told), graded.counted, files))
    assert found[0] == found[1]
    assert len(found[0][3]) > 50

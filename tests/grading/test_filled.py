"""Answer files are read as leniently as a paper would be, and nothing in them is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from problemgen.course.build import build
from problemgen.course.order import Order
from problemgen.errors import ProblemgenError
from problemgen.responses.filled import read_filled
from tests.grading.conftest import Class, mark_of


@pytest.mark.parametrize(("line", "part", "text"), [
    ("3a: -82.6 mV", "3a", "-82.6 mV"), ("3 a) : -82.6 mV", "3a", "-82.6 mV"), ("(3A)：−82,6 mV", "3a", "−82,6 mV"),
    ("- 3a = out", "3a", "out"), ("> Question 12: a, c", "12", "a, c"), ("1: E = -82.6 mV", "1", "E = -82.6 mV"),
    ("3a:\u00a0-82.6\u00a0mV", "3a", "-82.6 mV"), ("3a: in: out", "3a", "in: out"), ("03a: 1", "3a", "1"),
])  # fmt: skip
def test_a_line_is_read(line: str, part: str, text: str) -> None:
    """Brackets, quotes of mail, small and capital letters, colons of any kind."""
    [found] = read_filled(line.encode(), "answers.txt").handed
    assert (found.part, found.text) == (part, text)


def test_a_part_left_empty_is_an_answer_where_another_is_filled_in() -> None:
    """A file in which nothing is filled in was not handed in."""
    filled, blank = (read_filled(f"student: s001\n3a:\n\n3b: {text}\n".encode(), "answers.txt") for text in ("out", ""))
    assert [(each.part, each.text) for each in filled.handed] == [("3a", ""), ("3b", "out")]
    assert (blank.handed, [each.reason for each in blank.lost]) == ((), ["no question was answered"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_of_any_editor(encoding: str, end: str) -> None:
    """The same answers, whatever wrote the file."""
    text = end.join(["# Größe", "student: s001", "sheet: abc", "1: 5 µV", "", "2a: Zoë"])
    pile = read_filled(text.encode(encoding), "answers.txt")
    assert [(each.student, each.sheet, each.part, each.text) for each in pile.handed] == \
        [("s001", "abc", "1", "5 µV"), ("s001", "abc", "2a", "Zoë")]  # fmt: skip
    assert pile.lost == ()


def test_what_is_no_answer_is_told_with_its_line() -> None:
    """A remark between the answers; an answer may stand on the line below its name."""
    pile = read_filled(b"student: s001\nHello!\n1:\n-82.6 mV\n2: out\nI am not sure about 2.\n", "a/answers.txt")
    assert [(each.part, each.text, each.line) for each in pile.handed] == [("1", "-82.6 mV", 4), ("2", "out", 5)]
    assert [(each.line, each.text) for each in pile.lost] == [(2, "Hello!"), (6, "I am not sure about 2.")]


@pytest.mark.parametrize("data", [b"", b"   \n", b"\x00\x01\x02binary", b"1: x\n" * 6_000, b"x" * 1_100_000, b"student: s001\n"])
def test_a_file_without_answers_is_told(data: bytes) -> None:
    """Empty, no text, too large, or without a line of answers."""
    pile = read_filled(data, "answers.txt", ("s001",))
    assert pile.handed == ()
    assert pile.lost


def folder_of(small: Class, files: dict[str, str]) -> Path:
    place = small.folder.parent / "filled"
    for name, text in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return place


def test_a_student_who_is_not_named_is_found_by_sheet_or_folder(small: Class) -> None:
    """By the number of the sheet, by the folder's name, by a word in the name that a course system gives it, by the file's."""
    number = small.manifest.students["s0001"].sheet
    place = folder_of(small, {
        "x/answers.txt": f"sheet: {number}\n1b: out\n", "s0002/answers.txt": "1b: out\n",
        "Person_s0003_assignsubmission_file/answers.txt": "1b: out\n", "s0004.txt": "1b: out\n",
    })  # fmt: skip
    graded = small.grade(place)
    assert [each.handed_in for each in graded.marked] == [True] * 4
    assert not graded.told


def test_a_file_of_nobody_and_a_sheet_of_somebody_else_are_told(small: Class) -> None:
    """Two names that contradict each other are nobody's."""
    other = small.manifest.students["s0002"].sheet
    place = folder_of(small, {"a/answers.txt": "1b: out\n", "b/answers.txt": f"student: s0001\nsheet: {other}\n1b: out\n",
                              "c/answers.txt": "student: s0099\n1b: out\n", "s0003/photo.jpg": "no text"})  # fmt: skip
    reasons = [each.reason for each in small.grade(place).told]
    assert len(reasons) == 4
    assert any("no student is named" in each for each in reasons)
    assert any(f"the sheet {other} is not that of s0001, but of s0002" in each for each in reasons)
    assert any("no such student" in each for each in reasons)
    assert any("not an answer file" in each for each in reasons)


def test_links_are_not_followed(small: Class, tmp_path: Path) -> None:
    """A link out of the folder is told, and not read."""
    (tmp_path / "secret.txt").write_text("1b: out\n", "utf-8")
    place = folder_of(small, {"s0001/answers.txt": "1b: out\n"})
    (place / "s0002").mkdir()
    (place / "s0002" / "answers.txt").symlink_to(tmp_path / "secret.txt")
    graded = small.grade(place)
    assert [each.student for each in graded.marked if each.handed_in] == ["s0001"]
    [told] = graded.told
    assert told.reason.startswith("a link, which is not followed")


def test_an_empty_folder_is_told(small: Class) -> None:
    """With what should be in it."""
    place = small.folder.parent / "nothing"
    place.mkdir()
    with pytest.raises(ProblemgenError, match="no file in this folder"):
        small.grade(place)


def test_a_blank_file_of_a_build_is_filled_in_and_graded(small: Class, tmp_path: Path) -> None:
    """Format answers: a line for each part, no answer in it; filled in, it comes back."""
    lines = "".join(f"{id},{sheet.name}\n" for id, sheet in small.manifest.students.items())
    roster = small.file(f"id,name\n{lines}", "list.csv")
    folder = build(Order("week1", str(small.bank), roster, tmp_path / "built", ("answers",), 1)).folder
    path = folder / "students" / "s0001" / "answers.txt"
    text = path.read_text("utf-8")
    assert "\n1a: \n" in text
    assert "\n1b: \n" in text
    blank = read_filled(text.encode(), "answers.txt")
    assert ([each.reason for each in blank.lost], len(blank.handed)) == (["no question was answered"], 0)
    number, way = small.right("s0001")
    path.write_text(text.replace("1a: ", f"1a: {number}").replace("1b: ", f"1b: {way}"), "utf-8")
    graded = Class(folder / "instructor", small.bank, small.maker, small.manifest).grade(folder / "students")
    assert graded.marked[0].earned == 2.0
    assert mark_of(graded, "s0002", "1a").unanswered
    assert [each.handed_in for each in graded.marked] == [True, False, False, False], "a blank file is none with 0 points"

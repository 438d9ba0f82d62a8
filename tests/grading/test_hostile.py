"""Text of strangers in every place: names, ids, answers, files, folders, manifests; a clear word, and nothing runs or escapes."""

from __future__ import annotations

import csv
import json
import os
import re
import time
from pathlib import Path

import pytest

from problemgen.course.grade import GradeOrder, grade
from problemgen.course.issue import issue
from problemgen.course.manifest import manifest_bytes
from problemgen.course.roster import Student, folder_name
from problemgen.errors import ProblemgenError
from tests.grading.conftest import Class

HEAD = "student,question,response"
COLUMNS = ["student", "name", "question", "response"]
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1", "'=1+1", "\t=1+1", "5;=1+1", "5\n=1+1")
MARKUP = (
    "<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "{{ 7*7 }}", "<% for %>", '#eval("1")', "$(rm -rf /)",
    "\\input{/etc/passwd}", "*a* _b_ `c` [x](javascript:alert(1))", "\x00\x07", "]]>&amp;&lt;", "“ ” ‘",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_table_has_a_cell_that_a_spreadsheet_runs(small: Class, text: str) -> None:
    """Answers, ids and columns of strangers get an apostrophe in every CSV, also where another delimiter would cut a cell."""
    path = small.folder.parent / "r.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, ["s0001", text, "1a", text], [text, text, text, text]])
    folder = small.grade(path).folder
    for table in folder.glob("*.csv"):
        with table.open(newline="", encoding="utf-8-sig") as file:
            for cell in (piece for row in csv.reader(file) for whole in row for piece in re.split("[;\n]", whole)):
                assert not cell.startswith(("=", "+", "@", "＝", "\t")), f"{table.name}: {cell}"
                assert not cell.startswith("-") or re.fullmatch(r"-+[\d.]*", cell), f"{table.name}: {cell}"


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_names_and_answers_stays_text(small: Class, text: str) -> None:
    """Feedback as Markdown and PDF and the report are made all the same, and hold no element of a stranger."""
    name = text.replace("\x00", "").replace("\x07", "") or "x"
    ids = ["s0001", "s0002"]
    students = [Student(id, name, folder_name(id)) for id in ids]
    manifest = issue(small.maker.bank, small.maker.assignment, students, small.maker.programs, None).manifest
    (small.folder / "manifest.json").write_bytes(manifest_bytes(manifest))
    path = small.folder.parent / "r.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *(["s0001", name, part, text] for part in ("1a", "1b")), [text, name, text, text]])
    folder = small.grade(path, feedback=("md", "pdf")).folder
    page = (folder / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    feedback = (folder / "feedback" / "s0001" / "feedback.md").read_text("utf-8")
    assert not re.search(r"(?<!\\)<(?:script|img|/style)", feedback), "Markdown: a backslash keeps < from being markup"
    assert (folder / "feedback" / "s0001" / "feedback.pdf").read_bytes().startswith(b"%PDF")


def test_no_name_leaves_the_folder(small: Class, tmp_path: Path) -> None:
    """Ids that are paths get a folder of their own below feedback/."""
    ids = ["../../../x", "/etc/passwd", "..", "CON", "a/../../b", "s" * 199, "."]
    students = [Student(id, id, folder_name(id)) for id in ids]
    manifest = issue(small.maker.bank, small.maker.assignment, students, small.maker.programs, None).manifest
    (small.folder / "manifest.json").write_bytes(manifest_bytes(manifest))
    path = small.folder.parent / "r.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["student", "question", "response"], *([id, "1b", "out"] for id in ids)])
    before = {each for each in tmp_path.rglob("*") if "grades" not in each.parts}
    graded = small.grade(path, feedback=("md",))
    assert sum(each.handed_in for each in graded.marked) == len(ids)
    assert {each for each in tmp_path.rglob("*") if "grades" not in each.parts} == before
    assert len(list((graded.folder / "feedback").iterdir())) == len(ids)


def test_a_manifest_with_a_folder_that_is_a_path_is_refused(small: Class) -> None:
    """Somebody edited the manifest: a folder's name is made from the id, and nothing else is taken."""
    path = small.folder / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"folder": "s0001"', '"folder": "../../../escaped"'), "utf-8")
    with pytest.raises(ProblemgenError, match="folder"):
        small.grade(f"{HEAD}\ns0001,1b,out\n", feedback=("md",))
    assert not (small.folder.parent.parent / "escaped").exists()


@pytest.mark.parametrize(("content", "word"), [
    ("", "is damaged"), ("{", "is damaged"), ("[]", "not a manifest of this version"), ("[" * 100_000, "is damaged"),
    ('{"format": "problemgen-manifest/99"}', "not a manifest of this version"),
    ('{"format": "problemgen-manifest/1", "students": {}}', "damaged"),
    ('{"format": "problemgen-manifest/1", "assignment": "week1", "bank": "tiny", "salt_digest": "", "generator": "", '
     '"students": {"s1": {"name": 1}}}', "damaged"),
])  # fmt: skip
def test_a_damaged_manifest_is_told(small: Class, content: str, word: str) -> None:
    """Whatever is wrong with it, the word says which file."""
    (small.folder / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(ProblemgenError, match=rf"manifest.json.*{word}"):
        small.grade(f"{HEAD}\ns0001,1b,out\n")


def test_no_manifest_and_another_banks_manifest_are_told(small: Class, tmp_path: Path) -> None:
    """The word says what to name instead."""
    answers = small.file(f"{HEAD}\ns0001,1b,out\n")
    with pytest.raises(ProblemgenError, match="no manifest here"):
        grade(GradeOrder(tmp_path, (answers,)))
    with pytest.raises(ProblemgenError, match="the manifest is of the bank tiny, not of membrane"):
        grade(GradeOrder(small.folder, (answers,), bank="membrane"))
    with pytest.raises(ProblemgenError, match="the bank 'tiny' of this manifest is not a shipped one"):
        grade(GradeOrder(small.folder, (answers,)))


@pytest.mark.parametrize(("data", "word"), [
    (b"", "empty"), (b"\x00\x01\x02\xff" * 50, "not UTF-8|no question|CSV"), (b"PK\x03\x04zip", "packed file"),
    (b"student,name\ns0001,x\n", "no question is named"), (b"student;frage;antwort\ns0001;1a;x\n", "no question is named"),
    ("student,question,response\nsö,1a,x\n".encode("latin-1"), "not UTF-8"), (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not UTF-8"),
])  # fmt: skip
def test_a_file_that_holds_no_answers_is_told(small: Class, data: bytes, word: str) -> None:
    """With the file's name, and what to do."""
    path = small.folder.parent / "r.csv"
    path.write_bytes(data)
    with pytest.raises(ProblemgenError, match=rf"r.csv.*({word})"):
        small.grade(path)


def test_a_file_of_fifty_megabytes_or_a_million_columns_is_refused_soon(small: Class) -> None:
    """Sizes are bounded before anything is made of them."""
    path = small.folder.parent / "r.csv"
    long = b"student,question,response\n" + b"s0001,1a,x\n" * 5_000_000
    wide = b"student," + b",".join(b"%d" % n for n in range(1_000_000)) + b"\n" + b"s0001\n" * 20
    for data, word in ((long, "larger than 50 MB"), (wide, "columns")):
        path.write_bytes(data)
        start = time.monotonic()
        with pytest.raises(ProblemgenError, match=word):
            small.grade(path)
        assert time.monotonic() - start < 60


def test_a_row_of_a_million_columns_is_graded_or_refused(small: Class) -> None:
    """Ten rows of a million columns are ten million cells, and no more."""
    path = small.folder.parent / "r.csv"
    path.write_bytes(b"student,1b," + b",".join(b"c%d" % n for n in range(300_000)) + b"\ns0001,out\n")
    graded = small.grade(path)
    assert graded.counted == 1


def test_a_read_only_folder_is_told(small: Class) -> None:
    """The place that cannot be written, and that nothing is lost."""
    if os.geteuid() == 0:
        target = small.folder / "grades"
        target.write_text("a file stands where the folder should be", "utf-8")
    else:
        small.folder.chmod(0o500)
    try:
        with pytest.raises(ProblemgenError, match=r"grades.*run the same command again|mend that"):
            small.grade(f"{HEAD}\ns0001,1b,out\n")
    finally:
        small.folder.chmod(0o700)


def test_grades_json_holds_answers_as_they_were_typed(small: Class) -> None:
    """JSON needs no apostrophe; the next grading compares with what was really typed."""
    folder = small.grade(f'{HEAD}\ns0001,1a,"=1+1"\n').folder
    marks = json.loads((folder / "grades.json").read_bytes())["students"]["s0001"][3]
    assert "=1+1" in marks[0]


def test_a_novel_for_an_answer_is_cut_in_the_feedback_and_kept_in_the_table(small: Class) -> None:
    """A hundred thousand characters, with line breaks: one line of them is printed."""
    graded = small.grade(f'{HEAD}\ns0001,1a,"{"long story " * 9000}"\ns0001,1b,"in\n\n# out"\n', feedback=("md", "pdf"))
    text = (graded.folder / "feedback" / "s0001" / "feedback.md").read_text("utf-8")
    assert len(text) < 5_000
    assert "long story …" in text or "…" in text
    assert "\n# out" not in text
    assert (graded.folder / "parts.csv").stat().st_size > 90_000

"""No row is ever lost: whatever a file holds, each answer counts or is told, and the numbers add up."""

from __future__ import annotations

import csv
import random
from datetime import datetime
from pathlib import Path

import pytest

from problemgen.course.gradeplace import Rules
from problemgen.grading.attempts import POLICIES
from tests.grading.conftest import Class, make

ANSWERS = ("25 mV", "-25", "out", "", "1,234", "=1+1", "part 1: x; part 2: y", "?", "0.025 V", "none", '"', "a" * 300, "\t", "→")
TIMES = ("", "2026-10-01 20:00", "2026-10-02 09:00", "yesterday", "1 October 2026  8:00 PM")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Class:
    return make(tmp_path_factory.mktemp("rows"))


def long_rows(rng: random.Random, small: Class) -> list[list[str]]:
    """Rows of a plain file, sound and broken ones mixed."""
    ids = [small.id(id) for id in small.manifest.students]
    parts = [f"{id}-{letter}" for id in ids for letter in "ab"]
    strange = ["", "how much?", "tiny-force.value-99999-a", "other-x.y-1", f"{ids[0]} {ids[1]}", "membrane-nernst.forward-1"]
    asked = [*ids, *parts, f"{ids[0]}-x", "1a", "1b", "1", "2a", "Question 1 (b)", *strange]
    students = [*small.manifest.students, "s0099", "", "S0001", "Person 0002", "../../etc"]
    return [[rng.choice(students), rng.choice(asked), rng.choice(ANSWERS), rng.choice(("", "1", "2", "x")), rng.choice(TIMES)]
            for _ in range(rng.randrange(1, 60))]  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_every_row_of_a_long_file_counts_or_is_told(shared: Class, seed: int) -> None:
    """Answers that count and that are told are as many as were read, and every line with something in it is among them."""
    rng = random.Random(seed)
    rows = long_rows(rng, shared)
    path = shared.folder.parent / "rows.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["student", "question", "response", "attempt", "time"], *rows])
    rules = Rules(rng.choice(POLICIES), datetime(2026, 10, 1, 23, 59), rng.choice(("flag", "drop")),
                  rng.random() < 0.5)  # fmt: skip
    graded = shared.grade(path, rules=rules, out=shared.folder.parent / "grades")
    assert graded.counted + len(graded.told) == graded.answers
    counting = {source for each in graded.marked for mark in each.marks for source in mark.source.split(", ") if source}
    told = {f"{each.file}:{each.line}" for each in graded.told}
    assert {int(each.rpartition(":")[2]) for each in counting | told} == lines_with_something(path)


def lines_with_something(path: Path) -> set[int]:
    """Find where the rows of a CSV start that are not empty, without the head line."""
    found = set()
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        start = 1
        for row in reader:
            if start > 1 and any(cell.strip() for cell in row):
                found.add(start)
            start = reader.line_num + 1
    return found


@pytest.mark.parametrize("seed", range(10))
def test_every_cell_of_a_wide_file_counts_or_is_told(shared: Class, seed: int) -> None:
    """Cells with something in them are answers; a column that is no question is told once, a row without an answer too."""
    rng = random.Random(seed)
    head = ["student", "name", "1a", "1b", "2a", "remark", shared.id("s0001") + "-b"]
    rows = [[rng.choice([*shared.manifest.students, "s0099", ""]), "", *(rng.choice(("", "25 mV", "out")) for _ in range(5))]
            for _ in range(rng.randrange(1, 12))]  # fmt: skip
    path = shared.folder.parent / "wide.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    graded = shared.grade(path, out=shared.folder.parent / "grades-wide")
    cells = sum(bool(row[n]) for row in rows for n in (2, 3, 4, 6))
    empty = sum(any(row) and not any(row[n] for n in (2, 3, 4, 6)) for row in rows)
    remark = any(row[5] for row in rows)
    assert graded.answers == cells + empty + remark
    assert graded.counted + len(graded.told) == graded.answers

"""A small issued class that the tests of grading share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from problemgen.course.grade import GradedCourse, GradeOrder, grade
from problemgen.course.gradekeys import KeyMaker
from problemgen.course.gradesource import seats_of, source_of
from problemgen.course.manifest import Manifest
from problemgen.grading.records import Mark
from problemgen.variant.variant import ChoiceKey, NumberKey
from tests.banks import TINY, copied
from tests.grading.classes import issued


@dataclass(frozen=True)
class Class:
    """An issued class: its folder of instructor's files, its manifest, and how it is graded."""

    folder: Path
    bank: Path
    maker: KeyMaker
    manifest: Manifest

    def grade(self, *responses: Path | str, **order: Any) -> GradedCourse:
        """Grade files, or the text of one plain CSV."""
        paths = tuple(self.file(each) if isinstance(each, str) else each for each in responses)
        return grade(GradeOrder(self.folder, paths, bank=str(self.bank), **{"feedback": (), **order}))

    def file(self, text: str, name: str = "r.csv") -> Path:
        """Write a file beside the class."""
        path = self.folder.parent / name
        path.write_text(text, "utf-8", newline="")
        return path


    def right(self, student: str) -> tuple[str, str]:
        """Give the right answers to 1a and 1b of a student."""
        source = source_of(self.maker, self.manifest, self.folder, "current")
        key = seats_of(source, student, self.manifest.students[student])[0].own
        assert key.variant is not None
        number, choice = key.variant.parts
        assert isinstance(number, NumberKey)
        assert isinstance(choice, ChoiceKey)
        return f"{number.printed.number} mV", choice.options[choice.right].key

    def id(self, student: str) -> str:
        """Name a student's variant as course systems do."""
        return f"tiny-force.value-{self.manifest.students[student].problems[0].index}"


def mark_of(graded: GradedCourse, student: str, part: str) -> Mark:
    """Find the mark of a part."""
    marks = next(each.marks for each in graded.marked if each.student == student)
    return next(mark for mark in marks if mark.part == part)


@pytest.fixture
def small(tmp_path: Path) -> Class:
    """A class of four on the tiny bank."""
    return make(tmp_path)


def make(tmp_path: Path, count: int = 4) -> Class:
    """Issue the tiny bank's assignment."""
    bank = copied(TINY, tmp_path / "bank")
    maker, manifest = issued(tmp_path / "out" / "instructor", "week1", count, bank)
    return Class(tmp_path / "out" / "instructor", bank, maker, manifest)


"""The worksheet and the key of one problem, as they are printed: program + variant -> pictures of pages, and the same as text."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from problemgen.course.assignment import Assignment, Entry
from problemgen.course.manifest import IssuedSheet
from problemgen.course.points import share_points
from problemgen.course.sheets import Course, Laid, document
from problemgen.document.pdf import pages
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant

Name = Literal["worksheet", "key"]
STUDENT = "preview"
KEPT = 24


@dataclass(frozen=True)
class Paper:
    """A printed document: an SVG picture of each page, and its words."""

    pages: tuple[bytes, ...]
    text: str


@dataclass
class Press:
    """Prints one document at a time (there is one engine in a process), and keeps the last ones."""

    folders: tuple[Path, ...] = ()
    lock: threading.Lock = field(default_factory=threading.Lock)
    kept: OrderedDict[tuple[str, int | None, str], Paper] = field(default_factory=OrderedDict)

    def paper(self, program: Program, made: Variant, name: Name) -> Paper:
        """Print the worksheet or the key. Raises ProblemgenError where a document template is broken."""
        key = (program.template.source_digest, made.index, name)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = _printed(program, made, name, self.folders)
            self.kept.move_to_end(key)
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
            return self.kept[key]

    def forget(self) -> None:
        """Print everything again: a document template may have changed."""
        with self.lock:
            self.kept.clear()


def _printed(program: Program, made: Variant, name: Name, folders: tuple[Path, ...]) -> Paper:
    course = course_of(program, folders)
    laid = laid_out(course, program, made)
    source = document(course, laid, "typ", name == "key")
    return Paper(tuple(pages(source, f"{name}.typ")), document(course, laid, "md", name == "key"))


def course_of(program: Program, folders: tuple[Path, ...] = ()) -> Course:
    """Make an assignment of this problem alone."""
    bank, id = program.template.bank, program.template.id
    assignment = Assignment(
        id=STUDENT, title=program.template.title, course=bank.title, instructions=(), entries=(Entry((id,), 1, None),),
        salt=STUDENT, roster=None, feedback="full",
    )  # fmt: skip
    return Course(bank, assignment, {id: program}, ("pdf", "md"), folders)


def laid_out(course: Course, program: Program, made: Variant) -> Laid:
    """Lay out the sheet of somebody who has got this variant."""
    solved = course.solver.solved(program, made)
    sheet = IssuedSheet("Preview", STUDENT, f"{program.template.id}, variant {made.index}", ())
    return Laid(STUDENT, sheet, (solved,), (share_points(program.template, None),))

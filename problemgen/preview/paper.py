"""The documents of one problem as students and instructors get them: program + variant -> pictures of pages, text, a page.

A document's pictures are those of the printed PDF; the self-check page is the very file that ``problemgen build`` would write.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from problemgen.course.assignment import Assignment, Entry
from problemgen.course.manifest import Issued, IssuedSheet
from problemgen.course.points import share_points
from problemgen.course.practice import Pool
from problemgen.course.sheets import Course, Laid, document, selfcheck
from problemgen.document.pdf import pages
from problemgen.preview.samples import sample
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant

Name = Literal["worksheet", "key"]
STUDENT = "preview"
KEPT = 24
PRACTICE = 3  # other variants in the self-check page


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


def selfcheck_page(program: Program, made: Variant, folders: tuple[Path, ...] = ()) -> bytes:
    """Make the self-check page of this variant, with a few others for practice. Raises ProblemgenError."""
    others = tuple(each.index for each in sample(program, "practice", PRACTICE + 1).variants if each.index is not None)
    indices = tuple(index for index in others if index != made.index)[:PRACTICE]
    pool = Pool({program.template.id: program}, {program.template.id: indices}, STUDENT, folders)
    course = replace(course_of(program, folders), pool=pool)
    return selfcheck(course, laid_out(course, program, made))


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
    sheet = IssuedSheet("Preview", STUDENT, f"{program.template.id}, variant {made.index}",
                        (Issued(program.template.id, 0, made.index or 0, "", {}),))  # fmt: skip
    return Laid(STUDENT, sheet, (solved,), (share_points(program.template, None),))

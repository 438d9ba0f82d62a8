"""Open what was issued before: the manifest of an output folder, with the bank and the assignment that it came from."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.course.assignment import Assignment, load_assignment, seats
from problemgen.course.banks import open_bank
from problemgen.course.edition import PDF, Edition, edition
from problemgen.course.ledger import Mark
from problemgen.course.manifest import IssuedSheet, Manifest, read_manifest
from problemgen.course.order import Order, PdfEngine
from problemgen.course.sheets import FORMATS
from problemgen.errors import Place, ProblemgenError, unknown

_MADE = {  # a file of each format
    "worksheet.md": "md", "worksheet.tex": "tex", "worksheet.pdf": "pdf", "check.py": "check", "selfcheck.html": "page",
    "answers.txt": "answers",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """An output folder whose manifest was read."""

    order: Order
    bank: Bank
    assignment: Assignment
    manifest: Manifest

    @property
    def folder(self) -> Path:
        return self.order.out / self.assignment.id

    def now(self) -> Edition:
        """Take the digests of everything that sheets are made from, as it is now."""
        return edition(self.bank, self.assignment.id, self.templates(), self.order.templates, self.order.pdf_engine)

    def templates(self) -> tuple[str, ...]:
        return self.assignment.templates()


def open_kept(order: Order) -> Kept:
    """Read what was issued for an assignment. Raises ProblemgenError where nothing was."""
    bank = open_bank(order.bank)
    assignment = load_assignment(bank, order.assignment)
    path = order.out / assignment.id / "instructor" / "manifest.json"
    manifest = read_manifest(path)
    if manifest is None:
        raise ProblemgenError(f"no manifest here: nothing was built for {assignment.id!r}; build it first, "
                              "or name the folder that build was given with --out", Place(str(path)))  # fmt: skip
    return Kept(order, bank, assignment, manifest)


def sheet_of(manifest: Manifest, student: str) -> IssuedSheet:
    """Find a student's sheet by the id. Raises ProblemgenError with the nearest id, or the id that has this name."""
    if student in manifest.students:
        return manifest.students[student]
    near = difflib.get_close_matches(student.casefold(), {sheet.name.casefold() for sheet in manifest.students.values()}, 1)
    named = [f"{id!r} ({sheet.name})" for id, sheet in manifest.students.items() if sheet.name.casefold() in near]
    if named:
        raise ProblemgenError(f"no student has the id {student!r}; did you mean {' or '.join(named[:3])}?")
    raise ProblemgenError(unknown("student", student, manifest.students))


def version_of(sheet: IssuedSheet, version: int | None) -> IssuedSheet:
    """Give a student's sheet as it was in a version. Raises ProblemgenError where there was none."""
    if version in (None, sheet.version):
        return sheet
    for each in sheet.earlier:
        if each.version == version:
            return replace(sheet, name=each.name, sheet=each.sheet, edition=each.edition, version=each.version,
                           problems=each.problems)  # fmt: skip
    there = ", ".join(str(n) for n in (*(each.version for each in sheet.earlier), sheet.version))
    raise ProblemgenError(f"no version {version}; there are: {there}")


def seats_differ(assignment: Assignment, student: str, sheet: IssuedSheet) -> str:
    """Say how the problems of a sheet differ from those that the assignment asks for now; '' where they do not."""
    now = [seat.template for seat in seats(assignment, student)]
    then = [problem.template for problem in sheet.problems]
    if now == then:
        return ""
    return f"the assignment has other problems now: {', '.join(then)} then, {', '.join(now)} now"


def formats_of(names: Collection[str]) -> tuple[str, ...]:
    """Tell in which formats a sheet was made from the names of its files; all of them where nothing is known."""
    made = {_MADE[last] for name in names if (last := name.rpartition("/")[2]) in _MADE}
    return tuple(format for format in FORMATS if format in made) or FORMATS


def pdf_engine_of(kept: Kept, recorded: Mapping[str, Mark]) -> PdfEngine:
    """Tell what set the PDFs of a sheet, from the ledger."""
    of_pdfs = [mark.edition for name, mark in recorded.items() if name.endswith("/worksheet.pdf")]
    return "tex" if of_pdfs and kept.manifest.editions[of_pdfs[0]].engines.get(PDF) == "tex" else "typst"


def names_of(recorded: Mapping[str, object], folder: Path, sheet: IssuedSheet) -> list[str]:
    """List the files of a sheet as the ledger has them; where it has none, as they stand on the disk."""
    if recorded:
        return list(recorded)
    places = (folder / place / sheet.folder for place in ("students", "instructor"))
    found = (path for place in places for path in place.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path.relative_to(folder).as_posix() for path in found)

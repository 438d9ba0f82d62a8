"""Lay out one student's sheet: issued places -> printed problems, answer key entries, files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.checker import AnswerKeyError, read_key
from problemgen.checker.seal import seal
from problemgen.checker.standalone import standalone
from problemgen.course.assignment import Assignment, seats
from problemgen.course.manifest import IssuedSheet
from problemgen.course.points import share_points
from problemgen.course.practice import Place, Pool, practice_box, rounds_of
from problemgen.document.figures import PICTURE_FILES, Drawn, drawn, picture_file
from problemgen.document.page import BUDGET, FORMAT, page
from problemgen.document.pdf import pdf
from problemgen.document.problem import Printer, blocks_of, problem, question, without_solutions
from problemgen.document.render import render
from problemgen.document.sheet import Safe, Sheet, SheetProblem
from problemgen.errors import Problem, ProblemgenError
from problemgen.figures.picture import Artist
from problemgen.responses.filled import NAME as ANSWER_FILE
from problemgen.responses.filled import blank_file
from problemgen.variant.answers import answers
from problemgen.variant.program import Program
from problemgen.variant.solution import Solved, Solver
from problemgen.variant.variant import Variant, variant

KEY_FORMAT = "problemgen-key/1"
FORMATS = ("md", "tex", "pdf", "check", "page", "answers")


@dataclass(frozen=True)
class Course:
    """What all sheets of an assignment share."""

    bank: Bank
    assignment: Assignment
    programs: Mapping[str, Program]
    formats: tuple[str, ...]
    overrides: tuple[Path, ...] = ()
    printers: dict[str, Printer] = field(default_factory=dict)
    solver: Solver = field(default_factory=Solver)
    artist: Artist = field(default_factory=Artist)
    pool: Pool | None = None  # what is kept for practice

    def printer(self, format: str) -> Printer:
        """Give the printer of a format, always the same one."""
        return self.printers.setdefault(format, Printer(format))


@dataclass(frozen=True)
class Laid:
    """One student's variants in the order of the sheet, with the points of each part."""

    student: str
    sheet: IssuedSheet
    solved: tuple[Solved, ...]
    points: tuple[Mapping[str, float], ...]
    pages: dict[str, tuple[SheetProblem, ...]] = field(default_factory=dict)  # printed problems by format
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)  # the answer key, open and sealed
    drawings: list[Drawn] = field(default_factory=list)  # the pictures of each problem
    pdfs: dict[str, bytes] = field(default_factory=dict)  # documents that TeX has set, by name
    sources: dict[str, str] = field(default_factory=dict)  # digests of what it made them from

    @property
    def variants(self) -> tuple[Variant, ...]:
        return tuple(each.variant for each in self.solved)


def lay_out(course: Course, student: str, sheet: IssuedSheet) -> Laid:
    """Make the variants of a student's sheet, with their solutions."""
    programs = [course.programs[each.template] for each in sheet.problems]
    variants = [variant(program, each.index) for program, each in zip(programs, sheet.problems, strict=True)]
    solved = tuple(course.solver.solved(program, each) for program, each in zip(programs, variants, strict=True))
    places = list(seats(course.assignment, student))
    points = tuple(share_points(each.template, seat.points) for each, seat in zip(variants, places, strict=True))
    return Laid(student, sheet, solved, points)


def answer_key(course: Course, laid: Laid) -> dict[str, Any]:
    """Make the answer key of a sheet as JSON-ready data (format problemgen-key/1), once for all files."""
    if "open" not in laid.keys:
        laid.keys["open"] = _answer_key(course, laid)
    return laid.keys["open"]


def _answer_key(course: Course, laid: Laid) -> dict[str, Any]:
    printer = course.printer("text")
    parts: dict[str, Any] = {}
    for number, (each, points) in enumerate(zip(laid.variants, laid.points, strict=True), 1):
        parts |= answers(each, number, points, lambda nodes, each=each: str(printer.text(nodes, each.values)))  # type: ignore[misc]
    title = f"{course.assignment.title}, sheet {laid.sheet.sheet}"
    return {"format": KEY_FORMAT, "title": title, "language": course.bank.language,
            "feedback": course.assignment.feedback, "parts": parts}  # fmt: skip


def pages(course: Course, laid: Laid, format: str) -> tuple[SheetProblem, ...]:
    """Print the problems of a sheet with their solutions; worksheet and key share the print."""
    if format not in laid.pages:
        printer = course.printer(format)
        numbered = enumerate(zip(laid.solved, laid.points, pictures(course, laid), strict=True), 1)
        laid.pages[format] = tuple(problem(printer, each, number, points, shown) for number, (each, points, shown) in numbered)
    return laid.pages[format]


def pictures(course: Course, laid: Laid) -> list[Drawn]:
    """Draw the pictures of a sheet, once for all its files."""
    if not laid.drawings:
        laid.drawings.extend(drawn(course.artist, each, number) for number, each in enumerate(laid.variants, 1))
    return laid.drawings


def document(course: Course, laid: Laid, format: str, key: bool) -> str:
    """Print the worksheet, or its key, in md, tex or typ."""
    printer = course.printer(format)
    problems = pages(course, laid, format)
    if not key:
        problems = tuple(without_solutions(each) for each in problems)
    return render("key" if key else "worksheet", format, _sheet(course, laid, printer, problems), course.overrides)


def _sheet(course: Course, laid: Laid, printer: Printer, problems: tuple[SheetProblem, ...]) -> Sheet:
    return Sheet(
        title=course.assignment.title, course=course.assignment.course, student_name=laid.sheet.name,
        student_id=laid.student, sheet_id=laid.sheet.sheet, problems=problems,
        conventions=_conventions(course, printer), language=course.bank.language,
    )  # fmt: skip


def selfcheck(course: Course, laid: Laid) -> bytes:
    """Make the self-check page of a sheet, with as many rounds of practice as fit."""
    printer = course.printer(FORMAT)
    numbered = enumerate(zip(laid.variants, laid.points, pictures(course, laid), strict=True), 1)
    asked = tuple(question(printer, each, number, points, shown) for number, (each, points, shown) in numbered)
    sheet = _sheet(course, laid, printer, asked)
    sealed = _sealed(course, laid)
    parts = {name: {**part, "ask": ""} for name, part in sealed["parts"].items()}  # the page asks already
    judging = {"language": course.bank.language, "feedback": course.assignment.feedback}
    data = {"sheet": laid.sheet.sheet, "judging": judging, "key": {**sealed, "parts": parts}}
    return page(sheet, data, lambda size: _practice(course, laid, BUDGET - size), course.overrides)


def _practice(course: Course, laid: Laid, room: int) -> str:
    """Give the largest box of practice variants that fits into the room, and one round of them at least."""
    if course.pool is None:
        return ""
    counted: Counter[str] = Counter()
    places = []
    for number, (each, points) in enumerate(zip(laid.sheet.problems, laid.points, strict=True), 1):
        places.append(Place(number, each.template, tuple(points.values()), counted[each.template]))
        counted[each.template] += 1
    box = ""
    for rounds in range(rounds_of(course.pool, places), 0, -1):
        box = practice_box(course.pool, tuple(places), rounds)
        if len(box) <= room:
            break
    return box


def _conventions(course: Course, printer: Printer) -> tuple[Safe, ...]:
    texts = (course.bank.conventions, course.assignment.instructions)
    return tuple(printer.text(block, {}) for text in texts for block in blocks_of(text))


Files = Iterator[tuple[str, bytes]]


def student_files(course: Course, laid: Laid) -> Files:
    """Yield what the student gets: names and contents, without an answer in the clear."""
    yield from _documents(course, laid, "worksheet")
    if "check" in course.formats:
        sealed = _sealed(course, laid)
        yield "check.py", standalone(sealed, sealed["title"]).encode()
    if "page" in course.formats:
        yield "selfcheck.html", selfcheck(course, laid)
    if "answers" in course.formats:
        yield ANSWER_FILE, answer_file(course, laid).encode()


def answer_file(course: Course, laid: Laid) -> str:
    """Make the blank file in which a student writes the answers, and which ``grade`` reads."""
    asked = {name: part["ask"] for name, part in answer_key(course, laid)["parts"].items()}
    return blank_file(course.assignment.title, laid.student, laid.sheet.sheet, asked)


def _sealed(course: Course, laid: Laid) -> dict[str, Any]:
    """Seal the answer key, once for all files of a student. Raises ProblemgenError where the checker cannot use it."""
    if "sealed" not in laid.keys:
        salt = digest(course.assignment.salt, course.assignment.id, laid.student, "seal")
        laid.keys["sealed"] = sealed_key(answer_key(course, laid), salt)
    return laid.keys["sealed"]


def sealed_key(key: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """Seal a key. Raises ProblemgenError where the checker cannot use it."""
    try:
        return seal(read_key(key), salt)
    except AnswerKeyError as error:
        raise ProblemgenError.of([Problem(f"the answer key cannot be used: {problem}") for problem in error.problems]) from error


def instructor_files(course: Course, laid: Laid) -> Files:
    """Yield what the instructor keeps about one student: the key as documents and as JSON."""
    yield from _documents(course, laid, "key")
    if "check" in course.formats:
        yield "key.json", (json.dumps(answer_key(course, laid), indent=1, ensure_ascii=False) + "\n").encode()


def _documents(course: Course, laid: Laid, name: str) -> Files:
    key = name == "key"
    makers: dict[str, Callable[[], bytes]] = {
        "md": lambda: document(course, laid, "md", key).encode(),
        "tex": lambda: document(course, laid, "tex", key).encode(),
        "pdf": lambda: laid.pdfs.get(name) or pdf(document(course, laid, "typ", key), f"{name}.typ"),
    }
    for format in course.formats:
        if format in makers:
            yield f"{name}.{format}", makers[format]()
        if format in PICTURE_FILES:
            for drawn in pictures(course, laid):
                yield from ((f"figures/{each}.{PICTURE_FILES[format]}", picture_file(picture, format))
                            for each, picture in drawn.files(key))  # fmt: skip

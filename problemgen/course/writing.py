"""Make the files of a few sheets, and write them or give them back: what every worker does, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.assignment import Assignment
from problemgen.course.edition import tex_version
from problemgen.course.ledger import Row, file_digest
from problemgen.course.order import Order, Practice, Sheets
from problemgen.course.overview import sheet_lines
from problemgen.course.practice import Pool
from problemgen.course.sheets import Course, Laid, document, instructor_files, lay_out, pictures, student_files
from problemgen.document.figures import picture_file
from problemgen.document.texrun import TexDocument, tex_pdfs
from problemgen.files import write_whole
from problemgen.variant.program import Program


@dataclass(frozen=True)
class Written:
    """One student's sheet: its line of the ledger, its lines of the overview, and a word on what was done instead of what
    was asked. ``contents`` holds the files where they were made for somebody else to write."""

    row: Row
    lines: str
    words: tuple[str, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()


Put = Callable[[str, bytes], None]  # takes a path below the assignment's folder, and a file's content


def course_of(order: Order, bank: Bank, assignment: Assignment, ready: Mapping[str, Program], practice: Practice) -> Course:
    """Gather what all sheets of an assignment share."""
    overrides = (order.templates,) if order.templates else ()
    there = {id: tuple(index for index in indices if index < ready[id].space.size)
             for id, indices in practice.items() if id in ready}  # fmt: skip
    pool = Pool(ready, there, digest(assignment.salt, assignment.id, "practice"), overrides)
    return Course(bank, assignment, ready, order.formats, overrides, pool=pool)


def write_sheets(course: Course, order: Order, sheets: Sheets, folder: Path) -> Iterator[Written]:
    """Write sheets below ``students/`` and ``instructor/``; a file that is there already is left alone."""
    yield from _made(course, order, sheets, lambda: lambda path, data: write_file(folder / path, data))


def give_sheets(course: Course, order: Order, sheets: Sheets) -> Iterator[Written]:
    """Make sheets for somebody else to write."""
    contents: list[tuple[str, bytes]] = []

    def put() -> Put:
        contents.clear()
        return lambda path, data: contents.append((path, data))

    for made in _made(course, order, sheets, put):
        yield replace(made, contents=tuple(contents))


def write_given(given: Written, folder: Path) -> Written:
    """Write what a worker elsewhere has made."""
    for path, data in given.contents:
        write_file(folder / path, data)
    return replace(given, contents=())


def write_file(path: Path, data: bytes) -> None:
    """Write a file, unless it is there already with this content."""
    if not _same(path, data):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _made(course: Course, order: Order, sheets: Sheets, start: Callable[[], Put]) -> Iterator[Written]:
    if order.pdf_engine == "tex" and "pdf" in order.formats:
        laid = [lay_out(course, student, issued) for student, issued in sheets]
        words = _set_by_tex(course, laid)
        while laid:  # what was written need not stay in memory
            each = laid.pop(0)
            yield _one(course, each, start(), words.get(each.student, ()))
        return
    for student, issued in sheets:
        yield _one(course, lay_out(course, student, issued), start(), ())


def _one(course: Course, laid: Laid, put: Put, words: tuple[str, ...]) -> Written:
    """Hand over one student's files."""
    marks, sources = {}, {}
    for files, place in ((student_files, "students"), (instructor_files, "instructor")):
        for name, data in files(course, laid):
            path = f"{place}/{laid.sheet.folder}/{name}"
            put(path, data)
            marks[path] = file_digest(data)
            if data is laid.pdfs.get(name.removesuffix(".pdf")):
                sources[path] = laid.sources[name.removesuffix(".pdf")]
    row = Row(laid.student, laid.sheet.version, laid.sheet.edition, marks, sources)
    return Written(row, sheet_lines(course, laid), words)


def _set_by_tex(course: Course, sheets: Sequence[Laid]) -> dict[str, tuple[str, ...]]:
    """Set all worksheets, then all keys, in one run of TeX each; say whose will be set by the embedded engine instead."""
    words: dict[str, tuple[str, ...]] = {}
    for name in ("worksheet", "key"):
        sources = [_for_tex(course, laid, name == "key") for laid in sheets]
        for laid, source, made in zip(sheets, sources, tex_pdfs(sources), strict=True):
            if isinstance(made, bytes):
                laid.pdfs[name] = made
                laid.sources[name] = _source(source)
            else:
                word = f"TeX cannot set the {name} of {laid.student} ({made}); its PDF comes from the embedded engine"
                words[laid.student] = (*words.get(laid.student, ()), word)
    return words


def _source(document: TexDocument) -> str:
    """Give the digest of all that the pages depend on which TeX makes of a document."""
    return digest(tex_version(), document.source, *(f"{name} {file_digest(data)}" for name, data in document.files))


def _for_tex(course: Course, laid: Laid, key: bool) -> TexDocument:
    shown = [each for drawn in pictures(course, laid) for each in drawn.files(key)]
    files = tuple((f"figures/{name}.pdf", picture_file(picture, "tex")) for name, picture in shown)
    return TexDocument(document(course, laid, "tex", key), files)

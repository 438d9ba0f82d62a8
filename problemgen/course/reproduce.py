"""Make a student's files again from the manifest, and say of each whether it is the same, or what has changed since."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from problemgen.cache import digest
from problemgen.course.again import Finder, drawn_texts
from problemgen.course.banks import programs
from problemgen.course.changes import fingerprint
from problemgen.course.edition import differences
from problemgen.course.kept import Kept, formats_of, names_of, open_kept, pdf_engine_of, seats_differ, sheet_of, version_of
from problemgen.course.ledger import NAME as LEDGER
from problemgen.course.ledger import Ledger, Mark, file_digest, refuse_older
from problemgen.course.manifest import Issued, IssuedSheet, Manifest
from problemgen.course.order import Order
from problemgen.course.writing import course_of, give_sheets
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.files import write_whole
from problemgen.variant.program import Program

IDENTICAL, DIFFERS, UNRECORDED, MISSING = "identical", "differs", "no digest was kept", "not made any more"
SAME_PAGES = "the same pages"  # by the same TeX from the same source; how much of a font is in it depends on other sheets
READABLE = (".md", ".tex", ".json")  # files whose lines can be compared
LINES = 12  # of a file that are shown
WIDTH = 160  # characters of a line that are shown

Recorded = Mapping[str, Mark]


@dataclass(frozen=True)
class Compared:
    """One file of the sheet: how it compares with what was issued, and lines that differ where the old file is still there."""

    name: str
    state: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reproduced:
    """A sheet that was made again."""

    student: str
    sheet: IssuedSheet
    folder: Path
    files: tuple[Compared, ...]
    problems: tuple[str, ...]  # what differs in the numbers and texts of problems
    causes: tuple[str, ...]  # what is no longer as it was
    touched: tuple[str, ...]  # files in the output folder that are no longer as they were issued

    @property
    def same(self) -> bool:
        """Tell whether every file is as it was issued."""
        return all(each.state in (IDENTICAL, SAME_PAGES) for each in self.files)


def reproduce(order: Order, student: str, version: int | None = None, out: Path | None = None) -> Reproduced:
    """Make a sheet again as it was issued, into a folder of its own. Raises ProblemgenError where it can't be made at all."""
    kept = open_kept(order)
    sheet = version_of(sheet_of(kept.manifest, student), version)
    recorded = _recorded(kept, student, sheet.version)
    kept = replace(kept, order=replace(kept.order, pdf_engine=pdf_engine_of(kept, recorded)))
    causes = _causes(kept, sheet, recorded)
    ready, sheet = _programs(kept, student, sheet, causes)
    target = out or kept.folder / "reproduced" / f"{sheet.folder}-v{sheet.version}"
    current = sheet.version == kept.manifest.students[student].version
    try:
        made = _made(kept, student, sheet, ready, recorded, target)
        files = tuple(_compared(name, made, recorded, kept.folder if current else None, target)
                      for name in dict.fromkeys([*made, *recorded]))  # fmt: skip
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; name another folder with --out",
                              Place(str(error.filename or target))) from error  # fmt: skip
    problems = tuple(_differing(sheet.problems, ready))
    touched = tuple(_touched(kept.folder, recorded)) if current else ()
    told = causes if problems or any(each.state not in (IDENTICAL, SAME_PAGES) for each in files) else ()
    return Reproduced(student, sheet, target, files, problems, told, touched)


def _recorded(kept: Kept, student: str, version: int) -> Recorded:
    try:
        with Ledger(kept.folder / "instructor" / LEDGER, writing=False) as ledger:
            refuse_older(kept.manifest, ledger)
            return ledger.last(student, version)
    except FileNotFoundError:  # built by an earlier version
        return {}


def _causes(kept: Kept, sheet: IssuedSheet, recorded: Recorded) -> tuple[str, ...]:
    """Say what is no longer as it was when the sheet and its files were made."""
    found = []
    if kept.manifest.salt_digest != digest(kept.assignment.salt)[:16]:
        found.append("the salt of the assignment was changed")
    now = kept.now()
    for n in dict.fromkeys([*(mark.edition for mark in recorded.values()), sheet.edition]):
        found += differences(kept.manifest.editions[n], now)
    return tuple(dict.fromkeys(found))


def _programs(
    kept: Kept, student: str, sheet: IssuedSheet, causes: tuple[str, ...]
) -> tuple[Mapping[str, Program], IssuedSheet]:
    """Compile the templates of a sheet, and find its variants where the bank has them now. Raises ProblemgenError, with what was
    changed, where it cannot be laid out any more."""
    wrong = []
    ready: dict[str, Program] = {}
    if differ := seats_differ(kept.assignment, student, sheet):
        wrong.append(Problem(differ))
    try:
        ready = programs(kept.bank, dict.fromkeys((*kept.templates(), *(each.template for each in sheet.problems))))
    except ProblemgenError as error:
        wrong += error.problems
    placed = replace(sheet, problems=tuple(_placed(each, ready.get(each.template)) for each in sheet.problems))
    wrong += [Problem(f"{each.template} has no variant {each.index} any more: {_values(each.values)}")
              for each in placed.problems
              if each.template in ready and each.index >= ready[each.template].space.size]  # fmt: skip
    if wrong:
        causes_told = [Problem(f"since then: {cause}") for cause in causes]
        raise ProblemgenError.of([Problem("this sheet cannot be made again from the bank as it is; restore what was changed"),
                                  *wrong, *causes_told])  # fmt: skip
    return ready, placed


def _placed(problem: Issued, program: Program | None) -> Issued:
    found = Finder(program).find(problem.values) if program else None
    return problem if found is None else replace(problem, index=found)


def _values(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _made(
    kept: Kept, student: str, sheet: IssuedSheet, ready: Mapping[str, Program], recorded: Recorded, target: Path
) -> dict[str, Mark]:
    """Write the files of a sheet below a folder; give the marks of each by the name that the ledger has for it."""
    names = names_of(recorded, kept.folder, sheet)
    order = replace(kept.order, formats=formats_of(names))
    course = course_of(order, kept.bank, kept.assignment, ready, _practice(kept.manifest, ready))
    found = {}
    (given,) = give_sheets(course, order, [(student, sheet)])
    for name, data in given.contents:
        path = target / _short(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        found[name] = Mark(file_digest(data), sheet.edition, given.row.sources.get(name, ""))
    return found


def _practice(manifest: Manifest, ready: Mapping[str, Program]) -> Mapping[str, tuple[int, ...]]:
    """Give the practice variants where the bank has them now, unless a build with a changed bank has found them already."""
    found = dict(manifest.practice)
    for id, printed in manifest.practised.items():
        if id in ready and len(printed) == len(found.get(id, ())):
            places = map(Finder(ready[id]).find, printed)
            found[id] = tuple(place for place in places if place is not None)
    return found


def _short(name: str) -> str:
    """Leave the student's folder out of a file's path."""
    place, _, rest = name.split("/", 2)
    return f"{place}/{rest}"


def _compared(name: str, made: Recorded, recorded: Recorded, issued: Path | None, target: Path) -> Compared:
    if name not in made:
        return Compared(name, MISSING)
    if name not in recorded:
        return Compared(name, UNRECORDED)
    if made[name].digest == recorded[name].digest:
        return Compared(name, IDENTICAL)
    if made[name].source and made[name].source == recorded[name].source:
        return Compared(name, SAME_PAGES)
    old = issued / name if issued is not None else None
    if old is None or not name.endswith(READABLE) or not old.is_file() or file_digest(old.read_bytes()) != recorded[name].digest:
        return Compared(name, DIFFERS)
    return Compared(name, DIFFERS, tuple(_lines(old, target / _short(name))))


def _lines(then: Path, now: Path) -> Iterator[str]:
    """Yield the lines that differ, the first ones: ``-`` as issued, ``+`` as made now."""
    old, new = (path.read_text("utf-8", "replace").splitlines() for path in (then, now))
    changed = [line for line in difflib.unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    yield from (line[:WIDTH] for line in changed[:LINES])
    if len(changed) > LINES:
        yield f"... and {len(changed) - LINES} lines more"


def _differing(problems: tuple[Issued, ...], ready: Mapping[str, Program]) -> Iterator[str]:
    """Say of each problem that would not be the same what is other: its drawn values, or what follows from them."""
    for number, each in enumerate(problems, 1):
        now = drawn_texts(ready[each.template], each.index)
        if now != each.values:
            names = [name for name in {**each.values, **now} if each.values.get(name) != now.get(name)]
            told = "; ".join(f"{name}: {each.values.get(name, 'nothing')} then, {now.get(name, 'nothing')} now" for name in names)
            yield f"{number} {each.template}: {told}"
        elif fingerprint(ready[each.template], each.index) != each.fingerprint:
            yield f"{number} {each.template}: the same values were drawn, but its text, its answers or their tolerances are other"


def _touched(folder: Path, recorded: Recorded) -> Iterator[str]:
    for name, mark in recorded.items():
        path = folder / name
        if not path.is_file() or file_digest(path.read_bytes()) != mark.digest:
            yield name

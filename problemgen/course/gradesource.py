"""Decide which key grades which problem: the bank's, or the issued one where the bank would print something else by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from problemgen.course.changes import fingerprint
from problemgen.course.gradekeys import KeyMaker, ProblemKey, issued_keys, worths
from problemgen.course.gradeplace import Seat
from problemgen.course.manifest import Issued, IssuedSheet, Manifest
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.exporters.ids import plain_name
from problemgen.responses.handed import Handed
from problemgen.variant.program import Program

KeyChoice = Literal["auto", "current", "issued"]
KEY_CHOICES: tuple[KeyChoice, ...] = ("auto", "current", "issued")


Numbers = frozenset[int]  # of the problems of a sheet


@dataclass(frozen=True)
class Source:
    """Where keys come from: made by ``maker``, or as issued, read from ``folder``.

    ``changed`` holds the problems, by student, that the bank would print differently by now.
    """

    maker: KeyMaker
    folder: Path  # of the instructor's files
    choice: KeyChoice
    changed: Mapping[str, Numbers]
    warnings: tuple[str, ...] = ()


def source_of(maker: KeyMaker, manifest: Manifest, folder: Path, choice: KeyChoice) -> Source:
    """Find what the bank would print differently by now, and decide. Raises ProblemgenError where nothing can grade it."""
    changed, gone, lacking, counts = {}, Counter[str](), Counter[str](), Counter[str]()
    for id, sheet in manifest.students.items():
        gone.update(issued.template for issued in sheet.problems if issued.template not in maker.programs)
        numbers = frozenset(_changed(maker.programs, sheet))
        if not numbers:
            continue
        changed[id] = numbers
        templates = [sheet.problems[n - 1].template for n in sorted(numbers)]
        counts.update(templates)
        if choice == "auto" and not (folder / sheet.folder / "key.json").is_file():
            lacking.update(templates)
    if choice == "current" and gone:
        raise ProblemgenError.of([Problem(f"{template} is not in the bank any more; {count} students have it: put it back, "
                                          "or grade with --key issued") for template, count in gone.items()])  # fmt: skip
    if lacking:
        raise ProblemgenError.of([Problem(each, Place(str(folder))) for each in _said(lacking, ADVICE)])
    if choice == "current":
        return Source(maker, folder, choice, changed, tuple(_said(counts, "graded with the bank as it is now")))
    said = list(_said(counts, "graded with the keys that were issued"))
    return Source(maker, folder, choice, changed, (*said, UNSOLVED) if said else ())


UNSOLVED = ("feedback on problems that were changed has neither their text nor a worked solution, since the bank would print "
            "others; put the old bank back and grade again, or take its formulas as they are now with --key current")  # fmt: skip
ADVICE = ("and no key.json was kept. Put the old bank back; or grade with --key current, which takes the printed numbers and "
          "the bank's formulas and tolerances as they are now")  # fmt: skip


def _changed(programs: Mapping[str, Program], sheet: IssuedSheet) -> Iterator[int]:
    """Yield the numbers of the problems that the bank would print differently by now."""
    for n, issued in enumerate(sheet.problems, 1):
        program = programs.get(issued.template)
        in_space = program is not None and 0 <= issued.index < program.space.size
        if program is None or not in_space or fingerprint(program, issued.index) != issued.fingerprint:
            yield n


def _said(counts: Counter[str], what: str) -> Iterator[str]:
    for template, count in sorted(counts.items()):
        yield f"{template} was changed after it was issued to {count} student{'' if count == 1 else 's'}: {what}"


def seats_of(source: Source, student: str, sheet: IssuedSheet) -> list[Seat]:
    """Make the keys of a student's sheet. Raises ProblemgenError."""
    points = worths(source.maker.assignment, student, sheet)
    changed = source.changed.get(student, frozenset())
    frozen = {"auto": changed, "current": frozenset(), "issued": frozenset(range(1, len(points) + 1))}[source.choice]
    issued = issued_keys(source.folder / sheet.folder / "key.json", sheet) if frozen else []
    return [_seat(source.maker, sheet, n, worth, issued[n - 1] if n in frozen else None, n in changed)
            for n, worth in enumerate(points, 1)]  # fmt: skip


def _seat(
    maker: KeyMaker, sheet: IssuedSheet, number: int, worth: float | None, frozen: ProblemKey | None, changed: bool
) -> Seat:
    issued = sheet.problems[number - 1]
    own = frozen or maker.current(issued, number, worth)
    if frozen and not changed:
        own = replace(frozen, variant=maker.current(issued, number, worth).variant)  # for the worked solution
    had = {each.index for past in sheet.earlier for each in past.problems if each.template == issued.template}
    before = frozenset(had - {each.index for each in sheet.problems if each.template == issued.template})
    return Seat(own, lambda handed: _other(maker, issued, number, worth, handed), before)


def _other(maker: KeyMaker, issued: Issued, number: int, worth: float | None, handed: Handed) -> ProblemKey | str | None:
    """Make the key of a variant that a course system dealt in place of the issued one; None where it is another problem's."""
    assert handed.variant is not None
    entry = next((entry.templates for entry in maker.assignment.entries if issued.template in entry.templates), ())
    templates = (issued.template, *entry)
    template = next((each for each in templates if plain_name(each) == handed.variant.template), None)
    if template is None or template not in maker.programs:
        return None
    if handed.variant.index >= maker.programs[template].space.size:
        return f"{template} has no variant {handed.variant.index}; was the bank changed since the export?"
    try:
        return maker.current(Issued(template, 0, handed.variant.index, "", {}), number, worth)
    except ProblemgenError as error:
        return error.problems[0].message

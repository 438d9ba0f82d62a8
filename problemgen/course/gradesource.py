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


@dataclass(frozen=True)
class Source:
    """Where keys come from: made by ``maker``, or read from ``folder`` for the problems (student, number) in ``frozen``."""

    maker: KeyMaker
    folder: Path  # of the instructor's files
    frozen: frozenset[tuple[str, int]]
    changed: frozenset[tuple[str, int]]
    warnings: tuple[str, ...] = ()


def source_of(maker: KeyMaker, manifest: Manifest, folder: Path, choice: KeyChoice) -> Source:
    """Find what the bank would print differently by now, and decide. Raises ProblemgenError where nothing can grade it."""
    changed = frozenset(_changed(maker.programs, manifest))
    everything = frozenset((id, n) for id, sheet in manifest.students.items() for n in range(1, len(sheet.problems) + 1))
    if choice == "issued":
        return Source(maker, folder, everything, changed)
    if choice == "current":
        gone = Counter(issued.template for issued in _issued(manifest) if issued.template not in maker.programs)
        if gone:
            raise ProblemgenError.of([Problem(f"{template} is not in the bank any more; {count} students have it: put it back, "
                                              "or grade with --key issued") for template, count in gone.items()])  # fmt: skip
        return Source(maker, folder, frozenset(), changed, tuple(_said(manifest, changed, "graded with the bank as it is now")))
    lacking = {(id, n) for id, n in changed if not (folder / manifest.students[id].folder / "key.json").is_file()}
    if lacking:
        raise ProblemgenError.of([Problem(each, Place(str(folder))) for each in _said(manifest, frozenset(lacking), ADVICE)])
    return Source(maker, folder, changed, changed, tuple(_said(manifest, changed, "graded with the keys that were issued")))


ADVICE = ("and no key.json was kept. Put the old bank back; or grade with --key current, which takes the printed numbers and "
          "the bank's formulas and tolerances as they are now")  # fmt: skip


def _issued(manifest: Manifest) -> Iterator[Issued]:
    for sheet in manifest.students.values():
        yield from sheet.problems


def _changed(programs: Mapping[str, Program], manifest: Manifest) -> Iterator[tuple[str, int]]:
    """Yield the problems, by student and number, that the bank would print differently by now."""
    for id, sheet in manifest.students.items():
        for n, issued in enumerate(sheet.problems, 1):
            program = programs.get(issued.template)
            in_space = program is not None and 0 <= issued.index < program.space.size
            if program is None or not in_space or fingerprint(program, issued.index) != issued.fingerprint:
                yield id, n


def _said(manifest: Manifest, changed: frozenset[tuple[str, int]], what: str) -> Iterator[str]:
    counts = Counter(manifest.students[id].problems[n - 1].template for id, n in changed)
    for template, count in sorted(counts.items()):
        yield f"{template} was changed after it was issued to {count} student{'' if count == 1 else 's'}: {what}"


def seats_of(source: Source, manifest: Manifest, student: str) -> list[Seat]:
    """Make the keys of a student's sheet. Raises ProblemgenError."""
    sheet = manifest.students[student]
    points = worths(source.maker.assignment, student, sheet)
    frozen: list[ProblemKey] = []
    if any((student, n) in source.frozen for n in range(1, len(sheet.problems) + 1)):
        frozen = issued_keys(source.folder / sheet.folder / "key.json", sheet)
    return [_seat(source, student, sheet, n, worth, frozen) for n, worth in enumerate(points, 1)]


def _seat(
    source: Source, student: str, sheet: IssuedSheet, number: int, worth: float | None, frozen: list[ProblemKey]
) -> Seat:
    issued = sheet.problems[number - 1]
    own = source.maker.current(issued, number, worth) if (student, number) not in source.frozen else frozen[number - 1]
    if (student, number) in source.frozen and (student, number) not in source.changed:
        own = replace(own, variant=source.maker.current(issued, number, worth).variant)  # for the worked solution
    had = {each.index for past in sheet.earlier for each in past.problems if each.template == issued.template}
    before = frozenset(had - {each.index for each in sheet.problems if each.template == issued.template})
    return Seat(own, lambda handed: _other(source.maker, issued, number, worth, handed), before)


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

"""Decide what everybody gets: assignment + students + what was issued before -> manifest. Writes nothing.

Some variants of each template are kept for practice: dealt after the students, so that they move nobody, and remembered, so
that nobody who joins later gets one. What a student had once and has no longer is never dealt again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from problemgen import __version__
from problemgen.bank.amount import si
from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.assignment import Assignment, seats
from problemgen.course.edition import UNRECORDED, Edition
from problemgen.course.manifest import Earlier, Issued, IssuedSheet, Manifest
from problemgen.course.roster import Student
from problemgen.errors import Problem, ProblemgenError
from problemgen.variant.deal import Dealer, in_dealing_order, shared
from problemgen.variant.program import Program, field_numbers, results

PRACTICE = 5  # variants of a template that are kept for practice, for each time it can stand on a sheet


@dataclass(frozen=True)
class Sharing:
    """A template that has fewer variants than were dealt: how many students share one at most."""

    template: str
    variants: int
    dealt: int
    most: int

    def __str__(self) -> str:
        return (f"{self.template}: {self.variants} variants for {self.dealt} students; "
                f"up to {self.most} students share one")  # fmt: skip


@dataclass(frozen=True)
class Issue:
    """The manifest of everybody, and what an instructor should know before releasing it."""

    manifest: Manifest
    sharing: tuple[Sharing, ...]
    new: int
    edition: int  # of what is made now, among the manifest's


def issue(
    bank: Bank, assignment: Assignment, students: Iterable[Student], programs: Mapping[str, Program], before: Manifest | None,
    edition: Edition = UNRECORDED,
) -> Issue:  # fmt: skip
    """Deal variants to students who have none yet; everybody else keeps theirs.

    Raises ProblemgenError where a changed bank, assignment or salt would change what was issued.
    """
    salt_digest = digest(assignment.salt)[:16]
    before = before or Manifest(assignment.id, bank.name, salt_digest, __version__, {})
    refuse_changes(bank, assignment, programs, before)
    editions, now = before.at(edition)
    spared = {id: _kept_for_practice(program, before) for id, program in programs.items()}
    dealers = dealers_of(assignment, programs, before, spared)
    kept = dict(before.students)
    listed = {student.id: student for student in students}
    waiting = [id for id in listed if id not in kept]
    for id in in_dealing_order(waiting, assignment.salt):
        kept[id] = _sheet(listed[id], assignment, dealers, None, now)
    for id, student in listed.items():
        kept[id] = _sheet(student, assignment, dealers, kept[id], now)
    wanted = practice_wanted(assignment)
    practice = dict(before.practice)
    practice |= {id: spared[id] or dealers[id].spare(wanted[id]) for id in wanted}
    manifest = Manifest(assignment.id, bank.name, salt_digest, __version__, kept, practice, editions)
    return Issue(manifest, _sharing(dealers), len(waiting), now)


def dealers_of(
    assignment: Assignment, programs: Mapping[str, Program], before: Manifest, practice: Mapping[str, tuple[int, ...]]
) -> dict[str, Dealer]:
    """Give the dealers of all templates: they know what is out, and keep back what is for practice and what was taken back."""
    barred = {id: set(practice.get(id, ())) for id in programs}
    uses: dict[str, Counter[int]] = {id: Counter() for id in programs}
    for sheet in before.students.values():
        for problem in sheet.problems:
            if problem.template in uses:
                uses[problem.template][problem.index] += 1
        for each in sheet.earlier:
            for problem in each.problems:
                barred.get(problem.template, set()).add(problem.index)
    return {id: Dealer(program, assignment.salt, uses[id], frozenset(barred[id])) for id, program in programs.items()}


def practice_wanted(assignment: Assignment) -> Counter[str]:
    """Count how many variants of each template are wanted for practice."""
    return Counter(id for entry in assignment.entries for id in entry.templates for _ in range(PRACTICE))


def _kept_for_practice(program: Program, before: Manifest) -> tuple[int, ...]:
    """Give the practice variants of before, as far as a changed bank still has them and nobody was issued one."""
    if not before.practice.get(program.template.id):
        return ()
    issued = {p.index for sheet in before.students.values() for p in sheet.every() if p.template == program.template.id}
    accepts = Dealer(program, "", Counter()).accepts
    indices = before.practice[program.template.id]
    return tuple(index for index in indices if 0 <= index < program.space.size and index not in issued and accepts(index))


def _sheet(
    student: Student, assignment: Assignment, dealers: Mapping[str, Dealer], kept: IssuedSheet | None, edition: int
) -> IssuedSheet:
    """Put a student's problems in the assignment's order: kept ones as they are, new ones dealt."""
    old = {(p.template, p.occurrence): p for p in kept.problems} if kept else {}
    problems = []
    for seat in seats(assignment, student.id):
        place = seat.template, seat.occurrence
        known = old.get(place) or (_given_back(dealers[seat.template], kept, place) if kept else None)
        problems.append(known or dealt(dealers[seat.template], student.id, seat.template, seat.occurrence))
    if kept is None:
        number = sheet_number(assignment, student.id, 1)
        return IssuedSheet(student.name, student.folder, number, tuple(problems), edition)
    named = replace(kept, name=student.name, folder=student.folder)
    if tuple(problems) == kept.problems:
        return named
    if set(old) <= {(p.template, p.occurrence) for p in problems}:
        return replace(named, problems=tuple(problems), edition=edition)
    return replaced(named, assignment, student.id, tuple(problems), edition, "the assignment was changed")


def replaced(
    sheet: IssuedSheet, assignment: Assignment, student: str, problems: tuple[Issued, ...], edition: int, reason: str
) -> IssuedSheet:
    """Give a student another sheet; what it replaces stays in its history."""
    past = Earlier(sheet.version, sheet.name, sheet.sheet, sheet.edition, reason, sheet.problems)
    version = sheet.version + 1
    return replace(sheet, sheet=sheet_number(assignment, student, version), problems=problems, edition=edition,
                   version=version, earlier=(*sheet.earlier, past))  # fmt: skip


def sheet_number(assignment: Assignment, student: str, version: int) -> str:
    """Give the number at the foot of a sheet."""
    return digest(assignment.salt, assignment.id, student, *([str(version)] if version > 1 else []))[:8]


def _given_back(dealer: Dealer, sheet: IssuedSheet, place: tuple[str, int]) -> Issued | None:
    """Find what a student had last at a place that their sheet lost when the assignment was changed, and has again."""
    for earlier in reversed(sheet.earlier):
        for problem in earlier.problems:
            if (problem.template, problem.occurrence) == place:
                again = _taken_over(problem, dealer.program)
                return problem if again == problem else None
    return None


def dealt(dealer: Dealer, student: str, template: str, occurrence: int) -> Issued:
    """Deal a student a variant of a template."""
    return issued_at(dealer.program, template, occurrence, dealer.deal(student, occurrence))


def issued_at(program: Program, template: str, occurrence: int, index: int) -> Issued:
    """Record the variant at an index, with what tells later whether it is still the same."""
    return Issued(template, occurrence, index, fingerprint(program, index), drawn_texts(program, index))


def drawn_texts(program: Program, index: int) -> dict[str, str]:
    """Give what was drawn, as text: rows by key, numbers as printed."""
    scenario, positions = program.space.at(index)
    texts = {name: row.key for name, row in scenario.rows.items()}
    for draw, grid, position in zip(program.template.numbers, scenario.grids, positions, strict=True):
        unit = "" if grid[position].unit == "1" else f" {grid[position].unit}"
        texts[draw.name] = f"{grid[position].number}{unit}"
    return texts


def fingerprint(program: Program, index: int) -> str:
    """Give a short hash of a variant's numbers, answers and wording; it changes when a student would see a change."""
    scenario, positions = program.space.at(index)
    drawn = [grid[position] for grid, position in zip(scenario.grids, positions, strict=True)]
    fields = field_numbers(program, scenario.rows) or ()
    found = results(program, (*program.constants, *fields, *map(si, drawn)))
    shown = [f"{name}={value:.9g}" for name, value in found.items() if value is not None]
    return digest(program.template.digest, repr(drawn_texts(program, index)), *shown)[:16]


def refuse_changes(bank: Bank, assignment: Assignment, programs: Mapping[str, Program], before: Manifest) -> None:
    """Raise ProblemgenError where a changed bank, assignment or salt would change what was issued."""
    problems: list[Problem] = []
    if (before.assignment, before.bank) != (assignment.id, bank.name):
        problems.append(Problem(f"this folder holds {before.bank}/{before.assignment}; build into another one with --out"))
    elif before.salt_digest != digest(assignment.salt)[:16]:
        advice = "put the old one back, or build with --out elsewhere"
        problems.append(Problem(f"the salt was changed after sheets were issued; {advice}"))
    else:
        changed = Counter(id for id in _changed(programs, before))
        problems += [Problem(f"{template} was changed after it was issued to {count} students: their numbers, answers or text "
                             "would change; undo the change, build with --out elsewhere, or accept it with --accept-changes")
                     for template, count in changed.items()]  # fmt: skip
    if problems:
        raise ProblemgenError.of(problems)


def _changed(programs: Mapping[str, Program], before: Manifest) -> Iterable[str]:
    for sheet in before.students.values():
        for problem in sheet.problems:
            program = programs.get(problem.template)
            if program is None:
                continue
            in_space = problem.index < program.space.size
            if not in_space or fingerprint(program, problem.index) != problem.fingerprint:
                yield problem.template


def accepting_changes(
    assignment: Assignment, programs: Mapping[str, Program], before: Manifest, edition: Edition = UNRECORDED
) -> Manifest:
    """Take changes over: everybody keeps their place where it still gives a good variant, and is dealt anew elsewhere."""
    editions, now = before.at(edition)
    students = {}
    for id, sheet in before.students.items():
        kept = tuple(p for problem in sheet.problems if (p := _taken_over(problem, programs.get(problem.template))))
        if len(kept) < len(sheet.problems):
            students[id] = replaced(sheet, assignment, id, kept, now, "the bank was changed")
        elif kept != sheet.problems:
            students[id] = replace(sheet, problems=kept, edition=now)
        else:
            students[id] = sheet
    return replace(before, students=students, editions=editions)


def _taken_over(problem: Issued, program: Program | None) -> Issued | None:
    if program is None:
        return problem
    if problem.index >= program.space.size or not Dealer(program, "", Counter()).accepts(problem.index):
        return None
    return issued_at(program, problem.template, problem.occurrence, problem.index)


def _sharing(dealers: Mapping[str, Dealer]) -> tuple[Sharing, ...]:
    return tuple(
        Sharing(id, len(dealer.uses), dealer.uses.total(), shared(dealer.uses))
        for id, dealer in dealers.items() if shared(dealer.uses) > 1
    )  # fmt: skip

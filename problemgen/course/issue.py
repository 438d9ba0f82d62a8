"""Decide what everybody gets: assignment + students + what was issued before -> manifest. Writes nothing.

Some variants of each template are kept for practice: dealt after the students, so that they move nobody, and remembered, so
that nobody who joins later gets one. What a student had once and has no longer is never dealt again. All of that is
remembered as it was printed, since a changed bank gives its places other numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from problemgen import __version__
from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.again import Finder, Values, drawn_texts, meant
from problemgen.course.apart import Printed
from problemgen.course.assignment import Assignment, seats
from problemgen.course.changes import found_again, issued_at, refuse_changes, refuse_other, refuse_other_problems, taken_over
from problemgen.course.edition import UNRECORDED, Edition
from problemgen.course.manifest import Earlier, Issued, IssuedSheet, Manifest
from problemgen.course.roster import Student
from problemgen.variant.deal import Dealer, in_dealing_order, shared
from problemgen.variant.program import Program

NOTHING: Printed = {}
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
    edition: Edition = UNRECORDED, accept_changes: bool = False, apart: Printed = NOTHING,
) -> Issue:  # fmt: skip
    """Deal variants to students who have none yet, and none of ``apart``; everybody else keeps theirs.

    Raises ProblemgenError where a changed bank or assignment would change what was issued, unless that is accepted.
    """
    before = before or Manifest(assignment.id, bank.name, digest(assignment.salt)[:16], __version__, {})
    refuse_other(bank, assignment, programs, before)
    finders = {id: Finder(program) for id, program in programs.items()}
    if not accept_changes:
        refuse_changes(programs, before)
    usable = taken_over(before, finders) if accept_changes else before
    editions, now = before.at(edition)
    practised = practised_values(before, finders)
    dealers = dealers_of(assignment, finders, usable, (practised, apart))
    sheets = _sheets(assignment, {student.id: student for student in students}, dealers, finders, (before, usable), now)
    if not accept_changes:
        refuse_other_problems(before.students, sheets)
    practice = dict(before.practice) | _practice(assignment, dealers, finders, (practised, apart), before)
    for id, indices in practice.items():
        if id in programs:
            known = practised.get(id, ())
            printed = (drawn_texts(programs[id], index) for index in indices)
            practised[id] = (*known, *(each for each in printed if each not in known))
    manifest = Manifest(assignment.id, bank.name, before.salt_digest, __version__, sheets, practice, editions, practised)
    return Issue(manifest, _sharing(dealers), len(sheets) - len(before.students), now)


def dealers_of(
    assignment: Assignment, finders: Mapping[str, Finder], before: Manifest, kept_back: Iterable[Printed]
) -> dict[str, Dealer]:
    """Give the dealers of all templates: they know what is out, and keep back what is to be kept back or was taken back."""
    kept = tuple(kept_back)
    barred = {id: finder.find_all(values for each in kept for values in each.get(id, ())) for id, finder in finders.items()}
    uses: dict[str, Counter[int]] = {id: Counter() for id in finders}
    for sheet in before.students.values():
        for problem in sheet.problems:
            if problem.template in uses:
                uses[problem.template][problem.index] += 1
        for each in sheet.earlier:
            for problem in each.problems:
                if problem.template in barred:
                    barred[problem.template] |= finders[problem.template].find_all([problem.values])
    return {id: Dealer(finder.program, assignment.salt, uses[id], frozenset(barred[id])) for id, finder in finders.items()}


def practice_wanted(assignment: Assignment) -> Counter[str]:
    """Count how many variants of each template are wanted for practice."""
    return Counter(id for entry in assignment.entries for id in entry.templates for _ in range(PRACTICE))


def practised_values(before: Manifest, finders: Mapping[str, Finder]) -> dict[str, tuple[Values, ...]]:
    """Give what was ever kept for practice, as it was printed; of a manifest that does not say, as the bank prints it now."""
    found = dict(before.practised)
    for id, indices in before.practice.items():
        if id not in found and id in finders:
            space = finders[id].program.space
            found[id] = tuple(drawn_texts(finders[id].program, index) for index in indices if index < space.size)
    return found


def _practice(
    assignment: Assignment, dealers: Mapping[str, Dealer], finders: Mapping[str, Finder],
    kept_back: tuple[Printed, Printed], before: Manifest,
) -> dict[str, tuple[int, ...]]:  # fmt: skip
    """Give the practice variants of before, as far as a changed bank still has them and nobody was issued one; else new ones."""
    practised, apart = kept_back
    had: dict[str, list[Values]] = {id: list(apart.get(id, ())) for id in finders}
    for sheet in before.students.values():
        for problem in sheet.every():
            had.get(problem.template, []).append(problem.values)
    given = {id: finders[id].find_all(values) for id, values in had.items()}
    found = {}
    for id, wanted in practice_wanted(assignment).items():
        places = dict.fromkeys(finders[id].find(values) for values in practised.get(id, ()))
        still = tuple(index for index in places if index is not None and index not in given[id] and dealers[id].accepts(index))
        found[id] = still[:wanted] or dealers[id].spare(wanted)
    return found


def _sheets(
    assignment: Assignment, listed: Mapping[str, Student], dealers: Mapping[str, Dealer], finders: Mapping[str, Finder],
    known: tuple[Manifest, Manifest], edition: int,
) -> dict[str, IssuedSheet]:  # fmt: skip
    """Give everybody their sheet: those who have none first, as they would have got one in any other build."""
    before, usable = known
    kept = dict(before.students)
    waiting = {id for id in listed if id not in kept}
    for id in sorted(in_dealing_order(listed, assignment.salt), key=lambda id: id not in waiting):
        student = listed[id]
        problems = _problems(student, assignment, dealers, finders, (before.students.get(id), usable.students.get(id)))
        if id in waiting:
            number = sheet_number(assignment, id, 1)
            kept[id] = IssuedSheet(student.name, student.folder, number, problems, edition)
        else:
            named = replace(kept[id], name=student.name)
            kept[id] = _renewed(named, assignment, id, problems, edition)
    for id in [id for id in before.students if id not in listed]:
        kept[id] = _renewed(kept[id], assignment, id, usable.students[id].problems, edition)
    return kept


def _problems(
    student: Student, assignment: Assignment, dealers: Mapping[str, Dealer], finders: Mapping[str, Finder],
    known: tuple[IssuedSheet | None, IssuedSheet | None],
) -> tuple[Issued, ...]:  # fmt: skip
    """Put a student's problems in the assignment's order: kept ones as they are, new ones dealt."""
    before, kept = known
    old = {(p.template, p.occurrence): p for p in kept.problems} if kept else {}
    lost = {(p.template, p.occurrence) for p in before.problems} if before else set()
    problems = []
    for seat in seats(assignment, student.id):
        place = seat.template, seat.occurrence
        mine = old.get(place)
        if mine is None and before and place not in lost:
            mine = found_again(before, place, finders[seat.template])
        problems.append(mine or dealt(dealers[seat.template], student.id, seat.template, seat.occurrence))
    return tuple(problems)


def _renewed(
    sheet: IssuedSheet, assignment: Assignment, student: str, problems: tuple[Issued, ...], edition: int
) -> IssuedSheet:
    """Give a sheet its problems of now; where a student's page would not begin as it did, that is another sheet."""
    if problems == sheet.problems:
        return sheet
    if _printed(problems)[: len(sheet.problems)] == _printed(sheet.problems):
        return replace(sheet, problems=problems, edition=edition)
    places = [(problem.template, problem.occurrence) for problem in problems]
    moved = places[: len(sheet.problems)] != [(problem.template, problem.occurrence) for problem in sheet.problems]
    return replaced(sheet, assignment, student, problems, edition, f"the {'assignment' if moved else 'bank'} was changed")


def _printed(problems: Iterable[Issued]) -> list[tuple[str, int, Mapping[str, object]]]:
    return [(problem.template, problem.occurrence, meant(problem.values)) for problem in problems]


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


def dealt(dealer: Dealer, student: str, template: str, occurrence: int) -> Issued:
    """Deal a student a variant of a template."""
    return issued_at(dealer.program, template, occurrence, dealer.deal(student, occurrence))


def _sharing(dealers: Mapping[str, Dealer]) -> tuple[Sharing, ...]:
    return tuple(
        Sharing(id, len(dealer.uses), dealer.uses.total(), shared(dealer.uses))
        for id, dealer in dealers.items() if shared(dealer.uses) > 1
    )  # fmt: skip

"""What a changed bank does to what was issued: told, and refused; or taken over, so that pages stay as they are where they can.

Reads the manifest of before and the compiled templates of now; makes records of what was issued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from problemgen.bank.amount import si
from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.again import Finder, drawn_texts
from problemgen.course.assignment import Assignment
from problemgen.course.manifest import Issued, IssuedSheet, Manifest
from problemgen.course.roster import named
from problemgen.errors import Problem, ProblemgenError
from problemgen.variant.deal import Dealer
from problemgen.variant.program import Program, field_numbers, results


def issued_at(program: Program, template: str, occurrence: int, index: int) -> Issued:
    """Record the variant at an index, with what tells later whether it is still the same."""
    return Issued(template, occurrence, index, fingerprint(program, index), drawn_texts(program, index))


def fingerprint(program: Program, index: int) -> str:
    """Give a short hash of a variant's numbers, answers and wording; it changes when a student would see a change."""
    scenario, positions = program.space.at(index)
    drawn = [grid[position] for grid, position in zip(scenario.grids, positions, strict=True)]
    fields = field_numbers(program, scenario.rows) or ()
    found = results(program, (*program.constants, *fields, *map(si, drawn)))
    shown = [f"{name}={value:.9g}" for name, value in found.items() if value is not None]
    return digest(program.template.digest, repr(drawn_texts(program, index)), *shown)[:16]


def refuse_other(bank: Bank, assignment: Assignment, programs: Mapping[str, Program], before: Manifest) -> None:
    """Raise ProblemgenError for the manifest of another assignment, of another bank, or under another salt.

    A bank may have got another name: it is the one of before where all that was issued is the same.
    """
    templates = {problem.template for sheet in before.students.values() for problem in sheet.problems}
    same = not templates or (templates & set(programs) and not any(_changed(programs, before)))
    if before.assignment != assignment.id or (before.bank != bank.name and not same):
        raise ProblemgenError(f"this folder holds {before.bank}/{before.assignment}, which is not {bank.name}/{assignment.id}; "
                              "build into another one with --out")  # fmt: skip
    if before.salt_digest != digest(assignment.salt)[:16]:
        advice = "put the old one back, or build with --out elsewhere"
        raise ProblemgenError(f"the salt was changed after sheets were issued; {advice}")


def refuse_changes(programs: Mapping[str, Program], before: Manifest) -> None:
    """Raise ProblemgenError where a changed bank would change what was issued."""
    changed = Counter(_changed(programs, before))
    if changed:
        raise ProblemgenError.of([
            Problem(f"{template} was changed after it was issued to {count} student{'' if count == 1 else 's'}: their numbers, "
                    "answers or text would change; undo the change, build with --out elsewhere, or accept it with "
                    "--accept-changes") for template, count in changed.items()])  # fmt: skip


def _changed(programs: Mapping[str, Program], before: Manifest) -> Iterable[str]:
    for sheet in before.students.values():
        for problem in sheet.problems:
            program = programs.get(problem.template)
            if program is None:
                continue
            in_space = problem.index < program.space.size
            if not in_space or fingerprint(program, problem.index) != problem.fingerprint:
                yield problem.template


def refuse_other_problems(before: Mapping[str, IssuedSheet], after: Mapping[str, IssuedSheet]) -> None:
    """Raise ProblemgenError where a changed assignment takes a problem off a sheet, or gives it another number."""
    changed = [id for id, sheet in before.items() if after[id].version != sheet.version]
    if changed:
        then, now = (", ".join(p.template for p in sheets[changed[0]].problems) for sheets in (before, after))
        raise ProblemgenError(f"{named(changed)} would get a sheet with other problems, or in another order: {then} then, "
                              f"{now} now; undo the change, build with --out elsewhere, or accept it with --accept-changes: "
                              "then they need their new sheets")  # fmt: skip


def taken_over(before: Manifest, finders: Mapping[str, Finder]) -> Manifest:
    """Leave out what a changed bank cannot print again; the rest has the places and answers of now."""
    students = {}
    for id, sheet in before.students.items():
        found = (_found(problem, finders.get(problem.template)) for problem in sheet.problems)
        students[id] = replace(sheet, problems=tuple(problem for problem in found if problem))
    return replace(before, students=students)


def _found(problem: Issued, finder: Finder | None) -> Issued | None:
    """Record a problem as the bank prints it now; None where it does not print the same values, or refuses them."""
    if finder is None:
        return problem
    index = finder.find(problem.values)
    if index is None or not Dealer(finder.program, "", Counter()).accepts(index):
        return None
    return issued_at(finder.program, problem.template, problem.occurrence, index)


def found_again(sheet: IssuedSheet, place: tuple[str, int], finder: Finder) -> Issued | None:
    """Find what a student had last at a place that their sheet lost when the assignment was changed, and has again."""
    for earlier in reversed(sheet.earlier):
        for problem in earlier.problems:
            if (problem.template, problem.occurrence) == place:
                return _found(problem, finder)
    return None

"""An assignment: which templates make a sheet, for how many points, under which salt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from problemgen.bank import schema
from problemgen.bank.bank import Bank
from problemgen.bank.inside import inside
from problemgen.bank.validate import Problems, validate
from problemgen.bank.yamlfile import read_yaml
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.frozen import frozen
from problemgen.markup.nodes import Prose
from problemgen.markup.prose import parse_prose
from problemgen.variant.deal import draw

MAX_SEATS = 200  # problems on a sheet


@frozen
class Entry:
    """Places on a sheet: ``pick`` of these templates (all of one, usually)."""

    templates: tuple[str, ...]
    pick: int
    points: float | None


@frozen
class Assignment:
    """A checked assignment."""

    id: str
    title: str
    course: str
    instructions: Prose
    entries: tuple[Entry, ...]
    salt: str
    roster: Path | None
    feedback: str
    apart_from: tuple[str, ...] = ()  # assignments whose variants are not dealt in this one

    def templates(self) -> tuple[str, ...]:
        """List every template that may stand on a sheet, each once."""
        return tuple(dict.fromkeys(id for entry in self.entries for id in entry.templates))


@frozen
class Seat:
    """One problem on one student's sheet, before its variant is dealt; ``occurrence`` counts the same template."""

    template: str
    occurrence: int
    points: float | None


def load_assignment(bank: Bank, id: str) -> Assignment:
    """Read and check an assignment of a bank. Raises ProblemgenError with every problem found."""
    if id not in bank.assignments:
        raise ProblemgenError(unknown("assignment", id, bank.assignments), Place(str(bank.folder)))
    path = bank.assignments[id]
    file = read_yaml(path)
    model = validate(schema.AssignmentModel, file.data, file.place)
    problems = Problems()
    entries = []
    for n, each in enumerate(model.problems):
        choice = schema.ProblemChoice(template=each) if isinstance(each, str) else each
        with problems.at(file.place("problems", n)):
            entries.append(_entry(choice, model.points, bank))
    instructions: Prose = ()
    with problems.at(file.place("instructions")):
        instructions = parse_prose(model.instructions, file.place("instructions"))
    if sum(entry.pick for entry in entries) > MAX_SEATS:
        problems.add(f"more than {MAX_SEATS} problems on a sheet; make two assignments of it", file.place("problems"))
    if model.roster and not inside(bank.folder, path.parent / model.roster):
        problems.add("the class list of an assignment stands in its bank; name another one with --roster", file.place("roster"))
    for n, other in enumerate(model.apart_from):
        if other not in bank.assignments or other == id:
            problems.add(unknown("other assignment", other, {*bank.assignments} - {id}), file.place("apart_from", n))
    problems.raise_all()
    roster = path.parent / model.roster if model.roster else None
    return Assignment(id, model.title, model.course, instructions, tuple(entries), model.salt, roster, model.feedback,
                      tuple(model.apart_from))  # fmt: skip


def _entry(choice: schema.ProblemChoice, points: float | None, bank: Bank) -> Entry:
    if (choice.template is None) == (not choice.of):
        raise LookupError("name one `template`, or the templates to pick from with `of`")
    templates = tuple(choice.of) if choice.template is None else (choice.template,)
    for template in templates:
        if template not in bank.templates:
            raise LookupError(unknown("template", template, bank.templates))
    pick = choice.pick or 1
    if pick > len(templates):
        raise LookupError(f"{pick} templates are to be picked, but only {len(templates)} are named")
    return Entry(templates, pick, choice.points if choice.points is not None else points)


def seats(assignment: Assignment, student: str) -> Iterator[Seat]:
    """Yield the problems of a student's sheet; which ones are picked depends on the student and the entry alone."""
    seen: dict[str, int] = {}
    for entry in assignment.entries:
        for template in _picked(assignment, entry, student):
            yield Seat(template, seen.get(template, 0), entry.points)
            seen[template] = seen.get(template, 0) + 1


def _picked(assignment: Assignment, entry: Entry, student: str) -> tuple[str, ...]:
    if entry.pick == len(entry.templates):
        return entry.templates
    order = sorted(entry.templates, key=lambda template: draw(assignment.salt, "pick", student, template))
    chosen = set(order[: entry.pick])
    return tuple(template for template in entry.templates if template in chosen)

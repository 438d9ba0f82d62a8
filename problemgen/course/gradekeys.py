"""The key of each problem that a student got: made anew from the bank, or the one that was issued with the sheet.

Each variant is made once, and only the last few are kept: memory does not grow with the class.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from problemgen.bank.amount import read_amount
from problemgen.bank.bank import Bank
from problemgen.bank.template import LABELS
from problemgen.checker import AnswerKeyError, read_key
from problemgen.checker.key import AnswerKey
from problemgen.course.again import drawn_texts
from problemgen.course.assignment import Assignment, seats
from problemgen.course.manifest import Issued, IssuedSheet
from problemgen.course.points import share_points
from problemgen.course.sheets import KEY_FORMAT
from problemgen.document.problem import Printer
from problemgen.errors import Place, ProblemgenError
from problemgen.maths.units import UnitError
from problemgen.variant.answers import answers, part_name
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant, from_values, variant

KEPT = 1_000  # variants that are kept for the next student with the same


@dataclass(frozen=True)
class ProblemKey:
    """The key of one problem; ``names`` maps the letter of a part to its name on the sheet, in order.

    ``variant`` is None where the key is the issued one and the bank does not have the variant any more.
    """

    template: str
    index: int
    names: Mapping[str, str]
    points: Mapping[str, float]
    key: AnswerKey
    variant: Variant | None


@dataclass
class KeyMaker:
    """Makes keys from a bank; keeps the last ones."""

    bank: Bank
    assignment: Assignment
    programs: Mapping[str, Program]
    printer: Printer = field(default_factory=lambda: Printer("text"))
    kept: OrderedDict[tuple[Any, ...], ProblemKey] = field(default_factory=OrderedDict)

    def current(self, issued: Issued, number: int, worth: float | None) -> ProblemKey:
        """Make the key of a problem from the bank as it is now. Raises ProblemgenError."""
        program = self.programs[issued.template]
        place = (issued.template, issued.index, number, worth, *issued.values.values())
        if place not in self.kept:
            self.kept[place] = self._made(remade(program, issued), number, worth)
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        self.kept.move_to_end(place)
        return self.kept[place]

    def _made(self, made: Variant, number: int, worth: float | None) -> ProblemKey:
        points = share_points(made.template, worth)
        entries = answers(made, number, points, lambda nodes: str(self.printer.text(nodes, made.values)))
        key = _read({"format": KEY_FORMAT, "title": made.template.title, "language": self.bank.language, "parts": entries})
        names = {part.label: part_name(number, part.label, len(made.template.parts)) for part in made.template.parts}
        return ProblemKey(made.template.id, made.index or 0, names, points, key, made)


def remade(program: Program, issued: Issued) -> Variant:
    """Make the variant that was issued: at its place, or where the bank's places changed from the values on the sheet.

    Raises ProblemgenError where the bank cannot make it any more.
    """
    try:
        if not issued.values or drawn_texts(program, issued.index) == dict(issued.values):
            return variant(program, issued.index)
    except IndexError:
        pass
    try:
        rows = {draw.name: draw.table.rows[issued.values[draw.name]] for draw in program.template.rows}
        drawn = {draw.name: read_amount(issued.values[draw.name]) for draw in program.template.numbers}
        made = from_values(program, rows, drawn, issued.index)
    except (KeyError, UnitError) as error:
        raise _cannot(issued, f"{error}") from error
    if made is None:
        raise _cannot(issued, "a formula has no value for them")
    return made


def _cannot(issued: Issued, why: str) -> ProblemgenError:
    return ProblemgenError(f"{issued.template}: the bank cannot make variant {issued.index} with its printed values any more "
                           f"({why}); grade with --key issued, or put the old bank back")  # fmt: skip


def _read(data: Mapping[str, Any], place: str = "") -> AnswerKey:
    try:
        return read_key(data)
    except AnswerKeyError as error:
        problem = error.problems[0]
        raise ProblemgenError(f"the answer key cannot be used: {problem}", Place(place) if place else None) from error


def worths(assignment: Assignment, student: str, sheet: IssuedSheet) -> list[float | None]:
    """Give the points of each problem of a sheet, by the assignment as it is now."""
    seated = {(seat.template, seat.occurrence): seat.points for seat in seats(assignment, student)}
    by_entry = {template: entry.points for entry in reversed(assignment.entries) for template in entry.templates}
    return [seated.get((each.template, each.occurrence), by_entry.get(each.template)) for each in sheet.problems]


def issued_keys(path: Path, sheet: IssuedSheet) -> list[ProblemKey]:
    """Read the key that was issued with a sheet, problem by problem. Raises ProblemgenError."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        message = f"the issued key cannot be read ({error}); restore it, or grade with --key current"
        raise ProblemgenError(message, Place(str(path))) from error
    whole = _read({**data, "feedback": "full"} if isinstance(data, dict) else data, str(path))
    found = [_issued(whole, issued, number) for number, issued in enumerate(sheet.problems, 1)]
    if sum(len(each.names) for each in found) != len(whole.parts):
        raise ProblemgenError("the issued key does not have the problems that the manifest has; restore it from a backup",
                              Place(str(path)))  # fmt: skip
    return found


def _issued(whole: AnswerKey, issued: Issued, number: int) -> ProblemKey:
    own = {name: part for name, part in whole.parts.items() if name.rstrip(LABELS) == str(number)}
    names = {name.lstrip("0123456789") or LABELS[0]: name for name in own}
    points = {label: own[name].common.points for label, name in names.items()}
    return ProblemKey(issued.template, issued.index, names, points, replace(whole, parts=own), None)


def labels_of(keys: Sequence[ProblemKey]) -> dict[str, tuple[int, str]]:
    """Find the problem and the letter of each part of a sheet by its name."""
    return {name: (n, label) for n, key in enumerate(keys) for label, name in key.names.items()}

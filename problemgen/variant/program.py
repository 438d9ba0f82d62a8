"""A template's formulas as fast functions: from the numbers of a variant to everything that depends on them.

``acceptable`` decides by numbers alone whether a variant may be issued; counting a space calls nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from problemgen.bank.amount import si
from problemgen.bank.figure import numbers_of
from problemgen.bank.tables import NumberCell
from problemgen.bank.template import ChoicesAnswer, DecisionAnswer, NumberAnswer, Part, RankingAnswer, Template
from problemgen.errors import ProblemgenError
from problemgen.maths.compiled import Conflict, Function, Line, compile_gate, compile_lines
from problemgen.maths.numbers import exact
from problemgen.maths.tree import Binary, Call, Compare, Logic, Name, Node, Number
from problemgen.variant.space import Rows, Scenario, Space, cell_at, space

TOUCHING = "1.000001"  # windows that meet but for rounding do meet
ROUNDED_UP = "2.5"  # the checker rounds half an interval up to 1, 2 or 5 for the windows of mistakes
SAME = 1e-9  # two values closer than this (relative) are one value


@dataclass(frozen=True)
class Program:
    """The compiled template: ``inputs`` name the numbers that go in, ``lines`` the values that come out."""

    template: Template
    space: Space
    inputs: tuple[str, ...]
    lines: tuple[str, ...]
    values: Function
    accepts: Callable[[Sequence[float]], bool]
    constants: tuple[float, ...]
    grids: dict[int, tuple[float, ...]] = field(default_factory=dict)  # in SI, by the identity of the space's own


def program(template: Template) -> Program:
    """Compile a template. Raises ProblemgenError where its space is empty."""
    laid_out = space(template)
    _check_fields(template, laid_out)
    fixed = {name: each.value for name, each in template.bank.symbols.items() if each.value is not None}
    inputs = (*fixed, *template.fields, *(draw.name for draw in template.numbers))
    lines, conflicts = program_lines(template)
    derived = lines[: len(template.derived)]
    return Program(
        template=template, space=laid_out, inputs=inputs, lines=tuple(line.name for line in lines),
        values=compile_lines(inputs, lines), accepts=compile_gate(inputs, derived, template.require, conflicts),
        constants=tuple(float(value) for value in fixed.values()),
    )  # fmt: skip


def program_lines(template: Template) -> tuple[list[Line], list[Conflict]]:
    """List the values to compute, the derived ones first, those of figures last, and what no variant may have."""
    derived = [Line(each.name, each.formula) for each in template.derived]
    lines = [*derived, *(line for part in template.parts for line in _part_lines(part))]
    lines += [Line(number.line, number.formula) for figure in template.figures for number in numbers_of(figure)]
    return lines, [node for part in template.parts for node in _conflicts(part)]


def _check_fields(template: Template, space: Space) -> None:
    """A number that formulas use is one number: a range must be drawn first."""
    for name, path in template.fields.items():
        for scenario in space.scenarios:
            cell = cell_at(template.bank, scenario.rows, path)
            if isinstance(cell, NumberCell) and not cell.fixed:
                message = f"{path} is a range in some rows; draw a number from it with {{range: {path}, digits: 2}}"
                raise ProblemgenError(message, template.file.place("let", name))


def line_of(part: Part, *rest: object) -> str:
    """Name the line that holds a part's condition or wrong value."""
    return " ".join(map(str, (part.label, *rest)))


def _part_lines(part: Part) -> Iterator[Line]:
    answer = part.answer
    if isinstance(answer, ChoicesAnswer):
        yield from (Line(line_of(part, n), choice.right) for n, choice in enumerate(answer.choices))
    if isinstance(answer, DecisionAnswer):
        yield from (Line(line_of(part, n), node) for n, node in enumerate(answer.explained.conditions))
    if isinstance(answer, NumberAnswer):
        yield from (Line(line_of(part, "reach", n), node) for n, node in enumerate(_reaches(answer)))
    if isinstance(answer, RankingAnswer):
        yield from (Line(line_of(part, name), node) for name, node in answer.values.items())
    for way in part.wrong:
        if way.formula is not None and isinstance(answer, NumberAnswer):
            yield Line(line_of(part, way.code), way.formula)
        yield from (Line(line_of(part, way.code, n), node) for n, node in enumerate(way.conditions))
    for k, explained in enumerate(part.explain):
        yield from (Line(line_of(part, "explain", k, n), node) for n, node in enumerate(explained.conditions))


def _conflicts(part: Part) -> Iterator[Conflict]:
    """A variant is refused where the window of a wrong value touches the window of the right one."""
    if isinstance(part.answer, NumberAnswer):
        right = Line(line_of(part, "right"), _in_unit(Name(part.answer.quantity), part.answer))
        half = Line(line_of(part, "half"), _right_half(Name(right.name), part.answer))
        for way in part.wrong:
            if way.formula is not None:
                yield _touching(part, way.formula, part.answer, (right, half))
    elif isinstance(part.answer, RankingAnswer):
        for one, other in itertools.combinations(part.answer.values.values(), 2):
            distance = Call("abs", (Binary("-", one, other),))
            yield Conflict((), Compare("<=", distance, Number(exact(part.answer.apart))))
    elif isinstance(part.answer, ChoicesAnswer):
        rights = [choice.right for choice in part.answer.choices]
        count = rights[0]
        for right_one in rights[1:]:
            count = Binary("+", count, right_one)
        yield Conflict((), Compare("<" if part.answer.several else "!=", count, Number("1")))


def _touching(part: Part, formula: Node, answer: NumberAnswer, right: tuple[Line, Line]) -> Conflict:
    """The windows meet, and the two values are not one and the same (a mistake that changes nothing is no conflict)."""
    wrong = Line(line_of(part, "wrong"), _in_unit(formula, answer))
    distance = Line(line_of(part, "distance"), Call("abs", (Binary("-", Name(right[0].name), Name(wrong.name)),)))
    half = Binary("*", Number(ROUNDED_UP), Name(right[1].name)) if answer.moved else _half_width(Name(wrong.name), answer)
    widths = Binary("+", Name(right[1].name), half)
    scale = Call("max", (Call("abs", (Name(right[0].name),)), Call("abs", (Name(wrong.name),))))
    other = Compare(">", Name(distance.name), Binary("*", Number(exact(SAME)), scale))
    near = Compare("<=", Name(distance.name), Binary("*", widths, Number(TOUCHING)))
    meets = Logic("and", (near, other))
    return Conflict((*right, wrong, distance), meets)


def _in_unit(node: Node, answer: NumberAnswer) -> Node:
    of = answer.style.unit
    shifted = Binary("-", node, Number(exact(of.offset))) if of.offset else node
    return Binary("*", shifted, Number(exact(1 / of.factor)))


def _right_half(right: Node, answer: NumberAnswer) -> Node:
    half = _half_width(right, answer)
    for reach in _reaches(answer):
        half = Call("max", (half, Binary("*", reach, Number(exact(1 / answer.style.unit.factor)))))
    return half


def _reaches(answer: NumberAnswer) -> Iterator[Node]:
    """How far a changed input moves the answer, in SI."""
    for moved in answer.moved:
        yield Call("abs", (Binary("-", moved, Name(answer.quantity)),))


def _half_width(node: Node, answer: NumberAnswer) -> Node:
    absolute = Number(exact(answer.absolute))
    if not answer.relative:
        return absolute
    share = Binary("*", Number(exact(answer.relative)), Call("abs", (node,)))
    return Call("max", (share, absolute)) if answer.absolute else share


def half_width(value: float, answer: NumberAnswer) -> float:
    """Give half the window around a value, in the answer's unit: the larger of the two tolerances."""
    return max(answer.relative * abs(value), answer.absolute)


def acceptable(program: Program, numbers: Sequence[float]) -> bool:
    """Tell whether a variant with these input numbers may be issued."""
    return program.accepts(numbers)


def field_numbers(program: Program, rows: Rows) -> tuple[float, ...] | None:
    """Give the SI values of the table fields that formulas use; None where a row lacks one or holds a range."""
    values = []
    for path in program.template.fields.values():
        cell = cell_at(program.template.bank, rows, path)
        if not isinstance(cell, NumberCell) or not cell.fixed:
            return None
        values.append(cell.unit.to_si(cell.low))
    return tuple(values)


ScenarioNumbers = tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]


def scenario_numbers(program: Program, scenario: Scenario) -> ScenarioNumbers | None:
    """Give a scenario's fixed input numbers, and the SI values of each of its grids."""
    fields = field_numbers(program, scenario.rows)
    if fields is None:
        return None
    for grid in scenario.grids:  # many scenarios share a grid
        if id(grid) not in program.grids:
            program.grids[id(grid)] = tuple(map(si, grid))
    return (*program.constants, *fields), tuple(program.grids[id(grid)] for grid in scenario.grids)


def results(program: Program, numbers: Sequence[float]) -> Mapping[str, float | None]:
    """Give every derived value, wrong value and condition of a variant by the name of its line."""
    return dict(zip(program.lines, program.values(numbers), strict=True))



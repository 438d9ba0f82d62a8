"""The worked solutions of a variant, part by part: what was derived for an earlier part is not derived again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal

from problemgen.bank.template import ChoicesAnswer, DecisionAnswer, Derived, NumberAnswer, Part, RankingAnswer, Style, Template
from problemgen.frozen import frozen
from problemgen.markup.nodes import Prose, slot_names
from problemgen.maths.compiled import Function, Line, compile_lines
from problemgen.maths.numbers import Printed, number_text
from problemgen.maths.tree import Negate, Number, names
from problemgen.maths.units import Unit, unit
from problemgen.variant.program import Program
from problemgen.variant.steps import Names, Result, StepValue, plan
from problemgen.variant.variant import Value, Variant, printed


@frozen
class PartSolution:
    """A part's solution with slots, and the function that gives the numbers in it."""

    text: Prose
    values: tuple[StepValue, ...]
    results: tuple[Result, ...]
    compute: Function


@frozen
class Solutions:
    """The planned solutions of a template for values in certain units; ``inputs`` name what ``compute`` takes."""

    inputs: tuple[str, ...]
    parts: Mapping[str, PartSolution]


def solutions(program: Program, units: Mapping[str, Unit]) -> Solutions:
    """Plan the solutions of all parts of a template for values printed in these units."""
    template = program.template
    derived = frozenset(each.name for each in template.derived)
    fixed = frozenset(each.name for each in template.derived if is_fixed(each))
    known = Names(template.maths, template.styles, units, template.bank.symbols, derived, fixed)
    inputs = (*program.inputs, *(each.name for each in template.derived))
    shown: set[str] = set()
    parts = {}
    for part in template.parts:
        plans = [plan(derived, known, style, f"step {part.label}") for derived, style in _to_derive(template, part, shown)]
        text = (*part.solution, *(block for each in plans for block in each.text))
        values = tuple(value for each in plans for value in each.values)
        results = tuple(result for each in plans for result in each.results)
        compute = compile_lines(inputs, [Line(value.slot, value.formula) for value in values])
        parts[part.label] = PartSolution(text, values, results, compute)
    return Solutions(inputs, parts)


def _to_derive(template: Template, part: Part, shown: set[str]) -> Iterator[tuple[Derived, Style]]:
    """Yield what a part's solution derives, in order; ``shown`` remembers it for the parts that follow."""
    answer = part.answer
    asked = answer.quantity if isinstance(answer, NumberAnswer) else None
    wanted = [asked] if asked else []
    for explained in [*part.explain, *([answer.explained] if isinstance(answer, DecisionAnswer) else [])]:
        wanted += [name for condition in explained.conditions for name in names(condition)]
        wanted += [name for words in explained.because for name in slot_names(words)]
    if isinstance(answer, ChoicesAnswer):
        wanted += [name for choice in answer.choices for name in names(choice.right)]
    if isinstance(answer, RankingAnswer):
        wanted += [name for node in answer.values.values() for name in names(node)]
    for derived in _closure(template, wanted):
        style = answer.style if isinstance(answer, NumberAnswer) and derived.name == asked else derived.style
        if derived.name not in shown and not is_fixed(derived):
            shown.add(derived.name)
            yield derived, style


def is_fixed(derived: Derived) -> bool:
    """Tell whether a derived value is only a number that is given; it needs no derivation."""
    formula = derived.formula.operand if isinstance(derived.formula, Negate) else derived.formula
    return derived.relation is None and isinstance(formula, Number)


def _closure(template: Template, wanted: list[str]) -> list[Derived]:
    """List the derived values that these names rest on, each after those it needs."""
    needed: set[str] = set(wanted)
    for derived in reversed(template.derived):
        if derived.name in needed:
            needed.update(names(derived.formula))
    return [derived for derived in template.derived if derived.name in needed]


@frozen
class Solved:
    """A variant with its solutions: ``values`` fill every slot of its texts and of the solutions."""

    variant: Variant
    solutions: Solutions
    values: Mapping[str, Value]


@frozen
class Solver:
    """Solves variants; keeps the planned solutions of every template."""

    plans: dict[tuple[str, tuple[str, ...]], Solutions] = field(default_factory=dict)

    def solved(self, program: Program, variant: Variant) -> Solved:
        """Give a variant with its worked solutions, planned for the units in which its values are printed."""
        units = units_of(variant)
        key = (variant.template.id, tuple(of.text for of in units.values()))
        if key not in self.plans:
            self.plans[key] = solutions(program, units)
        planned = self.plans[key]
        return Solved(variant, planned, {**variant.values, **step_values(planned, variant)})


def units_of(variant: Variant) -> dict[str, Unit]:
    """Give the unit of every number of a variant as printed."""
    return {name: unit(value.unit) for name, value in variant.values.items() if isinstance(value, Printed)}


def step_values(solutions: Solutions, variant: Variant) -> dict[str, Value]:
    """Compute and print every number of a variant's solutions."""
    numbers = [variant.numbers[name] or 0.0 for name in solutions.inputs]
    found: dict[str, Value] = {}
    for part in solutions.parts.values():
        for value, number in zip(part.values, part.compute(numbers), strict=True):
            found[value.slot] = shown_value(value, number or 0.0)
        found |= result_lines(part.results, found)
    return found


def result_lines(results: Iterable[Result], shown: Mapping[str, Value]) -> dict[str, Value]:
    """Choose how each result is shown: rounding is only told where it changed the number."""
    lines: dict[str, Value] = {}
    for each in results:
        full, rounded = shown[each.full], shown[each.rounded]
        same = isinstance(full, Printed) and isinstance(rounded, Printed) and Decimal(full.number) == Decimal(rounded.number)
        lines[each.slot] = each.alone if same else each.both
    return lines


def shown_value(value: StepValue, number: float) -> Printed:
    """Print a number of a solution."""
    shown = printed(number, value.style)
    if not value.trim:
        return shown
    in_unit = Decimal(shown.number).normalize()
    return Printed(number_text(in_unit), shown.unit)

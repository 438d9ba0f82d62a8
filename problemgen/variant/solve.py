"""The calculator: solve a relation of a bank for one symbol, with the worked steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from problemgen.bank.amount import of_unit, read_amount, si
from problemgen.bank.bank import Bank, Relation
from problemgen.bank.changes import solved
from problemgen.bank.template import Derived, Style
from problemgen.bank.validate import Problems
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.markup.pattern import fill, pattern
from problemgen.maths.apart import TookTooLong
from problemgen.maths.compiled import Line, compile_lines
from problemgen.maths.evaluate import Undefined, evaluate
from problemgen.maths.numbers import Printed
from problemgen.maths.symbolic import CannotSolve
from problemgen.maths.tree import names
from problemgen.maths.units import Unit, in_si, same_dimension, unit, words_of
from problemgen.variant.solution import result_lines, shown_value
from problemgen.variant.steps import Names, Plan, plan
from problemgen.variant.variant import Value, printed

DIGITS = 4


@dataclass(frozen=True)
class Solved:
    """A solved relation: the value in ``unit`` with full precision, as printed, and the steps as plain text."""

    relation: str
    symbol: str
    value: float
    unit: str
    printed: Printed
    steps: tuple[str, ...]


def solve(bank: Bank, relation: str, symbol: str, given: Mapping[str, str], in_unit: str | None = None) -> Solved:
    """Solve a relation for a symbol from values such as ``{"T": "37 degC", "z": "-1"}``.

    The bank's constants need not be given, but may be. Raises ProblemgenError with everything that is missing or wrong.
    """
    if relation not in bank.relations:
        raise ProblemgenError(unknown("relation", relation, bank.relations))
    found = bank.relations[relation]
    try:
        formula = solved(found, symbol, bank.symbols)
    except (CannotSolve, TookTooLong) as error:
        raise ProblemgenError(f"{relation}: {error}") from None
    values = _values(bank, found, symbol, names(formula), given)
    style = _style(bank, symbol, in_unit)
    derived = Derived(symbol, in_si(formula), formula, style, found, symbol, {})
    numbers = {name: si(value) for name, value in values.items()}
    numbers |= {name: each.value for name, each in bank.symbols.items() if each.value is not None and name not in given}
    try:
        result = evaluate(in_si(formula), numbers)
    except Undefined:
        raise ProblemgenError(f"{symbol} has no finite value for these numbers; check signs, zeros and units") from None
    if bank.symbols[symbol].positive and result <= 0:
        found_text = f"{style.unit.from_si(result):.4g} {style.unit.text}".removesuffix(" 1")
        raise ProblemgenError(f"no positive {symbol} ({bank.symbols[symbol].title}) fits these numbers: it would be {found_text}")
    steps = _steps(bank, derived, values, numbers, style)
    return Solved(relation, symbol, style.unit.from_si(result), style.unit.text, printed(result, style), steps)


def _values(
    bank: Bank, relation: Relation, symbol: str, needed: tuple[str, ...], given: Mapping[str, str]
) -> dict[str, Printed]:
    problems = Problems()
    place = Place(relation.name)
    values: dict[str, Printed] = {}
    for name, text in given.items():
        with problems.at(place):
            values[name] = _value(bank, relation, symbol, name, text)
    for name in needed:
        quantity = bank.symbols[name]
        if quantity.printed is not None:
            values.setdefault(name, Printed(quantity.printed, quantity.unit.text))
        elif name not in given:
            example = "1" if quantity.unit.text == "1" else f"1 {quantity.unit.text}"
            problems.add(f'{name} ({quantity.title}) is missing; add e.g. "{name}={example}"', place)
    problems.raise_all()
    return values


def _value(bank: Bank, relation: Relation, symbol: str, name: str, text: str) -> Printed:
    known = dict.fromkeys([*names(relation.equation.left), *names(relation.equation.right)])
    known.pop(symbol, None)
    if name not in known:
        raise LookupError(unknown("symbol", name, known))
    quantity = bank.symbols[name]
    amount = read_amount(text, quantity.unit.text)
    if not same_dimension(of_unit(amount).dimension, quantity.unit.dimension):
        need, have = words_of(quantity.unit.dimension), words_of(of_unit(amount).dimension)
        raise LookupError(f"{name} is a {need}, e.g. in {quantity.unit.text}; {amount.unit} measures a {have}")
    if quantity.positive and si(amount) <= 0:
        raise LookupError(f"{name} ({quantity.title}) must be more than zero")
    return amount


def _style(bank: Bank, symbol: str, in_unit: str | None) -> Style:
    quantity = bank.symbols[symbol]
    if in_unit is None:
        exact = quantity.decimals is not None or quantity.digits is not None
        return Style(quantity.unit, quantity.digits if exact else DIGITS, quantity.decimals)
    problems = Problems()
    with problems.at(Place("--unit")):
        of = unit(in_unit)
        if not same_dimension(of.dimension, quantity.unit.dimension):
            raise LookupError(f"{symbol} is a {words_of(quantity.unit.dimension)}; {in_unit} does not measure that")
        return Style(of, DIGITS)
    problems.raise_all()
    raise AssertionError


def _steps(
    bank: Bank, derived: Derived, values: Mapping[str, Printed], numbers: Mapping[str, float], style: Style
) -> tuple[str, ...]:
    units: dict[str, Unit] = {name: of_unit(value) for name, value in values.items()}
    styles = {name: Style(each.unit, each.digits, each.decimals) for name, each in bank.symbols.items()}
    maths = {name: each.math for name, each in bank.symbols.items()}
    made = plan(derived, Names(maths, styles, units, bank.symbols, frozenset()), style, "step")
    shown = {**values, **_computed(made, numbers)}
    return tuple(fill(pattern((block,), "text"), shown) for block in made.text)


def _computed(made: Plan, numbers: Mapping[str, float]) -> dict[str, Value]:
    compute = compile_lines(tuple(numbers), [Line(value.slot, value.formula) for value in made.values])
    results = compute(tuple(numbers.values()))
    shown: dict[str, Value] = {
        value.slot: shown_value(value, result or 0.0) for value, result in zip(made.values, results, strict=True)
    }
    return shown | result_lines(made.results, shown)

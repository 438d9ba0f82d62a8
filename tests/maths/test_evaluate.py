"""Values of formulas: the tree walk, the compiled function and sympy give the same numbers."""

from __future__ import annotations

import math

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.maths.compiled import Conflict, Line, compile_gate, compile_lines
from problemgen.maths.evaluate import Undefined, evaluate, holds
from problemgen.maths.formula import parse
from problemgen.maths.symbolic import to_sympy
from problemgen.maths.tree import Name, Node, Quantity, names
from tests.maths.trees import NAMES, formulas, nodes
from tests.tables import cases

VALUES = st.fixed_dictionaries({name: st.floats(-50, 50).map(lambda x: round(x, 3)) for name in NAMES})


def walked(node: Node, values: dict[str, float]) -> float | None:
    try:
        return evaluate(node, values)
    except Undefined:
        return None


def compiled(node: Node, values: dict[str, float]) -> float | None:
    return compile_lines(list(values), [Line("x", node)])(tuple(values.values()))[0]


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(("formula", "value"), cases("maths/values.txt", 2))
def test_a_formula_has_this_value(formula: str, value: str) -> None:
    node = parse(formula)
    expected = None if value == "undefined" else float(value)
    assert same(walked(node, {"x": 3.0, "y": -2.0, "zero": 0.0, "big": 1e200}), expected)
    assert same(compiled(node, {"x": 3.0, "y": -2.0, "zero": 0.0, "big": 1e200}), expected)


@given(formulas(), VALUES)
def test_the_tree_walk_and_the_compiled_function_agree(node: Node, values: dict[str, float]) -> None:
    assert same(walked(node, values), compiled(node, values))


@given(nodes(units=False), VALUES)
def test_they_agree_about_conditions_too(node: Node, values: dict[str, float]) -> None:
    one, other = walked(node, values), compiled(node, values)
    assert same(one, None if other is None else float(other))


@given(formulas(most=8), VALUES)
@settings(max_examples=40)
def test_undefined_stays_undefined(node: Node, values: dict[str, float]) -> None:
    """A line that uses an undefined line is undefined, whatever is done with it."""
    given_values = {**values, "zero": 0.0}
    lines = [Line("broken", parse("1/zero")), Line("user", parse("broken + 1")), Line("alone", node)]
    broken, user, alone = compile_lines(list(given_values), lines)(tuple(given_values.values()))
    assert (broken, user) == (None, None)
    assert same(alone, walked(node, values))


@given(nodes(units=False), VALUES)
def test_a_gate_opens_only_where_the_condition_holds(node: Node, values: dict[str, float]) -> None:
    try:
        expected = holds(node, values)
    except Undefined:
        expected = False
    assert compile_gate(list(values), [], [node], [])(tuple(values.values())) == expected


def test_a_gate_is_shut_where_a_line_is_undefined_or_a_conflict_holds() -> None:
    gate = compile_gate(["a"], [Line("b", parse("ln(a)"))], [], [Conflict((Line("c", parse("b*2")),), parse("c > 2"))])
    assert [gate((value,)) for value in (2.0, 3.0, -1.0)] == [True, False, False]


def test_an_undefined_conflict_is_no_conflict() -> None:
    assert compile_gate(["a"], [], [], [Conflict((), parse("ln(a) > 0"))])((-1.0,))


@pytest.mark.parametrize("text", ["R*T/(z*F)*ln(o/i)", "exp(-z*F*E/(R*T))", "sqrt(a^2 + b^2)", "abs(a - b)/max(a, b)",
                                  "log10(a)*sign(b)", "ceil(a) - floor(b)", "-a^2 + (-a)^2", "2^-a"])  # fmt: skip
def test_sympy_gives_the_same_value(text: str) -> None:
    node = parse(text)
    values = {"R": 8.314462618, "T": 310.15, "z": -1.0, "F": 96485.33212, "o": 110.0, "i": 5.0, "E": -0.08, "a": 2.5, "b": 0.75}
    symbols = {name: sympy.Symbol(name, real=True) for name in names(node)}
    exactly = to_sympy(node, symbols).subs({symbols[name]: values[name] for name in symbols})
    assert evaluate(node, values) == pytest.approx(float(exactly.evalf(30)), rel=1e-12)


def test_a_symbol_without_a_value_is_told() -> None:
    with pytest.raises(KeyError, match="b"):
        evaluate(parse("a + b"), {"a": 1.0})


def test_a_quantity_must_be_converted_first() -> None:
    for attempt in (lambda: evaluate(Quantity("5", "mV"), {}), lambda: compile_lines([], [Line("x", Quantity("5", "mV"))])):
        with pytest.raises(TypeError, match="mV"):
            attempt()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_undefined(value: float) -> None:
    with pytest.raises(Undefined):
        evaluate(Name("a"), {"a": value})

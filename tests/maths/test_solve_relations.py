"""Relations solved for what is asked: put back into the relation, every answer fits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problemgen.maths.evaluate import Undefined, evaluate
from problemgen.maths.formula import parse, parse_equation, write
from problemgen.maths.symbolic import CannotSolve, confirms, solve
from problemgen.maths.tree import Binary, Equation, Name, names
from tests.tables import cases


def positive(equation: Equation) -> frozenset[str]:
    """All but potentials, energies and valences are positive in these relations."""
    every = {*names(equation.left), *names(equation.right)}
    return frozenset(name for name in every if name[0] not in "VEGzI")


def solved(text: str, symbol: str) -> tuple[Equation, str]:
    equation = parse_equation(text)
    return equation, write(solve(equation, symbol, positive(equation)))


@pytest.mark.parametrize(("relation", "symbol", "form"), cases("maths/relations.txt", 3))
def test_a_relation_solved_for_a_symbol_has_this_form(relation: str, symbol: str, form: str) -> None:
    equation, found = solved(relation, symbol)
    assert symbol not in names(parse(found))
    assert set(names(parse(found))) <= {*names(equation.left), *names(equation.right)}
    if form != "?":
        assert found == form


@pytest.mark.parametrize(("relation", "symbol", "form"), cases("maths/relations.txt", 3))
def test_an_answer_put_back_makes_both_sides_equal(relation: str, symbol: str, form: str) -> None:
    equation, found = solved(relation, symbol)
    draw = random.Random(7)
    tried = 0
    for _ in range(200):
        values = {name: draw.uniform(0.2, 4) * (1 if name in positive(equation) else draw.choice((1, -1)))
                  for name in (*names(equation.left), *names(equation.right))}  # fmt: skip
        try:
            values[symbol] = evaluate(parse(found), {name: value for name, value in values.items() if name != symbol})
            left, right = evaluate(equation.left, values), evaluate(equation.right, values)
        except Undefined:
            continue
        if symbol in positive(equation) and values[symbol] < 0:
            continue  # no such cell
        assert left == pytest.approx(right, rel=1e-6, abs=1e-9)
        tried += 1
    assert tried > 20


@pytest.mark.parametrize(("relation", "symbol", "form"), cases("maths/relations.txt", 3))
def test_the_value_that_went_in_comes_out_again(relation: str, symbol: str, form: str) -> None:
    """The wrong branch of a root or a sign would fit the relation, but not the cell that it was made from."""
    equation, found = solved(relation, symbol)
    if equation.left == Name(symbol) or not isinstance(equation.left, Name):
        return
    draw = random.Random(8)
    tried = 0
    for _ in range(50):
        values = {name: draw.uniform(0.2, 4) for name in names(equation.right)}
        try:
            values[equation.left.name] = evaluate(equation.right, values)
            back = evaluate(parse(found), values)
        except Undefined:
            continue
        assert back == pytest.approx(values[symbol], rel=1e-6)
        tried += 1
    assert tried > 20


SYMPY = ["E = R*T/(z*F)*ln(c_out/c_in) for c_in", "E = R*T/(z*F)*ln(c_out/c_in) for z", "I = g*(V_m - E) for E",
         "V_m = (g_K*E_K + g_Na*E_Na)/(g_K + g_Na) for g_K", "V_m = k*ln((K_out + a*Na_out)/(K_in + a*Na_in)) for a",
         "G = R*T*ln(c_to/c_from) + z*F*(V_to - V_from) for V_to"]  # fmt: skip


@pytest.mark.parametrize("text", SYMPY)
def test_sympy_confirms_the_answer_and_refuses_another(text: str) -> None:
    relation, symbol = text.split(" for ")
    equation, found = solved(relation, symbol)
    assert confirms(equation, symbol, parse(found), positive(equation))
    assert not confirms(equation, symbol, Binary("+", parse(found), Name(symbol)), positive(equation))
    assert not confirms(equation, symbol, Binary("*", parse("2"), parse(found)), positive(equation))


@pytest.mark.parametrize(("relation", "symbol"), cases("maths/unsolvable.txt", 2))
def test_what_cannot_be_solved_says_so(relation: str, symbol: str) -> None:
    with pytest.raises(CannotSolve):
        solve(parse_equation(relation), symbol)


def test_the_message_names_the_relation_and_the_symbol() -> None:
    with pytest.raises(CannotSolve, match=r"T does not stand in E = V_m \+ 1"):
        solve(parse_equation("E = V_m + 1"), "T")


def test_an_answer_from_the_cache_is_the_same_answer() -> None:
    equation = parse_equation("V_m = (g_K*E_K + g_Na*E_Na)/(g_K + g_Na)")
    assert solve(equation, "g_Na") == solve(equation, "g_Na")


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from(["+", "-", "*", "/"]), st.sampled_from(["+", "-", "*", "/"]))
@settings(max_examples=30)
def test_any_chain_of_operations_can_be_undone(order: list[str], first: str, second: str) -> None:
    equation = Equation(Name("y"), Binary(second, Binary(first, Name(order[0]), Name(order[1])), Name(order[2])))
    values = {"a": 2.5, "b": 0.75, "c": 1.25, "d": 3.0}
    values["y"] = evaluate(equation.right, values)
    for symbol in order[:3]:
        assert evaluate(solve(equation, symbol), values) == pytest.approx(values[symbol])

"""Formulas are set as textbooks set them: fractions, parentheses by precedence, crosses between values."""

from __future__ import annotations

from pathlib import Path

import pytest

from problemgen.maths.formula import parse
from problemgen.maths.layout import default_symbol, layout, layout_substituted
from problemgen.maths.mathtext import parse_math
from problemgen.maths.mathtree import Slot
from problemgen.maths.print_latex import latex
from problemgen.maths.print_plain import plain
from problemgen.maths.tree import Equation

LINES = (Path(__file__).parents[1] / "data" / "maths" / "layout.txt").read_text("utf-8").splitlines()
CASES = [line.split("\t") for line in LINES]


@pytest.mark.parametrize(("formula", "text", "symbols", "values"), CASES)
def test_formulas_are_set(formula: str, text: str, symbols: str, values: str) -> None:
    """Each formula of the data file prints as its line says: as text, with symbols, with values."""
    node = parse(formula)
    assert plain(layout(node, {})) == text
    assert latex(layout(node, {})) == symbols
    assert latex(layout_substituted(node)) == values


def test_symbols_of_a_bank_are_used() -> None:
    """A name is printed as the bank says; a signed symbol gets parentheses beside a sign."""
    symbols = {"c": parse_math(r"[\mathrm{K}^+]_\mathrm{out}"), "d": parse_math("-x")}
    assert plain(layout(parse("a - d"), symbols)) == "a − (−x)"
    assert plain(layout(parse("2*c"), symbols)) == "2[K⁺]_out"
    assert plain(layout(parse("c^2"), {"c": parse_math(r"\mathrm{K}^+")})) == "(K⁺)²"


def test_both_sides_of_an_equation_are_set() -> None:
    """An equation keeps its sign of equality."""
    assert plain(layout(Equation(parse("I"), parse("g*(V - E)")), {})) == "I = g(V − E)"


def test_names_may_stay_in_a_substitution() -> None:
    """A symbol that is given is printed as it is; the others are slots."""
    assert layout_substituted(parse("x"), {"x": default_symbol("x")}) == default_symbol("x")
    assert layout_substituted(parse("x")) == Slot("x")

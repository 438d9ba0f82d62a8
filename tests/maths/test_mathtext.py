"""Maths is read in a closed subset, printed in five ways, and anything else is an error with its column."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.maths.mathtext import MathError, parse_math
from problemgen.maths.mathtree import Math, Script, Slot, Symbol, Upright, slots
from problemgen.maths.print_latex import latex
from problemgen.maths.print_mathml import math_element, mathml
from problemgen.maths.print_plain import plain
from problemgen.maths.print_speech import speech
from problemgen.maths.print_typst import typst

DATA = Path(__file__).parents[1] / "data" / "maths"
VALID = (DATA / "valid.txt").read_text("utf-8").splitlines()
INVALID = [line.split("\t") for line in (DATA / "invalid.txt").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("text", VALID)
def test_latex_reads_back_to_the_same_tree(text: str) -> None:
    """What is printed as LaTeX is read to the tree that was printed."""
    tree = parse_math(text)
    assert parse_math(latex(tree)) == tree


@pytest.mark.parametrize("text", VALID)
def test_mathml_is_well_formed(text: str) -> None:
    """MathML is XML, and speech and plain text say something."""
    tree = parse_math(text)
    ElementTree.fromstring(math_element(mathml(tree), namespaced=True))
    assert speech(tree)
    assert plain(tree)
    assert typst(tree)


@pytest.mark.parametrize(("column", "text", "message"), INVALID)
def test_what_is_not_supported_is_an_error_with_its_column(column: str, text: str, message: str) -> None:
    """Nothing is dropped: each mistake has a sentence and a column."""
    with pytest.raises(MathError) as caught:
        parse_math(text)
    assert message in caught.value.message
    assert caught.value.column == int(column)


PIECES = [
    *"xEz12.+-=_^{}[]()|'\\ ,",
    "\\frac",
    "\\mathrm",
    "\\ln",
    "\\left(",
    "\\right)",
    "{{ a }}",
    "^\\circ",
    "\\text{a b}",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in another way, and what it reads prints and reads back."""
    try:
        tree = parse_math(text)
    except MathError:
        return
    assert parse_math(latex(tree)) == tree
    ElementTree.fromstring(math_element(mathml(tree)))


def test_deep_nesting_is_refused() -> None:
    """A thousand braces are an error, not a crash."""
    with pytest.raises(MathError, match="nesting"):
        parse_math("{" * 1000 + "x" + "}" * 1000)


def test_single_upright_letters_stay_upright() -> None:
    """The K of potassium is upright in every output."""
    tree = parse_math(r"E_\mathrm{K}")
    assert tree == Script(Symbol("E"), Upright("K"))
    assert latex(tree) == r"E_{\mathrm{K}}"
    assert typst(tree) == 'attach(E, b: "K")'
    assert mathml(tree) == '<msub><mi>E</mi><mi mathvariant="normal">K</mi></msub>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\frac{RT}{zF}\ln\frac{a}{b}", "RT/(zF) ln(a/b)"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"[\mathrm{Ca}^{2+}]_\mathrm{in}", "[Ca²⁺]_in"),
        (r"10^{-20}\,\mathrm{J}", "10⁻²⁰ J"),
        (r"-5 - -3", "−5 − −3"),
        (r"x_1^2", "x₁²"),
        (r"37\,^\circ\mathrm{C}", "37 °C"),
        (r"e^{-zFV/(RT)}", "e^(−zFV/(RT))"),
    ],
)
def test_plain_text(text: str, expected: str) -> None:
    """Plain text has real superscripts and no doubt about what a bar divides."""
    assert plain(parse_math(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\mathrm{Ca}^{2+}", "Ca 2 plus"),
        (r"V_m^2", "V sub m squared"),
        (r"\frac{a}{b}", "a over b"),
        (r"-82.6\,\mathrm{mV}", "minus 82.6 mV"),
    ],
)
def test_speech(text: str, expected: str) -> None:
    """Alternative text says charges as charges and powers as powers."""
    assert speech(parse_math(text)) == expected


def test_slots_are_found_in_order() -> None:
    """The slots of a formula are listed left to right."""
    tree: Math = parse_math(r"\frac{{{ a }}}{ {{ b|paren }}_{{ c }} }")
    assert list(slots(tree)) == [Slot("a"), Slot("b", "paren"), Slot("c")]

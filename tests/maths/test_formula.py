"""Reading formulas: text -> tree, and the exact sentence and column where it cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.maths.formula import MAX_DEPTH, MAX_LENGTH, FormulaError, parse, parse_equation, parse_typed, read_typed, write
from problemgen.maths.tree import Name, Node, Quantity, names, substitute
from tests.maths.trees import nodes
from tests.tables import cases

TYPED_NAMES = frozenset({"R", "T", "z", "F", "E", "g", "V_m", "c_out", "c_in", "o", "i"})
PIECES = ["a", "V_m", "cell.T", "5", "1e3", "ln", "min", "log", "(", ")", ",", "+", "-", "*", "/", "^", "**", "<", "==", "=",
          "and", "not", "[mV]", "mV", " ", ".", "e", "é", "\n", "\0", "[", "]", "'"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(("text", "written"), cases("maths/formulas.txt", 2))
def test_a_formula_is_written_in_one_way(text: str, written: str) -> None:
    assert write(parse(text)) == written


@pytest.mark.parametrize(("text", "written"), cases("maths/formulas.txt", 2))
def test_a_written_formula_reads_back_to_the_same_tree(text: str, written: str) -> None:
    assert parse(written) == parse(text)


@pytest.mark.parametrize(("text", "column", "message"), cases("maths/not-formulas.txt", 3))
def test_what_is_no_formula_is_refused_with_its_place(text: str, column: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.message) == (int(column), message)


@pytest.mark.parametrize(("text", "left", "right"), cases("maths/equations.txt", 3))
def test_an_equation_has_two_sides(text: str, left: str, right: str) -> None:
    if left.isdigit():
        with pytest.raises(FormulaError) as caught:
            parse_equation(text)
        assert (caught.value.column, caught.value.message) == (int(left), right)
    else:
        equation = parse_equation(text)
        assert (write(equation.left), write(equation.right)) == (left, right)


@pytest.mark.parametrize(("text", "expected"), cases("maths/typed.txt", 2))
def test_a_typed_formula_is_read_as_textbooks_print_it(text: str, expected: str) -> None:
    if expected.startswith("FMT_"):
        with pytest.raises(FormulaError) as caught:
            parse_typed(text, TYPED_NAMES)
        assert caught.value.code == expected
    else:
        assert write(parse_typed(text, TYPED_NAMES)) == expected


def test_an_implied_product_is_reported() -> None:
    texts = ("RT", "R T", "R*T", "R(T)", "2 ln(T)")
    assert [read_typed(text, TYPED_NAMES)[1] for text in texts] == [True, True, False, True, True]


def test_a_number_keeps_its_unit_and_its_digits() -> None:
    assert parse("0.30 [mS/cm^2]") == Quantity("0.30", "mS/cm^2")
    assert parse("37 degC") == Quantity("37", "degC")


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(FormulaError, match="unknown name 'x'; the names here are E, z"):
        parse_typed("z*x", frozenset({"E", "z"}))


@given(nodes())
def test_writing_and_reading_give_the_same_tree(node: Node) -> None:
    assert parse(write(node)) == node


@given(TEXTS)
def test_no_text_makes_a_reader_fail_in_another_way(text: str) -> None:
    for read in (parse, parse_equation, lambda each: parse_typed(each, TYPED_NAMES)):
        column, message = 0, "read"
        try:
            read(text)
        except FormulaError as error:
            column, message = error.column, error.message
        assert 0 <= column <= len(text)
        assert message


@given(TEXTS)
def test_what_was_read_can_be_written_and_read_again(text: str) -> None:
    try:
        node = parse(text)
    except FormulaError:
        return
    assert parse(write(node)) == node


def test_a_formula_longer_than_the_limit_is_refused() -> None:
    assert parse("a" * MAX_LENGTH) == Name("a" * MAX_LENGTH)
    with pytest.raises(FormulaError, match=f"longer than {MAX_LENGTH} characters") as caught:
        parse("a" * (MAX_LENGTH + 1))
    assert caught.value.code == "FMT_TOO_LONG"


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("-", ""), ("not ", ""), ("abs(", ")"), ("a^", ""), ("2^-", "")])
def test_a_formula_nested_deeper_than_the_limit_is_refused(before: str, after: str) -> None:
    with pytest.raises(FormulaError, match=f"more than {MAX_DEPTH} levels of nesting") as caught:
        parse(before * (MAX_DEPTH + 1) + "a" + after * (MAX_DEPTH + 1))
    assert caught.value.code == "FMT_TOO_LONG"


@pytest.mark.parametrize("text", ["+".join("a" * 1000), "*".join("a" * 1000), "-".join("a" * 1000), "2" + "^-2" * 19])
def test_every_formula_that_is_read_can_be_written_again(text: str) -> None:
    """However long: a reader that accepts a text may not leave a tree that nothing else can walk."""
    try:
        node = parse(text)
    except FormulaError:
        return  # refusing it is as good
    assert parse(write(node)) == node
    assert names(node) in {("a",), ()}


def test_symbols_are_replaced_all_at_once() -> None:
    swapped = substitute(parse("ln(a/b) + a"), {"a": Name("b"), "b": Name("a")})
    assert write(swapped) == "ln(b/a) + b"


def test_names_come_in_the_order_of_the_text() -> None:
    assert names(parse("R*T/(z*F)*ln(c_out/c_in) + T")) == ("R", "T", "z", "F", "c_out", "c_in")

"""Random formula trees: everything that a reader can give, nothing that it cannot."""

from __future__ import annotations

from hypothesis import strategies as st

from problemgen.maths.tree import FUNCTIONS, Binary, Call, Compare, Logic, Name, Negate, Node, Number, Quantity

NAMES = ("a", "b", "V_m", "cell.T", "μ")
NUMBER_TEXTS = st.from_regex(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?(e-?[1-9])?", fullmatch=True)
UNITS = ("mV", "mS/cm^2", "J/(mol*K)", "degC", "1")
SUMS = ("-x", *"+-*/^", *FUNCTIONS)
CONDITIONS = ("<", "<=", ">", ">=", "==", "!=", "and", "or", "not")


def leaves(units: bool) -> st.SearchStrategy[Node]:
    plain = st.builds(Number, NUMBER_TEXTS) | st.sampled_from([Name(name) for name in NAMES])
    return plain | st.builds(Quantity, NUMBER_TEXTS, st.sampled_from(UNITS)) if units else plain


@st.composite
def branches(draw: st.DrawFn, kinds: tuple[str, ...], operands: st.SearchStrategy[Node]) -> Node:
    """Give one node of a kind, with operands."""
    kind = draw(st.sampled_from(kinds))
    if kind in FUNCTIONS:
        return Call(kind, tuple(draw(operands) for _ in range(FUNCTIONS[kind])))
    if kind in ("-x", "not"):
        operand = draw(operands)
        return Negate(operand) if kind == "-x" else Logic("not", (operand,))
    left, right = draw(operands), draw(operands)
    if kind in ("and", "or"):
        return Logic(kind, (left, right))
    return (Binary if kind in SUMS else Compare)(kind, left, right)


def formulas(units: bool = False, most: int = 12) -> st.SearchStrategy[Node]:
    """Give formulas without conditions in them."""
    return st.recursive(leaves(units), lambda inner: branches(SUMS, inner), max_leaves=most)


def nodes(units: bool = True, most: int = 12) -> st.SearchStrategy[Node]:
    """Give any trees: formulas and conditions, in one another."""
    return st.recursive(leaves(units), lambda inner: branches(SUMS + CONDITIONS, inner), max_leaves=most)

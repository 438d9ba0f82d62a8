"""Work a formula out one level at a time, as on paper: first what stands inside functions, then the functions."""

from __future__ import annotations

from collections.abc import Callable

from problemgen.maths.tree import Binary, Call, Name, Negate, Node, Number, Quantity

Define = Callable[[Node], Node]  # names an intermediate value and gives the name


def leaf(node: Node) -> bool:
    """Tell whether a formula is a single number or symbol, with a sign perhaps."""
    return isinstance(node.operand if isinstance(node, Negate) else node, (Name, Number, Quantity))


def inner_values(node: Node, define: Define) -> Node:
    """Replace the arguments of functions, and the factors beside them, by their values.

    >>> from problemgen.maths.formula import parse, write
    >>> print(write(inner_values(parse("R*T/(z*F)*ln(a/b)"), lambda node: Name(f"<{write(node)}>"))))
    <R*T/(z*F)>*ln(<a/b>)
    """
    if isinstance(node, Call):
        return Call(node.function, tuple(_value(argument, define) for argument in node.arguments))
    if isinstance(node, Binary) and node.op in "+-":
        return Binary(node.op, inner_values(node.left, define), inner_values(node.right, define))
    if isinstance(node, Binary) and node.op == "^":
        return Binary("^", _value(node.left, define), _value(node.right, define))
    if isinstance(node, Negate):
        return Negate(inner_values(node.operand, define))
    return _inner_product(node, define)


def _inner_product(node: Node, define: Define) -> Node:
    if not (isinstance(node, Binary) and node.op in "*/"):
        return node
    if _has_function(node.left) == _has_function(node.right):
        return Binary(node.op, inner_values(node.left, define), inner_values(node.right, define))
    if _has_function(node.right):
        return Binary(node.op, _value(node.left, define), inner_values(node.right, define))
    return Binary(node.op, inner_values(node.left, define), _value(node.right, define))


def outer_values(node: Node, define: Define) -> Node:
    """Replace each term of a sum, or each factor that is a sum, a function or a power, by its value.

    >>> from problemgen.maths.formula import parse, write
    >>> print(write(outer_values(parse("g*(V_m - E)"), lambda node: Name(f"<{write(node)}>"))))
    g*<V_m - E>
    """
    if isinstance(node, Binary) and node.op in "+-":
        left = outer_values(node.left, define) if _is_sum(node.left) else _value(node.left, define)
        return Binary(node.op, left, _value(node.right, define))
    if isinstance(node, Binary) and node.op in "*/":
        return Binary(node.op, outer_factor(node.left, define), outer_factor(node.right, define))
    if isinstance(node, Negate):
        return Negate(outer_factor(node.operand, define))
    return node


def outer_factor(node: Node, define: Define) -> Node:
    """Replace a factor by its value where it is more than symbols multiplied."""
    if isinstance(node, Binary) and node.op in "*/":
        return outer_values(node, define)
    return node if leaf(node) else _value(node, define)


def _value(node: Node, define: Define) -> Node:
    return node if leaf(node) else define(node)


def _is_sum(node: Node) -> bool:
    return isinstance(node, Binary) and node.op in "+-"


def _has_function(node: Node) -> bool:
    if isinstance(node, Call) or (isinstance(node, Binary) and node.op in "^+-"):
        return True
    if isinstance(node, Negate):
        return _has_function(node.operand)
    return isinstance(node, Binary) and (_has_function(node.left) or _has_function(node.right))

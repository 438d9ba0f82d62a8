"""The tree of a formula: what ``formula`` reads and writes, ``evaluate`` values, ``layout`` sets and ``symbolic`` turns round.

Standard library only, because the standalone checker carries this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from problemgen.frozen import frozen

FUNCTIONS: dict[str, int] = {
    "ln": 1,
    "log10": 1,
    "exp": 1,
    "sqrt": 1,
    "abs": 1,
    "sign": 1,
    "ceil": 1,
    "floor": 1,
    "min": 2,
    "max": 2,
}


@frozen
class Number:
    """A plain number, kept with the digits that were written."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text)


@frozen
class Quantity:
    """A number with a unit, such as ``5 mV``."""

    text: str
    unit: str


@frozen
class Name:
    """A symbol; dotted names reach into a table row (``cell.name``)."""

    name: str


@frozen
class Negate:
    """Minus in front of an operand."""

    operand: Node


@frozen
class Binary:
    """Two operands joined by one of ``+ - * / ^``."""

    op: str
    left: Node
    right: Node


@frozen
class Call:
    """One of FUNCTIONS applied to its arguments."""

    function: str
    arguments: tuple[Node, ...]


@frozen
class Compare:
    """A comparison: one of ``< <= > >= == !=``."""

    op: str
    left: Node
    right: Node


@frozen
class Logic:
    """Conditions joined by ``and``/``or``, or one condition after ``not``."""

    op: str
    operands: tuple[Node, ...]


Node = Union[Number, Quantity, Name, Negate, Binary, Call, Compare, Logic]


@frozen
class Equation:
    """``left = right``."""

    left: Node
    right: Node


def names(node: Node) -> tuple[str, ...]:
    """List the symbols of a tree in the order of their first appearance.

    >>> from problemgen.maths.formula import parse
    >>> names(parse("R*T/(z*F)*ln(c_out/c_in)"))
    ('R', 'T', 'z', 'F', 'c_out', 'c_in')
    """
    found: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, Name):
            found[part.name] = None
    return tuple(found)


def children(node: Node) -> tuple[Node, ...]:
    """Give the operands of a node, left to right."""
    if isinstance(node, Negate):
        return (node.operand,)
    if isinstance(node, (Binary, Compare)):
        return (node.left, node.right)
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Logic):
        return node.operands
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def rebuild(node: Node, operands: tuple[Node, ...]) -> Node:
    """Copy a node with other operands."""
    if isinstance(node, Negate):
        return Negate(operands[0])
    if isinstance(node, Binary):
        return Binary(node.op, *operands)
    if isinstance(node, Compare):
        return Compare(node.op, *operands)
    if isinstance(node, Call):
        return Call(node.function, operands)
    if isinstance(node, Logic):
        return Logic(node.op, operands)
    return node


def substitute(node: Node, replacements: dict[str, Node]) -> Node:
    """Replace symbols by trees, all at once (so two symbols can be exchanged).

    >>> from problemgen.maths.formula import parse, write
    >>> write(substitute(parse("ln(a/b)"), {"a": Name("b"), "b": Name("a")}))
    'ln(b/a)'
    """
    if isinstance(node, Name):
        return replacements.get(node.name, node)
    return rebuild(node, tuple(substitute(child, replacements) for child in children(node)))

"""Turn an equation round by undoing one operation after another, as a tutor does on the board.

Gives the textbook's form (``c_out*exp(-z*F*E/(R*T))``) where computer algebra gives an equal but unfamiliar one.
Goes as far as the unknown stands in one place; ``symbolic`` takes over from there.
"""

from __future__ import annotations

from collections.abc import Sequence

from problemgen.maths.tree import Binary, Call, Equation, Name, Negate, Node, Number, names

_ONE = Number("1")
_INVERSE = {"ln": "exp", "exp": "ln"}


def isolate(equation: Equation, symbol: str) -> Equation:
    """Undo operations until the unknown stands alone on the left, or stands in two places at once.

    >>> from problemgen.maths.formula import parse_equation, write
    >>> write(isolate(parse_equation("E = R*T/(z*F)*ln(c_out/c_in)"), "c_in").right)
    'c_out*exp(-(z*F*E/(R*T)))'
    """
    order = list(dict.fromkeys([*names(equation.right), *names(equation.left)]))
    side, other = equation.left, equation.right
    if symbol in names(other):
        side, other = other, side
    while side != Name(symbol) and symbol not in names(other):
        undone = _undo(side, other, symbol, order)
        if undone is None:
            break
        side, other = undone
    return Equation(side, other)


def _undo(side: Node, other: Node, symbol: str, order: Sequence[str]) -> tuple[Node, Node] | None:
    """Take the outermost operation off the side that holds the unknown."""
    if isinstance(side, Negate):
        return side.operand, negated(other)
    if isinstance(side, Call):
        return _undo_call(side, other)
    if not isinstance(side, Binary):
        return None
    in_left, in_right = symbol in names(side.left), symbol in names(side.right)
    if in_left and in_right:
        return None
    rest = side.right if in_left else side.left
    hidden = side.left if in_left else side.right
    if side.op == "+":
        return hidden, Binary("-", other, rest)
    if side.op == "-":
        return hidden, Binary("+", other, rest) if in_left else Binary("-", rest, other)
    if side.op == "*":
        return hidden, quotient(other, rest, order)
    if side.op == "/":
        return hidden, product(other, rest, order) if in_left else quotient(rest, other, order)
    return _undo_power(side, other, in_left, order)


def _undo_call(side: Call, other: Node) -> tuple[Node, Node] | None:
    argument = side.arguments[0]
    if side.function in _INVERSE:
        return argument, Call(_INVERSE[side.function], (other,))
    if side.function == "log10":
        return argument, Binary("^", Number("10"), other)
    if side.function == "sqrt":
        return argument, Binary("^", other, Number("2"))
    return None


def _undo_power(side: Binary, other: Node, in_base: bool, order: Sequence[str]) -> tuple[Node, Node]:
    if not in_base:
        return side.right, quotient(Call("ln", (other,)), Call("ln", (side.left,)), order)
    if side.right == Number("2"):
        return side.left, Call("sqrt", (other,))
    return side.left, Binary("^", other, quotient(_ONE, side.right, order))


def negated(node: Node) -> Node:
    """Give the opposite, without piling up signs."""
    if isinstance(node, Negate):
        return node.operand
    if isinstance(node, Binary) and node.op == "-":
        return Binary("-", node.right, node.left)
    return Negate(node)


def product(left: Node, right: Node, order: Sequence[str]) -> Node:
    """Multiply two trees into one fraction, its factors in the given order of symbols."""
    return _fraction([(left, 1), (right, 1)], order)


def quotient(left: Node, right: Node, order: Sequence[str]) -> Node:
    """Divide two trees into one fraction, its factors in the given order of symbols."""
    return _fraction([(left, 1), (right, -1)], order)


def _fraction(parts: list[tuple[Node, int]], order: Sequence[str]) -> Node:
    above: list[Node] = []
    below: list[Node] = []
    sign = 1
    for part, power in parts:
        sign *= _flatten(part, power, above, below)
    for factor in [factor for factor in above if factor in below]:
        above.remove(factor)
        below.remove(factor)
    top = _times(above, order)
    whole = Binary("/", top, _times(below, order)) if below else top
    return Negate(whole) if sign < 0 else whole


def _flatten(node: Node, power: int, above: list[Node], below: list[Node]) -> int:
    """Sort the factors of a product or quotient into above and below the bar; give the sign."""
    if isinstance(node, Negate):
        return -_flatten(node.operand, power, above, below)
    if isinstance(node, Binary) and node.op in "*/":
        first = _flatten(node.left, power, above, below)
        return first * _flatten(node.right, power if node.op == "*" else -power, above, below)
    if node == _ONE:
        return 1
    if isinstance(node, Call) and node.function == "exp" and power < 0:
        above.append(Call("exp", (negated(node.arguments[0]),)))
    else:
        (above if power > 0 else below).append(node)
    return 1


def _times(factors: list[Node], order: Sequence[str]) -> Node:
    def rank(node: Node) -> tuple[int, int]:
        if isinstance(node, Number):
            return (0, 0)
        places = [order.index(name) for name in names(node) if name in order]
        return (1 if isinstance(node, Name) else 2, min(places, default=0))

    if not factors:
        return _ONE
    first, *others = sorted(factors, key=rank)
    for other in others:
        first = Binary("*", first, other)
    return first

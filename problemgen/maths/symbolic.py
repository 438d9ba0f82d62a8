"""Solve a relation for what is asked: Equation + symbol -> formula.

The only importer of sympy, and only where the unknown stands in several places: one operation after another can
be undone without it (``isolate``). Sympy runs in a process apart (``apart``), which has so much time for an answer. Answers are
kept on disk by content; ``confirms`` proves any of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from problemgen.cache import remembered
from problemgen.maths.apart import TookTooLong, proved_apart, solutions_apart
from problemgen.maths.evaluate import Undefined, evaluate
from problemgen.maths.formula import parse, write
from problemgen.maths.isolate import isolate
from problemgen.maths.tree import (
    Binary,
    Call,
    Equation,
    Name,
    Negate,
    Node,
    Number,
    Quantity,
    children,
    names,
    rebuild,
    substitute,
)
from problemgen.maths.units import in_si

if TYPE_CHECKING:
    import sympy

VERSION = "3"  # of the printed form: raise it when the same equation would come out written otherwise


class CannotSolve(ValueError):
    """The equation has no solution, or no unique one, for the symbol."""


def solve(equation: Equation, symbol: str, positive: frozenset[str] = frozenset()) -> Node:
    """Solve an equation for a symbol; ``positive`` names the symbols that are never zero or negative.

    The result is written in the order of the equation's own symbols. Raises CannotSolve, or TookTooLong.

    >>> from problemgen.maths.formula import parse_equation
    >>> write(solve(parse_equation("E = R*T/(z*F)*ln(c_out/c_in)"), "T"))
    'z*F*E/(R*ln(c_out/c_in))'
    """
    text = f"{write(equation.left)} = {write(equation.right)}"
    if symbol not in (*names(equation.left), *names(equation.right)):
        raise CannotSolve(f"{symbol} does not stand in {text}")
    turned = isolate(equation, symbol)
    if turned.left == Name(symbol):
        return turned.right
    key = f"{VERSION} {text} for {symbol} given {' '.join(sorted(positive))} > 0"
    try:
        answer: str = remembered("solved", key, lambda: _solved(equation, turned, symbol, positive))
    except TookTooLong as error:
        raise TookTooLong(f"{text} cannot be solved for {symbol}: computer algebra {error}") from None
    if not answer:
        raise CannotSolve(f"{text} cannot be solved for {symbol}")
    return parse(answer)


def confirms(equation: Equation, symbol: str, answer: Node, positive: frozenset[str] = frozenset()) -> bool:
    """Ask sympy whether an answer makes both sides of the equation equal, for all values of the symbols.

    Where simplification does not get to zero, the answer is put in at many points instead.
    """
    try:
        proved = proved_apart(Equation(in_si(equation.left), in_si(equation.right)), symbol, in_si(answer), positive)
    except TookTooLong:
        proved = False
    return proved or _satisfies(equation, symbol, answer, positive)


def proved_by_sympy(equation: Equation, symbol: str, answer: Node, positive: frozenset[str]) -> bool:
    """Let sympy simplify the difference of both sides to nothing: in the process apart."""
    import sympy

    symbols = _symbols(equation, positive)
    difference = to_sympy(equation.left, symbols) - to_sympy(equation.right, symbols)
    return bool(sympy.simplify(difference.subs(symbols[symbol], to_sympy(answer, symbols))) == 0)


def _symbols(equation: Equation, positive: frozenset[str]) -> dict[str, sympy.Symbol]:
    import sympy

    found = dict.fromkeys([*names(equation.left), *names(equation.right)])
    return {name: sympy.Symbol(name, **{"positive" if name in positive else "real": True}) for name in found}


def _solved(equation: Equation, turned: Equation, symbol: str, positive: frozenset[str]) -> str:
    """Let sympy solve what is rational in the unknown; parts without it stay whole, as the textbook has them."""
    hidden: dict[str, Node] = {}
    left, right = (_hide(side, symbol, hidden) for side in (turned.left, turned.right))
    plain = Equation(left, right)
    whole_positive = positive | {name for name, node in hidden.items() if _never_negative(node)}
    for candidate in solutions_apart(plain, symbol, whole_positive):
        node = substitute(candidate, hidden)
        if _satisfies(equation, symbol, node, positive):
            return write(node)
    return ""


def solutions_by_sympy(equation: Equation, symbol: str, positive: frozenset[str]) -> list[Node]:
    """Let sympy solve an equation, and write what can be written: in the process apart."""
    import sympy

    symbols = _symbols(equation, positive)
    difference = to_sympy(equation.left, symbols) - to_sympy(equation.right, symbols)
    try:
        candidates = sympy.solve(difference, symbols[symbol])
    except NotImplementedError:
        return []
    found = []
    for candidate in candidates:
        with suppress(CannotSolve):
            found.append(from_sympy(sympy.factor(candidate), list(symbols)))
    return found


def _never_negative(node: Node) -> bool:
    return isinstance(node, Quantity) or (isinstance(node, Call) and node.function == "exp")


def _hide(node: Node, symbol: str, hidden: dict[str, Node]) -> Node:
    """Put a name in place of every function that does not hold the unknown, and of every number with a unit."""
    if isinstance(node, Quantity) or (isinstance(node, Call) and symbol not in names(node)):
        known = next((name for name, other in hidden.items() if other == node), f"whole{len(hidden)}")
        hidden[known] = node
        return Name(known)
    return rebuild(node, tuple(_hide(child, symbol, hidden) for child in children(node)))


def _satisfies(equation: Equation, symbol: str, answer: Node, positive: frozenset[str]) -> bool:
    """Try the answer at random points of the equation; a wrong branch fails where the right one holds."""
    tried = 0
    answer, equation = in_si(answer), Equation(in_si(equation.left), in_si(equation.right))
    for values in _points(equation, positive):
        try:
            found = evaluate(answer, values)
            left = evaluate(equation.left, {**values, symbol: found})
            right = evaluate(equation.right, {**values, symbol: found})
        except Undefined:
            continue
        known = values[symbol] if isinstance(equation.left, Name) and equation.left.name != symbol else found
        if not _close(left, right) or not _close(found, known):
            return False
        tried += 1
    return tried > 0


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-7 * max(abs(left), abs(right), 1e-7)


def _points(equation: Equation, positive: frozenset[str]) -> Iterator[Mapping[str, float]]:
    """Yield random values of all symbols; a lone symbol on the left gets the value that the right side has."""
    draw = random.Random(1)
    unknowns = dict.fromkeys([*names(equation.left), *names(equation.right)])
    for _ in range(40):
        values = {name: draw.uniform(0.3, 3) * (1 if name in positive else draw.choice((1, -1))) for name in unknowns}
        if isinstance(equation.left, Name):
            try:
                values[equation.left.name] = evaluate(equation.right, values)
            except Undefined:
                continue
        yield values


def to_sympy(node: Node, symbols: Mapping[str, sympy.Symbol]) -> Any:
    """Print a formula tree as a sympy expression, without any parsing."""
    import sympy

    if isinstance(node, Number):
        return sympy.Rational(node.text)
    if isinstance(node, Name):
        return symbols[node.name]
    if isinstance(node, Negate):
        return -to_sympy(node.operand, symbols)
    if isinstance(node, Binary):
        left, right = to_sympy(node.left, symbols), to_sympy(node.right, symbols)
        joined = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
                  "/": lambda: left / right, "^": lambda: left**right}  # fmt: skip
        return joined[node.op]()
    if not isinstance(node, Call):
        raise CannotSolve(f"{write(node)} is not part of an equation that can be solved")
    functions = {
        "ln": sympy.log, "log10": lambda x: sympy.log(x) / sympy.log(10), "exp": sympy.exp, "sqrt": sympy.sqrt,
        "abs": sympy.Abs, "sign": sympy.sign, "ceil": sympy.ceiling, "floor": sympy.floor,
        "min": sympy.Min, "max": sympy.Max,
    }  # fmt: skip
    return functions[node.function](*(to_sympy(argument, symbols) for argument in node.arguments))


def from_sympy(expression: Any, order: list[str]) -> Node:
    """Read a sympy expression back into a tree, factors and terms in the given order of symbols."""
    import sympy

    if isinstance(expression, sympy.Symbol):
        return Name(expression.name)
    if isinstance(expression, sympy.Integer):
        return _number(str(abs(int(expression))), expression < 0)
    if isinstance(expression, sympy.Rational):
        ratio = Binary("/", Number(str(abs(expression.p))), Number(str(expression.q)))
        return Negate(ratio) if expression < 0 else ratio
    if isinstance(expression, sympy.Float):
        return _number(repr(abs(float(expression))), expression < 0)
    if isinstance(expression, sympy.Add):
        return _sum(expression, order)
    if isinstance(expression, sympy.Mul):
        return _product(expression, order)
    if isinstance(expression, sympy.Pow):
        return _power(expression, order)
    functions = {sympy.log: "ln", sympy.exp: "exp", sympy.Abs: "abs", sympy.sign: "sign"}
    if expression.func in functions:
        return Call(functions[expression.func], (from_sympy(expression.args[0], order),))
    if expression == sympy.E:
        return Call("exp", (Number("1"),))
    raise CannotSolve(f"no way to write {expression}")


def _number(text: str, negative: bool) -> Node:
    return Negate(Number(text)) if negative else Number(text)


def _rank(expression: Any, order: list[str]) -> tuple[int, int, str]:
    """Numbers first, then symbols as the equation has them, then functions of symbols."""
    free = [order.index(symbol.name) for symbol in expression.free_symbols]
    return (2 if expression.is_Function else 1 if free else 0, min(free, default=-1), str(expression))


def _sum(expression: Any, order: list[str]) -> Node:
    terms = sorted(expression.args, key=lambda term: (term.could_extract_minus_sign(), _rank(term, order)[1:]))
    total = from_sympy(terms[0], order)
    for term in terms[1:]:
        if term.could_extract_minus_sign():
            total = Binary("-", total, from_sympy(-term, order))
        else:
            total = Binary("+", total, from_sympy(term, order))
    return total


def _product(expression: Any, order: list[str]) -> Node:
    import sympy

    above, below = sympy.fraction(expression)
    if below == 1:
        return _factors(above, order)
    negative = above.could_extract_minus_sign()
    ratio = Binary("/", _factors(-above if negative else above, order), _factors(below, order))
    return Negate(ratio) if negative else ratio


def _factors(expression: Any, order: list[str]) -> Node:
    import sympy

    if not isinstance(expression, sympy.Mul):
        return from_sympy(expression, order)
    if expression.could_extract_minus_sign():
        return Negate(_factors(-expression, order))
    product: Node | None = None
    for factor in sorted(expression.args, key=lambda factor: _rank(factor, order)):
        node = from_sympy(factor, order)
        product = node if product is None else Binary("*", product, node)
    assert product is not None
    return product


def _power(expression: Any, order: list[str]) -> Node:
    import sympy

    base, exponent = expression.as_base_exp()
    if base == sympy.E:
        return Call("exp", (from_sympy(exponent, order),))
    if exponent == sympy.Rational(1, 2):
        return Call("sqrt", (from_sympy(base, order),))
    if exponent.could_extract_minus_sign():
        return Binary("/", Number("1"), from_sympy(base**-exponent, order))
    return Binary("^", from_sympy(base, order), from_sympy(exponent, order))

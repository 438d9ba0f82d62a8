r"""Set a formula as it is printed: formula tree -> maths tree (fractions, roots, parentheses by precedence).

``layout`` prints symbols, ``layout_substituted`` the same formula with a slot for the value of each symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from problemgen.maths.formula import level
from problemgen.maths.mathtree import (
    Fence,
    Fraction,
    Function,
    Math,
    Root,
    Row,
    Script,
    Slot,
    Space,
    Symbol,
    Upright,
    parts,
    row,
)
from problemgen.maths.mathtree import Number as Digits
from problemgen.maths.tree import Binary, Call, Compare, Equation, Logic, Name, Negate, Node, Number, Quantity, children
from problemgen.maths.unit_text import NONE, pieces

_SUM, _PRODUCT, _ATOM = 5, 6, 9  # of formula.level
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_TIMES, _MINUS = Symbol("×"), Symbol("−")
SMALL_EXPONENT = 5  # symbols and numbers up to which exp(x) is printed as a power of e


@dataclass(frozen=True)
class _Way:
    """How to set: with symbols or with values, with fractions or with slashes."""

    symbols: Mapping[str, Math]
    values: bool = False
    slashes: bool = False


def layout(node: Node | Equation, symbols: Mapping[str, Math]) -> Math:
    r"""Set a formula with the symbols of a bank; a name without one is set after its spelling (``V_m``).

    >>> from problemgen.maths.formula import parse
    >>> from problemgen.maths.print_latex import latex
    >>> print(latex(layout(parse("R*T/(z*F)*ln(c_out/c_in)"), {})))
    \frac{RT}{zF} \ln \frac{c_{\mathrm{out}}}{c_{\mathrm{in}}}
    """
    return _whole(node, _Way(symbols))


def layout_substituted(node: Node | Equation, symbols: Mapping[str, Math] | None = None) -> Math:
    r"""Set a formula with a slot where each symbol stands; names in ``symbols`` stay as they are given.

    A slot prints its number with its unit, in parentheses where it is negative or raised to a power.

    >>> from problemgen.maths.formula import parse
    >>> from problemgen.maths.print_latex import latex
    >>> print(latex(layout_substituted(parse("g*(V_m - E)"))))
    {{ g|paren }} \times ({{ V_m }} - {{ E|paren }})
    """
    return _whole(node, _Way(symbols or {}, values=True))


def default_symbol(name: str) -> Math:
    """Set a name after its spelling: ``c_out`` as c with a subscript, ``ion.z`` as z.

    >>> default_symbol("V_m")
    Script(base=Symbol(char='V'), below=Upright(text='m'), above=None)
    """
    base, _, below = name.rpartition(".")[2].partition("_")
    main: Math = Symbol(base) if len(base) == 1 else Upright(base or name)
    return Script(main, Upright(below.replace("_", ","))) if below else main


def _whole(node: Node | Equation, way: _Way) -> Math:
    if isinstance(node, Equation):
        return row(_set(node.left, way), Symbol("="), _set(node.right, way))
    return _set(node, way)


def _set(node: Node, way: _Way, style: str = "") -> Math:
    """Set one node; ``style`` is how a value prints here: '', paren (beside a sign), power (raised)."""
    match node:
        case Number(text):
            return _number(text)
        case Quantity(text, unit):
            return row(_number(text), Space("thin"), unit_tree(unit)) if unit not in NONE else _number(text)
        case Name(name):
            return _name(name, way, style)
        case Negate(operand):
            return row(_MINUS, _within(operand, way, _PRODUCT, "paren"))
        case Binary("^", base, exponent):
            return _power(base, exponent, way)
        case Binary("*"):
            return _product(node, way)
        case Binary("/", left, right):
            return _quotient(left, right, way)
        case Binary(op, left, right):
            sign = _MINUS if op == "-" else Symbol(op)
            return row(_within(left, way, _SUM), sign, _within(right, way, _SUM + 1, "paren"))
        case Call():
            return _call(node, way)
        case Compare(op, left, right):
            return row(_set(left, way), Symbol(_SIGNS[op]), _set(right, way))
        case Logic("not", (operand,)):
            return row(Upright("not "), _within(operand, way, level(node) + 1))
    assert isinstance(node, Logic)
    first, *others = [_within(operand, way, level(node) + 1) for operand in node.operands]
    return row(first, *(part for other in others for part in (Upright(f" {node.op} "), other)))


def _within(node: Node, way: _Way, least: int, style: str = "") -> Math:
    """Set an operand, in parentheses where it binds less tightly than its place asks."""
    negative = least > _SUM and _starts_with_minus(node, way)
    return _fenced(_set(node, way)) if level(node) < least or negative else _set(node, way, style)


def _starts_with_minus(node: Node, way: _Way) -> bool:
    if isinstance(node, Binary) and (node.op == "*" or (node.op == "/" and way.slashes)):
        return _starts_with_minus(node.left, way)
    return isinstance(node, Negate)


def _fenced(tree: Math) -> Math:
    """Set parentheses that grow only around what is tall."""
    return Fence("(", tree, ")") if _tall(tree) else row(Symbol("("), tree, Symbol(")"))


def _tall(tree: Math) -> bool:
    return isinstance(tree, (Fraction, Root, Fence)) or any(map(_tall, parts(tree)))


def _name(name: str, way: _Way, style: str) -> Math:
    known = way.symbols.get(name)
    if known is None:
        return Slot(name, style) if way.values else default_symbol(name)
    signed = isinstance(known, Row) and known.items[0] in (_MINUS, Symbol("+"))
    return _fenced(known) if signed and style else known


def _number(text: str) -> Math:
    mantissa, _, exponent = text.lower().partition("e")
    if not exponent:
        return Digits(text)
    sign: tuple[Math, ...] = (_MINUS,) if exponent.startswith("-") else ()
    power = Script(Digits("10"), None, row(*sign, Digits(exponent.lstrip("+-").lstrip("0") or "0")))
    return power if mantissa == "1" else row(Digits(mantissa), _TIMES, power)


def unit_tree(unit: str) -> Math:
    """Set a unit upright."""
    items: list[Math] = []
    for piece in pieces(unit):
        if piece.kind == "raised":
            digits = Digits(piece.text.lstrip("−"))
            items.append(Script(items.pop(), None, row(_MINUS, digits) if piece.text.startswith("−") else digits))
        elif piece.kind == "sign":
            items.append(Space("thin") if piece.text == " " else Symbol(piece.text))
        else:
            items.append(Upright(piece.text))
    return row(*items)


def _power(base: Node, exponent: Node, way: _Way) -> Math:
    above = _set(exponent, replace(way, slashes=True))
    if level(base) < _ATOM or isinstance(base, (Call, Quantity)):
        return Script(Fence("(", _set(base, way), ")"), None, above)
    below = _set(base, way, "power")
    if isinstance(below, Script) and below.above is None:
        return Script(below.base, below.below, above)
    return Script(Fence("(", below, ")") if isinstance(below, (Row, Script)) else below, None, above)


def _product(node: Node, way: _Way) -> Math:
    factors = _factors(node)
    made = [_factor(factor, way, at, len(factors)) for at, factor in enumerate(factors)]
    items = [made[0]]
    for at in range(1, len(made)):
        items += [*_between(factors[at - 1], made[at - 1], factors[at], made[at], way), made[at]]
    return row(*items)


def _factors(node: Node) -> list[Node]:
    """List what is multiplied; a*(b*c) is written without parentheses."""
    if isinstance(node, Binary) and node.op == "*":
        return _factors(node.left) + _factors(node.right)
    return [node]


def _factor(node: Node, way: _Way, at: int, count: int) -> Math:
    """Set a factor; the argument of a logarithm is fenced where more follows."""
    if isinstance(node, Negate) and at == 0:
        return _set(node, way)
    if isinstance(node, Call) and at < count - 1:
        return _call(node, way, more=True)
    if way.slashes and isinstance(node, Binary) and node.op == "/":
        return _fenced(_set(node, way))
    return _within(node, way, _PRODUCT, "paren")


def _between(left: Node, one: Math, right: Node, two: Math, way: _Way) -> tuple[Math, ...]:
    """Choose the sign of a product: none between symbols, a cross where numbers or values meet."""
    first = two.items[0] if isinstance(two, Row) else two
    raised = first.base if isinstance(first, Script) else first
    last = one.items[-1] if isinstance(one, Row) else one
    if way.values and not (isinstance(right, Call) and isinstance(last, Fraction)):
        return (_TIMES,)
    if isinstance(raised, (Digits, Slot)) or isinstance(left, Quantity) or isinstance(last, Slot):
        return (_TIMES,)
    tight = isinstance(raised, (Fence, Function)) or raised in (Symbol("("), Upright("sign"))
    return (Space("thin"),) if isinstance(last, (Script, Upright)) and not tight else ()


def _quotient(left: Node, right: Node, way: _Way) -> Math:
    if not way.slashes:
        return Fraction(_set(left, way), _set(right, way))
    above = _fenced(_set(left, way)) if level(left) < _PRODUCT else _set(left, way, "paren")
    return row(above, Symbol("/"), _within(right, way, _PRODUCT + 1, "paren"))


def _call(node: Call, way: _Way, more: bool = False) -> Math:
    """Set a function; ``more`` says that a factor follows."""
    function, arguments = node.function, node.arguments
    inner = [_set(argument, way) for argument in arguments]
    if function == "sqrt":
        return Root(inner[0])
    if function == "abs":
        return Fence("|", inner[0], "|")
    if function == "exp" and _size(arguments[0]) <= SMALL_EXPONENT and not way.values:
        return Script(Symbol("e"), None, _set(arguments[0], replace(way, slashes=True)))
    if function in ("ln", "log10"):
        head: Math = Function("ln") if function == "ln" else Script(Function("log"), Digits("10"))
        return row(head, inner[0] if _short(arguments[0], way) and not more else _fenced(inner[0]))
    named: Math = Function(function) if function in ("exp", "min", "max") else Upright(function)
    separated = [part for tree in inner[1:] for part in (Symbol(","), Space("thin"), tree)]
    return row(named, _fenced(row(inner[0], *separated)))


def _short(argument: Node, way: _Way) -> bool:
    """Tell whether ``ln`` needs no parentheses."""
    quotient = isinstance(argument, Binary) and argument.op == "/" and not way.slashes
    return quotient or isinstance(argument, Number) or (isinstance(argument, Name) and not way.values)


def _size(node: Node) -> int:
    below = children(node)
    return sum(map(_size, below)) if below else 1

"""Print maths as words, for the alternative text that screen readers say."""

from __future__ import annotations

import re
from collections.abc import Callable

from problemgen.maths import symbols
from problemgen.maths.mathtree import (
    Bar,
    Fence,
    Fraction,
    Function,
    Math,
    Number,
    Root,
    Row,
    Script,
    Slot,
    Space,
    Symbol,
    Upright,
)

_POWERS = {"2": "squared", "3": "cubed"}


def speech(node: Math, slot: Callable[[Slot], str] = lambda slot: slot.name) -> str:
    r"""Say a tree.

    >>> from problemgen.maths.mathtext import parse_math
    >>> speech(parse_math(r"E_\mathrm{K} = \frac{RT}{zF}\ln x^2"))
    'E sub K equals the fraction R T over z F, end fraction, natural logarithm of x squared'
    """

    def above_of(base: Math, above: Math) -> str:
        said = show(above)
        if isinstance(above, Number) and above.text in _POWERS:
            return _POWERS[above.text]
        if _charge(above) or isinstance(base, (Upright, Function)) or "prime" in said:
            return said
        return f"to the power {said}"

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return " ".join(filter(None, map(show, items)))
            case Symbol(char):
                return symbols.words(char)
            case Number(text) | Upright(text):
                return text.strip()
            case Function(name):
                return symbols.FUNCTIONS[name]
            case Space():
                return ""
            case Fraction(top, bottom):
                simple = not isinstance(top, Row) and not isinstance(bottom, Row)
                said = f"{show(top)} over {show(bottom)}"
                return said if simple else f"the fraction {said}, end fraction,"
            case Root(body):
                return f"the square root of {show(body)}, end root,"
            case Script(base, below, above):
                said = show(base) + (f" sub {show(below)}" if below is not None else "")
                return said + (f" {above_of(base, above)}" if above is not None else "")
            case Fence(left, body, right):
                return " ".join(filter(None, (symbols.words(left), show(body), symbols.words(right))))
            case Bar(body):
                return f"{show(body)} bar"
            case Slot():
                return slot(node)

    return re.sub(r",+(?=\s*$)|,(?=\s+,)", "", show(node))


def _charge(node: Math) -> bool:
    """Tell ``2+`` (a charge) from a power."""
    last = node.items[-1] if isinstance(node, Row) else node
    return last in (Symbol("+"), Symbol("−")) or (isinstance(last, Slot) and last.style == "charge")

"""Print maths as one line of SVG text: letters in italics, subscripts and superscripts in place, fractions with a slash."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

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
from problemgen.maths.print_plain import operand, spaced_row

_SMALL = 0.72  # of the size of the text around
_BACK = "\u200b"  # an invisible character, which takes the line back to where it was: Firefox knows no baseline-shift


def lowered(text: str) -> str:
    """Set printed text as a subscript."""
    return _shifted(text, 0.3)


def raised(text: str) -> str:
    """Set printed text as a superscript."""
    return _shifted(text, -0.5)


def _shifted(text: str, by: float) -> str:
    if not text:
        return ""
    back = round(-by * _SMALL, 3)
    return f'<tspan dy="{by:g}em" font-size="{_SMALL:g}em">{text}</tspan><tspan dy="{back:g}em">{_BACK}</tspan>'


def svg(node: Math, slot: Callable[[Slot], str]) -> str:
    r"""Print a tree as the inside of a ``<text>`` element.

    >>> from problemgen.maths.mathtext import parse_math
    >>> svg(parse_math(r"\mathrm{K}^+"), str).replace(_BACK, "")
    'K<tspan dy="-0.5em" font-size="0.72em">+</tspan><tspan dy="0.36em"></tspan>'
    """

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return spaced_row(items, [show(item) for item in items])
            case Symbol(char):
                letter = symbols.kind(char) == "letter"
                return f'<tspan font-style="italic">{escape(char)}</tspan>' if letter else escape(char)
            case Number(text) | Upright(text) | Function(text):
                return escape(text)
            case Space(width):
                return "\u2003" if width == "quad" else "\u2009"
            case Fraction(top, bottom):
                return f"{operand(top, show(top), False)}/{operand(bottom, show(bottom), True)}"
            case Root(body):
                return f"√({show(body)})" if isinstance(body, Row) else f"√{show(body)}"
            case Script(base, below, above):
                text = show(base) if not isinstance(base, Fraction) else f"({show(base)})"
                text += lowered(show(below)) if below is not None else ""
                return text + (raised(show(above)) if above is not None else "")
            case Fence(left, body, right):
                return f"{escape(left)}{show(body)}{escape(right)}"
            case Bar(body):
                return f'<tspan text-decoration="overline">{show(body)}</tspan>'
            case Slot():
                return slot(node)

    return show(node)

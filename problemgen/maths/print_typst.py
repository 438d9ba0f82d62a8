"""Print maths as Typst maths."""

from __future__ import annotations

from collections.abc import Callable

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
from problemgen.maths.print_latex import show_slot

_SPACES = {"thin": "thin", "medium": "med", "thick": "thick", "word": "space", "quad": "quad"}
_ESCAPED = set("/()[]{}|,;:.!#$\"'*_^&~<>=+")


def quoted(text: str) -> str:
    r"""Write text as a Typst string.

    >>> print(quoted('a "word"'))
    "a \"word\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def typst(node: Math, slot: Callable[[Slot], str] = show_slot) -> str:
    r"""Print a tree as the inside of Typst's ``$...$``.

    >>> from problemgen.maths.mathtext import parse_math
    >>> print(typst(parse_math(r"E_\mathrm{K} = \frac{RT}{zF}\ln x")))
    attach(E, b: "K") \= frac(R T, z F) ln x
    """

    def scripted(base: Math, below: Math | None, above: Math | None) -> str:
        text = f"attach({show(base) or quoted('')}"
        text += f", b: {show(below)}" if below is not None else ""
        return text + (f", t: {show(above)})" if above is not None else ")")

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return _row([show(item) for item in items])
            case Symbol(char):
                return _symbol(char)
            case Number(text):
                return text
            case Upright(text):
                return quoted(text)
            case Function(name):
                return name
            case Space(width):
                return _SPACES[width]
            case Fraction(top, bottom, small):
                text = f"frac({show(top) or quoted('')}, {show(bottom) or quoted('')})"
                return f"inline({text})" if small else text
            case Root(body):
                return f"sqrt({show(body)})"
            case Script(base, below, above):
                return scripted(base, below, above)
            case Fence(left, body, right):
                return f"lr({_fence(left)} {show(body)} {_fence(right)})"
            case Bar(body):
                return f"overline({show(body)})"
            case Slot():
                return slot(node)

    return show(node)


def _row(pieces: list[str]) -> str:
    """Join pieces; beside words a space would be printed, so there is none."""
    text = ""
    for piece in pieces:
        text += ("" if not text or text[-1] == '"' or piece[:1] == '"' else " ") + piece
    return text


def _symbol(char: str) -> str:
    if char in "/°":  # set tight, as in J/mol and 37 °C
        return quoted(char)
    return "\\" + char if char in _ESCAPED else char


def _fence(char: str) -> str:
    return _symbol(char) if char else ""

"""Print maths as LaTeX: for TeX itself, and for Markdown readers with MathJax or KaTeX."""

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

_SPACES = {"thin": r"\,", "medium": r"\:", "thick": r"\;", "word": r"\ ", "quad": r"\quad"}
MARKS = frozenset(map(chr, range(0xE000, 0xF900)))  # stand for slots in patterns
_WORD = re.compile(r"(\\[A-Za-z]+|[_^]\w)$")
_LONGEST = 40  # letters of a command: no use in looking further back
_SPECIAL = re.compile(r"[\\{}$&#%_^~]")


def show_slot(slot: Slot) -> str:
    """Print a slot as an author writes it."""
    return f"{{{{ {slot.name}{'|' + slot.style if slot.style else ''} }}}}"


def plain_words(text: str) -> str:
    r"""Escape upright text for MathJax and KaTeX, which read Unicode as it is.

    >>> plain_words("50 %")
    '50 \\%'
    """
    return _SPECIAL.sub(lambda match: "\\" + match[0] if match[0] not in r"\^~" else " ", text)


def latex(node: Math, slot: Callable[[Slot], str] = show_slot, words: Callable[[str], str] = plain_words) -> str:
    r"""Print a tree as LaTeX that ``parse_math`` reads back to the same tree.

    >>> from problemgen.maths.mathtext import parse_math
    >>> latex(parse_math(r"E_\mathrm K=\frac{RT}{zF}\ln x"))
    'E_{\\mathrm{K}} = \\frac{RT}{zF} \\ln x'
    """

    def scripted(base: Math, below: Math | None, above: Math | None) -> str:
        text = show(base)
        if not isinstance(base, (Symbol, Number, Upright, Function, Fence, Bar)) or text.endswith("^{\\circ}"):
            text = _group(text)
        text += f"_{_braced(show(below))}" if below is not None else ""
        return text + (f"^{_braced(show(above))}" if above is not None else "")

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return _row(node, [show(item) for item in items])
            case Symbol(char):
                return symbols.latex(char)
            case Number(text):
                return text
            case Upright(text):
                return rf"\mathrm{{{text}}}" if text.isascii() and text.isalnum() else rf"\text{{{words(text)}}}"
            case Function(name):
                return "\\" + name
            case Space(width):
                return _SPACES[width]
            case Fraction(top, bottom, small):
                return rf"\{'t' if small else ''}frac{_group(show(top))}{_group(show(bottom))}"
            case Root(body):
                return rf"\sqrt{_group(show(body))}"
            case Script(base, below, above):
                return scripted(base, below, above)
            case Fence(left, body, right):
                return rf"\left{_fence(left)} {show(body)} \right{_fence(right)}"
            case Bar(body):
                return rf"\overline{_group(show(body))}"
            case Slot():
                return slot(node)

    return show(node)


def _braced(text: str) -> str:
    return text if len(text) == 1 and text.isascii() else _group(text)


def _group(text: str) -> str:
    """Set braces, and never two beside each other that would read as a slot."""
    return f"{{ {text}}}" if text.startswith("{") and not text.startswith("{{") else f"{{{text}}}"


def _fence(char: str) -> str:
    return symbols.latex(char) if char else "."


def _row(node: Row, pieces: list[str]) -> str:
    """Join pieces: signs stand apart, and a command never swallows the letter after it."""
    text = ""
    before = "open"
    for at, (item, piece) in enumerate(zip(node.items, pieces, strict=True)):
        kind = symbols.kind(item.char) if isinstance(item, Symbol) else "letter"
        signs = kind in ("binary", "relation") and before not in ("open", "binary", "relation", "punctuation")
        if (signs and at < len(pieces) - 1) or _is_function(item):
            text = _spaced(text) + piece + " "
        else:
            text += (" " if _WORD.search(text[-_LONGEST:]) and (piece[:1].isalpha() or piece[:1] in MARKS) else "") + piece
        before = kind
    return text if text.endswith("\\ ") else text.rstrip(" ")


def _is_function(item: Math) -> bool:
    return isinstance(item, Function) or (isinstance(item, Script) and isinstance(item.base, Function))


def _spaced(text: str) -> str:
    return text if not text or text.endswith(" ") else text + " "

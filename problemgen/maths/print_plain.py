"""Print maths as plain Unicode text, for terminals and for files that hold no markup."""

from __future__ import annotations

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
from problemgen.maths.print_latex import show_slot

_RAISED = str.maketrans("0123456789+-−=()nixyab", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱˣʸᵃᵇ")
_LOWERED = str.maketrans("0123456789+−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_RAISABLE = frozenset(map(chr, _RAISED))
_LOWERABLE = frozenset(map(chr, _LOWERED))


def raised(text: str) -> str:
    """Set text as a superscript: with real superscripts where they exist, else ``^(...)``.

    >>> raised("2+"), raised("-20"), raised("zF")
    ('²⁺', '⁻²⁰', '^(zF)')
    """
    if all(char in _RAISABLE for char in text):
        return text.translate(_RAISED)
    return "^" + (text if len(text) == 1 else f"({text})")


def lowered(text: str) -> str:
    """Set text as a subscript: ``₂`` where it exists, else ``_out``."""
    if all(char in _LOWERABLE for char in text):
        return text.translate(_LOWERED)
    return "_" + (text if text.isalnum() else f"({text})")


def plain(node: Math, slot: Callable[[Slot], str] = show_slot, raised_slot: Callable[[Slot], str] | None = None) -> str:
    r"""Print a tree as one line of text; ``raised_slot`` prints a slot that is a whole superscript.

    >>> from problemgen.maths.mathtext import parse_math
    >>> plain(parse_math(r"E_\mathrm{K} = \frac{RT}{zF}\ln\frac{[\mathrm{K}^+]_\mathrm{out}}{[\mathrm{K}^+]_\mathrm{in}}"))
    'E_K = RT/(zF) ln([K⁺]_out/[K⁺]_in)'
    """

    def above_of(node: Math) -> str:
        if isinstance(node, Slot) and raised_slot is not None:
            return raised_slot(node)
        text = show(node)
        return text if text.strip("′") == "" else raised(text)

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return spaced_row(items, [show(item) for item in items])
            case Symbol(char):
                return char
            case Number(text) | Upright(text) | Function(text):
                return text
            case Space(width):
                return "  " if width == "quad" else " "
            case Fraction(top, bottom):
                return f"{operand(top, show(_over(top)), False)}/{operand(bottom, show(_over(bottom)), True)}"
            case Root(body):
                text = show(body)
                return f"√{text}" if len(text) == 1 or isinstance(body, Number) else f"√({text})"
            case Script(base, below, above):
                text = show(base)
                text = f"({text})" if isinstance(base, (Fraction, Row)) and text else text
                text += lowered(show(below)) if below is not None else ""
                return text + (above_of(above) if above is not None else "")
            case Fence(left, body, right):
                return f"{left}{show(body)}{right}"
            case Bar(body):
                text = show(body)
                return f"{text}\u0305" if len(text) == 1 else f"mean({text})"
            case Slot():
                return slot(node)

    return show(node)


def _over(node: Math) -> Math:
    """A value beside a slash is set in parentheses where its own unit has one."""
    return Slot(node.name, "over") if isinstance(node, Slot) and node.style in ("", "paren") else node


def operand(node: Math, text: str, below: bool) -> str:
    """Put an operand of ``/`` in parentheses where it would be read otherwise."""
    if isinstance(node, Fraction):
        return f"({text})"
    if not isinstance(node, Row) or _bracketed(node):
        return text
    signs = any(isinstance(item, Symbol) and symbols.kind(item.char) in ("binary", "relation") for item in node.items)
    return f"({text})" if below or signs else text


def _bracketed(node: Row) -> bool:
    """Tell whether a row is one bracketed thing, such as ``[K⁺]_out``."""
    signs = [item.base if isinstance(item, Script) else item for item in node.items]
    return signs[0] == Symbol("[") and signs.index(Symbol("]")) == len(signs) - 1 if Symbol("]") in signs else False


def spaced_row(items: tuple[Math, ...], printed: list[str]) -> str:
    """Join the printed items of a row, with spaces around what relates and joins."""
    text = ""
    before = "start"
    for at, (item, piece) in enumerate(zip(items, printed, strict=True)):
        kind = _kind(item)
        if kind == "binary" and at == len(items) - 1:
            kind = "close"  # the sign of a charge: 2+
        elif kind == "binary" and before in ("start", "open", "binary", "relation", "punctuation"):
            kind = "sign"
        if kind == "fraction" and before == "function":
            piece, kind = f"({piece})", "fence"
        text += (" " if _apart(before, kind) and not text.endswith(" ") else "") + piece
        before = kind
    return text


def _apart(before: str, kind: str) -> bool:
    if before == "start" or before in ("open", "sign", "space") or kind in ("close", "space", "punctuation"):
        return False
    if "binary" in (before, kind) or "relation" in (before, kind) or before == "punctuation":
        return True
    if before == "function":
        return kind not in ("fence", "open")
    return "fraction" in (before, kind) or kind == "function" or before == "large"


def _kind(item: Math) -> str:
    match item:
        case Symbol(char):
            return symbols.kind(char)
        case Script(base):
            return _kind(base)
        case Function():
            return "function"
        case Fraction():
            return "fraction"
        case Fence():
            return "fence"
        case Space():
            return "space"
    return "letter"

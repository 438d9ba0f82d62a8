"""Print maths as presentation MathML (the Core that browsers draw by themselves)."""

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
from problemgen.maths.print_latex import show_slot

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_WIDTHS = {"thin": "0.167em", "medium": "0.222em", "thick": "0.278em", "word": "0.333em", "quad": "1em"}


def mathml(node: Math, slot: Callable[[Slot], str] = lambda slot: f"<mtext>{show_slot(slot)}</mtext>") -> str:
    """Print a tree as the inside of a ``<math>`` element: one element, or one row.

    >>> from problemgen.maths.mathtext import parse_math
    >>> mathml(parse_math("E_\\\\mathrm{K}"))
    '<msub><mi>E</mi><mi mathvariant="normal">K</mi></msub>'
    """

    def show(node: Math) -> str:
        match node:
            case Row(items):
                return f"<mrow>{_row(items, [show(item) for item in items])}</mrow>"
            case Symbol(char):
                return _symbol(char)
            case Number(text):
                return f"<mn>{text}</mn>"
            case Upright(text):
                return _upright(text)
            case Function(name):
                return f"<mi>{name}</mi>"
            case Space(width):
                return f'<mspace width="{_WIDTHS[width]}"/>'
            case Fraction(top, bottom, small):
                text = f"<mfrac>{show(top)}{show(bottom)}</mfrac>"
                return f'<mstyle displaystyle="false">{text}</mstyle>' if small else text
            case Root(body):
                return f"<msqrt>{show(body)}</msqrt>"
            case Script(base, below, above):
                return _scripted(base, *(show(part) for part in (base, below, above) if part is not None), below=below)
            case Fence(left, body, right):
                return f"<mrow>{_fence(left, 'prefix')}{show(body)}{_fence(right, 'postfix')}</mrow>"
            case Bar(body):
                return f'<mover accent="true">{show(body)}<mo stretchy="true">¯</mo></mover>'
            case Slot():
                return slot(node)

    return show(node)


def math_element(inside: str, display: bool = False, alt: str = "", namespaced: bool = False) -> str:
    """Wrap printed MathML in its element; ``alt`` is what a screen reader may say."""
    attributes = f' xmlns="{NAMESPACE}"' if namespaced else ""
    attributes += ' display="block"' if display else ""
    attributes += f' alttext="{alt}"' if alt else ""
    return f"<math{attributes}>{inside}</math>"


def _symbol(char: str) -> str:
    kind = symbols.kind(char)
    if kind == "letter":
        return f"<mi>{char}</mi>"
    if char in "∞∂…%°":
        return f'<mi mathvariant="normal">{char}</mi>'
    stretch = ' stretchy="false"' if char in "()[]{}|" else ""
    return f"<mo{stretch}>{escape(char)}</mo>"


def _upright(text: str) -> str:
    if len(text) == 1 and text.isalpha():
        return f'<mi mathvariant="normal">{text}</mi>'
    if text.isalpha():
        return f"<mi>{text}</mi>"
    return f"<mtext>{escape(text).replace(' ', chr(0xA0))}</mtext>"


def _fence(char: str, form: str) -> str:
    return f'<mo fence="true" form="{form}">{escape(char)}</mo>' if char else ""


def _scripted(base: Math, *printed: str, below: Math | None) -> str:
    large = isinstance(base, Symbol) and symbols.kind(base.char) == "large"
    if len(printed) == 3:
        tag = "munderover" if large else "msubsup"
    elif below is not None:
        tag = "munder" if large else "msub"
    else:
        tag = "mover" if large else "msup"
    return f"<{tag}>{''.join(printed)}</{tag}>"


def _row(items: tuple[Math, ...], printed: list[str]) -> str:
    """Put thin spaces around ``ln`` and the like, as TeX does; brackets need none."""
    text = ""
    for at, piece in enumerate(printed):
        item, follower = items[at], items[at + 1] if at + 1 < len(items) else None
        function = _names_function(item)
        if function and at and _ends_operand(items[at - 1]):
            text += _THIN
        text += piece
        if function and follower is not None and not isinstance(follower, (Fence, Space)):
            opens = isinstance(follower, Symbol) and symbols.kind(follower.char) == "open"
            text += "<mo>&#x2061;</mo>" if opens else f"<mo>&#x2061;</mo>{_THIN}"
    return text


_THIN = '<mspace width="0.167em"/>'


def _names_function(item: Math) -> bool:
    return isinstance(item, Function) or (isinstance(item, Script) and isinstance(item.base, Function))


def _ends_operand(item: Math) -> bool:
    """Tell what a function name is kept apart from: a letter, a number, a fraction, a bracket that closes."""
    if isinstance(item, Symbol):
        return symbols.kind(item.char) in ("letter", "ordinary", "close")
    return not isinstance(item, Space) and not _names_function(item)

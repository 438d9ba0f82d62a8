"""Plain Unicode text, for terminals and for files that hold no markup."""

from __future__ import annotations

import re

from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_plain import plain, raised
from problemgen.maths.unit_text import unicode_unit

MINUS = {"": "", "-": "−", "+": "+"}


def number(sign: str, mantissa: str, exponent: str) -> str:
    """Print a number with a real minus sign and real superscripts."""
    power = f"\u00a0×\u00a010{raised(exponent.replace('-', '−'))}" if exponent else ""
    return f"{MINUS[sign]}{mantissa}{power}"


NUMERALS = Numerals(number, unicode_unit, "\u00a0", ("(", ")"), lambda size, sign: size + MINUS[sign])
_RAISED = Numerals(
    lambda sign, mantissa, exponent: raised(number(sign, mantissa, exponent)),
    unicode_unit, "\u00a0", ("(", ")"), lambda size, sign: raised(size + MINUS[sign]), lambda text: f"^({text})",
)  # fmt: skip


def math(tree: Math, mark: Mark) -> str:
    """Print maths as one line of text."""
    return plain(tree, lambda slot: mark(slot, "text"), lambda slot: mark(slot, "raised"))


def indented(items: list[str], first: int | None, dot: str) -> str:
    """Print a list whose items may hold several lines."""
    lines = []
    for at, item in enumerate(items):
        head = f"{dot} " if first is None else f"{first + at}. "
        lines.append(head + re.sub(r"\n(?=[^\n])", "\n" + " " * len(head), item))
    return "\n".join(lines)


def _table(head: list[str], rows: list[list[str]], _align: tuple[Align, ...]) -> str:
    return "\n".join(" | ".join(line) for line in [head, *rows])  # values have no width yet: nothing can be aligned


DIALECT = Dialect(
    name="text",
    modes={
        "text": Mode(NUMERALS, escape.plain, math),
        "raised": Mode(_RAISED, raised, lambda tree, mark: raised(plain(tree, lambda slot: mark(slot, "text")))),
    },
    strong=str,
    emphasis=str,
    code=escape.plain,
    line_break="\n",
    display=lambda tree, mark: "    " + math(tree, mark),
    paragraph=str,
    items=lambda items, first: indented(items, first, "•"),
    table=_table,
)

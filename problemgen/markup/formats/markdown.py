"""Markdown with ``$...$``: reads well as it is, and renders on GitHub, in Jupyter and in most course systems."""

from __future__ import annotations

import re

from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats.plain import NUMERALS, indented
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_latex import latex, plain_words
from problemgen.maths.unit_text import pieces

_WORDS = re.compile(r"[A-Za-z]+")


def latex_number(sign: str, mantissa: str, exponent: str) -> str:
    r"""Print a number in LaTeX maths: ``-82.6``, ``1.12 \times 10^{-20}``."""
    return f"{sign}{mantissa}" + (rf" \times 10^{{{exponent}}}" if exponent else "")


def latex_unit(unit: str, micro: str = r"\mu ") -> str:
    r"""Print a unit in LaTeX maths, upright.

    >>> latex_unit("mS/cm^2"), latex_unit("degC")
    ('\\mathrm{mS}/\\mathrm{cm}^{2}', '{}^{\\circ}\\mathrm{C}')
    """
    text = ""
    for piece in pieces(unit):
        if piece.kind == "raised":
            text += f"^{{{piece.text.replace('−', '-')}}}"
        elif piece.kind == "sign":
            text += {"·": r" \cdot ", " ": r"\,"}.get(piece.text, piece.text)
        else:
            text += _symbol(piece.text, micro)
    return text


def _symbol(text: str, micro: str) -> str:
    words = _WORDS.sub(lambda match: rf"\mathrm{{{match[0]}}}", text)
    return words.replace("°", r"{}^{\circ}").replace("%", r"\%").replace("µ", micro).replace("Ω", r"\Omega ").rstrip()


LATEX = Numerals(
    latex_number, latex_unit, r"\,", (r"\left(", r"\right)"), lambda size, sign: size + sign
)  # fmt: skip


def _in_math(tree: Math, mark: Mark) -> str:
    return latex(tree, lambda slot: mark(slot, "math"))


def _code(text: str) -> str:
    text = escape.clean(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    rule = [{"left": "---", "center": ":-:", "right": "--:"}[side] for side in align]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *rows])


def _cell(text: str) -> str:
    """Keep a bar within maths from ending the cell (the bars of running text are escaped already)."""
    return re.sub(r"(?<!\\)\|", r"\\vert{}", text).replace("\n", " ")


DIALECT = Dialect(
    name="md",
    modes={
        "text": Mode(NUMERALS, escape.markdown, lambda tree, mark: f"${_in_math(tree, mark)}$"),
        "math": Mode(LATEX, lambda text: rf"\text{{{plain_words(escape.clean(text))}}}", _in_math),
    },
    strong=lambda text: f"**{text}**",
    emphasis=lambda text: f"*{text}*",
    code=_code,
    line_break="\\\n",
    display=lambda tree, mark: f"$$\n{_in_math(tree, mark)}\n$$",
    paragraph=str,
    line=lambda text: escape.guarded(text.lstrip()),
    items=lambda items, first: indented(items, first, "-"),
    table=_table,
    cell=_cell,
)

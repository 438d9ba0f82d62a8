"""LaTeX for pdflatex and lualatex; needs amsmath, booktabs and a T1 or Unicode font, nothing more."""

from __future__ import annotations

from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats.markdown import latex_number, latex_unit
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.markup.tex_text import tex
from problemgen.maths.mathtree import Math
from problemgen.maths.print_latex import latex
from problemgen.maths.unit_text import pieces


def _number(sign: str, mantissa: str, exponent: str) -> str:
    text = latex_number(sign, mantissa, exponent)
    return rf"\ensuremath{{{text}}}" if sign or exponent else text


def _unit(unit: str) -> str:
    return "".join(
        rf"\textsuperscript{{{piece.text.replace('−', chr(92) + 'ensuremath{-}')}}}"
        if piece.kind == "raised" else tex(piece.text)
        for piece in pieces(unit)
    )  # fmt: skip


def _in_math(tree: Math, mark: Mark) -> str:
    return latex(tree, lambda slot: mark(slot, "math"), tex)


def _blocks(blocks: list[str]) -> str:
    """Join blocks; a display belongs to the paragraph before it, or TeX leaves an empty line above it."""
    return "\n\n".join(blocks).replace("\n\n\\[", "\n\\[")


def _items(items: list[str], first: int | None) -> str:
    name = "itemize" if first is None else "enumerate"
    start = "" if first in (None, 1) else f"\\setcounter{{enumi}}{{{(first or 1) - 1}}}\n"
    return f"\\begin{{{name}}}\n{start}" + "".join(f"\\item {item}\n" for item in items) + f"\\end{{{name}}}"


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    columns = "".join(side[0] for side in align)
    lines = "".join(" & ".join(line) + r" \\" + "\n" for line in rows)
    top = " & ".join(head)
    return (f"\\begin{{center}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n{top} \\\\\n\\midrule\n{lines}\\bottomrule\n"
            "\\end{tabular}\n\\end{center}")  # fmt: skip


_TEXT = Numerals(
    _number, _unit, r"\,", ("(", ")"),
    lambda size, sign: size + (r"\ensuremath{-}" if sign == "-" else sign),
)  # fmt: skip
_MATH = Numerals(
    latex_number, lambda unit: latex_unit(unit, r"\text{\textmu}"), r"\,", (r"\left(", r"\right)"),
    lambda size, sign: size + sign,
)  # fmt: skip

DIALECT = Dialect(
    name="tex",
    modes={
        "text": Mode(_TEXT, tex, lambda tree, mark: rf"\({_in_math(tree, mark)}\)"),
        "math": Mode(_MATH, lambda text: rf"\text{{{tex(text)}}}", _in_math),
    },
    strong=lambda text: rf"\textbf{{\boldmath {text}}}",
    emphasis=lambda text: rf"\emph{{{text}}}",
    code=lambda text: rf"\texttt{{{tex(text)}}}",
    line_break="\\newline{}\n",
    display=lambda tree, mark: f"\\[\n{_in_math(tree, mark)}\n\\]",
    paragraph=str,
    items=_items,
    table=_table,
    blocks=_blocks,
)

r"""HTML with formulas in ``\( \)``: for course systems that set TeX in the browser."""

from __future__ import annotations

from dataclasses import replace

from problemgen.markup import escape
from problemgen.markup.dialect import Mark, Mode
from problemgen.markup.formats import html
from problemgen.markup.formats.markdown import LATEX
from problemgen.maths.mathtree import Math
from problemgen.maths.print_latex import latex, plain_words


def tex_words(text: str) -> str:
    """Print upright words within a formula, for MathJax."""
    return rf"\text{{{plain_words(escape.clean(text))}}}"


def tex_of(tree: Math, mark: Mark, mode: str) -> str:
    """Print a formula in TeX, with its slots marked for a mode."""
    return latex(tree, lambda slot: mark(slot, mode))


def _in_math(tree: Math, mark: Mark) -> str:
    return escape.attribute(tex_of(tree, mark, "math"))


DIALECT = replace(
    html.DIALECT,
    name="web",
    modes={
        "text": Mode(
            html.DIALECT.modes["text"].numerals, escape.html, lambda tree, mark: rf"\({_in_math(tree, mark)}\)",
        ),
        "math": Mode(LATEX, lambda text: escape.attribute(tex_words(text)), _in_math),
    },
    table=lambda *table: html.padded(html.DIALECT.table(*table)),
    display=lambda tree, mark: rf"<p>\[{_in_math(tree, mark)}\]</p>",
)  # fmt: skip

"""HTML with formulas in words and signs: for course systems that set no formulas."""

from __future__ import annotations

from dataclasses import replace

from problemgen.markup import escape
from problemgen.markup.dialect import Mark, Mode
from problemgen.markup.formats import html, plain
from problemgen.maths.mathtree import Math


def _math(tree: Math, mark: Mark) -> str:
    return escape.attribute(plain.math(tree, mark))


_RAISED = plain.DIALECT.modes["raised"]

DIALECT = replace(
    html.DIALECT,
    name="words",
    modes={
        "text": Mode(plain.NUMERALS, escape.html, _math),
        "raised": Mode(_RAISED.numerals, _RAISED.text, lambda tree, mark: escape.attribute(_RAISED.math(tree, mark))),
    },
    table=lambda *table: html.padded(html.DIALECT.table(*table)),
    display=lambda tree, mark: f"<p>{_math(tree, mark)}</p>",
)

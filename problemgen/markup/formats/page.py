"""HTML for the self-check page: ``html`` without what no browser needs, and without ``style``, which its policy forbids."""

from __future__ import annotations

from dataclasses import replace

from problemgen.markup.dialect import Mark, Mode
from problemgen.markup.formats import html
from problemgen.markup.nodes import Align
from problemgen.maths.mathtree import Math
from problemgen.maths.print_mathml import math_element, mathml

_SCOPE = {"th": ' scope="col"', "td": ""}
_MATH = html.DIALECT.modes["math"]


def _math(tree: Math, mark: Mark, display: bool) -> str:
    """Print MathML without words beside it: screen readers say the elements themselves."""
    return math_element(mathml(tree, lambda slot: mark(slot, "math")), display)


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    """Print a table in a box of its own, which scrolls where the screen is narrow."""

    def line(tag: str, cells: list[str]) -> str:
        sides = ("" if side == "left" else f' class="{side}"' for side in align)
        tags = (tag if cell else "td" for cell in cells)  # an empty head says nothing about its column
        pieces = zip(tags, sides, cells, strict=True)
        inside = "".join(f"<{tag}{_SCOPE[tag]}{side}>{cell}</{tag}>" for tag, side, cell in pieces)
        return f"<tr>{inside}</tr>"

    heading, body = line("th", head), "".join(line("td", row) for row in rows)
    return f'<div class="scroll"><table><thead>{heading}</thead><tbody>{body}</tbody></table></div>'


DIALECT = replace(
    html.DIALECT,
    name="page",
    modes={
        "text": Mode(
            html.DIALECT.modes["text"].numerals, html.DIALECT.modes["text"].text, lambda tree, mark: _math(tree, mark, False)
        ),
        "math": _MATH,
    },
    line_break="<br>",
    display=lambda tree, mark: f'<div class="scroll">{_math(tree, mark, True)}</div>',
    table=_table,
)

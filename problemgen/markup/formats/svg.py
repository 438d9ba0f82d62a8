"""One line of SVG text, for the labels of pictures: what stands inside a ``<text>`` element."""

from __future__ import annotations

from problemgen.errors import ProblemgenError
from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats.plain import MINUS
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_svg import raised, svg
from problemgen.maths.unit_text import pieces


def _number(sign: str, mantissa: str, exponent: str) -> str:
    power = f"\u00a0×\u00a010{raised(exponent.replace('-', '−'))}" if exponent else ""
    return f"{MINUS[sign]}{mantissa}{power}"


def _unit(unit: str) -> str:
    return "".join(raised(piece.text) if piece.kind == "raised" else escape.html(piece.text) for piece in pieces(unit))


def _math(tree: Math, mark: Mark) -> str:
    return svg(tree, lambda slot: mark(slot, "text"))


def _refused(*_: object) -> str:
    raise ProblemgenError("a label of a picture is one line; lists, tables and displays are not for it")


DIALECT = Dialect(
    name="svg",
    modes={
        "text": Mode(
            Numerals(_number, _unit, "\u00a0", ("(", ")"), lambda size, sign: size + MINUS[sign]), escape.html, _math
        ),
    },
    strong=lambda text: f'<tspan font-weight="bold">{text}</tspan>',
    emphasis=lambda text: f'<tspan font-style="italic">{text}</tspan>',
    code=escape.html,
    line_break=" ",
    display=_refused,
    paragraph=str,
    items=_refused,
    table=_refused,
)

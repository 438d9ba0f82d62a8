"""HTML with MathML, well formed as XML too, so that item files may carry it."""

from __future__ import annotations

from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats.plain import MINUS
from problemgen.markup.formats.typst import SPEECH
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_mathml import math_element, mathml
from problemgen.maths.print_speech import speech
from problemgen.maths.unit_text import pieces, unicode_unit


def _number(sign: str, mantissa: str, exponent: str) -> str:
    power = f"\u00a0×\u00a010<sup>{exponent.replace('-', '−')}</sup>" if exponent else ""
    return f"{MINUS[sign]}{mantissa}{power}"


def _unit(unit: str) -> str:
    return "".join(f"<sup>{piece.text}</sup>" if piece.kind == "raised" else escape.html(piece.text) for piece in pieces(unit))


def _mathml_number(sign: str, mantissa: str, exponent: str) -> str:
    text = f"<mo>{MINUS[sign]}</mo>" if sign else ""
    text += f"<mn>{mantissa}</mn>"
    if exponent:
        negative = exponent.startswith("-")
        power = ("<mo>−</mo>" if negative else "") + f"<mn>{exponent.lstrip('-')}</mn>"
        text += f"<mo>×</mo><msup><mn>10</mn><mrow>{power}</mrow></msup>"
    return f"<mrow>{text}</mrow>" if sign or exponent else text


def _charge(size: str, sign: str) -> str:
    return "<mrow>" + (f"<mn>{size}</mn>" if size else "") + f"<mo>{MINUS[sign]}</mo></mrow>"


_MATHML = Numerals(
    _mathml_number,
    lambda unit: f"<mtext>{escape.html(unicode_unit(unit))}</mtext>",
    '<mspace width="0.167em"/>',
    ('<mrow><mo fence="true" form="prefix">(</mo>', '<mo fence="true" form="postfix">)</mo></mrow>'),
    _charge,
    lambda text: f"<mrow>{text}</mrow>",
)


def _in_math(tree: Math, mark: Mark) -> str:
    return mathml(tree, lambda slot: mark(slot, "math"))


def _math(tree: Math, mark: Mark, display: bool) -> str:
    said = escape.attribute(speech(tree, lambda slot: mark(slot, "speech")))
    return math_element(_in_math(tree, mark), display, said, namespaced=True)


def _items(items: list[str], first: int | None) -> str:
    body = "".join(f"<li>{item}</li>" for item in items)
    if first is None:
        return f"<ul>{body}</ul>"
    return f"<ol>{body}</ol>" if first == 1 else f'<ol start="{first}">{body}</ol>'


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    def line(tag: str, cells: list[str]) -> str:
        sides = ("" if side == "left" else f' style="text-align:{side}"' for side in align)
        inside = "".join(f"<{tag}{side}>{cell}</{tag}>" for side, cell in zip(sides, cells, strict=True))
        return f"<tr>{inside}</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><thead>{line('th', head)}</thead><tbody>{body}</tbody></table>"


def padded(table: str) -> str:
    """Keep the cells of a table apart where no style sheet does, as in course systems."""
    return table.replace("<table>", '<table cellpadding="6">', 1)


DIALECT = Dialect(
    name="html",
    modes={
        "text": Mode(
            Numerals(_number, _unit, "\u00a0", ("(", ")"), lambda size, sign: size + MINUS[sign]),
            escape.html, lambda tree, mark: _math(tree, mark, False),
        ),
        "math": Mode(_MATHML, lambda text: f"<mtext>{escape.html(text)}</mtext>", _in_math),
        "speech": SPEECH,
    },
    strong=lambda text: f"<strong>{text}</strong>",
    emphasis=lambda text: f"<em>{text}</em>",
    code=lambda text: f"<code>{escape.html(text)}</code>",
    line_break="<br/>",
    display=lambda tree, mark: _math(tree, mark, True),
    paragraph=lambda text: f"<p>{text}</p>",
    items=_items,
    table=_table,
    blocks="\n".join,
)  # fmt: skip

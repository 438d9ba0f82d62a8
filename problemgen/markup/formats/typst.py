"""Typst, for the PDF engine that needs no TeX; every formula carries words for screen readers."""

from __future__ import annotations

from problemgen.markup import escape
from problemgen.markup.dialect import Dialect, Mark, Mode
from problemgen.markup.formats.plain import MINUS
from problemgen.markup.nodes import Align
from problemgen.markup.numerals import Numerals
from problemgen.maths.mathtree import Math
from problemgen.maths.print_speech import speech
from problemgen.maths.print_typst import quoted, typst
from problemgen.maths.unit_text import pieces, unicode_unit

_THIN = "\u202f"
_RAISED_SPEECH = {"2": "squared", "3": "cubed"}


def _number(sign: str, mantissa: str, exponent: str) -> str:
    power = f"~×~10#super[{exponent.replace('-', '−')}]" if exponent else ""
    return f"{MINUS[sign]}{mantissa}{power}"


def _unit(unit: str) -> str:
    return "".join(f"#super[{piece.text}]" if piece.kind == "raised" else escape.typst(piece.text) for piece in pieces(unit))


def _math_number(sign: str, mantissa: str, exponent: str) -> str:
    return f"{MINUS[sign]}{mantissa}" + (f" × 10^({exponent.replace('-', '−')})" if exponent else "")


def _math_unit(unit: str) -> str:
    """Print a unit upright; its signs are part of the words, so that they are set tight."""
    text, words = "", ""
    for piece in pieces(unit):
        if piece.kind == "raised":
            text, words = f"{text} {quoted(words)}^({piece.text})", ""
        else:
            words += piece.text
    return (f"{text} {quoted(words)}" if words else text).strip()


def said_number(sign: str, mantissa: str, exponent: str) -> str:
    """Say a number."""
    words = {"": "", "-": "minus ", "+": "plus "}
    power = f" times 10 to the power {exponent.replace('-', 'minus ')}" if exponent else ""
    return f"{words[sign]}{mantissa}{power}"


SPEECH = Mode(
    Numerals(said_number, unicode_unit, " ", ("", ""), lambda size, sign: f"{size} {'minus' if sign == '-' else 'plus'}".strip()),
    lambda text: escape.html(text), lambda tree, mark: speech(tree, lambda slot: mark(slot, "speech")),
)  # fmt: skip
_QUOTED_SPEECH = Mode(SPEECH.numerals, lambda text: quoted(escape.clean(text))[1:-1], SPEECH.math)


def _in_math(tree: Math, mark: Mark) -> str:
    return typst(tree, lambda slot: mark(slot, "math"))


def _equation(tree: Math, mark: Mark, display: bool) -> str:
    alt = quoted(speech(tree, lambda slot: mark(slot, "speech")))
    inside = _in_math(tree, mark)
    if display:
        return f"#math.equation(block: true, alt: {alt}, $ {inside} $);"
    return f"#math.equation(alt: {alt}, ${inside}$);"


def _items(items: list[str], first: int | None) -> str:
    body = "\n".join(f"  [{item}]," for item in items)
    return f"#list(\n{body}\n);" if first is None else f"#enum(start: {first},\n{body}\n);"


def _table(head: list[str], rows: list[list[str]], align: tuple[Align, ...]) -> str:
    lines = [f"  table.header({', '.join(f'[{cell}]' for cell in head)}),"]
    lines += ["  " + ", ".join(f"[{cell}]" for cell in line) + "," for line in rows]
    sides = ", ".join(align)
    return f"#table(columns: {len(align)}, align: ({sides},),\n" + "\n".join(lines) + "\n);"


DIALECT = Dialect(
    name="typ",
    modes={
        "text": Mode(
            Numerals(_number, _unit, _THIN, ("(", ")"), lambda size, sign: size + MINUS[sign]),
            escape.typst, lambda tree, mark: _equation(tree, mark, False),
        ),
        "math": Mode(
            Numerals(_math_number, _math_unit, " thin ", ("lr(\\( ", " \\))"), lambda size, sign: f"{size}{MINUS[sign]}"),
            lambda text: quoted(escape.clean(text)), _in_math,
        ),
        "speech": _QUOTED_SPEECH,
    },
    strong=lambda text: f"#strong[{text}]",
    emphasis=lambda text: f"#emph[{text}]",
    code=lambda text: f"#raw({quoted(escape.clean(text))});",
    line_break="#linebreak();",
    display=lambda tree, mark: _equation(tree, mark, True),
    paragraph=str,
    line=escape.guarded,
    items=_items,
    table=_table,
)  # fmt: skip

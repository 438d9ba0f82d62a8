"""A written question with holes: made once for all variants of one shape, filled for each of them.

While a question is written, a private-use character stands for everything that differs between variants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from problemgen.document.problem import Printer, accepted
from problemgen.export.interval_regex import interval_regex
from problemgen.markup.pattern import Hole, filled_hole
from problemgen.markup.prose import FIRST_PRIVATE
from problemgen.variant.solution import Solved
from problemgen.variant.variant import NumberKey
from problemgen.variant.windows import Window

RIGHT: tuple[str, ...] = ()  # stands where the codes of a mistake do


@dataclass(frozen=True)
class Edge:
    """A number of a window in plain ASCII; the window is that of the mistakes' ``codes``, shifted by a power of ten."""

    part: str
    codes: tuple[str, ...]
    what: str  # value, low, high, half, pattern
    shift: int = 0


@dataclass(frozen=True)
class Shown:
    """What the answer, or a mistake, gives, printed with its unit."""

    part: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """A window in words."""

    part: str


@dataclass(frozen=True)
class Index:
    """The index of the variant."""


Fill = Hole | Edge | Shown | Accepted | Index

_MARK = re.compile("[\ue000-\uf8ff]")


@dataclass
class Marks:
    """The characters that stand for what is filled in; equal holes share one."""

    fills: dict[Fill, str] = field(default_factory=dict)

    def mark(self, fill: Fill) -> str:
        """Give the character that stands for a hole."""
        return self.fills.setdefault(fill, chr(FIRST_PRIVATE + len(self.fills)))


@dataclass(frozen=True)
class Stencil:
    """Text with holes: ``texts`` is always one longer than ``fills``."""

    texts: tuple[str, ...]
    fills: tuple[Fill, ...]


def stencil(text: str, marks: Marks) -> Stencil:
    """Cut a written text at its marks."""
    kept = list(marks.fills)
    return Stencil(tuple(_MARK.split(text)), tuple(kept[ord(mark) - FIRST_PRIVATE] for mark in _MARK.findall(text)))


def filled(stencil: Stencil, solved: Solved, printer: Printer) -> str:
    """Fill a stencil with what belongs to one variant."""
    found: dict[Fill, str] = {}
    out = [stencil.texts[0]]
    for fill, text in zip(stencil.fills, stencil.texts[1:], strict=True):
        if fill not in found:
            found[fill] = _filled(fill, solved, printer)
        out += (found[fill], text)
    return "".join(out)


def _filled(fill: Fill, solved: Solved, printer: Printer) -> str:
    if isinstance(fill, Hole):
        return filled_hole(fill, solved.values)
    if isinstance(fill, Index):
        return str(solved.variant.index)
    key = next(key for key in solved.variant.parts if key.part.label == fill.part)
    assert isinstance(key, NumberKey)
    if isinstance(fill, Accepted):
        return accepted(printer, key)
    value, window = _value(key, fill.codes)
    if isinstance(fill, Edge):
        return edge_text(fill.what, window, fill.shift)
    return printer.number(key.shown_wrong(value) if fill.codes else key.printed)


def _value(key: NumberKey, codes: tuple[str, ...]) -> tuple[float, Window]:
    if codes == RIGHT:
        return key.value, key.window
    wrong = next(wrong for wrong in key.wrong if wrong.codes == codes)
    return wrong.value, wrong.window


def edge_text(what: str, window: Window, shift: int) -> str:
    """Print a number of a window, divided by a power of ten.

    >>> edge_text("half", Window(-82.6, 0.826), 0), edge_text("value", Window(2.19e-20, 1e-22), -20)
    ('0.826', '2.19')
    """
    if what == "pattern":
        return interval_regex(number(window.low, shift), number(window.high, shift))
    numbers = {"value": window.centre, "low": window.low, "high": window.high, "half": window.half}
    return number(numbers[what], shift)


def number(value: float, shift: int = 0) -> str:
    """Print a number for a reader that knows ASCII decimals only: twelve digits, no sign on the exponent but minus.

    >>> number(17.599999999999994), number(2.19e-20), number(2.19e-20, -20), number(5e22)
    ('17.6', '2.19e-20', '2.19', '5e22')
    """
    text = f"{value:.12g}" if not shift else f"{Decimal(f'{value:.12g}').scaleb(-shift):.12g}"
    return re.sub(r"e\+?(-?)0*", r"e\1", text) if "e" in text else text

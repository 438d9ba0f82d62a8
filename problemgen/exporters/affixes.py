"""Print numbers at one kind of place: what stands before and after them is found once, by printing two."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache

from problemgen.exporters.stencil import Slot
from problemgen.maths.numbers import Printed

WITH_UNIT, VALUE = Slot("", "text", ""), Slot("", "text", "value")
_PROBE = "7.7"
KEPT = 512  # printed numbers remembered

Affixes = tuple[str, ...]  # what stands before and after a number, and before and after one with a minus; () where it depends
AFFIXES: dict[str, Affixes] = {}  # found so far, by markup, mode, style and unit; kept with plans


def number_printer(markup: str, slot: Slot, unit: str) -> Callable[[str], str]:
    """Make the function that prints numbers in a unit at one kind of place."""
    return _number_printer(markup, slot.mode, slot.style, unit)


@cache
def _number_printer(markup: str, mode: str, style: str, unit: str) -> Callable[[str], str]:
    """Find what stands before and after a number once, by printing two; other numbers are then put between."""

    @lru_cache(maxsize=KEPT)
    def slowly(number: str) -> str:
        from problemgen.markup.formats import DIALECTS  # and all that prints: not needed for numbers that are put between
        from problemgen.markup.numerals import show

        return view(show(Printed(number, unit), style, DIALECTS[markup].modes[mode].numerals))

    name = f"{markup} {mode} {style} {unit}"
    if name not in AFFIXES:
        plus, minus = slowly(_PROBE).split(_PROBE), slowly(f"-{_PROBE}").split(_PROBE)
        simple = style not in ("unit", "charge") and len(plus) == len(minus) == 2
        AFFIXES[name] = (*plus, *minus) if simple else ()
    if not AFFIXES[name]:
        return slowly
    before, after, minus_before, minus_after = AFFIXES[name]

    signed = style == "signed"  # zero has no sign then

    def quickly(number: str) -> str:
        if "e" in number or (signed and not number.strip("-0.")):
            return slowly(number)
        return f"{minus_before}{number[1:]}{minus_after}" if number[0] == "-" else f"{before}{number}{after}"

    return quickly


def view(text: str) -> str:
    """Show the UTF-8 bytes of a text as characters."""
    return text if text.isascii() else text.encode().decode("latin-1")


def number(value: float, shift: int = 0) -> str:
    """Print a number for a reader that knows ASCII decimals only: twelve digits, no sign on the exponent but minus.

    >>> number(17.599999999999994), number(2.19e-20), number(2.19e-20, -20), number(5e22)
    ('17.6', '2.19e-20', '2.19', '5e22')
    """
    text = f"{value:.12g}" if not shift else f"{Decimal(f'{value:.12g}').scaleb(-shift):.12g}"
    return without_plus(text) if "e" in text else text


def without_plus(text: str) -> str:
    """Take the sign and the zeros off an exponent: ``5e+22`` is ``5e22``; other numbers stay as they are."""
    return re.sub(r"e\+?(-?)0*", r"e\1", text)

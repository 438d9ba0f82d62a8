"""Round half up in decimal and print numbers: float -> the text that stands on the page.

Binary ties round "wrong" (2.675 -> 2.67), ``%g`` drops zeros (82.0 -> 82) and switches to exponents by itself;
worksheets and keys may do neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Printed:
    """A number as it stands on the page, in plain ASCII ('-82.6', '1.12e-20'), and its unit ('mV', '1' for none)."""

    number: str
    unit: str = "1"

    @property
    def value(self) -> float:
        return float(self.number)


def rounded(value: float, *, digits: int | None = None, decimals: int | None = None) -> Decimal:
    """Round half up to significant digits or to decimals; with neither, keep the shortest exact form.

    >>> rounded(-82.6137, decimals=1), rounded(9.996, digits=3), rounded(2.675, decimals=2)
    (Decimal('-82.6'), Decimal('10.0'), Decimal('2.68'))
    """
    exact = Decimal(repr(float(value)))
    if decimals is not None:
        return exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    if digits is None or not exact:
        return exact
    once = exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), context=_EXACT)
    return once.quantize(Decimal(1).scaleb(once.adjusted() - digits + 1), context=_EXACT)


def number_text(value: Decimal) -> str:
    """Print a decimal: plain between 1e-4 and 1e7, else ``m.me±n``; never ``-0``.

    >>> number_text(Decimal("-0.00")), number_text(Decimal("5.0E+2")), number_text(Decimal("2.19E-20"))
    ('0.00', '500', '2.19e-20')
    """
    if not value:
        value = abs(value)
    if not value or -5 < value.adjusted() < 7:
        return f"{value:f}"
    sign, figures, _ = value.as_tuple()
    mantissa = "".join(map(str, figures))
    point = f"{mantissa[0]}.{mantissa[1:]}" if len(mantissa) > 1 else mantissa
    return f"{'-' if sign else ''}{point}e{value.adjusted()}"


def exact(value: float) -> str:
    """Print a float so that it reads back unchanged, without a sign in the exponent's way of the formula reader.

    >>> exact(0.005), exact(3.0), exact(1e-20)
    ('0.005', '3', '1e-20')
    """
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text

"""Round half up in decimal and print numbers: float -> the text that stands on the page.

Binary ties round "wrong" (2.675 -> 2.67), ``%g`` drops zeros (82.0 -> 82) and switches to exponents by itself;
worksheets and keys may do neither.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import cache
from math import ceil, floor, log10

from problemgen.frozen import frozen

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_TIE, _NOISE = 1e-9, 1e-13  # nearer than this to a tie, decimals decide; the second is what multiplying may add
_POWERS = tuple(10.0**places for places in range(17))
_FORMATS = tuple(f"%.{places}f" for places in range(17))


@frozen
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


def shown(value: float, digits: int | None = None, decimals: int | None = None) -> str:
    """Print a number rounded half up: what ``number_text(rounded(...))`` gives, several times as fast.

    >>> shown(-82.6137, decimals=1), shown(2.675, decimals=2), shown(9.996, digits=3), shown(2.19e-20, digits=3)
    ('-82.6', '2.68', '10.0', '2.19e-20')
    """
    return rounder(digits, decimals)(value)


@cache
def rounder(digits: int | None, decimals: int | None) -> Callable[[float], str]:
    """Make the function that prints numbers rounded half up.

    ``%f`` rounds the binary value, so it is used only where no tie is near, and where the text is plain.
    """
    if decimals is not None and decimals < len(_POWERS):
        return _to_decimals(decimals)
    if decimals is None and digits is not None and digits < len(_POWERS):
        return _to_digits(digits)
    return lambda value: number_text(rounded(value, digits=digits, decimals=decimals))


def _to_decimals(decimals: int) -> Callable[[float], str]:
    power, form, most = _POWERS[decimals], _FORMATS[decimals], min(1e14, 9e6 * _POWERS[decimals])
    least = max(1.0, 1e-4 * power)

    def show(value: float) -> str:
        size = value * power if value >= 0 else -value * power
        if least <= size < most and abs(size % 1.0 - 0.5) > _TIE + _NOISE * size:
            return form % value
        return number_text(rounded(value, decimals=decimals))

    return show


def _to_digits(digits: int) -> Callable[[float], str]:
    low, high = _POWERS[digits - 1], _POWERS[digits] - 1  # from there on rounding may carry into one more digit
    fewest = max(0, digits - 7)  # decimals: numbers from 9e6 on are printed with a power of ten

    def show(value: float) -> str:
        size = value if value >= 0 else -value
        if 1e-4 <= size < 9e6:
            places = digits - 1 - floor(log10(size))
            if fewest <= places < 16:
                whole = size * _POWERS[places]
                if low <= whole < high and abs(whole % 1.0 - 0.5) > _TIE + _NOISE * whole:
                    return _FORMATS[places] % value
        return number_text(rounded(value, digits=digits))

    return show


def inner_edges(number: str, low: float, high: float) -> tuple[str, str]:
    """Print the edges of a window with one digit more than a number in it, rounded inwards: what is printed is inside.

    >>> inner_edges("-82.6", -83.4398, -81.7878), inner_edges("17.6", 17.1, 18.1)
    (('-83.43', '-81.79'), ('17.10', '18.10'))
    """
    if "e" not in number:
        places = len(number.partition(".")[2]) + 1
        power = _POWERS[places]
        first, last = low * power, high * power
        plain = 1e-3 < abs(low) < 9e6 and 1e-3 < abs(high) < 9e6 and 1 < abs(first) < 1e9 and 1 < abs(last) < 1e9
        if plain and 1e-6 < first % 1.0 < 1 - 1e-6 and 1e-6 < last % 1.0 < 1 - 1e-6:
            return _FORMATS[places] % (ceil(first) / power), _FORMATS[places] % (floor(last) / power)
    grid = Decimal(1).scaleb(int(Decimal(number).as_tuple().exponent) - 1)
    return _on_grid(low, grid, ROUND_CEILING), _on_grid(high, grid, ROUND_FLOOR)


def _on_grid(edge: float, grid: Decimal, way: str) -> str:
    steps = (Decimal(f"{edge:.12g}") / grid).to_integral_value(way)  # twelve digits: what binary arithmetic adds is no edge
    return number_text((steps * grid).quantize(grid))


def exact(value: float) -> str:
    """Print a float so that it reads back unchanged, without a sign in the exponent's way of the formula reader.

    >>> exact(0.005), exact(3.0), exact(1e-20)
    ('0.005', '3', '1e-20')
    """
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text

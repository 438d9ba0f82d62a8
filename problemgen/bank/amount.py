"""Read an amount as people write it in YAML and on the command line: ``110 mM``, ``-65 mV``, ``37 °C``, ``1 %``, ``4``."""

from __future__ import annotations

import re
from decimal import Decimal

from problemgen.maths.numbers import Printed, exact, number_text
from problemgen.maths.units import Unit, UnitError, unit

_AMOUNT = re.compile(r"\s*([-+−–]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+−]?\d+)?)\s*(.*?)\s*")


def read_amount(text: float | str, default: str = "1") -> Printed:
    """Read a number with a unit; a bare number has the default unit. The digits stay as written. Raises UnitError.

    >>> read_amount("-65 mV"), read_amount(4.7e7)
    (Printed(number='-65', unit='mV'), Printed(number='4.7e7', unit='1'))
    """
    if isinstance(text, (int, float)):
        if not -1e300 < text < 1e300:
            raise UnitError(f"{text} is out of range")
        plain = Decimal(exact(text))
        return Printed(number_text(plain.normalize() if abs(text) >= 1e7 else plain), default)
    match = _AMOUNT.fullmatch(text)
    if match is None or len(text) > 100:
        raise UnitError(f"{text[:60]!r} is not a number with a unit; write e.g. 110 mM, -65 mV, 37 degC")
    number = match[1].replace("−", "-").replace("–", "-").removeprefix("+")
    if not -300 < Decimal(number).adjusted() < 300:
        raise UnitError(f"{text[:60]!r} is out of range")
    written = match[2].replace("°C", "degC").replace("µ", "u").replace("μ", "u") or default
    unit(written)
    return Printed(number if "e" not in number.lower() else number_text(Decimal(number)), written)


def si(printed: Printed) -> float:
    """Give the SI value of a printed number."""
    return of_unit(printed).to_si(printed.value)


def of_unit(printed: Printed) -> Unit:
    """Give the unit of a printed number."""
    return unit(printed.unit)

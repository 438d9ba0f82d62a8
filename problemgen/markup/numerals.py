"""Print a number and its unit by a style: what all formats share; each gives only its own signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from problemgen.errors import ProblemgenError
from problemgen.maths.numbers import Printed
from problemgen.maths.unit_text import NONE


@dataclass(frozen=True, eq=False)
class Numerals:
    """How one format writes numbers, in text or in maths."""

    number: Callable[[str, str, str], str]  # sign ('', '-', '+'), mantissa, exponent ('' for none)
    unit: Callable[[str], str]
    space: str  # between number and unit
    fence: tuple[str, str]
    charge: Callable[[str, str], str]  # magnitude ('' for one), sign
    whole: Callable[[str], str] = str  # wraps a number with its unit


@lru_cache(maxsize=1024)
def _after(numerals: Numerals, unit: str) -> str:
    """Print what follows a number: the space and the unit."""
    return "" if unit in NONE else numerals.space + numerals.unit(unit)


def show(printed: Printed, style: str, numerals: Numerals) -> str:
    """Print a number: with its unit, or as the style says."""
    if style == "unit":
        return "" if printed.unit in NONE else numerals.unit(printed.unit)
    sign, mantissa, exponent = _split(printed.number)
    if style == "charge":
        return _charge(printed, sign, mantissa, numerals)
    if style == "signed" and not sign and mantissa.strip("0."):
        sign = "+"
    text = numerals.number(sign, mantissa, exponent)
    after = "" if style == "value" else _after(numerals, printed.unit)
    if after:
        text = numerals.whole(text + after)
    fenced = {"paren": sign, "power": sign or exponent or after, "over": sign or exponent or (after and "/" in printed.unit)}
    if fenced.get(style):
        return text.join(numerals.fence)
    return text


def _split(number: str) -> tuple[str, str, str]:
    mantissa, _, exponent = number.partition("e")
    sign = mantissa[0] if mantissa[0] in "+-" else ""
    return sign if sign == "-" else "", mantissa[len(sign) :], exponent.lstrip("+")


def _charge(printed: Printed, sign: str, mantissa: str, numerals: Numerals) -> str:
    if not mantissa.isdigit() or printed.unit not in NONE:
        raise ProblemgenError(f"{printed.number} {printed.unit} is no charge; the style 'charge' is for whole numbers")
    if mantissa.strip("0") == "":
        return "0"
    return numerals.charge("" if mantissa == "1" else mantissa, sign or "+")

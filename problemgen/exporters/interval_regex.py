"""Write a window of numbers as a regular expression, for course systems that know no tolerance.

The expression is built digit by digit and is exact at both edges, however many decimals are typed. It uses only what
PCRE, .NET and JavaScript share. ``misjudged`` tries it with the numbers around both edges, written in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

MINUS = "(-|−|–)"  # what is typed for a minus: hyphen, minus sign, en dash; no class, so that bytes would do, too
POINT = "[.,]"
TIMES_TEN = r"([eE]|([xX*]|×|·) *10 *(\^|\*\*))"
WRITTEN_OUT = range(-3, 6)  # powers of ten of numbers that nobody types with one: 0.001 to below a million

_ZEROS = re.compile("0{5,}")


def interval_regex(low: str, high: str) -> str:
    r"""Give an expression that matches the numbers from ``low`` to ``high``, both included.

    A minus may be ASCII, U+2212 or an en dash; the decimal mark a point or a comma; zeros may stand in front and at the
    end, blanks around. Below 0.001 and from a million on, ``2e7`` and ``2 x 10^7`` are read, too; not where zero is inside.

    >>> interval_regex("17.1", "18.1")
    '^ *(\\+ *)?0*1(7[.,][1-9]\\d*|8([.,](0\\d*|10*)?)?) *$'
    >>> interval_regex("-2", "-2")
    '^ *(-|−|–) *0*2([.,]0*)? *$'
    """
    least, most = Decimal(low), Decimal(high)
    if least > 0:
        signed = rf"(\+ *)?{_positive(least, most)}"
    elif most < 0:
        signed = f"{MINUS} *{_positive(-most, -least)}"
    elif least == -most:
        signed = rf"((\+|{MINUS}) *)?{_from_zero(most)}"
    else:
        signed = rf"((\+ *)?{_from_zero(most)}|{MINUS} *{_from_zero(-least)})"
    return f"^ *{signed} *$"


def _positive(low: Decimal, high: Decimal) -> str:
    """Match from ``low`` to ``high``, both above zero."""
    first, last = low.adjusted(), high.adjusted()
    if first in WRITTEN_OUT and last in WRITTEN_OUT:
        return _plain(low, high)
    return _either([_plain(low, high), *(_raised(low, high, power) for power in range(first, last + 1))])


def _raised(low: Decimal, high: Decimal, power: int) -> str:
    """Match a number of the window that is typed with this power of ten."""
    sign = rf"(\+ *)?0*{power}" if power >= 0 else f"{MINUS} *0*{-power}"
    return f"{_plain(low.scaleb(-power), high.scaleb(-power))} *{TIMES_TEN} *{sign}"


def _from_zero(high: Decimal) -> str:
    """Match from zero to ``high``; a digit must be there, not just a decimal mark."""
    return rf"(?={POINT}?\d){_plain(Decimal(0), high)}"


def _plain(low: Decimal, high: Decimal) -> str:
    """Match from ``low`` to ``high``, both without a sign, written out.

    The window is split by the number of digits before the decimal mark: 8.5 to 12 is 8.5 to below 10, and 10 to 12.
    """
    fewest, most = _whole(low), _whole(high)
    if fewest == most:
        return f"0*{_between(_digits(low, most), _digits(high, most), most)}"
    shorter = range(fewest if not low else fewest + 1, most)  # as many digits as these mean any number
    ways = [_at_least(_digits(low, fewest), fewest, 0)] if low else []
    if shorter:
        digits = f"[1-9]{_run(fewest, most - 2)}" if low else _run(0, most - 1)
        ways.append(rf"{digits}({POINT}\d*)?")
    return f"0*{_either([*ways, _between('1', _digits(high, most), most)])}"


def _whole(value: Decimal) -> int:
    """Count the digits before the decimal mark; 0 below one."""
    return max(0, value.adjusted() + 1) if value else 0


def _digits(value: Decimal, whole: int) -> str:
    """Give the digits of a number, ``whole`` of them before the decimal mark, without the zeros at the end."""
    before, _, after = f"{value:f}".partition(".")
    return ((before if whole else "") + after).rstrip("0")


def _between(low: str, high: str, whole: int) -> str:
    """Match the digits from ``low`` to ``high``; what is left out at the end of both is zeros."""
    at = 0
    while at < len(low) and low[at] == high[at]:
        at += 1
    shared = _ZEROS.sub(lambda zeros: f"0{{{len(zeros[0])}}}", high[:at])
    if at > whole or (at == whole and at < len(low)):
        split = len(_ZEROS.sub(lambda zeros: f"0{{{len(zeros[0])}}}", high[:whole]))
        shared = shared[:split] + POINT + shared[split:]
    if at == len(low):
        return shared + _at_most(high, whole, at)
    first, last, after = int(low[at]), int(high[at]), at + 1
    ways = []
    if after < len(low):
        ways.append(f"{first}{_at_least(low, whole, after)}")
        first += 1
    if first < last:
        ways.append(_one_of(first, last - 1) + _any(whole, after))
    return shared + _either([*ways, f"{last}{_at_most(high, whole, after)}"])


def _any(whole: int, at: int) -> str:
    """Match whatever digits may follow the first ``at``."""
    if at > whole:
        return r"\d*"
    return rf"{_run(whole - at, whole - at)}({POINT}\d*)?"


def _run(fewest: int, most: int) -> str:
    """Match a number of digits."""
    if fewest < most:
        return rf"\d{{{fewest},{most}}}"
    return r"\d" * most if most < 3 else rf"\d{{{most}}}"


def _at_least(low: str, whole: int, at: int) -> str:
    """Match the digits after the first ``at`` of a number that is not below ``low``."""
    if at >= len(low):
        return _any(whole, at)
    if at >= whole:
        return (POINT if at == whole else "") + _decimals_from(low, at) + r"\d*"
    digit, after = int(low[at]), at + 1
    if after == len(low):
        return _one_of(digit, 9) + _any(whole, after)
    ways = [_one_of(digit + 1, 9) + _any(whole, after)] if digit < 9 else []
    return _either([*ways, f"{digit}{_at_least(low, whole, after)}"])


def _decimals_from(low: str, at: int) -> str:
    """Match just enough decimals to say that they are not below those of ``low``."""
    digit = int(low[at])
    if at + 1 == len(low):
        return _one_of(digit, 9)
    rest = f"{digit}{_decimals_from(low, at + 1)}"
    return f"({_one_of(digit + 1, 9)}|{rest})" if digit < 9 else rest


def _at_most(high: str, whole: int, at: int) -> str:
    """Match the digits after the first ``at`` of a number that is not above ``high``."""
    if at >= len(high):
        return "0*" if at > whole else "0" * (whole - at) + f"({POINT}0*)?"
    digit, after = int(high[at]), at + 1
    ways = [_one_of(0, digit - 1) + _any(whole, after)] if digit else []
    digits = "|".join([*ways, f"{digit}{_at_most(high, whole, after)}"])
    if at < whole:
        return f"({digits})" if ways else digits
    return f"({POINT}({digits})?)?" if at == whole else f"({digits})?"


def _one_of(first: int, last: int) -> str:
    if first == last:
        return str(first)
    if last == first + 1:
        return f"[{first}{last}]"
    return r"\d" if (first, last) == (0, 9) else f"[{first}-{last}]"


def _either(ways: list[str]) -> str:
    return ways[0] if len(ways) == 1 else f"({'|'.join(ways)})"


def misjudged(low: str, high: str, expression: str) -> list[str]:
    """List numbers around both edges of a window, and around zero, that an expression judges wrongly.

    Powers of ten are tried where the expression is to read them.

    >>> misjudged("17.1", "18.1", interval_regex("17.1", "18.1"))
    []
    >>> misjudged("17", "17", "^17$")[:2]
    ['17.0', '17,0']
    """
    least, most, judge = Decimal(low), Decimal(high), re.compile(expression)
    powers = not least <= 0 <= most
    return [text for value in _around(least, most) for text in spellings(value, powers)
            if bool(judge.search(text)) != (least <= value <= most)]  # fmt: skip


def _around(low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Give the numbers of several grids around the edges: from a tenth of their last digit to ten times the window."""
    width = high - low or abs(high) or Decimal(1)
    finest = min(int(low.as_tuple().exponent), int(high.as_tuple().exponent)) - 1
    for power in range(finest, max(finest, width.adjusted()) + 2):
        step = Decimal(1).scaleb(power)
        for edge in dict.fromkeys((low, high, -low, -high, Decimal(0))):
            yield from (edge + step * count for count in range(-11, 12))


def spellings(value: Decimal, powers: bool = True) -> Iterator[str]:
    """Write a number in the ways in which students do; small and large ones with powers of ten, too.

    >>> list(spellings(Decimal("-0.50")))
    ['-0.50', '-0,50', '-.50', '-0.500', '−0.50', ' –0.50 ']
    """
    text = f"{value:f}"
    yield from (text, text.replace(".", ","))
    if "0." in text and abs(value) < 1:
        yield text.replace("0.", ".", 1)
    yield text + ("0" if "." in text else ".0")
    if value < 0:
        yield from (text.replace("-", "−"), f" {text.replace('-', '–')} ")
    elif value:
        yield f" +{text} "
    if powers and value and value.adjusted() not in WRITTEN_OUT:
        mantissa, power = value.scaleb(-value.adjusted()), value.adjusted()
        yield from (f"{mantissa:f}e{power}", f"{mantissa:f} x 10^{power}".replace(".", ","), f"{mantissa:f}*10**{power}")

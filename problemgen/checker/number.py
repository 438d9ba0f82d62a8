"""Read one number: plain text -> the exact decimal that was typed, or the reason why there is not one.

One anchored grammar and no arithmetic; what can be read in two ways is asked about, never guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Tuple, Union

from problemgen.checker.text import power_of_ten, visible, with_minus_sign
from problemgen.checker.verdict import Refusal
from problemgen.frozen import frozen

_ANY_CASE = re.IGNORECASE | re.ASCII  # without ASCII the dotless i of Turkish is an i too
_EXPONENT = r"(?:\*\*|\^) *[({]? *(?P<NAME>[+-]? *[0-9]+) *[)}]?"
_NUMBER = re.compile(
    r"(?P<sign>[+-]?|minus ) *(?:"
    r"10 *" + _EXPONENT.replace("NAME", "decade") + r"|"
    r"(?P<mantissa>(?:[0-9]+(?:[.,'][0-9]+| [0-9]{3}(?![0-9]))*\.?|[.,][0-9]+))"
    r"(?: *[eE] *(?P<power>[+-]? *[0-9]+)| *[*xX] *10 *" + _EXPONENT.replace("NAME", "raised") + r")?"
    r")(?P<rest>.*)",
    re.DOTALL,
)
_PLUS_MINUS = re.compile(r"\u00b1|^\+ ?/? ?- ?[0-9.,]")
_SUM = re.compile(r"[0-9.)] *(?:\*\*|[-+*/^]) *[-+(]*[0-9.]|[0-9] *[xX] *[0-9]|^\(|[0-9] *\(")
_SEVERAL = re.compile(r"^ *(?:or|to|and|till|until|;|,|~|\||&)(?![A-Za-z])|^ +-?[0-9]", _ANY_CASE)
_CALL = re.compile(r"(?:ln|log|log10|exp|sqrt|sin|cos|tan|abs|pow)\b *\(?.*[0-9]", _ANY_CASE)
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[.,' ])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_GROUPS_AND_MARK = re.compile(r"[1-9][0-9]{0,2}(?:(?P<group>[.,' ])[0-9]{3})(?:(?P=group)[0-9]{3})*(?P<mark>[.,])[0-9]+")
_LARGEST_EXPONENT = 400  # beyond the range of machine floats


@frozen
class TypedNumber:
    """An exact decimal, the significant figures it may be said to have, and how its text was understood."""

    value: Decimal
    figures: Tuple[int, int]  # fewest and most: the zeros of 1200 may or may not count
    separator_assumed: str  # "", comma, point, thousands: what had to be understood
    shown: str  # with the minus sign of print


def read_number(text: str, decimal_mark: str = "either") -> Union[Tuple[TypedNumber, str], Refusal]:
    """Read the number at the start of folded text; give it and the text behind it.

    >>> number, rest = read_number("-9.01*10^1 mV")
    >>> number.value, number.figures, rest
    (Decimal('-90.1'), (3, 3), 'mV')
    >>> read_number("-90,100 uV").code, read_number("--90.1").code
    ('FMT_AMBIGUOUS_SEPARATOR', 'FMT_MALFORMED')
    """
    if not text:
        return Refusal("FMT_EMPTY")
    match = _NUMBER.match(text)
    if match is None:
        return _no_number(text)
    decade = match.group("decade")
    sign = "" if match.group("sign") in ("", "+") else "-"
    plain = ("1", "") if decade else _plain(match.group("mantissa"), decimal_mark, sign)
    if isinstance(plain, Refusal):
        return plain
    digits, assumed = plain
    exponent = decade or match.group("power") or match.group("raised")
    value = _exact(sign + digits, exponent)
    if isinstance(value, Refusal):
        return value
    shown = with_minus_sign(sign + digits) if not decade else with_minus_sign(sign)
    if exponent:
        shown += ("" if decade else "\u00d7") + power_of_ten(int(exponent.replace(" ", "")))
    number = TypedNumber(value, _figures(digits), assumed, shown)
    return number, match.group("rest").strip()


def _exact(digits: str, exponent: Union[str, None]) -> Union[Decimal, Refusal]:
    raised = (exponent or "0").replace(" ", "")
    if len(raised.lstrip("+-0")) > 4:
        return Refusal("FMT_NOT_FINITE")
    value = Decimal(f"{digits}e{int(raised)}")
    if value and not -_LARGEST_EXPONENT < value.adjusted() < _LARGEST_EXPONENT:
        return Refusal("FMT_NOT_FINITE")
    size = abs(float(value))
    if size == float("inf") or (value and size < 2.3e-308):
        return Refusal("FMT_NOT_FINITE")
    return value


def _plain(mantissa: str, decimal_mark: str, sign: str) -> Union[Tuple[str, str], Refusal]:
    """Settle what the commas, points and spaces of a number mean, and name what had to be understood."""
    if mantissa.isdigit():
        return mantissa, ""
    mark = "," if decimal_mark == "comma" else "."
    other = "." if mark == "," else ","
    both = _GROUPS_AND_MARK.fullmatch(mantissa)
    if both and both.group("group") != both.group("mark"):
        body, _, tail = mantissa.rpartition(both.group("mark"))
        return re.sub("[^0-9]", "", body) + "." + tail, "thousands"
    marks = re.sub("[0-9]", "", mantissa)
    if marks == mark:
        return _pointed(mantissa, mark), ""
    groups = _GROUPS.fullmatch(mantissa)
    if groups and marks == other * len(marks) and len(marks) > 1:
        return mantissa.replace(other, ""), "thousands"
    if groups:
        return _ambiguous(mantissa, marks, with_minus_sign(sign))
    if marks == other:
        return _pointed(mantissa, other), "comma" if other == "," else "point"
    return Refusal("FMT_MALFORMED", {"typed": visible(mantissa)})


def _pointed(mantissa: str, mark: str) -> str:
    whole, _, part = mantissa.partition(mark)
    return f"{whole or '0'}.{part}" if part else whole


def _ambiguous(mantissa: str, marks: str, sign: str) -> Refusal:
    without = mantissa.replace(marks[0], "")
    head, _, tail = mantissa.partition(marks[0])
    with_point = head + "." + tail.replace(marks[0], "")
    return Refusal("FMT_AMBIGUOUS_SEPARATOR", {"typed": sign + mantissa, "one": sign + with_point, "other": sign + without})


def _figures(digits: str) -> Tuple[int, int]:
    """Count significant figures: leading zeros never count, trailing zeros of a whole number may.

    >>> _figures("0.0901"), _figures("90"), _figures("90.0")
    ((3, 3), (1, 2), (3, 3))
    """
    whole, point, part = digits.partition(".")
    counted = (whole + part).lstrip("0")
    if point:
        return len(counted), len(counted)
    return len(counted.rstrip("0")), len(counted)


def _no_number(text: str) -> Refusal:
    if _PLUS_MINUS.search(text):
        return Refusal("FMT_MULTIPLE_VALUES", {"typed": visible(text)})
    if re.match(r"[-+*/^.,' ]{2,}[0-9]", text):
        return Refusal("FMT_MALFORMED", {"typed": visible(text)})
    if any(character in "0123456789" for character in text) and (_SUM.search(text) or _CALL.match(text)):
        return Refusal("FMT_EXPRESSION_NOT_ALLOWED", {"typed": visible(text)})
    return Refusal("FMT_NO_NUMBER", {"typed": visible(text)})


def refuse_rest(text: str, rest: str) -> Refusal:
    """Say why a number with this text behind it, which is no unit, is not one answer."""
    rest = rest.strip()
    if "\u00b1" in rest or re.search(r"\+ ?/ ?-", rest):
        return Refusal("FMT_MULTIPLE_VALUES", {"typed": visible(text)})
    if re.search("[0-9] *[;,] +[-+0-9]|[0-9];", text):
        return Refusal("FMT_MULTIPLE_VALUES", {"typed": visible(text)})
    if rest[0] in "+-*/^(" and re.search("[0-9]", rest):
        return Refusal("FMT_EXPRESSION_NOT_ALLOWED", {"typed": visible(text)})
    if _SEVERAL.match(" " + rest) or re.search(r"\b(?:or|to|and)\b.*[0-9]|[;,].*[0-9]", rest, re.ASCII):
        return Refusal("FMT_MULTIPLE_VALUES", {"typed": visible(text)})
    if rest[0] in "0123456789.,'_+-*/^=<>":
        return Refusal("FMT_MALFORMED", {"typed": visible(text)})
    if _SUM.search(text):
        return Refusal("FMT_EXPRESSION_NOT_ALLOWED", {"typed": visible(text)})
    return Refusal("UNIT_UNKNOWN", {"unit": visible(rest)})

"""Read the parts of a key that are answered with a number: quantity, integer, count."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Dict, List, Optional, Tuple

from problemgen.checker.carriedread import read_carried
from problemgen.checker.feedback import MISTAKE
from problemgen.checker.fields import Fields, is_number
from problemgen.checker.key import Common, Digits, NumberPart
from problemgen.checker.lookup import OWN, OpenSecret
from problemgen.checker.reading import Asked
from problemgen.checker.units import NO_DIMENSION, Unit, read_unit, si_value
from problemgen.checker.windows import (
    KEY,
    Tolerance,
    Window,
    foreign_tolerance,
    interval_tolerance,
    interval_window,
    window,
)

POLICIES = ("assumed", "required", "forbidden")
_EXACTLY = Tolerance(absolute=0.25)  # for whole numbers: nothing but the key


def read_number_part(fields: Fields, common: Common) -> NumberPart:
    """Read a quantity, an integer or a count."""
    asked = read_asked(fields, common)
    tolerance, key_window = _right_window(fields, common.kind)
    windows: Dict[str, List[Window]] = {OWN: [key_window]}
    for number, entry in enumerate(fields.items("mistakes")):
        group, found = _mistake(Fields(entry, f"{fields.place('mistakes')}[{number}]", fields.problems), asked, tolerance)
        windows.setdefault(group, []).append(found)
    digits = read_digits(fields)
    _check_digits(fields, digits, key_window)
    return NumberPart(
        common, asked, tolerance, OpenSecret(windows={group: tuple(found) for group, found in windows.items()}),
        digits, fields.truth("sign_is_ratio"), read_carried(fields, ("formula",)),
    )  # fmt: skip


def read_asked(fields: Fields, common: Common) -> Asked:
    """Read what a question shows of itself: unit, unit policy, symbols, decimal mark, nouns of a count."""
    return Asked(
        read_known_unit(fields, "unit", "1"),
        fields.one_of("unit_policy", POLICIES, "assumed"),
        fields.texts("symbol"),
        fields.one_of("decimal_mark", ("either", "point", "comma"), common.decimal_mark),
        fields.texts("words"),
    )


def read_known_unit(fields: Fields, name: str, default: str) -> Unit:
    """Take a unit that the table of units knows."""
    text = fields.text(name, default) or "1"
    unit = read_unit(text)
    if unit is not None:
        return Unit(text.replace("degC", "\u00b0C"), unit.dimension, unit.factor, unit.offset)
    fields.problem(name, f"{text!r} is not a unit that the checker knows")
    return Unit("1", NO_DIMENSION, Decimal(1))


def _right_window(fields: Fields, kind: str) -> Tuple[Tolerance, Window]:
    if kind == "quantity" and fields.has("interval"):
        return _interval(fields)
    value = fields.number("value", needed=True)
    if kind == "integer" and not value.is_integer():
        fields.problem("value", "an integer is a whole number")
    if kind == "integer" and not fields.has("tolerance"):
        return _EXACTLY, window(KEY, value, _EXACTLY)
    tolerance = read_tolerance(fields, kind)
    if not value and not tolerance.absolute and (tolerance.relative or tolerance.decades):
        fields.problem("tolerance", "a key of 0 needs an absolute tolerance")
    return tolerance, window(KEY, value, tolerance)


def read_tolerance(fields: Fields, kind: str) -> Tolerance:
    """Read a tolerance and refuse an impossible one."""
    given = fields.object("tolerance", needed=True)
    if given is None:
        return Tolerance(relative=0.01)
    tolerance = Tolerance(given.number("relative"), given.number("absolute"), given.number("decades") if kind == "count" else 0.0)
    given.finish()
    for name in ("relative", "absolute", "decades"):
        if getattr(tolerance, name) < 0:
            given.problem(name, "a tolerance cannot be negative")
            return Tolerance(relative=0.01)
    if tolerance.relative >= 1:
        given.problem("relative", "a relative tolerance is a share below 1; 1 % is 0.01")
        return Tolerance(relative=0.01)
    if tolerance.decades and (tolerance.relative or tolerance.absolute):
        given.problem("decades", "decades stand alone; leave out relative and absolute")
    if tolerance == Tolerance() and not any(given.has(name) and not is_number(given.data[name]) for name in given.data):
        fields.problem("tolerance", "a relative or an absolute tolerance above 0 is needed")
    return tolerance


def _interval(fields: Fields) -> Tuple[Tolerance, Window]:
    ends = fields.items("interval")
    for name in ("value", "tolerance"):
        if fields.has(name):
            fields.take(name)
            fields.problem(name, "leave it out where an interval is given")
    if len(ends) != 2 or not all(is_number(end) for end in ends) or not float(ends[0]) < float(ends[1]):
        fields.problem("interval", "two finite numbers are needed, the lower one first")
        ends = [0.0, 1.0]
    low, high = float(ends[0]), float(ends[1])
    tolerance = interval_tolerance(low, high)
    return tolerance, interval_window(low, high, tolerance)


def _mistake(fields: Fields, asked: Asked, tolerance: Tolerance) -> Tuple[str, Window]:
    code = read_mistake_code(fields)
    value = fields.number("value", needed=True)
    unit = read_known_unit(fields, "unit", asked.unit.text)
    message, credit = fields.text("message"), read_credit(fields, "credit", 0.0)
    fields.finish()
    if unit.dimension == asked.unit.dimension:
        factor = 1.0 if unit.factor == asked.unit.factor else float(unit.factor / asked.unit.factor)
        return OWN, window(code, value * factor, tolerance, message, credit)
    own = foreign_tolerance(tolerance)
    return repr(unit.dimension), window(code, float(si_value(Decimal(repr(value)), unit)), own, message, credit)


def read_mistake_code(fields: Fields) -> str:
    """Read the code of a mistake; ``log10_for_ln`` becomes ``MISTAKE:log10_for_ln``."""
    code = fields.text("code", needed=True)
    plain = code[len(MISTAKE) :] if code.startswith(MISTAKE) else code
    if not plain or any(character.isspace() or character == "+" for character in plain):
        fields.problem("code", "a mistake has a short name without spaces, such as log10_for_ln")
    return MISTAKE + plain


def read_credit(fields: Fields, name: str, default: float) -> float:
    """Read a share of the marks."""
    credit = fields.number(name, default)
    if 0 <= credit <= 1:
        return credit
    fields.problem(name, "a credit lies between 0 and 1")
    return default


def read_digits(fields: Fields) -> Digits:
    """Read how many significant figures or decimals are asked."""
    figures, decimals = _range(fields, "significant_figures", 1), _range(fields, "decimals", 0)
    return Digits(figures, decimals, read_credit(fields, "digits_credit", 0.5))


def _range(fields: Fields, name: str, smallest: int) -> Optional[Tuple[int, int]]:
    value: Any = fields.take(name)
    if value is None:
        return None
    ends: List[Any] = [value.get("least"), value.get("most")] if isinstance(value, dict) else [value, value]
    whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
    known = not isinstance(value, dict) or set(value) == {"least", "most"}
    if whole and known and smallest <= ends[0] <= ends[1] <= 15:
        return ends[0], ends[1]
    fields.problem(name, f'a whole number from {smallest} to 15 is needed, or {{"least": 2, "most": 4}}')
    return None


def _check_digits(fields: Fields, digits: Digits, right: Window) -> None:
    """The key, rounded as the question asks, must be right."""
    value = right.value
    if not math.isfinite(value):
        return
    asked = []
    if digits.figures is not None and value:
        asked.append(("significant_figures", float(f"{value:.{digits.figures[1] - 1}e}")))
    if digits.decimals is not None:
        asked.append(("decimals", float(f"{value:.{digits.decimals[1]}f}")))
    for name, rounded in asked:
        if not right.low <= rounded <= right.high:
            fields.problem(name, "the key rounded to these digits lies outside its own tolerance; widen one or the other")

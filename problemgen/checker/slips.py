"""Name what went wrong with a number: declared mistakes, sign, prefix, power of ten, near miss; two slips at most.

A misdiagnosis is worse than none: a sign is named only where the size is right, a power of ten only where the window is
narrow, rounding only within three tolerances. Each guess asks the key what a changed value would mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Callable, List, Optional, Tuple

from problemgen.checker.feedback import MISTAKE, SIGN, said
from problemgen.checker.key import NumberPart
from problemgen.checker.lookup import key_windows_near, windows_at
from problemgen.checker.reading import Reading, with_unit
from problemgen.checker.text import with_minus_sign
from problemgen.checker.units import Unit, unit_of_size
from problemgen.checker.windows import KEY, Window, is_narrow
from problemgen.frozen import frozen

PREFIX_STEPS = (3, -3, 6, -6, 9, -9, 12, -12)
OTHER_POWERS = tuple(sign * power for power in (1, 2, 4, 5, 7, 8, 10, 11) for sign in (1, -1))
_SCALES = {power: float(f"1e{power}") for power in PREFIX_STEPS + OTHER_POWERS}


@frozen
class Slip:
    """One or two slips that explain a wrong number."""

    code: str
    message: str
    credit: float = 0.0


@frozen
class _Wrong:
    part: NumberPart
    reading: Reading
    value: float


def name_slip(part: NumberPart, reading: Reading, value: float) -> Optional[Slip]:
    """Name the slip that a wrong number shows, or give None."""
    number = _Wrong(part, reading, value)
    for guess in GUESSES:
        slip = guess(number)
        if slip is not None:
            return slip
    return None


def _key_at(number: _Wrong, value: float, narrow: bool = False) -> bool:
    if not math.isfinite(value) or value == 0:
        return False
    found = windows_at(number.part.secret, value)
    return any(window.code == KEY and window.low * window.high > 0 and (is_narrow(window) or not narrow) for window in found)


def _mistake_at(number: _Wrong, value: float, narrow: bool = False) -> Optional[Window]:
    if not math.isfinite(value):
        return None
    found: List[Window] = [window for window in windows_at(number.part.secret, value) if window.code != KEY]
    found = [window for window in found if not narrow or is_narrow(window)]
    return min(found, key=lambda window: abs(window.value - value), default=None)


def _declared(number: _Wrong) -> Optional[Slip]:
    found = _mistake_at(number, number.value)
    if found is None or (number.part.sign_is_ratio and _key_at(number, -number.value)):
        return None
    return Slip(found.code, mistake_message(number.part, found), found.credit)


def mistake_message(part: NumberPart, found: Window) -> str:
    """Give the sentence of a declared mistake: its own, or its name in words."""
    own = found.message or part.common.messages.get(found.code)
    return own or said(part.common, "MISTAKE", {"mistake": found.code[len(MISTAKE) :].replace("_", " ")})


def _sign_lost(number: _Wrong) -> Optional[Slip]:
    if not _key_at(number, -number.value):
        return None
    form = "SIGN_OR_RATIO_MERGED" if number.part.sign_is_ratio else ""
    return Slip(SIGN, said(number.part.common, SIGN, form=form))


def _prefix(number: _Wrong) -> Optional[Slip]:
    step = next((step for step in PREFIX_STEPS if _key_at(number, number.value * _SCALES[-step], True)), None)
    return None if step is None else Slip("UNIT_PREFIX", _prefix_message(number, step))


def _prefix_message(number: _Wrong, step: int) -> str:
    """``step`` is the power of ten by which the value is too large."""
    asked: Unit = number.part.asked.unit
    words: Mapping[str, str] = {"factor": factor_text(step), "unit": asked.text}
    typed = number.reading.unit
    if typed is not None and typed.factor != asked.factor:
        return said(number.part.common, "UNIT_PREFIX", {**words, "typed": typed.text})
    meant = unit_of_size(asked, -step)
    if not meant:
        return said(number.part.common, "UNIT_PREFIX", words, "UNIT_PREFIX_PLAIN")
    form = "UNIT_PREFIX_BARE" if typed is None else "UNIT_PREFIX"
    return said(number.part.common, "UNIT_PREFIX", {**words, "typed": meant}, form)


def factor_text(power: int) -> str:
    """Write a factor as people read it: 1000, then powers of ten in groups."""
    return "1000" if abs(power) == 3 else f"{10 ** abs(power):,}".replace(",", " ")


def _mistake_and_sign(number: _Wrong) -> Optional[Slip]:
    found = _mistake_at(number, -number.value) if number.value else None
    if found is None or found.low * found.high <= 0:
        return None
    message = f"{mistake_message(number.part, found)} {said(number.part.common, 'AND_SIGN')}"
    return Slip(f"{found.code}+{SIGN}", message)


def _prefix_and_sign(number: _Wrong) -> Optional[Slip]:
    step = next((step for step in PREFIX_STEPS if _key_at(number, -number.value * _SCALES[-step], True)), None)
    if step is None:
        return None
    return Slip(f"UNIT_PREFIX+{SIGN}", f"{_prefix_message(number, step)} {said(number.part.common, 'AND_SIGN')}")


def _mistake_and_prefix(number: _Wrong) -> Optional[Slip]:
    for step in PREFIX_STEPS[:2] if number.value else ():
        found = _mistake_at(number, number.value * _SCALES[-step], True)
        if found is not None:
            also = said(number.part.common, "AND_PREFIX", {"factor": factor_text(step)})
            return Slip(f"{found.code}+UNIT_PREFIX", f"{mistake_message(number.part, found)} {also}")
    return None


def _power_of_ten(number: _Wrong) -> Optional[Slip]:
    if not number.value:
        return None
    exponent_sign_lost = float(f"1e{-2 * math.floor(math.log10(abs(number.value)))}") if abs(number.value) > 1e-150 else 0.0
    scales = [_SCALES[power] for power in OTHER_POWERS] + [exponent_sign_lost]
    if any(_key_at(number, number.value * scale, True) for scale in scales):
        return Slip("MAGNITUDE_POW10", said(number.part.common, "MAGNITUDE_POW10"))
    return None


def _near(number: _Wrong) -> Optional[Slip]:
    for found in key_windows_near(number.part.secret, number.value):
        if found.value == 0 or found.value * number.value > 0:
            words = {"tolerance": tolerance_text(number.part)}
            return Slip("NEAR_MISS", said(number.part.common, "NEAR_MISS", words))
    return None


def tolerance_text(part: NumberPart) -> str:
    """Say how far off an answer may be: ``1 %``, ``0.5 mV``, ``1 % (or 0.5 mV)``."""
    relative, absolute = part.tolerance.relative, part.tolerance.absolute
    distance = with_unit(with_minus_sign(f"{absolute:g}"), part.asked.unit) if absolute else ""
    share = f"{100 * relative:g} %" if relative else ""
    return f"{share} (or {distance})" if share and distance else share or distance


GUESSES: Tuple[Callable[[_Wrong], Optional[Slip]], ...] = (
    _declared,
    _sign_lost,
    _prefix,
    _mistake_and_sign,
    _prefix_and_sign,
    _power_of_ten,
    _near,
    _mistake_and_prefix,
)

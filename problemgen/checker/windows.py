"""Turn a value and its tolerance into the window that accepts: exact decimal edges, both ends included.

The window is computed from the unrounded key. There is no hidden absolute floor: a relative tolerance of zero is zero.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Tuple

from problemgen.checker.units import EXACT
from problemgen.frozen import frozen

KEY = "KEY"
WIDEST_FOR_NEAR = 0.2  # with a relative tolerance beyond this, three times as far off is not "close"
FOREIGN_RELATIVE = 0.02  # for a mistake in another dimension, where the tolerance of the question says nothing


@frozen
class Tolerance:
    """How far from the key is still right: the larger of relative and absolute, or a distance in powers of ten."""

    relative: float = 0.0
    absolute: float = 0.0
    decades: float = 0.0


def foreign_tolerance(tolerance: Tolerance) -> Tolerance:
    """Give the tolerance of mistakes that are in another dimension than the question."""
    return Tolerance(relative=tolerance.relative or FOREIGN_RELATIVE)


@frozen
class Window:
    """The values that mean one thing: the key (code KEY) or a declared mistake; edges included."""

    code: str
    value: float
    low: float
    high: float
    near_low: float
    near_high: float
    message: str = ""
    credit: float = 0.0


def window(code: str, value: float, tolerance: Tolerance, message: str = "", credit: float = 0.0) -> Window:
    """Give the window around a value.

    >>> e_k = window(KEY, -90.0941, Tolerance(relative=0.01))
    >>> e_k.low, e_k.high
    (-90.995041, -89.193159)
    """
    low, high = edges(value, tolerance)
    near_low, near_high = edges(value, tolerance, 3) if _has_near(tolerance) else (low, high)
    return Window(code, value, low, high, near_low, near_high, message, credit)


def interval_window(low: float, high: float, tolerance: Tolerance) -> Window:
    """Give the window of an answer that may lie anywhere in an interval."""
    margin = 2 * tolerance.absolute
    return Window(KEY, (low + high) / 2, low, high, low - margin, high + margin)


def interval_tolerance(low: float, high: float) -> Tolerance:
    """Give the tolerance around other values that goes with an interval: half its width, rounded up to 1, 2 or 5.

    Rounded, because a sealed key shows its tolerances, and an interval may have been made from the key.
    """
    half = EXACT.divide(EXACT.subtract(_decimal(high), _decimal(low)), Decimal(2))
    steps = (Decimal(step).scaleb(half.adjusted()) for step in (1, 2, 5, 10))
    return Tolerance(absolute=float(next(step for step in steps if step >= half)))


def edges(value: float, tolerance: Tolerance, times: int = 1) -> Tuple[float, float]:
    """Give the lowest and the highest value accepted, with the tolerance taken ``times`` over.

    Decimal arithmetic: an edge that can be written down is accepted as written, whatever its unit.
    """
    if tolerance.decades:
        factor = 10.0 ** (tolerance.decades * times)
        return min(value / factor, value * factor), max(value / factor, value * factor)
    centre = _decimal(value)
    half = EXACT.multiply(max(_relative_half(centre, tolerance), _decimal(tolerance.absolute)), Decimal(times))
    return _tidy(EXACT.subtract(centre, half), half), _tidy(EXACT.add(centre, half), half)


def _tidy(edge: Decimal, half: Decimal) -> float:
    """Round an edge to twelve digits where that moves it by less than a millionth of the window: 54, not 54.000000000045.

    The key itself comes with a rounding error, and an edge that can be written down should be that edge.
    """
    rounded = Decimal(f"{edge:.12g}")
    return float(rounded if abs(rounded - edge) * 1_000_000 <= half else edge)


def is_relative(value: float, tolerance: Tolerance) -> bool:
    """Tell which of two tolerances is the larger at a value."""
    if tolerance.decades or not tolerance.absolute:
        return True
    return _relative_half(_decimal(value), tolerance) > _decimal(tolerance.absolute)


def _relative_half(value: Decimal, tolerance: Tolerance) -> Decimal:
    return EXACT.multiply(abs(value), _decimal(tolerance.relative))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _has_near(tolerance: Tolerance) -> bool:
    return not tolerance.decades and tolerance.relative <= WIDEST_FOR_NEAR


def is_narrow(found: Window) -> bool:
    """Tell whether a window is narrow enough that a match at another power of ten says something."""
    return found.high - found.low <= 0.2 * abs(found.value) and found.low * found.high > 0

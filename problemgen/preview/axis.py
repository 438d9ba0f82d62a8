"""Axes: numbers -> places between 0 and 100, with round numbers at the ticks, straight or by powers of ten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import asinh, ceil, floor, isfinite, log10, sinh

from problemgen.document.problem import Printer
from problemgen.maths.numbers import Printed, number_text, rounded
from problemgen.maths.print_plain import raised

WIDE = 30.0  # from this ratio of the largest to the smallest on, powers of ten are the better scale
MARGIN = 6.0  # per cent left free on both sides
TICKS = 5
NOISE = 1e-15  # of the largest: what is smaller is what binary arithmetic left of a zero
ROOM = 9.0  # per cent between two labels, so that they stand apart on a phone
_PLAIN = Printer("text")


@dataclass(frozen=True)
class Tick:
    """A round number on an axis, and its place in per cent."""

    at: float
    label: str


@dataclass(frozen=True)
class Axis:
    """A scale from ``low`` to ``high``; ``bent`` where equal steps are no equal differences."""

    low: float
    high: float
    bend: Callable[[float], float]
    unbend: Callable[[float], float]
    ticks: tuple[Tick, ...] = ()
    bent: bool = False

    def at(self, value: float) -> float:
        """Give the place of a value in per cent, two decimals."""
        low, high = self.bend(self.low), self.bend(self.high)
        share = (self.bend(value) - low) / (high - low)
        return round(MARGIN + share * (100 - 2 * MARGIN), 2)

    def value(self, share: float) -> float:
        """Give the value at a share of the way from low to high."""
        low, high = self.bend(self.low), self.bend(self.high)
        return self.unbend(low + share * (high - low))


def axis(values: Sequence[float]) -> Axis:
    """Make the axis that shows these values best. Raises ValueError where there is none that is finite.

    >>> [tick.label for tick in axis([-96.0, 65.0]).ticks]
    ['−80', '−60', '−40', '−20', '0', '20', '40', '60']
    >>> [tick.label for tick in axis([1e-7, 0.14]).ticks]
    ['10⁻⁶', '10⁻⁴', '0.01']
    """
    finite = [value for value in values if isfinite(value)]
    low, high = min(finite), max(finite)
    largest = max(map(abs, finite))
    sizes = [abs(value) for value in finite if abs(value) > NOISE * largest]
    if sizes and max(sizes) / min(sizes) > WIDE and low < high:
        unit = min(sizes) if low * high <= 0 else min(sizes) / 1e3
        return _bent(low, high, unit)
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    step = _round_step((high - low) / TICKS)
    ticks = [n * step for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
    plain = Axis(low, high, float, float)
    return Axis(low, high, float, float, _apart(Tick(plain.at(tick), label(tick)) for tick in ticks))


def _apart(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Leave out ticks whose labels would run into one another; zero stays."""
    kept: list[Tick] = []
    for tick in ticks:
        if kept and tick.at - kept[-1].at < ROOM:
            if tick.label != "0":
                continue
            kept.pop()
        kept.append(tick)
    return tuple(kept)


def _bent(low: float, high: float, unit: float) -> Axis:
    """Bend the line by the inverse hyperbolic sine: powers of ten far out, both signs, and zero where it belongs."""
    plain = Axis(low, high, lambda value: asinh(value / unit), lambda place: unit * sinh(place), (), True)
    largest, least = floor(log10(max(abs(low), abs(high)))), ceil(log10(unit))
    powers = [10.0**n for n in range(least, largest + 1)]
    powers = powers[:: max(1, ceil(len(powers) / TICKS))]
    if largest - max(least, floor(log10(min(abs(low), abs(high)) or unit))) < TICKS // 2:
        powers = [n * power for power in powers for n in (1, 3)]
    numbers = sorted({0.0, *powers, *(-power for power in powers)})
    ticks = _apart(Tick(plain.at(n), _power(n)) for n in numbers if low <= n <= high)
    return Axis(low, high, plain.bend, plain.unbend, ticks, True)


def _round_step(step: float) -> float:
    """Give the round number (1, 2 or 5 times a power of ten) next below a step."""
    power = 10.0 ** floor(log10(step))
    return next(n * power for n in (5, 2, 1) if n * power <= step * 1.0001)


def _power(value: float) -> str:
    exponent = round(log10(abs(value))) if value else 0
    if -3 < exponent < 4 or abs(value) != 10.0**exponent:
        return label(value)
    return f"{'−' if value < 0 else ''}10{raised(str(exponent).replace('-', '−'))}"


def label(value: float) -> str:
    """Write a number for an axis, or beside a bar.

    >>> label(-0.30000000000000004), label(2.19e-20)
    ('−0.3', '2.19\\xa0×\\xa010⁻²⁰')
    """
    number = number_text(rounded(value, digits=4).normalize()) if value else "0"
    return str(_PLAIN.number(Printed(number)))

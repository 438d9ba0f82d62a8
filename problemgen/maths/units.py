"""Units and dimensions of what banks write: text -> factor, offset, dimension; the unit of a formula.

The only importer of pint, and only for a unit that this machine has not met before. Student text never comes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from problemgen.cache import remembered
from problemgen.frozen import frozen
from problemgen.maths.formula import write
from problemgen.maths.numbers import exact
from problemgen.maths.tree import Binary, Call, Compare, Logic, Name, Negate, Node, Number, Quantity, children, rebuild

BASES = ("length", "mass", "time", "current", "temperature", "substance")
_SI = (1.0, 1e-3, 1.0, 1.0, 1.0, 1.0)  # pint's root unit of mass here is the gram
_WORDS = {
    "ratio": "1", "potential": "V", "concentration": "M", "temperature": "K", "energy": "J", "molar energy": "J/mol",
    "current": "A", "conductance": "S", "resistance": "Ohm", "capacitance": "F", "charge": "C", "length": "m",
    "area": "m^2", "volume": "L", "time": "s", "pressure": "Pa", "amount": "mol", "rate": "1/s", "velocity": "m/s",
    "current density": "A/m^2", "conductance per area": "S/m^2", "capacitance per area": "F/m^2",
}  # fmt: skip

Dimension = tuple[float, ...]
NO_DIMENSION: Dimension = (0.0,) * len(BASES)


class UnitError(ValueError):
    """A unit or a combination of units that has no meaning."""


@frozen
class Unit:
    """A unit as written: SI value = number * factor + offset; ``dimension`` holds the powers of BASES."""

    text: str
    factor: float
    offset: float
    dimension: Dimension

    def to_si(self, number: float) -> float:
        """Convert a number in this unit to SI."""
        return number * self.factor + self.offset

    def from_si(self, value: float) -> float:
        """Convert an SI value to this unit."""
        return (value - self.offset) / self.factor


@cache
def unit(text: str) -> Unit:
    """Read a unit such as ``mV``, ``kJ/mol``, ``mS/cm^2``, ``degC`` or ``1``. Raises UnitError.

    >>> unit("nS*mV").factor == unit("pA").factor, unit("degC").to_si(37)
    (True, 310.15)
    """
    if text in ("", "1"):
        return Unit("1", 1.0, 0.0, NO_DIMENSION)
    if text == "%":
        return Unit("%", 0.01, 0.0, NO_DIMENSION)
    facts = remembered("units", f"2 {text}", lambda: _facts(text))
    if isinstance(facts, str):
        raise UnitError(facts)
    return Unit(text, facts["factor"], facts["offset"], tuple(facts["dimension"]))


def _facts(text: str) -> dict[str, Any] | str:
    """Ask pint; an answer in words is an error (kept too, so that it is as quick the next time)."""
    import pint

    if len(text) > 60 or not _SHAPE.fullmatch(text):
        return f"{text[:60]!r} is not a unit; write units such as mV, mM, kJ/mol, mS/cm^2, degC"
    try:
        found = _registry().parse_units(text.replace("^", "**"))
        root = _registry().Quantity(0.0, found).to_root_units()
        one = _registry().Quantity(1.0, found).to_root_units()
    except (pint.errors.PintError, OverflowError, ValueError) as error:  # ValueError: 'nan' is a number to pint
        return f"unknown unit {text!r} ({error}); write units such as mV, mM, kJ/mol, mS/cm^2, degC"
    powers = {name.strip("[]"): float(power) for name, power in found.dimensionality.items()}
    dimension = [powers.get(base, 0.0) for base in BASES]
    scale = 1.0
    for size, power in zip(_SI, dimension, strict=True):
        scale *= size**power
    exact = float(f"{(one.magnitude - root.magnitude) * scale:.12g}")
    return {"factor": exact, "offset": float(f"{root.magnitude * scale:.12g}"), "dimension": dimension}


# pint's own reader evaluates any arithmetic; it only ever sees products and quotients of named units
_NAMED = r"[A-Za-zµμΩ°]+(?:\^-?[1-9])?"
_SHAPE = re.compile(rf"(?:1|{_NAMED})(?:[*/](?:{_NAMED}|\({_NAMED}(?:\*{_NAMED})*\)))*")


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(str(Path(__file__).with_name("units.txt")), autoconvert_offset_to_baseunit=True)


@frozen
class Measure:
    """The unit of a formula as its author would write it, and its dimension."""

    text: str
    dimension: Dimension


def measure_of(node: Node, measures: Mapping[str, Measure]) -> Measure:
    """Work out the unit of a formula; 1 for a condition. Raises UnitError where units do not fit.

    >>> from problemgen.maths.formula import parse
    >>> known = {name: Measure(text, unit(text).dimension) for name, text in
    ...          {"g": "nS", "V_m": "mV", "c": "mM"}.items()}
    >>> measure_of(parse("g*V_m + c"), known)
    Traceback (most recent call last):
    problemgen.maths.units.UnitError: Cannot add nS*mV to mM in g*V_m + c
    """
    if isinstance(node, Number):
        return Measure("1", NO_DIMENSION)
    if isinstance(node, Quantity):
        return Measure(node.unit, unit(node.unit).dimension)
    if isinstance(node, Name):
        return measures[node.name]
    if isinstance(node, Negate):
        return measure_of(node.operand, measures)
    if isinstance(node, Logic):
        for operand in node.operands:
            measure_of(operand, measures)
        return Measure("1", NO_DIMENSION)
    if isinstance(node, Call):
        return _of_call(node, measures)
    left, right = measure_of(node.left, measures), measure_of(node.right, measures)
    if isinstance(node, Compare):
        if Number("0") not in (node.left, node.right):  # nothing is nothing in any unit
            _same(left, right, "compare", node)
        return Measure("1", NO_DIMENSION)
    return _of_binary(node, left, right)


def _of_binary(node: Binary, left: Measure, right: Measure) -> Measure:
    if node.op in "+-":
        return _same(left, right, "add" if node.op == "+" else "subtract", node)
    if node.op == "^":
        return _power(node, left, right)
    sign = 1 if node.op == "*" else -1
    dimension = tuple(a + sign * b for a, b in zip(left.dimension, right.dimension, strict=True))
    return Measure(_joined(left.text, node.op, right.text), dimension)


def _joined(left: str, op: str, right: str) -> str:
    if right == "1":
        return left
    wrapped = f"({right})" if op == "/" and ("*" in right or "/" in right) else right
    return wrapped if left == "1" and op == "*" else f"{left}{op}{wrapped}"


def _same(left: Measure, right: Measure, verb: str, node: Node) -> Measure:
    if not same_dimension(left.dimension, right.dimension):
        order = (right, left, "from") if verb == "subtract" else (left, right, "with" if verb == "compare" else "to")
        raise UnitError(f"Cannot {verb} {order[0].text} {order[2]} {order[1].text} in {write(node)}")
    return left


def _power(node: Binary, base: Measure, exponent: Measure) -> Measure:
    if any(exponent.dimension):
        raise UnitError(f"An exponent must be a plain number, not {exponent.text}, in {write(node)}")
    if not any(base.dimension):
        return Measure("1", NO_DIMENSION)
    number = node.right.operand if isinstance(node.right, Negate) else node.right
    if not isinstance(number, Number):
        raise UnitError(f"Cannot raise {base.text} to a power that is not a fixed number in {write(node)}")
    power = -number.value if isinstance(node.right, Negate) else number.value
    return Measure(f"({base.text})^{write(node.right)}", tuple(power * each for each in base.dimension))


def _of_call(node: Call, measures: Mapping[str, Measure]) -> Measure:
    first, *others = [measure_of(argument, measures) for argument in node.arguments]
    if node.function in ("abs", "min", "max"):
        for other in others:
            _same(first, other, "compare", node)
        return first
    if node.function == "sqrt":
        return Measure(f"sqrt({first.text})", tuple(each / 2 for each in first.dimension))
    if node.function != "sign" and any(first.dimension):
        raise UnitError(f"{node.function} needs a plain number, not {first.text}, in {write(node)}")
    return Measure("1", NO_DIMENSION)


def same_dimension(left: Dimension, right: Dimension) -> bool:
    """Tell whether two dimensions are the same."""
    return all(abs(a - b) < 1e-9 for a, b in zip(left, right, strict=True))


def words_of(dimension: Dimension) -> str:
    """Name a dimension in the words of the course ('potential'), or list its base dimensions."""
    for words, text in _WORDS.items():
        if same_dimension(unit(text).dimension, dimension):
            return words
    return " ".join(f"{base}^{power:g}" for base, power in zip(BASES, dimension, strict=True) if power)


_COHERENT = (
    "V", "K", "mM", "J", "J/mol", "A", "S", "Ohm", "F", "C", "m", "m^2", "m^3", "s", "Pa", "mol", "1/s", "m/s", "mol/s",
    "A/m^2", "S/m^2", "F/m^2", "J/(mol*K)", "C/mol", "V/m", "V/s", "mol*m/s", "W", "kg", "N",
)  # fmt: skip


def coherent(dimension: Dimension) -> Unit | None:
    """Give a unit of this dimension whose factor is one, as a student would write it; None where there is no usual one."""
    if not any(dimension):
        return unit("1")
    return next((unit(text) for text in _COHERENT if same_dimension(unit(text).dimension, dimension)), None)


def in_si(node: Node) -> Node:
    """Replace every number with a unit by its plain SI value.

    >>> from problemgen.maths.formula import parse, write
    >>> write(in_si(parse("abs(V_m - E) > 5 mV")))
    'abs(V_m - E) > 0.005'
    """
    if isinstance(node, Negate) and isinstance(node.operand, Quantity) and unit(node.operand.unit).offset:
        return Number(exact(unit(node.operand.unit).to_si(-float(node.operand.text))))  # -5 degC is 268.15 K
    if isinstance(node, Quantity):
        return Number(exact(unit(node.unit).to_si(float(node.text))))
    return rebuild(node, tuple(in_si(child) for child in children(node)))

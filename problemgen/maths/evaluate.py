"""Evaluate a formula tree on floats: Node + values -> number or truth.

Standard library only, because the standalone checker carries this file.
Machine floats bound the cost of any formula; every non-finite intermediate is "undefined".
"""

from __future__ import annotations

import math
from typing import Callable, Dict, Mapping

from problemgen.maths.tree import Binary, Call, Compare, Logic, Name, Negate, Node, Number

LN10 = math.log(10.0)


class Undefined(ArithmeticError):
    """The formula has no finite value here."""


def _sign(value: float) -> float:
    return (value > 0) - (value < 0)


FUNCTION_VALUES: Dict[str, Callable[..., float]] = {
    "ln": math.log,
    "log10": math.log10,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "abs": abs,
    "sign": _sign,
    "ceil": math.ceil,
    "floor": math.floor,
    "min": min,
    "max": max,
}


def evaluate(node: Node, values: Mapping[str, float]) -> float:
    """Give the value of a formula; quantities must have been replaced by plain numbers.

    Raises Undefined where any step is not finite, KeyError for a symbol without a value.

    >>> from problemgen.maths.formula import parse
    >>> round(evaluate(parse("61.5/z*log10(c_out/c_in)"), {"z": -1, "c_out": 110, "c_in": 5}), 1)
    -82.6
    """
    try:
        value = _value(node, values)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise Undefined(str(error)) from error
    if not math.isfinite(value):
        raise Undefined("not finite")
    return value


def holds(node: Node, values: Mapping[str, float]) -> bool:
    """Tell whether a condition is true. Raises Undefined like ``evaluate``."""
    if isinstance(node, Compare):
        return COMPARISONS[node.op](evaluate(node.left, values), evaluate(node.right, values))
    if isinstance(node, Logic):
        if node.op == "not":
            return not holds(node.operands[0], values)
        quantifier = all if node.op == "and" else any
        return quantifier(holds(operand, values) for operand in node.operands)
    return evaluate(node, values) != 0


COMPARISONS: Dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _value(node: Node, values: Mapping[str, float]) -> float:
    if isinstance(node, Number):
        result = node.value
    elif isinstance(node, Name):
        result = values[node.name]
    elif isinstance(node, Negate):
        result = -_value(node.operand, values)
    elif isinstance(node, Binary):
        result = _binary(node.op, _value(node.left, values), _value(node.right, values))
    elif isinstance(node, Call):
        arguments = [_value(argument, values) for argument in node.arguments]
        result = float(FUNCTION_VALUES[node.function](*arguments))
    elif isinstance(node, (Compare, Logic)):
        result = float(holds(node, values))
    else:
        raise TypeError(f"a quantity with a unit ({node.unit}) must be converted before evaluation")
    if not math.isfinite(result):
        raise Undefined("not finite")
    return result


def _binary(op: str, left: float, right: float) -> float:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "/":
        return left / right
    return math.pow(left, right)

"""Run the response processing of a QTI item: responses go in, outcomes come out, by the rules of the specification.

Sources: QTI 2.1 Assessment Test, Section and Item Information Model, 8 (Response Processing) and 15 (Expressions).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

Single = float | str | bool
Value = Single | tuple[Single, ...] | None  # None is NULL; a tuple holds several values


class NotUnderstood(Exception):
    """An expression or a rule that this reader does not know."""


@dataclass(frozen=True)
class Points:
    """How identifiers turn into points; the sum stays between ``low`` and ``high``."""

    entries: Mapping[str, float]
    default: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Variable:
    """A declared variable; ``correct`` belongs to responses, ``default`` to outcomes."""

    identifier: str
    cardinality: str
    base: str
    correct: Value
    default: Value
    mapping: Points | None


@dataclass
class Run:
    """One attempt: the responses given, and the outcomes as they are set."""

    responses: Mapping[str, Variable]
    outcomes: Mapping[str, Variable]
    given: Mapping[str, Value]
    found: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, each in self.outcomes.items():
            number = each.base in ("float", "integer") and each.cardinality == "single"
            self.found[name] = 0.0 if each.default is None and number else each.default

    def rules(self, rules: Sequence[Element]) -> None:
        """Apply rules one after the other."""
        for rule in rules:
            if rule.tag == "set-outcome-value":
                self.set(rule.get("identifier", ""), self.value(rule[0]))
            elif rule.tag == "response-condition":
                self.condition(rule)
            elif rule.tag == "response-processing-fragment":
                self.rules(list(rule))
            else:
                raise NotUnderstood(rule.tag)

    def condition(self, condition: Element) -> None:
        """Apply the first branch that holds."""
        for branch in condition:
            if branch.tag == "response-else":
                self.rules(list(branch))
                return
            if self.value(branch[0]) is True:
                self.rules(list(branch)[1:])
                return

    def set(self, name: str, value: Value) -> None:
        """Set an outcome; a single value becomes a container where one is declared."""
        if name not in self.outcomes:
            raise NotUnderstood(f"the outcome {name}")
        if self.outcomes[name].cardinality != "single" and value is not None and not isinstance(value, tuple):
            value = (value,)
        self.found[name] = value

    def value(self, expression: Element) -> Value:
        """Evaluate an expression."""
        kind, inside = expression.tag, list(expression)
        if kind in _LEAVES:
            return _LEAVES[kind](self, expression)
        values = [self.value(each) for each in inside]
        if kind == "is-null":
            return values[0] is None
        if kind in ("and", "or"):
            return _joined(values, kind == "or")
        if kind == "multiple":
            return tuple(each for one in values if one is not None for each in _as_tuple(one)) or None
        if any(each is None for each in values):
            return None
        if kind == "not":
            return not values[0]
        if kind == "equal":
            return _equal(expression, _number(values[0]), _number(values[1]))
        if kind in _COMPARED:
            return _COMPARED[kind](_number(values[0]), _number(values[1]))
        if kind == "match":
            return _same(values[0], values[1])
        if kind == "member":
            return values[0] in _as_tuple(values[1])
        if kind in _COUNTED:
            return _COUNTED[kind]([_number(each) for value in values for each in _as_tuple(value)])
        raise NotUnderstood(kind)

    def variable(self, expression: Element) -> Value:
        """Look up a response or an outcome."""
        name = expression.get("identifier", "")
        if name in self.responses:
            return self.given.get(name)
        if name in self.outcomes:
            return self.found[name]
        raise NotUnderstood(f"the variable {name}")

    def response(self, expression: Element) -> Variable:
        """Look up the declaration of a response."""
        name = expression.get("identifier", "")
        if name not in self.responses:
            raise NotUnderstood(f"the response {name}")
        return self.responses[name]

    def mapped(self, expression: Element) -> Value:
        """Add up the points of what was chosen."""
        declared = self.response(expression)
        mapping, value = declared.mapping, self.given.get(declared.identifier)
        if mapping is None:
            raise NotUnderstood(f"{declared.identifier} has no mapping")
        total = sum(mapping.entries.get(str(each), mapping.default) for each in _as_tuple(value))
        low, high = mapping.low, mapping.high
        total = max(total, low) if low is not None else total
        return min(total, high) if high is not None else total


def read_value(text: str, base: str) -> Single:
    """Read a value as its base type has it.

    >>> read_value("-89.8", "float"), read_value("out", "identifier")
    (-89.8, 'out')
    """
    if base in ("float", "integer"):
        return float(text)
    if base == "boolean":
        return text.strip() in ("true", "1")
    return text.strip()


def _base_value(_: Run, expression: Element) -> Value:
    try:
        return read_value(expression.text or "", expression.get("base-type", ""))
    except ValueError as error:
        raise NotUnderstood(f"the number {expression.text!r}") from error


_LEAVES: dict[str, Callable[[Run, Element], Value]] = {
    "base-value": _base_value,
    "variable": Run.variable,
    "correct": lambda run, expression: run.response(expression).correct,
    "map-response": Run.mapped,
}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "gte": operator.ge, "lte": operator.le, "gt": operator.gt, "lt": operator.lt,
}  # fmt: skip
_COUNTED: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "product": math.prod,
    "subtract": lambda values: values[0] - values[1],
    "divide": lambda values: values[0] / values[1] if values[1] else math.nan,
    "min": min,
    "max": max,
}


def _as_tuple(value: Value) -> tuple[Single, ...]:
    return () if value is None else value if isinstance(value, tuple) else (value,)


def _number(value: Value) -> float:
    if isinstance(value, (str, tuple)) or value is None:
        raise NotUnderstood(f"{value!r} as a number")
    return float(value)


def _joined(values: list[Value], any_of: bool) -> Value:
    if any(each is any_of for each in values):
        return any_of
    return None if any(each is None for each in values) else not any_of


def _same(one: Value, other: Value) -> bool:
    return sorted(map(str, _as_tuple(one))) == sorted(map(str, _as_tuple(other)))


def _equal(expression: Element, value: float, wanted: float) -> bool:
    """Compare by the specification; ``tolerance`` is one number for both sides, or two (below, above)."""
    mode = expression.get("tolerance-mode", "exact")
    if mode == "exact":
        return value == wanted
    below, above = [float(each) for each in (expression.get("tolerance", "0").split() * 2)[:2]]
    if mode == "relative":
        below, above = abs(wanted) * below / 100, abs(wanted) * above / 100
    return wanted - below <= value <= wanted + above

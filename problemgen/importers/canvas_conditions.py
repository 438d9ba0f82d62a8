"""The conditions of a QTI 1.2 item, and the windows that Canvas' two readers make of those of a numerical question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import isclose
from xml.etree.ElementTree import Element

from problemgen.importers.view import Window

_PLAIN = re.compile(r"-?\d+(\.\d+)?([eE]-?\d+)?")
_LEADING = re.compile(r"\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True)
class Condition:
    """A respcondition: what it asks for, the SCORE it gives (None: none), the feedback that it shows."""

    node: Element
    score: float | None
    action: str
    feedback: str
    other: bool

    def texts(self, tag: str) -> list[str]:
        """List the texts of the elements of one name in it."""
        return [(node.text or "").strip() for node in self.node.iter(tag)]

    def has(self, tag: str) -> bool:
        """Tell whether an element of this name is in it."""
        return self.node.find(f".//{tag}") is not None

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """List the responses that it asks for, without those that it excludes: (response, value)."""
        excluded = {id(node) for no in self.node.iter("not") for node in no.iter("varequal")}
        found = (node for node in self.node.iter("varequal") if id(node) not in excluded)
        return [(node.get("respident", ""), (node.text or "").strip()) for node in found]


def conditions(item: Element) -> list[Condition]:
    """Read the conditions of an item, in order."""
    return [_condition(node) for node in item.iter("respcondition")]


def _condition(node: Element) -> Condition:
    setvar, shown = node.find("setvar"), node.find("displayfeedback")
    scores = setvar is not None and setvar.get("varname", "SCORE") == "SCORE"
    return Condition(
        node=node,
        score=number(setvar.text or "") if setvar is not None and scores else None,
        action=setvar.get("action", "Set") if setvar is not None else "",
        feedback=shown.get("linkrefid", "") if shown is not None else "",
        other=node.find("conditionvar/other") is not None,
    )


def number(text: str) -> float:
    """Read a number as Ruby's ``to_f`` does: what stands at the start, else 0.

    >>> number("1.5e-3 mV"), number("x")
    (0.0015, 0.0)
    """
    match = _LEADING.match(text)
    return float(match[0]) if match else 0.0


@dataclass(frozen=True)
class Numeric:
    """What both readers make of a numerical question: windows that are fully right, and what goes wrong."""

    windows: tuple[Window, ...]
    complaints: tuple[str, ...]


def numeric(item: Element) -> Numeric:
    """Read the windows of a numerical question."""
    found = conditions(item)
    classic = [window for each in found if (window := classic_window(each)) is not None]
    complaints = [*_scores(found), *(complaint for each in found for complaint in _complaints(each))]
    if not classic:
        complaints.append("Classic Quizzes finds no answer: nothing would be right")
    complaints += [f"{_span(window)} is an empty window" for window in classic if window.low > window.high]
    if len(classic) > 1:
        complaints.append(f"{len(classic)} windows are fully right; write one")
    complaints += [f"{_span(window)} holds no number with four decimals, which is what Classic Quizzes keeps of a typed number"
                   for window in classic if _lost(window)]  # fmt: skip
    return Numeric(tuple(classic), tuple(dict.fromkeys(complaints)))


def _scores(found: list[Condition]) -> Iterator[str]:
    """Find conditions that give less than everything: Classic gives everything for each, New Quizzes where there is a score."""
    for each in found:
        if classic_window(each) is not None and each.score is None:
            yield "a condition that only shows feedback is fully right in Classic Quizzes"
        elif classic_window(each) is not None and each.score != 100:
            yield f"a condition worth {each.score:g} % is fully right in both quiz engines"


def _complaints(each: Condition) -> Iterator[str]:
    if each.other:
        return
    yield from (f"{text!r} is no plain ASCII number" for tag in ("varequal", "vargte", "varlte", "vargt", "varlt")
                for text in each.texts(tag) if not _PLAIN.fullmatch(text))  # fmt: skip
    if each.has("or") and each.texts("vargt"):
        yield "New Quizzes guesses the digits of a precision answer (vargt) wrongly; write vargte and varlte"
        return
    if each.has("or") and (node := each.node.find(".//varequal")) is not None and node.get("margin") is None:
        yield "varequal has no margin: New Quizzes works it out with the errors of binary numbers"
    if each.score is not None:
        new = new_window(each)
        if new is None:
            yield "New Quizzes refuses the question: it knows varequal with vargte and varlte around it, or the last two alone"
        classic = classic_window(each)
        if new and classic and not _same(new, classic):
            yield f"Classic Quizzes accepts {_span(classic)}, New Quizzes {_span(new)}"
        written = _range(each)
        if classic and written and not _same(classic, written):
            yield f"Classic Quizzes keeps the upper margin only: it accepts {_span(classic)}, not {_span(written)}"


def classic_window(each: Condition) -> Window | None:
    """Read a window as Classic Quizzes does (canvas-lms, qti_exporter, numeric_interaction.rb, get_canvas_answers)."""
    if each.other:
        return None
    values, upper = each.texts("varequal"), each.texts("varlte")
    if each.has("or"):
        if not values:
            return None
        margin = _exact(upper[0]) - _exact(values[0]) if upper else Decimal(0)
        return Window(float(_exact(values[0]) - margin), float(_exact(values[0]) + margin), 1.0)
    return _range(each) if each.has("and") else None


def _range(each: Condition) -> Window | None:
    low, high = each.texts("vargte"), each.texts("varlte")
    return Window(number(low[0]), number(high[0]), 1.0) if low and high else None


def new_window(each: Condition) -> Window | None:
    """Read a window as New Quizzes does (gem qti 2.27, v1/models/numerics); None where it refuses."""
    node = each.node.find(".//varequal")
    low, high = each.texts("vargte"), each.texts("varlte")
    if not low or not high:
        return None
    if node is None:
        return _range(each)
    value = (node.text or "").strip()
    if value == low[0] == high[0]:
        return Window(number(value), number(value), 1.0)
    if value in (low[0], high[0]):
        return None
    margin = abs(number(node.get("margin", ""))) if node.get("margin") else number(value) - number(low[0])
    if node.get("margintype") == "percent":
        margin *= abs(number(value)) / 100
    return Window(number(value) - margin, number(value) + margin, 1.0)


def _exact(text: str) -> Decimal:
    return Decimal(repr(number(text)))


def _same(one: Window, other: Window) -> bool:
    width = max(abs(one.high - one.low), abs(other.high - other.low))
    return isclose(one.low, other.low, abs_tol=1e-9 * width) and isclose(one.high, other.high, abs_tol=1e-9 * width)


def _span(window: Window) -> str:
    return f"{window.low:.10g} to {window.high:.10g}"


def _lost(window: Window) -> bool:
    """Tell whether no number with four decimals lies in a window."""
    low = (Decimal(repr(window.low)) / FOUR_DECIMALS).to_integral_value(ROUND_CEILING)
    return low > (Decimal(repr(window.high)) / FOUR_DECIMALS).to_integral_value(ROUND_FLOOR)

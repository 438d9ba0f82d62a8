"""Judge a typed number: an ordered list of steps, of which the first that has something to say gives the verdict."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Callable, Optional, Tuple

from problemgen.checker.feedback import not_graded, partly, right, said, wrong
from problemgen.checker.key import NumberPart
from problemgen.checker.lookup import windows_at
from problemgen.checker.reading import Reading, read_quantity, with_unit
from problemgen.checker.slips import name_slip
from problemgen.checker.text import power_of_ten, with_minus_sign
from problemgen.checker.units import EXACT, NO_DIMENSION, dimension_asked, dimension_word, si_value
from problemgen.checker.verdict import Refusal, Verdict
from problemgen.checker.windows import KEY, Window, edges
from problemgen.frozen import frozen

Follow = Callable[[], Optional[Tuple[float, str]]]  # the value that follows from an earlier answer, and that part's name


@frozen
class Attempt:
    """A typed number in the unit of the question, on its way through the steps."""

    part: NumberPart
    reading: Reading
    value: float
    follow: Follow


def judge_number(part: NumberPart, response: str, follow: Follow) -> Verdict:
    """Judge what was typed as an answer to a quantity, an integer or a count."""
    reading = read_quantity(response, part.asked)
    if isinstance(reading, Refusal):
        return not_graded(part.common, reading, example_of(part))
    value = float(reading.exact)
    if not math.isfinite(value):
        return not_graded(part.common, Refusal("FMT_NOT_FINITE"))
    attempt = Attempt(part, reading, value, follow)
    for step in STEPS:
        verdict = step(attempt)
        if verdict is not None:
            return verdict
    return wrong(part.common, "GENERIC", reading.shown)


def example_of(part: NumberPart) -> str:
    """Show how an answer to this part may be typed, with a number that has nothing to do with the key."""
    if part.common.kind == "count":
        return "1.5e3"
    return with_unit("12" if part.common.kind == "integer" else "12.5", part.asked.unit)


def _other_dimension(attempt: Attempt) -> Optional[Verdict]:
    reading, common = attempt.reading, attempt.part.common
    if reading.same_dimension or reading.unit is None:
        return None
    value = float(si_value(reading.exact, reading.unit))
    found = _nearest(windows_at(attempt.part.secret, value, repr(reading.unit.dimension)), value)
    if found is not None and common.feedback == "full":
        return wrong(common, found.code, reading.shown, found.message, found.credit)
    words = {
        "unit": reading.unit.text,
        "measured": dimension_word(reading.unit),
        "asked": dimension_asked(attempt.part.asked.unit),
    }
    return wrong(common, "UNIT_WRONG_DIMENSION", reading.shown, said(common, "UNIT_WRONG_DIMENSION", words))


def _not_whole(attempt: Attempt) -> Optional[Verdict]:
    if attempt.part.common.kind != "integer" or attempt.value.is_integer():
        return None
    return not_graded(attempt.part.common, Refusal("FMT_NOT_WHOLE", {"shown": attempt.reading.shown}, attempt.reading.shown))


def _correct(attempt: Attempt) -> Optional[Verdict]:
    if not any(window.code == KEY for window in windows_at(attempt.part.secret, attempt.value)):
        return None
    return _digits_asked(attempt) or _accepted(attempt)


def _digits_asked(attempt: Attempt) -> Optional[Verdict]:
    digits, number = attempt.part.digits, attempt.reading.number
    if digits.figures is not None and number.value:
        return _digits_verdict(attempt, "SIGFIG", digits.figures, number.figures)
    if digits.decimals is not None:
        last = -int(attempt.reading.exact.as_tuple().exponent)
        uncertain = number.figures[1] - number.figures[0] if number.value else 0
        return _digits_verdict(attempt, "DECIMALS", digits.decimals, (max(0, last - uncertain), max(0, last)))
    return None


def _digits_verdict(attempt: Attempt, code: str, asked: Tuple[int, int], given: Tuple[int, int]) -> Optional[Verdict]:
    if given[1] >= asked[0] and given[0] <= asked[1]:
        return None
    amount = f"exactly {asked[0]}" if asked[0] == asked[1] else f"{asked[0]} to {asked[1]}"
    form = ""
    if asked == (1, 1):
        amount, form = ("decimal" if code == "DECIMALS" else "significant figure"), "DIGITS_ONE"
    end = "_FEW" if given[1] < asked[0] else "_MANY"
    credit, shown = attempt.part.digits.credit, attempt.reading.shown
    return partly(attempt.part.common, code + end, credit, shown, {"digits": amount}, form)


def _accepted(attempt: Attempt) -> Verdict:
    reading, asked, common = attempt.reading, attempt.part.asked, attempt.part.common
    words = {"shown": reading.shown, "unit": asked.unit.text, "separator": reading.number.separator_assumed}
    if reading.number.separator_assumed:
        form = "OK_GROUPS_ASSUMED" if reading.number.separator_assumed == "thousands" else ""
        return right(common, "OK_SEPARATOR_ASSUMED", reading.shown, words, form)
    if reading.unit is None and asked.unit.dimension != NO_DIMENSION and asked.unit_policy != "forbidden":
        return right(common, "OK_UNIT_ASSUMED", reading.shown, words)
    if reading.unit is not None and (reading.unit.factor, reading.unit.offset) != (
        asked.unit.factor,
        asked.unit.offset,
    ):
        words["converted"] = with_unit(decimal_text(reading.exact, reading.number.figures[1]), asked.unit)
        return right(common, "OK_EQUIV_UNIT", reading.shown, words)
    return right(common, "OK", reading.shown, words)


def decimal_text(value: Decimal, figures: int) -> str:
    """Print a converted value with the digits that were typed, and the minus sign of print.

    >>> decimal_text(Decimal("-90.100000"), 3)
    '\u221290.1'
    """
    rounded = EXACT.create_decimal(f"{value:.{max(figures, 1) - 1}e}").normalize()
    if -5 < rounded.adjusted() < 7:
        return with_minus_sign(f"{rounded:f}")
    mantissa, _, exponent = f"{rounded:e}".partition("e")
    return f"{with_minus_sign(mantissa)}\u00d7{power_of_ten(int(exponent))}"


def _carried_forward(attempt: Attempt) -> Optional[Verdict]:
    followed = attempt.follow()
    if followed is None or attempt.part.carried is None:
        return None
    low, high = edges(followed[0], attempt.part.tolerance)
    if not low <= attempt.value <= high:
        return None
    return partly(attempt.part.common, "ECF", attempt.part.carried.credit, attempt.reading.shown, {"part": followed[1]})


def _slip(attempt: Attempt) -> Optional[Verdict]:
    slip = name_slip(attempt.part, attempt.reading, attempt.value)
    if slip is None:
        return None
    return wrong(attempt.part.common, slip.code, attempt.reading.shown, slip.message, slip.credit)


def _nearest(found: list[Window], value: float) -> Optional[Window]:
    return min(found, key=lambda window: abs(window.value - value), default=None)


STEPS: Tuple[Callable[[Attempt], Optional[Verdict]], ...] = (
    _other_dimension,
    _not_whole,
    _correct,
    _carried_forward,
    _slip,
)

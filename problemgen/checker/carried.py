"""Carry an earlier answer forward: what follows from what the student found before.

No credit is carried where the earlier answer was right or could not be read, or where what follows is trivial
(zero, a given value, or the earlier answer itself): a made-up earlier answer must not make a later part easy.
What lies in the right window counts as right anyway, before anything is carried.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Dict, Optional, Tuple

from problemgen.checker.key import AnswerKey, Carried, NumberPart, Part, UnknownPart, part_of
from problemgen.checker.lookup import windows_at
from problemgen.checker.reading import read_quantity
from problemgen.checker.units import from_si, si_value
from problemgen.checker.verdict import Refusal
from problemgen.checker.windows import KEY
from problemgen.maths.evaluate import Undefined, evaluate, holds

_SAME = 1e-9  # relative to the largest value that went in


def carried_number(key: AnswerKey, part: Part, given: Mapping[str, str]) -> Optional[Tuple[float, str]]:
    """Give the value, in the unit of the part, that follows from wrong earlier answers, and the first wrong part."""
    carried = getattr(part, "carried", None)
    if carried is None or carried.formula is None or not isinstance(part, NumberPart):
        return None
    earlier = _earlier_answers(key, carried, given)
    if earlier is None:
        return None
    values, wrong_part = earlier
    try:
        result = evaluate(carried.formula, {**carried.values, **values})
    except (Undefined, KeyError, TypeError, RecursionError):
        return None
    if _trivial(result, (*carried.values.values(), *values.values())):
        return None
    return from_si(result, part.asked.unit), wrong_part


def carried_option(key: AnswerKey, part: Part, given: Mapping[str, str]) -> Optional[Tuple[str, str]]:
    """Give the option that follows from wrong earlier answers, and the first wrong part."""
    carried = getattr(part, "carried", None)
    if carried is None or not carried.options:
        return None
    earlier = _earlier_answers(key, carried, given)
    if earlier is None:
        return None
    values, wrong_part = earlier
    try:
        option = next((name for name, when in carried.options if holds(when, {**carried.values, **values})), None)
    except (Undefined, KeyError, TypeError, RecursionError):
        return None
    return None if option is None else (option, wrong_part)


def _trivial(result: float, inputs: Tuple[float, ...]) -> bool:
    scale = max((abs(value) for value in inputs), default=0.0)
    if abs(result) <= _SAME * scale:
        return True
    return any(math.isclose(result, value, rel_tol=_SAME) for value in inputs)


def _earlier_answers(key: AnswerKey, carried: Carried, given: Mapping[str, str]) -> Optional[Tuple[Dict[str, float], str]]:
    """Read the earlier answers in SI; None unless all can be read and at least one is wrong."""
    values: Dict[str, float] = {}
    wrong_part = ""
    for symbol, name in carried.sources.items():
        earlier = part_of(key, name)
        read = _read_earlier(earlier, _given_for(key, earlier, given))
        if read is None:
            return None
        values[symbol], is_right = read
        if not is_right and not wrong_part:
            wrong_part = _short(key, earlier.common.name)
    return (values, wrong_part) if wrong_part else None


def _given_for(key: AnswerKey, part: Part, given: Mapping[str, str]) -> str:
    for name, response in given.items():
        try:
            if part_of(key, name) is part:
                return response if isinstance(response, str) else ""
        except UnknownPart:
            continue
    return ""


def _read_earlier(part: Part, response: str) -> Optional[Tuple[float, bool]]:
    if not isinstance(part, NumberPart):
        return None
    reading = read_quantity(response, part.asked)
    if isinstance(reading, Refusal) or not reading.same_dimension:
        return None
    value = float(reading.exact)
    if not math.isfinite(value):
        return None
    is_right = any(window.code == KEY for window in windows_at(part.secret, value))
    return float(si_value(reading.exact, part.asked.unit)), is_right


def _short(key: AnswerKey, name: str) -> str:
    """Name a part as the page does: ``a`` where the key has one problem only."""
    letters = name.lstrip("0123456789")
    numbers = {own[: len(own) - len(own.lstrip("0123456789"))] for own in key.parts}
    return letters if letters and len(numbers) == 1 else name

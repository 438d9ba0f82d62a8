"""Judge one typed answer: key, part, text -> Verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from problemgen.checker.carried import carried_number, carried_option
from problemgen.checker.formulas import judge_formula
from problemgen.checker.key import AnswerKey, ChoicePart, DirectionPart, FormulaPart, NumberPart, part_of
from problemgen.checker.options import judge_choice, judge_choices, judge_direction, judge_ranking, judge_truth
from problemgen.checker.quantity import judge_number
from problemgen.checker.verdict import Verdict


def check_answer(key: AnswerKey, part: str, response: str, given: Optional[Mapping[str, str]] = None) -> Verdict:
    """Check what was typed as the answer to a part; ``given`` holds the texts typed for other parts.

    Never raises for any response; raises UnknownPart for a part that the key does not have.

    >>> from problemgen.checker import check, read_key
    >>> key = read_key({"format": "problemgen-key/1", "title": "Nernst", "parts": {"1a": {"kind": "quantity",
    ...     "value": -90.0941, "unit": "mV", "tolerance": {"relative": 0.01}}}})
    >>> check(key, "a", "-0.0901 V").message
    'Correct. \u22120.0901 V is \u221290.1 mV.'
    """
    found = part_of(key, part)
    before = given or {}
    if isinstance(found, NumberPart):
        return judge_number(found, response, lambda: carried_number(key, found, before))
    if isinstance(found, DirectionPart):
        return judge_direction(found, response, lambda: carried_option(key, found, before))
    if isinstance(found, ChoicePart):
        if found.common.kind == "several":
            return judge_choices(found, response)
        if found.common.kind == "true_false":
            return judge_truth(found, response)
        return judge_choice(found, response, lambda: carried_option(key, found, before))
    if isinstance(found, FormulaPart):
        return judge_formula(found, response)
    return judge_ranking(found, response)

"""A variant's entries in the answer key: what the checker needs to judge each part, as JSON-ready data.

The format is described in docs/answer-key.md; messages are plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from problemgen.bank.template import DecisionAnswer, NumberAnswer, Template
from problemgen.markup.nodes import Prose, Words
from problemgen.maths.formula import write
from problemgen.maths.tree import Name, Node, names, substitute
from problemgen.variant.program import SAME
from problemgen.variant.variant import (
    ChoiceKey,
    NumberKey,
    Option,
    PartKey,
    RankingKey,
    SeveralKey,
    SymbolicKey,
    Variant,
    Wrong,
)

LETTERS = "abcdefghij"  # of options, as on the sheet

Plain = Callable[[Words | Prose], str]  # prints words as plain text with this variant's values


def part_name(number: int, label: str, parts: int) -> str:
    """Name a part on a sheet: ``2b``, or ``2`` where the problem has one part only."""
    return f"{number}{label}" if parts > 1 else str(number)


def answers(variant: Variant, number: int, points: Mapping[str, float], text: Plain) -> dict[str, dict[str, Any]]:
    """Give the key entries of a variant that stands as problem ``number`` on a sheet."""
    count = len(variant.parts)
    entries = {}
    for key in variant.parts:
        name = part_name(number, key.part.label, count)
        entry = _entry(key, variant, text)
        carried = _carried(variant, key, number)
        if carried:
            entry["carried"] = carried
        entries[name] = {"ask": text(key.part.ask), "points": points[key.part.label], **entry}
    return entries


def _entry(key: PartKey, variant: Variant, text: Plain) -> dict[str, Any]:
    if isinstance(key, ChoiceKey):
        answer = key.part.answer
        if isinstance(answer, DecisionAnswer) and answer.explained.decision.direction:
            return _direction(key, answer, text)
        return _choice(key.options, key.right, text)
    if isinstance(key, SeveralKey):
        return {"kind": "several", "options": [_option(each, text) for each in key.options],
                "answers": [LETTERS[right] for right in key.rights]}  # fmt: skip
    if isinstance(key, RankingKey):
        return {"kind": "ranking", "items": list(key.names), "order": list(key.order), "sign": key.sign, "partial": True}
    if isinstance(key, SymbolicKey):
        return _symbolic(key, text)
    if key.options:
        return _choice(key.options, key.right, text)
    return _number(key, variant.template, text)


def _symbolic(key: SymbolicKey, text: Plain) -> dict[str, Any]:
    mistakes = [{"code": way.code, "formula": write(way.formula), "message": text(way.feedback),
                 **_credit(way.credit)} for way in key.part.wrong if way.formula is not None]  # fmt: skip
    return {"kind": "formula", "formula": write(key.answer.formula), "mistakes": mistakes,
            "names": {name: list(bounds) for name, bounds in key.answer.ranges.items()}}  # fmt: skip


def _number(key: NumberKey, template: Template, text: Plain) -> dict[str, Any]:
    answer = key.answer
    tolerance = {"relative": answer.relative, "absolute": answer.absolute}
    symbols = (answer.quantity, text(template.looks[answer.quantity]))
    mistakes, messages = [], {}
    for wrong in key.wrong:
        message = _joined(wrong.feedback, text)
        if turns_the_sign(key, wrong):  # nobody can tell a lost sign from an inverted ratio: one code, one merged message
            messages["SIGN_OR_RATIO"] = message
        else:
            code = "_or_".join(wrong.codes)
            mistakes.append({"code": code, "value": wrong.value, "message": message, **_credit(wrong.credit)})
    window: dict[str, Any] = {"value": round(key.value) if answer.kind == "integer" else key.value,
              "tolerance": {name: value for name, value in tolerance.items() if value}}  # fmt: skip
    if answer.moved:  # as an interval: a relative tolerance that follows the answer would give it away in a sealed key
        window = {"interval": [key.window.low, key.window.high]}
    return {
        "kind": answer.kind, **window, "unit": key.printed.unit,
        "unit_policy": answer.units, "symbol": list(dict.fromkeys(symbols)), "mistakes": mistakes,
        **({"sign_is_ratio": True, "messages": messages} if messages else {}),
    }  # fmt: skip


def turns_the_sign(key: NumberKey, wrong: Wrong) -> bool:
    """Tell whether a mistake gives the right value with the other sign."""
    return abs(wrong.value + key.value) <= SAME * abs(key.value)


def code_of(key: NumberKey, wrong: Wrong) -> str:
    """Give the checker's code for a mistake's value."""
    return "SIGN_OR_RATIO" if turns_the_sign(key, wrong) else f"MISTAKE:{'_or_'.join(wrong.codes)}"


def _choice(options: tuple[Option, ...], right: int, text: Plain) -> dict[str, Any]:
    return {"kind": "choice", "options": [_option(each, text) for each in options], "answer": LETTERS[right]}


def _option(option: Option, text: Plain) -> dict[str, Any]:
    entry: dict[str, Any] = {"text": text(option.words)}
    if option.codes:
        entry["mistake"] = "_or_".join(option.codes)
    if option.feedback:
        entry["message"] = _joined(option.feedback, text)
    return {**entry, **_credit(option.credit)}


def _credit(credit: float) -> dict[str, float]:
    return {"credit": credit} if credit else {}


def _direction(key: ChoiceKey, answer: DecisionAnswer, text: Plain) -> dict[str, Any]:
    options = {}
    for letter, option, outcome in zip(LETTERS, key.options, answer.explained.decision.outcomes, strict=False):
        entry = _option(option, text)
        options[option.key] = {"words": [entry.pop("text"), letter, *outcome.words], **entry}
    return {"kind": "direction", "options": options, "answer": key.options[key.right].key}


def _joined(feedback: tuple[Words, ...], text: Plain) -> str:
    return " ".join(text(words) for words in feedback)


def _carried(variant: Variant, key: PartKey, number: int) -> dict[str, Any] | None:
    """Say how a part follows from earlier typed numbers, so that an error there need not cost twice."""
    template, count = variant.template, len(variant.parts)
    earlier = {}
    for part in template.parts:
        if part.label == key.part.label:
            break
        if isinstance(part.answer, NumberAnswer) and not part.answer.options:
            earlier[part.answer.quantity] = part_name(number, part.label, count)
    answer = key.part.answer
    if isinstance(answer, NumberAnswer) and not answer.options and answer.quantity not in earlier:
        formula = _in_terms_of(template, template.derivation(answer.quantity).formula, set(earlier))
        return _carried_entry(variant, earlier, [formula], {"formula": write(formula)})
    if isinstance(answer, DecisionAnswer):
        conditions = [_in_terms_of(template, node, set(earlier)) for node in answer.explained.conditions]
        assert isinstance(key, ChoiceKey)
        pairs = [[option.key if answer.explained.decision.direction else LETTERS[n], write(node)]
                 for n, (option, node) in enumerate(zip(key.options, conditions, strict=True))]  # fmt: skip
        return _carried_entry(variant, earlier, conditions, {"options": pairs})
    return None


def _in_terms_of(template: Template, formula: Node, asked: set[str]) -> Node:
    """Write a formula in drawn values and in what was asked before, working out everything in between."""
    replacements: dict[str, Node] = {}
    for derived in template.derived:
        if derived.name not in asked:
            replacements[derived.name] = substitute(derived.formula, replacements)
    return substitute(formula, {name: node for name, node in replacements.items() if node != Name(name)})


def _carried_entry(
    variant: Variant, earlier: Mapping[str, str], formulas: list[Node], entry: dict[str, Any]
) -> dict[str, Any] | None:
    used = dict.fromkeys(name for formula in formulas for name in names(formula))
    sources = {name: earlier[name] for name in used if name in earlier}
    if not sources:
        return None
    values = {name: variant.numbers[name] for name in used if name not in sources}
    return {**entry, "values": values, "from": sources}

"""Make keys with parts of every kind, with ordinary and with extreme values."""

from __future__ import annotations

import random
from typing import Any

from problemgen.checker import AnswerKeyError, read_key

UNITS = [
    "mV", "V", "uV", "nA", "pA/cm^2", "mS/cm^2", "kJ/mol", "J", "eV", "degC", "K", "%", "mM", "s", "1/s", "um", "mmHg",
    "Osm", "mL/min",
    "kcal", "",
]  # fmt: skip
FOREIGN = ["kJ/mol", "mA", "K", "degC", "mM"]
LONG = "a text of more than sixty-four bytes, so that its hash stands for it in a secret"
NAMES = ["K+", "Na\u207a", "Cl\u207b", "Ca2+", "HCO3-", "the pump", "sodium leaves", "\u0394G > 0", LONG, "\u03a3", "none"]
EXPRESSIONS = [
    "R*T/(z*F)*ln(o/i)", "g*(V-E)", "a*b^2/c", "sqrt(a*b)-c", "exp(-z*V/T)", "min(a, b)+abs(c)", "(a+b)*(a-b)",
    "log10(a/b)/c", "-a*b/(c+1)",
]  # fmt: skip


def _value(dice: random.Random) -> float:
    size = 10 ** dice.uniform(*dice.choice([(-2, 3), (-2, 3), (-25, 25), (-2, 3)]))
    value = float(f"{size:.{dice.choice([2, 3, 12, 17])}g}") * dice.choice([1, -1])
    return dice.choice([value, value, value, float(round(value)), 0.0])


def _tolerance(dice: random.Random, value: float) -> dict[str, float]:
    relative, absolute = (
        dice.choice([0.01, 0.02, 0.05, 0.001, 0.3, 1e-6]),
        abs(value) * dice.choice([0.01, 0.1, 1, 3]) or dice.choice([0.5, 1e-20, 3e4]),
    )
    absolute = float(f"{absolute:.2g}")
    return dice.choice([{"relative": relative}, {"absolute": absolute}, {"relative": relative, "absolute": absolute}])


def _mistakes(dice: random.Random, value: float, unit: str) -> list[dict[str, Any]]:
    made = []
    for n in range(dice.randint(0, 4)):
        mistake: dict[str, Any] = {
            "code": f"slip_{n}",
            "value": dice.choice([value * dice.uniform(-3, 3), -value, value * 1000, value * 1.05, 0.0]),
        }
        if dice.random() < 0.3:
            mistake["message"] = f"Slip number {n}: \u201clook again\u201d at {unit or 'it'}."
        if dice.random() < 0.2:
            mistake["credit"] = dice.choice([0.25, 1])
        if dice.random() < 0.2:
            mistake["unit"] = dice.choice(FOREIGN)
        made.append(mistake)
    return made


def _number(dice: random.Random, before: list[str]) -> dict[str, Any]:
    kind, unit, value = dice.choice(["quantity", "quantity", "quantity", "count", "integer"]), dice.choice(UNITS), _value(dice)
    value = float(round(value)) if kind == "integer" else value
    part: dict[str, Any] = {
        "kind": kind,
        "value": value,
        "mistakes": _mistakes(dice, value, unit),
        "sign_is_ratio": dice.random() < 0.5,
    }
    if unit:
        part["unit"] = unit
    if kind != "integer" or dice.random() < 0.3:
        part["tolerance"] = (
            {"decades": dice.choice([0.5, 1, 0.3])}
            if kind == "count" and value and dice.random() < 0.5
            else _tolerance(dice, value)
        )
    if kind == "quantity" and dice.random() < 0.15:
        part["interval"] = sorted([part.pop("value"), value + abs(_value(dice)) + 1e-9])
        part.pop("tolerance")
    if dice.random() < 0.3:
        part[dice.choice(["significant_figures", "decimals"])] = dice.choice([1, 2, 3, {"least": 2, "most": 4}])
        part["digits_credit"] = dice.choice([0.5, 0, 1])
    part.update(
        dice.choice(
            [
                {},
                {},
                {"unit_policy": "required"},
                {"unit_policy": "forbidden"},
                {"decimal_mark": "comma"},
                {"decimal_mark": "point"},
            ]
        )
    )
    part.update(
        dice.choice(
            [
                {},
                {"symbol": ["E_K", "V"]},
                {"words": ["ions"]},
                {"feedback": "plain"},
                {"messages": {"SIGN_OR_RATIO": "Mind the sign."}},
            ]
        )
    )
    if before and dice.random() < 0.5:
        formula = dice.choice(["V_m - E", "E*2", "-E", "E + 5 [mV]", "sqrt(abs(E))", "E/V_m", "exp(E)", "E"])
        part["carried"] = {"formula": formula, "values": {"V_m": -0.065}, "from": {"E": dice.choice(before)}}
    return part


def _options(dice: random.Random, least: int = 2) -> list[Any]:
    made = []
    for name in dice.sample(NAMES, dice.randint(least, 5)):
        made.append(
            dice.choice(
                [
                    name,
                    {
                        "text": name,
                        "words": ["this " + name],
                        "mistake": "slip",
                        "message": "Look again.",
                        "credit": dice.choice([0, 0.25]),
                    },
                    {"text": name},
                ]
            )
        )
    return made


def _choice(dice: random.Random, before: list[str]) -> dict[str, Any]:
    options = _options(dice)
    part: dict[str, Any] = {"kind": "choice", "options": options, "answer": dice.choice("ab")}
    if before and dice.random() < 0.5:
        conditions = [["a", "E > 0 and not E > 5 [mV]"], ["b", "E <= 0 or E == 1"]]
        part["carried"] = {"options": conditions, "from": {"E": dice.choice(before)}, "credit": 0.5}
    return part


def _several(dice: random.Random, before: list[str]) -> dict[str, Any]:
    return {"kind": "several", "options": _options(dice, 3), "answers": dice.sample("abc", dice.randint(0, 3))}


def _truth(dice: random.Random, before: list[str]) -> dict[str, Any]:
    part: dict[str, Any] = {"kind": "true_false", "answer": dice.random() < 0.5}
    return dice.choice([part, {**part, "reasons": _options(dice), "reason": dice.choice("ab"), "credit": 0.25}])


def _direction(dice: random.Random, before: list[str]) -> dict[str, Any]:
    ways = {"depolarises": ["depolarizes", "less negative"], "hyperpolarises": {"words": "more negative", "mistake": "way"}}
    cell = {"outward": ["out of the cell", "exit"], "inward": {"words": ["into the cell", "out"]}, "none": []}
    other = {"up": [], "down": {"opposite": "up"}, "left": {"opposite": "down", "message": "Not sideways.", "credit": 0.5}}
    options = dice.choice([ways, cell, other, None])
    part: dict[str, Any] = {"kind": "direction", "answer": dice.choice(list(options or ["outward", "none"]))}
    return {**part, "options": options} if options else part


def _ranking(dice: random.Random, before: list[str]) -> dict[str, Any]:
    names = dice.sample(["K", "Na", "Cl", "Ca", LONG], dice.randint(2, 5))
    items = dice.choice([names, {name: [name + "+", name.lower() + "ium"] for name in names}])
    mistakes = [{"code": "by_size", "order": dice.sample(names, len(names))}]
    order = dice.sample(names, len(names))
    return {
        "kind": "ranking",
        "items": items,
        "order": order,
        "sign": dice.choice("<>"),
        "partial": dice.random() < 0.5,
        "mistakes": mistakes,
    }


def _formula(dice: random.Random, before: list[str]) -> dict[str, Any]:
    ranges = {name: dice.choice([[1, 3], [0.5, 200], [-2.5, -1], [270, 320]]) for name in "RTzFoigVEabc"}
    own, *others = dice.sample(EXPRESSIONS, 3)
    mistakes = [{"code": f"slip_{n}", "formula": other, "credit": dice.choice([0, 0.5])} for n, other in enumerate(others)]
    return {"kind": "formula", "formula": own, "names": ranges, "symbol": ["E"], "mistakes": mistakes}


KINDS = (_number, _number, _number, _number, _choice, _several, _truth, _direction, _ranking, _formula)


def key(dice: random.Random) -> dict[str, Any]:
    """Make a key that the checker reads; parts that it refuses are left out."""
    made: dict[str, Any] = {
        "format": "problemgen-key/1",
        "title": "Made",
        "feedback": dice.choice(["full", "full", "full", "plain"]),
        "parts": {},
    }
    made["decimal_mark"] = dice.choice(["either", "either", "comma", "point"])
    problems = dice.choice([1, 1, 2])
    for n in range(8):
        numbers = [name for name, part in made["parts"].items() if part["kind"] in ("quantity", "integer", "count")]
        name = f"{n % problems + 1}{'abcdefgh'[n]}"
        part = dice.choice(KINDS)(dice, numbers)
        trial = {**made, "parts": {**made["parts"], name: part}}
        try:
            read_key(trial)
        except AnswerKeyError:
            continue
        made = trial
    return made if made["parts"] else key(dice)

"""Make answers as people might type them, right, wrong and spoiled, for parts of every kind."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from problemgen.checker.units import SPELLINGS, read_unit

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u2796"
SPACES = " \u00a0\u202f\u2009\u200b\t"
RAISED = dict(zip("0123456789+-", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b", strict=True))
SPOILING = (
    "0123456789.,'-+*/^()eExXRTzFoi[]{}=~<>|;:?!\"\\_%&# \n\t mVJKCAlnogor and to"
 
      "\u00b5\u03bc\u03a9\u00b0\u00bd\u2168\u0660\u0131\u0130\u017f\u00df\u03c3\u03c2\u221a\u00b1\u2212\u00d7\u00b7\u2070\u00b2\u207b"
    "\u202e\u2028\u00ad\ufeff\x00\x1c\x85\ue000\ud800\udfff\U0001d7d8\U0001f600\u0301\uff11\ufb01"
)
AROUND = [
    *["{}"] * 60, " {} ", "({})", "about {}", "ca. {}", "= {}", "~ {}", "{}.", "{} or so", "{} ions", "minus {}", "E = {}",
    "E_K={}", "V = {}",
    "{}; 3", "{} to 5", "+/- {}", "{} \u00b1 1", "{}!", "the {}", "X{}", "sqrt({})",
]  # fmt: skip
UNITS = [
    *sorted(SPELLINGS), "kJ/mol", "mS/cm^2", "mS cm-2", "J/mol K", "mol/(m^2 s)", "mmol/L", "Osm/kg", "\u00b0C", "m V",
    "mv", "MV", "bananas",
    "1", "1/s", "per s", "mV mV", "cm^2", "(mV)", "\u2126", "V/", "J/C", "m^-2", "s^9",
]  # fmt: skip
WORDS = [
    "out", "in", "outward", "into the cell", "no net flow", "not", "both", "true", "false", "because", "a", "b", "c", "A)",
    "(b)", "a, b",
    "a and c", "ab", "none", "none of these", "depolarises", "more negative", "?", "from inside to outside", "t", "F,",
    "yes b", ">", "<", "->", "-",
    "and", ";",
]  # fmt: skip
FORMULAS = [
    "R", "T", "z", "F", "o", "i", "x", "2", "0.5", "1e3", ".5", "RT", "zF", "ln", "log", "log10", "Ln", "exp", "sqrt",
    "\u221a", "abs", "min", "sign",
    "e^(", "(", ")", "[", "]", "+", "-", "*", "/", "^", "**", " ", ",", "=", "E =", "ln(", "exp(", "Exp (", "log_10(",
    "and", "a.b", "1e999", "\u0394G",
]  # fmt: skip


def is_known(text: str) -> bool:
    """Tell whether every character is one that this Python's Unicode knows; others depend on the version, in Python too."""
    paired = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return paired == text and not any(unicodedata.category(character) == "Cn" for character in text)


def spoiled(dice: random.Random, text: str) -> str:
    """Change a few characters of a text."""
    letters = list(text[:80])
    for _ in range(dice.choice([0] * 12 + [1, 1, 1, 2, 4])):
        at = dice.randint(0, len(letters))
        letters[at : at + dice.randint(0, 2)] = dice.choices(SPOILING, k=dice.randint(0, 2))
    found = "".join(letters)
    return found if is_known(found) else text


def number_text(dice: random.Random, value: float) -> str:
    """Write a number in one of the ways of people."""
    short = f"{value:.{dice.randint(1, 7)}g}"
    plain = f"{Decimal(short):f}"
    mantissa, _, power = f"{value:.{dice.randint(0, 5)}e}".partition("e")
    raised = "".join(RAISED[character] for character in str(int(power)))
    text = dice.choice([
        *[repr(value), plain] * 6, short, f"{Decimal(plain):,f}", f"{mantissa}e{power}", f"{mantissa}E{int(power)}",
        f"{mantissa}\u00d710{raised}", f"{mantissa}*10^{int(power)}", f"{mantissa} x 10**({int(power)})", f"10^{int(power)}",
        f"{value:.1f}", f"{round(value)}" if abs(value) < 1e15 else short,
    ])  # fmt: skip
    if dice.random() < 0.3:
        text = text.replace(",", "\u202f" if dice.random() < 0.5 else "'").replace(".", ",")
    return text.replace("-", dice.choice(DASHES)) if dice.random() < 0.5 else text


def quantity_text(dice: random.Random, values: Sequence[float], unit: str, share: float) -> str:
    """Write a quantity near one of the values, in its unit or another one."""
    value = dice.choice(values) * (1 + share * dice.choice([0, 0, 0.5, -0.99, 1, -1, 1.0000001, 2.5, -3, 4, 20]))
    value *= dice.choice([*[1] * 12, -1, -1, 1e3, 1e-3, -1e-6, 10, 0.01, 2, 1e-9, 0])
    own, typed = read_unit(unit), dice.choice([unit, unit, unit, "", "", dice.choice(UNITS), same_dimension(dice, unit)])
    other = read_unit(typed, own.dimension if own else None)
    if own and other and own.dimension == other.dimension and not own.offset and not other.offset and dice.random() < 0.8:
        value *= float(own.factor / other.factor)
    text = number_text(dice, value) + dice.choice(["", " ", dice.choice(SPACES)]) + typed
    return spoiled(dice, dice.choice(AROUND).format(text))


def same_dimension(dice: random.Random, unit: str) -> str:
    """Choose another unit of the same dimension."""
    own = read_unit(unit)
    return str(dice.choice([text for text, other in SPELLINGS.items() if own and other.dimension == own.dimension] or [unit]))


def values_of(part: Mapping[str, Any]) -> list[float]:
    """List the values that a part knows."""
    found = [part["value"]] if "value" in part else list(part["interval"])
    return [*found, *(mistake["value"] for mistake in part.get("mistakes", ())), 12.5]


def words_of(part: Mapping[str, Any]) -> list[str]:
    """List the words that the options or items of a part bring along."""
    found: list[str] = []
    for held in (part.get("options", ()), part.get("reasons", ()), part.get("items", ())):
        for entry in held:
            inner = held[entry] if isinstance(held, dict) else entry
            words = inner.get("words", []) if isinstance(inner, dict) else inner
            found += [entry if isinstance(entry, str) else entry["text"], *([words] if isinstance(words, str) else words)]
    return found


def ranking_text(dice: random.Random, part: Mapping[str, Any]) -> str:
    """Write an order of items, whole or not, in one of the ways of people."""
    items = list(part["items"])
    dice.shuffle(items)
    return dice.choice([" > ", " < ", ", ", ">", "<", " ", "; ", " -> ", " = "]).join(items[: dice.choice([9, 9, 9, 9, 2])])


def typed(dice: random.Random, part: Mapping[str, Any]) -> str:
    """Type an answer to a part of an open key."""
    kind = part["kind"]
    if kind in ("quantity", "integer", "count"):
        tolerance = part.get("tolerance", {})
        share = tolerance.get("relative") or min(1.0, abs(tolerance.get("absolute", 0.1) / (part.get("value") or 1)))
        return quantity_text(dice, values_of(part), part.get("unit", "1"), share)
    if kind == "formula":
        own = [part["formula"], *(mistake["formula"] for mistake in part.get("mistakes", ())), f"-({part['formula']})"]
        made = "".join(dice.choices(FORMULAS + list(part["names"]), k=dice.randint(1, 9)))
        return spoiled(
            dice, dice.choice([*own, *own, made, dice.choice(own).replace("*", dice.choice(["*", "", "\u00b7", " "]))])
        )
    if kind == "ranking" and dice.random() < 0.8:
        return spoiled(dice, ranking_text(dice, part))
    words = words_of(part) * 3 + WORDS
    if dice.random() < 0.4:
        return str(dice.choice([*words, *"abcde", "ab", "a, c", "true, a", "false, b", "true"]))
    return spoiled(dice, dice.choice([" ", ", ", " and ", "; "]).join(dice.choices(words, k=dice.choice([1, 1, 1, 1, 2, 3]))))


def answers(dice: random.Random, key: Mapping[str, Any], count: int) -> list[tuple[str, str, dict[str, str]]]:
    """Type answers to parts of a key, often with answers to the parts on which they build."""
    made = []
    for _ in range(count):
        name = dice.choice(list(key["parts"]))
        part = key["parts"][name]
        earlier = part.get("carried", {}).get("from", {}).values()
        made.append((name, typed(dice, part), {source: typed(dice, key["parts"][source]) for source in earlier}))
    return made
